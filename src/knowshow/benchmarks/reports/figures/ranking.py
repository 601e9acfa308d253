"""The ranked dot plot: who stands where, and how even a total is over its parts.

The bar is the total. Hollow shapes are the parts, and the line is their range, so that a middling total made of a high
and a low part is seen for what it is. Companies without a score stand at the end, without marks: none is not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import floor
from typing import Final

from knowshow.benchmarks.reports.figures import shapes
from knowshow.benchmarks.reports.figures.axis import Axis, axis_of, round_step
from knowshow.benchmarks.reports.figures.canvas import TEXT, Canvas
from knowshow.benchmarks.reports.figures.legend import Sign, legend
from knowshow.benchmarks.reports.figures.lettering import fitted, width_of
from knowshow.benchmarks.reports.figures.records import PARTS_AT_MOST, Measure, RankedCompany
from knowshow.benchmarks.reports.figures.wording import companies as counted
from knowshow.benchmarks.reports.figures.wording import isolated, names, sentences
from knowshow.ui.figures import Figure, drawn
from knowshow.ui.figures.records import Cell

_WIDTH: Final = 840
_NAMES_AT: Final = 36
_NAMES_ROOM: Final = (96, 236)
#: Companies up to which rows are roomy, and from which the axis is named below too.
_FEW, _AXIS_TWICE = 60, 15
_ROWS: Final = (30, 25)
#: Marks that would cover each other are set apart by so much, up and down.
_APART: Final = 9.5
#: Companies that a description names one by one.
_SAID: Final = 30


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand."""

    axis: Axis
    names: float
    total: float
    top: float
    row: float

    def y(self, index: int) -> float:
        """The middle of a row."""
        return self.top + self.row * (index + 0.5)


def ranked_dot_plot(ranking: Sequence[RankedCompany], measure: Measure) -> Figure:
    """Draw a ranking: rank, name and total in words, the total as a bar, its parts as hollow shapes on their range."""
    parts = _parts(ranking)
    if len(parts) > PARTS_AT_MOST:
        raise ValueError(f"{len(parts)} parts, but no more than {PARTS_AT_MOST} shapes can be told apart")
    scored, unscored = in_order(ranking)
    canvas = Canvas(_WIDTH)
    _draw(canvas, scored, unscored, parts, measure)
    return drawn(
        canvas.chart(),
        name="ranking",
        caption=_caption(scored, unscored, measure),
        measures=sentences(measure.what, _key(scored, parts), _left_out(unscored)),
        description=_description(scored, unscored, measure),
        headings=("Rank", "Company", "Total", "Total in full", *parts),
        rows=[_row(one, parts, measure) for one in (*scored, *unscored)],
    )


def in_order(ranking: Iterable[RankedCompany]) -> tuple[list[RankedCompany], list[RankedCompany]]:
    """Order companies by rank, equals by their full total; those without a score apart, by why, as they came."""
    found = list(ranking)
    scored = [one for one in found if one.total is not None]
    scored.sort(key=lambda one: (one.rank or 0, -(one.total or 0)))
    return scored, sorted((one for one in found if one.total is None), key=lambda one: one.absent)


def _parts(ranking: Iterable[RankedCompany]) -> list[str]:
    return list(dict.fromkeys(part for one in ranking for part in one.parts))


def _known(company: RankedCompany) -> dict[str, float]:
    return {part: value for part, value in company.parts.items() if value is not None}


# ---- drawing -----------------------------------------------------------------------------------------------


def _draw(
    canvas: Canvas,
    scored: Sequence[RankedCompany],
    unscored: Sequence[RankedCompany],
    parts: Sequence[str],
    measure: Measure,
) -> None:
    top = legend(canvas, list(_signs(canvas, parts))) + 34 if scored else 4
    plan = _plan(scored, unscored, measure, top)
    count = len(scored) + len(unscored)
    canvas.height = plan.y(max(count, 1) - 1) + plan.row / 2 + 4
    if not count:
        canvas.muted(0, plan.y(0), "No companies")
    if scored:
        _grid(canvas, plan, len(scored), measure)
    for index, one in enumerate(scored):
        _scored(canvas, plan, plan.y(index), one, parts, measure)
    for index, one in enumerate(unscored, len(scored)):
        canvas.text(_NAMES_AT, plan.y(index), fitted(one.label, plan.names))
        canvas.muted(plan.axis.start, plan.y(index), one.absent.capitalize())
    if count > _AXIS_TWICE and scored:
        canvas.height += 22


def _plan(scored: Sequence[RankedCompany], unscored: Sequence[RankedCompany], measure: Measure, top: float) -> _Plan:
    widths = [
        *(width_of(one.label, TEXT, bold=True) for one in scored),
        *(width_of(one.label, TEXT) for one in unscored),
    ]
    least, most = _NAMES_ROOM
    room = min(max([least, *widths]) + 2, most)
    printed = [width_of(_printed(one, measure), TEXT) for one in scored]
    total = _NAMES_AT + room + 16 + max([34, *printed])
    values = [value for one in scored for value in (one.total or 0, *_known(one).values())]
    axis = axis_of(values, measure, total + 26, _WIDTH - 16)
    return _Plan(axis, room, total, top, _ROWS[len(scored) + len(unscored) > _FEW])


def _printed(one: RankedCompany, measure: Measure) -> str:
    return measure.said(float(one.rounded if one.rounded is not None else one.total or 0))


def _signs(canvas: Canvas, parts: Sequence[str]) -> Iterator[tuple[Sign, str]]:
    yield partial(_bar, canvas), "Total"
    for index, part in enumerate(parts):
        yield partial(_shape, canvas, index), part
    if len(parts) > 1:
        yield partial(_range_sign, canvas), "Range of the parts"


def _bar(canvas: Canvas, x: float, y: float) -> None:
    canvas.box(x - 2.5, y - 10, x + 2.5, y + 10, color="figure-strong", cornerRadius=1.5)


def _shape(canvas: Canvas, index: int, x: float, y: float) -> None:
    canvas.path(x, y, shapes.SHAPES[index], fill="figure-paper", stroke="text-muted", strokeWidth=1.6)


def _range_sign(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x - 9, y, x + 9, y, color="figure-quiet", strokeWidth=2)


def _grid(canvas: Canvas, plan: _Plan, count: int, measure: Measure) -> None:
    end = plan.y(count - 1) + plan.row / 2
    canvas.muted(plan.total, plan.top - 16, "Total", align="right")
    for tick in plan.axis.ticks:
        x = plan.axis.at(tick)
        canvas.line(x, plan.top - 4, x, end, color="figure-grid")
        words = f"{tick:g}{'%' if measure.unit == 'per cent' and not tick else ''}"
        canvas.muted(x, plan.top - 16, words, align="center")
        if count > _AXIS_TWICE:
            canvas.muted(x, end + 14, words, align="center")


def _scored(canvas: Canvas, plan: _Plan, y: float, one: RankedCompany, parts: Sequence[str], measure: Measure) -> None:
    rank = "" if one.rank is None else str(one.rank)
    canvas.muted(24, y, rank, align="right", fontSize=TEXT)
    canvas.bold(_NAMES_AT, y, fitted(one.label, plan.names, bold=True))
    canvas.text(plan.total, y, _printed(one, measure), align="right")
    known = _known(one)
    places = {part: plan.axis.at(value) for part, value in known.items()}
    if len(places) > 1:
        ends = places.values()
        canvas.line(min(ends), y, max(ends), y, color="figure-quiet", strokeWidth=2)
    _bar(canvas, plan.axis.at(one.total or 0), y)
    for part, shift in _shifts(places, plan.row).items():
        _shape(canvas, parts.index(part), places[part], y + shift)


def _shifts(places: dict[str, float], row: float) -> dict[str, float]:
    """Move marks that would cover each other up and down; others stay on the line."""
    shifts: dict[str, float] = {}
    for cluster in _clusters(places):
        lanes = _lanes([places[part] for part in cluster])
        step = min(_APART, (row - 11) / max(1, *lanes))
        shifts |= {part: step * (lane - max(lanes) / 2) for part, lane in zip(cluster, lanes, strict=True)}
    return shifts


def _lanes(places: Sequence[float]) -> list[int]:
    """Give each place, from the start on, the first lane in which it covers nothing."""
    ends: list[float] = []
    found = []
    for place in places:
        lane = next((lane for lane, end in enumerate(ends) if place - end >= _APART), len(ends))
        ends[lane : lane + 1] = [place]
        found.append(lane)
    return found


def _clusters(places: dict[str, float]) -> list[list[str]]:
    clusters: list[list[str]] = []
    for part in sorted(places, key=lambda one: places[one]):
        if clusters and places[part] - places[clusters[-1][-1]] < _APART:
            clusters[-1].append(part)
        else:
            clusters.append([part])
    return clusters


# ---- words -------------------------------------------------------------------------------------------------


def _caption(scored: Sequence[RankedCompany], unscored: Sequence[RankedCompany], measure: Measure) -> str:
    if not scored:
        return _nobody(unscored)
    weakest = _weakest(scored)
    if len(scored) == 1:
        least = f", and least in {weakest[0]}" if weakest else ""
        return f"{isolated(scored[0].label)} scores {_with_unit(scored[0], measure)}{least}"
    finding = _finding(scored, measure)
    if not weakest:
        return finding
    part, least_there = weakest
    if least_there == len(scored):
        return f"{finding}; all do least in {part}"
    most = f"{least_there} of {len(scored)}"
    return f"{finding}; {most} do least in {part}"


def _nobody(unscored: Sequence[RankedCompany]) -> str:
    if len(unscored) == 1:
        return f"{isolated(unscored[0].label)} has no score"
    return f"None of {counted(len(unscored))} has a score" if unscored else "No company is ranked"


def _finding(scored: Sequence[RankedCompany], measure: Measure) -> str:
    """No company reaches so much, or who leads, whichever tells more."""
    printed = {_printed(one, measure) for one in scored}
    if len(printed) == 1:
        return f"All {counted(len(scored))} score {_with_unit(scored[0], measure)}"
    ceiling = _ceiling(scored, measure)
    if ceiling is not None:
        return f"No company reaches {measure.with_unit(ceiling)}"
    lead = [one.label for one in scored if one.rank == scored[0].rank]
    return f"{names(lead)} {'lead' if len(lead) > 1 else 'leads'} with {_with_unit(scored[0], measure)}"


def _with_unit(one: RankedCompany, measure: Measure) -> str:
    return f"{_printed(one, measure)} {measure.unit}".strip()


def _ceiling(scored: Sequence[RankedCompany], measure: Measure) -> float | None:
    """The round number that nobody reaches, where it lies well under what is possible."""
    if measure.top is None:
        return None
    best = max(max(one.total or 0, float(one.rounded or 0)) for one in scored)
    step = round_step(measure.top, 10)
    ceiling = (floor(best / step) + 1) * step
    return ceiling if ceiling <= measure.top * 0.7 else None


def _weakest(scored: Sequence[RankedCompany]) -> tuple[str, int] | None:
    """The part in which more than half of the companies do least, and how many; equal parts count for none."""
    found = Counter(part for one in scored if (part := _least(_known(one))))
    for part, times in found.most_common(1):
        if times * 2 > len(scored):
            return part, times
    return None


def _least(parts: dict[str, float]) -> str | None:
    least = [part for part, value in parts.items() if value == min(parts.values())]
    return least[0] if len(least) == 1 < len(parts) else None


def _key(scored: Sequence[RankedCompany], parts: Sequence[str]) -> str:
    """How to read ranks that repeat."""
    ranks = [one.rank for one in scored if one.rank is not None]
    shared = "Companies whose published totals are equal share a rank" if len(set(ranks)) < len(ranks) else ""
    missing = any(part not in _known(one) for one in scored for part in parts)
    absent = "A part that does not apply has no mark" if missing else ""
    return sentences(shared, absent)


def _left_out(unscored: Sequence[RankedCompany]) -> str:
    if not unscored:
        return ""
    verb = "has no score and stands" if len(unscored) == 1 else "have no score and stand"
    return f"{counted(len(unscored))} {verb} at the end"


def _description(scored: Sequence[RankedCompany], unscored: Sequence[RankedCompany], measure: Measure) -> str:
    lines = [_said(one, measure) for one in scored]
    if len(lines) > _SAID:
        lines = [*lines[:10], f"{len(lines) - 20} more are in the table", *lines[-10:]]
    absent = [f"{isolated(one.label)}: {one.absent}" for one in unscored[:_SAID]]
    head = (
        f"A ranked list of {counted(len(scored) + len(unscored))}, with a bar for the total and a shape for each part"
    )
    return sentences(head, *lines, *absent)


def _said(one: RankedCompany, measure: Measure) -> str:
    parts = ", ".join(
        f"{part} {'not applicable' if value is None else measure.said(value)}" for part, value in one.parts.items()
    )
    rank = "" if one.rank is None else f"{one.rank}, "
    return f"{rank}{isolated(one.label)}: {_printed(one, measure)}{f'; {parts}' if parts else ''}"


def _row(one: RankedCompany, parts: Sequence[str], measure: Measure) -> list[Cell]:
    if one.total is None:
        return ["", one.label, one.absent.value, "", *(_part(one, part, measure) for part in parts)]
    rounded = one.rounded if one.rounded is not None else measure.rounded(one.total)
    exact = measure.exact(one.total)
    cells = [_part(one, part, measure) for part in parts]
    return ["" if one.rank is None else one.rank, one.label, _plain(float(rounded)), exact, *cells]


def _part(one: RankedCompany, part: str, measure: Measure) -> Cell:
    value = one.parts.get(part)
    if value is not None:
        return measure.exact(value)
    return one.absent.value if one.total is None else "not applicable"


def _plain(value: float) -> Cell:
    return int(value) if value.is_integer() else value
