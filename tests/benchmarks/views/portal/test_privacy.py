"""What must not be published: who researched, what a licence or the edition keeps back, what is still in research."""

import itertools

import pytest

from knowshow.benchmarks.models import Entry
from knowshow.benchmarks.services import editions, feedback
from knowshow.foundation.models import User
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db


def everything(client, publication):
    """Every address with the bytes that it answers."""
    make.figure(publication)
    for url in make.every_address(client, publication):
        status, content = make.answer_to(client, url)
        assert status in {200, 404}
        yield url, content


@pytest.fixture
def worked_on(organisation, lead, assessor, reviewer):
    """A publication on which many people worked."""
    made = make.edition(organisation, title="Small index 2026")
    for entry in Entry.objects.filter(edition=made):
        editions.assign(actor=lead, entry=entry, revision=entry.revision, researcher=assessor, reviewer=reviewer)
    acme = rankings.moved(Entry.objects.get(edition=made, company__name="Acme"), "company_feedback")
    contact = rankings.contact(acme.company)
    said = rankings.remark(acme, text="Only for the researchers.", evidence_url="https://example.org/for-researchers")
    feedback.decide_feedback(
        actor=reviewer, feedback=said, revision=said.revision, state="rejected", outcome="Between us."
    )
    rankings.answer(rankings.moved(acme, "reconcile"), "G1.2", "partial", actor=reviewer)
    rankings.moved(acme, "final")
    return make.corrected(make.published(made)), contact.membership.user


def test_nobody_who_worked_on_it_is_named_anywhere(as_public, worked_on):
    publication, contact = worked_on
    people = [one for one in User.objects.all() if one.name]
    assert contact in people
    words = [part.encode() for one in people for part in (one.name, one.email, one.email.partition("@")[0] + "@")]
    assert len(words) >= 12
    for url, content in everything(as_public, publication):
        for word in words:
            assert word not in content, f"{url} names {word!r}"


def test_feedback_of_companies_stays_inside(as_public, worked_on):
    publication, _contact = worked_on
    for url, content in everything(as_public, publication):
        for said in (b"Only for the researchers.", b"for-researchers", b"Between us."):
            assert said not in content, url


def test_the_first_answer_of_a_question_stays_inside(as_public, organisation):
    made = make.edition(organisation)
    acme = rankings.moved(Entry.objects.get(edition=made, company__name="Acme"), "reconcile")
    rankings.answer(acme, "G1.1", "partial", comment="A slip that was seen in time.")
    rankings.answer(acme, "G1.1", "yes", comment="As it should be.")
    rankings.moved(acme, "final")
    found = dict(everything(as_public, make.published(made)))
    assert any(b"As it should be." in content for content in found.values())
    assert not any(b"A slip that was seen in time." in content for content in found.values())


def test_comments_are_nowhere_if_the_edition_keeps_them_back(as_public, organisation):
    shown, hidden = (make.published(organisation, shows_comments=one) for one in (True, False))
    comment = make.COMMENT.encode()
    assert sum(comment in content for _url, content in everything(as_public, shown)) >= 4
    for url, content in everything(as_public, hidden):
        assert comment not in content, url


FORBIDDEN = "Forbidden words"


@pytest.fixture
def kept_back(organisation):
    """A publication under a licence that keeps the wording of the questions back; each wording is told apart."""
    numbers = itertools.count(1)
    nodes = []
    for node in rankings.index()["nodes"]:
        is_category = node["kind"] == "category" if "kind" in node else False
        words = {} if is_category else {"title": f"{FORBIDDEN} {next(numbers)}"}
        nodes.append({**node, "guidance": f"{FORBIDDEN} {next(numbers)}", "titles": {"de": FORBIDDEN}, **words})
    nodes[1]["then"] = [
        {"modifier": {"node": "P1", "at_least": 10, "multiply": 0.5, "because": f"{FORBIDDEN} of a rule"}}
    ]
    by = rankings.methodology(organisation, licence_allows_text=False, nodes=nodes, note=FORBIDDEN)
    return make.followed(make.published(organisation, by=by))


def test_a_licence_that_forbids_wording_keeps_it_out_of_everything(as_public, kept_back):
    for url, content in everything(as_public, kept_back):
        assert FORBIDDEN.encode() not in content, url


def test_identifiers_and_scores_are_complete_without_the_wording(as_public, kept_back):
    page = as_public.get(make.address(as_public, kept_back, "company_node", company="acme", node="G1"))
    assert [row[0] for row in page.tables[0][1:3]] == ["G1.1", "G1.2"]
    page = as_public.get(make.address(as_public, kept_back, "methodology"))
    assert "does not allow its wording" in page.main


@pytest.mark.parametrize("name", ["methodology_file", "folder"])
def test_there_is_no_methodology_to_download_then(name, as_public, kept_back):
    as_public.get(make.address(as_public, kept_back, name), status=404)
    links = [address for _words, address in as_public.get(make.address(as_public, kept_back, "data")).links]
    assert not any("methodology.json" in one or "recompute.zip" in one for one in links)


def test_questions_that_stand_alone_are_kept_back_too(as_public, organisation):
    index = rankings.index(
        licence_allows_text=False,
        nodes=[{"id": f"Q{number}", "title": f"{FORBIDDEN} {number}", "scope": "company"} for number in (1, 2)],
    )
    made = make.from_files(
        organisation,
        index=index,
        subjects=[("acme", "Acme", "platform", "Group", "group", "")],
        answers=[("acme", "Group", "Q1", "", "yes")],
    )
    for url, content in everything(as_public, made):
        assert FORBIDDEN.encode() not in content, url


def test_a_year_before_that_is_not_published_shows_nowhere(as_public, organisation):
    before = make.edition(organisation, title="Zebra years")
    rankings.moved(Entry.objects.get(edition=before, company__name="Acme"), "reconcile")
    after = make.edition(organisation, by=before.methodology, previous=before, title="Small index 2027")
    publication = make.published(after)
    for url, content in everything(as_public, publication):
        assert b"Zebra" not in content, url
    as_public.get(make.address(as_public, publication, "changes"), status=404)


def test_an_edition_in_research_shows_nowhere(as_public, organisation):
    make.edition(organisation, title="Zebra years")
    rankings.company(organisation, name="Zebra company")
    rankings.source(organisation, title="Zebra source")
    publication = make.published(organisation, title="Small index 2026")
    for url, content in [*everything(as_public, publication), _list(as_public)]:
        assert b"Zebra" not in content, url


def _list(client):
    url = client.address("rankings:index")
    return url, make.answer_to(client, url)[1]
