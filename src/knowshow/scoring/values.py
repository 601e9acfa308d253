"""Values, and the nine operations that make one out of several. Nothing here knows what is being scored.

Sums are correctly rounded (``fsum``): the order of companies, subjects and children, and the version of Python, do
not change a score by a single bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from math import fsum
from typing import Final

from knowshow.scoring.methodology import Missing, Op


class Absent(Enum):
    """Why there is no number."""

    NOT_APPLICABLE = "not_applicable"
    #: Nobody has answered, or the answer is that nobody can tell.
    MISSING = "missing"
    #: As missing, and the methodology forbids to publish without it.
    BLOCKED = "blocked"


Value = float | Absent


def number(value: Value) -> float | None:
    """Return the number, or nothing where there is none."""
    return value if isinstance(value, float) else None


def state(value: Value) -> str:
    """Return why there is no number; nothing where there is one.

    >>> state(3.0), state(Absent.MISSING)
    ('', 'missing')
    """
    return "" if isinstance(value, float) else value.value


@dataclass(frozen=True, slots=True)
class Combining:
    """How children become one value: the operation, their weights, from where on each counts as met."""

    op: Op
    missing: Missing = Missing.SKIP
    weights: tuple[float, ...] = ()
    met_at: tuple[float, ...] = ()
    points: float = 1
    #: The policy of each child that has one of its own; empty where none has.
    own: tuple[Missing | None, ...] = ()

    def policy(self, place: int) -> Missing:
        """Return what it means that the child at this place has no answer."""
        return (self.own[place] if self.own else None) or self.missing


@cache
def alike(op: Op, missing: Missing, size: int, met_at: float, points: float) -> Combining:
    """Return the rule for so many members that count alike, such as the subjects of a company."""
    return Combining(op, missing, (1.0,) * size, (met_at,) * size, points)


def combine(rule: Combining, values: Sequence[Value]) -> Value:
    """Combine the values of children.

    What does not apply is left out. What is missing is left out, counts as zero, or leaves the node without a value,
    as the methodology says. Where nothing is left, nothing comes out: never a zero.

    >>> combine(Combining(Op.MEAN), [100.0, 50.0, Absent.NOT_APPLICABLE])
    75.0
    >>> combine(Combining(Op.MEAN, Missing.ZERO), [100.0, Absent.MISSING])
    50.0
    >>> combine(Combining(Op.MIN), [Absent.NOT_APPLICABLE])
    <Absent.NOT_APPLICABLE: 'not_applicable'>
    """
    absent = [value for value in values if not isinstance(value, float)]
    if (absent or not values) and (found := _absence(rule, values)):
        return found
    kept = [
        (place, value if isinstance(value, float) else 0.0)
        for place, value in enumerate(values)
        if isinstance(value, float) or (value is Absent.MISSING and rule.policy(place) is Missing.ZERO)
    ]
    return float(_OPERATIONS[rule.op](rule, kept))


def _absence(rule: Combining, values: Sequence[Value]) -> Absent | None:
    """Say why no value comes out; nothing if one does."""
    policies = {rule.policy(place) for place, value in enumerate(values) if value is Absent.MISSING}
    if Absent.BLOCKED in values or Missing.BLOCK in policies:
        return Absent.BLOCKED
    if Missing.PROPAGATE in policies:
        return Absent.MISSING
    if Missing.ZERO in policies or any(isinstance(value, float) for value in values):
        return None
    return Absent.MISSING if policies else Absent.NOT_APPLICABLE


#: What counts, each with its place among the children.
Kept = list[tuple[int, float]]


def _sum(_rule: Combining, kept: Kept) -> float:
    return fsum(value for _, value in kept)


def _mean(_rule: Combining, kept: Kept) -> float:
    return fsum(value for _, value in kept) / len(kept)


def _weighted_mean(rule: Combining, kept: Kept) -> float:
    return fsum(rule.weights[place] * value for place, value in kept) / fsum(rule.weights[place] for place, _ in kept)


def _met(rule: Combining, kept: Kept) -> int:
    return sum(value >= rule.met_at[place] for place, value in kept)


_OPERATIONS: Final[dict[Op, Callable[[Combining, Kept], float]]] = {
    Op.MEAN: _mean,
    Op.WEIGHTED_MEAN: _weighted_mean,
    Op.SUM: _sum,
    Op.MIN: lambda _rule, kept: min(value for _, value in kept),
    Op.MAX: lambda _rule, kept: max(value for _, value in kept),
    Op.COUNT: _met,
    Op.FRACTION: lambda rule, kept: rule.points * _met(rule, kept) / len(kept),
    Op.ALL: lambda rule, kept: rule.points * (_met(rule, kept) == len(kept)),
    Op.ANY: lambda rule, kept: rule.points * (_met(rule, kept) > 0),
}
