"""The history of an organisation: whole, narrowed, taken along; never of another organisation."""

import csv
import io

import pytest
from django.urls import reverse

from knowshow.foundation import history
from knowshow.foundation.services import organisations
from tests import make


def entry(organisation, actor, subject=None, **facts):
    facts = {"action": "foundation.organisation.renamed", "changed": ("name",)} | facts
    return history.record(actor=actor, organisation=organisation, subject=subject or organisation, **facts)


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_act_of_a_pillar_is_told_in_its_own_words(as_observer, organisation, assessor):
    make.product(organisation, actor=assessor, name="Hiring assistant")

    (row,) = as_observer.get(reverse("history")).rows

    assert row[1:4] == ["Ada Assessor", "Product added", "Product: Hiring assistant"]


def test_it_is_narrowed_by_person_kind_and_day(as_lead, organisation, lead, assessor):
    make.product(organisation, actor=assessor)
    entry(organisation, lead)
    entry(organisation, None)
    url = reverse("history")

    def count(query):
        return len(as_lead.get(f"{url}?{query}").rows)

    assert count("") == 3
    assert count(f"person={assessor.pk}") == 1
    assert count("person=system") == 1
    assert count("kind=foundation.organisation") == 2
    assert count("since=2020-01-01") == 3
    assert "Nothing matches" in as_lead.get(f"{url}?until=2020-01-01").main


@pytest.mark.parametrize(
    "query",
    [
        *("person=999999", "person=x", "kind=gone", "since=never", "page=999", "page=x"),
        *("until=9999-12-31", "since=0001-01-01"),
    ],
)
def test_a_filter_that_makes_no_sense_still_opens_the_page(as_lead, organisation, lead, query):
    entry(organisation, lead)

    assert len(as_lead.get(f"{reverse('history')}?{query}").rows) == 1


def test_pages_keep_the_filter(as_lead, organisation, lead):
    for _ in range(51):
        entry(organisation, lead)

    shown = as_lead.get(reverse("history") + "?kind=foundation.organisation")

    assert len(shown.rows) == 50
    assert len(shown.click("Next").rows) == 1
    assert "kind=foundation.organisation" in shown.link("Next")


def test_the_table_holds_every_entry_of_the_filter(as_lead, organisation, lead, assessor):
    make.product(organisation, actor=assessor, name="Hiring assistant")
    entry(organisation, lead)

    shown = as_lead.get(f"{reverse('history')}?person={assessor.pk}")
    (row,) = rows_of(as_lead.download(shown.link("Take it along (CSV)")))

    assert row["who"] == "Ada Assessor"
    assert row["address"] == assessor.email
    assert (row["what"], row["act"], row["name"]) == ("Product added", "respect.product.added", "Hiring assistant")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_table_is_a_formula(as_lead, organisation, lead, start):
    organisation.name = f"{start}cmd|'/c calc'!A1"
    entry(organisation, lead)

    (row,) = rows_of(as_lead.download(reverse("history_csv")))

    assert row["name"] == f"'{start}cmd|'/c calc'!A1"


def test_an_outsider_sees_nothing_of_it(as_outsider, organisation, lead):
    entry(organisation, lead)

    assert "Nothing has happened yet" in as_outsider.get(reverse("history")).main
    assert rows_of(as_outsider.download(reverse("history_csv"))) == []
    shown = as_outsider.get(f"{reverse('history')}?person={lead.pk}")
    assert "Lena Lead" not in shown.text


def test_somebody_without_organisation_gets_no_table(as_stranger, organisation, lead):
    entry(organisation, lead)

    as_stranger.get(reverse("history_csv"), status=403)


def test_a_long_history_needs_few_queries(as_lead, organisation, lead, django_assert_max_num_queries):
    for _ in range(60):
        entry(organisation, lead)

    with django_assert_max_num_queries(12):
        as_lead.get(reverse("history"))


def test_the_name_in_an_entry_is_the_one_of_that_day(as_lead, organisation, lead):
    organisations.rename_organisation(actor=lead, organisation=organisation, name="Second name")
    organisations.rename_organisation(actor=lead, organisation=organisation, name="Third name")

    assert [row[3] for row in as_lead.get(reverse("history")).rows] == [
        "Organisation: Third name",
        "Organisation: Second name",
    ]
