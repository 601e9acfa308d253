"""Signing in and out, and the link with which a password is set; as a person does it, without scripts."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, get_resolver, reverse

from knowshow.foundation import accounts
from knowshow.foundation.models import Organisation, User
from knowshow.foundation.services import operators
from tests import make
from tests.page import PageClient
from tests.people import PASSWORD

NEW_PASSWORD = "another long sentence"


@pytest.fixture
def _sends_mail(settings):
    settings.EMAIL_HOST = "mail.example.org"


def sign_in(page, user, password=PASSWORD, **more):
    return page.get(reverse("account_login")).submit("Sign in", login=user.email, password=password, **more)


def test_the_first_lead_sets_her_password_by_the_operators_link_and_reaches_her_start_page(page):
    seated = operators.seat_member(organisation="New Company", email="First@Example.org", role="lead")
    assert seated.needs_password

    shown = page.get(accounts.password_link(seated.membership.user), follow=True)
    assert "first@example.org" in shown.main
    shown = shown.submit("Set the password", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert shown.heading == "You can sign in now"
    shown = shown.click("Go to sign-in").submit("Sign in", login="first@example.org", password=NEW_PASSWORD)

    assert shown.heading == "Today"
    assert "New Company" in shown.text


def test_a_link_works_once(page, lead):
    link = accounts.password_link(lead)
    page.get(link, follow=True).submit("Set the password", password1=NEW_PASSWORD, password2=NEW_PASSWORD)

    assert page.get(link).heading == "This link no longer works"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("short", "short", "too short"),
        (NEW_PASSWORD, "other", "same"),
        ("lena lead lena", "lena lead lena", "too similar to the name"),
        ("1q2w3e4r5t6y", "1q2w3e4r5t6y", "too common"),
    ],
)
def test_a_weak_or_mistyped_password_is_sent_back(page, lead, one, other, said):
    shown = page.get(accounts.password_link(lead), follow=True)

    shown = shown.submit("Set the password", password1=one, password2=other)

    assert any(said in error for error in shown.errors)
    assert User.objects.get().check_password(PASSWORD)


def test_a_link_does_not_open_the_session_of_somebody_else(lead, as_outsider):
    shown = as_outsider.get(accounts.password_link(lead), follow=True)

    shown = shown.submit("Set the password", password1=NEW_PASSWORD, password2=NEW_PASSWORD)

    assert shown.heading == "You can sign in now"
    assert not as_outsider.browser.session.get("_auth_user_id")


def test_signing_in_leads_to_the_page_that_was_asked_for(page, lead):
    shown = page.get(reverse("members"), status=302)

    shown = page.get(shown.location).submit("Sign in", login=lead.email.upper(), password=PASSWORD)

    assert shown.heading == "Members"


def test_signing_in_never_leads_to_another_host(page, lead):
    shown = page.get(reverse("account_login") + "?next=https://elsewhere.example/")

    shown = shown.submit("Sign in", login=lead.email, password=PASSWORD, follow=False, status=302)

    assert shown.location == reverse("today")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(page, lead):
    wrong = sign_in(page, lead, "a wrong pass phrase")
    unknown = page.get(reverse("account_login")).submit("Sign in", login="no@example.org", password=PASSWORD)

    assert wrong.errors == unknown.errors == ["No account has this address with this password. Check both."]


def test_guessing_is_slowed_down_even_with_the_right_password_at_last(page, lead):
    for _ in range(5):
        sign_in(page, lead, "a wrong pass phrase")

    assert "tried too often" in sign_in(page, lead).errors[0]


def test_guesses_at_many_addresses_do_not_make_the_server_forget_those_at_one():
    cache.set("guesses-at-one", 5)
    for number in range(1000):
        cache.set(f"guesses-at-{number}", 1)

    assert cache.get("guesses-at-one") == 5
    cache.clear()


def test_many_attempts_from_one_place_get_a_page_of_ours(page, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    page.post(reverse("account_login"), {"login": "a@example.org", "password": "x"})

    shown = page.post(reverse("account_login"), {"login": "b@example.org", "password": "x"}, status=429)

    assert shown.heading == "Too many attempts"


def test_behind_a_proxy_each_place_is_counted_apart(page, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    wrong = {"login": "a@example.org", "password": "x"}
    page.post(reverse("account_login"), wrong, **{"X-Forwarded-For": "203.0.113.1"})

    page.post(reverse("account_login"), wrong, status=429, **{"X-Forwarded-For": "invented, 203.0.113.1"})
    page.post(reverse("account_login"), wrong, **{"X-Forwarded-For": "203.0.113.2"})


def test_the_web_server_passes_on_what_the_proxy_says_of_the_place(monkeypatch):
    from knowshow.project import web

    monkeypatch.setenv("KNOWSHOW_BEHIND_PROXY", "yes")
    assert web._proxy("workspace")["trusted_proxy_headers"] == {"x-forwarded-proto", "x-forwarded-for"}
    assert web._proxy("portal")["trusted_proxy_headers"] == {"x-forwarded-proto"}, "it needs no place"

    monkeypatch.setenv("KNOWSHOW_BEHIND_PROXY", "no")
    assert web._proxy("workspace") == {"clear_untrusted_proxy_headers": True}


def test_what_is_counted_stays_in_memory():
    assert type(cache._connections["default"]).__name__ == "LocMemCache"


def test_signing_in_writes_no_address_of_the_network_and_no_password_anywhere(page, lead, caplog):
    page.browser.defaults["REMOTE_ADDR"] = "203.0.113.77"
    page.browser.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 secret-build"
    sign_in(page, lead, "a wrong pass phrase")
    sign_in(page, lead)

    assert "203.0.113.77" not in _everything_stored()
    assert "secret-build" not in _everything_stored()
    assert "wrong pass phrase" not in caplog.text + _everything_stored()
    assert "203.0.113.77" not in caplog.text
    assert lead.email not in caplog.text


def _everything_stored():
    from django.apps import apps

    rows = [str(list(model.objects.values_list())) for model in apps.get_models()]
    return "\n".join([*rows, *(str(one.get_decoded()) for one in Session.objects.all())])


def test_a_closed_account_is_told_so(page, lead):
    User.objects.filter(pk=lead.pk).update(is_active=False)

    shown = sign_in(page, lead)

    assert shown.heading == "This account is closed"
    assert not page.browser.session.get("_auth_user_id")


def test_the_demo_signs_in_with_the_password_of_the_day(page, db):
    _organisation, people = operators.open_demo(password="the word of today")

    shown = sign_in(page, people[0], "the word of today")

    assert shown.heading == "Today"
    assert "Example Company" in shown.text


def test_signing_out_ends_the_session(as_lead):
    shown = as_lead.get(reverse("account_logout")).submit("Sign out")

    assert shown.heading == "Sign in"
    assert shown.notices == ["You are signed out."]
    as_lead.get(reverse("members"), status=302)


def test_a_lost_password_without_mail_says_whom_to_ask(page, db):
    shown = page.get(reverse("account_login")).click("Forgot your password?")

    assert "human rights lead" in shown.main
    assert shown.forms == []


@pytest.mark.usefixtures("_sends_mail")
def test_a_lost_password_is_set_anew_by_a_mailed_link(page, lead):
    shown = page.get(reverse("account_reset_password")).submit("Send me a link", email=lead.email)

    assert shown.heading == "Look at your mail"
    (message,) = mail.outbox
    assert message.subject == "Set a new password for Knowshow"
    link = re.search(r"http://testserver(\S+)", message.body).group(1)
    assert page.get(link, follow=True).heading == "Set your password"


@pytest.mark.usefixtures("_sends_mail")
def test_a_new_member_whose_link_has_expired_can_ask_for_another(page, organisation):
    member = make.member(organisation, "observer")
    member.set_unusable_password()
    member.save()

    page.get(reverse("account_reset_password")).submit("Send me a link", email=member.email)

    assert mail.outbox[0].to == [member.email]


@pytest.mark.usefixtures("_sends_mail")
def test_an_unknown_address_gets_the_same_page_and_no_mail(page, db):
    shown = page.get(reverse("account_reset_password")).submit("Send me a link", email="nobody@example.org")

    assert shown.heading == "Look at your mail"
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_confirm_email", "mfa_signup_webauthn"])
def test_what_nobody_needs_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/account/signup/", "/account/login/", "/accounts/", "/account/email/"])
def test_the_librarys_usual_addresses_lead_nowhere(page, db, path):
    page.get(path, status=404)


def _addresses(patterns=None, before=""):
    for one in patterns or get_resolver().url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _addresses(one.url_patterns, before + str(one.pattern))
        else:
            yield "/" + before + str(one.pattern)


@pytest.mark.parametrize("path", [one for one in _addresses() if one.startswith("/account/") and "<" not in one])
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed-in", "signed-out"])
def test_every_address_of_the_account_answers_in_our_look(path, signed_in, lead):
    client = PageClient(lead if signed_in else None)
    response = client.browser.get(path, follow=True)

    assert response.status_code in {200, 404}, path
    shown = client._page(response, path, response.status_code)
    assert not shown.is_html or "ui/css/tokens.css" in shown.html


def test_pages_of_sign_in_name_no_organisation(page, organisation):
    assert Organisation.objects.get().name not in page.get(reverse("account_login")).text


def test_somebody_without_organisation_can_still_guard_her_account(as_stranger, stranger):
    shown = as_stranger.get(reverse("account"))

    assert stranger.email in shown.main
    assert "In no organisation" in shown.main


def test_the_page_without_an_organisation_says_what_to_do(as_stranger):
    shown = as_stranger.get(reverse("today"), status=403)

    assert shown.heading == "You belong to no organisation"
    assert shown.has_link("Your account")
    assert shown.submit("Sign out").heading == "Sign in"


def test_an_account_made_by_its_link_only_belongs_where_it_was_added(page, organisation, lead):
    from knowshow.foundation.services import members

    added = members.add_member(actor=lead, organisation=organisation, email="new@example.org", role="observer")
    make.organisation("Somebody else's")
    page.get(accounts.password_link(added.user), follow=True).submit(
        "Set the password", password1=NEW_PASSWORD, password2=NEW_PASSWORD
    )

    shown = sign_in(page, added.user, NEW_PASSWORD)

    assert "Example Company" in shown.text
    assert "Somebody else's" not in shown.text
