"""The scorecard and the public counts of a mechanism as pages show them (GP 31; remedy.md section 3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q
from django.utils.translation import gettext as _

from knowshow.remedy.models import Appeal, AppealState, Case, Lane, PublishedOutcome, Remedy, RemedyState, StageEntry
from knowshow.remedy.rules import quarters
from knowshow.remedy.rules.disclosure import publish_row, publish_table
from knowshow.remedy.rules.gp31 import INDICATORS, CriterionCard, Period, Result
from knowshow.remedy.rules.gp31.scorecard import Flag
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.selectors import wording
from knowshow.remedy.selectors.figures import cases_of, scorecard_of
from knowshow.remedy.selectors.oversight import HERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.models import Mechanism

#: Indicators that are a number, not a share: days, counts, ratios.
_PLAIN: Final = frozenset(
    {
        *("wcag_failures", "cost_to_person", "retaliation_response", "median_days", "p90_days", "waivers"),
        *("repeat_rate", "policy_changes", "groups_consulted", "fatigue", "language_ratio"),
    }
)
_FORMULAS: Final = {one.id: one for one in INDICATORS}
_STORIES: Final = 50
#: Done after the day that was told.
_IS_PAST: Final = Q(left_on__gt=F("due_on"))


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator as it is shown."""

    id: str
    name: StrOrPromise
    formula: str
    value: str
    n: int | None
    missing: str
    grade: str
    target: str
    met: str
    is_hidden: bool
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One criterion as it is shown; there is no figure over them."""

    id: str
    letter: str
    name: StrOrPromise
    met: str
    met_words: StrOrPromise
    grade: str
    flags: tuple[str, ...]
    lines: tuple[Line, ...]


def cards_of(mechanism: Mechanism, period: Period, *, suppress: bool = True) -> list[Card]:
    """Return the eight criteria of a period."""
    return [_card(one) for one in scorecard_of(mechanism, period, suppress=suppress).criteria]


def _card(card: CriterionCard) -> Card:
    return Card(
        id=card.criterion.value,
        letter=card.criterion.letter,
        name=wording.CRITERIA[card.criterion],
        met=card.met.value,
        met_words=wording.MET[card.met],
        grade=card.grade or "",
        flags=tuple(_flag(one) for one in card.flags),
        lines=tuple(_line(one) for one in card.results),
    )


def _flag(flag: Flag) -> str:
    return {
        Flag.ACCESS_FAILURE: _("Few cases where few people know of it: that is a failure of access."),
        Flag.AWARENESS_UNKNOWN: _("Few cases, and nobody asked whether people know of it."),
        Flag.ONLY_SATISFACTION: _("Only satisfaction is known. Alone it says nothing."),
        Flag.MOSTLY_MISSING: _("For some figures most facts are missing."),
        Flag.UNANSWERED_RETALIATION: _("A report of retaliation waits for an answer."),
        Flag.OUTSIDE_WATCHED_BAND: _("A figure is outside the range in which it is usually seen."),
    }[flag]


def _line(result: Result) -> Line:
    indicator = _FORMULAS[result.indicator]
    is_plain = result.indicator in _PLAIN
    return Line(
        id=result.indicator,
        name=wording.INDICATORS[result.indicator],
        formula=indicator.formula,
        value=_value(result.value, is_plain=is_plain),
        n=result.n,
        missing=_value(result.missing_share, is_plain=False),
        grade=result.grade,
        target=_target(indicator.target.direction, indicator.target.low, indicator.target.high, is_plain=is_plain),
        met=result.met.value,
        is_hidden=result.is_suppressed,
        details=tuple((key, _value(value, is_plain=is_plain)) for key, value in result.details.items()),
    )


def _value(value: float | None, *, is_plain: bool) -> str:
    """Write a figure.

    >>> _value(0.954, is_plain=False), _value(12.0, is_plain=True), _value(None, is_plain=True)
    ('95 %', '12', '')
    """
    if value is None:
        return ""
    return (
        f"{value:.2g}"
        if is_plain and value != int(value)
        else f"{value:.0f}"
        if is_plain
        else f"{value:.0%}".replace("%", " %")
    )


def _target(direction: str, low: float | None, high: float | None, *, is_plain: bool) -> str:
    least, most = _value(low, is_plain=is_plain), _value(high, is_plain=is_plain)
    if direction == "between":
        return f"{least} – {most}"
    if direction == "at_least":
        return f"≥ {least}"
    return {"at_most": f"≤ {most}", "below": f"< {most}"}.get(direction, "")


# ---- public counts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of a public table; none stands for a count that is hidden, since it is small or would tell one."""

    name: StrOrPromise
    count: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How often the time for a step was kept."""

    name: StrOrPromise
    in_time: int | None
    late: int | None


@dataclass(frozen=True, slots=True)
class Public:
    """What everybody reads of a mechanism: counts of full quarters, and stories without anybody in them."""

    period: Period
    quarters: tuple[str, ...]
    received: tuple[Counted, ...]
    outcomes: tuple[Counted, ...]
    remedies: tuple[Counted, ...]
    appeals: tuple[Counted, ...]
    steps: tuple[Kept, ...]
    cards: tuple[Card, ...]
    stories: QuerySet[PublishedOutcome]


def public_of(mechanism: Mechanism, today: date) -> Public:
    """Return the public record: the four quarters that are over, so that no two looks differ by one case."""
    shown = quarters.last_full_quarters(today, 4)
    period = Period(quarters.days_of(shown[-1])[0], quarters.days_of(shown[0])[1])
    return Public(
        period=period,
        quarters=tuple(shown),
        received=_received(mechanism, shown),
        outcomes=_outcomes(mechanism, period),
        remedies=_remedies(mechanism, period),
        appeals=_appeals(mechanism, period),
        steps=_steps(mechanism, period, today),
        cards=tuple(cards_of(mechanism, period)),
        stories=stories_of(mechanism)[:_STORIES],
    )


def stories_of(mechanism: Mechanism) -> QuerySet[PublishedOutcome]:
    """Return the stories that are published."""
    return PublishedOutcome.objects.filter(mechanism=mechanism, published_on__isnull=False)


def _row(names: Sequence[StrOrPromise], counts: Sequence[int]) -> tuple[Counted, ...]:
    cells = publish_row(counts).cells
    return tuple(Counted(name, cell) for name, cell in zip(names, cells, strict=True))


def _received(mechanism: Mechanism, shown: Sequence[str]) -> tuple[Counted, ...]:
    days = Case.objects.filter(mechanism=mechanism, is_draft=False).values_list("received_on", flat=True)
    counted = Counter(quarters.quarter_of(day) for day in days)
    return _row(list(shown), [counted[one] for one in shown])


def _outcomes(mechanism: Mechanism, period: Period) -> tuple[Counted, ...]:
    closed = cases_of(mechanism, period).filter(closed_on__range=(period.start, period.end))
    counted = Counter(closed.values_list("outcome", flat=True))
    known = list(Outcome)
    return _row([wording.OUTCOMES[one] for one in known], [counted[one] for one in known])


def _remedies(mechanism: Mechanism, period: Period) -> tuple[Counted, ...]:
    """Remedies that the person verified: what was only promised is not counted."""
    found = Remedy.objects.filter(
        case__mechanism=mechanism, state=RemedyState.VERIFIED, verified_on__range=(period.start, period.end)
    )
    counted = Counter(found.values_list("kind", flat=True))
    return _row(list(wording.REMEDIES.values()), [counted[one] for one in wording.REMEDIES])


def _appeals(mechanism: Mechanism, period: Period) -> tuple[Counted, ...]:
    found = Appeal.objects.filter(case__mechanism=mechanism, opened_on__range=(period.start, period.end))
    counted = Counter(found.values_list("state", flat=True))
    known = list(AppealState)
    return _row([state.label for state in known], [counted[one] for one in known])


def _steps(mechanism: Mechanism, period: Period, today: date) -> tuple[Kept, ...]:
    """Our own steps that were done in time in the period, and those that became late in it.

    A breach is counted, whatever its reason, also while the step still waits: no step is hidden by never ending it.
    """
    ours = StageEntry.objects.filter(case__mechanism=mechanism).exclude(stage__in=(*HERS, Stage.CLOSED))
    done = ours.filter(left_on__range=(period.start, period.end))
    in_time, late = _by_stage(done.exclude(_IS_PAST)), _by_stage(_became_late(ours, period, today))
    stages = [stage for stage in Stage if late[stage] or in_time[stage]]
    if not stages:
        return ()
    table = publish_table([[in_time[stage], late[stage]] for stage in stages])
    return tuple(
        Kept(wording.STAGES[stage], kept, missed) for stage, (kept, missed) in zip(stages, table.cells, strict=True)
    )


def _became_late(entries: QuerySet[StageEntry], period: Period, today: date) -> QuerySet[StageEntry]:
    """Those that were late from a day of the period on; but for reports that wait, set aside as junk.

    Late is what was not done on the day after its own; where the person disputes a proof later, from that day.
    """
    eve, last = period.start - timedelta(days=1), period.end - timedelta(days=1)
    waits = Q(left_on__isnull=True, due_on__lt=today) & ~Q(case__lane=Lane.QUARANTINE)
    began = Q(due_on__gte=eve) | Q(entered_on__gte=period.start)
    return entries.filter(_IS_PAST | waits).filter(began, due_on__lte=last, entered_on__lte=period.end)


def _by_stage(entries: QuerySet[StageEntry]) -> Counter[str]:
    stages: Iterable[str] = entries.values_list("stage", flat=True)
    return Counter(stages)
