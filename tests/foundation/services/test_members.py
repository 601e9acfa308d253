"""Members are added, change their role and leave; somebody is always in charge; nobody's account is taken over."""

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation import accounts
from knowshow.foundation.models import HistoryEntry, Membership, Role, User
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.services import members
from tests import make


def add(lead, organisation, email="new@example.org", role=Role.OBSERVER, **more):
    return members.add_member(actor=lead, organisation=organisation, email=email, role=role, **more)


def test_a_new_member_has_an_account_that_nobody_can_open_yet(organisation, lead):
    added = add(lead, organisation, " New@Example.ORG ", name="Nora")

    assert added.user.email == "new@example.org"
    assert not added.user.has_usable_password()
    assert HistoryEntry.objects.get().action == "foundation.member.added"


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.REVIEWER, Role.OBSERVER])
def test_only_the_lead_adds(organisation, role):
    with pytest.raises(NotAllowedError):
        add(make.member(organisation, role), organisation)

    assert not User.objects.filter(email="new@example.org").exists()


def test_an_outsider_adds_nobody(organisation, outsider):
    with pytest.raises(NotAllowedError):
        add(outsider, organisation)


def test_a_role_that_does_not_exist_leaves_no_account_behind(organisation, lead):
    with pytest.raises(BadInputError, match="not a role"):
        add(lead, organisation, role="owner")

    assert not User.objects.filter(email="new@example.org").exists()


def test_an_old_account_comes_back_without_its_old_password_and_factor(organisation, lead):
    from allauth.mfa.totp.internal.auth import TOTP

    former = make.account("Fred", email="fred@example.org")
    TOTP.activate(former, "JBSWY3DPEHPK3PXP")

    back = add(lead, organisation, "fred@example.org")

    assert back.user == former
    assert not back.user.has_usable_password()
    assert not accounts.has_second_factor(back.user)


def test_a_closed_account_is_not_added(organisation, lead):
    User.objects.create_user("gone@example.org")
    User.objects.filter(email="gone@example.org").update(is_active=False)

    with pytest.raises(BadInputError, match="closed"):
        add(lead, organisation, "gone@example.org")


def test_a_lead_whose_account_is_closed_does_not_count_as_one(organisation, lead):
    other = make.member(organisation, Role.LEAD)
    User.objects.filter(pk=other.pk).update(is_active=False)

    with pytest.raises(ConflictError):
        members.remove_member(actor=lead, membership=lead.memberships.get())


def test_a_lead_may_go_once_there_is_another(organisation, lead):
    make.member(organisation, Role.LEAD)

    members.remove_member(actor=lead, membership=lead.memberships.get())

    assert not may(lead, Permission.VIEW, organisation)


def test_a_changed_role_counts_at_once(organisation, lead, assessor):
    assert may(assessor, Permission.ASSESS, organisation)
    membership = Membership.objects.select_related("user", "organisation").get(user=assessor)
    membership.user = assessor

    members.change_role(actor=lead, membership=membership, role=Role.OBSERVER)

    assert not may(assessor, Permission.ASSESS, organisation)


def test_the_same_role_again_is_no_act(organisation, lead, assessor):
    members.change_role(actor=lead, membership=assessor.memberships.get(), role=Role.ASSESSOR)

    assert not HistoryEntry.objects.exists()


def test_what_a_member_wrote_stays_when_she_goes(organisation, lead, assessor):
    product = make.product(organisation, actor=assessor)

    members.remove_member(actor=lead, membership=assessor.memberships.get())

    product.refresh_from_db()
    assert product.created_by == assessor
    assert HistoryEntry.objects.filter(actor=assessor).exists()


def test_the_history_holds_no_link(organisation, lead, assessor):
    link = members.make_link(actor=lead, membership=assessor.memberships.get())

    stored = str(list(HistoryEntry.objects.values_list()))
    assert link.rstrip("/").rpartition("-")[2] not in stored
