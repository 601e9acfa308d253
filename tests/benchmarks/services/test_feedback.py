"""Companies say what they think of the answers about them, through contacts of their own."""

import pytest
from django.contrib.auth import authenticate

from knowshow.benchmarks.models import CompanyContact, Feedback
from knowshow.benchmarks.services import answers, contacts, editions, feedback
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation import accounts
from knowshow.foundation.models import Membership, Role, User
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.services import members, people
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(organisation):
    """A company whose answers are open to it."""
    return rankings.moved(rankings.answered(rankings.entry(rankings.edition(organisation))), "company_feedback")


@pytest.fixture
def contact(entry):
    """The company's contact."""
    return rankings.contact(entry.company).membership.user


# ---- contacts ----------------------------------------------------------------------------------------------


def test_a_contact_may_speak_for_her_company_and_see_nothing_else(contact, organisation):
    assert [one for one in Permission if may(contact, one, organisation)] == [Permission.ANSWER_AS_COMPANY]


def test_a_contact_signs_in_after_her_link(organisation, lead):
    made = contacts.invite_contact(
        actor=lead, company=rankings.company(organisation), email="Cora@Example.org", name="Cora Contact"
    )
    assert made.membership.user.email == "cora@example.org"
    assert not made.membership.user.has_usable_password()
    assert accounts.password_link(made.membership.user)


def test_one_person_speaks_for_several_companies_with_one_membership(organisation, lead):
    for company in (rankings.company(organisation), rankings.company(organisation)):
        contacts.invite_contact(actor=lead, company=company, email="cora@example.org")
    assert Membership.objects.filter(role=Role.COMPANY).count() == 1
    assert CompanyContact.objects.count() == 2


def test_a_colleague_does_not_speak_for_a_researched_company(organisation, lead, assessor):
    with pytest.raises(BadInputError, match="works in your organisation"):
        contacts.invite_contact(actor=lead, company=rankings.company(organisation), email=assessor.email)


def test_the_lead_of_another_organisation_is_not_taken_over(organisation, lead, outsider):
    with pytest.raises(BadInputError, match="works in another organisation"):
        contacts.invite_contact(actor=lead, company=rankings.company(organisation), email=outsider.email)


def test_with_her_last_company_a_contacts_membership_ends(organisation, lead):
    first, second = (
        contacts.invite_contact(actor=lead, company=rankings.company(organisation), email="cora@example.org")
        for _ in range(2)
    )
    contacts.remove_contact(actor=lead, contact=first)
    assert Membership.objects.filter(role=Role.COMPANY).exists()
    contacts.remove_contact(actor=lead, contact=second)
    assert not Membership.objects.filter(role=Role.COMPANY).exists()


def test_removing_her_as_a_member_takes_her_companies_along(organisation, lead, contact):
    members.remove_member(actor=lead, membership=contact.memberships.get())
    assert not CompanyContact.objects.exists()


def test_a_contact_never_becomes_one_of_the_organisations_people(organisation, lead, contact):
    with pytest.raises(ConflictError, match="cannot become"):
        members.change_role(actor=lead, membership=contact.memberships.get(), role=Role.LEAD)
    with pytest.raises(BadInputError, match="not a role of a member"):
        members.add_member(actor=lead, organisation=organisation, email="new@example.org", role=Role.COMPANY)


@pytest.mark.parametrize("who", ["assessor", "reviewer", "outsider"])
def test_only_the_lead_invites_and_removes(who, organisation, entry, contact, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowedError):
        contacts.invite_contact(actor=actor, company=entry.company, email="new@example.org")
    with pytest.raises(NotAllowedError):
        contacts.remove_contact(actor=actor, contact=CompanyContact.objects.get())


def test_erasing_a_contact_leaves_what_she_said_without_her_name(entry, contact, organisation):
    rankings.remark(entry)
    alias = people.erase_person(email=contact.email)
    said = Feedback.objects.get()
    assert str(said.author) == alias
    assert not User.objects.filter(name="Cora Contact").exists()
    assert authenticate(None, username=contact.email, password="a pass phrase for tests") is None


# ---- feedback ----------------------------------------------------------------------------------------------


def test_feedback_on_an_answer_keeps_the_answer_that_was_meant(entry, contact, lead):
    answer = entry.edition.answers.get(node="P1.1")
    made = rankings.remark(entry, answer=answer, evidence_url="https://example.org/proof")
    assert (made.node, made.subject.name, made.author, made.is_open) == ("P1.1", "Search", contact, True)
    rankings.answer(entry, "P1.1", "partial")
    made.refresh_from_db()
    assert made.answer == answer


@pytest.mark.parametrize("step", ["collect", "review", "reconcile"])
def test_before_its_turn_a_company_says_nothing(step, organisation):
    entry = rankings.entry(rankings.edition(organisation))
    if step != "collect":
        rankings.moved(entry, step)
    with pytest.raises(NotAllowedError, match="not open to it yet"):
        rankings.remark(entry)


def test_after_its_turn_a_company_reads_and_says_no_more(entry):
    with pytest.raises(ConflictError, match="closed at the moment"):
        rankings.remark(rankings.moved(entry, "cross_review"))


def test_a_contact_speaks_for_no_other_company(entry, contact, organisation):
    other = rankings.moved(rankings.answered(rankings.entry(entry.edition)), "company_feedback")
    with pytest.raises(NotAllowedError, match="no contact of this company"):
        feedback.give_feedback(actor=contact, entry=other, text="About them.")
    with pytest.raises(NotAllowedError, match="not about your company"):
        feedback.give_feedback(actor=contact, entry=entry, text="Theirs.", answer=other.edition.answers.last())


@pytest.mark.parametrize("who", ["lead", "assessor", "outsider"])
def test_nobody_else_speaks_for_a_company(who, entry, request):
    with pytest.raises(NotAllowedError):
        feedback.give_feedback(actor=request.getfixturevalue(who), entry=entry, text="In their name.")


def test_a_contact_answers_nothing_and_moves_nothing(entry, contact):
    with pytest.raises(NotAllowedError):
        rankings.answer(entry, actor=contact)
    with pytest.raises(NotAllowedError):
        answers.confirm_answer(actor=contact, answer=entry.edition.answers.first())
    with pytest.raises(NotAllowedError):
        editions.move_step(actor=contact, entry=entry, revision=entry.revision, to="cross_review")


def test_a_decision_says_why(entry, reviewer):
    made = rankings.remark(entry)
    with pytest.raises(BadInputError, match="It is empty"):
        feedback.decide_feedback(actor=reviewer, feedback=made, revision=1, state="accepted", outcome=" ")
    with pytest.raises(BadInputError, match="Decisions: accepted, rejected, noted"):
        feedback.decide_feedback(actor=reviewer, feedback=made, revision=1, state="open", outcome="Later.")
    decided = feedback.decide_feedback(
        actor=reviewer, feedback=made, revision=1, state="accepted", outcome="The answer was changed."
    )
    assert (decided.state, decided.decided_by, decided.is_open) == ("accepted", reviewer, False)


@pytest.mark.parametrize("who", ["observer", "outsider", "contact"])
def test_only_researchers_and_reviewers_decide(who, entry, contact, request):
    made = rankings.remark(entry)
    with pytest.raises(NotAllowedError):
        feedback.decide_feedback(
            actor=request.getfixturevalue(who), feedback=made, revision=1, state="noted", outcome="Fine."
        )


def test_what_is_held_about_a_contact_names_the_companies_that_she_speaks_for(entry, contact):
    rankings.remark(entry)
    told = people.tell_person(email=contact.email)["records"]
    assert [one["company_id"] for one in told["benchmarks.CompanyContact"]] == [entry.company_id]
    assert len(told["benchmarks.Feedback"]) == 1
