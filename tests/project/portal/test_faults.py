"""What fails on our side costs nobody a word: a clear answer, the words still there, and sent again they arrive."""

import contextlib
import os
import sqlite3

import pytest

from tests.reporting.person import Connection, Sent, attach, report, words_of
from tests.reporting.place import Place, database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]

#: Room for the journal of a few reports, and for a small file.
_LITTLE = 250_000
_MANY = 40
_WORDS = "They took my account on the day of the flood, and all that I had written."


@pytest.fixture(scope="module")
def address():
    """An empty database of the kind on which these tests run."""
    import pytest_socket

    pytest_socket.enable_socket()
    with database(os.environ.get("DATABASE_URL", "")) as made:
        yield made


@pytest.fixture(scope="module")
def place(tmp_path_factory, address):
    """A mechanism that takes reports. No background worker runs beside it."""
    return Place(tmp_path_factory.mktemp("faults") / "home", address)


@contextlib.contextmanager
def _held(place, address):
    """Hold the tables as another program does that writes for long."""
    if address:
        import psycopg

        with psycopg.connect(address) as other:
            other.execute("LOCK TABLE remedy_case IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()
        return
    with contextlib.closing(sqlite3.connect(place.home / "knowshow.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _sent(connection, text):
    """Post a report as far as the answer; the page."""
    form = connection.get("/write/").form("text", "reference", "words")
    return connection.post(form.path, form.filled("send", text=text))


def _again(connection, page):
    """Press the only button of the page that shows the words again."""
    form = page.form("text", "reference", "words")
    return connection.post(form.path, form.filled())


def test_a_database_that_stays_locked_answers_with_the_words_and_takes_them_afterwards(place, address):
    with place.served() as portal:
        person = Connection(portal.address)
        with _held(place, address):
            page = _sent(person, _WORDS)
        assert page.status == 503
        assert page.form("text").value("text") == _WORDS
        assert _WORDS.split(",", maxsplit=1)[0] not in portal.said.read_text()
        page = _again(person, page)
        assert (page.status, page.form("places") is not None) == (200, True)
        person.close()
    found = place.read_back([])
    assert (found["half"], found["cases"]) == ({}, 1)


def test_a_full_disk_answers_with_the_words_and_leaves_nothing_half(place):
    sent, refused = [], None
    with place.served(largest_file=_LITTLE) as portal:
        person = Connection(portal.address)
        while refused is None and len(sent) < _MANY:
            text = words_of(len(sent))
            page = _sent(person, text)
            form = page.form("reference", "words", "places")
            if form is None:
                refused = page
            else:
                sent.append(Sent(text, form.value("reference"), tuple(form.value("words").split())))
        person.close()
    if refused is not None:  # PostgreSQL writes elsewhere: its own disk has room here
        assert refused.status == 503
        with place.served() as portal:
            person = Connection(portal.address)
            assert _again(person, refused).form("places")
            person.close()
    found = place.read_back(sent)
    assert sent
    assert (found["lost"], found["half"]) == ({}, {})


def test_a_file_for_which_there_is_no_room_loses_neither_the_report_nor_the_files_before_it(place):
    with place.served(largest_file=_LITTLE * 4) as portal:
        person = Connection(portal.address)
        kept = report(person, words_of(1))
        attach(person, kept, "small.txt", b"A short text.")
        form = person.post("/file/", [("reference", kept.reference), ("words", " ".join(kept.words))]).form("file")
        page = person.post(form.path, [*form.filled("send"), ("file", ("large.bin", os.urandom(_LITTLE * 6)))])
        person.close()
    assert page.status == 503
    assert "large.bin" not in page.text
    found = place.read_back([kept])
    assert (found["lost"], found["half"]) == ({}, {})
    assert not list(place.home.rglob("*.part"))


def test_without_a_background_worker_reports_are_taken_and_open(place):
    with place.served() as portal:
        person = Connection(portal.address)
        kept = report(person, words_of(2))
        person.close()
    assert kept.is_confirmed
    assert place.read_back([kept])["lost"] == {}
