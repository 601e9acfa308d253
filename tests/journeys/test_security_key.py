"""A security key is enrolled and used to sign in, with the browser's own virtual key."""

import pytest
from django.urls import reverse

from tests.people import PASSWORD


@pytest.fixture
def lena(at_browser, lead):
    """The human rights lead, signed in, with a key in her machine and the page for adding it open."""
    person = at_browser()
    _plug_in_a_key(person)
    person.sign_in(lead).visit(reverse("mfa_add_webauthn"))
    person.tab.get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Confirm")
    person.tab.get_by_label("Name").fill("The key on my desk")
    return person


def test_a_key_that_stands_alone_opens_the_account(lena):
    lena.tab.get_by_role("checkbox").check()
    lena.press("Add the key").sees("The key is added")
    lena.tab.context.clear_cookies()

    lena.visit(reverse("account_login")).press("Sign in with a security key")

    lena.tab.get_by_role("heading", name="Today").wait_for()


def test_a_key_beside_the_password_is_asked_for_after_it(lena, lead):
    lena.press("Add the key").sees("The key is added")
    lena.tab.context.clear_cookies()

    lena.sign_in(lead)
    assert lena.heading != "Today"
    lena.tab.get_by_role("button", name="security key").click()

    lena.tab.get_by_role("heading", name="Today").wait_for()


def test_a_password_alone_is_not_enough_once_there_is_a_key(lena, lead):
    lena.press("Add the key").sees("The key is added")
    lena.tab.context.clear_cookies()
    lena.sign_in(lead)

    lena.visit(reverse("respect:register"))

    assert lena.heading == "One more step"


def _plug_in_a_key(person):
    session = person.tab.context.new_cdp_session(person.tab)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
