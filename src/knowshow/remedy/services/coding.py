"""How grave, how soon, how exposed, about what, and why it happened: codes in clear, reasons sealed (GP 14, 24, 31 g).

What is not known counts as grave. Nothing that is coded here refuses or closes anything.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, Place
from knowshow.remedy.models import Audience, CaseTask, EntryKind, SystemicIssue
from knowshow.remedy.rules import clocks, triage
from knowshow.remedy.rules.triage import LEVELS, Risk, Urgency
from knowshow.remedy.services import _acts, _clocks, _moves
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from knowshow.remedy.models import Case, Entry
    from knowshow.remedy.standing import Handler

_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Severity:
    """Scale, scope and irremediability from 1 to 4; nothing where it is not known."""

    scale: int | None = None
    scope: int | None = None
    irremediability: int | None = None


@transaction.atomic
def rate(
    *,
    actor: Handler,
    severity: Severity,
    urgency: str,
    retaliation_risk: str,
    reasons: str,
    is_shown: bool = False,
) -> Entry:
    """Rate a case, with reasons; a severe one becomes a task that is due within two working days.

    ``is_shown``: whether both sides read the reasons, or the team alone.
    """
    actor.require_handling()
    _check(severity, urgency, retaliation_risk)
    checked_text(reasons)
    case = actor.case
    _acts.hold(case)
    content = {
        "severity": asdict(severity), "urgency": urgency, "retaliation_risk": retaliation_risk, "reasons": reasons,
    }  # fmt: skip
    audience = Audience.BOTH if is_shown else Audience.INTERNAL
    entry = _acts.append(actor, content, kind=EntryKind.CODING, audience=audience)
    case.scale, case.scope, case.irremediability = severity.scale, severity.scope, severity.irremediability
    case.urgency, case.retaliation_risk = urgency, retaliation_risk
    case.save(update_fields=["scale", "scope", "irremediability", "urgency", "retaliation_risk"])
    _escalate(actor, entry)
    _acts.note(actor, "remedy.case.rated", case, "severity", "urgency", "retaliation_risk")
    return entry


@transaction.atomic
def classify(
    *,
    actor: Handler,
    right: str,
    product: str = "",
    root_cause: str = "",
    systemic_issue: SystemicIssue | None = None,
) -> Case:
    """Say which right and which product a case is about, why it happened, and whether others share the cause."""
    actor.require_handling()
    case = actor.case
    if systemic_issue is not None and systemic_issue.mechanism_id != case.mechanism_id:
        raise BadInputError("This systemic issue is of another mechanism.", place=Place(field="systemic_issue"))
    codes = {"right": right.strip(), "product": product.strip(), "root_cause": root_cause.strip()}
    for name, code in codes.items():
        if len(code) > _LONGEST:
            raise BadInputError("Choose one of the list.", place=Place(field=name))
    _acts.hold(case)
    for name, code in codes.items():
        setattr(case, name, code)
    case.systemic_issue = systemic_issue
    case.save(update_fields=[*codes, "systemic_issue"])
    _acts.note(actor, "remedy.case.classified", case, *codes)
    return case


def _check(severity: Severity, urgency: str, retaliation_risk: str) -> None:
    for name, level in asdict(severity).items():
        if level is not None and level not in LEVELS:
            raise BadInputError("A level is a number from 1 to 4.", place=Place(field=name))
    if urgency not in set(Urgency):
        raise BadInputError("Choose one of the list.", place=Place(field="urgency"))
    if retaliation_risk not in set(Risk):
        raise BadInputError("Choose one of the list.", place=Place(field="retaliation_risk"))


def _escalate(actor: Handler, entry: Entry) -> None:
    """Make a task of bringing a severe case before those who can act, once."""
    case = actor.case
    found = triage.severity(case.scale, case.scope, case.irremediability)
    if not found.is_severe or "escalation" in case.marks:
        return
    due = clocks.escalation_due(
        timezone.localdate(), policy=_clocks.policy_of(case.mechanism), calendar=_clocks.calendar_of(case.mechanism)
    )
    task = CaseTask.objects.create(case=case, entry=entry, owner=actor.user, due_on=due)
    _moves.mark(case, {"escalation": task.pk})
