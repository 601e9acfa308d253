"""What a seized server yields: nothing that a person wrote, no name, no address, no device, no hour (GP 31 b, f).

A case goes from its report, through the real portal, to an appeal. Then everything that the server holds is read as it
lies there: the database with its journal, the sealed files, the temporary folder, what the process said.
"""

import base64
import contextlib
import io
import os
import re
import sqlite3
from datetime import date
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import models
from PIL import Image

from tests.cli.conftest import loopback
from tests.reporting.person import Connection, attach, come_back, report
from tests.reporting.place import Place, database

__all__ = ["loopback"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]

#: Words that stand nowhere in the product.
STORY = "Wexelford Quartzbury closed my account, zuverlässig zwölfmal, كلمةسرية and Шифровка."
PLANTED = {
    "her story": "Wexelford", "its second word": "Quartzbury", "with umlauts": "zuverlässig", "in Arabic": "كلمةسرية",
    "in Cyrillic": "Шифровка", "her name": "Ottilienne", "her family name": "Vandersloot",
    "her telephone": "0049301234567",
    "her mail": "otti.vander@example.net", "what she needs": "Gebaerdendolmetsch", "her file's name": "Kellerfenster",
    "who took the picture": "Fotografarius", "where it was taken": "Hinterhofgasse", "her message": "Nachtfaltersatz",
    "the note": "Notizblockwort", "the answer": "Antwortbriefwort", "a mistyped receipt": "Vertippselig",
    "her device": "Firefox/128", "her system": "Android 13",
}  # fmt: skip
_NEUTRAL = re.compile(r"^/(?:(?:ar|es|fr|ru|zh-hans)/)?(?:[a-z-]+/)*$")
_HOUR = re.compile(rb"(?<![0-9a-f:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![0-9a-f:])")


@pytest.fixture(scope="module")
def seized(tmp_path_factory):
    """A server on which a whole case was dealt with, as it is carried away while it runs."""
    import pytest_socket

    pytest_socket.enable_socket()
    with database(os.environ.get("DATABASE_URL", "")) as address:
        place = Place(tmp_path_factory.mktemp("seized") / "home", address)
        with place.served() as portal, _journal_kept(place, address):
            found = Seized(place, portal, address)
            found.connection.close()
            yield found


@contextlib.contextmanager
def _journal_kept(place, address):
    """Read along, as long as the server runs: while somebody does, SQLite does not tidy its journal away."""
    if address:
        yield
        return
    with contextlib.closing(sqlite3.connect(place.home / "knowshow.sqlite3")) as reader:
        reader.execute("SELECT count(*) FROM remedy_case").fetchone()
        yield


class Seized:
    """What was done there, and all that is found."""

    def __init__(self, place, portal, address):
        self.connection = Connection(portal.address)
        self.sent = _told(self.connection)
        done = place.work(
            self.sent, note=PLANTED["the note"], answer=PLANTED["the answer"], message=PLANTED["her message"]
        )
        assert done["stage"] == "appealed"
        assert done["entries"] > 15
        _come_back(self.connection, self.sent)
        assert _holds_a_journal(place) or address
        self.tables = dict(_tables(place, address))
        self.files = {path: path.read_bytes() for path in place.home.rglob("*") if path.is_file()}
        self.names = "\n".join(str(path.relative_to(place.home)) for path in place.home.rglob("*"))
        self.temporary = list(place.temporary.rglob("*"))

    @property
    def everything(self):
        """Each thing that a thief has, by name."""
        return {**self.tables, **self.files, "names of files": self.names.encode()}


def _told(connection):
    fields = [
        ("standing", "confidential"), ("name", f"{PLANTED['her name']} {PLANTED['her family name']}"),
        ("contact", PLANTED["her telephone"]), ("email", PLANTED["her mail"]), ("notices", "yes"), ("safe", "unsure"),
        ("needs", PLANTED["what she needs"]), ("consent", "ask"),
    ]  # fmt: skip
    sent = report(connection, STORY, more=fields)
    attach(connection, sent, PLANTED["her file's name"] + ".jpg", _picture())
    return sent


def _picture():
    """A picture that tells who took it, when, with what and where."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x013B], exif[0x010E] = PLANTED["who took the picture"], PLANTED["where it was taken"]
    exif[0x0132], exif[0x0110] = "2026:11:24 17:23:45", PLANTED["her system"]
    Image.new("RGB", (64, 64), "teal").save(made, "JPEG", exif=exif)
    return made.getvalue()


def _come_back(connection, sent):
    """Return with a receipt that is mistyped, then with the right one; send a report in Arabic, too."""
    wrong = [("reference", sent.reference), ("words", f"{PLANTED['a mistyped receipt']} {' '.join(sent.words[1:])}")]
    assert connection.post("/receipt/", wrong).status in {200, 422}
    assert PLANTED["her story"] in come_back(connection, sent.reference, sent.words).text
    assert report(connection, STORY, start="/ar/write/").is_confirmed


def _holds_a_journal(place):
    return any(path.name.endswith("-wal") and path.stat().st_size for path in place.home.iterdir())


def _tables(place, address):
    """Every table as text, by its name."""
    if address:
        yield from _copied(address)
        return
    with contextlib.closing(sqlite3.connect(place.home / "knowshow.sqlite3")) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            rows = opened.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of our own tables
            yield name, b"\n".join(b"|".join(map(_plain, row)) for row in rows)


def _plain(value):
    return bytes(value).hex().encode() if isinstance(value, bytes) else str(value).encode()


def _copied(address):
    import psycopg

    with psycopg.connect(address) as opened:
        names = opened.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            with opened.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                yield name, b"".join(bytes(part) for part in copy)


def _forms(word):
    """A word as it may lie in a store: plain, in other encodings, escaped, as digits."""
    plain = word.encode()
    whole = {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode()}
    whole |= {plain.hex().encode(), plain.hex().upper().encode(), word.encode("unicode-escape"), plain[::-1]}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        cut = coded[4 if shift else 0 : len(coded) - 4]
        whole |= {cut, cut.replace(b"+", b"-").replace(b"/", b"_")}
    return whole


@pytest.mark.parametrize("what", PLANTED)
def test_no_word_of_hers_or_of_the_team_lies_anywhere(what, seized):
    found = {
        str(where)
        for where, content in seized.everything.items()
        for form in _forms(PLANTED[what])
        if form in content or form.lower() in content.lower()
    }
    assert not found


def test_the_search_would_find_a_word_that_lies_in_clear(seized):
    assert any(form in seized.tables["remedy_mechanism"] for form in _forms("Example mechanism"))
    hidden = b"x" + base64.b64encode(b"abcWexelford and more") + b"x"
    assert any(form in hidden for form in _forms("Wexelford"))


def test_the_words_of_the_receipt_are_stored_nowhere(seized):
    pairs = [f"{one}{between}{other}" for one, other in zip(seized.sent.words, seized.sent.words[1:], strict=False)
             for between in (" ", "-", ",", ", ", '", "', '","', "+", "%20")]  # fmt: skip
    for pair in pairs:
        for form in (pair.encode(), pair.encode().hex().encode()):
            assert not [where for where, content in seized.everything.items() if form in content]


def test_no_address_of_the_network_is_kept(seized):
    address = seized.connection.source
    for form in (address.encode(), address.encode().hex().encode(), bytes(map(int, address.split(".")))):
        assert not [where for where, content in seized.everything.items() if form in content]


def test_no_table_of_cases_has_a_time_finer_than_the_day(seized):
    fine = [
        str(field)
        for model in apps.get_app_config("remedy").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField | models.TimeField | models.DurationField)
    ]
    assert not fine
    mine = {name: content for name, content in seized.tables.items() if name.startswith("remedy_")}
    assert len(mine) > 20
    assert not {name: _HOUR.findall(content) for name, content in mine.items() if _HOUR.search(content)}


def test_the_history_of_a_case_tells_no_hour_and_no_task_tells_when_it_was_asked_for(seized):
    rows = [row for row in seized.tables["foundation_historyentry"].splitlines() if b"remedy.case" in row]
    assert len(rows) > 8
    assert not [row for row in rows if [hour for hour in _HOUR.findall(row) if hour.strip(b"0:")]]
    tasks = [name for name in seized.tables if "dbtaskresult" in name]
    assert tasks
    assert not [name for name in tasks if b"remedy" in seized.tables[name]]


def test_a_sealed_file_tells_neither_its_name_nor_its_hour(seized):
    kept = [path for path in seized.files if path.is_relative_to(_home(seized) / "files")]
    assert kept
    midnight = {path.stat().st_mtime % 86_400 for path in kept}
    assert midnight == {0.0}
    assert not [path for path in kept if path.suffix]


def test_the_temporary_folder_is_empty_and_the_process_said_nothing(seized):
    assert seized.temporary == []
    assert (_home(seized) / "said.txt").read_bytes() == b""


def test_the_address_line_never_said_what_it_was_about(seized):
    seen = [path for path in seized.connection.seen if path]
    assert len(seen) > 10
    assert not [path for path in seen if not _NEUTRAL.match(path)]
    assert not [path for path in seen if any(word in path for word in seized.sent.words)]


def test_today_stands_there_as_a_day(seized):
    assert date.today().isoformat().encode() in seized.tables["remedy_case"]  # noqa: DTZ011 - the server's own day


def _home(seized):
    return next(path for path in seized.files if path.name == "said.txt").parent
