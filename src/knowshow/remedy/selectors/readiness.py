"""Whether a mechanism can open what it has, and what it promised: keys, trustees, clocks; for the operator (GP 31 c).

Counts and labels of seats only: no name, no reference, no word of a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from knowshow.remedy import envelopes
from knowshow.remedy.models import Case, MatchName, Mechanism, RecoveryUse, StageEntry
from knowshow.remedy.selectors.oversight import HERS, team_of
from knowshow.remedy.standing import HANDLING, open_to_team

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class SeatKeys:
    """A seat: whether its holder has a case key, how many cases it opens, how many wait to be given anew."""

    seat: str
    role: str
    is_held: bool
    has_key: bool
    opens: int
    waits: int


@dataclass(frozen=True, slots=True)
class KeysStatus:
    """Who can open what."""

    mechanism: str
    is_open: bool
    seats: tuple[SeatKeys, ...]
    cases: int
    #: Cases that nobody who handles cases can open today.
    opened_by_nobody: int

    @property
    def without_key(self) -> tuple[str, ...]:
        """The seats that need a key and have none."""
        needing = {*HANDLING, "custodian", "interpreter", "adviser"}
        return tuple(one.seat for one in self.seats if one.is_held and not one.has_key and one.role in needing)


@dataclass(frozen=True, slots=True)
class RecoveryStatus:
    """Whether the trustees can open what nobody else can."""

    mechanism: str
    is_made: bool
    needed: int
    trustees: int
    outside: int
    cases: int
    #: Cases that are sealed to no key of the trustees, or to one that they had before.
    not_sealed: int
    uses: int
    last_used_on: date | None
    has_matching_key: bool
    names_waiting: int


def keys_status(mechanism: Mechanism) -> KeysStatus:
    """Return who can open what in a mechanism today."""
    seats = tuple(
        SeatKeys(one.seat.label, one.seat.role, one.is_held, bool(one.key_sign), one.opens, one.waiting)
        for one in team_of(mechanism)
    )
    cases = _cases(mechanism).count()
    return KeysStatus(mechanism.name, mechanism.is_open, seats, cases, opened_by_nobody(mechanism))


def opened_by_nobody(mechanism: Mechanism) -> int:
    """Count the cases that nobody who handles cases can open today: keys were lost, or all of them are concerned."""
    return _cases(mechanism).count() - len(open_to_team(mechanism))


def recovery_status(mechanism: Mechanism) -> RecoveryStatus:
    """Return how things stand with the trustees of a mechanism."""
    trustees = list(mechanism.trustees.values_list("is_outside", flat=True))
    public = bytes(mechanism.recovery_public)
    cases = list(_cases(mechanism).select_related("mechanism").only("mechanism", "recovery_sealed"))
    uses = RecoveryUse.objects.filter(mechanism=mechanism)
    return RecoveryStatus(
        mechanism=mechanism.name,
        is_made=bool(public),
        needed=mechanism.recovery_needed,
        trustees=len(trustees),
        outside=sum(trustees),
        cases=len(cases),
        not_sealed=sum(not envelopes.is_for_recovery(case, public) for case in cases),
        uses=uses.count(),
        last_used_on=uses.order_by("-on").values_list("on", flat=True).first(),
        has_matching_key=bool(mechanism.matching_public),
        names_waiting=MatchName.objects.filter(case__mechanism=mechanism).count(),
    )


def count_late() -> int:
    """Return how many cases stand in a stage of ours longer than was promised."""
    late = StageEntry.objects.filter(left_on__isnull=True, due_on__lt=timezone.localdate())
    return late.filter(case__shredded_on__isnull=True).exclude(stage__in=HERS).count()


def _cases(mechanism: Mechanism) -> QuerySet[Case]:
    return Case.objects.filter(mechanism=mechanism, is_draft=False, shredded_on__isnull=True)
