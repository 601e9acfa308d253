"""What changed between two versions of an assessment, in words and in place."""

import pytest
from msgspec.structs import replace

from knowshow.respect.rules.assessment import Action, Assessment, Involvement, OtherMethod, Override
from knowshow.respect.rules.comparison import Difference, compare
from knowshow.respect.rules.reading import read_bytes
from tests.respect.rules.files import sound

BEFORE = read_bytes(sound(), "a.yaml")

_TOLD = "Older persons are harmed in their right to work they freely choose through ranking of applicants"


def with_impact(index=0, **fields):
    impacts = list(BEFORE.impacts)
    impacts[index] = replace(impacts[index], **fields)
    return replace(BEFORE, impacts=tuple(impacts))


def with_rating(index=0, **fields):
    impact = BEFORE.impacts[index]
    return with_impact(index, ratings=(replace(impact.ratings[0], **fields),))


def differences(after):
    return [difference for change in compare(BEFORE, after).changed for difference in change.differences]


def test_an_assessment_does_not_differ_from_itself():
    found = compare(BEFORE, BEFORE)
    assert found.is_empty
    assert found.unchanged == 2


def test_impacts_that_came_and_went_are_listed_in_their_order():
    new = replace(BEFORE.impacts[0], id="new")
    after = replace(BEFORE, impacts=(BEFORE.impacts[1], new))
    found = compare(BEFORE, after)
    assert [impact.id for impact in found.added] == ["new"]
    assert [impact.id for impact in found.removed] == ["age-screening"]
    assert not found.is_empty


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (with_rating(scale=4), Difference(
            "Rating for Older persons", "scale 3, scope 2, irremediability 2, likelihood actual",
            "scale 4, scope 2, irremediability 2, likelihood actual")),
        (with_impact(business_risk="low"), Difference("Business risk", "high", "low")),
        (with_impact(delay_makes_irremediable=True), Difference("Delay clause", "no", "yes")),
        (with_impact(state="potential"), Difference("State", "actual", "potential")),
        (with_impact(involvement=Involvement(conclusion="cause")), Difference("Involvement", "undetermined", "cause")),
        (with_impact(override=Override(tier=1, reason="Why.", proposed_by="A")), Difference(
            "Override", "", "tier 1: Why.")),
        (with_impact(other_methods=(OtherMethod(method="CNIL PIA", severity="3 of 4"),)), Difference(
            "Other methods, kept apart", "", "CNIL PIA: severity 3 of 4")),
        (with_impact(actions=()), Difference(
            "Action “Retrain without career gaps”", "planned, Data team, due 2027-01-31", "")),
        (with_impact(1, actions=(Action(title="Stop", owner="Lena"),)), Difference(
            "Action “Stop”", "", "planned, Lena")),
        (with_rating(rationale="Said better."), Difference(
            "Rating for Older persons: rationale", BEFORE.impacts[0].ratings[0].rationale, "Said better.")),
        (with_rating(evidence=()), Difference("Rating for Older persons: evidence", "Bias test, June 2026", "")),
        (with_rating(confidence="low"), Difference("Further details", "", "changed")),
        (with_impact(involvement=replace(BEFORE.impacts[0].involvement, decided_by="The board")), Difference(
            "Involvement: decided by", "Head of product", "The board")),
        (with_impact(notes="A word."), Difference("Further details", "", "changed")),
        (with_impact(statement=replace(BEFORE.impacts[0].statement, place="NO")), Difference(
            "Statement",
            f"{_TOLD} (Poland)",
            f"{_TOLD} (Norway)")),
    ],
)  # fmt: skip
def test_what_differs_is_named_with_before_and_after(after, expected):
    assert expected in differences(after)


def test_a_rating_by_another_person_or_with_measures_is_another_rating():
    rating = BEFORE.impacts[0].ratings[0]
    more = (rating, replace(rating, by="Rosa", scale=4), replace(rating, basis="residual", scale=1))
    names = [difference.name for difference in differences(with_impact(ratings=more))]
    assert names == ["Rating for Older persons by Rosa", "Rating for Older persons, with measures in place"]


def test_a_change_says_whether_the_impact_became_graver_and_moved():
    (changed,) = [one for one in compare(BEFORE, with_rating(1, scale=4)).changed if one.id == "watched-at-work"]
    assert (changed.rank_before, changed.rank_after) == (2, 1)
    assert (changed.tier_before, changed.tier_after, changed.graver) == (2, 4, True)


def test_an_impact_that_was_passed_by_another_is_changed_too():
    found = compare(BEFORE, with_rating(1, scale=4))
    passed = next(one for one in found.changed if one.id == "age-screening")
    assert (passed.rank_before, passed.rank_after, passed.differences, passed.graver) == (1, 2, (), None)


def test_a_milder_tier_is_said_to_be_milder():
    (changed,) = compare(BEFORE, with_rating(scale=2, scope=3)).changed
    assert changed.graver is False


def test_a_first_rating_gives_a_rank_where_there_was_none():
    draft = with_impact(ratings=())
    changed = next(one for one in compare(draft, BEFORE).changed if one.id == "age-screening")
    assert (changed.rank_before, changed.rank_after, changed.tier_before, changed.graver) == (None, 1, None, None)


def test_what_the_assessment_is_about_is_compared_too():
    after = replace(BEFORE, title="Second", subject=replace(BEFORE.subject, countries=("PL",)))
    assert compare(BEFORE, after).about == (
        Difference("Title", BEFORE.title, "Second"),
        Difference("Countries", "PL, NO", "PL"),
    )


def test_the_order_of_a_file_is_no_difference():
    after = replace(BEFORE, impacts=BEFORE.impacts[::-1])
    assert isinstance(after, Assessment)
    assert compare(BEFORE, after).is_empty


def test_a_new_note_is_not_hidden_by_a_changed_rating():
    rating = replace(BEFORE.impacts[0].ratings[0], scale=4)
    names = [difference.name for difference in differences(with_impact(ratings=(rating,), notes="A word."))]
    assert names == ["Rating for Older persons", "Further details"]
