"""One record that fails stops no other, and nothing that a person wrote is told of it."""

import logging

import pytest
from django.db import connection, transaction

from knowshow.foundation.apart import Failure, apart
from knowshow.project.logs import DiscreetFormatter

pytestmark = pytest.mark.django_db

WORDS = "Maria wrote this"


def test_what_fails_is_noted_by_kind_and_the_rest_is_done():
    failures, done = [], []
    for code in ("a", "b", "c"):
        with apart(failures, "erasing", of=code):
            if code == "b":
                raise ValueError(WORDS)
            done.append(code)
    assert done == ["a", "c"]
    assert failures == [Failure("erasing", "ValueError", "b")]


def test_the_log_holds_the_kind_and_neither_words_nor_code(caplog):
    with apart([], "erasing", of="c0de"):
        raise ValueError(WORDS)
    (record,) = caplog.records
    said = DiscreetFormatter("{message}", style="{").format(record)
    assert "erasing" in said
    assert "ValueError" in said
    assert "c0de" not in said
    assert WORDS not in said
    assert record.levelno == logging.ERROR


def test_being_told_to_stop_stops():
    with pytest.raises(KeyboardInterrupt), apart([], "erasing"):
        raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_the_database_gave_up_does_not_spread():
    failures = []
    with apart(failures, "asking"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert len(failures) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_made_anew():
    failures = []
    with apart(failures, "asking"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _break()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    with apart(failures, "asking again"), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert [one.what for one in failures] == (["asking"] if connection.vendor == "postgresql" else [])


def _break():
    """End the connection from the side of the server, as one that is started anew does."""
    if connection.vendor != "postgresql":
        return
    import psycopg

    held = connection.settings_dict
    there = {"host": held["HOST"], "port": held["PORT"], "user": held["USER"], "password": held["PASSWORD"]}
    with psycopg.connect(dbname=held["NAME"], autocommit=True, **there) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
