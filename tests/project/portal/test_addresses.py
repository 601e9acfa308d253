"""Every address of the portal, also one that is added tomorrow, knows nobody; most change nothing."""

import re

import pytest
from django.urls import Resolver404, resolve

from knowshow.ui.posted import TAKES_POSTS
from tests.contracts.pages.addresses import portal_addresses

pytestmark = pytest.mark.django_db

ADDRESSES = [re.sub(r"<(number|pk)>", "1", address) for address, _name in portal_addresses()]
ADDRESSES = [re.sub(r"<\w+>", "any", address) for address in ADDRESSES]


def takes_posts(address):
    """Whether people write to this page: it says so itself."""
    try:
        return getattr(resolve(address, urlconf="knowshow.project.portal.urls").func, TAKES_POSTS, False)
    except Resolver404:
        return False


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_pages_that_people_write_to_take_anything_and_none_sets_a_cookie(as_public, address):
    answer = as_public.ask("post", address)
    assert answer.status_code in ({200, 409, 422} if takes_posts(address) else {404, 405})
    assert not answer.cookies
    answer = as_public.ask("get", address)
    assert answer.status_code in {200, 301, 302, 404}
    assert not answer.cookies


def test_the_addresses_of_the_workspace_are_not_among_them():
    assert not [one for one in ADDRESSES if one.startswith(("/account/", "/organisation/", "/respect/", "/files/"))]


def test_every_address_has_a_name_of_its_own():
    names = [name for _address, name in portal_addresses()]
    assert all(names)
    assert len(names) == len(set(names))
