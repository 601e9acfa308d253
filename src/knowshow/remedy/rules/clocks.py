"""The published clocks of a case: how long each stage may take, and how long it took (GP 31 c, e).

Both sides see the same figures. A clock is ours or hers: the person's own time is a promise to her, and never a
breach of hers. A pause stops our clock, for a reason that is shown. The days are Knowshow's defaults (remedy.md
section 3 gives five days for the acknowledgement, two for retaliation, 48 hours for severe cases); a mechanism
publishes its own within the limits here. A day that was told to both sides stands, whatever is published, agreed or
paused after it: a breach that was public once stays one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from knowshow.errors import BadInputError
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.rules.working_days import Calendar, days_after

#: The least and the most working days of each clock. Hers have a floor: nobody is to be hurried.
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "acknowledged": (1, 10),
    "admissible": (1, 30),
    "assessed": (1, 90),
    "dialogue": (1, 90),
    "remedy_offered": (1, 60),
    "agreed": (10, 120),
    "implemented": (1, 260),
    "verified": (10, 120),
    "closed": (1, 30),
    "appeal": (1, 60),
    "retaliation": (1, 5),
    "escalation": (1, 2),
}


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """Working days until each thing must have happened. ``agreed`` and ``verified`` are the person's."""

    acknowledged: int = 5
    admissible: int = 10
    assessed: int = 20
    dialogue: int = 15
    remedy_offered: int = 10
    agreed: int = 20
    implemented: int = 30
    verified: int = 30
    closed: int = 10
    appeal: int = 20
    retaliation: int = 2
    escalation: int = 2

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            days = getattr(self, name)
            if type(days) is not int or not least <= days <= most:
                raise BadInputError(f"The clock {name!r} runs from {least} to {most} working days.")

    @classmethod
    def of(cls, stored: Mapping[str, int]) -> ClockPolicy:
        """Make a policy from what a mechanism stored where it differs from the defaults.

        >>> ClockPolicy.of({"acknowledged": 3}).acknowledged
        3
        """
        unknown = sorted(set(stored) - {one.name for one in fields(cls)})
        if unknown:
            raise BadInputError(f"There is no clock {', '.join(unknown)}.", remedy=f"There are: {', '.join(LIMITS)}.")
        return cls(**stored)


class Side(StrEnum):
    """Whose clock runs."""

    OURS = "ours"
    HERS = "hers"
    NONE = "none"


class State(StrEnum):
    """How a stage stands with its clock."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    NOW = "now"
    OVERDUE = "overdue"
    AHEAD = "ahead"


#: Which clock runs while a case stands at a stage: the time until the next thing must have happened.
_RUNNING: Final[Mapping[Stage, tuple[str, Side]]] = {
    Stage.RECEIVED: ("acknowledged", Side.OURS),
    Stage.ACKNOWLEDGED: ("admissible", Side.OURS),
    Stage.ADMISSIBLE: ("assessed", Side.OURS),
    Stage.ASSESSED: ("remedy_offered", Side.OURS),
    Stage.DIALOGUE: ("dialogue", Side.OURS),
    Stage.REMEDY_OFFERED: ("agreed", Side.HERS),
    Stage.AGREED: ("implemented", Side.OURS),
    Stage.IMPLEMENTED: ("verified", Side.HERS),
    Stage.VERIFIED: ("closed", Side.OURS),
    Stage.APPEALED: ("appeal", Side.OURS),
}
#: Where the clock is the person's.
HERS: Final = tuple(stage for stage, (_name, side) in _RUNNING.items() if side is Side.HERS)

#: The way from report to end as it is published; dialogue and appeal come when they are needed.
USUAL_WAY: Final = (
    Stage.RECEIVED,
    Stage.ACKNOWLEDGED,
    Stage.ADMISSIBLE,
    Stage.ASSESSED,
    Stage.REMEDY_OFFERED,
    Stage.AGREED,
    Stage.IMPLEMENTED,
    Stage.VERIFIED,
    Stage.CLOSED,
)


@dataclass(frozen=True, slots=True)
class Entered:
    """A case entered a stage, and perhaps left it.

    ``promised_on`` is the day agreed in an offer, or the one that was told before our clock stood still: it counts
    instead of the published clock. ``told_on`` is the day that both sides were told, with every pause until then: where
    there is one, it is the day that is due.
    """

    stage: Stage
    entered_on: date
    left_on: date | None = None
    promised_on: date | None = None
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Our clock stood still after one day and up to another, with it; without an end, it still stands."""

    since: date
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StageClock:
    """One stage and its clock, as both sides see it.

    ``days_late`` counts working days that are over or run: none on a Saturday after a Friday that was missed. Late it
    is nevertheless, and ``late_since`` says from which day on.
    """

    stage: Stage
    side: Side
    state: State
    entered_on: date | None = None
    left_on: date | None = None
    allowed_days: int | None = None
    used_days: int = 0
    paused_days: int = 0
    due_on: date | None = None
    days_late: int = 0
    late_since: date | None = None
    is_paused: bool = False
    pause_reasons: tuple[str, ...] = ()

    @property
    def is_breach(self) -> bool:
        """Whether we were late, or are: counted publicly. Never true for the person's own time."""
        return self.late_since is not None


def clocks(
    entries: Sequence[Entered],
    *,
    policy: ClockPolicy,
    calendar: Calendar,
    today: date,
    pauses: Iterable[Pause] = (),
) -> tuple[StageClock, ...]:
    """Return the clock of each stage that the case went through, in order.

    A day before the last known one (a clock that jumped) counts as that last day.

    >>> at = [Entered(Stage.RECEIVED, date(2026, 11, 2))]
    >>> one, = clocks(at, policy=ClockPolicy(), calendar=Calendar(), today=date(2026, 11, 10))
    >>> one.state.value, one.due_on.isoformat(), one.days_late
    ('overdue', '2026-11-09', 1)
    """
    straight, last = _straightened(entries)
    today = max(today, last) if last else today
    held = tuple(_Held.of(pause, today) for pause in pauses)
    return tuple(_clock(one, policy, calendar, today, held) for one in straight)


def ahead(entries: Sequence[Entered], *, policy: ClockPolicy) -> tuple[StageClock, ...]:
    """Return the stages of the usual way that are still to come, with their days and without dates.

    >>> [one.stage.value for one in ahead([Entered(Stage.AGREED, date(2026, 11, 2))], policy=ClockPolicy())]
    ['implemented', 'verified', 'closed']
    """
    if entries and entries[-1].stage in {Stage.CLOSED, Stage.APPEALED}:
        return ()
    stage = entries[-1].stage if entries else None
    # Dialogue stands where the usual way has the assessment: an offer comes next.
    stage = Stage.ASSESSED if stage is Stage.DIALOGUE else stage
    start = USUAL_WAY.index(stage) + 1 if stage else 0
    return tuple(_ahead(one, policy) for one in USUAL_WAY[start:])


def next_due(found: Sequence[StageClock]) -> StageClock | None:
    """Return the clock that runs now, if one does."""
    running = [one for one in found if one.state in {State.NOW, State.OVERDUE} and one.due_on]
    return running[-1] if running else None


def due_on(stage: Stage, entered_on: date, *, policy: ClockPolicy, calendar: Calendar) -> date | None:
    """Return the day by which a case must leave a stage, if nothing pauses it; none at the end.

    >>> due_on(Stage.APPEALED, date(2026, 11, 2), policy=ClockPolicy(), calendar=Calendar())
    datetime.date(2026, 11, 30)
    """
    running = _RUNNING.get(stage)
    return calendar.add(entered_on, getattr(policy, running[0])) if running else None


def held_up(promised: date, pause: Pause, *, calendar: Calendar, today: date) -> date:
    """Return the day that was promised with the days of a pause added; one that had passed before it stays.

    >>> held_up(date(2026, 11, 9), Pause(date(2026, 11, 2), date(2026, 11, 4)), calendar=Calendar(),
    ...     today=date(2026, 11, 30))
    datetime.date(2026, 11, 11)
    """
    return _moved(promised, _Held.of(pause, today), calendar)


def retaliation_due(reported_on: date, *, policy: ClockPolicy, calendar: Calendar) -> date:
    """Return the day by which a report of retaliation must be answered."""
    return calendar.add(reported_on, policy.retaliation)


def escalation_due(known_on: date, *, policy: ClockPolicy, calendar: Calendar) -> date:
    """Return the day by which a severe case must have reached those who can act (remedy.md section 3: 48 hours)."""
    return calendar.add(known_on, policy.escalation)


@dataclass(frozen=True, slots=True)
class _Held:
    since: date
    until: date
    reason: str
    is_open: bool

    @classmethod
    def of(cls, pause: Pause, today: date) -> _Held:
        return cls(pause.since, max(pause.since, pause.until or today), pause.reason, pause.until is None)

    def covers(self, day: date) -> bool:
        return self.since < day <= self.until

    def touches(self, start: date, end: date) -> bool:
        return self.since < end and start < self.until


def _straightened(entries: Sequence[Entered]) -> tuple[list[Entered], date | None]:
    last: date | None = None
    straight = []
    for one in entries:
        entered = max(one.entered_on, last) if last else one.entered_on
        left = max(one.left_on, entered) if one.left_on else None
        last = left or entered
        straight.append(replace(one, entered_on=entered, left_on=left))
    return straight, last


def _clock(one: Entered, policy: ClockPolicy, calendar: Calendar, today: date, pauses: tuple[_Held, ...]) -> StageClock:
    running = _RUNNING.get(one.stage)
    if running is None:
        state = State.DONE_IN_TIME if one.left_on else State.NOW
        return StageClock(one.stage, Side.NONE, state, one.entered_on, one.left_on)
    name, side = running
    # The person's time is hers, whatever we are waiting for.
    held = pauses if side is Side.OURS else ()
    due = one.told_on or _due(one, getattr(policy, name), calendar, held)
    return _counted(one, side, due, calendar, today, held)


def _counted(
    one: Entered, side: Side, due: date, calendar: Calendar, today: date, held: tuple[_Held, ...]
) -> StageClock:
    end = one.left_on or today
    used = _worked(one.entered_on, end, calendar, held)
    # A day that has passed is missed, whatever is said later of the days after it: no calendar undoes a breach.
    is_late = side is Side.OURS and end > due
    touching = [pause for pause in held if pause.touches(one.entered_on, end) or (pause.is_open and not one.left_on)]
    return StageClock(
        stage=one.stage,
        side=side,
        state=_state(one, is_late=is_late),
        entered_on=one.entered_on,
        left_on=one.left_on,
        allowed_days=_worked(one.entered_on, due, calendar, held),
        used_days=used,
        paused_days=calendar.between(one.entered_on, end) - used,
        due_on=due,
        days_late=_worked(due, end, calendar, held) if is_late else 0,
        late_since=max(due + timedelta(days=1), one.entered_on) if is_late else None,
        is_paused=not one.left_on and any(pause.is_open for pause in touching),
        pause_reasons=tuple(dict.fromkeys(pause.reason for pause in touching)),
    )


def _worked(start: date, end: date, calendar: Calendar, held: tuple[_Held, ...]) -> int:
    """Count the working days after one day and up to another, without those on which our clock stood still."""
    return sum(calendar.is_working(day) and not _is_held(day, held) for day in days_after(start, end))


def _due(one: Entered, allowed: int, calendar: Calendar, held: tuple[_Held, ...]) -> date:
    if one.promised_on:
        return _held_up(one.promised_on, calendar, [pause for pause in held if pause.until > one.entered_on])
    day = one.entered_on
    while allowed:
        day += timedelta(days=1)
        allowed -= calendar.is_working(day) and not _is_held(day, held)
    return _beyond(day, held)


def _held_up(promised: date, calendar: Calendar, held: Sequence[_Held]) -> date:
    """Add the last pause to the day that was promised before it; the earlier ones were added when they ended."""
    last = max(held, key=lambda pause: (pause.since, pause.until), default=None)
    return promised if last is None else _moved(promised, last, calendar)


def _moved(promised: date, pause: _Held, calendar: Calendar) -> date:
    if promised < pause.since:
        return promised
    return _beyond(calendar.add(promised, calendar.between(pause.since, pause.until)), (pause,))


def _beyond(due: date, held: Sequence[_Held]) -> date:
    """Move a due day from which on our clock stood still to the end of that: none of our days lies between."""
    while _is_held(due + timedelta(days=1), held):
        due += timedelta(days=1)
    return due


def _is_held(day: date, held: Sequence[_Held]) -> bool:
    return any(pause.covers(day) for pause in held)


def _state(one: Entered, *, is_late: bool) -> State:
    if one.left_on:
        return State.DONE_LATE if is_late else State.DONE_IN_TIME
    return State.OVERDUE if is_late else State.NOW


def _ahead(stage: Stage, policy: ClockPolicy) -> StageClock:
    running = _RUNNING.get(stage)
    if running is None:
        return StageClock(stage, Side.NONE, State.AHEAD)
    return StageClock(stage, running[1], State.AHEAD, allowed_days=getattr(policy, running[0]))
