"""Small multiples: each service of a company as a small panel of its category scores, all on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowshow.benchmarks.reports.figures.axis import Axis, axis_of
from knowshow.benchmarks.reports.figures.canvas import SMALL, Canvas
from knowshow.benchmarks.reports.figures.lettering import fitted
from knowshow.benchmarks.reports.figures.records import Absence, Measure, Score, ServiceScores
from knowshow.benchmarks.reports.figures.wording import count, isolated, names, sentences
from knowshow.ui.figures import Figure, drawn
from knowshow.ui.figures.records import Cell

_WIDTH, _ACROSS = 840, 3
_PANEL, _BETWEEN, _BELOW = 260, 30, 26
_HEAD, _ROW = 46, 34
_VALUES, _BAR = 60, 9


def small_multiples_by_service(company: str, services: Sequence[ServiceScores], measure: Measure) -> Figure:
    """Draw a panel for each service, in the order given: its total in figures, its categories as bars from zero."""
    categories = list(dict.fromkeys(category for one in services for category in one.scores))
    canvas = Canvas(_WIDTH)
    _draw(canvas, services, categories, measure)
    return drawn(
        canvas.chart(),
        name="services",
        caption=_caption(company, services, categories, measure),
        measures=sentences(measure.what, _scale(measure)),
        description=_description(company, services, measure),
        headings=("Service", "Kind", "Total", *categories),
        rows=[_row(one, categories, measure) for one in services],
    )


def _scale(measure: Measure) -> str:
    return f"The grey line runs to {measure.with_unit(measure.top)}" if measure.top is not None else ""


def _score(one: ServiceScores, category: str) -> Score:
    return one.scores.get(category, Absence.NOT_RESEARCHED)


# ---- drawing -----------------------------------------------------------------------------------------------


def _draw(canvas: Canvas, services: Sequence[ServiceScores], categories: Sequence[str], measure: Measure) -> None:
    if not services:
        canvas.height = 30
        canvas.muted(0, 15, "No services")
        return
    values = [value for one in services for value in one.scores.values() if not isinstance(value, Absence)]
    axis = axis_of(values, measure, 0, _PANEL)
    height = _HEAD + _ROW * len(categories) + _BELOW
    for index, one in enumerate(services):
        line, column = divmod(index, _ACROSS)
        x, y = column * (_PANEL + _BETWEEN), line * height
        _heading(canvas, one, x, y, measure)
        for place, category in enumerate(categories):
            top = y + _HEAD + _ROW * place
            canvas.muted(x, top + 8, fitted(category, _PANEL - _VALUES, SMALL))
            _bar(canvas, axis, x, top + 8, _score(one, category), measure)
    canvas.height = height * -(-len(services) // _ACROSS) - _BELOW + 6


def _heading(canvas: Canvas, one: ServiceScores, x: float, y: float, measure: Measure) -> None:
    canvas.line(x, y + 1, x + _PANEL, y + 1, color="figure-quiet")
    canvas.bold(x, y + 16, fitted(one.service, _PANEL - 50, bold=True))
    canvas.muted(x, y + 33, fitted(one.kind, _PANEL - 50, SMALL))
    if one.total is not None:
        canvas.bold(x + _PANEL, y + 16, measure.said(one.total), align="right")
        canvas.muted(x + _PANEL, y + 33, "total", align="right")


def _bar(canvas: Canvas, axis: Axis, x: float, y: float, score: Score, measure: Measure) -> None:
    if isinstance(score, Absence):
        canvas.muted(x, y + 15, score.capitalize(), fontSize=11)
        return
    canvas.line(x + axis.start, y + 15, x + axis.end, y + 15, color="figure-grid", strokeWidth=2)
    canvas.box(x + axis.at(0), y + 15 - _BAR / 2, x + axis.at(score), y + 15 + _BAR / 2, color="figure-strong")
    canvas.text(x + _PANEL, y, measure.said(score), align="right", fontSize=SMALL)


# ---- words -------------------------------------------------------------------------------------------------


def _caption(company: str, services: Sequence[ServiceScores], categories: Sequence[str], measure: Measure) -> str:
    scored = [(one.service, one.total) for one in services if one.total is not None]
    if len(scored) > 1:
        return _totals(company, scored, measure)
    widest = max((_spread(services, one) for one in categories), key=_width, default=[])
    if len(scored) == 1 and len(services) == 1:
        return f"{isolated(scored[0][0])} scores {measure.with_unit(scored[0][1])}"
    if not widest:
        return f"No service of {isolated(company)} has a score"
    return _difference(services, categories, measure)


def _totals(company: str, scored: Sequence[tuple[str, float]], measure: Measure) -> str:
    printed = {service: measure.said(total) for service, total in scored}
    best, least = (pick(scored, key=lambda one: one[1]) for pick in (max, min))
    if printed[best[0]] == printed[least[0]]:
        return f"All {count(len(scored), 'service')} of {isolated(company)} score {measure.with_unit(best[1])}"
    high, low = ([one for one in printed if printed[one] == printed[end]] for end in (best[0], least[0]))
    verb = "score" if len(high) > 1 else "scores"
    top, bottom = measure.with_unit(best[1]), measure.said(least[1])
    return f"At {isolated(company)}, {names(high)} {verb} highest ({top}) and {names(low)} lowest ({bottom})"


def _spread(services: Sequence[ServiceScores], category: str) -> list[tuple[float, str]]:
    """The scores in a category, from the lowest, each with its service."""
    found = [(_score(one, category), one.service) for one in services]
    return sorted((score, service) for score, service in found if not isinstance(score, Absence))


def _width(scores: Sequence[tuple[float, str]]) -> float:
    return scores[-1][0] - scores[0][0] if scores else -1


def _difference(services: Sequence[ServiceScores], categories: Sequence[str], measure: Measure) -> str:
    """The category in which services differ most."""
    category = max(categories, key=lambda one: _width(_spread(services, one)))
    scores = _spread(services, category)
    (low, least), (high, best) = scores[0], scores[-1]
    if measure.said(low) == measure.said(high):
        return f"Every score in {category} is {measure.with_unit(high)}"
    return (
        f"Services differ most in {category}: from {measure.said(low)} ({isolated(least)}) "
        f"to {measure.with_unit(high)} ({isolated(best)})"
    )


def _description(company: str, services: Sequence[ServiceScores], measure: Measure) -> str:
    head = f"A panel for each of {count(len(services), 'service')} of {isolated(company)}"
    return sentences(head, *_lines(services, measure))


def _lines(services: Sequence[ServiceScores], measure: Measure) -> Iterator[str]:
    for one in services:
        parts = [
            f"{category} {score if isinstance(score, Absence) else measure.said(score)}"
            for category, score in one.scores.items()
        ]
        total = [] if one.total is None else [f"total {measure.said(one.total)}"]
        yield f"{isolated(one.service)}: {', '.join([*total, *parts]) or 'no scores'}"


def _row(one: ServiceScores, categories: Sequence[str], measure: Measure) -> list[Cell]:
    scores = (_score(one, category) for category in categories)
    cells = [score.value if isinstance(score, Absence) else measure.exact(score) for score in scores]
    return [one.service, one.kind, "" if one.total is None else measure.exact(one.total), *cells]
