"""Draw a chart as SVG that may stand on any page: named, described, without style, script or foreign address.

Vega writes roles and labels for each mark, which a screen reader would read one by one, and identifiers that repeat
from chart to chart. Both go: the drawing is one image with a title and a description, and the data stand beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from knowshow.ui.figures.palette import purposes
from knowshow.ui.figures.records import Cell, Figure
from knowshow.ui.figures.theme import FONT

if TYPE_CHECKING:
    import altair as alt

_SVG: Final = "http://www.w3.org/2000/svg"
_URL: Final = re.compile(r"url\(#([^)]+)\)")
#: What goes from every element: noise for assistive technology, and what a strict page would refuse.
_DROPPED: Final = frozenset({"class", "role", "style", "pointer-events", "font-family"})
_PAINTS: Final = ("fill", "stroke")
#: A drawing that is wider keeps its size and scrolls in its frame: shrunk, its words could not be read.
_WIDE: Final = 800
#: Numbers need no more digits than a screen has.
_LONG_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")


def drawn(
    chart: alt.LayerChart | alt.Chart,
    *,
    name: str,
    caption: str,
    measures: str,
    description: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
) -> Figure:
    """Draw a chart and wrap it. ``caption`` states the finding; ``rows`` hold all data, also what was not drawn."""
    import vl_convert

    spec = chart.to_dict()
    raw = vl_convert.vegalite_to_svg(spec)
    svg = accessible(raw, name=name, title=caption, description=description)
    return Figure(
        name=name,
        caption=caption,
        measures=measures,
        description=description,
        headings=tuple(headings),
        rows=tuple(tuple(row) for row in rows),
        svg=svg,
        spec=spec,
    )


def accessible(raw: str, *, name: str, title: str, description: str) -> str:
    """Turn Vega's SVG into one image with a title and a description, whose identifiers are its own."""
    root = ET.fromstring(raw)  # noqa: S314  (what vl-convert has just written here, not what somebody sent)
    mark = f"{name}-{hashlib.sha256(f'{raw}{title}'.encode()).hexdigest()[:8]}"
    _prune(root)
    for element in root.iter():
        _clean(element, mark)
    _name(root, mark, title, description)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _prune(parent: ET.Element) -> None:
    """Take out what draws nothing: hidden paths, empty backgrounds, groups left without content."""
    for child in list(parent):
        _prune(child)
        path = child.get("d", " ")
        empty_path = child.tag == f"{{{_SVG}}}path" and (not path or "h0v0h0Z" in path or _is_bare(child))
        empty_group = child.tag == f"{{{_SVG}}}g" and not len(child)
        unseen = child.get("display") == "none" or child.get("fill") == "transparent"
        if unseen or empty_path or empty_group:
            parent.remove(child)


def _is_bare(path: ET.Element) -> bool:
    """A background that neither fills nor outlines."""
    return path.get("class") == "background" and not any(path.get(paint, "none") != "none" for paint in _PAINTS)


def _clean(element: ET.Element, mark: str) -> None:
    classes = []
    for key, value in list(element.attrib.items()):
        if key in _DROPPED or key.startswith(("aria-", "font-family")) or (key == "opacity" and value == "1"):
            del element.attrib[key]
            continue
        if key in _PAINTS and value.lower() in purposes():
            classes.append(f"{key}-{purposes()[value.lower()]}")
        element.set(key, _rewritten(key, value, mark))
    if classes:
        element.set("class", " ".join(classes))


def _rewritten(key: str, value: str, mark: str) -> str:
    if key == "id":
        return f"{mark}-{value}"
    if key.endswith("href") and value.startswith("#"):
        return f"#{mark}-{value[1:]}"
    value = _URL.sub(rf"url(#{mark}-\1)", value)
    return _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", value)


def _name(root: ET.Element, mark: str, title: str, description: str) -> None:
    facts: dict[str, Any] = {
        "role": "img",
        "aria-labelledby": f"{mark}-title",
        "aria-describedby": f"{mark}-desc",
        "focusable": "false",
        "font-family": FONT,
        "direction": "ltr",
    }
    if float(root.get("width", "0")) > _WIDE:
        facts["class"] = "figure-wide"
    for key, value in facts.items():
        root.set(key, value)
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{mark}-{tag}"})
        element.text = text
        root.insert(position, element)
