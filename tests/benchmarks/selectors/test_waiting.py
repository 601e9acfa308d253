"""What waits for a person stands on the start page, whatever pillar it belongs to."""

import pytest

from knowshow.benchmarks.models import Step
from knowshow.benchmarks.selectors.waiting import companies_waiting_for
from tests.benchmarks import make


@pytest.fixture
def entry(lead, organisation, assessor, reviewer):
    edition = make.edition(organisation, actor=lead)
    found = edition.entries.select_related("company").first()
    found.researcher, found.reviewer, found.step = assessor, reviewer, Step.COLLECT
    found.save()
    return found


def told(person, entry):
    return [one.words for one in companies_waiting_for(person, entry.edition.organisation)]


def test_a_company_waits_for_whose_step_it_is(entry, assessor, reviewer):
    assert told(assessor, entry) == [f"{entry.company} in “{entry.edition}”"]
    assert told(reviewer, entry) == []
    entry.step = Step.REVIEW
    entry.save()
    assert told(assessor, entry) == []
    assert len(told(reviewer, entry)) == 1


def test_the_start_page_leads_there(entry, as_assessor):
    page = as_assessor.get("/")
    assert page.has_link(f"{entry.company} in “{entry.edition}”")


def test_an_outsider_is_told_nothing(entry, outsider):
    assert told(outsider, entry) == []
