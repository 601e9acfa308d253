"""The share of answers: how often companies said yes, said no, or said nothing.

Labels are data, in the order of their scale. Given answers go from strong to pale, each with a pattern of its own. What
is no answer looks like none: silence is dotted paper, not applicable an empty frame, not researched a hatched one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from knowshow.benchmarks.reports.figures import shapes
from knowshow.benchmarks.reports.figures.canvas import TEXT, Canvas
from knowshow.benchmarks.reports.figures.legend import Sign, legend
from knowshow.benchmarks.reports.figures.lettering import fitted, width_of
from knowshow.benchmarks.reports.figures.records import (
    LABELS_AT_MOST,
    AnswerKind,
    AnswerLabel,
    AnswerShare,
    Measure,
)
from knowshow.benchmarks.reports.figures.wording import count, isolated, names, sentences
from knowshow.ui.figures import Figure, drawn
from knowshow.ui.figures.records import Cell

_WIDTH: Final = 840
_NAMES: Final = 210
_ROW, _BAR, _HEAD = 32, 24, 28
#: The room for the count behind a bar, and the segment that can hold its figure.
_COUNT, _FIGURE_ROOM = 84, 30
_TICKS: Final = (0, 25, 50, 75, 100)
#: The step from which figures and patterns are light on dark.
_DARK_FROM: Final = 4
_PER_CENT: Final = Measure("")

#: Patterns of given answers, from the first label on: name of the pattern and its gap.
_PATTERNS: Final = (
    None,
    (shapes.upright, 7),
    (shapes.level, 5),
    (shapes.grid, 8),
    (shapes.falling, 6),
    (shapes.upright, 3.5),
    (shapes.level, 9),
    (shapes.grid, 5),
)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a label is drawn: its filling, the ink of its pattern and figure, and the pattern."""

    label: str
    fill: str | None
    ink: str
    figure: str
    place: int
    kind: AnswerKind

    def pattern(self, width: float, height: float) -> str:
        """The lines of the pattern in a box."""
        if self.kind is AnswerKind.NOT_RESEARCHED:
            return shapes.slanted(width, height, 7)
        if self.kind is AnswerKind.NOT_FOUND:
            return shapes.dots(width, height, 6)
        found = _PATTERNS[self.place] if self.kind is AnswerKind.GIVEN else None
        return found[0](width, height, found[1]) if found else ""


def share_of_answers(shares: Sequence[AnswerShare], labels: Sequence[AnswerLabel], measure: Measure) -> Figure:
    """Draw a bar for each category and variant, divided by answer in the order of the labels."""
    if len(labels) > LABELS_AT_MOST:
        raise ValueError(f"{len(labels)} labels, but no more than {LABELS_AT_MOST} patterns can be told apart")
    unknown = sorted({label for one in shares for label in one.counts} - {label.text for label in labels})
    if unknown:
        raise ValueError(f"answers without a label on the scale: {', '.join(unknown)}")
    canvas = Canvas(_WIDTH)
    _draw(canvas, shares, labels)
    return drawn(
        canvas.chart(),
        name="answers",
        caption=_caption(shares, labels),
        measures=sentences(measure.what, "Figures are per cent of all answers in the bar"),
        description=_description(shares, labels),
        headings=("Category", "Of whom", "Answer", "Count", "Per cent"),
        rows=[row for one in shares for row in _rows(one, labels)],
    )


# ---- drawing -----------------------------------------------------------------------------------------------


def _looks(labels: Sequence[AnswerLabel]) -> list[_Look]:
    given = [label for label in labels if label.kind is AnswerKind.GIVEN]
    found = []
    for label in labels:
        place = given.index(label) if label in given else 0
        found.append(_given(label, place, len(given)) if label in given else _silent(label))
    return found


def _given(label: AnswerLabel, place: int, many: int) -> _Look:
    """From strong to pale, over as many steps as there are labels."""
    lowest = 1 if many <= _DARK_FROM else 0
    step = _DARK_FROM - round(place * (_DARK_FROM - lowest) / max(1, many - 1))
    dark = step >= _DARK_FROM
    ink, figure = ("heat-text-high", "heat-text-high") if dark else ("figure-strong", "figure-ink")
    if step == _DARK_FROM - 1:
        ink = "heat-5"
    return _Look(label.text, f"heat-{step}", ink, figure, place, label.kind)


def _silent(label: AnswerLabel) -> _Look:
    return _Look(label.text, "figure-paper", "text-muted", "figure-ink", 0, label.kind)


def _draw(canvas: Canvas, shares: Sequence[AnswerShare], labels: Sequence[AnswerLabel]) -> None:
    looks = _looks(labels)
    y = legend(canvas, [(_sign(canvas, look), look.label) for look in looks]) + 30
    start = _start(shares)
    end = _WIDTH - _COUNT
    if shares:
        _head(canvas, start, end, y - 12)
    for category, members in groupby(shares, key=lambda one: one.category):
        bars = list(members)
        if any(one.variant for one in bars):
            canvas.bold(0, y + _HEAD / 2, fitted(category, _WIDTH, bold=True))
            y += _HEAD
        for one in bars:
            _named_bar(canvas, one, looks, start, end, y)
            y += _ROW
        y += 6 if any(one.variant for one in bars) else 0
    canvas.height = y + 2


def _start(shares: Sequence[AnswerShare]) -> float:
    labels = [one.variant or one.category for one in shares]
    bold = [not one.variant for one in shares]
    widths = [width_of(label, TEXT, bold=strong) for label, strong in zip(labels, bold, strict=True)]
    return min(max(widths, default=0) + 4, _NAMES) + 12


def _head(canvas: Canvas, start: float, end: float, y: float) -> None:
    for tick in _TICKS:
        x = start + (end - start) * tick / 100
        canvas.muted(x, y, f"{tick}{'' if tick else '%'}", align="center")
    canvas.muted(_WIDTH, y, "Answers", align="right")


def _named_bar(canvas: Canvas, one: AnswerShare, looks: Sequence[_Look], start: float, end: float, y: float) -> None:
    middle = y + _ROW / 2
    write = canvas.text if one.variant else canvas.bold
    write(0, middle, fitted(one.variant or one.category, start - 12, bold=not one.variant))
    canvas.muted(_WIDTH, middle, f"{one.total:,}", align="right")
    if not one.total:
        canvas.muted(start, middle, "No answers")
        return
    x = start
    for look in looks:
        width = (end - start) * one.share(look.label) / 100
        if width:
            _segment(canvas, look, x, middle, width, one.share(look.label))
        x += width


def _segment(canvas: Canvas, look: _Look, x: float, middle: float, width: float, share: float) -> None:
    _filling(canvas, look, x, middle - _BAR / 2, width, _BAR)
    if width < _FIGURE_ROOM:
        return
    words = _PER_CENT.said(share)
    half = width_of(words) / 2 + 3
    if look.pattern(width, _BAR):
        canvas.path(x + width / 2, middle, f"M{-half:g},-8H{half:g}V8H{-half:g}Z", fill=look.fill, stroke=None)
    canvas.text(x + width / 2, middle, words, align="center", color=look.figure)


def _filling(canvas: Canvas, look: _Look, x: float, y: float, width: float, height: float) -> None:
    """A filled box with its pattern and an edge that can be seen."""
    canvas.box(x, y, x + width, y + height, color=look.fill)
    pattern = look.pattern(round(width, 1), height)
    if pattern:
        canvas.path(x, y, pattern, stroke=look.ink, strokeWidth=1.6 if look.kind is AnswerKind.NOT_FOUND else 1)
    canvas.path(x, y, f"M0,0H{width:.1f}V{height:g}H0Z", stroke="text-muted", strokeWidth=1)


def _sign(canvas: Canvas, look: _Look) -> Sign:
    def sign(x: float, y: float) -> None:
        _filling(canvas, look, x - 9, y - 7, 20, 14)

    return sign


# ---- words -------------------------------------------------------------------------------------------------


def _categories(shares: Sequence[AnswerShare]) -> list[AnswerShare]:
    """Each category with the answers of all variants together; those without any are left out."""
    found: dict[str, dict[str, int]] = {}
    for one in shares:
        counts = found.setdefault(one.category, {})
        for label, times in one.counts.items():
            counts[label] = counts.get(label, 0) + times
    together = [AnswerShare(category, counts) for category, counts in found.items()]
    return [one for one in together if one.total]


def _caption(shares: Sequence[AnswerShare], labels: Sequence[AnswerLabel]) -> str:
    together = _categories(shares)
    if not together or not labels:
        return "No answers were counted"
    if len(together) == 1:
        return _one_category(together[0], labels)
    first = labels[0].text
    run = _run(together, first)
    mode = _mode(together, labels)
    if mode and mode != first:
        return f"“{_capital(mode)}” is the most frequent answer in every category; {run}"
    return _capital(run)


def _mode(together: Sequence[AnswerShare], labels: Sequence[AnswerLabel]) -> str:
    """The answer, or silence, that leads in every category; none where they differ."""
    answers = [label.text for label in labels if label.kind in {AnswerKind.GIVEN, AnswerKind.NOT_FOUND}]
    leading = {_leading(one, answers) for one in together}
    return leading.pop() if len(leading) == 1 else ""


def _leading(one: AnswerShare, answers: Sequence[str]) -> str:
    counts = [one.counts.get(label, 0) for label in answers]
    most = max(counts, default=0)
    return answers[counts.index(most)] if most and counts.count(most) == 1 else ""


def _run(together: Sequence[AnswerShare], label: str) -> str:
    """From where to where the share of a label runs over the categories."""
    shares = {one.category: one.share(label) for one in together}
    if not any(shares.values()):
        return f"nothing is answered “{label}”"
    printed = {category: _PER_CENT.said(share) for category, share in shares.items()}
    low, high = min(shares.values()), max(shares.values())
    if _PER_CENT.said(low) == _PER_CENT.said(high):
        return f"“{label}” makes up {_PER_CENT.said(high)} per cent in each"
    least, most = (names([one for one, said in printed.items() if said == _PER_CENT.said(end)]) for end in (low, high))
    return f"“{label}” runs from {_PER_CENT.said(low)} ({least}) to {_PER_CENT.said(high)} per cent ({most})"


def _one_category(one: AnswerShare, labels: Sequence[AnswerLabel]) -> str:
    """The first label, and the most frequent of the others."""
    first = labels[0].text
    others = sorted((label.text for label in labels[1:]), key=lambda label: -one.counts.get(label, 0))
    head = f"“{_capital(first)}” makes up {_PER_CENT.said(one.share(first))} per cent in {isolated(one.category)}"
    if others and one.counts.get(others[0]):
        return f"{head}, “{others[0]}” {_PER_CENT.said(one.share(others[0]))}"
    return head


def _capital(text: str) -> str:
    """Begin with a capital letter, after a quotation mark too."""
    place = 1 if text[:1] == "“" else 0
    return f"{text[:place]}{text[place : place + 1].upper()}{text[place + 1 :]}"


def _description(shares: Sequence[AnswerShare], labels: Sequence[AnswerLabel]) -> str:
    return sentences(f"{count(len(shares), 'bar')}, divided by answer", *_lines(shares, labels))


def _lines(shares: Sequence[AnswerShare], labels: Sequence[AnswerLabel]) -> Iterator[str]:
    for one in shares:
        who = ", ".join(isolated(part) for part in (one.category, one.variant) if part)
        parts = [
            f"{label.text} {_PER_CENT.said(one.share(label.text))}" for label in labels if one.counts.get(label.text)
        ]
        yield f"{who}: {', '.join(parts) or 'no answers'}"


def _rows(one: AnswerShare, labels: Sequence[AnswerLabel]) -> Iterator[list[Cell]]:
    for label in labels:
        share = _PER_CENT.exact(one.share(label.text))
        yield [one.category, one.variant, label.text, one.counts.get(label.text, 0), share]
