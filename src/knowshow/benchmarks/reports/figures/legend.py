"""Legends: one entry after another, on as many lines as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from knowshow.benchmarks.reports.figures.canvas import SMALL, Canvas
from knowshow.benchmarks.reports.figures.lettering import fitted, width_of

#: The height of a line, the room for a sign, and between entries.
LINE: Final = 22
_SIGN, _BETWEEN = 24, 20
_LONGEST: Final = 230

#: Draws a sign whose middle is given.
Sign = Callable[[float, float], None]


def legend(canvas: Canvas, entries: Sequence[tuple[Sign, str]], top: float = 0) -> float:
    """Draw signs with their words and return where the legend ends."""
    x, y = 0.0, top + LINE / 2
    for sign, words in entries:
        said = fitted(words, _LONGEST, SMALL)
        length = _SIGN + width_of(said, SMALL) + _BETWEEN
        if x and x + length - _BETWEEN > canvas.width:
            x, y = 0.0, y + LINE
        sign(x + 9, y)
        canvas.text(x + _SIGN, y, said, fontSize=SMALL)
        x += length
    return y + LINE / 2
