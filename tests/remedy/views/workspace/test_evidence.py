"""The files of a case: what stands apart opens by a button while the name is open, and the person reads it."""

import pytest

from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseFile, SealedPart, SeatRole
from knowshow.remedy.services import files, keys, reveals
from knowshow.remedy.standing import Person, open_case
from tests.remedy import seats
from tests.remedy.rules.metadata import made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A disk of our own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(mechanism):
    """A case with a picture that stands apart: a handler with a key, and the person."""
    user = seats.seated(mechanism, SeatRole.INTAKE)
    received = seats.report(mechanism)
    added = files.add_file(actor=Person(received.case, received.keys), content=made.jpeg(), name="me-at-home.jpg")
    return user, added.actor


def reveal(user, person):
    handler = open_case(user, keys.open_keys(actor=user, passphrase=seats.PASSPHRASE), person.case)
    asked = reveals.ask_reveal(actor=handler, part=SealedPart.objects.get(), days=7, reason="To see the place.")
    reveals.answer_reveal(actor=person, reveal=asked, agrees=True)


def original():
    return CaseFile.objects.get(is_kept_apart=True)


def address(person):
    return f"/remedy/cases/{person.case.pk}/facts/"


def test_until_the_name_is_open_the_page_says_that_a_file_stands_apart_and_where_to_ask(case):
    user, person = case
    page = seats.opened(user).get(address(person))
    assert "A file that stands apart" in page.main
    assert "me-at-home.jpg" not in page.text
    assert "Open the original" not in page.text
    assert page.click("Ask to see what is sealed apart").status == 200


def test_while_the_name_is_open_a_button_opens_the_original_and_the_person_reads_it(case):
    user, person = case
    reveal(user, person)
    client = seats.opened(user)
    page = client.get(address(person))
    assert "me-at-home.jpg" not in page.text
    assert "She reads that you opened it." in page.main
    answer = client.post(f"/remedy/cases/{person.case.pk}/files/{original().code}/original/").response
    assert b"".join(answer.streaming_content) == made.jpeg()
    assert "attachment" in answer.headers["Content-Disposition"]
    last = person.case.entries.order_by("number").last()
    assert envelopes.read_entry(last, person.secrets)["event"] == "file_looked"


@pytest.mark.parametrize(("which", "status"), [("", 404), ("show/", 404), ("original/", 405)])
def test_no_link_opens_an_original(case, which, status):
    user, person = case
    reveal(user, person)
    seats.opened(user).get(f"/remedy/cases/{person.case.pk}/files/{original().code}/{which}", status=status)
    assert person.case.entries.filter(kind="system").count() == 1  # that the file was added


def test_an_original_opens_for_nobody_before_the_name_does(case):
    user, person = case
    address_of_it = f"/remedy/cases/{person.case.pk}/files/{original().code}/original/"
    seats.opened(user).post(address_of_it, status=404)
