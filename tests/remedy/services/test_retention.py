"""How long a case is kept, and that what is erased is gone: keys, words, files, also from a database put back."""

import logging
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.project.logs import DiscreetFormatter
from knowshow.remedy.models import (
    Case,
    CaseFile,
    CaseKey,
    Entry,
    SealedPart,
    Shredded,
    SurveyInvitation,
)
from knowshow.remedy.selectors.figures import case_facts, usual_period
from knowshow.remedy.services import files, intake, person, retention, shredding, stages
from tests import make as makers
from tests.remedy import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A data folder of this test's own."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


def closed(keep_until=None, **facts):
    """A case that everybody read and that was closed, and the person."""
    who = make.person(identity={"name": "Maria Rossi"})
    who.case.entries.update(read_on=TODAY())
    Case.objects.filter(pk=who.case.pk).update(
        stage="closed", closed_on=TODAY(), keep_until=keep_until or TODAY() - timedelta(days=1), **facts
    )
    if keep_until is None:  # both sides were told in time
        told = {"told_of_erasure": 7, "told_on": (TODAY() - timedelta(days=8)).isoformat()}
        Case.objects.filter(pk=who.case.pk).update(marks=told)
    return make.again(who)


def test_a_closed_case_goes_when_its_time_is_over():
    who = closed()
    assert retention.run_retention().cases == 1
    gone = make.fresh(who.case)
    assert gone.shredded_on == TODAY()
    assert Shredded.objects.get().code == gone.code


def test_nothing_opens_any_more_and_nothing_sealed_is_left():
    report = makers.report()
    keys = intake.Receipt(report.reference, b"")
    Case.objects.filter(pk=report.case.pk).update(is_draft=False)
    shredding.shred_case(actor=None, case=report.case, reason="retention")
    from knowshow.remedy.rules import receipts

    secret = receipts.secret_bytes(report.words)
    assert intake.open_with_receipt(reference=keys.reference, secrets=[secret]) is None
    for model in (CaseKey, CaseFile, SealedPart, SurveyInvitation):
        assert not model.objects.filter(case=report.case).exists()
    assert not Entry.objects.filter(case=report.case).exclude(sealed=b"").exists()
    assert not bytes(make.fresh(report.case).receipt_locked)


def test_files_go_from_the_disk_too(home, django_capture_on_commit_callbacks):
    who = make.person()
    files.add_file(actor=who, content=b"a plain note", name="note.txt")
    assert len(list((home / "files" / "sealed").iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        shredding.shred_case(actor=None, case=who.case, reason="retention")
    assert not list((home / "files" / "sealed").iterdir())


def test_the_figures_keep_the_case_without_its_content():
    who = closed(outcome="remedied")
    mechanism = who.case.mechanism
    before = case_facts(mechanism, usual_period())
    retention.run_retention()
    (after,) = case_facts(mechanism, usual_period())
    assert (after.outcome, after.clocks, after.received_on) == (
        before[0].outcome,
        before[0].clocks,
        before[0].received_on,
    )


def test_a_draft_goes_after_its_days_and_not_before():
    draft = makers.report(is_draft=True).case
    assert retention.run_retention(TODAY() + timedelta(days=29)).drafts == 0
    assert retention.run_retention(TODAY() + timedelta(days=31)).drafts == 0, "over for the first time"
    assert retention.run_retention(TODAY() + timedelta(days=32)).drafts == 1
    assert make.fresh(draft).shredded_on


def test_a_case_that_nobody_has_read_never_goes():
    who = closed()
    person.write_message(actor=who, text="I remembered something else.")
    done = retention.run_retention()
    assert (done.cases, done.unread) == (0, 1)
    assert make.fresh(who.case).shredded_on is None


def test_a_legal_hold_keeps_a_case_and_both_sides_read_why():
    who = closed()
    handler = make.handler(who)
    retention.set_hold(actor=handler, reason="Proceeding before a labour court")
    assert retention.run_retention().held == 1
    with pytest.raises(ConflictError, match="legal hold"):
        shredding.shred_case(actor=None, case=make.fresh(who.case), reason="person")
    retention.lift_hold(actor=make.handler(who))
    done = retention.run_retention()
    assert (done.cases, done.told) == (0, 1), "what was told before the hold counts no more"
    assert retention.run_retention(TODAY() + timedelta(days=8)).cases == 1


def test_a_hold_needs_a_reason_and_somebody_who_handles():
    who = make.person()
    with pytest.raises(BadInputError):
        retention.set_hold(actor=make.handler(who), reason=" ")
    interpreter = make.given(who, "interpreter", name="Irma Interpreter")
    with pytest.raises(NotAllowedError):
        retention.set_hold(actor=interpreter, reason="x")


@pytest.mark.parametrize(("left", "rung"), [(60, 60), (31, 60), (30, 30), (7, 7), (0, 7)])
def test_both_sides_are_told_before_it_goes(left, rung):
    who = closed(keep_until=TODAY() + timedelta(days=left))
    assert retention.run_retention().told == 1
    from knowshow.remedy import envelopes

    case = make.fresh(who.case)
    last = case.entries.order_by("number").last()
    assert envelopes.read_entry(last, who.secrets)["days"] == rung
    assert retention.run_retention().told == 0, "once a rung"


def test_the_ladder_is_climbed_rung_by_rung():
    who = closed(keep_until=TODAY() + timedelta(days=60))
    told = [retention.run_retention(TODAY() + timedelta(days=days)).told for days in (0, 10, 30, 40, 53, 60)]
    assert told == [1, 0, 1, 0, 1, 0]
    assert make.fresh(who.case).shredded_on is None


def test_a_clock_that_leaps_ahead_erases_nothing():
    closed_case = closed(keep_until=TODAY() + timedelta(days=700)).case
    draft = makers.report(is_draft=True).case
    leapt = TODAY() + timedelta(days=3000)
    done = retention.run_retention(leapt)
    assert (done.cases, done.drafts, done.told) == (0, 0, 1)
    assert make.fresh(closed_case).keep_until == leapt + timedelta(days=7)
    assert not make.fresh(closed_case).shredded_on
    assert not make.fresh(draft).shredded_on
    assert retention.run_retention(leapt + timedelta(days=8)).cases == 1, "if it was no leap, it goes a week later"


def test_a_clock_that_comes_back_leaves_a_case_its_published_time():
    who = closed(keep_until=TODAY() + timedelta(days=30))
    Case.objects.update(closed_on=TODAY() - timedelta(days=who.case.mechanism.keep_days - 30))
    retention.run_retention(TODAY() + timedelta(days=3000))
    assert retention.run_retention(dry_run=True).told == 1
    assert retention.run_retention().told == 1, "it is told of anew"
    case = make.fresh(who.case)
    assert case.keep_until == TODAY() + timedelta(days=30)
    assert case.marks["told_of_erasure"] == 30
    assert retention.run_retention().told == 0


def test_a_clock_that_comes_back_after_a_case_was_over_gives_it_its_last_days():
    who = closed()
    Case.objects.update(closed_on=TODAY() - timedelta(days=5000), marks={})
    retention.run_retention(TODAY() + timedelta(days=3000))
    assert retention.run_retention().told == 1
    assert make.fresh(who.case).keep_until == TODAY() + timedelta(days=7)
    assert retention.run_retention(TODAY() + timedelta(days=8)).cases == 1


def test_a_clock_that_comes_back_keeps_no_draft_for_years():
    draft = makers.report(is_draft=True).case
    retention.run_retention(TODAY() + timedelta(days=3000))
    late = TODAY() + timedelta(days=32)
    assert [retention.run_retention(late + timedelta(days=one)).drafts for one in (0, 1)] == [0, 1]
    assert make.fresh(draft).shredded_on


def test_a_dry_run_tells_what_would_go_and_lets_nothing_go():
    who = closed()
    assert retention.run_retention(dry_run=True).cases == 1
    assert make.fresh(who.case).shredded_on is None


def test_the_person_asks_for_erasure_and_it_is_done():
    who = make.person()
    person.ask_for_erasure(actor=who)
    retention.answer_erasure(actor=make.handler(who), agrees=True, reason="")
    assert make.fresh(who.case).shredded_on
    assert Shredded.objects.get().reason == "person"


def test_a_refusal_gives_the_person_its_reason():
    who = make.person()
    person.ask_for_erasure(actor=who)
    with pytest.raises(BadInputError):
        retention.answer_erasure(actor=make.handler(who), agrees=False, reason=" ")
    entry = retention.answer_erasure(actor=make.handler(who), agrees=False, reason="A court asked for it.")
    from knowshow.remedy import envelopes

    assert envelopes.read_entry(entry, who.secrets)["text"] == "A court asked for it."
    assert make.fresh(who.case).erasure_asked_on is None


def test_nobody_erases_what_nobody_asked_for():
    with pytest.raises(ConflictError, match="Nobody asks"):
        retention.answer_erasure(actor=make.handler(make.person()), agrees=True, reason="")


# ---- outside the database ----------------------------------------------------------------------------------


def test_the_list_of_what_was_erased_stands_outside_the_database_for_its_owner_only(home):
    who = closed()
    retention.run_retention()
    path = home / "shredded"
    assert path.read_text().split()[0] == who.case.code
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_comes_back_with_a_backup_is_erased_again(home):
    """The row as it was before: a database that was put back knows nothing of the erasure."""
    who = closed()
    kept = {field.attname: getattr(who.case, field.attname) for field in Case._meta.concrete_fields}
    retention.run_retention()
    Case.objects.filter(pk=who.case.pk).update(**{name: value for name, value in kept.items() if name != "id"})
    Shredded.objects.all().delete()
    assert make.fresh(who.case).shredded_on is None
    assert shredding.shred_again() == 1
    assert make.fresh(who.case).shredded_on
    assert shredding.shred_again() == 0


def test_an_erasure_that_was_cut_off_before_it_was_stored_is_done_at_the_next_start():
    who = closed()
    shredding.remember([who.case.code])
    assert shredding.shred_again() == 1


def test_erased_twice_is_erased_once(home):
    who = closed()
    for _ in range(2):
        shredding.shred_case(actor=None, case=make.fresh(who.case), reason="retention")
    assert Path(django_settings.HOME / "shredded").read_text().count(who.case.code) == 1
    assert Shredded.objects.count() == 1


def test_a_sweep_removes_what_no_case_has_and_leaves_the_files_of_living_cases(home):
    files.add_file(actor=make.person(), content=b"a plain note", name="note.txt")
    folder = home / "files" / "sealed"
    stray = folder / ("0" * 32)
    stray.write_bytes(b"cut off")
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    assert retention.run_retention().orphaned_files == 1
    assert not stray.exists()
    assert len(list(folder.iterdir())) == 1


def test_a_sweep_that_cannot_remove_one_file_removes_the_others(home):
    folder = home / "files" / "sealed"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (0, 0))
    (folder / "lost+found").mkdir()
    os.utime(folder / "lost+found", (0, 0))
    done = retention.run_retention()
    assert (done.orphaned_files, done.failures) == (2, [])


def test_a_file_that_stays_is_told_of(home, monkeypatch):
    folder = home / "files" / "sealed"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (0, 0))
    remove = Path.unlink

    def refused(path, *, missing_ok=False):
        if path.name == "a":
            raise PermissionError
        remove(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    done = retention.run_retention()
    assert [(one.what, one.kind) for one in done.failures] == [("files that no case has", "PermissionError")]
    assert (done.orphaned_files, [path.name for path in folder.iterdir()]) == (1, ["a"])


# ---- one that fails ----------------------------------------------------------------------------------------


def damaged(**fields):
    """A closed case whose row was damaged."""
    who = closed()
    Case.objects.filter(pk=who.case.pk).update(**fields)
    return who.case


def test_a_case_that_fails_stops_neither_the_others_nor_the_rest_of_the_night():
    first = damaged(marks=["not what stands here"])
    warned = damaged(keep_until=TODAY() + timedelta(days=5), marks={}, public_key=b"too short")
    soon, over = closed(keep_until=TODAY() + timedelta(days=5)), closed()
    CaseKey.objects.filter(case=soon.case).update(until=TODAY() - timedelta(days=3))
    done = retention.run_retention()
    assert (done.cases, done.told) == (1, 1)
    assert done.ended_keys > 0
    assert make.fresh(over.case).shredded_on
    assert [one.code for one in done.failures] == [first.code, warned.code]
    for case in (first, warned):
        assert make.fresh(case).shredded_on is None
        assert make.fresh(case).entry_count == case.entry_count, "nothing of it is half done"


def test_a_list_that_cannot_be_made_stops_no_other(monkeypatch):
    who = closed(keep_until=TODAY() + timedelta(days=5))
    monkeypatch.setattr(retention, "_closed", lambda _today: Case.objects.filter(code__in=Case.objects.values("x")))
    done = retention.run_retention()
    assert (done.told, [one.what for one in done.failures]) == (1, ["closed cases"])
    assert make.fresh(who.case).marks["told_of_erasure"] == 7


def test_what_is_logged_of_a_failure_holds_neither_words_nor_the_case(caplog):
    case = damaged(marks=["Maria Rossi wrote this"])
    with caplog.at_level(logging.ERROR):
        retention.run_retention()
    said = "\n".join(DiscreetFormatter("{message}", style="{").format(one) for one in caplog.records)
    assert "closed cases" in said
    assert "AttributeError" in said
    for told in ("Maria", "wrote", case.code, case.reference):
        assert told not in said


# ---- the database put back, and decisions that were cut off ---------------------------------------------------


def decided_but_cut_off(case, reason="retention"):
    """What stands outside the database where the server ended before the erasure was stored."""
    shredding._remember({case.code: shredding._Decision(reason, case.entry_count)})


def test_an_erasure_that_was_cut_off_is_done_at_the_next_start_if_nothing_came_since():
    who = closed()
    decided_but_cut_off(make.fresh(who.case))
    assert shredding.shred_again() == 1
    assert make.fresh(who.case).shredded_on


def test_what_was_written_after_an_erasure_was_cut_off_keeps_the_case():
    who = closed()
    decided_but_cut_off(make.fresh(who.case))
    person.write_message(actor=make.again(who), text="I remembered something else.")
    assert shredding.shred_again() == 0
    assert make.fresh(who.case).shredded_on is None
    assert who.case.code not in shredding.remembered(), "the decision is forgotten"
    assert retention.run_retention().unread == 1


def test_a_hold_that_was_set_after_an_erasure_was_cut_off_keeps_the_case():
    who = closed()
    decided_but_cut_off(make.fresh(who.case))
    retention.set_hold(actor=make.handler(who), reason="Proceeding before a labour court")
    assert shredding.shred_again() == 0
    assert make.fresh(who.case).shredded_on is None


def test_a_draft_that_was_sent_after_its_erasure_was_cut_off_is_kept():
    draft = makers.report(is_draft=True)
    Case.objects.update(keep_until=TODAY() - timedelta(days=1))
    decided_but_cut_off(make.fresh(draft.case), reason="draft")
    intake.send_draft(actor=make.again(draft.person), report=make.report())
    assert shredding.shred_again() == 0
    assert make.fresh(draft.case).shredded_on is None


def test_a_draft_that_came_back_with_a_backup_is_erased_again():
    draft = makers.report(is_draft=True)
    Case.objects.update(keep_until=TODAY() - timedelta(days=1))
    decided_but_cut_off(make.fresh(draft.case), reason="draft")
    assert shredding.shred_again() == 1


def test_a_decision_that_was_forgotten_can_be_made_anew():
    who = closed()
    decided_but_cut_off(make.fresh(who.case))
    person.write_message(actor=make.again(who), text="I remembered something else.")
    shredding.shred_again()
    who.case.entries.update(read_on=TODAY())
    assert retention.run_retention().cases == 1
    assert who.case.code in shredding.remembered()


def test_a_list_that_was_lost_with_its_folder_is_filled_from_the_database(home):
    who = closed()
    retention.run_retention()
    (home / "shredded").unlink()
    shredding.shred_again()
    assert who.case.code in shredding.remembered()


@pytest.mark.parametrize("torn", [b"0123abc", b"0123abc 4", b"0123abc retention", b"\xff\x00", b"\x00\x00"])
def test_a_line_that_was_cut_off_loses_no_line_after_it(home, torn):
    (home / "shredded").write_bytes(torn)
    who = closed()
    retention.run_retention()
    assert who.case.code in shredding.remembered()
    assert shredding.shred_again() == 0


def test_a_long_list_is_looked_for_in_parts():
    who = closed()
    shredding.remember([f"{number:032x}" for number in range(1200)] + [who.case.code])
    with CaptureQueriesContext(connection) as asked:
        assert shredding.shred_again() == 1
    assert max(len(one["sql"]) for one in asked.captured_queries) < 500 * 40 + 2000


def test_a_case_that_is_closed_a_second_time_is_told_of_anew():
    who = make.at("closed")
    who.case.entries.update(read_on=TODAY())
    Case.objects.update(marks={"told_of_erasure": 7, "told_on": (TODAY() - timedelta(days=8)).isoformat()})
    stages.reopen(actor=make.handler(who), reason="There is something new.")
    assert "told_of_erasure" not in make.fresh(who.case).marks


def test_a_case_whose_key_was_lost_waits_to_be_given_anew_for_as_long_as_it_takes():
    living = make.person()
    CaseKey.objects.filter(case=living.case).update(sealed=b"", until=TODAY() - timedelta(days=3))
    retention.run_retention()
    assert CaseKey.objects.filter(case=living.case).exists()


def test_a_draft_that_is_saved_again_is_kept_from_that_day_on():
    draft = makers.report(is_draft=True)
    Case.objects.update(keep_until=TODAY() + timedelta(days=2), marks={"over_on": "2020-01-01"})
    intake.save_draft(actor=make.again(draft.person), report=make.report())
    case = make.fresh(draft.case)
    assert case.keep_until == TODAY() + timedelta(days=case.mechanism.draft_days)
    assert "over_on" not in case.marks
