"""Lists: narrowed, sorted, paged, empty; and never more than twelve queries, whatever the size of the page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

MOST_QUERIES = 12


@pytest.fixture
def assessment(organisation, assessor):
    """Thirty rated impacts of different gravity."""
    found = make.assessment(organisation, actor=assessor, title="Photo sharing")
    for number in range(30):
        levels = (1 + number % 4, 1 + number // 4 % 4, 2)
        impact = make.rated_impact(found, actor=assessor, levels=levels, feature=f"feature number{number:02}")
        if number % 2:
            make.action(impact, actor=assessor, owner=assessor)
    return found


@pytest.fixture
def lists(assessment, organisation, assessor):
    """The addresses that have to stay quick, each with more rows than a page may take queries."""
    for _ in range(MOST_QUERIES + 1):
        make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor)
    return {
        "today": reverse("today"),
        "register": reverse("respect:register"),
        "ranked": reverse("respect:assessment", args=[assessment.pk]),
        "actions": reverse("respect:actions"),
        "assessments": reverse("respect:assessments"),
        "products": reverse("respect:products"),
    }


@pytest.mark.parametrize("name", ["today", "register", "ranked", "actions", "assessments", "products"])
@pytest.mark.parametrize("query", ["", "?size=25", "?size=100", "?q=number&size=100"])
def test_a_page_takes_at_most_twelve_queries(name, query, lists, as_assessor):
    as_assessor.get(lists[name] + query)

    with CaptureQueriesContext(connection) as queries:
        as_assessor.get(lists[name] + query)

    most = MOST_QUERIES + 5 * (name == "today")  # there: what waits, of each kind
    assert len(queries) <= most, "\n".join(query["sql"][:150] for query in queries)


def test_the_gravest_stands_first(assessment, as_assessor):
    shown = as_assessor.get(reverse("respect:assessment", args=[assessment.pk]))

    assert shown.text.index("Tier 4,") < shown.text.index("Tier 3,") < shown.text.index("Tier 2,")


def test_every_word_of_a_search_has_to_occur(assessment, as_assessor):
    shown = as_assessor.get(reverse("respect:assessment", args=[assessment.pk]) + "?q=NUMBER07+feature")

    assert "1 impact" in shown.text
    assert "number07" in shown.text
    assert "number08" not in shown.text


def test_a_narrowed_list_keeps_the_rank_in_the_whole(assessment, as_assessor):
    last = assessment.impacts.order_by("own_order_code", "slug").last()

    shown = as_assessor.get(reverse("respect:assessment", args=[assessment.pk]) + f"?q={last.feature.split()[-1]}")

    assert "Rank 30" in shown.text


def test_a_search_without_result_says_so_and_leads_back(assessment, as_assessor):
    shown = as_assessor.get(reverse("respect:assessment", args=[assessment.pk]) + "?q=nowhere")

    assert shown.has_link("Show all impacts")


def test_an_unknown_filter_is_ignored(assessment, as_assessor):
    shown = as_assessor.get(reverse("respect:register") + "?tier=nine&state=odd&page=none&size=7")

    assert "30 impacts" in shown.text


def test_the_register_shows_nothing_of_others(assessment, as_outsider):
    shown = as_outsider.get(reverse("respect:register"))

    assert "number07" not in shown.text


def test_severe_impacts_without_an_action_can_be_found(assessment, as_assessor):
    expected = assessment.impacts.filter(tier__gte=3, actions__isnull=True).count()

    shown = as_assessor.get(reverse("respect:assessment", args=[assessment.pk]) + "?attention=no_plan")

    assert f"{expected} impacts" in shown.text


def test_an_impact_whose_only_action_was_dropped_has_no_plan(organisation, assessor, as_assessor):
    impact = make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor, levels=(4, 2, 2))
    make.action(impact, actor=assessor, state="dropped")

    shown = as_assessor.get(reverse("respect:assessment", args=[impact.assessment_id])).click("Plan what to do")

    assert impact.feature in shown.text


def test_what_is_due_stands_before_what_has_no_day(organisation, assessor, as_assessor):
    impact = make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor)
    make.action(impact, actor=assessor, owner=assessor, title="Without a day")
    make.action(impact, actor=assessor, owner=assessor, title="Due this year", due_on=date(2026, 12, 1))

    shown = as_assessor.get(reverse("today"))

    assert shown.main.index("Due this year") < shown.main.index("Without a day")


def test_pages_follow_each_other(assessment, as_assessor):
    first = as_assessor.get(reverse("respect:register"))
    second = first.click("Next")

    assert "25 of 30" in first.text or "30 impacts" in first.text
    assert second.url.endswith("page=2")


def test_a_number_without_end_narrows_nothing_and_breaks_nothing(as_assessor, organisation):
    make.rated_impact(make.assessment(organisation))
    endless = "9" * 5000

    assert as_assessor.get(f"{reverse('respect:register')}?product={endless}").text
    assert as_assessor.fragment(f"{reverse('respect:rating_meaning')}?scale={endless}&scope=1&irremediability=1")
