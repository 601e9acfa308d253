"""Triage: the same tier as in assessments, unknown ranks as grave, and nothing is ever rejected."""

import itertools
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.remedy.rules import triage
from knowshow.remedy.rules.triage import Exposure, Risk, Signs, Urgency
from knowshow.remedy.rules.working_days import Calendar
from knowshow.respect.rules import severity as assessments

TODAY = date(2026, 11, 25)
maybe = st.none() | st.booleans()


@pytest.mark.parametrize("ratings", list(itertools.product(triage.LEVELS, repeat=3)))
def test_a_case_has_the_tier_that_the_same_harm_has_in_an_assessment(ratings):
    assert triage.severity(*ratings).tier == assessments.tier(*ratings)


@pytest.mark.parametrize(
    ("ratings", "tier", "reasons"),
    [
        ((1, 1, 1), 1, ("scale",)),
        ((2, 4, 1), 3, ("scale", "scope_raises")),
        ((2, 4, 4), 4, ("scale", "scope_raises", "irremediability_raises")),
        ((None, 4, 4), None, ("not_rated",)),
        ((5, 1, 1), None, ("not_rated",)),
        ((0, 1, 1), None, ("not_rated",)),
    ],
)
def test_severity_comes_with_its_reasons(ratings, tier, reasons):
    found = triage.severity(*ratings)
    assert (found.tier, found.reasons) == (tier, reasons)


def test_only_the_gravest_tier_must_be_escalated_at_once():
    assert triage.severity(4, 1, 1).is_severe
    assert not triage.severity(3, 1, 1).is_severe
    assert not triage.severity(None, None, None).is_severe


@pytest.mark.parametrize(
    ("signs", "urgency", "reasons"),
    [
        (Signs(danger_to_life=True, child=True), Urgency.NOW, ("danger_to_life",)),
        (Signs(too_late_after=TODAY + timedelta(days=3)), Urgency.NOW, ("too_late_soon",)),
        (Signs(too_late_after=TODAY - timedelta(days=9)), Urgency.NOW, ("too_late_soon",)),
        (Signs(False, too_late_after=TODAY + timedelta(days=30)), Urgency.DAYS, ("too_late_within_a_month",)),
        (Signs(False, harm_goes_on=True, child=True), Urgency.DAYS, ("harm_goes_on", "child")),
        (Signs(False, evidence_may_vanish=True), Urgency.DAYS, ("evidence_may_vanish",)),
        (Signs(), Urgency.DAYS, ("danger_not_asked",)),
        (Signs(False, too_late_after=TODAY + timedelta(days=31)), Urgency.NORMAL, ("nothing_presses",)),
    ],
)
def test_urgency_comes_with_its_reasons(signs, urgency, reasons):
    found = triage.urgency(signs, TODAY)
    assert (found.urgency, found.reasons) == (urgency, reasons)


@pytest.mark.parametrize(
    ("exposure", "risk", "reasons"),
    [
        (Exposure(retaliation_happened=True), Risk.HIGH, ("retaliation_happened",)),
        (Exposure(was_threatened=True), Risk.HIGH, ("was_threatened",)),
        (Exposure(is_known_to_them=True, depends_on_them=True), Risk.HIGH, ("known_and_dependent",)),
        (
            Exposure(is_known_to_them=True),
            Risk.UNKNOWN,
            ("was_threatened_not_asked", "depends_on_them_not_asked"),
        ),
        (Exposure(None, False, True, False), Risk.MEDIUM, ("is_known_to_them",)),
        (Exposure(None, False, False, False, True), Risk.MEDIUM, ("is_watched",)),
        (Exposure(None, False, False, False), Risk.LOW, ("nothing_found",)),
    ],
)
def test_risk_comes_with_its_reasons(exposure, risk, reasons):
    found = triage.retaliation_risk(exposure)
    assert (found.risk, found.reasons) == (risk, reasons)


@given(st.builds(Exposure, maybe, maybe, maybe, maybe, maybe))
def test_a_plan_is_owed_where_the_risk_is_high_or_not_known(exposure):
    found = triage.retaliation_risk(exposure)
    assert found.needs_plan == (found.risk in {Risk.HIGH, Risk.UNKNOWN})
    assert found.reasons


RANK = {Risk.LOW: 0, Risk.MEDIUM: 1, Risk.UNKNOWN: 2, Risk.HIGH: 2}


@given(st.builds(Exposure, maybe, maybe, maybe, maybe, maybe), st.sampled_from([one.name for one in fields(Exposure)]))
def test_a_yes_never_makes_the_risk_smaller_than_a_no(exposure, name):
    yes = triage.retaliation_risk(replace(exposure, **{name: True})).risk
    no = triage.retaliation_risk(replace(exposure, **{name: False})).risk
    assert RANK[yes] >= RANK[no]


# From first to last, as a team finds them in its queue.
QUEUE = [
    ("now", "high", 4, date(2027, 1, 5)),
    ("now", "low", 4, date(2026, 12, 1)),
    ("normal", "high", 4, date(2026, 12, 9)),
    ("", "", None, date(2026, 11, 27)),
    ("normal", "unknown", None, None),
    ("", "low", 3, date(2026, 12, 1)),
    ("normal", "high", 2, date(2026, 11, 30)),
    ("now", "low", 2, date(2026, 12, 2)),
    ("days", "low", 4, date(2027, 1, 5)),
    ("normal", "medium", 3, date(2026, 12, 1)),
    ("normal", "low", 4, date(2026, 12, 1)),
    ("normal", "low", 2, date(2026, 12, 1)),
    ("normal", "low", 2, date(2026, 12, 2)),
    ("normal", "low", 2, None),
]


def test_retaliation_and_danger_come_first_then_the_tier_then_the_day():
    order = sorted([*QUEUE[5:], *QUEUE[:5]], key=lambda one: triage.place(*one, "R").key)
    assert order == QUEUE


@given(st.text(), st.text(), st.none() | st.integers(), st.none() | st.dates(), st.text())
def test_every_case_has_a_place_whatever_is_stored(urgency, risk, tier, due_on, reference):
    place = triage.place(urgency, risk, tier, due_on, reference)
    assert place.key[0] in {0, 1, 2}
    assert -4 <= place.key[1] <= -1
    assert place.reasons


@given(st.sampled_from(Urgency), st.sampled_from(Risk), st.sampled_from(triage.LEVELS), st.dates())
def test_not_rating_a_case_never_puts_it_behind_one_that_is_rated_less_grave(urgency, risk, tier, due_on):
    rated = triage.place(urgency, risk, tier, due_on, "R").key[:2]
    assert triage.place(urgency, risk, None, due_on, "R").key[:2] <= rated
    assert triage.place("", risk, tier, due_on, "R").key[:2] <= rated
    assert triage.place(urgency, "", tier, due_on, "R").key[:2] <= rated


@given(st.dates(date(2024, 1, 1), date(2033, 12, 31)))
def test_check_ins_fall_on_working_days_and_never_before_their_week(made_on):
    calendar = Calendar("KE")
    for day, weeks in zip(triage.check_ins(made_on, calendar), triage.CHECK_IN_WEEKS, strict=True):
        assert calendar.is_working(day)
        assert day >= made_on + timedelta(weeks=weeks)
        assert calendar.between(made_on + timedelta(weeks=weeks), day) <= 1
