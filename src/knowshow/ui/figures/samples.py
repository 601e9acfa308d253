"""The figure on the pattern page. It stands ready in a file, since no page may draw; a test draws it anew."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from knowshow.ui.figures.drawing import drawn
from knowshow.ui.figures.palette import colour
from knowshow.ui.figures.records import Figure
from knowshow.ui.figures.theme import config

_STORED: Final = Path(__file__).with_name("sample.json")
_ROWS: Final = (("Group A", 4), ("Group B", 3), ("Group C", 1))


@cache
def sample_figures() -> tuple[Figure, ...]:
    """Return the figures of the pattern page, ready drawn. They show form, not fact."""
    return (Figure(**json.loads(_STORED.read_text(encoding="utf-8"))),)


def draw_sample() -> Figure:
    """Draw the figure of the pattern page."""
    import altair as alt

    data = alt.InlineData([{"group": group, "impacts": impacts} for group, impacts in _ROWS])
    base = alt.Chart(data).encode(
        y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(grid=False)),
        x=alt.X("impacts:Q", title="Impacts", axis=alt.Axis(tickMinStep=1)),
    )
    bars = base.mark_bar(color=colour("figure-strong"), height=18)
    values = base.mark_text(align="left", dx=6).encode(text="impacts:Q")
    chart = alt.layer(bars, values).properties(width=620, height=110).configure(**config())
    return drawn(
        chart,
        name="sample",
        caption="Group A bears four of eight impacts",
        measures="Impacts per group in a made-up assessment. An impact counts for each group that it touches.",
        description="A bar for each group: Group A 4, Group B 3, Group C 1.",
        headings=("Group", "Impacts"),
        rows=_ROWS,
    )
