"""A security key is enrolled and used to sign in, with the browser's own virtual key."""

from django.urls import reverse

from tests.people import PASSWORD


def test_a_security_key_is_enrolled_and_opens_the_account(at_browser, lead):
    lena = at_browser()
    _plug_in_a_key(lena)
    lena.sign_in(lead).visit(reverse("mfa_add_webauthn"))
    if "Confirm" in lena.heading or lena.tab.get_by_label("Password", exact=True).count():
        lena.tab.get_by_label("Password", exact=True).fill(PASSWORD)
        lena.tab.get_by_role("button").filter(has_text="Confirm").or_(
            lena.tab.get_by_role("button", name="Go on")
        ).first.click()
    lena.tab.get_by_label("Name").fill("The key on my desk")
    lena.tab.locator("#key-add").click()
    lena.sees("The key on my desk")
    lena.tab.context.clear_cookies()

    lena.visit(reverse("account_login")).press("Sign in with a security key")

    lena.sees("Today")


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
