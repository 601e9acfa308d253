"""A plan, somebody who asks again, and a short clock when she is made to pay for complaining."""

import pytest
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy import envelopes
from knowshow.remedy.models import CheckIn, RetaliationReport, SeatRole
from knowshow.remedy.services import safety, tasks
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def _planned():
    who = make.person()
    safety.make_plan(actor=make.handler(who), text="Hanna calls from outside operations.")
    return who


def test_a_plan_is_read_by_both_sides_and_asks_after_two_six_and_twelve_weeks():
    who = _planned()
    assert envelopes.read_entry(who.case.entries.get(kind="plan"), who.secrets)["text"].startswith("Hanna calls")
    weeks = [round((one.due_on - timezone.localdate()).days / 7) for one in who.case.check_ins.all()]
    assert weeks == [2, 6, 12]


def test_a_new_plan_replaces_what_was_not_asked_yet():
    who = _planned()
    safety.record_check_in(
        actor=make.handler(who), check_in=who.case.check_ins.first(), result="none", text="All is well."
    )
    safety.make_plan(actor=make.handler(who), text="Every week.", weeks=(1,))
    assert who.case.check_ins.count() == 2


def test_a_suspicion_makes_the_risk_high():
    who = _planned()
    safety.record_check_in(
        actor=make.handler(who), check_in=who.case.check_ins.first(), result="suspected", text="Her shifts were cut."
    )
    assert make.fresh(who.case).retaliation_risk == "high"
    assert CheckIn.objects.first().entry.audience == "internal"


def test_a_check_in_is_recorded_once_with_a_result_of_the_list():
    who = _planned()
    check_in = who.case.check_ins.first()
    with pytest.raises(BadInputError):
        safety.record_check_in(actor=make.handler(who), check_in=check_in, result="fine", text="All is well.")
    safety.record_check_in(actor=make.handler(who), check_in=check_in, result="none", text="All is well.")
    with pytest.raises(ConflictError):
        safety.record_check_in(actor=make.handler(who), check_in=check_in, result="none", text="Again.")


def test_a_report_of_retaliation_goes_first_and_has_its_own_clock():
    who = make.person()
    report = safety.report_retaliation(actor=who, text="They cut my shifts.")
    assert make.fresh(who.case).retaliation_risk == "high"
    assert (report.due_on - timezone.localdate()).days <= 4
    assert envelopes.read_entry(report.entry, make.handler(who).secrets)["text"] == "They cut my shifts."


def test_a_report_of_retaliation_is_answered_to_her_once():
    who = make.person()
    safety.report_retaliation(actor=who, text="They cut my shifts.")
    report = RetaliationReport.objects.get()
    safety.answer_retaliation(actor=make.handler(who), report=report, text="We spoke with them today.")
    assert RetaliationReport.objects.get().answered_on == timezone.localdate()
    with pytest.raises(ConflictError):
        safety.answer_retaliation(actor=make.handler(who), report=report, text="Again.")


def test_who_cannot_open_the_case_is_not_asked_to_check_in_or_to_do_a_task():
    who = make.person()
    stranger = seats.seated(who.case.mechanism, SeatRole.HANDLER, name="Nora Newcomer")
    with pytest.raises(BadInputError):
        safety.make_plan(actor=make.handler(who), text="Nora calls.", owner=stranger)
    with pytest.raises(BadInputError):
        tasks.add_task(actor=make.handler(who), text="Ask the unit.", due_on=make.later(3), owner=stranger)


def test_the_adviser_makes_no_plan():
    who = make.person()
    with pytest.raises(NotAllowedError):
        safety.make_plan(actor=make.given(who, SeatRole.ADVISER), text="A plan.")


# ---- tasks ---------------------------------------------------------------------------------------------------


def test_a_task_is_a_sealed_note_with_an_owner_and_a_day():
    who = make.person()
    task = tasks.add_task(actor=make.handler(who), text="Ask the unit for its record.", due_on=make.later(3))
    assert (task.owner, task.state, task.entry.audience) == (make.handler(who).user, "open", "internal")
    assert envelopes.read_entry(task.entry, make.handler(who).secrets)["text"] == "Ask the unit for its record."


def test_a_task_is_ended_once():
    who = make.person()
    task = tasks.add_task(actor=make.handler(who), text="Ask the unit.", due_on=make.later(3))
    assert tasks.drop_task(actor=make.handler(who), task=task).state == "dropped"
    with pytest.raises(ConflictError):
        tasks.finish_task(actor=make.handler(who), task=task)


def test_a_task_lies_ahead():
    with pytest.raises(BadInputError):
        tasks.add_task(actor=make.handler(make.person()), text="Too late.", due_on=make.later(-1))
