"""Move a case from stage to stage, with the day by which it must leave each (GP 31 c, e)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from knowshow.remedy.filing import clocks as filed
from knowshow.remedy.filing.clocks import ahead_of, calendar_of, clock_of, policy_of, running_of
from knowshow.remedy.models import StageEntry
from knowshow.remedy.rules import clocks
from knowshow.remedy.rules.stages import Stage

if TYPE_CHECKING:
    from datetime import date

    from knowshow.remedy.models import Case

__all__ = [
    "ahead_of",
    "begin",
    "calendar_of",
    "clock_of",
    "enter",
    "is_paused",
    "pause",
    "policy_of",
    "resume",
    "running_of",
]


def enter(case: Case, stage: Stage) -> StageEntry:
    """Close the stage in which a case stands and open the next, due by the published clock. The case is held.

    A day before the last known one (a clock that jumped) counts as that last day; a pause ends with the stage.
    """
    resume(case)
    last = case.stages.order_by("pk").last()
    today = max(timezone.localdate(), last.entered_on) if last else timezone.localdate()
    case.stages.filter(left_on__isnull=True).update(left_on=today)
    case.stage, case.stage_since = stage, today
    case.save(update_fields=["stage", "stage_since"])
    return StageEntry.objects.create(case=case, stage=stage, entered_on=today, due_on=_due(case, stage))


def begin(case: Case) -> StageEntry:
    """Open the first stage of a case that has just been received."""
    stage, today = Stage(case.stage), case.received_on
    return StageEntry.objects.create(case=case, stage=stage, entered_on=today, due_on=_due(case, stage))


def is_paused(case: Case) -> bool:
    """Whether our clock stands still."""
    return case.pauses.filter(until__isnull=True).exists()


def pause(case: Case, reason: str) -> None:
    """Let our clock stand still from today; while it does, no day is due. The case is held."""
    case.pauses.create(reason=reason)
    case.stages.filter(left_on__isnull=True).update(due_on=None)


def resume(case: Case) -> bool:
    """Let our clock run on, with the days that it stood added; say whether it had stood still. The case is held."""
    if not case.pauses.filter(until__isnull=True).update(until=timezone.localdate()):
        return False
    running = running_of(case)
    case.stages.filter(left_on__isnull=True).update(due_on=running.due_on if running else None)
    return True


def _due(case: Case, stage: Stage) -> date | None:
    """Return the day by which a stage must be left: for what was agreed, the day that was promised."""
    promised = filed.promised_on(case) if stage == Stage.AGREED else None
    mechanism = case.mechanism
    return promised or clocks.due_on(
        stage, case.stage_since, policy=policy_of(mechanism), calendar=calendar_of(mechanism)
    )
