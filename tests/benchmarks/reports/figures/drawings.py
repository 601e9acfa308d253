"""Read a figure back from its drawing: words, marks and where they stand, as a person sees them."""

import re
from dataclasses import dataclass
from itertools import takewhile

from knowshow.benchmarks.reports.figures.lettering import width_of
from tests.ui.svg import SVG, parsed

_MOVE = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Word:
    """A text with the point it is tied to."""

    text: str
    x: float
    y: float
    anchor: str
    size: float
    bold: bool
    turned: bool

    @property
    def span(self):
        """From where to where it runs, as reckoned."""
        width = width_of(self.text, self.size, bold=self.bold)
        start = {"start": self.x, "end": self.x - width, "middle": self.x - width / 2}[self.anchor]
        return start, start + width


@dataclass(frozen=True)
class Mark:
    """A shape or a box with its classes."""

    classes: frozenset
    x: float
    y: float
    path: str

    @property
    def box(self):
        """Left, top, right and bottom of a box, whose sides are drawn one after the other."""
        numbers = [float(number) for number in _NUMBER.findall(self.path)]
        if "h" in self.path:
            left, top, width, height = numbers[:4]
            return self.x + left, self.y + top, self.x + left + width, self.y + top + height
        xs, ys = numbers[::2], numbers[1::2]
        return self.x + min(xs), self.y + min(ys), self.x + max(xs), self.y + max(ys)


def placed(figure):
    """Every element of the drawing that shows, with the sum of all moves around it."""
    yield from _placed(parsed(figure.svg), 0.0, 0.0)


def _placed(element, x, y):
    moved = _MOVE.search(element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    yield element, x, y
    for child in element:
        yield from _placed(child, x, y)


def words(figure):
    """Every text of the drawing."""
    return [
        Word(
            "".join(element.itertext()),
            x,
            y,
            element.get("text-anchor", "start"),
            float(element.get("font-size", "13px").removesuffix("px")),
            element.get("font-weight") in {"600", "bold"},
            "rotate" in element.get("transform", ""),
        )
        for element, x, y in placed(figure)
        if element.tag == f"{SVG}text"
    ]


def texts(figure):
    """What the words say, without marks of direction."""
    return [word.text.replace("\u200f", "") for word in words(figure)]


def marks(figure, *classes):
    """The paths that have all these classes."""
    return [
        Mark(frozenset(element.get("class", "").split()), x, y, element.get("d"))
        for element, x, y in placed(figure)
        if element.tag == f"{SVG}path" and set(classes) <= set(element.get("class", "").split())
    ]


def collisions(figure):
    """Pairs of level words that cover each other."""
    level = sorted((word for word in words(figure) if not word.turned and word.text.strip()), key=lambda one: one.y)
    return [
        (one.text, other.text)
        for place, one in enumerate(level)
        for other in takewhile(lambda other, top=one.y: other.y < top + 20, level[place + 1 :])
        if _cover(one, other)
    ]


def _cover(one, other):
    (left, right), (start, end) = one.span, other.span
    return left < end - 0.5 and start < right - 0.5 and abs(one.y - other.y) < 0.75 * max(one.size, other.size)


def inside(figure):
    """Whether every level word stands within the drawing."""
    root = parsed(figure.svg)
    width, height = float(root.get("width")), float(root.get("height"))
    spans = [(word.span, word.y) for word in words(figure) if not word.turned]
    return all(left >= -1 and right <= width + 1 and 0 <= y <= height for (left, right), y in spans)
