"""Members: everybody reads the list, the human rights lead changes it, outsiders find nothing."""

import re
import smtplib

import pytest
from django.core import mail
from django.urls import reverse

from knowshow.foundation.models import HistoryEntry, Membership, Role, User
from tests import make

_MANAGED = ("member_role", "member_link", "member_remove")


@pytest.fixture
def ada(assessor):
    return assessor.memberships.get()


@pytest.mark.parametrize("client", ["as_assessor", "as_reviewer", "as_observer"])
def test_every_member_sees_who_belongs_and_no_way_to_change_it(request, client, lead):
    shown = request.getfixturevalue(client).get(reverse("members"))

    assert any(row[0].startswith("Lena Lead") and row[1] == "Human rights lead" for row in shown.rows)
    assert not shown.has_link("Add a member")
    assert "Remove" not in shown.main


def test_the_list_says_who_has_not_signed_in_yet_and_who_has_a_second_factor(as_lead, lead, organisation):
    from allauth.mfa.totp.internal.auth import TOTP

    from knowshow.foundation.services import members

    TOTP.activate(lead, "JBSWY3DPEHPK3PXP")
    members.add_member(actor=lead, organisation=organisation, email="new@example.org", role="observer")

    states = {row[0].split()[0]: row[2] for row in as_lead.get(reverse("members")).rows}

    assert states == {"Lena": "On", "new@example.org": "Not signed in yet"}


def test_adding_a_member_shows_a_link_once_that_opens_the_account(as_lead, page):
    shown = as_lead.get(reverse("members")).click("Add a member")
    shown = shown.submit("Add the member", email="Nora@Example.org", name="Nora New", role="reviewer")

    assert shown.heading == "Member added"
    link = re.search(r"http://testserver(\S+)", shown.main).group(1)
    assert "nora@example.org" in page.get(link, follow=True).main
    member = Membership.objects.get(user__email="nora@example.org")
    assert (member.role, member.user.name) == (Role.REVIEWER, "Nora New")
    assert "account/password/link" not in as_lead.get(reverse("members")).html


@pytest.mark.parametrize(
    ("email", "said"),
    [("no address", "valid email"), ("", "required"), ("{lead}", "a member already")],
)
def test_what_cannot_be_an_address_is_said_at_the_field(as_lead, lead, email, said):
    shown = as_lead.get(reverse("member_add")).submit(
        "Add the member", email=email.format(lead=lead.email), name="", role="observer"
    )

    assert said in shown.errors[0]
    assert Membership.objects.count() == 1


def test_an_account_of_another_organisation_cannot_be_taken_over(as_lead, outsider):
    shown = as_lead.get(reverse("member_add")).submit("Add the member", email=outsider.email, name="", role="observer")

    assert "another organisation" in shown.errors[0]
    assert outsider.memberships.count() == 1


def test_with_a_mail_server_the_link_is_sent_and_not_shown(as_lead, settings):
    settings.EMAIL_HOST = "mail.example.org"

    shown = as_lead.get(reverse("member_add")).submit(
        "Add the member", email="nora@example.org", name="Nora & Co", role="observer"
    )

    (message,) = mail.outbox
    assert message.to == ["nora@example.org"]
    assert "http://testserver/account/password/link/" in message.body
    assert "password/link" not in shown.html
    assert "is on its way to nora@example.org" in shown.main


def test_if_the_mail_server_refuses_the_link_is_shown(as_lead, settings, monkeypatch):
    settings.EMAIL_HOST = "mail.example.org"

    def refuse(*_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("knowshow.foundation.mail.send_mail", refuse)
    shown = as_lead.get(reverse("member_add")).submit(
        "Add the member", email="nora@example.org", name="", role="observer"
    )

    assert "did not take the message" in shown.main
    assert "/account/password/link/" in shown.main


def test_a_role_is_changed(as_lead, ada):
    shown = as_lead.get(reverse("member_role", args=[ada.pk])).submit("Save the role", role="reviewer")

    assert shown.notices == ["Ada Assessor is now: Reviewer."]
    ada.refresh_from_db()
    assert ada.role == Role.REVIEWER


def test_the_only_lead_keeps_the_role(as_lead, lead):
    member = lead.memberships.get()

    shown = as_lead.get(reverse("member_role", args=[member.pk])).submit("Save the role", role="observer")

    assert "only human rights lead" in shown.errors[0]
    member.refresh_from_db()
    assert member.role == Role.LEAD


def test_the_only_lead_cannot_go(as_lead, lead):
    shown = as_lead.get(reverse("member_remove", args=[lead.memberships.get().pk]))

    shown = shown.submit("Remove the member", status=409)

    assert shown.heading == "This cannot be done now"
    assert "Give somebody else that role first" in shown.main
    assert lead.memberships.exists()


def test_a_member_is_asked_about_and_then_removed(as_lead, as_assessor, ada):
    shown = as_lead.get(reverse("member_remove", args=[ada.pk]))
    assert "What Ada Assessor wrote stays" in shown.main

    shown = shown.submit("Remove the member")

    assert shown.notices == ["Ada Assessor is no longer a member."]
    as_assessor.get(reverse("members"), status=403)
    assert User.objects.filter(pk=ada.user_id).exists()


def test_a_new_link_is_made_and_stands_in_the_history(as_lead, ada):
    shown = as_lead.get(reverse("member_link", args=[ada.pk])).submit("Make the link")

    assert "/account/password/link/" in shown.main
    entry = HistoryEntry.objects.first()
    assert (entry.action, entry.subject) == ("foundation.member.link_made", "Ada Assessor")
    assert "password" not in str(entry.detail)


def test_no_link_is_made_for_somebody_who_works_elsewhere_too(as_lead, ada):
    make.organisation("Elsewhere").memberships.create(user=ada.user, role=Role.LEAD)

    shown = as_lead.get(reverse("member_link", args=[ada.pk])).submit("Make the link", status=409)

    assert "password/link" not in shown.html
    assert "knowshow user link" in shown.main


@pytest.mark.parametrize("client", ["as_assessor", "as_reviewer", "as_observer"])
@pytest.mark.parametrize("name", _MANAGED)
def test_only_the_lead_changes_members(request, client, name, ada):
    shown = request.getfixturevalue(client).get(reverse(name, args=[ada.pk]), status=403)

    assert "Only the human rights lead may do this." in shown.main
    request.getfixturevalue(client).post(reverse(name, args=[ada.pk]), {"role": "lead"}, status=403)
    ada.refresh_from_db()
    assert ada.role == Role.ASSESSOR


@pytest.mark.parametrize("client", ["as_assessor", "as_observer"])
def test_only_the_lead_adds_members(request, client, lead):
    client = request.getfixturevalue(client)
    client.get(reverse("member_add"), status=403)
    client.post(reverse("member_add"), {"email": "x@example.org", "role": "lead"}, status=403)

    assert not User.objects.filter(email="x@example.org").exists()


@pytest.mark.parametrize("name", _MANAGED)
def test_an_outsider_finds_no_member(as_outsider, name, ada):
    as_outsider.get(reverse(name, args=[ada.pk]), status=404)
    as_outsider.post(reverse(name, args=[ada.pk]), {"role": "lead"}, status=404)

    ada.refresh_from_db()
    assert ada.role == Role.ASSESSOR


def test_somebody_for_a_case_team_only_is_added_and_can_become_a_member(as_lead, organisation):
    as_lead.get(reverse("member_add")).submit("Add the member", email="iris@example.org", role=Role.CASE_TEAM)
    iris = organisation.memberships.get(user__email="iris@example.org")

    assert iris.role == Role.CASE_TEAM
    as_lead.get(reverse("member_role", args=[iris.pk])).submit("Save the role", role=Role.OBSERVER)
    iris.refresh_from_db()
    assert iris.role == Role.OBSERVER


def test_an_outsider_sees_only_her_own_members(as_outsider, lead):
    assert "Lena Lead" not in as_outsider.get(reverse("members")).text


@pytest.mark.parametrize("name", ["members", "member_add", "organisation", "organisation_choose", "history"])
def test_somebody_without_organisation_sees_nothing(as_stranger, lead, name):
    assert "Example Company" not in as_stranger.get(reverse(name), status=403).text


@pytest.mark.parametrize(
    "name", ["members", "member_add", "organisation", "organisation_choose", "history", "history_csv"]
)
def test_who_is_signed_out_is_sent_to_sign_in(page, lead, name):
    assert page.get(reverse(name), status=302).location.startswith(reverse("account_login"))


def test_a_long_list_needs_no_more_queries(as_lead, organisation, django_assert_max_num_queries):
    for _ in range(30):
        make.member(organisation)

    with django_assert_max_num_queries(12):
        assert len(as_lead.get(reverse("members")).rows) == 31
