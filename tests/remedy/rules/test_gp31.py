"""The scorecard of GP 31: each formula, small numbers hidden, guard rails, and no figure over all criteria."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.remedy.rules import clocks
from knowshow.remedy.rules.clocks import ClockPolicy, Entered
from knowshow.remedy.rules.gp31 import (
    INDICATORS,
    AppealFact,
    CaseFacts,
    Criterion,
    Flag,
    MechanismFacts,
    Met,
    Period,
    RemedyFact,
    RetaliationFact,
    Scorecard,
    by_group,
    scorecard,
)
from knowshow.remedy.rules.gp31.formulas import FORMULAS
from knowshow.remedy.rules.gp31.scorecard import GIVES_AWAY
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.rules.working_days import Calendar

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 6, 1)
CASE = CaseFacts(received_on=DAY, closed_on=date(2026, 7, 1), outcome="remedied", tier=2)


def cases(number, **facts):
    return [replace(CASE, **facts)] * number


def result(indicator, some=(), mechanism=None, *, suppress=True):
    card = scorecard(list(some), mechanism or MechanismFacts(), YEAR, suppress=suppress)
    return next(one for criterion in card.criteria for one in criterion.results if one.indicator == indicator)


def card(criterion, some=(), mechanism=None):
    return scorecard(list(some), mechanism or MechanismFacts(), YEAR)[criterion]


def clock(stage, start, end, today=date(2026, 12, 31)):
    entered = Entered(stage, date.fromisoformat(start), date.fromisoformat(end) if end else None)
    return clocks.clocks([entered], policy=ClockPolicy(), calendar=Calendar(), today=today)


# The indicators as data


def test_the_eight_criteria_stand_in_the_order_of_the_principle():
    assert [one.letter for one in Criterion] == list("abcdefgh")
    assert {one.criterion for one in INDICATORS} == set(Criterion)
    assert [one.criterion for one in scorecard([], MechanismFacts(), YEAR).criteria] == list(Criterion)


def test_each_indicator_has_one_formula_in_words_and_one_in_code():
    keys = [one.id for one in INDICATORS]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(FORMULAS)
    assert all(one.formula for one in INDICATORS)


@pytest.mark.parametrize(
    ("indicator", "direction", "low", "high"),
    [
        ("decided_outside", "at_least", 1.0, None),
        ("conflicts_declared", "at_least", 1.0, None),
        ("withdrawn_after_contact", "below", None, 0.10),
        ("independent_seats", "at_least", 1 / 3, None),
        ("language_ratio", "between", 0.5, 2.0),
        ("unfinished_forms", "below", None, 0.25),
        ("wcag_failures", "at_most", None, 0.0),
        ("cost_to_person", "at_most", None, 0.0),
        ("retaliation_response", "at_most", None, 2.0),
        ("acknowledged_in_time", "at_least", 0.95, None),
        ("stages_in_time", "at_least", 0.90, None),
        ("next_step_named", "at_least", 1.0, None),
        ("outcome_explained", "at_least", 1.0, None),
        ("implemented_on_time", "at_least", 0.90, None),
        ("saw_material", "at_least", 0.95, None),
        ("help_offered", "at_least", 1.0, None),
        ("appeal_overturned", "watched", 0.05, 0.30),
        ("reasons_published", "at_least", 0.80, None),
        ("waivers", "at_most", None, 0.0),
        ("severe_escalated", "at_least", 1.0, None),
        ("court_route_stated", "at_least", 1.0, None),
        ("root_cause_coded", "at_least", 0.90, None),
        ("actions_on_time", "at_least", 0.80, None),
        ("repeat_rate", "below", None, 0.0),
        ("groups_consulted", "at_least", 3.0, None),
        ("suggestions_answered", "at_least", 1.0, None),
    ],
)
def test_targets_are_those_of_the_method(indicator, direction, low, high):
    target = next(one.target for one in INDICATORS if one.id == indicator)
    assert (target.direction, target.low, target.high) == (direction, low, high)


# Formulas over facts that are there or not

SHARES = {
    "decided_outside": "decided_outside",
    "outcome_explained": "outcome_explained",
    "saw_material": "saw_material_before_decision",
    "help_offered": "help_offered",
    "status_visible": "status_visible",
    "reasons_published": "reasons_published",
    "checked_by_reviewer": "checked_by_rights_reviewer",
    "court_route_stated": "court_route_stated",
    "root_cause_coded": "root_cause_coded",
    "linked_to_register": "linked_to_register",
    "withdrawn_after_contact": "withdrawn_after_first_contact",
    "mediated": "was_mediated",
}


@pytest.mark.parametrize(("indicator", "field"), list(SHARES.items()))
def test_a_share_counts_what_is_known_and_says_what_is_missing(indicator, field):
    some = [*cases(6, **{field: True}), *cases(14, **{field: False}), *cases(5)]
    found = result(indicator, some)
    assert (found.value, found.n, found.missing_share) == (0.3, 20, 0.2)
    assert found.period == YEAR


@pytest.mark.parametrize(("indicator", "field"), list(SHARES.items()))
def test_what_nobody_recorded_is_never_a_no(indicator, field):
    found = result(indicator, cases(10))
    assert (found.value, found.n, found.missing_share, found.reason) == (None, 0, 1.0, "nothing_known")
    assert found.met in {Met.UNKNOWN, Met.NO_TARGET}


@pytest.mark.parametrize(
    ("indicator", "facts", "value", "met"),
    [
        ("conflicts_declared", {"handlers": 4, "conflict_declarations": 4}, 1.0, Met.YES),
        ("conflicts_declared", {"handlers": 4, "conflict_declarations": 3}, 0.75, Met.NO),
        ("independent_seats", {"seats": 6, "independent_seats": 2}, 1 / 3, Met.YES),
        ("independent_seats", {"seats": 7, "independent_seats": 2}, 2 / 7, Met.NO),
        ("independent_seats", {"seats": 0, "independent_seats": 0}, None, Met.UNKNOWN),
        ("unfinished_forms", {"forms_started": 100, "forms_unfinished": 25}, 0.25, Met.NO),
        ("unfinished_forms", {"forms_started": 100, "forms_unfinished": 24}, 0.24, Met.YES),
        ("wcag_failures", {"wcag_failures": 0}, 0.0, Met.YES),
        ("wcag_failures", {"wcag_failures": 1}, 1.0, Met.NO),
        ("wcag_failures", {}, None, Met.UNKNOWN),
        ("trust_of_users", {"trust_of_users": 0.7, "trust_of_users_n": 40}, 0.7, Met.NO_TARGET),
        ("trust_of_non_users", {"trust_of_non_users": 0.7, "trust_of_non_users_n": 4}, None, Met.NO_TARGET),
        ("awareness", {"awareness": 0.4, "awareness_n": 80}, 0.4, Met.NO_TARGET),
        ("statistics_on_time", {"statistics_due": 4, "statistics_on_time": 3}, 0.75, Met.NO),
        ("counts_published", {"counts_published": True}, 1.0, Met.YES),
        ("counts_published", {"counts_published": False}, 0.0, Met.NO),
        ("actions_on_time", {"actions_due": 10, "actions_closed_on_time": 8}, 0.8, Met.YES),
        ("repeat_rate", {"repeats_before": 4.0, "repeats_after": 2.5}, -1.5, Met.YES),
        ("repeat_rate", {"repeats_before": 4.0, "repeats_after": 4.0}, 0.0, Met.NO),
        ("repeat_rate", {"repeats_before": 4.0}, None, Met.UNKNOWN),
        ("policy_changes", {"policy_changes": 2}, 2.0, Met.NO_TARGET),
        ("groups_consulted", {"groups_consulted": 3}, 3.0, Met.YES),
        ("suggestions_answered", {"suggestions": 8, "suggestions_answered": 7}, 0.875, Met.NO),
        ("satisfied_with_process", {"process_answers": 20, "process_agree": 10}, 0.5, Met.NO_TARGET),
        ("satisfied_with_outcome", {"outcome_answers": 20, "outcome_agree": 18}, None, Met.NO_TARGET),
        ("fatigue", {"groups_consulted": 4, "contacts_with_groups": 20}, 5.0, Met.NO_TARGET),
        ("fatigue", {"groups_consulted": 0, "contacts_with_groups": 20}, None, Met.NO_TARGET),
    ],
)
def test_a_figure_of_the_mechanism_comes_out_as_written(indicator, facts, value, met):
    found = result(indicator, mechanism=MechanismFacts(**facts))
    assert found.value == (value if value is None else pytest.approx(value))
    assert found.met is met


# Formulas with something to get wrong


@pytest.mark.parametrize(("end", "counts"), [("2026-06-08", True), ("2026-06-09", False), (None, False)])
def test_acknowledgement_counts_five_working_days(end, counts):
    found = result("acknowledged_in_time", cases(5, clocks=clock(Stage.RECEIVED, "2026-06-01", end)))
    assert (found.value, found.n) == (float(counts), 5)


def test_a_report_that_is_not_yet_due_is_no_failure_and_no_success():
    fresh = clock(Stage.RECEIVED, "2026-06-01", None, today=date(2026, 6, 3))
    assert result("acknowledged_in_time", cases(5, clocks=fresh)).n == 0


def test_stages_count_ours_that_are_done_or_overdue_and_never_hers():
    in_time = clock(Stage.ADMISSIBLE, "2026-06-01", "2026-06-10")
    late = clock(Stage.AGREED, "2026-06-01", None)
    hers = clock(Stage.REMEDY_OFFERED, "2026-06-01", "2026-12-01")
    found = result("stages_in_time", [*cases(3, clocks=(*in_time, *hers)), *cases(3, clocks=(*late, *hers)), CASE])
    assert (found.value, found.n) == (0.5, 6)
    assert found.missing_share == pytest.approx(1 / 7)


def test_spans_are_told_by_severity_and_small_tiers_are_hidden():
    some = [replace(CASE, closed_on=DAY + timedelta(days=n), tier=2) for n in (10, 20, 30, 40, 100)]
    some += cases(4, tier=4)
    median, p90 = result("median_days", some), result("p90_days", some)
    assert median.details == {"tier_2": 30, "tier_4": None}
    assert p90.details["tier_2"] == 100
    assert median.n == 9


def test_a_remedy_is_on_time_late_or_not_yet_due():
    def remedy(due, done):
        return RemedyFact("apology", agreed_on=DAY, due_on=due, implemented_on=done)

    soon, late = date(2026, 9, 1), date(2026, 10, 1)
    some = [
        *cases(3, remedies=(remedy(soon, soon),)),
        *cases(3, remedies=(remedy(soon, late), remedy(soon, None))),
        *cases(3, remedies=(remedy(date(2027, 3, 1), None),)),
    ]
    found = result("implemented_on_time", some)
    assert (found.value, found.n) == (pytest.approx(1 / 3), 9)


def test_a_remedy_due_on_the_last_day_of_the_period_is_not_late_yet():
    last = RemedyFact("apology", agreed_on=DAY, due_on=YEAR.end)
    assert result("implemented_on_time", cases(6, remedies=(last,))).n == 0


def test_what_was_only_offered_is_not_counted_as_a_remedy_due():
    assert result("implemented_on_time", cases(6, remedies=(RemedyFact("apology", due_on=DAY),))).n == 0


def test_a_severe_case_that_nobody_rated_is_missing_and_not_left_out():
    some = [*cases(6, tier=4, escalated_within_48h=True), *cases(4, tier=None), *cases(9, tier=3)]
    found = result("severe_escalated", some)
    assert (found.value, found.n, found.missing_share, found.met) == (1.0, 6, 0.4, Met.YES)


def test_one_waiver_is_one_too_many():
    found = result("waivers", [*cases(9, waiver_used=False), *cases(1, waiver_used=True)])
    assert (found.value, found.n, found.met) == (1.0, 10, Met.NO)


def test_appeals_are_watched_in_a_band_whose_edges_ask_for_a_look():
    def of(overturned, upheld):
        one = [AppealFact(True, True)] * overturned + [AppealFact(True, False)] * upheld + [AppealFact()]
        return cases(1, appeals=tuple(one))

    assert result("appeal_overturned", of(10, 10)).value == 0.5
    assert result("appeal_overturned", of(10, 10)).met is Met.NO_TARGET
    assert Flag.OUTSIDE_WATCHED_BAND in card(Criterion.EQUITABLE, of(10, 10)).flags
    assert Flag.OUTSIDE_WATCHED_BAND not in card(Criterion.EQUITABLE, of(5, 15)).flags


def test_the_gap_between_represented_and_alone_rests_on_its_smaller_half():
    some = [
        *cases(6, is_represented=True),
        *cases(5, is_represented=False),
        *cases(5, is_represented=False, outcome="not_upheld"),
        *cases(4),
    ]
    found = result("outcome_gap", some)
    assert (found.value, found.n) == (0.5, 6)
    assert result("outcome_gap", some[2:]).value is None  # four are left on one side


def test_help_used_is_counted_among_those_who_were_offered_it():
    some = [*cases(5, help_offered=True, help_used=True), *cases(5, help_offered=True, help_used=False)]
    assert result("help_used", [*some, *cases(9, help_offered=False, help_used=False)]).value == 0.5


def test_cases_outside_the_period_are_left_out():
    before = replace(CASE, received_on=date(2025, 1, 1), closed_on=date(2025, 2, 1), court_route_stated=False)
    assert result("court_route_stated", [*cases(5, court_route_stated=True), *[before] * 5]).value == 1.0


def test_open_cases_are_those_open_when_the_period_ended():
    later = replace(CASE, closed_on=date(2027, 1, 5), has_next_step=True)
    still = replace(CASE, closed_on=None, has_next_step=False)
    found = result("next_step_named", [*[later] * 3, *[still] * 3, *cases(9, has_next_step=False)])
    assert (found.value, found.n) == (0.5, 6)


@pytest.mark.parametrize(
    ("counts", "met", "details"),
    [
        ({"en": 60, "ar": 40}, Met.YES, {"ar": 0.8, "en": 1.2}),
        ({"en": 80, "ar": 20}, Met.NO, {"ar": 0.4, "en": 1.6}),
        ({"en": 100, "ar": 0}, Met.NO, {"ar": 0.0, "en": 2.0}),
    ],
)
def test_languages_are_held_against_the_languages_of_users(counts, met, details):
    some = [one for language, number in counts.items() for one in cases(number, language=language)]
    found = result("language_ratio", some, MechanismFacts(users_by_language={"en": 5000, "ar": 5000}))
    assert (found.met, found.details) == (met, details)


def test_a_language_with_few_cases_is_hidden_and_one_from_which_none_is_expected_left_out():
    users = MechanismFacts(users_by_language={"en": 8000, "ar": 2000, "ru": 10})
    found = result("language_ratio", [*cases(97, language="en"), *cases(3, language="ar")], users)
    assert (found.value, found.is_suppressed) == (None, True)
    assert set(found.details) == {"en", "ar"}
    assert found.details["ar"] is None


def test_the_longest_wait_for_an_answer_to_retaliation_counts():
    def some(*days):
        return cases(1, retaliation=tuple(map(RetaliationFact, days)))

    assert result("retaliation_response", some(0, 1, 2, 2, 1)).met is Met.YES
    found = result("retaliation_response", some(0, 1, 2, 2, 3))
    assert (found.value, found.met) == (3.0, Met.NO)
    assert Flag.UNANSWERED_RETALIATION in card(Criterion.ACCESSIBLE, some(0, None)).flags
    assert Flag.UNANSWERED_RETALIATION not in card(Criterion.ACCESSIBLE, some(0, 1)).flags


# Small numbers


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 10))
def test_a_figure_that_rests_on_fewer_than_five_is_not_shown(yes, no, unknown):
    some = [*cases(yes, help_offered=True), *cases(no, help_offered=False), *cases(unknown)]
    found = result("help_offered", some)
    assert (found.value is None) == (yes + no < 5)
    assert found.is_suppressed == (0 < yes + no < 5)
    assert not found.is_suppressed or (found.n, found.missing_share, found.met) == (None, None, Met.UNKNOWN)


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_share_about_people_never_points_at_fewer_than_five(yes, no):
    some = [*cases(yes, was_mediated=True), *cases(no, was_mediated=False)]
    found = result("mediated", some)
    if found.value is not None:
        assert yes not in range(1, 5)
        assert no not in range(1, 5)


def test_for_the_case_team_alone_small_figures_are_shown():
    found = result("mediated", [*cases(1, was_mediated=True), *cases(1, was_mediated=False)], suppress=False)
    assert (found.value, found.n, found.is_suppressed) == (0.5, 2, False)


@given(st.dictionaries(st.sampled_from(["web", "phone", "paper", "field"]), st.integers(1, 20), min_size=1))
def test_no_group_is_hidden_alone_beside_others_that_would_give_it_away(sizes):
    some = [one for channel, number in sizes.items() for one in cases(number, channel=channel, help_offered=True)]
    groups = by_group("help_offered", some, YEAR, "channel")
    hidden = [one for one in groups.values() if one.is_suppressed]
    assert set(groups) == set(sizes)
    assert all(groups[name].is_suppressed for name, number in sizes.items() if number < 5)
    assert len(hidden) != 1 or len(groups) == 1
    assert not hidden or any(sizes[name] < 5 for name in sizes)


def test_a_figure_can_be_told_apart_by_what_people_said_of_themselves():
    some = [*cases(8, groups={"gender": "woman"}, court_route_stated=True), *cases(6, court_route_stated=False)]
    groups = by_group("court_route_stated", some, YEAR, "gender")
    assert {name: one.value for name, one in groups.items()} == {"woman": 1.0, "not_given": 0.0}


def test_the_next_smallest_group_is_hidden_with_a_small_one():
    some = [*cases(3, channel="paper"), *cases(9, channel="phone"), *cases(20, channel="web")]
    groups = by_group("anonymous_or_represented", [replace(one, standing="named") for one in some], YEAR, "channel")
    assert groups["paper"].reason == "fewer_than_five"
    assert groups["phone"].reason == GIVES_AWAY
    assert groups["web"].value == 0.0


def test_a_group_hidden_for_its_few_mediated_cases_is_not_hidden_alone():
    some = [*cases(2, channel="paper", was_mediated=True), *cases(8, channel="paper", was_mediated=False)]
    some += [*cases(9, channel="phone", was_mediated=False), *cases(20, channel="web", was_mediated=False)]
    groups = by_group("mediated", some, YEAR, "channel")
    reasons = {name: one.reason for name, one in groups.items()}
    assert reasons == {"paper": "points_at_fewer_than_five", "phone": GIVES_AWAY, "web": ""}


# Guard rails


def words_of(value):
    """Every name and text in the output, so that nothing hides in a nested record."""
    if isinstance(value, Enum):
        yield str(value.value)
    elif is_dataclass(value):
        for field in fields(value):
            yield field.name
            yield from words_of(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (str(key), *words_of(inner))
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from words_of(inner)
    elif isinstance(value, str):
        yield value


FULL = MechanismFacts(
    **{
        **dict.fromkeys(("handlers", "conflict_declarations", "seats", "independent_seats"), 5),
        **dict.fromkeys(("trust_of_users", "trust_of_non_users", "awareness"), 0.9),
        **dict.fromkeys(("trust_of_users_n", "trust_of_non_users_n", "awareness_n"), 50),
        **dict.fromkeys(("process_answers", "outcome_answers", "process_agree", "outcome_agree"), 20),
    }
)


def test_nothing_like_an_average_over_criteria_is_in_the_output():
    found = scorecard(cases(10, decided_outside=True, court_route_stated=False), FULL, YEAR)
    assert {one.name for one in fields(Scorecard)} == {"period", "criteria"}
    parts = {part for word in words_of(found) for part in re.split(r"[^a-z]+", word.lower())}
    assert not parts & {"average", "mean", "overall", "total", "score", "rating", "index", "rank", "weight", "sum"}
    numbers = [getattr(found, one.name) for one in fields(found)]
    assert not any(isinstance(one, (int, float)) for one in numbers)


def test_a_criterion_has_no_figure_of_its_own():
    one = card(Criterion.LEGITIMATE, cases(10, decided_outside=True), FULL)
    assert not any(isinstance(getattr(one, field.name), (int, float)) for field in fields(one))


def test_one_criterion_does_not_change_another():
    before = scorecard(cases(10, decided_outside=True), FULL, YEAR)
    after = scorecard(cases(10, decided_outside=True, court_route_stated=False, root_cause_coded=True), FULL, YEAR)
    touched = {Criterion.RIGHTS_COMPATIBLE, Criterion.CONTINUOUS_LEARNING}
    assert all(before[one] == after[one] for one in Criterion if one not in touched)
    assert all(before[one] != after[one] for one in touched)


def test_satisfaction_alone_lifts_no_criterion():
    glad = MechanismFacts(process_answers=50, process_agree=50, outcome_answers=50, outcome_agree=50)
    found = card(Criterion.ENGAGEMENT_AND_DIALOGUE, mechanism=glad)
    assert found.met is Met.UNKNOWN
    assert Flag.ONLY_SATISFACTION in found.flags


def test_dissatisfaction_does_not_hide_behind_targets_that_are_met():
    met = {"groups_consulted": 3, "suggestions": 2, "suggestions_answered": 2}
    unhappy = MechanismFacts(**met, outcome_answers=50, outcome_agree=0)
    found = card(Criterion.ENGAGEMENT_AND_DIALOGUE, mechanism=unhappy)
    assert found.met is Met.YES
    assert next(one.value for one in found.results if one.indicator == "satisfied_with_outcome") == 0.0
    assert Flag.ONLY_SATISFACTION not in found.flags


@pytest.mark.parametrize(
    ("some", "facts", "flag"),
    [
        (0, {"awareness": 0.1, "awareness_n": 90}, Flag.ACCESS_FAILURE),
        (5, {"awareness": 0.1, "awareness_n": 90, "users": 1_000_000}, Flag.ACCESS_FAILURE),
        (5, {"awareness": 0.1, "awareness_n": 90, "users": 10_000}, None),
        (0, {"awareness": 0.9, "awareness_n": 90}, None),
        (0, {}, Flag.AWARENESS_UNKNOWN),
        (5, {}, None),
    ],
)
def test_few_cases_where_few_know_of_it_are_a_failure_of_access(some, facts, flag):
    flags = card(Criterion.ACCESSIBLE, cases(some), MechanismFacts(**facts)).flags
    assert set(flags) & {Flag.ACCESS_FAILURE, Flag.AWARENESS_UNKNOWN} == ({flag} if flag else set())


def test_more_cases_alone_meet_no_target():
    few, many = scorecard(cases(5), FULL, YEAR), scorecard(cases(500), FULL, YEAR)
    assert [one.met for one in few.criteria] == [one.met for one in many.criteria]


def test_one_target_missed_is_a_no_and_one_unknown_is_no_yes():
    good = {"root_cause_coded": True}
    rest = {"actions_due": 5, "actions_closed_on_time": 5, "repeats_before": 2.0}
    whole = MechanismFacts(**rest, repeats_after=1.0)
    assert card(Criterion.CONTINUOUS_LEARNING, cases(9, **good), whole).met is Met.YES
    assert card(Criterion.CONTINUOUS_LEARNING, cases(9, **good), MechanismFacts(**rest)).met is Met.UNKNOWN
    worse = replace(whole, repeats_after=3.0)
    assert card(Criterion.CONTINUOUS_LEARNING, cases(9, **good), worse).met is Met.NO


def test_a_criterion_shows_its_weakest_evidence():
    assert card(Criterion.LEGITIMATE, cases(9, decided_outside=True)).grade == "A"
    asked = MechanismFacts(trust_of_users=0.5, trust_of_users_n=40)
    assert card(Criterion.LEGITIMATE, cases(9, decided_outside=True), asked).grade == "B"
    assert card(Criterion.LEGITIMATE, cases(9, decided_outside=True), FULL).grade == "C"
    assert card(Criterion.LEGITIMATE).grade is None


def test_a_figure_for_which_most_facts_are_missing_is_flagged():
    some = [*cases(6, decided_outside=True), *cases(7)]
    assert Flag.MOSTLY_MISSING in card(Criterion.LEGITIMATE, some).flags
    assert Flag.MOSTLY_MISSING not in card(Criterion.LEGITIMATE, some[:-2]).flags


@given(st.integers(0, 12), st.integers(-30, 30))
def test_shifting_every_day_with_the_period_changes_no_figure(number, weeks):
    shift = timedelta(weeks=weeks)
    some = cases(number, decided_outside=True, court_route_stated=False)
    moved = [replace(one, received_on=one.received_on + shift, closed_on=one.closed_on + shift) for one in some]
    later = Period(YEAR.start + shift, YEAR.end + shift)
    before, after = scorecard(some, FULL, YEAR), scorecard(moved, FULL, later)
    for criterion in Criterion:
        values = [[(one.value, one.n, one.met) for one in whole[criterion].results] for whole in (before, after)]
        assert values[0] == values[1]
