"""What a heat map would have said: three that are in use, and how often they put the milder impact first.

A heat map multiplies or adds likelihood to severity, so that a grave harm that seems unlikely sinks below a mild
one that is certain. The measured shares count every ordered pair in which one impact is at least as grave on all
three criteria and graver on one (domain document respect, section 4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Final

from msgspec import Struct

from knowshow.respect.rules.severity import LEVELS, Likelihood, Severity

#: Four levels of likelihood, as heat maps have them.
HEAT_LIKELIHOOD: Final[dict[str, int]] = {
    Likelihood.ACTUAL: 4,
    Likelihood.UNKNOWN: 4,
    Likelihood.EXPECTED: 4,
    Likelihood.FORESEEABLE: 3,
    Likelihood.PLAUSIBLE: 2,
    Likelihood.REMOTE: 1,
}

HeatMap = Callable[[Severity, str], float]


def mean_times_likelihood(severity: Severity, likelihood: str) -> float:
    """Mean of the three criteria times likelihood: the heat map that reports compare with.

    >>> mean_times_likelihood(Severity(4, 1, 4), "remote"), mean_times_likelihood(Severity(1, 4, 1), "actual")
    (3.0, 8.0)
    """
    return (severity.scale + severity.scope + severity.irremediability) / 3 * HEAT_LIKELIHOOD[likelihood]


def max_times_likelihood(severity: Severity, likelihood: str) -> float:
    """Gravest of the three criteria times likelihood."""
    return max(severity.scale, severity.scope, severity.irremediability) * HEAT_LIKELIHOOD[likelihood]


def mean_plus_likelihood(severity: Severity, likelihood: str) -> float:
    """Mean of the three criteria plus likelihood."""
    return (severity.scale + severity.scope + severity.irremediability) / 3 + HEAT_LIKELIHOOD[likelihood]


HEAT_MAPS: Final[dict[str, HeatMap]] = {
    "mean x likelihood": mean_times_likelihood,
    "max x likelihood": max_times_likelihood,
    "mean + likelihood": mean_plus_likelihood,
}


class Measured(Struct, frozen=True):
    """How many of all comparable pairs a method puts the wrong way round."""

    pairs: int
    inverted: int

    @property
    def percent(self) -> float:
        """Share of inverted pairs, in per cent.

        >>> Measured(200, 46).percent
        23.0
        """
        return 100 * self.inverted / self.pairs


#: The count over all pairs, kept here so that reports quote it without counting again; a test counts.
MEASURED: Final[dict[str, Measured]] = {
    "mean x likelihood": Measured(33_696, 7_765),
    "max x likelihood": Measured(33_696, 7_912),
    "mean + likelihood": Measured(33_696, 8_250),
}


def comparable_pairs() -> list[tuple[tuple[Severity, str], tuple[Severity, str]]]:
    """Every ordered pair of ratings in which the first dominates the second on severity."""
    severities = [Severity(*levels) for levels in product(LEVELS, LEVELS, LEVELS)]
    dominating = [(a, b) for a in severities for b in severities if a.dominates(b)]
    return [
        ((graver, first), (milder, second))
        for graver, milder in dominating
        for first, second in product(Likelihood, Likelihood)
    ]


def measure(heat_map: HeatMap) -> Measured:
    """Count the comparable pairs in which a heat map puts the graver impact below the milder."""
    pairs = comparable_pairs()
    inverted = sum(heat_map(*graver) < heat_map(*milder) for graver, milder in pairs)
    return Measured(len(pairs), inverted)


def inverted_pairs(placed: Sequence[tuple[Severity, str]], *, at_most: int) -> tuple[list[tuple[int, int]], int]:
    """Return the pairs of places that the order puts one way and mean times likelihood strictly the other way.

    ``placed`` are severity and likelihood in the order of salience; pairs are indexes, the graver first. At most
    ``at_most`` are listed, and all are counted. Impacts with the same severity and score are counted together: there
    are at most 384 such kinds, so that ten thousand impacts need no look at every pair.

    >>> inverted_pairs([(Severity(4, 1, 4), "remote"), (Severity(1, 4, 1), "actual")], at_most=10)
    ([(0, 1)], 1)
    """
    above: dict[tuple[Severity, float], list[int]] = {}
    listed: list[tuple[int, int]] = []
    count = 0
    for place, (severity, likelihood) in enumerate(placed):
        score = mean_times_likelihood(severity, likelihood)
        for (other, other_score), places in above.items():
            if other_score < score and other != severity:
                count += len(places)
                listed += [(upper, place) for upper in places[: at_most - len(listed)]]
        above.setdefault((severity, score), []).append(place)
    return sorted(listed), count


def score_ranks(placed: Sequence[tuple[Severity, str]]) -> list[int]:
    """Return the rank that mean times likelihood would give each place; ties keep the order of salience.

    >>> score_ranks([(Severity(4, 1, 4), "remote"), (Severity(1, 4, 1), "actual")])
    [2, 1]
    """
    by_score = sorted(range(len(placed)), key=lambda place: -mean_times_likelihood(*placed[place]))
    ranks = [0] * len(placed)
    for rank, place in enumerate(by_score, start=1):
        ranks[place] = rank
    return ranks


class Inversion(Struct, frozen=True):
    """A pair that the order puts one way for its severity, and the heat map the other way."""

    graver: str
    milder: str
    graver_rank: int
    milder_rank: int
    graver_score: float
    milder_score: float
    on_every_criterion: bool
