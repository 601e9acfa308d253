"""What is to be done on a case, by whom and by when; what it is stands in a sealed note (GP 31 c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.remedy.models import Audience, CaseKey, CaseTask, EntryKind, KeyScope, TaskState
from knowshow.remedy.services import _acts, _moves
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from datetime import date

    from knowshow.foundation.models import User
    from knowshow.remedy.standing import Handler


@transaction.atomic
def add_task(*, actor: Handler, text: str, due_on: date, owner: User | None = None) -> CaseTask:
    """Give somebody who can open the case something to do by a day; without a name, it is one's own."""
    actor.require_handling()
    checked_text(text)
    if due_on < timezone.localdate():
        raise BadInputError("Choose today or a later day.", place=Place(field="due_on"))
    owner = owner or actor.user
    require_owner(actor, owner)
    _acts.hold(actor.case)
    entry = _acts.append(actor, {"text": text, "task": True}, kind=EntryKind.NOTE, audience=Audience.INTERNAL)
    _acts.note(actor, "remedy.task.added", actor.case)
    return CaseTask.objects.create(case=actor.case, entry=entry, owner=owner, due_on=due_on)


@transaction.atomic
def finish_task(*, actor: Handler, task: CaseTask) -> CaseTask:
    """Say that a task is done."""
    return _end(actor, task, TaskState.DONE)


@transaction.atomic
def drop_task(*, actor: Handler, task: CaseTask) -> CaseTask:
    """Say that a task is no longer needed."""
    return _end(actor, task, TaskState.DROPPED)


def require_owner(actor: Handler, owner: User) -> None:
    """Refuse to leave something to somebody who cannot read what it is."""
    if not CaseKey.objects.filter(case=actor.case, user=owner, scope=KeyScope.CASE).exists():
        raise BadInputError(
            "This member cannot open the case.", place=Place(field="owner"), remedy="Give it to her first."
        )


def _end(actor: Handler, task: CaseTask, state: TaskState) -> CaseTask:
    actor.require_handling()
    _moves.require_of(actor, task.case_id)
    _acts.hold(actor.case)
    task.refresh_from_db()
    if task.state != TaskState.OPEN:
        raise ConflictError("This task was ended already.")
    task.state, task.done_on = state, timezone.localdate()
    task.save(update_fields=["state", "done_on"])
    if actor.case.marks.get("escalation") == task.pk:
        in_time = state == TaskState.DONE and task.done_on <= task.due_on
        _moves.mark(actor.case, {"escalated_within_48h": in_time})
    _acts.note(actor, f"remedy.task.{state}", actor.case)
    return task
