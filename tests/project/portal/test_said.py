"""What fails on the portal says nothing of what was written: not in the log, not in an answer to anybody else."""

import http.client
import os
import socket
from urllib.parse import urlsplit

import pytest

from tests.reporting.person import Connection, report
from tests.reporting.place import Place, database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]

_WORD = "Zanzibarine"
_WORDS = f"They took my {_WORD} account."


@pytest.fixture(scope="module")
def address():
    """An empty database of the kind on which these tests run."""
    import pytest_socket

    pytest_socket.enable_socket()
    with database(os.environ.get("DATABASE_URL", "")) as made:
        yield made


@pytest.fixture(scope="module")
def place(tmp_path_factory, address):
    """A mechanism that takes reports."""
    return Place(tmp_path_factory.mktemp("said") / "home", address)


@pytest.fixture
def portal(place):
    """It, served."""
    (place.home / "said.txt").write_text("")
    with place.served() as served:
        yield served


def spoil(place, address):
    """Damage the trustees' public key: whoever seals to it fails, inside the page that takes a report."""
    damage = "UPDATE remedy_mechanism SET recovery_public = {}"
    if address:
        import psycopg

        with psycopg.connect(address) as other:
            other.execute(damage.format("'\\x00'::bytea"))
        return
    import sqlite3

    with sqlite3.connect(place.home / "knowshow.sqlite3") as other:
        other.execute(damage.format("x'00'"))


def bare(portal, head, body=b""):
    """Send bytes as they are, and return what comes back."""
    where = urlsplit(portal.address)
    with socket.create_connection((where.hostname, where.port), timeout=30) as line:
        line.sendall(head + b"\r\n\r\n" + body)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer, answer.read().decode()


def test_an_error_inside_a_page_that_takes_words_tells_the_log_none_of_them(place, address, portal):
    person = Connection(portal.address)
    form = person.get("/write/").form("text", "reference", "words")
    receipt = form.value("words")
    spoil(place, address)
    page = person.post(form.path, form.filled("send", text=_WORDS))
    person.close()
    said = portal.said.read_text()
    assert page.status == 503
    assert page.form("text").value("text") == _WORDS
    assert "SealError" in said
    for told in (_WORD, receipt, *receipt.split(), "127.0.0.1"):
        assert told not in said


@pytest.mark.parametrize(("path", "words", "direction"), [("/file/", "too large", "ltr"), ("/ar/file/", "كبير", "rtl")])
def test_what_is_too_large_is_told_in_the_language_of_the_page(portal, path, words, direction):
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {64 * 1024 * 1024}"
    answer, page = bare(portal, head.encode(), _WORDS.encode())
    assert answer.status == 413
    assert answer.headers["Cache-Control"] == "no-store"
    assert (words in page, f'dir="{direction}"' in page) == (True, True)
    assert "waitress" not in page.lower()
    assert _WORD not in page + portal.said.read_text()


@pytest.mark.parametrize(
    "head",
    [
        f"GET /{_WORD} {_WORD} HTTP/1.1",
        f"POST /write/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {_WORD}",
        f"POST /write/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: {_WORD}",
        f"GET /{_WORD}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: {'a' * 400_000}",
    ],
)
def test_what_cannot_be_read_is_not_repeated(portal, head):
    answer, page = bare(portal, head.encode())
    assert answer.status in {400, 431, 501}
    assert _WORD not in page + portal.said.read_text()
    assert "<h1>This request could not be read</h1>" in page


def test_an_ordinary_report_is_taken_by_the_same_server(tmp_path):
    fresh = Place(tmp_path / "home")
    with fresh.served() as served:
        person = Connection(served.address)
        sent = report(person, _WORDS)
        person.close()
        assert _WORD not in served.said.read_text()
    assert fresh.read_back([sent])["cases"] == 1
