"""What everybody reads about our times: what was kept, and each breach in the quarter in which it began, for good."""

from datetime import date, timedelta

import pytest
import time_machine

from knowshow.remedy.models import StageEntry
from knowshow.remedy.rules.gp31 import Period
from knowshow.remedy.selectors.figures import scorecard_of
from knowshow.remedy.selectors.scorecards import public_of
from tests import make
from tests.remedy import seats

pytestmark = pytest.mark.django_db

#: So many that none is hidden as small.
SHOWN = 6


@pytest.fixture
def mechanism():
    """A mechanism that takes reports."""
    return seats.mechanism(make.organisation())


@pytest.fixture
def public(mechanism):
    """Gives reports a due day and a day on which they were acknowledged, and reads the record of a later day."""
    seats.seated(mechanism, "intake", "handler")

    def read(due, left, on=date(2026, 7, 6), **facts):
        with time_machine.travel("2026-03-02T12:00:00+00:00", tick=False):
            for _ in range(SHOWN):
                seats.report(mechanism)
        StageEntry.objects.update(due_on=due, left_on=left, **facts)
        return again(on)

    def again(on):
        with time_machine.travel(f"{on.isoformat()}T12:00:00+00:00", tick=False):
            return [(one.in_time, one.late) for one in public_of(mechanism, on).steps]

    read.again = again
    return read


def test_a_step_done_in_time_is_counted_when_it_is_done(public):
    assert public(date(2026, 3, 9), date(2026, 3, 6)) == [(SHOWN, 0)]


def test_a_step_that_waits_for_ever_is_counted_as_late(public):
    assert public(date(2026, 3, 9), None) == [(0, SHOWN)]


def test_a_step_that_still_has_time_is_not_counted(public):
    assert public(date(2026, 7, 20), None) == []


def test_a_breach_stays_in_its_quarter_when_the_step_is_done_at_last(public):
    waiting = public(date(2026, 3, 9), None)
    StageEntry.objects.update(left_on=date(2026, 7, 10))
    assert public.again(date(2026, 7, 20)) == waiting == [(0, SHOWN)]


def test_no_closed_day_that_is_published_afterwards_takes_a_breach_back(public, mechanism):
    assert public(date(2026, 3, 9), date(2026, 3, 13)) == [(0, SHOWN)]
    mechanism.closed_days = [f"2026-03-{day}" for day in range(10, 32)]
    mechanism.weekend = [0, 1, 2, 3, 4, 5]
    mechanism.save()
    assert public.again(date(2026, 7, 6)) == [(0, SHOWN)]


def test_a_quarter_that_is_over_does_not_change_by_what_is_done_after_it(public):
    # Due on the last day of March, a Tuesday: in that quarter nothing was late yet.
    day = date(2026, 3, 31)
    assert public(day, None, on=day + timedelta(days=1)) == []
    assert public.again(date(2026, 7, 1)) == [(0, SHOWN)]


def test_a_promise_that_is_disputed_after_its_day_counts_when_she_disputes_it(public):
    assert public(date(2026, 3, 9), None, stage="agreed", entered_on=date(2026, 4, 20), on=date(2026, 4, 21)) == []
    assert public.again(date(2026, 7, 1)) == [(0, SHOWN)]


def test_the_scorecard_counts_a_breach_in_the_same_days_as_the_public_record(public, mechanism):
    def in_time(first, last):
        card = scorecard_of(mechanism, Period(first, last))
        found = {one.indicator: one for criterion in card.criteria for one in criterion.results}
        return found["stages_in_time"].value, found["stages_in_time"].n

    public(date(2026, 3, 9), None)
    StageEntry.objects.update(left_on=date(2026, 5, 4))
    assert in_time(date(2026, 1, 1), date(2026, 3, 31)) == (0.0, SHOWN)
    assert in_time(date(2026, 4, 1), date(2026, 6, 30))[1] == 0
