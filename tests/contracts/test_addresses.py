"""Every address, also one that is added tomorrow, is closed to whoever is not signed in."""

import re

import pytest
from django.urls import resolve

from tests.contracts.pages.addresses import addresses

pytestmark = pytest.mark.django_db

#: For signing in, and for those who cannot yet.
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
_SAMPLES = {"pk": "1", "number": "1", "group": "CHI", "fingerprint": "abc", "kind": "tiers", "format": "json"}
CLOSED = [(name, address) for address, name in addresses() if name not in OPEN]


def _filled(address):
    return re.sub(r"<(\w+)>", lambda found: _SAMPLES.get(found.group(1), "1"), address)


@pytest.mark.parametrize(("name", "address"), CLOSED)
def test_who_is_not_signed_in_is_sent_to_sign_in(name, address, client):
    answers = [client.get(_filled(address)), client.post(_filled(address))]
    for answer in answers:
        assert answer.status_code in {302, 405}, f"{address} answers {answer.status_code}"
        assert answer.status_code == 405 or answer.url.startswith("/account/sign-in/")
    assert any(answer.status_code == 302 for answer in answers), f"{address} takes neither GET nor POST"


OURS = [address for address, _name in addresses() if resolve(_filled(address)).func.__module__.startswith("knowshow.")]


@pytest.mark.parametrize("address", OURS)
def test_a_view_refuses_the_methods_that_it_does_not_declare(address, client, lead):
    client.force_login(lead)
    assert [client.put(_filled(address)).status_code, client.delete(_filled(address)).status_code] == [405, 405]


def test_the_open_addresses_exist():
    assert {name for _address, name in addresses()} >= OPEN


def test_every_address_has_a_name_of_its_own():
    names = [name for _address, name in addresses()]
    assert all(names)
    assert len(names) == len(set(names))
