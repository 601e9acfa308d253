"""A sheet on which figures place words, lines, boxes and marks by points; Altair draws each style as one layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from knowshow.ui.figures.palette import colour
from knowshow.ui.figures.theme import config

if TYPE_CHECKING:
    import altair as alt

#: The size of words in figures, and of small ones.
TEXT, SMALL = 13, 12
#: Vega scales a mark's path by half the root of its size: at this size one unit is one point.
_ONE_TO_ONE: Final = 4
#: Lines lie under boxes, boxes under marks, and words on top.
_ORDER: Final = ("rule", "rect", "point", "text")
_PAINTS: Final = frozenset({"color", "fill", "stroke"})

Row = dict[str, Any]
Style = tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class Canvas:
    """What is drawn: a style that is used again joins its layer, so that a drawing has few of them.

    Colours are purposes of the palette (``figure-ink``). Points are counted from the start and from the top.
    """

    width: float
    height: float = 0
    layers: dict[tuple[str, Style], list[Row]] = field(default_factory=dict)

    def _add(self, kind: str, row: Row, style: dict[str, Any]) -> None:
        self.layers.setdefault((kind, tuple(sorted(style.items()))), []).append(row)

    def text(self, x: float, y: float, words: str, **style: Any) -> None:
        """Write words: from the point on, unless ``align`` says otherwise."""
        style = {"align": "left", "baseline": "middle", "color": "figure-ink", "fontSize": TEXT} | style
        self._add("text", {"x": _short(x), "y": _short(y), "text": words}, style)

    def bold(self, x: float, y: float, words: str, **style: Any) -> None:
        """Write words in strong type."""
        self.text(x, y, words, fontWeight=600, **style)

    def muted(self, x: float, y: float, words: str, **style: Any) -> None:
        """Write small words that recede."""
        self.text(x, y, words, **({"color": "text-muted", "fontSize": SMALL} | style))

    def line(self, x: float, y: float, x2: float, y2: float, **style: Any) -> None:
        """Draw a straight line."""
        self._add("rule", _corners(x, y, x2, y2), style)

    def box(self, x: float, y: float, x2: float, y2: float, **style: Any) -> None:
        """Draw a rectangle."""
        self._add("rect", _corners(x, y, x2, y2), style)

    def path(self, x: float, y: float, path: str, **style: Any) -> None:
        """Draw a path, whose units are points, at a place."""
        style = {"fill": None, "strokeWidth": 1, "size": _ONE_TO_ONE, "opacity": 1} | style
        self._add("point", {"x": _short(x), "y": _short(y), "path": path}, style)

    def chart(self) -> alt.LayerChart:
        """Return all layers as a chart, in the theme."""
        import altair as alt

        ordered = sorted(self.layers.items(), key=lambda one: _ORDER.index(one[0][0]))
        named = {f"{kind}-{place}": rows for place, ((kind, _style), rows) in enumerate(ordered)}
        layers = [self._layer(name, *key) for name, (key, _rows) in zip(named, ordered, strict=True)]
        chart: alt.LayerChart = alt.layer(*layers, datasets=named).configure(**config())
        return chart.properties(width=self.width, height=self.height)

    def _layer(self, data: str, kind: str, style: Style) -> alt.Chart:
        import altair as alt

        painted = {key: colour(value) if key in _PAINTS and value else value for key, value in style}
        base = alt.Chart(alt.NamedData(data)).encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[self.height, 0], nice=False, zero=False)),
        )
        marked = getattr(base, f"mark_{kind}")(**painted)
        chart: alt.Chart = marked.encode(**_channels(kind))
        return chart


def _channels(kind: str) -> dict[str, Any]:
    """What a kind of mark reads from its rows besides its place."""
    import altair as alt

    if kind == "text":
        return {"text": "text:N"}
    if kind == "point":
        return {"shape": alt.Shape("path:N", scale=None)}
    return {"x2": "x2:Q", "y2": "y2:Q"}


def _corners(x: float, y: float, x2: float, y2: float) -> Row:
    return {"x": _short(x), "y": _short(y), "x2": _short(x2), "y2": _short(y2)}


def _short(value: float) -> float:
    """Write no more digits than a screen has."""
    return round(value, 2)
