"""Second factors from end to end: an app, recovery codes; and what guards them. Keys need a real browser."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from tests.page import PageClient
from tests.people import PASSWORD


def code_for(secret):
    """What an app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def codes_of(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


@pytest.fixture
def guarded(lead):
    """The lead with an app and recovery codes."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    TOTP.activate(lead, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(lead)
    return lead


@pytest.fixture
def half_way(page, guarded):
    """The page after a right password, where the second step is asked for."""
    return page.get(reverse("account_login")).submit("Sign in", login=guarded.email, password=PASSWORD)


def confirmed(client, url):
    """Open a page that asks for the password first."""
    return client.get(url, follow=True).submit("Confirm", password=PASSWORD)


def test_setting_up_an_app_asks_for_the_password_and_gives_recovery_codes(as_lead, lead):
    shown = confirmed(as_lead, reverse("mfa_activate_totp"))
    secret = shown.context["form"].secret
    assert secret in shown.main

    shown = shown.submit("Switch on", code=code_for(secret))

    assert shown.heading == "Recovery codes"
    assert codes_of(lead)[0] in shown.main


def test_who_came_in_by_a_link_can_set_up_an_app_without_confirming_an_address(page, lead):
    from knowshow.foundation import accounts

    page.get(accounts.password_link(lead), follow=True)
    client = PageClient(lead)

    assert confirmed(client, reverse("mfa_activate_totp")).heading == "Set up an authenticator app"


def test_the_drawn_code_is_a_picture_that_holds_no_address_of_another_host(as_lead):
    shown = confirmed(as_lead, reverse("mfa_activate_totp"))

    (picture,) = shown.all("img")
    assert picture.get("src").startswith("data:image/svg+xml;base64,")


def test_a_wrong_code_does_not_switch_the_app_on(as_lead, lead):
    shown = confirmed(as_lead, reverse("mfa_activate_totp")).submit("Switch on", code="000000")

    assert "not valid" in shown.errors[0]
    assert not Authenticator.objects.filter(user=lead).exists()


def test_a_password_alone_does_not_open_a_guarded_account(half_way, page):
    assert half_way.heading == "One more step"
    page.get(reverse("members"), status=302)


def test_the_code_of_the_app_opens_it(half_way):
    shown = half_way.submit("Sign in", code=code_for("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))

    assert shown.heading == "Today"


def test_a_code_of_the_app_works_once(half_way, guarded):
    code = code_for("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    half_way.submit("Sign in", code=code)

    again = PageClient().get(reverse("account_login")).submit("Sign in", login=guarded.email, password=PASSWORD)

    assert again.submit("Sign in", code=code).errors


def test_a_recovery_code_opens_it_once(half_way, guarded):
    code = codes_of(guarded)[0]
    assert half_way.submit("Sign in", code=code).heading == "Today"

    again = PageClient().get(reverse("account_login")).submit("Sign in", login=guarded.email, password=PASSWORD)

    assert "not valid" in again.submit("Sign in", code=code).errors[0]
    assert len(codes_of(guarded)) == 9


def test_somebody_who_chose_the_wrong_account_can_go_back(half_way):
    assert half_way.submit("Sign in as somebody else").heading == "Sign in"


def test_a_new_password_by_link_does_not_go_round_the_second_factor(page, guarded):
    from knowshow.foundation import accounts

    page.get(accounts.password_link(guarded), follow=True).submit(
        "Set the password", password1="another long sentence", password2="another long sentence"
    )
    shown = page.get(reverse("account_login")).submit("Sign in", login=guarded.email, password="another long sentence")

    assert shown.heading == "One more step"


def test_switching_the_app_off_takes_the_codes_with_it(guarded):
    client = PageClient(guarded)

    shown = confirmed(client, reverse("mfa_deactivate_totp")).submit("Switch off the app")

    assert shown.heading == "Second factor"
    assert not Authenticator.objects.filter(user=guarded).exists()


def test_new_recovery_codes_end_the_old_ones(guarded):
    old = codes_of(guarded)

    shown = confirmed(PageClient(guarded), reverse("mfa_generate_recovery_codes")).submit("Make new codes")

    assert old[0] not in shown.main
    assert set(codes_of(guarded)).isdisjoint(old)


def test_recovery_codes_can_be_taken_along_as_a_text(guarded):
    client = PageClient(guarded)
    confirmed(client, reverse("mfa_view_recovery_codes"))

    response = client.download(reverse("mfa_download_recovery_codes"))

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert codes_of(guarded)[0] in response.content.decode()


def test_a_code_also_confirms_that_it_is_you(guarded):
    shown = PageClient(guarded).get(reverse("mfa_view_recovery_codes"), follow=True).click("With a code")

    shown = shown.submit("Confirm", code=codes_of(guarded)[0])

    assert shown.heading == "Recovery codes"


def test_the_overview_says_what_is_on_and_what_is_off(guarded, as_observer):
    on = PageClient(guarded).get(reverse("mfa_index"))
    off = as_observer.get(reverse("mfa_index"))

    assert [row[1] for row in on.rows] == ["On", "Off", "10 left"]
    assert [row[1] for row in off.rows] == ["Off", "Off", "Off"]


def test_adding_a_key_without_scripts_says_that_it_needs_them(as_lead):
    shown = confirmed(as_lead, reverse("mfa_add_webauthn"))

    assert "need scripts" in shown.main
    assert {one.get("src") for one in shown.all("script") if one.get("src")} >= {"/static/foundation/security-keys.js"}


@pytest.fixture
def key(lead):
    """A security key, as stored; its answers cannot be made here."""
    return Authenticator.objects.create(user=lead, type="webauthn", data={"name": "Blue key", "credential": {}})


def test_a_key_is_listed_renamed_and_removed(as_lead, key, monkeypatch):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.WebAuthn.is_passwordless", False, raising=False)
    as_lead.get(reverse("mfa_edit_webauthn", args=[key.pk]), follow=True).submit("Confirm", password=PASSWORD)
    shown = as_lead.get(reverse("mfa_edit_webauthn", args=[key.pk])).submit("Save the name", name="Red key")
    assert shown.heading == "Security keys"
    assert shown.rows[0][0] == "Red key"

    shown = as_lead.get(reverse("mfa_remove_webauthn", args=[key.pk])).submit("Remove the key")

    assert "No key yet" in shown.main
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_reaches_the_key_of_another(as_outsider, key, name):
    as_outsider.get(reverse("mfa_index"))
    url = reverse(name, args=[key.pk])

    as_outsider.get(url, follow=True).submit("Confirm", password=PASSWORD, status=404)
    as_outsider.get(url, status=404)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_no_placeholder_stands_in_for_a_label(page, db, settings, name):
    settings.EMAIL_HOST = "mail.example.org"

    assert not [one for one in page.get(reverse(name)).all("input") if one.get("placeholder")]
