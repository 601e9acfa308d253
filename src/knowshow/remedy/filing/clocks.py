"""The stages of a case as the clocks count them, by the mechanism's published policy and calendar (GP 31 c, e)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Q
from django.utils import timezone

from knowshow.remedy.models import RemedyState
from knowshow.remedy.rules import clocks
from knowshow.remedy.rules.clocks import ClockPolicy, Entered, Pause, StageClock
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.rules.working_days import Calendar

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.models import Case, Mechanism, Remedy

#: Remedies that were promised for a day, whatever became of them since; and those of them that are still to come.
PROMISED: Final = (RemedyState.AGREED, RemedyState.PROVEN, RemedyState.VERIFIED, RemedyState.DISPUTED)
OWED: Final = (RemedyState.AGREED, RemedyState.DISPUTED)


def policy_of(mechanism: Mechanism) -> ClockPolicy:
    """Return the clocks that a mechanism published."""
    return ClockPolicy.of(mechanism.clocks)


def calendar_of(mechanism: Mechanism) -> Calendar:
    """Return the days on which a mechanism works."""
    return _calendar(mechanism.country, tuple(mechanism.weekend), tuple(mechanism.closed_days))


def clock_of(case: Case) -> tuple[StageClock, ...]:
    """Return the clock of each stage that a case went through, as of today: both sides see the same."""
    mechanism = case.mechanism
    return clocks.clocks(
        entered(case),
        policy=policy_of(mechanism),
        calendar=calendar_of(mechanism),
        today=timezone.localdate(),
        pauses=[Pause(one.since, one.until, one.reason) for one in case.pauses.all()],
    )


def ahead_of(case: Case) -> tuple[StageClock, ...]:
    """Return the stages of the usual way that are still to come, with the days that each may take."""
    return clocks.ahead(entered(case), policy=policy_of(case.mechanism))


def running_of(case: Case) -> StageClock | None:
    """Return the clock that runs now, if one does."""
    return clocks.next_due(clock_of(case))


def entered(case: Case) -> list[Entered]:
    """Return when a case entered and left each stage, with the day that was told to both sides.

    Each stage keeps its own: nothing that is agreed, published or erased later moves a day that was told before.
    """
    return [
        Entered(Stage(one.stage), one.entered_on, one.left_on, one.promised_on, one.due_on) for one in case.stages.all()
    ]


def owed_on(case: Case) -> date | None:
    """Return the next day by which a part of what is agreed now is to be carried out: each part has its own.

    The first that is missed is the breach, however many parts are promised for later.
    """
    owed = in_force(case).filter(state__in=OWED, due_on__isnull=False)
    return owed.order_by("due_on").values_list("due_on", flat=True).first()


def in_force(case: Case) -> QuerySet[Remedy]:
    """Return the parts of what is agreed now: of the newest agreement, and what was still to come of former ones.

    What had been missed before the newest agreement was made is a breach of the former one, for ever: the new one is
    not late for it on its first day, and is carried out without it.
    """
    promised = case.remedies.filter(state__in=PROMISED)
    newest = promised.aggregate(day=Max("agreed_on"))["day"]
    still = Q(agreed_on=newest) | Q(due_on__isnull=True) | Q(due_on__gte=newest)
    return promised.filter(still) if newest else promised


def due_of(remedy: Remedy, case: Case) -> date | None:
    """Return the day by which a part of what was agreed is to be carried out, with every day on which our clock stood.

    The days of a pause are added to the stored day when it ends. While our clock still stands, they are added here.
    """
    still = next((one for one in case.pauses.all() if one.until is None), None)
    if remedy.due_on is None or still is None or case.stage != Stage.AGREED:
        return remedy.due_on
    today, pause = timezone.localdate(), Pause(still.since)
    return clocks.held_up(remedy.due_on, pause, calendar=calendar_of(case.mechanism), today=today)


@lru_cache(maxsize=256)
def _calendar(country: str, weekend: tuple[int, ...], closed_days: tuple[str, ...]) -> Calendar:
    return Calendar.of(country, weekend, closed_days)
