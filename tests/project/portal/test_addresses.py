"""Every address of the portal, also one that is added tomorrow, changes nothing and knows nobody."""

import re

import pytest

from tests.contracts.pages.addresses import portal_addresses

pytestmark = pytest.mark.django_db

ADDRESSES = [re.sub(r"<(number|pk)>", "1", address) for address, _name in portal_addresses()]
ADDRESSES = [re.sub(r"<\w+>", "any", address) for address in ADDRESSES]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_takes_nothing_and_sets_no_cookie(as_public, address):
    assert as_public.ask("post", address).status_code in {404, 405}
    answer = as_public.ask("get", address)
    assert answer.status_code in {200, 301, 302, 404}
    assert not answer.cookies


def test_the_addresses_of_the_workspace_are_not_among_them():
    assert not [one for one in ADDRESSES if one.startswith(("/account/", "/organisation/", "/respect/", "/files/"))]


def test_every_address_has_a_name_of_its_own():
    names = [name for _address, name in portal_addresses()]
    assert all(names)
    assert len(names) == len(set(names))
