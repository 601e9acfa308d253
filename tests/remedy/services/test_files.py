"""Files: sealed at once, whole or not at all, the hidden facts apart, and each by itself."""

import hashlib
import os
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, OperationError, SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseFile, CaseKey, Reveal, SealedPart
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import files, intake, keys, reveals
from knowshow.remedy.standing import open_case
from tests import make
from tests.remedy.rules.metadata import made

pytestmark = pytest.mark.django_db

PLAIN = b"Only words, and nothing else.\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A disk of our own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "sealed"


@pytest.fixture
def reported():
    return make.report()


def handler_of(case):
    """A member who was given the case, at work on it."""
    user = CaseKey.objects.filter(case=case).first().user
    return open_case(user, keys.open_keys(actor=user, passphrase=make.PASSPHRASE), case)


def content(actor, file):
    return b"".join(files.read_file(actor=actor, file=file))


def revealed(handler, person, days=10):
    """The person's name, open for a handler by her yes."""
    part = SealedPart.objects.get(case=handler.case, what="identity")
    reveal = reveals.ask_reveal(actor=handler, part=part, days=days, reason="To see who is in the picture.")
    return reveals.answer_reveal(actor=person, reveal=reveal, agrees=True)


# ---- what hides nothing -------------------------------------------------------------------------------------


def test_a_file_that_hides_nothing_is_there_for_both_sides(reported):
    added = files.add_file(actor=reported.person, content=PLAIN, name="note.txt")
    assert (added.waits, added.cleaned) == (False, None)
    assert content(reported.person, added.original) == PLAIN
    handler = handler_of(reported.case)
    assert content(handler, added.original) == PLAIN
    facts = files.facts_of(actor=handler, file=added.original)
    assert (facts["name"], facts["kind"], facts["size"]) == ("note.txt", "text/plain", len(PLAIN))
    assert facts["sha256"] == hashlib.sha256(PLAIN).hexdigest()


def test_neither_disk_nor_database_holds_a_legible_byte_or_name(reported, folder):
    files.add_file(actor=reported.person, content=PLAIN, name="from-amal.txt")
    files.add_file(actor=reported.person, content=made.jpeg(), name="amal.jpg")
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    stored += b"".join(bytes(one.sealed) for one in CaseFile.objects.all())
    assert b"Only words" not in stored
    assert b"amal" not in stored.lower()


def test_the_disk_tells_the_day_and_a_bucket_of_the_size(reported, folder):
    added = files.add_file(actor=reported.person, content=PLAIN, name="note.txt")
    (path,) = folder.iterdir()
    found = path.stat()
    assert path.name == added.original.code
    assert found.st_mtime % 86_400 == 0
    assert found.st_size == added.original.stored_size == 512 + 1 + 24 + 17
    assert found.st_mode & 0o077 == 0


def test_who_put_it_there_is_signed_and_told_in_the_chain(reported):
    file = files.add_file(actor=reported.person, content=PLAIN, name="note.txt").original
    assert envelopes.is_file_signed(file, bytes(reported.case.person_verify))
    entries = list(reported.case.entries.order_by("number"))
    assert envelopes.read_entry(entries[-1], reported.person.secrets)["file"] == file.code
    assert envelopes.broken_links(reported.case, entries, {}) == []


# ---- what hides something -----------------------------------------------------------------------------------


def test_until_she_chooses_handlers_have_the_cleaned_copy_at_most(reported):
    whole = made.jpeg()
    added = files.add_file(actor=reported.person, content=whole, name="IMG_20261101_101112.jpg")
    assert added.waits
    assert {one.kind.value for one in added.inspection.findings} >= {"author"}
    handler = handler_of(reported.case)
    with pytest.raises(SealError):
        content(handler, added.original)
    copy = content(handler, added.cleaned)
    assert not any(one in copy for one in made.PLANTED)
    assert copy != whole
    assert content(added.actor, added.original) == whole


def test_the_cleaned_copy_has_a_name_that_tells_nothing_and_the_digest_of_the_original(reported):
    whole = made.jpeg()
    added = files.add_file(actor=reported.person, content=whole, name="IMG_20261101_101112.jpg")
    facts = files.facts_of(actor=handler_of(reported.case), file=added.cleaned)
    assert "2026" not in facts["name"]
    assert facts["findings"] == []
    assert facts["original_sha256"] == hashlib.sha256(whole).hexdigest()


def test_it_stands_apart_also_where_she_gave_no_name_and_her_receipt_opens_it_later(reported):
    assert not SealedPart.objects.exists()
    added = files.add_file(actor=reported.person, content=made.jpeg(), name="a.jpg")
    secret = receipts.secret_bytes(reported.words)
    again = intake.open_with_receipt(reference=reported.reference, secrets=[secret])
    assert content(again, added.original) == made.jpeg()


def test_what_cannot_be_looked_at_stands_apart_too(reported):
    odd = b"\x00\x01\x02" * 100
    added = files.add_file(actor=reported.person, content=odd, name="a.bin")
    assert added.waits
    assert added.cleaned is None
    with pytest.raises(SealError):
        content(handler_of(reported.case), added.original)
    with pytest.raises(ConflictError):
        files.choose_copy(actor=added.actor, file=added.original, cleaned=True)


def test_the_key_of_her_name_opens_an_original_and_each_day_of_it_is_told_to_her(reported):
    added = files.add_file(actor=reported.person, content=made.jpeg(), name="a.jpg")
    handler = handler_of(reported.case)
    reveal = revealed(handler, added.actor)
    for _again in range(2):
        facts, pieces = files.open_original(actor=handler, file=added.original, reveal=reveal)
        assert b"".join(pieces) == made.jpeg()
    assert facts["name"] == "a.jpg"
    said = [envelopes.read_entry(one, reported.person.secrets) for one in reported.case.entries.filter(kind="system")]
    assert [one for one in said if one["event"] == "file_looked"] == [
        {"event": "file_looked", "file": added.original.code, "role": "intake"}
    ]


def test_an_original_opens_for_nobody_whose_days_are_over(reported):
    added = files.add_file(actor=reported.person, content=made.jpeg(), name="a.jpg")
    handler = handler_of(reported.case)
    reveal = revealed(handler, added.actor)
    Reveal.objects.update(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowedError):
        files.open_original(actor=handler, file=added.original, reveal=reveal)


def test_a_file_that_does_not_stand_apart_is_not_told_of(reported):
    plain = files.add_file(actor=reported.person, content=PLAIN, name="note.txt")
    apart = files.add_file(actor=plain.actor, content=made.jpeg(), name="a.jpg")
    handler = handler_of(reported.case)
    reveal = revealed(handler, apart.actor)
    with pytest.raises(ConflictError):
        files.open_original(actor=handler, file=plain.original, reveal=reveal)


def test_the_cleaned_copy_can_be_chosen_and_nothing_moves(reported):
    added = files.add_file(actor=reported.person, content=made.jpeg(), name="a.jpg")
    assert files.choose_copy(actor=added.actor, file=added.original, cleaned=True) == added.cleaned
    assert CaseFile.objects.count() == 2


def test_as_it_is_handlers_get_the_original_and_the_copy_goes(reported, folder):
    whole = made.jpeg()
    added = files.add_file(actor=reported.person, content=whole, name="a.jpg")
    file = files.choose_copy(actor=added.actor, file=added.original, cleaned=False)
    assert content(handler_of(reported.case), file) == whole
    assert [one.code for one in CaseFile.objects.all()] == [file.code]
    assert [path.name for path in folder.iterdir()] == [file.code]
    with pytest.raises(ConflictError):
        files.choose_copy(actor=added.actor, file=file, cleaned=False)


def test_it_can_be_taken_out_before_anybody_saw_it(reported, folder):
    added = files.add_file(actor=reported.person, content=made.jpeg(), name="a.jpg")
    files.take_out(actor=added.actor, file=added.original)
    assert not CaseFile.objects.exists()
    assert not list(folder.iterdir())


def test_files_of_a_draft_come_along_when_it_is_sent():
    saved = make.report(is_draft=True)
    added = files.add_file(actor=saved.person, content=made.jpeg(), name="a.jpg")
    intake.send_draft(actor=added.actor, report=intake.Report(text="Sent now.", language="en"))
    handler = handler_of(saved.case)
    assert content(handler, added.cleaned)
    assert content(added.actor, added.original)


# ---- members ------------------------------------------------------------------------------------------------


def test_a_member_adds_a_file_for_both_sides_or_for_handlers_alone(reported):
    handler = handler_of(reported.case)
    both = files.add_file(actor=handler, content=made.jpeg(), name="a.jpg").original
    alone = files.add_file(actor=handler, content=PLAIN, name="b.txt", audience="internal").original
    assert content(reported.person, both) == content(handler, both)
    assert content(handler, alone) == PLAIN
    with pytest.raises(SealError):
        content(reported.person, alone)


def test_a_file_of_another_case_is_refused(reported):
    other = make.report(reported.case.mechanism)
    file = files.add_file(actor=other.person, content=PLAIN, name="b.txt").original
    with pytest.raises(NotAllowedError):
        content(reported.person, file)


# ---- what goes wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [b"", b"x" * (files.MOST_BYTES + 1)], ids=["empty", "too large"])
def test_what_cannot_be_taken_is_said_and_nothing_is_stored(reported, folder, given):
    with pytest.raises(BadInputError):
        files.add_file(actor=reported.person, content=given, name="a.bin")
    assert not CaseFile.objects.exists()
    assert not folder.exists() or not list(folder.iterdir())


DAMAGES = {
    "a byte short": lambda data: data[:-1],
    "its end cut off": lambda data: data[:-17],
    "empty": lambda _data: b"",
    "a bit flipped": lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_gives_nothing_at_all(reported, folder, damage):
    file = files.add_file(actor=reported.person, content=b"a" * 200_000, name="a.txt").original
    path = folder / file.code
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(SealError):
        files.read_file(actor=reported.person, file=file)


def test_two_files_that_were_swapped_on_the_disk_do_not_open(reported, folder):
    one = files.add_file(actor=reported.person, content=PLAIN, name="a.txt").original
    other = files.add_file(actor=reported.person, content=PLAIN, name="b.txt").original
    held = (folder / one.code).read_bytes()
    (folder / one.code).write_bytes((folder / other.code).read_bytes())
    (folder / other.code).write_bytes(held)
    for file in (one, other):
        with pytest.raises(SealError):
            files.read_file(actor=reported.person, file=file)


def test_a_file_that_vanished_from_the_disk_says_so_like_one_that_was_changed(reported, folder):
    file = files.add_file(actor=reported.person, content=PLAIN, name="a.txt").original
    (folder / file.code).unlink()
    with pytest.raises(SealError):
        files.read_file(actor=reported.person, file=file)


def test_where_the_disk_takes_nothing_the_other_files_stay(reported, folder, settings, tmp_path):
    first = files.add_file(actor=reported.person, content=PLAIN, name="a.txt").original
    settings.MEDIA_ROOT = tmp_path / "a file, no folder"
    settings.MEDIA_ROOT.write_bytes(b"")
    with pytest.raises(OperationError):
        files.add_file(actor=reported.person, content=PLAIN, name="b.txt")
    settings.MEDIA_ROOT = tmp_path
    assert content(reported.person, first) == PLAIN
    assert CaseFile.objects.count() == 1


@contextmanager
def database_that_fails():
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_where_the_database_fails_no_bytes_stay_behind(reported, folder):
    with database_that_fails(), pytest.raises(OperationalError):
        files.add_file(actor=reported.person, content=PLAIN, name="a.txt")
    assert not list(folder.iterdir())


@pytest.mark.django_db(transaction=True)
def test_where_only_the_answer_of_the_database_is_lost_the_bytes_stay(reported, folder, monkeypatch):
    """The network fails after the database has stored it: the row is there, so its bytes must be."""
    commit = connection.commit

    def stored_and_not_said():
        commit()
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(connection, "commit", stored_and_not_said)
    with pytest.raises(OperationalError):
        files.add_file(actor=reported.person, content=PLAIN, name="a.txt")
    monkeypatch.undo()
    assert content(reported.person, CaseFile.objects.get()) == PLAIN


def test_where_the_database_fails_at_her_choice_the_file_is_kept_as_it_was(reported, folder):
    added = files.add_file(actor=reported.person, content=made.jpeg(), name="a.jpg")
    before = sorted(path.name for path in folder.iterdir())
    with database_that_fails(), pytest.raises(OperationalError):
        files.choose_copy(actor=added.actor, file=added.original, cleaned=False)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert content(added.actor, added.original)


# ---- sweeping -----------------------------------------------------------------------------------------------


def day(before):
    """The instant that files of so many days ago show."""
    return files._midnight() - before * 86_400


def placed(folder, name, *, at):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"x")
    os.utime(folder / name, (at, at))


def test_what_no_case_has_goes_once_a_whole_day_has_passed(reported, folder):
    kept = files.add_file(actor=reported.person, content=PLAIN, name="a.txt").original
    os.utime(folder / kept.code, (0, 0))
    for name, before in (("today", 0), ("yesterday", 1), ("of-before", 2)):
        placed(folder, name, at=day(before))
    assert files.sweep_orphans() == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted([kept.code, "today", "yesterday"])


def test_a_file_that_came_before_midnight_and_is_stored_after_it_is_kept(reported, folder, monkeypatch):
    """Swept in between, as a worker does whose day has just begun."""
    store = files._store

    def after_midnight(actor, made):
        for path in folder.iterdir():
            os.utime(path, (day(1), day(1)))
        assert files.sweep_orphans() == 0
        return store(actor, made)

    monkeypatch.setattr(files, "_store", after_midnight)
    added = files.add_file(actor=reported.person, content=PLAIN, name="a.txt")
    assert content(reported.person, added.original) == PLAIN


def test_a_file_that_is_being_written_is_left_and_one_that_was_cut_off_days_ago_goes(folder):
    placed(folder, "fresh.part", at=day(0) + 60)
    placed(folder, "of-last-evening.part", at=day(0) - 1)
    placed(folder, "cut-off.part", at=day(1) - 1)
    assert files.sweep_orphans() == 1
    assert sorted(path.name for path in folder.iterdir()) == ["fresh.part", "of-last-evening.part"]


def test_a_file_of_a_draft_is_kept_as_long_as_the_draft(folder):
    draft = make.report(is_draft=True)
    added = files.add_file(actor=draft.person, content=PLAIN, name="a.txt")
    os.utime(folder / added.original.code, (0, 0))
    assert files.sweep_orphans() == 0
    assert content(draft.person, added.original) == PLAIN


def test_a_file_that_is_taken_out_while_it_is_looked_for_stops_nothing(folder):
    placed(folder, "a", at=day(5))
    (folder / "gone").symlink_to(folder / "nowhere")
    assert files.sweep_orphans() == 1


def test_sweeping_where_nothing_was_ever_stored_is_no_error():
    assert files.sweep_orphans() == 0
