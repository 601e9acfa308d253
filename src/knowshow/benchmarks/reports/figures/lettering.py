"""How wide words will be, reckoned without a font: readers have different faces, so the widest of them is assumed."""

from __future__ import annotations

import unicodedata
from typing import Final

from knowshow.benchmarks.reports.figures.wording import sided

_EM: Final = {"narrow": 0.33, "lower": 0.58, "upper": 0.69, "wide": 1.03, "broad": 0.93}
_NARROW: Final = frozenset("iljtfrI .,:;'’|!()[]-·/")
_BROAD: Final = frozenset("mwMW@%—")
_BOLD: Final = 1.07


def width_of(text: str, size: float = 13, *, bold: bool = False) -> float:
    """Reckon the width of a text in points."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1)


def fitted(text: str, room: float, size: float = 13, *, bold: bool = False) -> str:
    """Cut a text so that it stays within its room, and write it for drawing.

    >>> fitted("Yahoo", 90), fitted("Policy commitment to human rights", 120), fitted("求职者的排名方式", 70)
    ('Yahoo', 'Policy commitme…', '求职者的…')
    """
    if width_of(text, size, bold=bold) <= room:
        return sided(text)
    kept, used = "", width_of("…", size, bold=bold)
    for sign in text:
        used += width_of(sign, size, bold=bold)
        if used > room:
            break
        kept += sign
    return sided(f"{kept.rstrip(' ,.;:-(')}…")


def wrapped(text: str, room: float, size: float = 13) -> list[str]:
    """Break a text between words onto two lines at most; what does not fit on the second is cut.

    >>> wrapped("Policy commitment to human rights", 130), wrapped("Privacy", 130)
    (['Policy commitment', 'to human rights'], ['Privacy'])
    """
    if width_of(text, size) <= room:
        return [fitted(text, room, size)]
    words = text.split()
    first = max((count for count in range(len(words)) if width_of(" ".join(words[:count]), size) <= room), default=0)
    if not first:
        return [fitted(text, room, size)]
    return [fitted(" ".join(part), room, size) for part in (words[:first], words[first:])]


def _em(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0
    if unicodedata.east_asian_width(sign) in {"W", "F"}:
        return _EM["wide"]
    if sign in _NARROW:
        return _EM["narrow"]
    if sign in _BROAD:
        return _EM["broad"]
    return _EM["upper"] if sign.isupper() else _EM["lower"]
