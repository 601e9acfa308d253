"""A company's contact sees what concerns her company once it is open, and no name of a researcher."""

import dataclasses

import pytest

from knowshow.benchmarks.selectors import feedback
from knowshow.benchmarks.services import editions
from knowshow.benchmarks.services.answers import Citation
from knowshow.benchmarks.services.feedback import decide_feedback
from knowshow.errors import NotAllowedError
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(organisation):
    """Acme, open to the company; Bolt, still in research; Coil, open to another company."""
    made = rankings.edition(organisation)
    acme = rankings.answered(rankings.entry(made, about=rankings.company(organisation, name="Acme")))
    rankings.answer(acme, comment="See page 3.", sources=[Citation(rankings.source(organisation), "p. 3")])
    rankings.moved(acme, "company_feedback")
    rankings.answered(rankings.entry(made, about=rankings.company(organisation, name="Bolt")))
    coil = rankings.answered(rankings.entry(made, about=rankings.company(organisation, name="Coil")), G1_1="no")
    rankings.moved(coil, "company_feedback")
    return made


def _entry(edition, name):
    return edition.entries.select_related("edition__organisation", "company").get(company__name=name)


@pytest.fixture
def contact(edition):
    """Speaks for Acme and Bolt."""
    first = rankings.contact(_entry(edition, "Acme").company, email="cora@example.org")
    rankings.contact(_entry(edition, "Bolt").company, email="cora@example.org")
    return first.membership.user


def test_she_sees_the_editions_that_are_open_to_her_companies(contact, organisation):
    assert [one.company.name for one in feedback.entries_for_contact(contact, organisation)] == ["Acme"]


def test_from_its_turn_on_a_company_sees_its_answers(edition, contact, organisation):
    rankings.moved(_entry(edition, "Bolt"), "final")
    found = {one.company.name: one for one in feedback.entries_for_contact(contact, organisation)}
    assert set(found) == {"Acme", "Bolt"}
    assert [feedback.takes_feedback(found[name]) for name in ("Acme", "Bolt")] == [True, False]


def test_an_edition_that_was_put_away_is_closed(edition, contact, organisation, lead):
    editions.archive_edition(actor=lead, edition=edition, revision=edition.revision)
    assert not feedback.entries_for_contact(contact, organisation).exists()


def test_she_reads_answers_with_comment_and_sources_and_no_names(edition, contact, lead):
    found = feedback.answers_for_contact(contact, _entry(edition, "Acme"))
    assert [(one.node.id, one.subject, one.labels) for one in found] == [
        ("G1.1", "Group", ("yes",)),
        ("G1.2", "Group", ("yes",)),
        ("P1.1", "Search", ("yes",)),
        ("P1.2", "Search", ("post", "phone")),
    ]
    assert (found[0].comment, found[0].sources[0].locator) == ("See page 3.", "p. 3")
    assert not any(name in str([dataclasses.asdict(one) for one in found]) for name in (str(lead), lead.email))


def test_she_reads_one_indicator(edition, contact):
    entry = _entry(edition, "Acme")
    assert [one.id for one in feedback.indicators_for_contact(contact, entry)] == ["G1", "P1"]
    assert {one.node.id for one in feedback.answers_for_contact(contact, entry, "G1")} == {"G1.1", "G1.2"}


def test_what_was_said_stands_beside_the_answer_with_its_outcome(edition, contact, lead):
    entry = _entry(edition, "Acme")
    first = feedback.answers_for_contact(contact, entry)[0]
    said = rankings.remark(entry, answer=feedback.answer_for_contact(contact, entry, first.pk))
    decide_feedback(actor=lead, feedback=said, revision=1, state="rejected", outcome="The page says otherwise.")
    beside = next(one for one in feedback.answers_for_contact(contact, entry) if one.feedback).feedback[0]
    assert (beside.state, beside.outcome, beside.is_mine) == ("rejected", "The page says otherwise.", True)
    assert not hasattr(beside, "decided_by")


@pytest.mark.parametrize("name", ["Bolt", "Coil"])
@pytest.mark.parametrize(
    "look",
    [
        feedback.indicators_for_contact,
        feedback.answers_for_contact,
        feedback.feedback_for_contact,
        lambda actor, entry: feedback.answer_for_contact(actor, entry, 1),
    ],
)
def test_what_is_not_open_or_not_hers_is_closed(name, look, edition, contact):
    with pytest.raises(NotAllowedError):
        look(contact, _entry(edition, name))


def test_the_answer_of_another_company_does_not_exist_for_her(edition, contact):
    theirs = edition.answers.filter(subject__company__name="Coil").first()
    assert feedback.answer_for_contact(contact, _entry(edition, "Acme"), theirs.pk) is None


@pytest.mark.parametrize("who", ["lead", "observer", "outsider"])
def test_these_lists_are_for_contacts(who, edition, organisation, request):
    with pytest.raises(NotAllowedError):
        feedback.entries_for_contact(request.getfixturevalue(who), organisation)


def test_members_see_all_feedback_and_contacts_none_of_others(edition, contact, observer, organisation):
    rankings.remark(_entry(edition, "Acme"))
    rankings.remark(_entry(edition, "Coil"), text="Our report says yes.")
    assert feedback.feedback_of(observer, edition).count() == 2
    assert feedback.feedback_of(observer, edition, state="accepted").count() == 0
    with pytest.raises(NotAllowedError):
        feedback.feedback_of(contact, edition)
    assert len(feedback.feedback_for_contact(contact, _entry(edition, "Acme"))) == 1


def test_who_is_removed_sees_nothing_any_more(edition, contact, organisation, lead):
    from knowshow.benchmarks.models import CompanyContact
    from knowshow.benchmarks.services.contacts import remove_contact

    for one in CompanyContact.objects.filter(membership__user=contact):
        remove_contact(actor=lead, contact=one)
    fresh = type(contact).objects.get(pk=contact.pk)
    with pytest.raises(NotAllowedError):
        feedback.entries_for_contact(fresh, organisation)
