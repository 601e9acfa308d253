"""Codes in clear, reasons sealed; a severe case reaches those who can act within two working days."""

import pytest
from django.utils import timezone

from knowshow.errors import BadInputError, NotAllowedError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Entry, SeatRole, SystemicIssue
from knowshow.remedy.services import coding, tasks
from knowshow.remedy.services.coding import Severity
from tests.remedy import make

pytestmark = pytest.mark.django_db
SEVERE = Severity(4, 3, 4)


def _rate(who, severity=SEVERE, **facts):
    said = {"urgency": "days", "retaliation_risk": "medium", "reasons": "She lost her livelihood."} | facts
    return coding.rate(actor=make.handler(who), severity=severity, **said)


def test_codes_stand_in_clear_and_reasons_are_sealed():
    who = make.person()
    entry = _rate(who)
    case = make.fresh(who.case)
    assert (case.scale, case.scope, case.irremediability, case.urgency) == (4, 3, 4, "days")
    assert b"livelihood" not in bytes(Entry.objects.get(pk=entry.pk).sealed)
    assert envelopes.read_entry(entry, make.handler(who).secrets)["reasons"] == "She lost her livelihood."


def test_reasons_are_the_teams_unless_it_shows_them():
    who = make.person()
    assert _rate(who).audience == "internal"
    assert _rate(who, is_shown=True).audience == "both"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("scale", {"severity": Severity(5, 1, 1)}),
        ("urgency", {"urgency": "whenever"}),
        ("retaliation_risk", {"retaliation_risk": ""}),
    ],
)
def test_what_is_not_of_the_list_is_refused(field, change):
    with pytest.raises(BadInputError) as refused:
        _rate(make.person(), **change)
    assert refused.value.place.field == field


def test_what_is_not_known_may_stay_open():
    who = make.person()
    _rate(who, Severity(3, None, None))
    assert make.fresh(who.case).scope is None


def test_a_severe_case_is_a_task_within_two_working_days_once():
    who = make.person()
    _rate(who)
    _rate(who)
    task = who.case.tasks.get()
    assert (task.due_on - timezone.localdate()).days <= 4
    tasks.finish_task(actor=make.handler(who), task=task)
    assert make.fresh(who.case).marks["escalated_within_48h"] is True


def test_a_case_that_is_not_severe_makes_no_task():
    who = make.person()
    _rate(who, Severity(2, 2, 2))
    assert not who.case.tasks.exists()


def test_right_product_cause_and_systemic_issue_are_coded():
    who = make.person()
    issue = SystemicIssue.objects.create(mechanism=who.case.mechanism, title="The same signal")
    coding.classify(
        actor=make.handler(who), right="privacy", product="app", root_cause="no_review", systemic_issue=issue
    )
    case = make.fresh(who.case)
    assert (case.right, case.product, case.root_cause, case.systemic_issue) == ("privacy", "app", "no_review", issue)


def test_a_systemic_issue_of_another_mechanism_is_refused():
    who = make.person()
    issue = SystemicIssue.objects.create(mechanism=make.mechanism(), title="Elsewhere")
    with pytest.raises(BadInputError):
        coding.classify(actor=make.handler(who), right="privacy", systemic_issue=issue)


def test_an_adviser_codes_nothing():
    who = make.person()
    with pytest.raises(NotAllowedError):
        coding.classify(actor=make.given(who, SeatRole.ADVISER), right="privacy")
