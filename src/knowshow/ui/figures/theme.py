"""The one theme of every figure: quiet axes, no boxes, the design's colours, and the shapes of the tiers."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from knowshow.ui.figures.palette import colour

#: Faces that readers have; on a page the page's own face takes their place.
FONT: Final = "'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"

#: Tier shapes as Vega wants them: a path in a square from -1 to 1.
SHAPES: Final = {
    4: "M-0.37,-0.88H0.37L0.88,-0.37V0.37L0.37,0.88H-0.37L-0.88,0.37V-0.37Z",
    3: "M0,-1L1,0L0,1L-1,0Z",
    2: "M-0.79,-0.79H0.79V0.79H-0.79Z",
    1: "M0,-0.86A0.86,0.86,0,0,1,0,0.86A0.86,0.86,0,0,1,0,-0.86Z",
}
TIERS: Final = (4, 3, 2, 1)

_WIDE: Final = frozenset("WF")


def config() -> dict[str, Any]:
    """Return the configuration that every chart takes."""
    axis = {
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": colour("figure-grid"),
        "labelColor": colour("text-muted"),
        "labelFontSize": 12,
        "labelPadding": 6,
        "titleColor": colour("text-muted"),
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "background": "transparent",
        "font": "sans-serif",
        "padding": 2,
        "view": {"stroke": None},
        "axis": axis,
        "text": {"color": colour("figure-ink"), "fontSize": 12},
    }


def tier_scales() -> tuple[list[int], list[str], list[str], list[str], list[str]]:
    """Return tiers with their shapes, fills, edges and the colour of the figure inside."""
    edges = [colour("severity-4"), colour("severity-3"), colour("severity-2-edge"), colour("severity-1-edge")]
    fills = [colour(f"severity-{tier}") for tier in TIERS]
    light, dark = colour("severity-4-text"), colour("figure-ink")
    return list(TIERS), [SHAPES[tier] for tier in TIERS], fills, edges, [light, light, dark, dark]


def shortened(text: str, columns: int) -> str:
    """Cut a text to a number of columns, of which a Chinese character takes two.

    >>> shortened("ranking of applicants", 12), shortened("privacy", 12), shortened("求职者的排名方式", 9)
    ('ranking of…', 'privacy', '求职者的…')
    """
    if sum(map(_columns, text)) <= columns:
        return text
    kept, used = "", 1
    for sign in text:
        used += _columns(sign)
        if used > columns:
            break
        kept += sign
    return f"{kept.rstrip(' ,.;:')}…"


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1
