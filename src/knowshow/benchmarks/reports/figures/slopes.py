"""Slopes between two editions: who rose, who fell, and by how much.

Only what can be compared is drawn; the caller leaves out what cannot, and says so in a note. The greatest rise and the
greatest fall stand out by weight and by dash, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from knowshow.benchmarks.reports.figures.axis import Axis, axis_of
from knowshow.benchmarks.reports.figures.canvas import SMALL, TEXT, Canvas
from knowshow.benchmarks.reports.figures.lettering import fitted, width_of
from knowshow.benchmarks.reports.figures.placing import spread
from knowshow.benchmarks.reports.figures.records import Change, Measure
from knowshow.benchmarks.reports.figures.wording import companies as counted
from knowshow.benchmarks.reports.figures.wording import isolated, names, sentences
from knowshow.ui.figures import Figure, drawn
from knowshow.ui.figures.records import Cell

_WIDTH: Final = 840
#: Between two labels at least, and below the names of the editions.
LABEL_GAP: Final = 18
_TOP, _LOWEST = 40, 340
#: The room for a name, a value and a change; leaders tie labels to their points.
_NAME_ROOMS, _VALUE_ROOM, _CHANGE_ROOM = (60, 190), 46, 56
_LEADER: Final = 26
#: Names that the note below holds, and companies that a description names one by one.
_NAMED, _SAID = 8, 40
#: How a company is drawn: colour, width, dash.
_STYLES: Final[dict[str, tuple[str, float, tuple[int, int]]]] = {
    "other": ("figure-quiet", 1.5, (1, 0)),
    "fall": ("figure-ink", 2.6, (6, 3)),
    "rise": ("figure-strong", 3, (1, 0)),
}
_POINT: Final = "M0,-3.6A3.6,3.6,0,0,1,0,3.6A3.6,3.6,0,0,1,0,-3.6Z"


@dataclass(frozen=True, slots=True)
class _Move:
    """A company in both editions, with its change as the printed numbers give it."""

    label: str
    before: float
    after: float
    change: Decimal


def slope_between_years(
    changes: Sequence[Change], measure: Measure, *, before: str, after: str, note: str = ""
) -> Figure:
    """Draw companies in two editions; ``note`` names what was left out because it cannot be compared."""
    moves = _moves(changes, measure)
    canvas = Canvas(_WIDTH)
    _draw(canvas, moves, measure, (before, after))
    return drawn(
        canvas.chart(),
        name="change",
        caption=_caption(moves, measure, before, after),
        measures=sentences(measure.what, *_only_once(changes, before, after), note),
        description=_description(moves, measure, before, after),
        headings=("Company", before, after, "Change"),
        rows=_rows(changes, moves, measure, before, after),
    )


def _moves(changes: Sequence[Change], measure: Measure) -> list[_Move]:
    """Companies in both editions, highest first as they are now."""
    found = [
        _Move(one.label, one.before, one.after, measure.rounded(one.after) - measure.rounded(one.before))
        for one in changes
        if one.before is not None and one.after is not None
    ]
    return sorted(found, key=lambda one: (-one.after, -one.before))


def _extremes(moves: Sequence[_Move]) -> tuple[list[_Move], list[_Move]]:
    """Who rose most, and who fell most; nobody where nobody did."""
    most = max((one.change for one in moves), default=Decimal(0))
    least = min((one.change for one in moves), default=Decimal(0))
    rises = [one for one in moves if one.change == most > 0]
    return rises, [one for one in moves if one.change == least < 0]


# ---- drawing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Side:
    """One edition: where its points stand, and to which side its words run."""

    x: float
    way: int
    names: float

    @property
    def edge(self) -> float:
        """Where words begin."""
        return self.x + self.way * (_LEADER + 4)

    @property
    def align(self) -> str:
        """Words end at the left points, and begin at the right ones."""
        return "left" if self.way > 0 else "right"


def _draw(canvas: Canvas, moves: Sequence[_Move], measure: Measure, editions: tuple[str, str]) -> None:
    if not moves:
        canvas.height = 30
        canvas.muted(0, 15, "Nothing to compare")
        return
    end = _TOP + max(_LOWEST, LABEL_GAP * len(moves))
    canvas.height = end + 24
    axis = axis_of([value for one in moves for value in (one.before, one.after)], measure, end, _TOP, whole=False)
    left, right = _sides(moves)
    for side, edition in zip((left, right), editions, strict=True):
        _frame(canvas, side, edition, end)
    for one in sorted(moves, key=lambda one: list(_STYLES).index(_kind(one, moves))):
        _line(canvas, (left.x, axis.at(one.before)), (right.x, axis.at(one.after)), _kind(one, moves))
    _labels(canvas, left, moves, [one.before for one in moves], axis, measure)
    places = _labels(canvas, right, moves, [one.after for one in moves], axis, measure)
    canvas.muted(_WIDTH, 10, "Change", align="right")
    for one, y in zip(moves, places, strict=True):
        canvas.text(_WIDTH, y, signed(one.change), align="right", **_weight(one, moves))


def _sides(moves: Sequence[_Move]) -> tuple[_Side, _Side]:
    """Leave as much room for names as they need, and the rest for the lines."""
    least, most = _NAME_ROOMS
    room = min(max([least, *(width_of(one.label, bold=True) for one in moves)]) + 2, most)
    words = room + _VALUE_ROOM + _LEADER + 4
    return _Side(words, -1, room), _Side(_WIDTH - _CHANGE_ROOM - words, 1, room)


def _kind(one: _Move, moves: Sequence[_Move]) -> str:
    rises, falls = _extremes(moves)
    return "rise" if one in rises else "fall" if one in falls else "other"


def _frame(canvas: Canvas, side: _Side, edition: str, end: float) -> None:
    canvas.line(side.x, _TOP - 12, side.x, end, color="figure-grid")
    canvas.muted(side.x, end + 13, "0", align="center")
    canvas.bold(side.x, 10, fitted(edition, side.names + _VALUE_ROOM, bold=True), align=side.align)


def _line(canvas: Canvas, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
    ink, width, dash = _STYLES[kind]
    canvas.line(*start, *end, color=ink, strokeWidth=width, strokeDash=dash)
    for x, y in (start, end):
        canvas.path(x, y, _POINT, fill="text-muted" if kind == "other" else ink, stroke=None)


def _labels(
    canvas: Canvas, side: _Side, moves: Sequence[_Move], values: Sequence[float], axis: Axis, measure: Measure
) -> list[float]:
    """Write values and names, none over another, tie them to their points, and return where they stand."""
    points = [axis.at(value) for value in values]
    places = spread(points, LABEL_GAP, axis.end, axis.start)
    for one, value, point, y in zip(moves, values, points, places, strict=True):
        canvas.line(side.x + side.way * 6, point, side.x + side.way * _LEADER, y, color="figure-quiet", strokeWidth=1)
        style = {"align": side.align} | _weight(one, moves)
        canvas.text(side.edge, y, measure.said(value), **style)
        name = fitted(one.label, side.names, bold=True)
        canvas.text(side.edge + side.way * _VALUE_ROOM, y, name, **style)
    return places


def _weight(one: _Move, moves: Sequence[_Move]) -> dict[str, int]:
    return {"fontSize": SMALL} if _kind(one, moves) == "other" else {"fontWeight": 600, "fontSize": TEXT}


# ---- words -------------------------------------------------------------------------------------------------


def signed(change: Decimal) -> str:
    """Write a change with its sign.

    >>> signed(Decimal("2.4")), signed(Decimal("-3.0")), signed(Decimal("0.0"))
    ('+2.4', '−3.0', '0.0')
    """
    return f"{'+' if change > 0 else ''}{change:,}".replace("-", "−")


def _caption(moves: Sequence[_Move], measure: Measure, before: str, after: str) -> str:
    when = f"between {before} and {after}"
    if not moves:
        return f"No company can be compared {when}"
    rises, falls = _extremes(moves)
    if len(moves) == 1:
        return _one_alone(moves[0], measure, when)
    if not rises and not falls:
        return f"No company moved {when}"
    parts = [f"{_who(rises)} rose most ({signed(rises[0].change)})" if rises else "no company rose"]
    parts.append(f"{_who(falls)} fell most ({signed(falls[0].change)})" if falls else "none fell")
    return f"B{when[1:]}, {' and '.join(parts)}"


def _who(moves: Sequence[_Move]) -> str:
    return names([one.label for one in moves])


def _one_alone(one: _Move, measure: Measure, when: str) -> str:
    name = isolated(one.label)
    if not one.change:
        return f"{name} did not move {when}: {measure.with_unit(one.after)}"
    verb = "rose" if one.change > 0 else "fell"
    return f"{name} {verb} {when}, from {measure.said(one.before)} to {measure.with_unit(one.after)}"


def _only_once(changes: Sequence[Change], before: str, after: str) -> Iterator[str]:
    """Name the companies that one edition does not hold."""
    for edition, labels in (
        (before, [one.label for one in changes if one.after is None and one.before is not None]),
        (after, [one.label for one in changes if one.before is None and one.after is not None]),
    ):
        if labels:
            yield f"Only in {edition}, so not drawn: {names(labels, _NAMED)}"


def _description(moves: Sequence[_Move], measure: Measure, before: str, after: str) -> str:
    lines = [
        f"{isolated(one.label)}: from {measure.said(one.before)} to {measure.said(one.after)}, {signed(one.change)}"
        for one in moves
    ]
    if len(lines) > _SAID:
        lines = [*lines[:20], f"{len(lines) - 20} more are in the table"]
    return sentences(f"A line for each of {counted(len(moves))}, from {before} to {after}", *lines)


def _rows(
    changes: Sequence[Change], moves: Sequence[_Move], measure: Measure, before: str, after: str
) -> list[list[Cell]]:
    """Numbers as they are drawn, then the companies of one edition."""
    rows: list[list[Cell]] = [
        [one.label, float(measure.rounded(one.before)), float(measure.rounded(one.after)), float(one.change)]
        for one in moves
    ]
    for one in changes:
        if one.before is None and one.after is not None:
            rows.append([one.label, "", float(measure.rounded(one.after)), f"only in {after}"])
        elif one.after is None and one.before is not None:
            rows.append([one.label, float(measure.rounded(one.before)), "", f"only in {before}"])
    return rows
