"""What the team, analysts and outside observers see of a mechanism without opening a case: clocks, counts, breaches.

No words of anybody, no name, no product: a reference, a stage and days (GP 31 c, e).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Q
from django.utils import timezone

from knowshow.remedy.filing import noted
from knowshow.remedy.models import Case, CaseKey, KeyScope, Lane, MemberKey, Seat, StageEntry
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors import wording
from knowshow.remedy.standing import active, unended

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.models import Mechanism

#: Stages in which the person's own time runs: it is a promise to her, and never a breach of hers.
HERS: Final = (Stage.REMEDY_OFFERED, Stage.IMPLEMENTED)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many cases stand at a stage, and how often the time for it was kept."""

    stage: str
    name: str
    is_hers: bool
    now: int
    late_now: int
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Late:
    """A case whose clock has run out: when it was due, and how it is called."""

    reference: str
    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Overview:
    """A mechanism in figures."""

    running: int
    closed: int
    drafts: int
    apart: int
    unconfirmed: int
    stages: tuple[StageCount, ...]
    late: tuple[Late, ...]


def overview(mechanism: Mechanism) -> Overview:
    """Return the figures of a mechanism as of today."""
    cases = Case.objects.filter(mechanism=mechanism, shredded_on__isnull=True)
    counted = cases.aggregate(
        running=Count("pk", filter=Q(is_draft=False, closed_on__isnull=True)),
        closed=Count("pk", filter=Q(is_draft=False, closed_on__isnull=False)),
        drafts=Count("pk", filter=Q(is_draft=True)),
        apart=Count("pk", filter=Q(is_draft=False) & ~Q(lane=Lane.ORDINARY)),
        unconfirmed=Count("pk", filter=Q(is_draft=False, is_confirmed=False)),
    )
    return Overview(**counted, stages=_stages(mechanism), late=_late(mechanism))


def _stages(mechanism: Mechanism) -> tuple[StageCount, ...]:
    today = timezone.localdate()
    is_now = Q(left_on__isnull=True)
    was_late = Q(due_on__isnull=False, left_on__gt=F("due_on"))
    found = StageEntry.objects.filter(case__mechanism=mechanism).values("stage").order_by("stage")
    rows = found.annotate(
        now=Count("pk", filter=is_now),
        late_now=Count("pk", filter=is_now & Q(due_on__lt=today)),
        late=Count("pk", filter=was_late),
        in_time=Count("pk", filter=Q(left_on__isnull=False) & ~was_late),
    )
    by_stage = {row["stage"]: row for row in rows}
    return tuple(_stage_count(stage, by_stage[stage]) for stage in Stage if stage in by_stage)


def _stage_count(stage: Stage, row: Mapping[str, Any]) -> StageCount:  # Any: figures, and the stage
    is_hers = stage in HERS
    late_now, late = (0, 0) if is_hers else (row["late_now"], row["late"])
    return StageCount(
        stage, str(wording.STAGES[stage]), is_hers, row["now"], late_now, row["in_time"] + row["late"] - late, late
    )


def _late(mechanism: Mechanism) -> tuple[Late, ...]:
    found = StageEntry.objects.filter(
        case__mechanism=mechanism,
        case__shredded_on__isnull=True,
        left_on__isnull=True,
        due_on__lt=timezone.localdate(),
    ).exclude(stage__in=HERS)
    rows = found.order_by("due_on", "pk").values_list("case__reference", "stage", "due_on")
    return tuple(Late(reference, str(wording.STAGES[stage]), due) for reference, stage, due in rows if due)


# ---- the team ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sitter:
    """A seat with what concerns its keys: which its holder has, how many cases it opens, how many wait."""

    seat: Seat
    #: Whether its holder still belongs to the organisation.
    is_held: bool
    #: The sign of its holder's key, by which two people make sure on the phone that it is hers.
    key_sign: str
    opens: int
    waiting: int


def team_of(mechanism: Mechanism) -> list[Sitter]:
    """Return the seats that nobody has ended, those of people who have left among them."""
    seats = list(Seat.objects.filter(unended(), mechanism=mechanism).select_related("user", "mechanism"))
    held_today = set(
        Seat.objects.filter(active(), mechanism=mechanism, user__is_active=True).values_list("pk", flat=True)
    )
    users = {seat.user_id for seat in seats}
    keys = MemberKey.objects.filter(user__in=users, retired_on=None)
    held = {key.user_id: noted.sign_of(key) for key in keys}
    given = CaseKey.objects.filter(
        case__mechanism=mechanism, case__shredded_on=None, user__in=users, scope__in=(KeyScope.CASE, KeyScope.SHARED)
    )
    counts = given.values_list("user_id", "role").annotate(
        opens=Count("pk", filter=~Q(sealed=b"")), waiting=Count("pk", filter=Q(sealed=b""))
    )
    by_seat = {(user, role): (opens, waiting) for user, role, opens, waiting in counts}
    return [
        Sitter(
            seat,
            seat.pk in held_today,
            held.get(seat.user_id, ""),
            *by_seat.get((seat.user_id, seat.role), (0, 0)),
        )
        for seat in seats
    ]


# ---- lanes -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """Reports of one day that wait in one lane."""

    day: date
    lane: str
    lane_name: str
    cases: tuple[Case, ...]


def waiting_apart(mechanism: Mechanism) -> list[Waiting]:
    """Return what waits in the slow lane and what was set aside, by day, the oldest first."""
    found: QuerySet[Case] = Case.objects.filter(mechanism=mechanism, is_draft=False, shredded_on=None)
    groups: dict[tuple[date, str], list[Case]] = {}
    for case in found.exclude(lane=Lane.ORDINARY).order_by("received_on", "lane", "pk"):
        groups.setdefault((case.received_on, case.lane), []).append(case)
    return [Waiting(day, lane, str(Lane(lane).label), tuple(cases)) for (day, lane), cases in groups.items()]
