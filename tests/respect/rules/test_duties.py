"""Duties by tier: their words, and the days by which a plan is owed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.respect.rules import duties


@pytest.mark.parametrize(
    ("tier", "words"),
    [
        (
            4,
            [
                "Name an executive and write a plan within 10 working days",
                "board",
                "outside the product line",
                "remote",
            ],
        ),
        (3, ["within 30 days"]),
        (2, ["within 90 days"]),
        (1, ["watch list"]),
    ],
)
def test_each_tier_has_its_duties_in_words(tier, words):
    said = " ".join(duties.for_tier(tier))
    assert all(word in said for word in words)


def test_the_gravest_tier_asks_for_four_things():
    assert [len(duties.for_tier(tier)) for tier in (4, 3, 2, 1)] == [4, 1, 1, 1]


@pytest.mark.parametrize(
    ("tier", "rated_on", "due_on"),
    [
        (4, date(2026, 11, 9), date(2026, 11, 23)),  # a Monday: two weeks later
        (4, date(2026, 11, 13), date(2026, 11, 27)),  # a Friday
        (4, date(2026, 11, 14), date(2026, 11, 27)),  # a Saturday: counting begins on Monday
        (4, date(2026, 11, 15), date(2026, 11, 27)),  # a Sunday
        (4, date(2026, 12, 24), date(2027, 1, 7)),  # over the turn of the year; holidays are not left out
        (3, date(2026, 11, 24), date(2026, 12, 24)),
        (2, date(2026, 12, 2), date(2027, 3, 2)),
        (1, date(2026, 11, 24), None),
    ],
)
def test_a_plan_is_owed_by_a_day(tier, rated_on, due_on):
    assert duties.plan_due_on(tier, rated_on) == due_on


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_ten_working_days_end_on_a_working_day_within_a_fortnight(rated_on):
    due_on = duties.plan_due_on(4, rated_on)
    assert due_on.weekday() < 5
    assert timedelta(days=12) <= due_on - rated_on <= timedelta(days=14)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_graver_tier_is_never_owed_later(rated_on):
    assert duties.plan_due_on(4, rated_on) < duties.plan_due_on(3, rated_on) < duties.plan_due_on(2, rated_on)


@pytest.mark.parametrize("tier", [0, 5])
def test_there_is_no_other_tier(tier):
    with pytest.raises(KeyError):
        duties.for_tier(tier)
