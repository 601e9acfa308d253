"""The lists and boards of the research: empty, long, and in few queries however much they hold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.mark.parametrize("page", ["rankings", "research", "methodologies", "companies", "sources"])
def test_an_empty_list_says_how_to_begin(page, organisation, as_lead):
    shown = as_lead.get(reverse(f"benchmarks:{page}"))

    assert shown.by_class("empty")


def test_long_lists_are_paged_and_take_no_more_queries(organisation, as_lead):
    for number in range(60):
        rankings.company(organisation, name=f"Company number {number:02}")
    address = reverse("benchmarks:companies")
    as_lead.get(address)

    with CaptureQueriesContext(connection) as queries:
        shown = as_lead.get(address)

    assert len(queries) <= 12
    assert "60 companies" in shown.text
    assert "Company number 55" in as_lead.get(f"{address}?page=2").text
    assert "Company number 07" in as_lead.get(f"{address}?q=number+07").text
    assert as_lead.get(f"{address}?q=nowhere").has_link("Show all companies")


def test_the_board_takes_no_more_queries_for_many_companies(organisation, as_lead):
    edition = rankings.edition(organisation)
    for _ in range(12):
        rankings.answered(rankings.entry(edition))
    address = reverse("benchmarks:edition", args=[edition.pk])
    as_lead.get(address)

    with CaptureQueriesContext(connection) as queries:
        as_lead.get(address)

    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in queries)


def test_one_question_across_many_companies_takes_few_queries(organisation, as_lead):
    edition = rankings.edition(organisation)
    for _ in range(12):
        rankings.answered(rankings.entry(edition))
    address = reverse("benchmarks:across", args=[edition.pk]) + "?node=G1.2"
    as_lead.get(address)

    with CaptureQueriesContext(connection) as queries:
        as_lead.get(address)

    assert len(queries) <= MOST_QUERIES
