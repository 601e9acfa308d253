"""Pages beside the order: two places explained, the heat map compared, business risk apart."""

import pytest
from django.urls import reverse

from tests import make


@pytest.fixture
def assessment(organisation, lead):
    """A grave harm that seems remote, a mild one that is certain, and one between them."""
    made = make.assessment(organisation, actor=lead)
    for name, levels, state, likelihood in (
        ("defenders traced", (4, 1, 4), "potential", "remote"),
        ("spam", (1, 4, 1), "actual", "actual"),
        ("accounts closed", (2, 2, 2), "potential", "foreseeable"),
    ):
        impact = make.impact(made, actor=lead, feature=name, state=state)
        make.rating(
            impact,
            actor=lead,
            likelihood=likelihood,
            **dict(zip(("scale", "scope", "irremediability"), levels, strict=True)),
        )
    return made


def test_two_places_are_explained_step_by_step(assessment, as_lead):
    page = as_lead.get(reverse("respect:explain", args=[assessment.pk]) + "?first=3&second=1")

    assert "stands above 3 because it is of a graver tier (tier 4 against 2)" in page.text
    assert "Decides" in page.text
    assert "would say 3.0 against 8.0, and put them the other way round" in page.text


@pytest.mark.parametrize(
    ("query", "said"), [("first=1&second=1", "Name another rank"), ("first=1&second=9", "less than or equal to 3")]
)
def test_a_rank_that_cannot_be_compared_is_refused_in_words(query, said, assessment, as_lead):
    page = as_lead.get(reverse("respect:explain", args=[assessment.pk]) + f"?{query}")

    assert said in page.text
    assert "Step of the order" not in page.text


def test_one_rated_impact_has_nothing_to_be_compared_with(as_lead, organisation):
    impact = make.rated_impact(make.assessment(organisation))

    assert "Rate at least two impacts" in as_lead.get(reverse("respect:explain", args=[impact.assessment_id])).text


def test_the_heat_map_page_names_what_would_have_sunk(assessment, as_lead):
    page = as_lead.get(reverse("respect:heat_map", args=[assessment.pk]))

    assert "in 3 pairs" in page.text
    assert "3.0 against 8.0" in page.text
    assert "33,696" in page.text


def test_the_heat_map_page_agrees_where_the_map_does(as_lead, organisation):
    impact = make.rated_impact(make.assessment(organisation))
    make.rated_impact(impact.assessment, levels=(1, 1, 1))

    assert "it would have agreed" in as_lead.get(reverse("respect:heat_map", args=[impact.assessment_id])).text


def test_business_risk_stands_apart_and_changes_no_place(assessment, as_lead, lead):
    mild = assessment.impacts.get(feature="spam")
    before = list(assessment.impacts.order_by("own_order_code", "slug").values_list("feature", flat=True))
    mild.business_risk = "high"
    mild.save(update_fields=["business_risk"])

    page = as_lead.get(reverse("respect:business_risk", args=[assessment.pk]))

    assert "High" in page.text
    assert "defenders traced" not in page.text
    assert list(assessment.impacts.order_by("own_order_code", "slug").values_list("feature", flat=True)) == before


def test_the_heat_map_costs_the_same_number_of_queries_for_three_impacts_and_for_thirty(
    assessment, as_lead, lead, django_assert_max_num_queries
):
    for number in range(30):
        make.rated_impact(assessment, actor=lead, levels=(1 + number % 4, 1, 1 + number % 3))
    with django_assert_max_num_queries(12):
        as_lead.get(reverse("respect:heat_map", args=[assessment.pk]))
