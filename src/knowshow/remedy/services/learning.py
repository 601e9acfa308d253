"""What cases teach: an issue behind several of them, what is done about it, who was consulted (GP 31 g, h)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import history
from knowshow.remedy.models import Consultation, SeatRole, SystemicAction, SystemicIssue
from knowshow.remedy.standing import HANDLING, may_administer, require_seat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import Model

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism

#: Who draws lessons: those who handle cases, and the analyst, who sees only codes.
LEARNING = (*HANDLING, SeatRole.ANALYST)


@transaction.atomic
def open_issue(
    *, actor: User, mechanism: Mechanism, title: str, description: str = "", root_cause: str = "", product: str = ""
) -> SystemicIssue:
    """Name what several cases have in common. It is not sealed: no words of a person, no name."""
    _require(actor, mechanism)
    issue = SystemicIssue.objects.create(
        mechanism=mechanism, title=_line(title, "title"), description=description.strip(), root_cause=root_cause,
        product=product,
    )  # fmt: skip
    _note(actor, "issue_opened", issue)
    return issue


@transaction.atomic
def change_issue(*, actor: User, issue: SystemicIssue, changes: Mapping[str, str]) -> SystemicIssue:
    """Change what is said of an issue."""
    _require(actor, issue.mechanism)
    for name in ("title", "description", "root_cause", "product"):
        if name in changes:
            setattr(issue, name, _line(changes[name], name) if name == "title" else changes[name].strip())
    issue.save()
    _note(actor, "issue_changed", issue)
    return issue


@transaction.atomic
def close_issue(*, actor: User, issue: SystemicIssue) -> SystemicIssue:
    """Close an issue whose actions are all done; open again by the same way."""
    _require(actor, issue.mechanism)
    if issue.closed_on is None and issue.actions.filter(done_on__isnull=True).exists():
        raise ConflictError("There is something left to do about this. Finish it first.")
    issue.closed_on = None if issue.closed_on else timezone.localdate()
    issue.save(update_fields=["closed_on"])
    _note(actor, "issue_closed" if issue.closed_on else "issue_reopened", issue)
    return issue


@transaction.atomic
def plan_systemic_action(
    *, actor: User, issue: SystemicIssue, what: str, owner: str = "", due_on: date | None = None
) -> SystemicAction:
    """Plan something so that it does not happen again."""
    _require(actor, issue.mechanism)
    action = SystemicAction.objects.create(issue=issue, what=_line(what, "what"), owner=owner.strip(), due_on=due_on)
    _note(actor, "systemic_action_planned", issue)
    return action


@transaction.atomic
def finish_systemic_action(*, actor: User, action: SystemicAction) -> SystemicAction:
    """Say that it was done; said once more, that it was not."""
    _require(actor, action.issue.mechanism)
    action.done_on = None if action.done_on else timezone.localdate()
    action.save(update_fields=["done_on"])
    _note(actor, "systemic_action_done" if action.done_on else "systemic_action_reopened", action.issue)
    return action


@transaction.atomic
def record_consultation(
    *, actor: User, mechanism: Mechanism, held_on: date, group: str, suggestions: int, answered: int, summary: str
) -> Consultation:
    """Note who was asked how the mechanism should work, and how many of their suggestions were answered."""
    if not may_administer(actor, mechanism):
        _require(actor, mechanism)
    if answered > suggestions:
        raise BadInputError("More answers than suggestions.", place=Place(field="answered"))
    made = Consultation.objects.create(
        mechanism=mechanism, held_on=held_on, group=_line(group, "group"), suggestions=suggestions, answered=answered,
        summary=summary.strip(),
    )  # fmt: skip
    _note(actor, "consultation_recorded", made)
    return made


def _require(actor: User, mechanism: Mechanism) -> None:
    require_seat(actor, mechanism, *LEARNING)


def _line(text: str, field: str) -> str:
    if not text.strip():
        raise BadInputError("A few words are needed.", place=Place(field=field))
    return text.strip()


def _note(actor: User, what: str, subject: Model) -> None:
    history.record(actor=actor, action=f"remedy.learning.{what}", organisation=None, subject=subject, to_the_day=True)
