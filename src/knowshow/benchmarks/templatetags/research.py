"""Filters of the research pages."""

from __future__ import annotations

from django import template

from knowshow.scoring.explaining import in_figures

register = template.Library()


@register.filter
def signed(value: float | None) -> str:
    """Write a change with its sign; nothing as a dash.

    >>> signed(3.5), signed(-2.25), signed(0.0), signed(None)
    ('+3.5', '−2.25', '0', '–')
    """
    if value is None:
        return "–"
    written = in_figures(abs(value))
    if written == "0":
        return written
    return f"+{written}" if value > 0 else f"−{written}"
