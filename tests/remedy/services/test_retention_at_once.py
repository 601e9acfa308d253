"""What arrives while the run is under way keeps its case; what the database refuses for one case stops no other."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from knowshow.errors import ConflictError, OperationError
from knowshow.remedy.models import Case
from knowshow.remedy.services import appeals, files, intake, retention, shredding
from knowshow.remedy.services import person as messages
from tests import make as makers
from tests.remedy import make
from tests.remedy.services.test_at_once import Meeting
from tests.remedy.services.test_retention import closed, home  # noqa: F401 - the second is a fixture

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate


def message(who):
    messages.write_message(actor=who, text="I remembered something else.")


def appeal(who):
    appeals.lodge_appeal(actor=who, text="This is not what was agreed.")


def file(who):
    files.add_file(actor=who, content=b"a plain note", name="note.txt")


def hold(who):
    retention.set_hold(actor=make.handler(who), reason="Proceeding before a labour court")


ARRIVALS = pytest.mark.parametrize("act", [message, appeal, file, hold])


def between(monkeypatch, listed, act):
    """Have something arrive after the run has listed its cases and before it comes to them."""
    real = getattr(retention, listed)

    def then(today):
        found = list(real(today))
        act()
        return found

    monkeypatch.setattr(retention, listed, then)


@ARRIVALS
def test_what_arrives_after_a_case_was_listed_keeps_it(monkeypatch, act):
    who = closed()
    between(monkeypatch, "_closed", lambda: act(make.again(who)))
    done = retention.run_retention()
    assert (done.cases, done.failures) == (0, [])
    assert make.fresh(who.case).shredded_on is None


@ARRIVALS
def test_what_is_being_written_when_the_run_comes_to_a_case_keeps_it(act):
    who, meeting, done = closed(), Meeting(), []

    @transaction.atomic
    def arrives():
        act(make.again(who))
        meeting.wait_for_the_other()

    errors = meeting.run(arrives, lambda: done.append(retention.run_retention()))
    assert (errors, done[0].cases, done[0].failures) == ([], 0, [])
    assert make.fresh(who.case).shredded_on is None


def test_who_writes_while_her_case_is_being_erased_is_told_so_and_nothing_is_half_there():
    who, meeting = closed(), Meeting()

    @transaction.atomic
    def erases():
        retention.run_retention()
        meeting.wait_for_the_other()

    errors = meeting.run(erases, lambda: message(who))
    assert [error.partition("(")[0] for error in errors] == [ConflictError.__name__]
    gone = make.fresh(who.case)
    assert gone.shredded_on
    assert not gone.entries.exclude(sealed=b"").exists()


@pytest.mark.parametrize("act", [intake.send_draft, intake.save_draft])
def test_a_draft_that_is_sent_or_saved_while_the_run_is_under_way_is_kept(act):
    draft, meeting, done = makers.report(is_draft=True), Meeting(), []
    Case.objects.update(keep_until=TODAY() - timedelta(days=1), marks={"over_on": "2020-01-01"})

    @transaction.atomic
    def arrives():
        act(actor=make.again(draft.person), report=make.report())
        meeting.wait_for_the_other()

    errors = meeting.run(arrives, lambda: done.append(retention.run_retention()))
    assert (errors, done[0].drafts, done[0].failures) == ([], 0, [])
    assert make.fresh(draft.case).shredded_on is None


def test_a_case_that_is_appealed_after_it_was_listed_is_not_told_that_it_goes(monkeypatch):
    who = closed(keep_until=TODAY() + timedelta(days=5))
    between(monkeypatch, "_going_soon", lambda: appeal(make.again(who)))
    assert retention.run_retention().told == 0
    assert make.fresh(who.case).keep_until is None
    assert "told_of_erasure" not in make.fresh(who.case).marks


# ---- the database refuses --------------------------------------------------------------------------------------


@contextmanager
def refused_by_the_database(case):
    """The database lets nobody change this row, and says so with words."""
    words, on = "Maria wrote this", f"BEFORE UPDATE ON remedy_case FOR EACH ROW WHEN (OLD.id = {case.pk:d})"
    if connection.vendor == "postgresql":
        made = (
            f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE '{words}'; END$$",
            f"CREATE TRIGGER refuse {on} EXECUTE FUNCTION refuse()",
        )
        gone = ("DROP TRIGGER refuse ON remedy_case", "DROP FUNCTION refuse()")
    else:
        made = (f"CREATE TRIGGER refuse {on} BEGIN SELECT RAISE(ABORT, '{words}'); END",)
        gone = ("DROP TRIGGER refuse",)
    _say(made)
    try:
        yield
    finally:
        _say(gone)


def _say(statements):
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


def test_a_case_that_the_database_refuses_stops_no_other():
    first, second, soon = closed(), closed(), closed(keep_until=TODAY() + timedelta(days=5))
    with refused_by_the_database(first.case):
        done = retention.run_retention()
    assert (done.cases, done.told) == (1, 1)
    (failure,) = done.failures
    assert failure.code == first.case.code
    assert "Error" in failure.kind
    assert "Maria" not in str(failure)
    assert make.fresh(second.case).shredded_on
    assert make.fresh(soon.case).marks["told_of_erasure"] == 7
    left = make.fresh(first.case)
    assert left.keys.exists()
    assert left.entries.exclude(sealed=b"").exists(), "nothing of it is half gone"


def test_what_the_database_refused_is_done_the_next_day():
    who = closed()
    with refused_by_the_database(who.case):
        retention.run_retention()
    assert retention.run_retention().cases == 1


def test_what_the_database_refused_is_not_done_where_somebody_wrote_meanwhile():
    who = closed()
    with refused_by_the_database(who.case):
        retention.run_retention()
    message(make.again(who))
    assert shredding.shred_again() == 0
    assert retention.run_retention().unread == 1


def test_one_that_cannot_be_erased_again_stops_no_other_and_is_said():
    first, second = closed(), closed()
    shredding.remember([first.case.code, second.case.code])
    with refused_by_the_database(first.case), pytest.raises(OperationError, match="could not be erased again: 1"):
        shredding.shred_again()
    assert make.fresh(second.case).shredded_on
