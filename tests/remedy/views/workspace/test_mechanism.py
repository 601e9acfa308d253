"""The start page of a mechanism tells who administers it when a case opens for nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.foundation.vault import KeyPair
from knowshow.remedy.models import Seat, SeatRole, StageEntry
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(mechanism):
    return f"/remedy/mechanisms/{mechanism.pk}/"


@pytest.fixture
def about_all(mechanism):
    """A report that concerns everybody who would have read it: only the trustees can open it."""
    seats.seated(mechanism, SeatRole.INTAKE)
    mechanism.recovery_public = KeyPair.new().public
    mechanism.save()
    return seats.report(mechanism, concerns=tuple(Seat.objects.values_list("pk", flat=True)))


def test_a_case_that_opens_for_nobody_is_told_with_the_way_out(about_all, as_lead, address):
    page = as_lead.get(address)
    assert "1 case opens for nobody here." in page.main
    assert about_all.reference not in page.text
    assert page.click("Trustees").status == 200


def test_it_is_told_to_nobody_who_only_works_there(about_all, mechanism, address):
    colleague = seats.seated(mechanism, SeatRole.ANALYST, name="Ada Analyst")
    assert "opens for nobody" not in PageClient(colleague).get(address).text


def test_where_every_case_opens_nothing_is_told(mechanism, as_lead, address):
    seats.seated(mechanism, SeatRole.INTAKE)
    seats.report(mechanism)
    assert "for nobody" not in as_lead.get(address).text


def test_whoever_sees_figures_reads_how_many_cases_run_and_are_late(mechanism, as_lead, address):
    seats.seated(mechanism, SeatRole.INTAKE)
    late = seats.report(mechanism).case
    seats.report(mechanism)
    StageEntry.objects.filter(case=late).update(due_on=timezone.localdate() - timedelta(days=1))
    page = as_lead.get(address)
    assert "2 running, 0 closed" in page.main
    assert page.click("1 case").heading == "Clocks and counts"
    handler = seats.seated(mechanism, SeatRole.HANDLER, name="Hugo Handler")
    assert "running" not in PageClient(handler).get(address).main


def test_nobody_is_asked_to_seal_cases_to_a_key_that_the_trustees_did_not_make(mechanism, address):
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    seats.report(mechanism)
    mechanism.recovery_public = KeyPair.new().public
    mechanism.save()
    client = seats.opened(handler)
    page = client.get(address)
    assert "is not the one that they made" in page.main
    assert "Seal them anew" not in page.main
    assert "Nothing is sealed to it." in client.post(f"{address}trustees/seal/", status=409).main
