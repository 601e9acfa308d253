"""What happens to a combined value: one conditional modifier, rounding, bands. And rounding and ranks to publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final

from knowshow.scoring.methodology import Band, Modifier, Ranking, Rounding, Step
from knowshow.scoring.values import Value

_MODES: Final = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_CEILING,
    "down": ROUND_FLOOR,
}
#: Digits behind the point at which a score is taken for exact: sums of decimals are off only far behind them.
_EXACT: Final = Decimal("1e-9")
#: Room for every figure that floating point can hold.
_WIDE: Final = Context(prec=400)
_UNROUNDED: Final = Rounding(digits=9)


def rounded(value: float, rule: Rounding) -> float:
    """Round as a person would who sees the decimal figure: what floating point leaves over is dropped first.

    Half goes up, and below zero down (-2.5 becomes -3), as in schools and spreadsheets.

    >>> rounded(56.5, Rounding()), rounded(0.285, Rounding(digits=2)), rounded(2.5, Rounding(mode="half_even"))
    (57.0, 0.29, 2.0)
    """
    exact = Decimal(value).quantize(_EXACT, context=_WIDE)
    unit = Decimal(1).scaleb(-rule.digits)
    return float(exact.quantize(unit, rounding=_MODES[rule.mode], context=_WIDE)) + 0.0


def modified(value: float, rule: Modifier, other: Value) -> float:
    """Change the value if the other node's value is as the modifier asks; without one it stays."""
    if not applies(rule, other):
        return value
    changed = value * rule.multiply + rule.add
    if rule.floor is not None:
        changed = max(changed, rule.floor)
    return min(changed, rule.ceiling) if rule.ceiling is not None else changed


def applies(rule: Modifier, other: Value) -> bool:
    """Whether a modifier comes into effect."""
    if not isinstance(other, float):
        return False
    at_least = rule.at_least is None or other >= rule.at_least
    return at_least and (rule.at_most is None or other <= rule.at_most)


def band_of(value: float, bands: Sequence[Band]) -> Band | None:
    """Return the first band that the value does not pass.

    >>> band_of(26.0, [Band(label="I", upto=25), Band(label="II")]).label
    'II'
    """
    return next((band for band in bands if band.upto is None or value <= band.upto), None)


def taken(value: Value, steps: Sequence[Step], other: Callable[[str], Value]) -> tuple[Value, str]:
    """Take all steps of a node; return its value and the label of its band."""
    band = ""
    for step in steps:
        if not isinstance(value, float):
            break
        if step.modifier:
            value = modified(value, step.modifier, other(step.modifier.node))
        if step.round:
            value = rounded(value, step.round)
        if step.bands and (found := band_of(value, step.bands)):
            band = found.label
    return value, band


def ranks(scores: Mapping[str, float | None], rule: Ranking, rounding: Rounding) -> dict[str, int]:
    """Rank what has a score: equal scores share a rank, and the next one skips (1, 1, 3) or does not.

    Exact scores are equal if nobody could tell them apart in nine decimals. Where each has a rank of its own, equal
    scores stand in the order of their keys.

    >>> ranks({"a": 56.4, "b": 55.6, "c": 20.0, "d": None}, Ranking(), Rounding())
    {'a': 1, 'b': 1, 'c': 3}
    """
    shown_in = rounding if rule.on == "rounded" else _UNROUNDED
    shown = {key: rounded(score, shown_in) for key, score in scores.items() if score is not None}
    ordered = sorted(sorted(shown), key=lambda key: shown[key], reverse=rule.order == "highest_first")
    if rule.method == "ordinal":
        return {key: place for place, key in enumerate(ordered, start=1)}
    places: dict[float, int] = {}
    for place, key in enumerate(ordered, start=1):
        places.setdefault(shown[key], len(places) + 1 if rule.method == "dense" else place)
    return {key: places[shown[key]] for key in ordered}
