"""What comes first: severity, urgency, risk of retaliation, each with its reasons (GP 14, 24, 29, 31 b, f).

Nothing here rejects. What is not known counts as grave until it is known, so that not asking never pays. A person
decides; what is computed here proposes an order and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from knowshow.remedy.rules.working_days import Calendar

LEVELS: Final = (1, 2, 3, 4)
GRAVEST: Final = 4

#: Cases of this tier reach those who can act within 48 hours (remedy.md section 3).
SEVERE_FROM: Final = 4

#: Retaliation is asked about after so many weeks.
CHECK_IN_WEEKS: Final = (2, 6, 12)

#: A day this near, after which harm cannot be undone or a right is lost, makes a case urgent now; the second: soon.
NOW_WITHIN_DAYS: Final = 3
SOON_WITHIN_DAYS: Final = 30


class Urgency(StrEnum):
    """How soon somebody must act."""

    NOW = "now"
    DAYS = "days"
    NORMAL = "normal"


class Risk(StrEnum):
    """How likely it is that she is made to pay for complaining. Unknown ranks as high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SeverityResult:
    """The tier, or none as long as it is not rated; and the reasons."""

    tier: int | None
    reasons: tuple[str, ...]

    @property
    def is_severe(self) -> bool:
        """Whether the case must be escalated within 48 hours."""
        return self.tier is not None and self.tier >= SEVERE_FROM


@dataclass(frozen=True, slots=True)
class UrgencyResult:
    """How soon somebody must act, and the reasons."""

    urgency: Urgency
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskResult:
    """The risk of retaliation, and the reasons."""

    risk: Risk
    reasons: tuple[str, ...]

    @property
    def needs_plan(self) -> bool:
        """Whether a safety plan with check-ins is owed."""
        return self.risk in {Risk.HIGH, Risk.UNKNOWN}


def severity(scale: int | None, scope: int | None, irremediability: int | None) -> SeverityResult:
    """Return the tier: ``min(4, scale + [scope = 4] + [irremediability = 4])`` (GP 14 and 24, as in assessments).

    Scope and irremediability can only raise it. A rating that is missing or outside 1 to 4 leaves it open.

    >>> severity(3, 1, 4)
    SeverityResult(tier=4, reasons=('scale', 'irremediability_raises'))
    >>> severity(3, None, 4).tier is None
    True
    """
    if scale not in LEVELS or scope not in LEVELS or irremediability not in LEVELS:
        return SeverityResult(None, ("not_rated",))
    assert scale is not None  # noqa: S101 - it is one of the levels
    raised = [name for name, rating in (("scope", scope), ("irremediability", irremediability)) if rating == GRAVEST]
    return SeverityResult(min(GRAVEST, scale + len(raised)), ("scale", *(f"{name}_raises" for name in raised)))


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known about how soon somebody must act; nothing means that nobody asked yet."""

    danger_to_life: bool | None = None
    harm_goes_on: bool | None = None
    child: bool | None = None
    evidence_may_vanish: bool | None = None
    #: After this day a right is lost, or something cannot be undone.
    too_late_after: date | None = None


def urgency(signs: Signs, today: date) -> UrgencyResult:
    """Propose how soon somebody must act.

    >>> urgency(Signs(danger_to_life=True), date(2026, 11, 2))
    UrgencyResult(urgency=<Urgency.NOW: 'now'>, reasons=('danger_to_life',))
    """
    left = (signs.too_late_after - today).days if signs.too_late_after else None
    now = _named(danger_to_life=signs.danger_to_life, too_late_soon=left is not None and left <= NOW_WITHIN_DAYS)
    if now:
        return UrgencyResult(Urgency.NOW, now)
    soon = _named(
        harm_goes_on=signs.harm_goes_on,
        child=signs.child,
        evidence_may_vanish=signs.evidence_may_vanish,
        too_late_within_a_month=left is not None and left <= SOON_WITHIN_DAYS,
    )
    if soon:
        return UrgencyResult(Urgency.DAYS, soon)
    if signs.danger_to_life is None:
        return UrgencyResult(Urgency.DAYS, ("danger_not_asked",))
    return UrgencyResult(Urgency.NORMAL, ("nothing_presses",))


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is known about how she could be made to pay; nothing means that nobody asked yet."""

    retaliation_happened: bool | None = None
    was_threatened: bool | None = None
    is_known_to_them: bool | None = None
    #: She works for them, is housed by them, or needs their service or permission.
    depends_on_them: bool | None = None
    is_watched: bool | None = None


def retaliation_risk(exposure: Exposure) -> RiskResult:
    """Propose the risk of retaliation.

    >>> retaliation_risk(Exposure(is_known_to_them=True, depends_on_them=True)).risk.value
    'high'
    >>> retaliation_risk(Exposure()).risk.value
    'unknown'
    """
    grave = _named(
        retaliation_happened=exposure.retaliation_happened,
        was_threatened=exposure.was_threatened,
        known_and_dependent=bool(exposure.is_known_to_them and exposure.depends_on_them),
    )
    if grave:
        return RiskResult(Risk.HIGH, grave)
    unasked = _unasked(exposure)
    if unasked:
        return RiskResult(Risk.UNKNOWN, unasked)
    some = _named(
        is_known_to_them=exposure.is_known_to_them,
        depends_on_them=exposure.depends_on_them,
        is_watched=exposure.is_watched,
    )
    return RiskResult(Risk.MEDIUM, some) if some else RiskResult(Risk.LOW, ("nothing_found",))


def _unasked(exposure: Exposure) -> tuple[str, ...]:
    names = ("was_threatened", "is_known_to_them", "depends_on_them")
    return tuple(f"{name}_not_asked" for name in names if getattr(exposure, name) is None)


_KNOWN_RISKS: Final = frozenset({Risk.LOW, Risk.MEDIUM, Risk.HIGH})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in the queue: a key to sort by, lowest first, and the reasons."""

    key: tuple[int, int, int, int, date, str]
    reasons: tuple[str, ...]


def place(urgency: str, risk: str, tier: int | None, due_on: date | None, reference: str) -> Place:
    """Return a case's place in the queue: urgency and retaliation first, then tier, then the day it is due.

    Codes are taken as stored; what is empty or unknown ranks as grave, next after what is known to be so: a new report
    whose day is near never stands before the gravest. The reference only breaks ties.

    >>> place("normal", "low", 2, date(2026, 11, 9), "A").reasons
    ('tier_2', 'due')
    >>> place("normal", "high", 1, None, "B").key < place("normal", "low", 4, date(2026, 11, 1), "A").key
    True
    """
    first = _group(urgency, risk)
    rank = tier if tier in LEVELS else None
    reasons = (
        *_named(urgent=urgency not in {Urgency.NORMAL, Urgency.DAYS}, soon=urgency == Urgency.DAYS),
        *_named(retaliation=_ranks_high(risk), retaliation_possible=risk == Risk.MEDIUM),
        f"tier_{rank}" if rank else "not_rated",
        "due" if due_on else "no_date",
    )
    unknown = sum((rank is None, urgency not in list(Urgency), risk not in _KNOWN_RISKS))
    signs = sum((urgency not in {Urgency.NORMAL, Urgency.DAYS}, _ranks_high(risk)))
    key = (first, -(rank or GRAVEST), int(unknown > 0), -signs, due_on or date.max, reference)
    return Place(key, reasons)


def _group(urgency: str, risk: str) -> int:
    if urgency not in {Urgency.NORMAL, Urgency.DAYS} or _ranks_high(risk):
        return 0
    return 1 if urgency == Urgency.DAYS or risk == Risk.MEDIUM else 2


def _ranks_high(risk: str) -> bool:
    return risk not in {Risk.LOW, Risk.MEDIUM}


def check_ins(plan_made_on: date, calendar: Calendar, weeks: Sequence[int] = CHECK_IN_WEEKS) -> tuple[date, ...]:
    """Return the days on which somebody asks whether there was retaliation, each moved to a working day.

    >>> [day.isoformat() for day in check_ins(date(2026, 11, 7), Calendar())]
    ['2026-11-23', '2026-12-21', '2027-02-01']
    """
    return tuple(calendar.next_working(plan_made_on + timedelta(weeks=one)) for one in weeks)


def _named(**facts: bool | None) -> tuple[str, ...]:
    return tuple(name for name, is_so in facts.items() if is_so)
