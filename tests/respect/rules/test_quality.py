"""Quality rules: for each, a weak spot that it points at and a near miss that it leaves alone."""

from datetime import date

import pytest
from msgspec.structs import replace

from knowshow.respect.rules import quality
from knowshow.respect.rules.assessment import (
    Action,
    Assessment,
    Disagreement,
    Evidence,
    Impact,
    Involvement,
    Override,
    Rating,
    Source,
    Statement,
    Subject,
)
from knowshow.respect.rules.quality import RULES, Revision, findings

TODAY = date(2026, 11, 24)
LONG = "The bias test of June shows it, and two people of the group said so."

HEARD = Evidence(title="Talks with applicants over fifty", from_affected_people=True)
READ = Evidence(title="Bias test, June 2026")

RATING = Rating(
    group="OLD",
    scale=3,
    scope=2,
    irremediability=2,
    likelihood="actual",
    rationale=LONG,
    evidence=(HEARD,),
    by="Lena Lead",
)
ACTION = Action(id="retrain", title="Retrain", kind="redesign", owner="Data team", due_on=date(2027, 1, 31))
IMPACT = Impact(
    id="age",
    statement=Statement(group="OLD", right="work", feature="ranking of applicants", place="PL"),
    state="actual",
    ratings=(RATING,),
    involvement=Involvement(conclusion="cause", reason="Its own ranking does it.", decided_by="Lena Lead"),
    actions=(ACTION,),
)
OUTSIDE = replace(IMPACT, id="z-outside", ratings=(replace(RATING, group="OFF", scale=1, scope=1, irremediability=1),))


def rules_of(impact, **arguments):
    """The rules that point at one impact of an otherwise sound assessment."""
    whole = Assessment(title="A", subject=Subject(name="Thing"), impacts=(impact, OUTSIDE))
    return {finding.rule for finding in findings(whole, **arguments) if finding.impact == impact.id}


def rated(**fields):
    return replace(IMPACT, ratings=(replace(RATING, **fields),))


def acted(*actions, **fields):
    return replace(IMPACT, actions=actions or (replace(ACTION, **fields),))


def involved(**fields):
    return replace(IMPACT, involvement=replace(IMPACT.involvement, **fields))


MILD = replace(RATING, scale=2)
RESIDUAL = replace(RATING, basis="residual")
OTHER = replace(RATING, by="An outside expert", scale=4)
TIER_4 = rated(scale=4)
SIGNED = Override(tier=1, reason=LONG, proposed_by="Lena Lead", approved_by="Rosa Reviewer")

#: Rule: (what it points at, the nearest thing that it leaves alone).
CASES = {
    "QR-01": (rated(rationale="x" * 39), rated(rationale="x" * 40)),
    "QR-02": (
        replace(IMPACT, ratings=(RATING, replace(RESIDUAL, scale=2, evidence=(READ,)))),
        replace(IMPACT, ratings=(RATING, replace(RESIDUAL, scale=2, evidence=(READ, HEARD)))),
    ),
    "QR-03": (
        replace(rated(likelihood="remote"), actions=()),
        replace(rated(likelihood="foreseeable"), actions=()),
    ),
    "QR-04": (acted(owner=""), acted(owner="", state="done")),
    "QR-05": (acted(due_on=None), acted(due_on=None, state="dropped")),
    "QR-06": (replace(IMPACT, actions=()), replace(IMPACT, ratings=(MILD,), actions=())),
    "QR-07": (rated(evidence=()), rated(evidence=(), rationale="No evidence could be found: nobody was asked yet.")),
    "QR-08": (
        replace(IMPACT, ratings=(RATING, OTHER)),
        replace(IMPACT, ratings=(RATING, OTHER), disagreement=Disagreement(group="OLD", resolver="Head of research")),
    ),
    "QR-09": (
        replace(IMPACT, involvement=Involvement()),
        replace(IMPACT, involvement=Involvement(decided_by="The board, in January")),
    ),
    "QR-10": (rated(evidence=(READ,)), replace(IMPACT, ratings=(replace(MILD, evidence=(READ,)),))),
    "QR-11": (
        replace(IMPACT, override=replace(SIGNED, approved_by=" lena lead ")),
        replace(IMPACT, override=SIGNED),
    ),
    "QR-12": (
        replace(IMPACT, delay_makes_irremediable=True, delay_rationale="soon"),
        replace(IMPACT, delay_makes_irremediable=True, delay_rationale=LONG),
    ),
    "QR-13": (
        involved(conclusion="linked", reason=""),
        involved(conclusion="linked", reason="", decided_by="", quoted_from=Source(title="A finding")),
    ),
    "QR-14": (
        replace(TIER_4, actions=(replace(ACTION, kind="warn"), replace(ACTION, id="pay", kind="compensate"))),
        replace(TIER_4, actions=(replace(ACTION, kind="warn"), replace(ACTION, id="cut", kind="reduce"))),
    ),
    "QR-15": (
        involved(conclusion="contribute"),
        replace(involved(conclusion="contribute"), actions=(replace(ACTION, leverage=("LV-07",)),)),
    ),
    "QR-16": (acted(due_on=date(2026, 11, 23)), acted(due_on=TODAY)),
    "QR-17": (replace(IMPACT, ratings=()), IMPACT),
}


def test_a_sound_impact_has_no_weak_spot():
    assert rules_of(IMPACT, today=TODAY) == set()


@pytest.mark.parametrize(("rule", "pair"), CASES.items(), ids=CASES)
def test_a_rule_points_at_its_weak_spot_and_leaves_the_near_miss_alone(rule, pair):
    weak, near_miss = pair
    assert rule in rules_of(weak, today=TODAY)
    assert rule not in rules_of(near_miss, today=TODAY)


def test_every_rule_has_a_case():
    assert set(RULES) == {*CASES, "QR-18"}
    assert list(RULES) == sorted(RULES)


@pytest.mark.parametrize(
    ("kind", "groups", "found"),
    [
        ("full", ("OLD",), True),
        ("heightened", ("OLD",), True),
        ("full", ("OLD", "OFF"), False),
        ("screening", ("OLD",), False),
        ("full", (), False),
    ],
)
def test_non_users_must_be_considered_in_a_full_assessment(kind, groups, found):
    impacts = tuple(replace(IMPACT, id=group, ratings=(replace(RATING, group=group),)) for group in groups)
    whole = Assessment(title="A", kind=kind, subject=Subject(name="Thing"), impacts=impacts)
    assert ("QR-18" in {finding.rule for finding in findings(whole)}) is found


def test_non_users_named_in_the_statement_alone_are_considered():
    statement = replace(IMPACT.statement, group="OFF")
    whole = Assessment(title="A", subject=Subject(name="Thing"), impacts=(replace(IMPACT, statement=statement),))
    assert "QR-18" not in {finding.rule for finding in findings(whole)}


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (replace(RATING, scale=2, evidence=(READ,)), True),
        (replace(RATING, scope=1, evidence=()), True),
        (replace(RATING, scale=2), False),  # affected people were heard
        (replace(RATING, scale=4, evidence=(READ,)), False),  # raised, not lowered
        (replace(RATING, likelihood="remote", evidence=(READ,)), False),  # severity is the same
        (replace(RATING, rationale="Said better, with the same result as before.", evidence=(READ,)), False),
    ],
)
def test_a_revision_that_lowers_severity_needs_the_word_of_affected_people(after, found):
    assert ("QR-02" in rules_of(IMPACT, revisions=[Revision("age", RATING, after)])) is found


def test_lateness_is_looked_at_only_on_a_day():
    assert "QR-16" not in rules_of(acted(due_on=date(2020, 1, 1)))
    assert "QR-16" not in rules_of(acted(due_on=date(2020, 1, 1), state="done"), today=TODAY)


def test_a_dropped_action_is_no_plan():
    assert {"QR-06", "QR-03"} <= rules_of(
        replace(rated(likelihood="plausible"), actions=(replace(ACTION, state="dropped"),))
    )


def test_disputed_groups_are_those_rated_differently_on_the_same_basis():
    assert quality.disputed_groups(replace(IMPACT, ratings=(RATING, OTHER))) == ("OLD",)
    assert quality.disputed_groups(replace(IMPACT, ratings=(RATING, replace(RATING, by="Two")))) == ()
    assert quality.disputed_groups(replace(IMPACT, ratings=(RATING, replace(RESIDUAL, scale=1)))) == ()
    assert quality.disputed_groups(replace(IMPACT, ratings=(RATING, replace(OTHER, group="WOM")))) == ()


def test_a_resolver_for_another_group_settles_nothing():
    named = replace(IMPACT, ratings=(RATING, OTHER), disagreement=Disagreement(group="WOM", resolver="Somebody"))
    assert "QR-08" in rules_of(named)


def test_findings_follow_the_order_of_the_impacts_and_have_subjects_of_their_own():
    impacts = tuple(
        replace(IMPACT, id=name, ratings=(replace(RATING, rationale="short", evidence=()),)) for name in "bca"
    )
    found = findings(Assessment(title="A", subject=Subject(name="Thing"), impacts=impacts))
    assert [finding.impact for finding in found if finding.rule == "QR-01"] == ["b", "c", "a"]
    keys = [(finding.rule, finding.subject) for finding in found]
    assert len(set(keys)) == len(keys)


def test_every_finding_says_what_and_what_to_do_and_its_rule_says_why():
    weak = [weak for weak, _ in CASES.values()]
    whole = Assessment(
        title="A",
        subject=Subject(name="Thing"),
        impacts=tuple(replace(impact, id=f"i{number}") for number, impact in enumerate(weak)),
    )
    found = findings(whole, today=TODAY)
    assert {finding.rule for finding in found} == set(RULES)
    for finding in found:
        assert finding.message.endswith("."), finding
        assert finding.remedy.endswith("."), finding
        assert RULES[finding.rule].why.endswith(".")
        assert set(finding.as_json()) == {"rule", "impact", "subject", "message", "remedy"}
