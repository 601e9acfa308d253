"""Keep the person safe: a plan, somebody who asks after two, six and twelve weeks, a short clock (GP 29, 31 b, f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.remedy.models import Audience, CheckIn, EntryKind, RetaliationReport
from knowshow.remedy.rules import clocks, triage
from knowshow.remedy.rules.triage import CHECK_IN_WEEKS, Risk
from knowshow.remedy.services import _acts, _clocks, _moves
from knowshow.remedy.services.person import checked_text
from knowshow.remedy.services.tasks import require_owner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Entry
    from knowshow.remedy.standing import Handler, Person

#: What a check-in found; not reached is a finding too.
RESULTS: Final = ("none", "suspected", "reported", "not_reached")


@transaction.atomic
def make_plan(*, actor: Handler, text: str, owner: User | None = None, weeks: Sequence[int] = CHECK_IN_WEEKS) -> Entry:
    """Agree on a plan that both sides read; somebody asks again after so many weeks.

    ``owner`` is who asks: somebody outside the unit complained of.
    """
    actor.require_handling()
    checked_text(text)
    owner = owner or actor.user
    require_owner(actor, owner)
    case = actor.case
    _acts.hold(case)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.PLAN)
    case.check_ins.filter(done_on__isnull=True).delete()
    days = triage.check_ins(timezone.localdate(), _clocks.calendar_of(case.mechanism), weeks)
    CheckIn.objects.bulk_create(CheckIn(case=case, due_on=day, owner=owner) for day in days)
    _acts.note(actor, "remedy.safety.planned", case)
    return entry


@transaction.atomic
def record_check_in(*, actor: Handler, check_in: CheckIn, result: str, text: str) -> CheckIn:
    """Note what was found; what was suspected or reported makes the risk high."""
    actor.require_handling()
    checked_text(text)
    if result not in RESULTS:
        raise BadInputError("Choose one of the list.", place=Place(field="result"))
    _moves.require_of(actor, check_in.case_id)
    _acts.hold(actor.case)
    check_in.refresh_from_db()
    if check_in.done_on:
        raise ConflictError("This check-in was recorded already.")
    check_in.entry = _acts.append(actor, {"text": text}, kind=EntryKind.NOTE, audience=Audience.INTERNAL)
    check_in.result, check_in.done_on = result, timezone.localdate()
    check_in.save(update_fields=["entry", "result", "done_on"])
    if result in {"suspected", "reported"}:
        _raise_risk(actor)
    _acts.note(actor, "remedy.safety.checked_in", actor.case)
    return check_in


@transaction.atomic
def report_retaliation(*, actor: Person, text: str) -> RetaliationReport:
    """Say that somebody makes her pay for complaining: the case goes first, and a clock of its own runs."""
    checked_text(text)
    case = actor.case
    _acts.hold(case)
    entry = _acts.append(actor, {"event": "retaliation_reported", "text": text}, kind=EntryKind.REQUEST)
    _raise_risk(actor)
    due = clocks.retaliation_due(
        timezone.localdate(), policy=_clocks.policy_of(case.mechanism), calendar=_clocks.calendar_of(case.mechanism)
    )
    _acts.note(actor, "remedy.safety.retaliation_reported", case)
    return RetaliationReport.objects.create(case=case, entry=entry, due_on=due)


@transaction.atomic
def answer_retaliation(*, actor: Handler, report: RetaliationReport, text: str) -> RetaliationReport:
    """Tell the person what is done about it."""
    actor.require_handling()
    checked_text(text)
    _moves.require_of(actor, report.case_id)
    _acts.hold(actor.case)
    report.refresh_from_db()
    if report.answered_on:
        raise ConflictError("This was answered already. Write a message instead.")
    report.entry.case = actor.case
    _acts.append(actor, {"text": text}, kind=EntryKind.MESSAGE, about=report.entry)
    report.answered_on = timezone.localdate()
    report.save(update_fields=["answered_on"])
    _acts.note(actor, "remedy.safety.retaliation_answered", actor.case)
    return report


def _raise_risk(actor: Handler | Person) -> None:
    """Until somebody looks at it and says otherwise, the risk is high."""
    actor.case.retaliation_risk = Risk.HIGH
    actor.case.save(update_fields=["retaliation_risk"])
