"""Killed at any moment, the portal loses no report that it acknowledged, and leaves none half there (GP 31 b)."""

import os

import pytest

from tests.reporting.killing import Killed
from tests.reporting.place import Place, database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]


@pytest.fixture
def place(tmp_path):
    """A mechanism that takes reports, on the kind of database that these tests run on."""
    with database(os.environ.get("DATABASE_URL", "")) as address:
        yield Place(tmp_path / "home", address)


def test_what_was_acknowledged_is_there_after_ten_kills_and_nothing_is_half_there(place):
    killed = Killed(place, times=10)
    found = killed.found()
    assert not killed.refused
    assert (found["lost"], found["half"]) == ({}, {})
    assert found["cases"] >= len(killed.sent) > 20
    assert killed.unanswered
