"""The scorecard: eight criteria side by side, never one figure over them (GP 31; remedy.md section 3, guard rails).

The number of cases is never a measure of quality: few cases where few people know of the mechanism are flagged as a
failure of access. Satisfaction alone lifts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from knowshow.remedy.rules.disclosure import publish_row
from knowshow.remedy.rules.gp31.counting import Figure, Grade, Met, Period, Result, grouped, hidden_because
from knowshow.remedy.rules.gp31.facts import CaseFacts, MechanismFacts
from knowshow.remedy.rules.gp31.formulas import FORMULAS, Facts
from knowshow.remedy.rules.gp31.indicators import INDICATORS, Criterion, Indicator

#: Below this awareness, and below so many cases a year for 10,000 users, silence says nothing good. Proposals.
LOW_AWARENESS: Final = 0.5
LOW_CASES_FOR_10_000: Final = 1.0
_USERS: Final = 10_000
_DAYS_A_YEAR: Final = 365

#: Shown, this figure would let somebody work out another that is hidden.
GIVES_AWAY: Final = "would_give_another_away"
_HIDES_N: Final = frozenset({"fewer_than_five", GIVES_AWAY})

#: By what cases may be told apart, besides groups that the person named herself.
BREAKDOWNS: Final = ("channel", "language", "standing")


class Flag(StrEnum):
    """What a reader must know before she reads a criterion."""

    ACCESS_FAILURE = "access_failure"
    AWARENESS_UNKNOWN = "awareness_unknown"
    ONLY_SATISFACTION = "only_satisfaction"
    MOSTLY_MISSING = "mostly_missing"
    UNANSWERED_RETALIATION = "unanswered_retaliation"
    OUTSIDE_WATCHED_BAND = "outside_watched_band"


#: More missing than known, and a figure stands for little.
_MOST: Final = 0.5


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion: its figures, whether its targets are met, the weakest evidence among them, and flags."""

    criterion: Criterion
    results: tuple[Result, ...]
    met: Met
    grade: Grade | None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The eight criteria. They are not added up: a mechanism that nobody can reach is not saved by fair hearings."""

    period: Period
    criteria: tuple[CriterionCard, ...]

    def __getitem__(self, criterion: Criterion) -> CriterionCard:
        return next(card for card in self.criteria if card.criterion is criterion)


def scorecard(
    cases: Sequence[CaseFacts], mechanism: MechanismFacts, period: Period, *, suppress: bool = True
) -> Scorecard:
    """Reckon every indicator over a period. Without ``suppress`` small cells are shown: for the case team alone.

    >>> from datetime import date
    >>> card = scorecard([], MechanismFacts(wcag_failures=0), Period(date(2026, 1, 1), date(2026, 12, 31)))
    >>> [one.value for one in card[Criterion.ACCESSIBLE].results if one.indicator == "wcag_failures"]
    [0.0]
    """
    facts = Facts(cases, mechanism, period)
    return Scorecard(period, tuple(_card(one, facts, suppress) for one in Criterion))


def by_group(
    indicator: str, cases: Sequence[CaseFacts], period: Period, group: str, *, suppress: bool = True
) -> Mapping[str, Result]:
    """Reckon one indicator apart for each channel, language or standing, or for a group that people named.

    A group that is hidden is not alone: what all the others leave over would tell its figure.
    """
    wanted = next(one for one in INDICATORS if one.id == indicator)
    groups = grouped(cases, lambda case: _group_of(case, group))
    figures = {name: FORMULAS[wanted.id](Facts(members, MechanismFacts(), period)) for name, members in groups.items()}
    reasons = _hidden_groups(wanted, figures) if suppress else {}
    return {name: _shown(wanted, figure, period, reasons.get(name, "")) for name, figure in figures.items()}


def _hidden_groups(indicator: Indicator, figures: Mapping[str, Figure]) -> dict[str, str]:
    row = publish_row([figure.n for figure in figures.values()])
    beside = {name: GIVES_AWAY for name, cell in zip(figures, row.cells, strict=True) if cell is None}
    small = {name: reason for name, figure in figures.items() if (reason := _hidden(indicator, figure))}
    reasons = beside | small
    others = [name for name in figures if name not in reasons and figures[name].n]
    if len(reasons) == 1 and others:
        reasons[min(others, key=lambda name: figures[name].n)] = GIVES_AWAY
    return reasons


def _group_of(case: CaseFacts, group: str) -> str:
    value = str(getattr(case, group)) if group in BREAKDOWNS else case.groups.get(group, "")
    return value or "not_given"


def _card(criterion: Criterion, facts: Facts, suppress: bool) -> CriterionCard:
    results = tuple(_result(one, facts, suppress) for one in INDICATORS if one.criterion is criterion)
    shown = [one for one in results if one.value is not None]
    return CriterionCard(
        criterion=criterion,
        results=results,
        met=_met(results),
        grade=max((one.grade for one in shown), default=None),
        flags=tuple(flag for flag in Flag if _TESTS[flag](_Seen(criterion, facts, results))),
    )


def _result(indicator: Indicator, facts: Facts, suppress: bool) -> Result:
    figure = FORMULAS[indicator.id](facts)
    return _shown(indicator, figure, facts.period, _hidden(indicator, figure) if suppress else "")


def _shown(indicator: Indicator, figure: Figure, period: Period, reason: str) -> Result:
    asked = figure.n + figure.missing
    return Result(
        indicator=indicator.id,
        value=None if reason else figure.value,
        n=None if reason in _HIDES_N else figure.n,
        missing_share=figure.missing / asked if asked and not reason else None,
        period=period,
        grade=indicator.grade,
        met=_unless_hidden(reason, indicator.target.judge(figure)),
        is_suppressed=bool(reason),
        reason=reason or ("" if figure.value is not None else "nothing_known"),
        details={} if reason in _HIDES_N else figure.details,
    )


def _hidden(indicator: Indicator, figure: Figure) -> str:
    # A ratio of languages counts one language, and nothing of the others follows from it.
    about = indicator.is_about_people or indicator.id == "language_ratio"
    return hidden_because(figure, is_about_people=about, rests_on_people=indicator.rests_on_people)


def _unless_hidden(reason: str, met: Met) -> Met:
    return met if met is Met.NO_TARGET or not reason else Met.UNKNOWN


def _met(results: Sequence[Result]) -> Met:
    """Say whether the targets of a criterion are met: one missed is a no, one unknown is no yes.

    Satisfaction has no part in it, whatever its target.
    """
    satisfaction = {one.id for one in INDICATORS if one.is_satisfaction}
    found = {one.met for one in results if one.indicator not in satisfaction} - {Met.NO_TARGET}
    if Met.NO in found:
        return Met.NO
    return Met.YES if found == {Met.YES} else Met.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that a flag may look at."""

    criterion: Criterion
    facts: Facts
    results: tuple[Result, ...]


def _is_access_failure(seen: _Seen) -> bool:
    awareness = seen.facts.mechanism.awareness
    return (
        seen.criterion is Criterion.ACCESSIBLE
        and awareness is not None
        and awareness < LOW_AWARENESS
        and _few(seen.facts)
    )


def _is_awareness_unknown(seen: _Seen) -> bool:
    return seen.criterion is Criterion.ACCESSIBLE and seen.facts.mechanism.awareness is None and _few(seen.facts)


def _few(facts: Facts) -> bool:
    days = (facts.period.end - facts.period.start).days + 1
    a_year = len(facts.received) * _DAYS_A_YEAR / days
    users = facts.mechanism.users
    # Without the number of users, only a channel that nobody uses is known to be silent.
    return a_year * _USERS / users < LOW_CASES_FOR_10_000 if users else not facts.received


def _is_only_satisfaction(seen: _Seen) -> bool:
    satisfaction = {one.id for one in INDICATORS if one.is_satisfaction}
    known = {one.indicator for one in seen.results if one.value is not None}
    return bool(known) and known <= satisfaction


def _is_mostly_missing(seen: _Seen) -> bool:
    return any((one.missing_share or 0.0) > _MOST and one.value is not None for one in seen.results)


def _is_retaliation_unanswered(seen: _Seen) -> bool:
    if seen.criterion is not Criterion.ACCESSIBLE:
        return False
    return any(one.response_days is None for case in seen.facts.cases for one in case.retaliation)


def _is_outside_band(seen: _Seen) -> bool:
    targets = {one.id: one.target for one in INDICATORS if one.target.direction == "watched"}
    return any(
        not (low <= one.value <= high)
        for one in seen.results
        if one.value is not None
        and one.indicator in targets
        and (low := targets[one.indicator].low) is not None
        and (high := targets[one.indicator].high) is not None
    )


_TESTS: Final[Mapping[Flag, Callable[[_Seen], bool]]] = {
    Flag.ACCESS_FAILURE: _is_access_failure,
    Flag.AWARENESS_UNKNOWN: _is_awareness_unknown,
    Flag.ONLY_SATISFACTION: _is_only_satisfaction,
    Flag.MOSTLY_MISSING: _is_mostly_missing,
    Flag.UNANSWERED_RETALIATION: _is_retaliation_unanswered,
    Flag.OUTSIDE_WATCHED_BAND: _is_outside_band,
}
