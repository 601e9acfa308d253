"""Observers and analysts see clocks and counts, and nothing that anybody wrote."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.foundation.models import Role
from knowshow.remedy.models import SeatRole, StageEntry
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(mechanism):
    """Opens the page as somebody from outside."""
    seats.seated(mechanism, SeatRole.INTAKE, name="Ida Intake")

    def opened(role=SeatRole.OBSERVER):
        user = seats.seated(mechanism, role, role=Role.CASE_TEAM, has_key=False, name="Oda Outside")
        return PageClient(user).get(f"/remedy/mechanisms/{mechanism.pk}/figures/")

    return opened


def late(received, days=3):
    StageEntry.objects.filter(case=received.case).update(due_on=timezone.localdate() - timedelta(days=days))


def test_a_clock_that_ran_out_is_listed_by_reference(page, mechanism):
    received = seats.report(mechanism, "My words are nobody's business here.")
    late(received)
    seats.report(mechanism)
    shown = page()
    assert shown.tables[0][1] == ["Received", "2", "1", "0", "0"]
    assert shown.tables[1][1][:2] == [received.reference, "Received"]
    assert "nobody's business" not in shown.text


def test_the_time_of_the_person_is_never_late(page, mechanism):
    received = seats.report(mechanism)
    StageEntry.objects.filter(case=received.case).update(
        stage="remedy_offered", due_on=timezone.localdate() - timedelta(days=9)
    )
    shown = page()
    assert shown.rows[0] == ["Remedy offered the person's time", "1", "0", "0", "0"]
    assert "No clock has run out." in shown.main


def test_a_stage_left_late_is_counted(page, mechanism):
    received = seats.report(mechanism)
    today = timezone.localdate()
    StageEntry.objects.filter(case=received.case).update(left_on=today, due_on=today - timedelta(days=1))
    assert page(SeatRole.ANALYST).rows[0] == ["Received", "0", "0", "0", "1"]


def test_drafts_are_counted_and_not_listed(page, mechanism):
    received = seats.report(mechanism, is_draft=True)
    shown = page()
    assert received.reference not in shown.text
    assert "Drafts, not sent 1" in shown.main
