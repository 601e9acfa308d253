"""Figures with what they rest on: value, number, missing share, evidence; small numbers hidden (GP 31 e)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, TypeVar

from knowshow.remedy.rules.disclosure import THRESHOLD, is_small

Grade = Literal["A", "B", "C"]
T = TypeVar("T")


class Met(StrEnum):
    """Whether a target is met; unknown is no yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that figures stand for, both ends with them."""

    start: date
    end: date

    def holds(self, day: date | None) -> bool:
        """Say whether a day lies in the period."""
        return day is not None and self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before it is judged. ``n`` is what it rests on, ``missing`` how many lacked the fact.

    ``part`` is the number counted, where the figure is a share of ``n``.
    """

    value: float | None
    n: int
    missing: int = 0
    part: int | None = None
    #: Whether all of it lies where it should, for a figure with many values.
    is_in_band: bool | None = None
    details: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator as it is shown."""

    indicator: str
    value: float | None
    n: int | None
    missing_share: float | None
    period: Period
    grade: Grade
    met: Met
    is_suppressed: bool = False
    reason: str = ""
    details: Mapping[str, float | None] = field(default_factory=dict)


def share(answers: Iterable[bool | None]) -> Figure:
    """Count how many are so, of those where it is known.

    >>> figure = share([True, True, False, None])
    >>> round(figure.value, 2), figure.n, figure.missing
    (0.67, 3, 1)
    """
    given = list(answers)
    known = [one for one in given if one is not None]
    part = sum(known)
    return Figure(part / len(known) if known else None, len(known), len(given) - len(known), part)


def share_of(part: int | None, whole: int | None) -> Figure:
    """Return a share of two counts; nothing, if one is unknown or there was nothing to count."""
    if part is None or whole is None:
        return Figure(None, 0, missing=1)
    return Figure(part / whole if whole else None, whole, part=part)


def count(answers: Iterable[bool | None]) -> Figure:
    """Count how many are so; what is unknown is missing."""
    figure = share(answers)
    return Figure(float(figure.part or 0) if figure.n else None, figure.n, figure.missing, figure.part)


def plain(value: float | None, n: int | None = None) -> Figure:
    """Return a figure of the mechanism itself; it rests on as many people as were asked, or on no people at all."""
    return Figure(None, 0, missing=1) if value is None else Figure(float(value), 1 if n is None else n)


def percentile(values: Iterable[float], at: float) -> float | None:
    """Return the value below which so large a part lies: the nearest that occurs, never a made-up one.

    >>> percentile([1, 2, 3, 4, 50], 0.5), percentile([1, 2, 3, 4, 50], 0.9), percentile([], 0.5)
    (3, 50, None)
    """
    ordered = sorted(values)
    if not ordered:
        return None
    place = -(-len(ordered) * round(at * 100) // 100) - 1
    return ordered[max(0, place)]


def hidden_because(figure: Figure, *, is_about_people: bool, rests_on_people: bool) -> str:
    """Say why a figure must be hidden, as a code; nothing if it may be shown."""
    if not rests_on_people or figure.value is None:
        return ""
    if figure.n < THRESHOLD:
        return "fewer_than_five"
    if is_about_people and figure.part is not None and _points_at_few(figure.part, figure.n):
        return "points_at_fewer_than_five"
    return ""


def _points_at_few(part: int, n: int) -> bool:
    return is_small(part) or is_small(n - part)


def grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Put items into groups by a key, in the order of the keys."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return dict(sorted(groups.items()))
