"""Second factors in a real browser: a key that fails, an app without scripts, and every page around them."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_every_page import _problems as problems
from tests.people import PASSWORD

_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: Pages that need no more than being signed in and having confirmed so.
_PAGES = (
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
    "sign_out_everywhere",
    "account_change_password",
    "account_logout",
    "organisation",
    "organisation_choose",
    "member_add",
    "history",
)


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def code_now():
    """What the app shows."""
    return totp.format_hotp_value(totp.hotp_value(_SECRET, next(iter(totp.yield_hotp_counters_from_time()))))


def test_a_key_that_does_not_answer_is_told_in_words(lead, at_browser):
    lena = at_browser()
    lena.visit(reverse("account_login"))
    lena.tab.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no key')) }")

    lena.press("Sign in with a security key").sees("The key did not answer")


def test_without_scripts_the_app_opens_the_account_and_the_page_says_that_keys_do_not_work(lead, at_browser):
    TOTP.activate(lead, _SECRET)
    lena = at_browser(scripts=False, width=PHONE)

    lena.visit(reverse("account_login")).sees("Security keys need scripts")
    assert lena.tab.get_by_role("button", name="Sign in with a security key").count() == 0
    lena.sign_in(lead).sees("One more step")
    lena.fill(Code=code_now()).press("Sign in").sees("Sign out")

    assert lena.heading == "Today"


@pytest.mark.parametrize(("width", "dark"), [(DESK, False), (PHONE, True)], ids=["desk, light", "phone, dark"])
def test_the_pages_of_account_and_organisation_are_accessible_and_fit(width, dark, lead, at_browser):
    TOTP.activate(lead, _SECRET)
    RecoveryCodes.activate(lead)
    lena = at_browser(width=width, dark=dark)
    lena.sign_in(lead)
    found = problems(lena)
    lena.fill(Code=code_now()).press("Sign in").sees("Sign out")
    found += problems(lena.visit(reverse("mfa_view_recovery_codes")))
    lena.fill(Password=PASSWORD).press("Confirm").sees("Recovery codes")

    for name in _PAGES:
        found += [f"{name}: {one}" for one in problems(lena.visit(reverse(name)))]

    assert not found, "\n".join(found)
