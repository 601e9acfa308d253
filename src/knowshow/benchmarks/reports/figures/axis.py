"""The axis of scores: from zero, in round steps, to the highest score that is possible or was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from knowshow.benchmarks.reports.figures.records import Measure


@dataclass(frozen=True, slots=True)
class Axis:
    """Scores on a line of points."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a score stands."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> tuple[float, ...]:
        """The scores that are named."""
        count = round((self.high - self.low) / self.step)
        return tuple(round(self.low + self.step * place, 9) for place in range(count + 1))


def axis_of(
    values: Iterable[float], measure: Measure, start: float, end: float, *, whole: bool = True, steps: int = 5
) -> Axis:
    """Lay scores along a line. ``whole`` shows all that is possible; else the line ends above the highest score.

    >>> axis_of([31, 56], Measure("Scores"), 0, 500).ticks
    (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    >>> axis_of([31, 56], Measure("Scores"), 0, 500, whole=False).ticks
    (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)
    """
    found = list(values)
    low, high = min([0.0, *found]), max([0.0, *found])
    if measure.top is not None and (whole or not high):
        high = max(high, measure.top)
    high = high if high > low else low + 1
    step = round_step(high - low, steps)
    return Axis(floor(low / step) * step, ceil(high / step - 1e-9) * step, step, start, end)


def round_step(length: float, steps: int) -> float:
    """Return a round distance that divides a length into about so many steps.

    >>> round_step(100, 5), round_step(7, 5), round_step(1234, 5)
    (20.0, 2.0, 200.0)
    """
    rough = length / steps
    scale = 10.0 ** floor(log10(rough))
    return next(nice * scale for nice in (1, 2, 2.5, 5, 10) if nice * scale >= rough * 0.8)
