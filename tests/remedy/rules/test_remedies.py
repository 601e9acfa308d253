"""Remedies: their kinds and forms, who moves them, and what no offer may ask for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.remedy.models import choices
from knowshow.remedy.rules.remedies import (
    EXPECTED,
    FORMS,
    MOVES,
    Harm,
    Kind,
    Part,
    RemedyState,
    Terms,
    Weight,
    check_offer,
    counts_as_compensation,
    judge_move,
    shown_on,
)
from knowshow.remedy.rules.stages import Who

DUE = date(2026, 12, 1)
FAIR = Terms(tells_she_may_take_advice=True)
HERS = [RemedyState.REFUSED, RemedyState.COUNTERED, RemedyState.VERIFIED, RemedyState.DISPUTED]


def codes(kinds, harm=None, terms=FAIR):
    found = check_offer([Part(kind, DUE) for kind in kinds], harm or Harm("labour"), terms)
    return {one.code for one in found.findings}


def test_kinds_and_states_are_those_that_are_stored():
    assert set(Kind) == set(choices.RemedyKind.values)
    assert set(choices.RemedyState.values) <= set(RemedyState)


def test_each_kind_has_forms_in_plain_words_and_no_form_has_two_names():
    assert {form.kind for form in FORMS} == set(Kind)
    assert len({form.key for form in FORMS}) == len(FORMS)
    assert all(form.words.endswith(".") for form in FORMS)
    assert {form.kind for form in FORMS if form.key == "cessation"} == {Kind.NON_REPETITION}


@pytest.mark.parametrize("start", RemedyState)
@pytest.mark.parametrize("to", HERS)
def test_only_the_person_refuses_counters_verifies_and_disputes(start, to):
    assert not judge_move(start, to, Who.HANDLER).is_allowed
    assert not judge_move(start, to, Who.REVIEWER).is_allowed


@pytest.mark.parametrize(
    ("start", "to", "who", "reason"),
    [
        ("offered", "agreed", Who.PERSON, "allowed"),
        ("offered", "agreed", Who.HANDLER, "only_the_person"),
        ("countered", "agreed", Who.HANDLER, "allowed"),
        ("countered", "agreed", Who.PERSON, "only_a_handler"),
        ("offered", "proven", Who.HANDLER, "no_such_move"),
        ("agreed", "verified", Who.PERSON, "no_such_move"),
        ("agreed", "proven", Who.HANDLER, "allowed"),
        ("overdue", "proven", Who.HANDLER, "allowed"),
        ("overdue", "disputed", Who.PERSON, "allowed"),
        ("proven", "verified", Who.PERSON, "allowed"),
        ("verified", "disputed", Who.PERSON, "allowed"),
        ("disputed", "proven", Who.HANDLER, "allowed"),
        ("refused", "agreed", Who.HANDLER, "no_such_move"),
        ("replaced", "agreed", Who.PERSON, "no_such_move"),
    ],
)
def test_a_remedy_moves_as_written(start, to, who, reason):
    verdict = judge_move(RemedyState(start), RemedyState(to), who)
    assert verdict.reason == reason
    assert verdict.is_allowed == (reason == "allowed")


def test_a_promise_cannot_be_taken_back_and_overdue_is_never_stored():
    back = {RemedyState.OFFERED, RemedyState.REFUSED, RemedyState.REPLACED, RemedyState.COUNTERED}
    assert not [move for move in MOVES if move[0] is RemedyState.AGREED and move[1] in back]
    assert not [move for move in MOVES if RemedyState.OVERDUE in move]


@pytest.mark.parametrize(
    ("today", "state", "proven_on", "shown", "late"),
    [
        ("2026-12-01", "agreed", None, "agreed", 0),
        ("2026-12-02", "agreed", None, "overdue", 1),
        ("2026-12-09", "offered", None, "offered", 0),
        ("2026-12-09", "proven", "2026-12-01", "proven", 0),
        ("2026-12-09", "proven", "2026-12-03", "proven", 2),
        ("2027-12-09", "verified", "2026-12-03", "verified", 2),
        ("2026-12-09", "disputed", "2026-11-30", "disputed", 8),
        ("2026-12-09", "refused", None, "refused", 0),
    ],
)
def test_a_remedy_is_shown_as_of_a_day(today, state, proven_on, shown, late):
    proven = date.fromisoformat(proven_on) if proven_on else None
    found = shown_on(date.fromisoformat(today), RemedyState(state), DUE, proven)
    assert (found.state, found.days_late) == (RemedyState(shown), late)


@given(st.dates(), st.sampled_from(RemedyState), st.none() | st.dates(), st.none() | st.dates())
def test_a_remedy_is_never_late_by_less_than_nothing_or_without_a_day(today, state, due_on, proven_on):
    found = shown_on(today, state, due_on, proven_on)
    assert found.days_late >= 0
    assert due_on or (found.state, found.days_late) == (state, 0)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.COMPENSATION])
def test_nothing_but_compensation_counts_as_compensation(kind):
    assert not counts_as_compensation(kind)


@pytest.mark.parametrize("term", ["gives_up_court", "gives_up_other_bodies", "silence"])
def test_an_offer_that_asks_her_to_give_up_another_route_or_to_be_silent_cannot_be_made(term):
    found = check_offer([Part(kind, DUE) for kind in Kind], Harm("labour"), Terms(**{term: True}))
    assert not found.may_be_made
    assert (found.findings[0].code, found.findings[0].weight) == (term, Weight.FORBIDDEN)


@pytest.mark.parametrize(
    ("kinds", "harm", "code"),
    [
        ([Kind.SANCTION], Harm("labour", lost_money=True), "fine_is_no_compensation"),
        ([Kind.SANCTION, Kind.APOLOGY], Harm("labour", lost_money=True), "fine_is_no_compensation"),
        ([Kind.APOLOGY], Harm("labour", lost_money=True), "loss_not_made_good"),
        ([Kind.SANCTION], Harm("labour"), "only_sanction"),
        ([Kind.COMPENSATION], Harm("labour", goes_on=True), "harm_goes_on"),
        ([Kind.COMPENSATION], Harm("labour", harmed_health=True), "health"),
        ([Kind.RESTITUTION], Harm("labour", is_irremediable=True), "cannot_be_restored"),
        ([Kind.COMPENSATION], Harm("labour", wanted=frozenset({Kind.APOLOGY})), "not_what_she_wanted"),
        ([Kind.APOLOGY], Harm("privacy"), "expected_kinds"),
        ([Kind.APOLOGY], Harm(), "right_not_coded"),
        ([], Harm("labour"), "nothing_offered"),
    ],
)
def test_an_offer_is_held_against_the_harm(kinds, harm, code):
    assert code in codes(kinds, harm)


@pytest.mark.parametrize(
    ("kinds", "harm", "code"),
    [
        ([Kind.SANCTION, Kind.COMPENSATION], Harm("labour", lost_money=True), "fine_is_no_compensation"),
        ([Kind.RESTITUTION], Harm("labour", lost_money=True), "loss_not_made_good"),
        ([Kind.COMPENSATION, Kind.NON_REPETITION], Harm("labour", goes_on=True), "harm_goes_on"),
        ([Kind.APOLOGY], Harm("labour", wanted=frozenset({Kind.APOLOGY, Kind.SANCTION})), "not_what_she_wanted"),
        ([Kind.APOLOGY], Harm("a right without a table"), "expected_kinds"),
    ],
)
def test_nothing_is_found_where_the_offer_answers_the_harm(kinds, harm, code):
    assert code not in codes(kinds, harm)


def test_missing_advice_and_missing_days_are_problems():
    found = check_offer([Part(Kind.APOLOGY)], Harm("labour"), Terms())
    assert {one.code for one in found.findings if one.weight is Weight.PROBLEM} == {"advice", "no_day"}
    assert found.may_be_made


def test_a_sound_offer_has_no_findings():
    harm = Harm("labour", lost_money=True, harmed_health=False, goes_on=True, wanted=frozenset({Kind.COMPENSATION}))
    assert codes([Kind.COMPENSATION, Kind.NON_REPETITION], harm) == set()


harms = st.builds(
    Harm,
    st.sampled_from(["", *EXPECTED]),
    *[st.none() | st.booleans()] * 4,
    st.frozensets(st.sampled_from(Kind)),
)
terms = st.builds(Terms, *[st.booleans()] * 4)


@given(st.lists(st.sampled_from(Kind)), harms, terms)
def test_the_gravest_finding_comes_first_and_each_is_said_once(kinds, harm, asked):
    found = check_offer([Part(kind, DUE) for kind in kinds], harm, asked).findings
    weights = [list(Weight).index(one.weight) for one in found]
    assert weights == sorted(weights)
    assert len({one.code for one in found}) == len(found)


@given(st.lists(st.sampled_from(Kind), min_size=1), harms, terms, st.sampled_from(Kind))
def test_offering_more_never_adds_a_problem_about_the_loss_or_the_harm_that_goes_on(kinds, harm, asked, more):
    about = {"loss_not_made_good", "harm_goes_on", "health", "not_what_she_wanted", "expected_kinds", "only_sanction"}
    before, after = codes(kinds, harm, asked) & about, codes([*kinds, more], harm, asked) & about
    assert after <= before
