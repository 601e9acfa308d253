"""A whole assessment in order: ranks, reasons for each neighbouring pair, duties, problems, and the stable JSON."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from knowshow.respect.rules.assessed import assess, heat_map_ranks
from knowshow.respect.rules.assessment import Assessment, Override, Subject
from knowshow.respect.rules.duties import for_tier
from knowshow.respect.rules.reading import read_bytes
from tests.respect.rules.files import sound
from tests.respect.rules.records import assessments

TWO = read_bytes(sound(), "a.yaml")


def test_each_impact_says_why_it_stands_above_the_next_and_the_last_why_below():
    first, last = assess(TWO).impacts
    assert first.place_reason() == (
        "Ranked first, above watched-at-work because it is of a graver tier (tier 3 against 2)."
    )
    assert last.place_reason() == (
        "Ranked last: age-screening stands above because it is of a graver tier (tier 3 against 2)."
    )
    assert first.place_in_list.startswith("Ranked first, above 2 because")
    assert last.place_in_list.startswith("Ranked last: 1 stands above")


def test_the_only_impact_is_said_to_be_the_only_one():
    (only,) = assess(replace(TWO, impacts=TWO.impacts[:1])).impacts
    assert only.place_reason() == "The only impact."


def test_an_impact_between_others_is_ranked_above_the_next():
    middle = replace(TWO.impacts[0], id="middle", ratings=(replace(TWO.impacts[0].ratings[0], scope=1),))
    found = assess(replace(TWO, impacts=(*TWO.impacts, middle)))
    assert [one.impact.id for one in found.impacts] == ["age-screening", "middle", "watched-at-work"]
    assert found.impacts[1].place_reason().startswith("Ranked above watched-at-work because")


def test_where_several_ratings_were_made_the_reasons_name_the_group_that_decides():
    rating = TWO.impacts[0].ratings[0]
    several = replace(TWO.impacts[0], ratings=(rating, replace(rating, group="WOM", scale=4)))
    (only,) = assess(replace(TWO, impacts=(several,))).impacts
    assert only.reasons[1] == "The gravest rating decides: that for WOM, of 2 ratings."
    assert len(assess(TWO).impacts[0].reasons) == 2


def test_unrated_impacts_stand_apart_and_have_no_rank():
    draft = replace(TWO, impacts=(replace(TWO.impacts[0], ratings=()), TWO.impacts[1]))
    found = assess(draft)
    assert [impact.id for impact in found.unrated] == ["age-screening"]
    assert [one.rank for one in found.impacts] == [1]
    assert "QR-17" in {finding.rule for finding in found.problems}


def test_an_assessment_without_impacts_is_empty_and_no_error():
    found = assess(Assessment(title="T", subject=Subject(name="S")))
    assert (found.impacts, found.inversions, found.problems) == ((), (), ())


def test_an_override_is_listed_beside_the_order():
    override = Override(tier=1, reason="Too high.", proposed_by="One", approved_by="Two", on=None)
    found = assess(replace(TWO, impacts=(replace(TWO.impacts[0], override=override), TWO.impacts[1]))).as_json()
    assert [impact["id"] for impact in found["impacts"]] == ["age-screening", "watched-at-work"]
    assert found["impacts"][0]["tier"] == 3
    (listed,) = found["overrides"]
    assert (listed["id"], listed["computed_tier"], listed["tier"], listed["on"]) == ("age-screening", 3, 1, None)


def test_the_json_has_the_published_form():
    found = assess(TWO).as_json()
    assert list(found)[:2] == ["title", "impacts"]
    assert {"title", "impacts", "heat_map_inversions", "problems"} <= set(found)
    assert found["impacts"][1] == {
        "id": "watched-at-work",
        "rank": 2,
        "tier": 2,
        "state": "potential",
        "deciding_group": "WRK",
        "severity": {"scale": 2, "scope": 2, "irremediability": 1},
        "likelihood": "foreseeable",
        "reasons": [
            "Tier 2: the tier of its scale; neither scope nor irremediability is 4.",
            "Ranked last: age-screening stands above because it is of a graver tier (tier 3 against 2).",
        ],
        "duties": ["Write a plan within 90 days."],
    }


def test_a_heat_map_ranks_a_remote_killing_below_certain_spam():
    rating = TWO.impacts[0].ratings[0]
    killing = replace(TWO.impacts[0], id="killing", state="potential", ratings=(
        replace(rating, scale=4, scope=1, irremediability=4, likelihood="remote"),))  # fmt: skip
    spam = replace(TWO.impacts[0], id="spam", ratings=(replace(rating, scale=1, scope=4, irremediability=1),))
    found = assess(replace(TWO, impacts=(spam, killing)))
    assert [one.impact.id for one in found.impacts] == ["killing", "spam"]
    assert heat_map_ranks(found.impacts) == {"killing": 2, "spam": 1}
    (pair,) = found.inversions
    assert (pair.graver, pair.milder, pair.graver_score, pair.milder_score) == ("killing", "spam", 3.0, 8.0)
    assert (pair.on_every_criterion, found.inversion_count) == (False, 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(assessments)
def test_any_assessment_is_ranked_and_explained(record):
    found = assess(record)
    assert [one.rank for one in found.impacts] == list(range(1, len(record.impacts) + 1))
    tiers = [one.tier for one in found.impacts]
    assert tiers == sorted(tiers, reverse=True)
    for one in found.impacts:
        assert all(reason.endswith(".") for reason in one.reasons)
        assert one.duties == for_tier(one.tier)
        assert str(one.sentence)
    assert msgspec.json.decode(msgspec.json.encode(found.as_json()))["title"] == record.title


@pytest.mark.parametrize("within", ["severity_first", "likelihood_first"])
def test_the_setting_within_a_tier_reaches_the_order(within):
    rating = TWO.impacts[0].ratings[0]
    impacts = (
        replace(TWO.impacts[0], id="graver", state="potential", ratings=(replace(rating, likelihood="remote"),)),
        replace(TWO.impacts[0], id="likelier", ratings=(replace(rating, scope=1),)),
    )
    first = assess(replace(TWO, within_tier=within, impacts=impacts)).impacts[0]
    assert first.impact.id == ("graver" if within == "severity_first" else "likelier")
    assert first.why.criterion == ("scope" if within == "severity_first" else "likelihood")
