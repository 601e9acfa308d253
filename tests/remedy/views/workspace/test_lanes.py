"""What waits apart is read, never deleted; a group's code is shown once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.remedy.models import Case, GroupCode, Lane, SeatRole
from knowshow.remedy.services import lanes
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(mechanism):
    return PageClient(seats.seated(mechanism, SeatRole.INTAKE))


@pytest.fixture
def address(mechanism):
    return f"/remedy/mechanisms/{mechanism.pk}/"


def test_one_report_is_moved_to_the_others(client, mechanism, address):
    kept = seats.report(mechanism, lane=Lane.SLOW)
    seats.report(mechanism, lane=Lane.SLOW)
    page = client.get(f"{address}lanes/").submit(f"Move to the others {kept.reference}")
    assert page.notices == ["1 report is with the others now."]
    kept.case.refresh_from_db()
    assert kept.case.lane == Lane.ORDINARY
    assert Case.objects.filter(lane=Lane.SLOW).count() == 1


def test_all_of_a_day_and_lane_are_moved_together(client, mechanism, address):
    for lane in (Lane.SLOW, Lane.SLOW, Lane.QUARANTINE):
        seats.report(mechanism, lane=lane)
    page = client.get(f"{address}lanes/").submit("Move all 2 to the others")
    assert page.notices == ["2 reports are with the others now."]
    assert [one.lane for one in Case.objects.exclude(lane=Lane.ORDINARY)] == [Lane.QUARANTINE]


def test_nothing_on_the_page_deletes(client, mechanism, address):
    seats.report(mechanism, lane=Lane.QUARANTINE)
    buttons = {words for form in client.get(f"{address}lanes/").forms for words in form.buttons}
    assert all(words.startswith("Move") for words in buttons)


def test_a_case_of_another_mechanism_is_not_found(client, mechanism, address, outsider):
    other = seats.mechanism(outsider.memberships.get().organisation)
    seats.seated(other, SeatRole.INTAKE, name="Ilse Intake")
    kept = seats.report(other, lane=Lane.SLOW)
    client.post(f"{address}lanes/move/", {"reference": kept.reference}, status=404)
    kept.case.refresh_from_db()
    assert kept.case.lane == Lane.SLOW


def test_a_code_is_shown_once_and_found_by_its_words(client, mechanism, address):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    page = client.get(f"{address}codes/make/").submit("Make the code", label="Drivers", expected=40, until=until)
    words = page.all("b", within=page.by_id("main"))[0].text
    assert lanes.group_code(mechanism, words.upper()) == GroupCode.objects.get()
    listed = client.get(f"{address}codes/").text
    assert "Drivers" in listed
    assert words not in listed
    assert not any(word.encode() in bytes(GroupCode.objects.get().digest) for word in words.split())


def test_a_code_that_has_ended_is_taken_for_none(client, mechanism, address):
    user = client.user
    until = timezone.localdate() + timedelta(days=30)
    made = lanes.make_group_code(actor=user, mechanism=mechanism, label="Drivers", expected=0, until=until)
    client.get(f"{address}codes/{made.code.pk}/end/").submit("End the code")
    assert lanes.group_code(mechanism, " ".join(made.words)) is None


def test_words_of_no_code_are_taken_for_none(mechanism, client, address):
    assert lanes.group_code(mechanism, "") is None
    assert lanes.group_code(mechanism, "abacus abdomen abdominal abide") is None
