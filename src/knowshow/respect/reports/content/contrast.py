"""What a heat map would have said of this assessment, in words, and what heat maps do over every possible pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final

from knowshow.respect.reports.content.phrasing import issues, listed, number, percent
from knowshow.respect.reports.content.records import HeatMapPart, Issue, Share, Turned
from knowshow.respect.rules.assessed import Assessed
from knowshow.respect.rules.heat_maps import MEASURED, Inversion, Measured, comparable_pairs
from knowshow.respect.rules.salience import SEVERITY_FIRST, WithinTier, order_code
from knowshow.respect.rules.severity import Severity

#: Pairs told in words; more of them are counted.
TOLD: Final = 6

_METHODS: Final = {
    "mean x likelihood": "Mean of the three criteria, times likelihood",
    "max x likelihood": "Gravest of the three criteria, times likelihood",
    "mean + likelihood": "Mean of the three criteria, plus likelihood",
}


def heat_map_part(assessed: Assessed, told: Sequence[Issue]) -> HeatMapPart:
    """Say which pairs a heat map would turn round, and quote the measured shares."""
    labels = {issue.rank: issue.label for issue in told}
    shown = sorted(assessed.inversions, key=_telling)[:TOLD]
    left = assessed.inversion_count - len(shown)
    within = assessed.assessment.within_tier
    return HeatMapPart(
        finding=finding(assessed),
        turned=tuple(_turned(shown, labels)),
        more=_more(shown, left),
        explanation=_EXPLANATION,
        shares=(*(_share(_METHODS[name], measured) for name, measured in MEASURED.items()), _ours(within)),
    )


_EXPLANATION: Final = (
    "A heat map mixes likelihood into severity, so a grave harm that seems unlikely sinks below a mild one that is "
    "certain. The table counts every pair of possible ratings in which one impact is at least as grave on all three "
    "criteria and graver on one: 33,696 pairs. It says how often each method puts the graver impact below the milder."
)


def finding(assessed: Assessed) -> str:
    """Say in one sentence what a heat map would have done to this order."""
    total = len(assessed.impacts)
    pairs = total * (total - 1) // 2
    found = assessed.inversion_count
    if not pairs:
        return "With fewer than two rated impacts there is nothing to put the other way round."
    if not found:
        return "A heat map would have kept this order: here, the gravest impacts happen to be the likely ones."
    turned = "the two issues" if pairs == 1 else f"{number(found)} of the {number(pairs)} pairs of issues"
    return f"A heat map would put {turned} the other way round, the milder above the graver."


def _telling(pair: Inversion) -> tuple[bool, float, int]:
    """The pairs that show most come first: graver on every criterion, then the widest gap between the scores."""
    return (not pair.on_every_criterion, pair.graver_score - pair.milder_score, pair.graver_rank)


def _turned(shown: Sequence[Inversion], labels: dict[int, str]) -> Iterator[Turned]:
    """Tell the pairs, all of an issue in one sentence."""
    ordered = sorted(shown, key=lambda pair: (pair.graver_rank, pair.milder_rank))
    for rank, found in groupby(ordered, key=lambda pair: pair.graver_rank):
        pairs = tuple(found)
        below = tuple(pair.milder_rank for pair in pairs)
        against = listed(_score(pair.milder_score) for pair in pairs)
        text = (
            f"Issue {rank} ({labels[rank]}) would stand below {issues(below)}: "
            f"{_score(pairs[0].graver_score)} against {against} of 16."
        )
        yield Turned(graver_rank=rank, milder_ranks=below, text=text)


def _more(shown: Sequence[Inversion], left: int) -> str:
    """Say once what the pairs have in common, and how many are not told."""
    every = sum(pair.on_every_criterion for pair in shown)
    share = ("this pair" if len(shown) == 1 else "each of these pairs") if every == len(shown) else ""
    where = share or f"{number(every)} of these {number(len(shown))} pairs"
    said = [f"In {where}, no criterion of the graver issue is milder, and one is graver."] if every else []
    if left:
        said.append(f"And {left:,} more {'pair' if left == 1 else 'pairs'}.")
    return " ".join(said)


def _score(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _share(method: str, measured: Measured) -> Share:
    return Share(
        method=method,
        inverted=f"{measured.inverted:,} of {measured.pairs:,}",
        percent=percent(measured.percent),
    )


def _ours(within: WithinTier) -> Share:
    name = "This report's order" if within == SEVERITY_FIRST else "This report's order, likelihood first inside a tier"
    return _share(name, measured_order(within))


@cache
def measured_order(within: WithinTier) -> Measured:
    """Count the comparable pairs in which our own order puts the graver impact below the milder."""
    pairs = comparable_pairs()
    inverted = sum(
        order_code(_Rated(*graver), within_tier=within) > order_code(_Rated(*milder), within_tier=within)
        for graver, milder in pairs
    )
    return Measured(len(pairs), inverted)


class _Rated:
    """A severity with a likelihood, as the order asks for it."""

    __slots__ = ("irremediability", "likelihood", "scale", "scope")

    def __init__(self, severity: Severity, likelihood: str) -> None:
        self.scale, self.scope, self.irremediability = severity.scale, severity.scope, severity.irremediability
        self.likelihood = likelihood
