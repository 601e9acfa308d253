"""A form that comes after the session has ended loses nothing that was written, and changes nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from knowshow.respect.models import Rating
from tests import make
from tests.page import PageClient

WRITTEN = {"rationale": "Nine applicants told us how it went.", "password": "a pass phrase for tests", "scale": "3"}


@pytest.fixture
def address(organisation, assessor):
    """Where an impact is rated."""
    return reverse("respect:rate", args=[make.impact(make.assessment(organisation, actor=assessor), actor=assessor).pk])


def test_what_was_written_is_shown_for_copying_and_nothing_is_changed(address):
    shown = PageClient().post(address, WRITTEN, status=403)

    assert shown.heading == "You were signed out"
    assert WRITTEN["rationale"] in shown.text
    assert WRITTEN["password"] not in shown.text
    assert not Rating.objects.exists()


def test_from_there_one_signs_in_and_is_back_at_the_form(address):
    shown = PageClient().post(address, WRITTEN, status=403)

    assert any(url.endswith(f"sign-in/?next={address}") for _words, url in shown.links)


def test_a_form_without_a_token_shows_it_too(address):
    answer = Client(enforce_csrf_checks=True).post(address, WRITTEN)

    assert answer.status_code == 403
    assert WRITTEN["rationale"] in answer.content.decode()


def test_a_form_from_elsewhere_is_not_repeated(address):
    answer = Client(enforce_csrf_checks=True).post(address, WRITTEN, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert WRITTEN["rationale"] not in answer.content.decode()
