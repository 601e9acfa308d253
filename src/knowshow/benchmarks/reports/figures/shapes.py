"""The hollow shapes of parts, and the patterns of answers: signs that do not hang on colour. Paths in points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

#: Shapes that stay apart at the size of a letter, in the order in which parts take them.
SHAPES: Final = (
    "M-4.2,-4.2H4.2V4.2H-4.2Z",
    "M0,-4.8A4.8,4.8,0,0,1,0,4.8A4.8,4.8,0,0,1,0,-4.8Z",
    "M0,-5.6L5.4,3.9H-5.4Z",
    "M0,-6L6,0L0,6L-6,0Z",
    "M0,5.6L5.4,-3.9H-5.4Z",
    "M-1.9,-5.4H1.9V-1.9H5.4V1.9H1.9V5.4H-1.9V1.9H-5.4V-1.9H-1.9Z",
)


def upright(width: float, height: float, gap: float) -> str:
    """Lines from top to bottom, in a box whose corner is the origin."""
    return "".join(f"M{x:g},0V{height:g}" for x in _steps(width, gap))


def level(width: float, height: float, gap: float) -> str:
    """Lines from side to side."""
    return "".join(f"M0,{y:g}H{width:g}" for y in _steps(height, gap))


def grid(width: float, height: float, gap: float) -> str:
    """Lines both ways."""
    return upright(width, height, gap) + level(width, height, gap)


def slanted(width: float, height: float, gap: float) -> str:
    """Lines that climb, cut at the box."""
    parts = []
    for foot in _steps(width + height, gap):
        start, end = max(0.0, foot - height), min(width, foot)
        parts.append(f"M{start:g},{foot - start:g}L{end:g},{foot - end:g}")
    return "".join(parts)


def falling(width: float, height: float, gap: float) -> str:
    """Lines that fall, cut at the box."""
    parts = []
    for foot in _steps(width + height, gap):
        start, end = max(0.0, foot - height), min(width, foot)
        parts.append(f"M{start:g},{height - foot + start:g}L{end:g},{height - foot + end:g}")
    return "".join(parts)


def dots(width: float, height: float, gap: float) -> str:
    """Dots in rows."""
    return "".join(f"M{x - 0.8:g},{y:g}h1.6" for y in _steps(height, gap) for x in _steps(width, gap))


def _steps(length: float, gap: float) -> Iterator[float]:
    """Places between the ends, as even as can be."""
    count = int(length / gap)
    start = (length - (count - 1) * gap) / 2 if count else 0
    return (round(start + step * gap, 1) for step in range(count))
