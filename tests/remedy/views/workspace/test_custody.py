"""Custodians give or refuse their shares; two together open a name for one member, and the person reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowshow.remedy import envelopes
from knowshow.remedy.models import Reveal, RevealState, SeatRole
from knowshow.remedy.services import keys, reveals
from knowshow.remedy.standing import Person, open_case
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db
NAME = {"name": "Amal Example"}


@pytest.fixture
def custodians(mechanism):
    return [seats.seated(mechanism, SeatRole.CUSTODIAN, name=name) for name in ("Cleo One", "Cara Two")]


@pytest.fixture
def address(mechanism):
    return f"/remedy/mechanisms/{mechanism.pk}/custody/"


def ask(mechanism, consent):
    """A handler asks to see a name; return who asks, the report, and the request."""
    user = seats.seated(mechanism, SeatRole.INTAKE)
    received = seats.report(mechanism, identity=NAME, consent=consent)
    handler = open_case(user, keys.open_keys(actor=user, passphrase=seats.PASSPHRASE), received.case)
    reveal = reveals.ask_reveal(actor=handler, part=received.case.parts.get(), days=7, reason="To pay her.")
    return handler, received, reveal


def test_two_shares_open_the_name_for_who_asked(mechanism, custodians, address):
    handler, received, reveal = ask(mechanism, "handlers")
    for custodian in custodians:
        page = seats.opened(custodian).get(address).click(f"Give my share {received.reference}")
        assert "lets those who handle the case know" in page.main
        assert "To pay her." in page.main
        assert page.submit("Give my share").notices == ["Your share is given. The person reads it in her case."]
    reveal.refresh_from_db()
    assert reveal.state == RevealState.OPEN
    assert reveals.look(actor=handler, reveal=reveal) == NAME


def test_without_consent_a_share_needs_a_reason_that_the_person_reads(mechanism, custodians, address):
    _handler, received, reveal = ask(mechanism, "ask")
    page = seats.opened(custodians[0]).get(f"{address}{reveal.pk}/give/")
    assert "wants to be asked first" in page.main
    assert page.submit("Give my share in an emergency").errors
    page.submit("Give my share in an emergency", reason="She is in danger today.")
    said = [envelopes.read_entry(one, received.keys.secrets) for one in received.case.entries.filter(kind="system")]
    assert said[-1]["text"] == "She is in danger today."
    assert said[-1]["emergency"] is True


def test_a_custodian_refuses_with_a_reason(mechanism, custodians, address):
    handler, received, reveal = ask(mechanism, "handlers")
    page = seats.opened(custodians[0]).get(address).click(f"Refuse {received.reference}")
    page = page.submit("Refuse the request", reason="A letter to the lawyer is enough.")
    assert "A custodian refused; the person is still asked" in page.main
    assert "The person refused" not in page.main
    assert "Give my share" not in page.main
    reveal.refresh_from_db()
    assert reveal.state == RevealState.ASKED
    people = seats.opened(handler.user).get(f"/remedy/cases/{received.case.pk}/people/").main
    assert "A custodian refused; the person is still asked" in people


@pytest.mark.parametrize(
    ("consent", "wish"),
    [("handlers", "the person lets the team know, if 1 custodian opens it"), ("ask", "wants to be asked first")],
)
def test_the_team_reads_what_it_takes_to_open_a_name_and_until_when_it_is_open(consent, wish, mechanism):
    seats.seated(mechanism, SeatRole.CUSTODIAN, name="Cleo Only")
    handler, received, reveal = ask(mechanism, consent)
    browser, address = seats.opened(handler.user), f"/remedy/cases/{received.case.pk}/"
    assert "The person's yes opens it, or the share of 1 custodian." in browser.get(address).main
    assert wish in browser.get(f"{address}people/").main
    reveals.answer_reveal(actor=Person(received.case, received.keys), reveal=reveal, agrees=True)
    main = browser.get(address).main
    assert "Open for you until" in main
    assert "Sealed. The person's yes" not in main


def test_who_holds_no_share_finds_no_request(mechanism, custodians, address):
    _handler, received, reveal = ask(mechanism, "handlers")
    later = seats.seated(mechanism, SeatRole.CUSTODIAN, name="Lara Later")
    client = seats.opened(later)
    assert received.reference not in client.get(address).text
    client.get(f"{address}{reveal.pk}/give/", status=404)


def test_the_page_is_for_custodians_with_open_keys(mechanism, custodians, address):
    seats.opened(seats.seated(mechanism, SeatRole.HANDLER)).get(address, status=403)
    assert PageClient(custodians[0]).get(address, status=302).location.startswith("/remedy/open/")


def test_the_custodian_reads_nothing_of_the_name(mechanism, custodians, address):
    ask(mechanism, "handlers")
    assert "Amal" not in seats.opened(custodians[0]).get(address).text
    assert Reveal.objects.count() == 1


def test_twenty_requests_take_as_many_questions_as_two(mechanism, custodians, address):
    browser = seats.opened(custodians[0])
    handler, received, _reveal = ask(mechanism, "handlers")
    counted = []
    for more in (1, 18):
        for number in range(more):
            received = seats.report(mechanism, identity=NAME, consent="handlers" if number % 2 else "ask")
            opened = open_case(handler.user, handler.keys, received.case)
            reveals.ask_reveal(actor=opened, part=received.case.parts.get(), days=7, reason="To pay her.")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(address)
        counted.append(len(asked))
    assert received.reference in page.main
    assert counted[0] == counted[1]
