"""Who belongs here without being one of the organisation's people reaches the pages meant for her, and no other.

That is a company contact, and somebody who only sits in a grievance mechanism. Every address is visited, also one
that is added tomorrow: a page is closed to them unless its gate lets them in.
"""

import re

import pytest
from django.urls import resolve

from knowshow.foundation.models import Role
from tests import make
from tests.contracts.pages.addresses import addresses
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db

#: What everybody with an account has: one's own account, and the choice of where one works.
OWN = {"account", "sign_out_everywhere", "organisation_choose"}
#: Whether a file exists is not told either; it has a test of its own below.
FILE = "attachment"
#: The pages for each of them: where they begin, and what stands under it.
THEIRS = {Role.COMPANY: ("benchmarks:feedback", "benchmarks:contact_"), Role.CASE_TEAM: ("remedy:", "learning:")}
_SAMPLES = {"pk": "1", "number": "1", "group": "CHI", "fingerprint": "abc", "kind": "tiers", "format": "json"}
_TOLD = ("Lena Lead", "Ada Assessor", "A secret product")


def _filled(address):
    return re.sub(r"<(\w+)>", lambda found: _SAMPLES.get(found.group(1), "1"), address)


def _is_ours(address):
    return resolve(_filled(address)).func.__module__.startswith("knowshow.")


CLOSED = [
    (role, name, address)
    for role, theirs in THEIRS.items()
    for address, name in addresses()
    if _is_ours(address) and name not in {*OWN, FILE} and not name.startswith(theirs)
]
#: The pages of grievance mechanisms. Whoever holds no seat finds nothing there.
OF_MECHANISMS = [(name, address) for address, name in addresses() if name.startswith(THEIRS[Role.CASE_TEAM])]


@pytest.fixture
def contact(organisation):
    """A company contact of an organisation that has people and a product."""
    return _somebody(organisation, Role.COMPANY)


@pytest.fixture
def sitter(organisation):
    """Somebody of a case team only, without a seat yet."""
    return _somebody(organisation, Role.CASE_TEAM)


def _somebody(organisation, role):
    make.member(organisation, Role.LEAD, name="Lena Lead")
    make.member(organisation, Role.ASSESSOR, name="Ada Assessor")
    make.product(organisation, name="A secret product")
    return make.member(organisation, role, name="Cora Contact")


def test_there_are_addresses_to_visit():
    assert len(CLOSED) > 120
    assert len(OF_MECHANISMS) > 5


@pytest.mark.parametrize(("role", "name", "address"), CLOSED)
def test_a_page_of_the_organisations_people_is_closed_to_her(role, name, address, organisation, client):
    client.force_login(_somebody(organisation, role))
    for answer in (client.get(_filled(address)), client.post(_filled(address))):
        led_home = answer.status_code == 302 and name == "today"
        assert led_home or answer.status_code in {403, 405}, f"{address} answers {answer.status_code}"
        assert not any(word in answer.content.decode() for word in _TOLD)


@pytest.mark.parametrize("name", sorted(OWN))
def test_her_own_pages_tell_nothing_of_the_organisations_people(name, contact, client):
    client.force_login(contact)
    (address,) = [address for address, known in addresses() if known == name]
    answer = client.get(address)
    assert answer.status_code == 200
    assert not any(word in answer.content.decode() for word in _TOLD)


@pytest.mark.parametrize(("name", "address"), OF_MECHANISMS)
def test_a_page_of_a_mechanism_tells_nothing_to_somebody_without_a_seat(name, address, sitter, organisation, client):
    kept = seats.mechanism(organisation)
    client.force_login(sitter)
    filled = re.sub(r"<\w+:pk>|<pk>", str(kept.pk), address)
    for answer in (client.get(_filled(filled)), client.post(_filled(filled))):
        assert answer.status_code in {200, 302, 403, 404, 405}, f"{address} answers {answer.status_code}"
        assert not any(word in answer.content.decode() for word in (kept.name, *_TOLD))


def test_a_closed_page_leads_somebody_of_a_case_team_to_her_own(sitter):
    page = PageClient(sitter).get("/organisation/", status=403)
    assert page.heading == "This page is not for people of a case team"
    assert page.click("Go to your mechanism").heading == "Mechanisms"


def test_the_navigation_of_somebody_of_a_case_team_holds_the_mechanisms_only(sitter, client):
    from knowshow.ui.navigation import navigation

    client.force_login(sitter)
    request = client.get("/remedy/mechanisms/").wsgi_request
    assert [str(link.label) for link in navigation(request)["navigation"]()] == ["Remedy"]


def test_a_closed_page_leads_her_to_her_own(contact):
    page = PageClient(contact).get("/organisation/", status=403)
    assert page.heading == "This page is not for company contacts"
    assert "Your account" in page.text


def test_a_file_of_the_organisation_does_not_exist_for_her(contact, organisation, client):
    kept = make.attachment(organisation)
    client.force_login(contact)
    assert client.get(f"/files/{kept.pk}/").status_code == 404


def test_a_file_of_the_organisation_does_not_exist_for_somebody_of_a_case_team(sitter, organisation, client):
    kept = make.attachment(organisation)
    client.force_login(sitter)
    assert client.get(f"/files/{kept.pk}/").status_code == 404


def test_her_navigation_holds_her_own_pages_only(contact, client):
    from knowshow.ui.navigation import navigation

    client.force_login(contact)
    request = client.get("/benchmarks/feedback/").wsgi_request
    assert [str(link.label) for link in navigation(request)["navigation"]()] == ["Feedback"]


def test_the_start_page_leads_her_to_where_she_begins(contact, client):
    client.force_login(contact)
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/benchmarks/feedback/")


def test_her_pages_are_closed_to_the_organisations_people(client, organisation):
    client.force_login(make.member(organisation, Role.LEAD))
    assert client.get("/benchmarks/feedback/").status_code == 403
