"""The small marks of severity as drawings that carry their own colours, for documents that travel alone.

Pages use the components ``tier.html`` and ``bar.html``, whose colours follow the theme. The shapes are the same.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from knowshow.ui.figures.palette import colour

_SHAPES: Final = {
    4: "M7.6 1.5h8.8L22.5 7.6v8.8l-6.1 6.1H7.6L1.5 16.4V7.6z",
    3: "M12 .6 23.4 12 12 23.4 .6 12z",
    2: "M4 2.5h16A1.5 1.5 0 0 1 21.5 4v16a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 20V4A1.5 1.5 0 0 1 4 2.5z",
    1: "M12 1.75a10.25 10.25 0 1 1 0 20.5a10.25 10.25 0 1 1 0-20.5z",
}
_INKS: Final = {4: "severity-4-text", 3: "severity-4-text", 2: "figure-ink", 1: "figure-ink"}
_EDGES: Final = {4: "severity-4", 3: "severity-3", 2: "severity-2-edge", 1: "severity-1-edge"}
_STEPS: Final = (0, 14, 28, 42)


@cache
def tier_mark(tier: int) -> str:
    """Draw a tier: octagon, diamond, square or circle, with the figure in it."""
    return (
        f'<svg class="mark" viewBox="0 0 24 24" width="24" height="24" role="img"><title>Tier {tier}</title>'
        f'<path d="{_SHAPES[tier]}" fill="{colour(f"severity-{tier}")}" stroke="{colour(_EDGES[tier])}"'
        f' stroke-width="1.5" stroke-linejoin="round"/><text x="12" y="16.3" text-anchor="middle" font-size="12"'
        f' font-weight="700" font-family="sans-serif" fill="{colour(_INKS[tier])}">{tier}</text></svg>'
    )


@cache
def bar_mark(value: int) -> str:
    """Draw a criterion as four steps, of which ``value`` are filled."""
    inks = [colour("meter" if step < value else "figure-grid") for step in range(4)]
    steps = "".join(
        f'<rect x="{x}" y="0" width="11" height="8" rx="1" fill="{ink}"/>' for x, ink in zip(_STEPS, inks, strict=True)
    )
    return (
        '<svg class="steps" viewBox="0 0 53 8" width="53" height="8" role="img">'
        f"<title>{value} of 4</title>{steps}</svg>"
    )
