"""Every page of the research: sound for each role, absent for outsiders, closed to a company's contact."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.benchmarks import make as published
from tests.benchmarks import rankings
from tests.page import PageClient

MOST_QUERIES = 20

pytestmark = pytest.mark.django_db

#: Pages that anybody of the organisation may read, by the record they are about.
_READ = (
    "rankings",
    "research",
    "methodologies",
    "methodology methodology",
    "companies",
    "company company",
    "sources",
    "source source",
    "edition edition",
    "ranking edition",
    "comparison edition",
    "across edition",
    "edition_feedback edition",
    "years following",
    "next_research edition",
    "imports edition",
    "import run",
    "publish edition",
    "publish published",
    "entry entry",
    "entry_open entry",
    "entry_confirm carried",
    "entry_reconcile entry",
    "entry_score entry",
    "entry_setup entry",
    "questions entry G1",
    "questions entry P1",
    "answer_history answer",
)
#: Pages with forms for those who research.
_WRITE = (
    "methodology_import",
    "methodology_version methodology",
    "company_add",
    "company_edit company",
    "subject_add company",
    "subject_edit subject",
    "identifier_add company",
    "identifier_remove identifier",
    "edition_add",
    "edition_edit edition",
    "edition_companies edition",
    "entry_remove carried",
    "index_import",
    "import_forget run",
)
#: Pages for those who research or review.
_ANSWER = (
    "methodology_publish draft",
    "source_add",
    "source_edit source",
    "edition_steps edition",
    "entry_step entry",
    "feedback_decide remark",
)
_REVIEW = ("withdraw publication",)
_MANAGE = ("company_archive company", "edition_archive edition", "contact_invite company", "contact_remove contact")
#: What is only sent, never fetched.
_SENT = (
    "methodology_take gp16-embedding",
    "edition_carry_over following",
    "entry_carry_over carried",
    "agree_all entry G1",
)
_ALL = (*_READ, *_WRITE, *_ANSWER, *_REVIEW, *_MANAGE)


@pytest.fixture(scope="module")
def organisation(shared_db):
    """The organisation whose records everybody here tries to open."""
    return make.organisation("Example Company")


@pytest.fixture(scope="module")
def records(organisation):
    """One record of each kind, which nothing here changes."""
    return records_of(organisation)


def records_of(organisation):
    """Make one record of each kind."""
    lead = make.lead_of(organisation)
    methodology = rankings.methodology(organisation)
    company = rankings.company(organisation, name="Acme")
    edition = rankings.edition(organisation, by=methodology)
    entry = rankings.answered(rankings.entry(edition, about=company))
    following = rankings.edition(organisation, by=methodology, previous=edition, period="2027")
    run = rankings_run(organisation, lead)
    publication = published.published(organisation, by=methodology, title="A published one")
    asked = rankings.moved(rankings.answered(rankings.entry(edition)), "company_feedback")
    return {
        "methodology": methodology,
        "draft": rankings_draft(organisation, lead),
        "company": company,
        "subject": company.subjects.first(),
        "identifier": rankings_number(company, lead),
        "contact": rankings.contact(company),
        "source": rankings.source(organisation),
        "edition": edition,
        "entry": entry,
        "answer": entry.edition.answers.first(),
        "following": following,
        "carried": rankings.entry(following, about=company),
        "run": run,
        "publication": publication,
        "published": publication.edition,
        "remark": rankings.remark(asked),
    }


def rankings_run(organisation, lead):
    from knowshow.benchmarks.services import imports

    return imports.check_folder(
        actor=lead, organisation=organisation, files=rankings.folder(id="brought"), name="brought.zip"
    )


def rankings_draft(organisation, lead):
    from knowshow.benchmarks.services import methodologies

    return methodologies.import_methodology(
        actor=lead, organisation=organisation, content=rankings.index(id="a-draft", title="A draft")
    )


def rankings_number(company, lead):
    from knowshow.benchmarks.services import companies

    return companies.add_identifier(actor=lead, company=company, scheme="wikidata", value="Q95")


def address(page, records):
    name, *arguments = page.split()
    return reverse(f"benchmarks:{name}", args=[records[one].pk if one in records else one for one in arguments])


@pytest.mark.parametrize("page", _ALL)
def test_the_lead_sees_every_page_in_few_queries(page, records, as_lead):
    as_lead.get(address(page, records))

    with CaptureQueriesContext(connection) as queries:
        as_lead.get(address(page, records))

    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in queries)


@pytest.mark.parametrize("page", _READ)
def test_an_observer_reads_and_is_offered_nothing_to_change(page, records, as_observer):
    shown = as_observer.get(address(page, records))

    assert page.startswith("comparison") or [form for form in shown.forms if form.method == "post"] == []


@pytest.mark.parametrize("page", [*_WRITE, *_ANSWER, *_REVIEW, *_MANAGE])
def test_an_observer_is_refused_where_something_is_changed(page, records, as_observer):
    as_observer.get(address(page, records), status=403)


@pytest.mark.parametrize("page", [*_WRITE, *_REVIEW, *_MANAGE])
def test_each_role_is_refused_what_others_do(page, records, as_assessor, as_reviewer):
    client = as_reviewer if page in _WRITE else as_assessor

    client.get(address(page, records), status=403)


@pytest.mark.parametrize("page", _SENT)
def test_what_is_only_sent_is_refused_to_an_observer(page, records, as_observer):
    as_observer.post(address(page, records), status=403)


_OF_RECORDS = [page for page in (*_ALL, *_SENT) if len(page.split()) > 1 and "gp16" not in page]


@pytest.mark.parametrize("page", _OF_RECORDS)
def test_for_an_outsider_no_record_exists(page, records, as_outsider):
    if page in _SENT:
        as_outsider.post(address(page, records), status=404)
    else:
        as_outsider.get(address(page, records), status=404)


@pytest.mark.parametrize("page", ["rankings", "research", "methodologies", "companies", "sources"])
def test_the_lists_show_an_outsider_nothing_of_others(page, records, as_outsider):
    shown = as_outsider.get(address(page, records))

    assert "Acme" not in shown.text
    assert "A small index" not in shown.text
    assert "A published one" not in shown.text


@pytest.mark.parametrize("page", [*_ALL, *_SENT])
def test_a_companys_contact_is_refused_every_page_of_the_researchers(page, records):
    client = PageClient(records["contact"].membership.user)

    if page in _SENT:
        client.post(address(page, records), status=403)
    else:
        client.get(address(page, records), status=403)
