"""Place labels beside their points so that none covers another, and none moves further than it must."""

from __future__ import annotations

from collections.abc import Sequence


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart to the gap, within bounds, by the least squares of moves; order and ties stay as given.

    >>> spread([10, 10, 50], 16, 0, 100), spread([99, 99], 16.5, 0, 100)
    ([2.0, 18.0, 50.0], [83.5, 100.0])
    """
    order = sorted(range(len(places)), key=lambda one: places[one])
    packed = _never_falling([places[one] - step * gap for step, one in enumerate(order)])
    last = max(low, high - (len(places) - 1) * gap)
    found = [0.0] * len(places)
    for step, (one, place) in enumerate(zip(order, packed, strict=True)):
        found[one] = min(max(place, low), last) + step * gap
    return found


def _never_falling(values: Sequence[float]) -> list[float]:
    """The nearest list that never falls: neighbours out of order share their mean."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        total, count = float(value), 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, size = blocks.pop()
            total, count = total + before, count + size
        blocks.append((total, count))
    return [total / count for total, count in blocks for _ in range(count)]
