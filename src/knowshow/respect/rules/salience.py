"""The order of salience: the gravest impact on people first (GP 14, 24 and their commentaries).

The order over impacts is tier; then impacts where delay would make the harm irremediable (GP 24's own clause);
then scale, irremediability, scope; only then likelihood, where unknown counts as actual; then the identifier.
Business risk is no part of it. No impact is ever ranked below one that is no graver on any criterion and less
grave on one, unless the delay clause says so: ``tests/respect/rules/test_salience.py`` proves it over every pair.

>>> from types import SimpleNamespace as N
>>> few = N(id="killing", delay_makes_irremediable=False,
...         ratings=[N(group="HRD", scale=4, scope=1, irremediability=4, likelihood="remote")])
>>> many = N(id="spam", delay_makes_irremediable=False,
...          ratings=[N(group="GEN", scale=1, scope=4, irremediability=1, likelihood="actual")])
>>> [impact.id for impact in order([many, few])]
['killing', 'spam']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from typing import Final, Literal, Protocol, TypeVar

from msgspec import Struct

from knowshow.respect.rules.severity import (
    LEVELS,
    LIKELIHOOD_PLACE,
    Likelihood,
    Rated,
    Severity,
    severity_of,
    tier,
)

WithinTier = Literal["severity_first", "likelihood_first"]
SEVERITY_FIRST: Final = "severity_first"

Codes = dict[tuple[int, int, int, str], int]

_PLACES: Final = 5


class RatedGroup(Rated, Protocol):
    """A rating that says which group it is about."""

    @property
    def group(self) -> str: ...


class Rankable(Protocol):
    """An impact that can be ranked: an identifier, its ratings, and the delay clause."""

    @property
    def id(self) -> str: ...
    @property
    def ratings(self) -> Sequence[RatedGroup]: ...
    @property
    def delay_makes_irremediable(self) -> bool: ...


RankableT = TypeVar("RankableT", bound=Rankable)
RatingT = TypeVar("RatingT", bound=RatedGroup)


def order_code(rating: Rated, *, delay: bool = False, within_tier: WithinTier = SEVERITY_FIRST) -> int:
    """Return the place of a rating in the order as one number from 0 (gravest) to 2559.

    Impacts sort by ``(order_code, id)``; a database can index it.

    >>> from types import SimpleNamespace as N
    >>> order_code(N(scale=4, scope=4, irremediability=4, likelihood="actual"), delay=True)
    0
    """
    return _codes(delay, within_tier)[rating.scale, rating.scope, rating.irremediability, rating.likelihood]


@cache
def _codes(delay: bool, within_tier: WithinTier) -> Codes:
    """Every rating's code, worked out once: 384 of them."""
    return {
        (scale, scope, irremediability, likelihood): _code(
            scale, scope, irremediability, LIKELIHOOD_PLACE[likelihood], delay=delay, within_tier=within_tier
        )
        for scale, scope, irremediability, likelihood in product(LEVELS, LEVELS, LEVELS, Likelihood)
    }


def _code(scale: int, scope: int, irremediability: int, place: int, *, delay: bool, within_tier: str) -> int:
    head = (4 - tier(scale, scope, irremediability)) * 2 + (not delay)
    criteria = ((4 - scale) * 4 + (4 - irremediability)) * 4 + (4 - scope)
    if within_tier == SEVERITY_FIRST:
        return (head * 64 + criteria) * _PLACES + place
    return (head * _PLACES + place) * 64 + criteria


def gravest(ratings: Sequence[RatingT], *, delay: bool = False, within_tier: WithinTier = SEVERITY_FIRST) -> RatingT:
    """Return the rating that decides: the gravest by the same order, over groups and over assessors.

    Ratings are inherent; residual ones decide only where no inherent one was made, since existing controls
    are never subtracted from severity. Of equals, the group that comes first by its identifier.
    """
    if not ratings:
        raise ValueError("an impact without a rating has no place in the order")
    codes = _codes(delay, within_tier)
    return min(
        _counted(ratings),
        key=lambda r: (codes[r.scale, r.scope, r.irremediability, r.likelihood], r.group),
    )


def _counted(ratings: Sequence[RatingT]) -> Sequence[RatingT]:
    inherent = [rating for rating in ratings if getattr(rating, "basis", "inherent") == "inherent"]
    return inherent or ratings


def _lowest(ratings: Sequence[RatedGroup], codes: Codes) -> int:
    """The code of the rating that decides: what ``gravest`` finds, without asking which group it is about."""
    found = [codes[r.scale, r.scope, r.irremediability, r.likelihood] for r in _counted(ratings)]
    if not found:
        raise ValueError("an impact without a rating has no place in the order")
    return min(found)


def order(impacts: Iterable[RankableT], *, within_tier: WithinTier = SEVERITY_FIRST) -> list[RankableT]:
    """Sort impacts, gravest first. Each needs at least one rating; input order does not matter."""
    plain, urgent = _codes(False, within_tier), _codes(True, within_tier)

    def key(impact: RankableT) -> tuple[int, str]:
        codes = urgent if impact.delay_makes_irremediable else plain
        ratings = impact.ratings
        if len(ratings) != 1:
            return _lowest(ratings, codes), impact.id
        rating = ratings[0]
        return codes[rating.scale, rating.scope, rating.irremediability, rating.likelihood], impact.id

    return sorted(impacts, key=key)


class Standing(Struct, frozen=True):
    """What decides an impact's place: the deciding severity, its likelihood, and the delay clause."""

    severity: Severity
    likelihood: str
    delay: bool = False

    @classmethod
    def of(cls, rating: Rated, *, delay: bool) -> Standing:
        """Take the standing from the deciding rating."""
        return cls(severity_of(rating), str(rating.likelihood), delay)


class Why(Struct, frozen=True):
    """Why one impact stands above another: the criterion that decided, and the words after "because"."""

    criterion: str
    clause: str


def why_above(upper: Standing, lower: Standing, *, within_tier: WithinTier = SEVERITY_FIRST) -> Why:
    """Say why ``upper`` stands above ``lower``: the first step of the order on which they differ.

    >>> why_above(Standing(Severity(4, 1, 4), "remote"), Standing(Severity(4, 4, 2), "actual")).clause
    'it is harder to put right (irremediability 4 against 2)'
    """
    for criterion in steps(within_tier):
        clause = _CLAUSES[criterion](upper, lower)
        if clause:
            return Why(criterion, clause)
    return Why("id", "their severity and likelihood are equal: the order between them is only that of their names")


def steps(within_tier: WithinTier = SEVERITY_FIRST) -> tuple[str, ...]:
    """Name the steps of the order, first to last; the identifier comes after them."""
    criteria = ("scale", "irremediability", "scope")
    if within_tier == SEVERITY_FIRST:
        return ("tier", "delay", *criteria, "likelihood")
    return ("tier", "delay", "likelihood", *criteria)


def _tier_clause(upper: Standing, lower: Standing) -> str:
    mine, theirs = upper.severity, lower.severity
    if mine.tier == theirs.tier:
        return ""
    return f"it is of a graver tier (tier {mine.tier} against {theirs.tier})"


def _delay_clause(upper: Standing, lower: Standing) -> str:
    if upper.delay == lower.delay:
        return ""
    return "delay would make its harm irremediable (Guiding Principle 24)"


def _scale_clause(upper: Standing, lower: Standing) -> str:
    mine, theirs = upper.severity.scale, lower.severity.scale
    return "" if mine == theirs else f"it is graver for each person (scale {mine} against {theirs})"


def _irremediability_clause(upper: Standing, lower: Standing) -> str:
    mine, theirs = upper.severity.irremediability, lower.severity.irremediability
    return "" if mine == theirs else f"it is harder to put right (irremediability {mine} against {theirs})"


def _scope_clause(upper: Standing, lower: Standing) -> str:
    mine, theirs = upper.severity.scope, lower.severity.scope
    return "" if mine == theirs else f"more people are harmed (scope {mine} against {theirs})"


def _likelihood_clause(upper: Standing, lower: Standing) -> str:
    if LIKELIHOOD_PLACE[upper.likelihood] == LIKELIHOOD_PLACE[lower.likelihood]:
        return ""
    text = f"they are equally grave, and it is more likely ({upper.likelihood} against {lower.likelihood})"
    if upper.severity != lower.severity:
        text = f"it is more likely ({upper.likelihood} against {lower.likelihood})"
    if upper.likelihood == Likelihood.UNKNOWN:
        text += "; the unknown counts as actual until it is known"
    return text


_CLAUSES: Final = {
    "tier": _tier_clause,
    "delay": _delay_clause,
    "scale": _scale_clause,
    "irremediability": _irremediability_clause,
    "scope": _scope_clause,
    "likelihood": _likelihood_clause,
}
