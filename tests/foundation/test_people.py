"""What is held about one person is told whole, and her name and address go from every table but frozen versions."""

import pytest
from django.apps import apps
from django.db import connection

from knowshow.errors import BadInputError, ConflictError
from knowshow.foundation.models import HistoryEntry, Membership, Role
from knowshow.foundation.services import members
from knowshow.foundation.services.people import erase_person, tell_person
from knowshow.respect.models import Approval, Impact, Rating
from knowshow.respect.services import approvals
from knowshow.respect.services.involvement import record_involvement
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(organisation, lead):
    """A second lead who has left her name wherever pages let her."""
    found = make.member(organisation, Role.LEAD, name="Nadia Nemo", email="nadia.nemo@example.org")
    assessment = make.assessment(organisation, actor=found)
    impact = make.impact(assessment, actor=found, owner=found)
    make.evidence(make.rating(impact, actor=found), actor=found)
    make.action(impact, actor=found, owner=found)
    make.override(impact, actor=found, tier=1)
    make.rating(impact, actor=lead, scale=4)
    make.disagreement(make.impact(assessment, actor=found), actor=lead, resolver=found, resolver_name="")
    impact.refresh_from_db()
    record_involvement(
        actor=found,
        impact=impact,
        revision=impact.revision,
        answers={"alone": "yes"},
        factors=(),
        conclusion="cause",
        reason="Its own ranking alone sufficed.",
        decided_by="Nadia Nemo",
    )
    make.attachment(organisation, actor=found)
    return found


def _holding(*words):
    """Every table and column that holds one of the words, read past all models."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608  (our own tables)
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    f"{model._meta.db_table}.{column}"
                    for column, value in zip(columns, row, strict=True)
                    if any(word in str(value) for word in words)
                }
    return found


def test_before_it_is_erased_the_name_stands_in_many_places(nadia):
    assert len(_holding("Nadia", "nemo")) > 6


def test_once_erased_the_name_and_the_address_stand_nowhere(nadia):
    erase_person(email="Nadia.Nemo@example.org")

    assert _holding("Nadia", "nemo") == set()


def test_frozen_versions_keep_it_and_nothing_else_does(nadia, organisation):
    make.version(Impact.objects.first().assessment, actor=nadia)

    erase_person(email=nadia.email)

    assert _holding("Nadia", "nemo") == {"respect_version.content"}


def test_a_former_name_goes_too(nadia, organisation, lead):
    members.change_role(actor=lead, membership=nadia.memberships.get(), role=Role.ASSESSOR)
    members.rename(actor=nadia, name="Nora Later")

    erase_person(email=nadia.email)

    assert "Nadia Nemo" not in HistoryEntry.objects.values_list("subject", flat=True)


def test_a_namesake_keeps_her_name_in_the_history(nadia, organisation, lead):
    namesake = members.add_member(
        actor=lead, organisation=organisation, email="other@example.org", name="Nadia Nemo", role=Role.OBSERVER
    )

    erase_person(email=nadia.email)

    assert HistoryEntry.objects.get(subject_id=str(namesake.user_id), action="foundation.member.added").subject == (
        "Nadia Nemo"
    )


def test_what_she_did_stays_under_another_name(nadia, organisation):
    alias = erase_person(email=nadia.email)

    rating = Rating.objects.filter(assessor=nadia).first()
    assert rating.assessor_name == alias == f"Former member {nadia.pk}"
    entry = HistoryEntry.objects.filter(organisation=organisation).first()
    assert (entry.action, entry.subject, entry.actor) == ("foundation.account.erased", alias, None)


def test_she_can_no_longer_sign_in_and_belongs_nowhere(nadia, client):
    client.force_login(nadia)

    erase_person(email=nadia.email)

    nadia.refresh_from_db()
    assert not nadia.is_active
    assert not nadia.has_usable_password()
    assert not Membership.objects.filter(user=nadia).exists()
    assert client.get("/").status_code == 302


def test_an_approval_reopens_since_the_content_names_her_no_more(nadia, lead, reviewer):
    assessment = Impact.objects.first().assessment
    asked = approvals.request_approval(actor=lead, assessment=assessment)
    approvals.decide_approval(actor=reviewer, approval=asked, decision="approved")

    erase_person(email=nadia.email)

    assert Approval.objects.get().reopened_because == "a person's name was erased"


def test_the_only_lead_of_others_stays(lead, observer):
    with pytest.raises(ConflictError, match="only human rights lead of Example Company"):
        erase_person(email=lead.email)

    lead.refresh_from_db()
    assert lead.name == "Lena Lead"


def test_an_address_that_nobody_has_is_said(db):
    for act in (erase_person, tell_person):
        with pytest.raises(BadInputError, match="No account has this address"):
            act(email="nobody@example.org")


def test_everything_that_points_at_her_is_told_and_nothing_that_opens_her_account(nadia):
    told = tell_person(email=nadia.email)

    assert told["account"]["email"] == nadia.email
    assert "password" not in told["account"]
    assert {"foundation.Membership", "foundation.HistoryEntry", "foundation.Attachment"} <= told["records"].keys()
    assert {"respect.Rating", "respect.Evidence", "respect.Action", "respect.Override"} <= told["records"].keys()
    assert told["records"]["respect.Rating"][0]["rationale"] == make.RATIONALE
    assert nadia.password not in str(told)


def test_of_others_nothing_is_told(nadia, lead):
    ratings = tell_person(email=nadia.email)["records"]["respect.Rating"]

    assert {rating["assessor_id"] for rating in ratings} == {nadia.pk}
