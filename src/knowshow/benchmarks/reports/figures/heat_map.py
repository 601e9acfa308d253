"""The heat map: each indicator for each company, with the figure in every cell.

One hue in six steps: zero, and five equal ones. Not applicable is an empty frame, not researched a hatched one: three
ways of having no points, which must never look alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from math import ceil
from typing import Final

from knowshow.benchmarks.reports.figures import shapes
from knowshow.benchmarks.reports.figures.axis import round_step
from knowshow.benchmarks.reports.figures.canvas import SMALL, Canvas
from knowshow.benchmarks.reports.figures.legend import Sign, legend
from knowshow.benchmarks.reports.figures.lettering import fitted, width_of, wrapped
from knowshow.benchmarks.reports.figures.records import Absence, HeatRow, Measure, Score
from knowshow.benchmarks.reports.figures.wording import companies as counted
from knowshow.benchmarks.reports.figures.wording import count, isolated, names, sentences
from knowshow.ui.figures import Figure, drawn
from knowshow.ui.figures.records import Cell

#: Indicators go down, with their titles. Where companies are many they do so, and indicators stand across under their
#: codes, unless these are too many for that.
MANY_COMPANIES, ACROSS_AT_MOST = 20, 36
_WIDTH: Final = 840
#: A cell with the space around it, and that space.
_CELL_WIDTH, _CELL_HEIGHT, _SPACE = 29, 24, 2
_GROUP_GAP: Final = 14
#: What a second line of a title adds to a row.
_LINE: Final = 12
_FIGURE: Final = 11
_TITLES, _NAMES = 252, 190
#: Heads that do not fit stand at a slant: how far they reach up and sideways.
_SLANT, _UP, _ASIDE = 308, 0.79, 0.62
_HEADS: Final = 150
#: The step from which figures are light on dark.
_DARK_FROM: Final = 4
_STEPS: Final = 5
#: Rows that a description says one by one.
_SAID: Final = 20


@dataclass(frozen=True, slots=True)
class Steps:
    """Zero, and five equal steps above it."""

    size: float
    measure: Measure

    def of(self, value: float) -> int:
        """Return the step of a score as it is printed; a small score is not zero."""
        if value <= 0:
            return 0
        printed = float(self.measure.rounded(value))
        return min(max(1, ceil(round(printed / self.size, 9))), _STEPS)

    def words(self, step: int) -> str:
        """Say what a step holds."""
        if not step:
            return "0"
        return f"over {self.size * (step - 1):g} to {self.size * step:g}"


def indicator_heat_map(rows: Sequence[HeatRow], companies: Sequence[str], measure: Measure) -> Figure:
    """Draw indicators by company, companies in the order given; long lists of indicators go down, short ones across."""
    steps = _steps(rows, companies, measure)
    down = len(companies) <= MANY_COMPANIES or len(rows) > ACROSS_AT_MOST
    canvas = Canvas(0)
    (_draw_down if down else _draw_across)(canvas, rows, companies, steps)
    return drawn(
        canvas.chart(),
        name="indicators",
        caption=_caption(rows, companies, measure),
        measures=sentences(measure.what, "A stronger colour is a higher score", _gaps(rows, companies)),
        description=_description(rows, companies, measure),
        headings=("Code", "Indicator", "Group", *companies),
        rows=[_row(row, companies, measure) for row in rows],
    )


def _steps(rows: Sequence[HeatRow], companies: Sequence[str], measure: Measure) -> Steps:
    top = measure.top
    if top is None:
        highest = max((value for row in rows for value in _known(row, companies)), default=0)
        top = round_step(max(highest, 1), _STEPS) * _STEPS
    return Steps(top / _STEPS, measure)


def _known(row: HeatRow, companies: Sequence[str]) -> list[float]:
    scores = (row.score_of(company) for company in companies)
    return [score for score in scores if not isinstance(score, Absence)]


# ---- drawing -----------------------------------------------------------------------------------------------


def _draw_down(canvas: Canvas, rows: Sequence[HeatRow], companies: Sequence[str], steps: Steps) -> None:
    """Indicators go down, with code and title; companies stand across."""
    codes = max((width_of(row.code, SMALL) for row in rows), default=0) + 10
    heads = _slanted_room(companies)
    titles = min(max((width_of(row.title, SMALL) for row in rows), default=0) + 12, _TITLES)
    start = codes + titles
    canvas.width = max(start + _CELL_WIDTH * len(companies) + heads * _ASIDE + 4, _WIDTH)
    top = legend(canvas, list(_signs(canvas, rows, companies, steps))) + heads * _UP + 18
    for index, company in enumerate(companies):
        _slanted(canvas, start + _CELL_WIDTH * (index + 0.5), top - 8, company)
    y = top
    for group, members in groupby(rows, key=lambda row: row.group):
        if group:
            canvas.bold(0, y + 12, fitted(group, start - 10, bold=True))
            y += _CELL_HEIGHT + 2
        for row in members:
            lines = wrapped(row.title, titles - 12, SMALL)
            height = _CELL_HEIGHT + _LINE * (len(lines) - 1)
            middle = y + (height - _SPACE) / 2
            canvas.muted(0, middle, row.code)
            for place, line in enumerate(lines):
                canvas.text(codes, middle + _LINE * 1.2 * (place - (len(lines) - 1) / 2), line, fontSize=SMALL)
            for index, company in enumerate(companies):
                _cell(canvas, start + _CELL_WIDTH * index, y, height, row.score_of(company), steps)
            y += height
        y += _GROUP_GAP / 2
    canvas.height = y + 2


def _draw_across(canvas: Canvas, rows: Sequence[HeatRow], companies: Sequence[str], steps: Steps) -> None:
    """Indicators stand across under their codes; companies go down."""
    start = min(max((width_of(company) for company in companies), default=0), _NAMES) + 12
    places = list(_columns(rows, start))
    short = all(width_of(row.code, _FIGURE) <= _CELL_WIDTH for row in rows)
    heads = 0 if short else _slanted_room([row.code for row in rows])
    canvas.width = max((places[-1] if places else start) + _CELL_WIDTH + heads * _ASIDE + 4, _WIDTH)
    after_legend = legend(canvas, list(_signs(canvas, rows, companies, steps)))
    top = after_legend + 44 + heads * _UP
    _groups(canvas, rows, places, after_legend + 18)
    for row, x in zip(rows, places, strict=True):
        if short:
            canvas.muted(x + _CELL_WIDTH / 2, top - 10, row.code, align="center", fontSize=_FIGURE)
        else:
            _slanted(canvas, x + _CELL_WIDTH / 2, top - 8, row.code)
    for index, company in enumerate(companies):
        y = top + _CELL_HEIGHT * index
        canvas.text(start - 10, y + (_CELL_HEIGHT - _SPACE) / 2, fitted(company, _NAMES), align="right")
        for row, x in zip(rows, places, strict=True):
            _cell(canvas, x, y, _CELL_HEIGHT, row.score_of(company), steps)
    canvas.height = top + _CELL_HEIGHT * len(companies) + 2


def _columns(rows: Sequence[HeatRow], start: float) -> Iterator[float]:
    """Where each indicator's column begins; groups stand apart."""
    x = start
    for index, row in enumerate(rows):
        if index and row.group != rows[index - 1].group:
            x += _GROUP_GAP
        yield x
        x += _CELL_WIDTH


def _groups(canvas: Canvas, rows: Sequence[HeatRow], places: Sequence[float], y: float) -> None:
    for group, members in groupby(zip(rows, places, strict=True), key=lambda one: one[0].group):
        xs = [x for _row, x in members]
        end = canvas.width if xs[-1] == places[-1] else xs[-1] + _CELL_WIDTH + _GROUP_GAP - 6
        room = end - xs[0]
        canvas.bold(xs[0], y, fitted(group, room, bold=True))


def _slanted_room(names_across: Sequence[str]) -> float:
    return min(max((width_of(name, SMALL) for name in names_across), default=0), _HEADS)


def _slanted(canvas: Canvas, x: float, y: float, name: str) -> None:
    canvas.text(x, y, fitted(name, _HEADS, SMALL), angle=_SLANT, fontSize=SMALL)


def _cell(canvas: Canvas, x: float, y: float, height: float, score: Score, steps: Steps) -> None:
    right, bottom = x + _CELL_WIDTH - _SPACE, y + height - _SPACE
    if isinstance(score, Absence):
        _absent(canvas, x, y, right, bottom, score)
        return
    step = steps.of(score)
    _filled(canvas, x, y, right, bottom, step)
    ink = "heat-text-high" if step >= _DARK_FROM else "figure-ink"
    middle = (x + right) / 2
    canvas.text(middle, (y + bottom) / 2, steps.measure.said(score), align="center", fontSize=_FIGURE, color=ink)


def _filled(canvas: Canvas, x: float, y: float, right: float, bottom: float, step: int) -> None:
    canvas.box(x, y, right, bottom, color=f"heat-{step}")


def _absent(canvas: Canvas, x: float, y: float, right: float, bottom: float, why: Absence) -> None:
    """An empty frame, or a hatched one."""
    if why is Absence.NOT_APPLICABLE:
        width, height = right - x - 1, bottom - y - 1
        canvas.path(x + 0.5, y + 0.5, f"M0,0H{width:g}V{height:g}H0Z", stroke="figure-quiet")
    else:
        canvas.path(x, y, shapes.slanted(right - x, bottom - y, 7), stroke="text-muted")


def _signs(
    canvas: Canvas, rows: Sequence[HeatRow], companies: Sequence[str], steps: Steps
) -> Iterator[tuple[Sign, str]]:
    """All steps, and what is missing somewhere."""
    for step in range(_STEPS + 1):
        yield partial(_step_sign, canvas, step), steps.words(step)
    found = {row.score_of(company) for row in rows for company in companies}
    for why in (why for why in Absence if why in found):
        yield partial(_absent_sign, canvas, why), why.capitalize()


def _step_sign(canvas: Canvas, step: int, x: float, y: float) -> None:
    _filled(canvas, x - 9, y - 7, x + 9, y + 7, step)


def _absent_sign(canvas: Canvas, why: Absence, x: float, y: float) -> None:
    _absent(canvas, x - 9, y - 7, x + 9, y + 7, why)


# ---- words -------------------------------------------------------------------------------------------------


def _means(rows: Sequence[HeatRow], companies: Sequence[str]) -> list[tuple[HeatRow, float]]:
    """Each indicator that has a score, with its mean over the companies that have one."""
    scored = [(row, _known(row, companies)) for row in rows]
    return [(row, sum(values) / len(values)) for row, values in scored if values]


def _caption(rows: Sequence[HeatRow], companies: Sequence[str], measure: Measure) -> str:
    means = _means(rows, companies)
    if not means:
        return "No indicator has a score"
    if len(means) == 1:
        return _one_indicator(means[0][0], companies, measure)
    best, least = (pick(mean for _row, mean in means) for pick in (max, min))
    if measure.said(best) == measure.said(least):
        return f"All {count(len(means), 'indicator')} have a mean of {measure.with_unit(best)}"
    highest, lowest = (_titles(means, measure.said(mean), measure) for mean in (best, least))
    top, bottom = measure.with_unit(best), measure.said(least)
    return f"Scores are highest for {highest} (mean {top}) and lowest for {lowest} ({bottom})"


def _titles(means: Sequence[tuple[HeatRow, float]], printed: str, measure: Measure) -> str:
    """Name the indicators whose printed mean is this."""
    same = [row for row, mean in means if measure.said(mean) == printed]
    return names([f"“{row.title}”" if row.title else row.code for row in same], 2)


def _one_indicator(row: HeatRow, companies: Sequence[str], measure: Measure) -> str:
    known = [(company, score) for company in companies if not isinstance(score := row.score_of(company), Absence)]
    least, best = (pick(known, key=lambda one: one[1]) for pick in (min, max))
    if len({measure.said(score) for _company, score in known}) == 1:
        who = isolated(known[0][0]) if len(known) == 1 else f"all {counted(len(known))}"
        return f"For “{row.title}”, {who} {'scores' if len(known) == 1 else 'score'} {measure.with_unit(best[1])}"
    low = f"{measure.said(least[1])} ({isolated(least[0])})"
    return f"For “{row.title}”, scores run from {low} to {measure.with_unit(best[1])} ({isolated(best[0])})"


def _gaps(rows: Sequence[HeatRow], companies: Sequence[str]) -> str:
    """Say how many cells have no score, and why."""
    scores = [row.score_of(company) for row in rows for company in companies]
    found = [(why, scores.count(why)) for why in Absence]
    parts = [f"{times:,} {'is' if times == 1 else 'are'} {why}" for why, times in found if times]
    return f"Of {count(len(scores), 'cell')}, {' and '.join(parts)}" if parts else ""


def _description(rows: Sequence[HeatRow], companies: Sequence[str], measure: Measure) -> str:
    means = _means(rows, companies)
    head = f"A table of cells: {count(len(rows), 'indicator')} by {counted(len(companies))}"
    if len(means) > _SAID:
        means.sort(key=lambda one: -one[1])
        means = [*means[:5], *means[-5:]]
        head = f"{head}. The five highest and the five lowest follow; the table has all"
    lines = [f"{_named(row)}: {_range(_known(row, companies), measure)}" for row, _mean in means]
    return sentences(head, *lines)


def _named(row: HeatRow) -> str:
    return f"{row.code}, {row.title}" if row.code and row.title else row.code or row.title


def _range(values: Sequence[float], measure: Measure) -> str:
    mean = measure.said(sum(values) / len(values))
    return f"from {measure.said(min(values))} to {measure.said(max(values))}, mean {mean}"


def _row(row: HeatRow, companies: Sequence[str], measure: Measure) -> list[Cell]:
    scores = (row.score_of(company) for company in companies)
    cells = [one.value if isinstance(one, Absence) else measure.exact(one) for one in scores]
    return [row.code, row.title, row.group, *cells]
