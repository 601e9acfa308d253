"""Move a case from stage to stage, with the day by which it must leave each (GP 31 c, e)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from knowshow.remedy.filing import clocks as filed
from knowshow.remedy.filing.clocks import ahead_of, calendar_of, clock_of, policy_of, running_of
from knowshow.remedy.models import AppealState, RemedyState, StageEntry
from knowshow.remedy.rules import clocks
from knowshow.remedy.rules.clocks import Pause
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
    "give_time",
    "is_paused",
    "pause",
    "policy_of",
    "promise",
    "release",
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
    return _opened(case, stage, today)


def begin(case: Case) -> StageEntry:
    """Open the first stage of a case that has just been received."""
    return _opened(case, Stage(case.stage), case.received_on)


def promise(case: Case) -> None:
    """Let our clock run to the next day that is promised in what was agreed. The case is held.

    A day that has passed stands: it was missed, and neither a later part nor a later agreement hides that.
    """
    entry = case.stages.filter(stage=Stage.AGREED, left_on__isnull=True).first()
    owed = filed.owed_on(case)
    if entry is None or owed is None or _is_missed(case):
        return
    # The day of each part holds every pause that is over; one that still stands is added when it ends.
    entry.promised_on, entry.due_on = owed, None if is_paused(case) else owed
    entry.save(update_fields=["promised_on", "due_on"])


def release(case: Case) -> None:
    """Let go of what is still to come of what was agreed, as the person ended the case. The case is held.

    A part whose day has passed was missed, and stays so.
    """
    today = timezone.localdate()
    owed = [(one, filed.due_of(one, case)) for one in case.remedies.filter(state__in=filed.OWED)]
    to_come = [one.pk for one, due in owed if due is None or due >= today]
    case.remedies.filter(pk__in=to_come).update(state=RemedyState.REPLACED)


def give_time(case: Case, until: date) -> None:
    """Let the person's time to decide on an offer run until a day: it is the one that her page names."""
    case.stages.filter(stage=Stage.REMEDY_OFFERED, left_on__isnull=True).update(due_on=until)


def is_paused(case: Case) -> bool:
    """Whether our clock stands still."""
    return case.pauses.filter(until__isnull=True).exists()


def pause(case: Case, reason: str) -> None:
    """Let our clock stand still from today; while it does, no day is due. The case is held.

    Her time runs on, and what was late before stays late.
    """
    is_late = _is_missed(case)
    case.pauses.create(reason=reason)
    ours = case.stages.filter(left_on__isnull=True, due_on__isnull=False).exclude(stage__in=clocks.HERS)
    if not is_late:
        # The day that was told is what the pause is added to, whatever clocks are published meanwhile.
        ours.update(promised_on=F("due_on"), due_on=None)


def resume(case: Case) -> bool:
    """Let our clock run on, with the days that it stood added; say whether it had stood still. The case is held."""
    ended = case.pauses.filter(until__isnull=True).last()
    if ended is None:
        return False
    case.pauses.filter(until__isnull=True).update(until=timezone.localdate())
    _move_parts(case, Pause(ended.since, timezone.localdate()))
    _tell(case)
    return True


def _opened(case: Case, stage: Stage, today: date) -> StageEntry:
    promised = filed.owed_on(case) if stage == Stage.AGREED else None
    mechanism = case.mechanism
    due = promised or clocks.due_on(stage, today, policy=policy_of(mechanism), calendar=calendar_of(mechanism))
    if stage == Stage.REMEDY_OFFERED and due:
        due = _still_open(case, due)
    return StageEntry.objects.create(case=case, stage=stage, entered_on=today, due_on=due, promised_on=promised)


def _still_open(case: Case, due: date) -> date:
    """Return the day until which she decides on an offer that stayed open meanwhile: it gives her the whole time."""
    still = case.offers.filter(state="open", is_from_person=False)
    still.filter(open_until__lt=due).update(open_until=due)
    return max([due, *(day for day in still.values_list("open_until", flat=True) if day)])


def _tell(case: Case) -> None:
    """Write down the day that is due from now on, where none is: both sides, and the figures, read this one."""
    running = running_of(case)
    if running is None or not case.stages.filter(left_on__isnull=True, due_on__isnull=True).exists():
        return
    case.stages.filter(left_on__isnull=True).update(due_on=running.due_on)
    if running.stage == Stage.APPEALED:
        case.appeals.filter(state=AppealState.OPEN).update(due_on=running.due_on)


def _move_parts(case: Case, pause: Pause) -> None:
    """Add the days on which our clock stood to the day of each part, but for one that had passed before."""
    parts = case.remedies.filter(state__in=filed.PROMISED, due_on__gte=pause.since)
    calendar, today = calendar_of(case.mechanism), timezone.localdate()
    for part in parts if case.stage == Stage.AGREED else ():
        if part.due_on:
            part.due_on = clocks.held_up(part.due_on, pause, calendar=calendar, today=today)
            part.save(update_fields=["due_on"])


def _is_missed(case: Case) -> bool:
    """Whether the day that was told for where the case stands has passed."""
    running = running_of(case)
    return running is not None and running.is_breach
