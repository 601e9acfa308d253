"""The cases of ``salience_cases.yaml``: the order, the tiers and the reasons that a lawyer would expect."""

import re
from pathlib import Path

import pytest
import yaml

from knowshow.respect.rules.assessed import assess
from knowshow.respect.rules.assessment import Assessment, Impact, Override, Rating, Statement, Subject

CASES = yaml.safe_load(Path(__file__).with_name("salience_cases.yaml").read_text(encoding="utf-8"))
FIELDS = {"case", "rests on", "impacts", "order", "because", "tiers", "deciding group"}
IMPACT_FIELDS = {"ratings", "delay", "business risk", "override to tier"}
WRITTEN = re.compile(r"(?:([A-Z]{3}) )?([1-4]) ([1-4]) ([1-4]) (\w+)( residual)?(?: by (.+))?")


def rating(text):
    group, scale, scope, irremediability, likelihood, residual, by = WRITTEN.fullmatch(text).groups()
    return Rating(
        group=group or "GEN",
        scale=int(scale),
        scope=int(scope),
        irremediability=int(irremediability),
        likelihood=likelihood,
        rationale="As the case says.",
        basis="residual" if residual else "inherent",
        by=by or "",
    )


def impact(name, content):
    content = content if isinstance(content, dict) else {"ratings": content}
    assert set(content) <= IMPACT_FIELDS, f"{name} holds an unknown field"
    texts = content["ratings"] if isinstance(content["ratings"], list) else [content["ratings"]]
    tier = content.get("override to tier")
    return Impact(
        id=name,
        statement=Statement(group="GEN", right="privacy", feature="a feature"),
        state="actual",
        delay_makes_irremediable=content.get("delay", False),
        ratings=tuple(map(rating, texts)),
        business_risk=str(content.get("business risk", "")),
        override=Override(tier=tier, reason="As the case says.", proposed_by="One") if tier else None,
    )


def assessed(case):
    impacts = tuple(impact(name, content) for name, content in case["impacts"].items())
    return assess(Assessment(title=case["case"], subject=Subject(name="A product"), impacts=impacts))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_case_comes_out_as_written(case):
    assert set(case) <= FIELDS
    found = assessed(case)
    assert [one.impact.id for one in found.impacts] == case["order"]
    ranked = {one.impact.id: one for one in found.impacts}
    assert {name: ranked[name].tier for name in case.get("tiers", {})} == case.get("tiers", {})
    groups = case.get("deciding group", {})
    assert {name: ranked[name].deciding_group for name in groups} == groups
    said = "\n".join(one.place_reason() for one in found.impacts[:-1])
    assert [words for words in case.get("because", []) if words not in said] == [], said


def test_no_two_cases_have_the_same_name_and_each_rests_on_something():
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert all(case["rests on"] for case in CASES)


def test_a_case_written_the_wrong_way_round_would_fail():
    case = {**CASES[0], "order": CASES[0]["order"][::-1]}
    with pytest.raises(AssertionError):
        test_a_case_comes_out_as_written(case)
