"""Editions, and the way of a company from step to step."""

import pytest

from knowshow.benchmarks.models import Edition
from knowshow.benchmarks.services import editions, methodologies
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from tests import make
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def _move(actor, entry, to, reason=""):
    entry.refresh_from_db()
    return editions.move_step(actor=actor, entry=entry, revision=entry.revision, to=to, reason=reason)


def test_an_edition_gets_an_address_of_its_own_on_the_server(organisation, outsider):
    first = rankings.edition(organisation, title="Small index 2026")
    elsewhere = rankings.edition(outsider.memberships.get().organisation, title="Small index 2026")
    assert (first.slug, elsewhere.slug) == ("small-index-2026", "small-index-2026-2")


def test_an_address_is_refused_if_it_is_taken_or_cannot_be_one(lead, organisation):
    methodology = rankings.methodology(organisation)
    rankings.edition(by=methodology, slug="index-2026")
    for slug, why in (
        ("index-2026", "is taken"),
        ("Index 2027", "Write small letters, digits and hyphens: index-2027"),
    ):
        with pytest.raises(BadInputError, match=why):
            rankings.edition(by=methodology, slug=slug)


def test_an_edition_rests_on_a_published_methodology(lead, organisation):
    draft = methodologies.import_methodology(actor=lead, organisation=organisation, content=rankings.index())
    with pytest.raises(ConflictError, match="still a draft"):
        rankings.edition(by=draft)


def test_an_edition_never_follows_itself(lead, organisation):
    first = rankings.edition(organisation)
    second = rankings.edition(by=first.methodology, previous=first)
    with pytest.raises(BadInputError, match="cannot follow itself"):
        editions.change_edition(actor=lead, edition=first, revision=1, previous=second)


def test_nothing_of_another_organisation_gets_in(lead, organisation, outsider):
    theirs = outsider.memberships.get().organisation
    with pytest.raises(NotAllowedError):
        rankings.edition(organisation, by=rankings.methodology(theirs))
    with pytest.raises(NotAllowedError):
        editions.add_companies(actor=lead, edition=rankings.edition(organisation), companies=[rankings.company(theirs)])


def test_a_company_comes_in_once_with_the_parts_that_are_asked(lead, organisation):
    company = rankings.company(organisation)
    company.subjects.create(name="A shop", role="retail")
    edition = rankings.edition(organisation)
    (entry,) = editions.add_companies(actor=lead, edition=edition, companies=[company])
    assert [one.name for one in entry.subjects.all()] == ["Group", "Search"]
    assert editions.add_companies(actor=lead, edition=edition, companies=[company]) == []


def test_a_company_is_taken_out_again_until_something_is_answered(lead, organisation):
    edition = rankings.edition(organisation)
    editions.remove_company(actor=lead, entry=rankings.entry(edition))
    assert not edition.entries.exists()
    entry = rankings.entry(edition)
    rankings.answer(entry)
    with pytest.raises(ConflictError, match="answers are kept"):
        editions.remove_company(actor=lead, entry=entry)


@pytest.mark.parametrize("who", ["observer", "reviewer", "outsider"])
def test_only_researchers_take_a_company_out(who, organisation, request):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(NotAllowedError):
        editions.remove_company(actor=request.getfixturevalue(who), entry=entry)


def test_a_part_with_answers_stays(lead):
    entry = rankings.entry()
    rankings.answer(entry, "P1.1")
    with pytest.raises(ConflictError, match="“Search” has answers"):
        editions.choose_subjects(
            actor=make.lead_of(entry.edition.organisation),
            entry=entry,
            revision=entry.revision,
            subjects=[rankings.part(entry, "Group")],
        )


def test_one_person_does_not_research_and_review(lead, assessor, organisation):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match="One person cannot research and review"):
        editions.assign(actor=lead, entry=entry, revision=1, researcher=assessor, reviewer=assessor)


def test_nobody_of_another_organisation_is_assigned(lead, organisation, outsider):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match="no member"):
        editions.assign(actor=lead, entry=entry, revision=1, researcher=outsider)


def test_a_company_goes_through_every_step_in_order(organisation, assessor, reviewer):
    entry = rankings.entry(rankings.edition(organisation))
    for actor, step in (
        (assessor, "review"),
        (reviewer, "reconcile"),
        (assessor, "company_feedback"),
        (assessor, "cross_review"),
        (reviewer, "final"),
    ):
        _move(actor, entry, step)
    assert entry.step == "final"
    assert HistoryEntry.objects.filter(action="benchmarks.entry.moved").count() == 5


@pytest.mark.parametrize(("step", "to"), [("collect", "review"), ("reconcile", "company_feedback")])
def test_an_observer_moves_nothing(step, to, organisation, observer):
    entry = rankings.entry(rankings.edition(organisation))
    if step != "collect":
        rankings.moved(entry, step)
    with pytest.raises(NotAllowedError):
        _move(observer, entry, to)


def test_a_researcher_neither_ends_the_review_nor_skips_it(organisation, assessor):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(NotAllowedError):
        _move(assessor, entry, "final", "In a hurry")
    _move(assessor, entry, "review")
    with pytest.raises(NotAllowedError):
        _move(assessor, entry, "reconcile")


def test_steps_out_of_order_want_a_reason_that_the_history_keeps(organisation, reviewer):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match="Say why"):
        _move(reviewer, entry, "final")
    _move(reviewer, entry, "final", "A pilot")
    assert HistoryEntry.objects.first().detail == {"from": "collect", "to": "final", "reason": "A pilot"}


def test_who_gave_the_answers_does_not_end_the_review_though_nobody_was_named(organisation, lead, reviewer):
    entry = rankings.answered(rankings.entry(rankings.edition(organisation)))
    assert entry.researcher is None
    rankings.moved(entry, "review", actor=lead)
    with pytest.raises(ConflictError, match="somebody else reviews"):
        rankings.moved(entry, "reconcile", actor=lead)
    assert rankings.moved(entry, "reconcile", actor=reviewer).step == "reconcile"


def test_who_researched_does_not_end_the_review(organisation, lead):
    entry = rankings.entry(rankings.edition(organisation))
    editions.assign(actor=lead, entry=entry, revision=1, researcher=lead)
    _move(lead, entry, "review")
    with pytest.raises(ConflictError, match="somebody else reviews"):
        _move(lead, entry, "reconcile")
    _move(lead, entry, "collect", "To look again")
    assert entry.step == "collect"


def test_an_edition_that_was_put_away_takes_nothing(organisation, lead):
    entry = rankings.entry(rankings.edition(organisation))
    edition = Edition.objects.get(pk=entry.edition_id)
    editions.archive_edition(actor=lead, edition=edition, revision=edition.revision)
    entry.edition.refresh_from_db()
    with pytest.raises(ConflictError, match="was put away"):
        rankings.answer(entry)
