"""What researchers work on: indicators, the matrix of companies, the answers of one company, what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowshow.benchmarks.filing import entries_of, plan_of, scores_of, sheet_of
from knowshow.benchmarks.filing.asked import Cell, cells_of, counts_of
from knowshow.benchmarks.filing.comparing import alike
from knowshow.benchmarks.models import Answer
from knowshow.foundation.permissions import Permission, require
from knowshow.scoring.engine import Evaluation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.benchmarks.models import Edition, Entry, Subject
    from knowshow.foundation.models import User
    from knowshow.scoring.methodology import Node
    from knowshow.scoring.plan import Plan


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node that is asked of companies, and what it stands under, from the top down."""

    node: Node
    above: tuple[Node, ...]

    @property
    def id(self) -> str:
        """Its identifier."""
        return self.node.id

    @property
    def group(self) -> Node:
        """The category, or the indicator itself where it stands under none."""
        return self.above[0] if self.above else self.node


def indicators_of(actor: User, edition: Edition) -> list[Indicator]:
    """Return what is asked, in the order of the methodology."""
    require(actor, Permission.VIEW, edition.organisation)
    return indicators_in(plan_of(edition.methodology))


def indicators_in(plan: Plan) -> list[Indicator]:
    """Return what a methodology asks; a node that holds only questions in free words is asked too."""
    return [_indicator(plan, node) for node in plan.methodology.nodes if node.id in plan.asked or _is_told(plan, node)]


def _indicator(plan: Plan, node: Node) -> Indicator:
    return Indicator(node, tuple(reversed([one for one in plan.above(node.id) if one.id != node.id])))


def _is_told(plan: Plan, node: Node) -> bool:
    texts = [one for one in plan.methodology.nodes if one.is_text and one.parent == node.id]
    return bool(texts) and not plan.children[node.id]


# ---- the matrix --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One company on one indicator: how much is answered, and the value so far."""

    entry: Entry
    asked: int
    answered: int
    value: float | None
    state: str

    @property
    def is_whole(self) -> bool:
        """Whether everything that is asked has an answer."""
        return self.asked == self.answered


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One indicator with a cell for each company, in the order of the companies."""

    indicator: Indicator
    cells: tuple[MatrixCell, ...]


def matrix_of(actor: User, edition: Edition, entries: Sequence[Entry] | None = None) -> list[MatrixRow]:
    """Return indicator by company, for all companies of the edition or some of them."""
    require(actor, Permission.VIEW, edition.organisation)
    scores, counts = scores_of(edition), counts_of(edition)
    shown = list(entries_of(edition) if entries is None else entries)
    rows = []
    for indicator in indicators_in(scores.plan):
        cells = []
        for entry in shown:
            found, count = scores.companies[entry.company.key], counts[entry.company.key]
            asked, answered = count.asked_by_node[indicator.id], count.answered_by_node[indicator.id]
            value, state = found.values.get(indicator.id), found.states.get(indicator.id, "")
            cells.append(MatrixCell(entry, asked, answered, value, state))
        rows.append(MatrixRow(indicator, tuple(cells)))
    return rows


# ---- one indicator of one company --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One question to one part of a company: the current answer, last year's, and all that were given this year."""

    subject: Subject
    component: str
    #: Whether it applies to this part; an answer that was given all the same is shown.
    is_asked: bool
    current: Answer | None
    last_year: Answer | None
    #: Newest first, the current one included.
    given: tuple[Answer, ...] = ()

    @property
    def known(self) -> int:
        """What ``give_answer`` wants to know: the key of the current answer, or 0."""
        return self.current.pk if self.current else 0

    @property
    def differs_from_last_year(self) -> bool:
        """Whether both years have an answer, and not the same one."""
        return bool(self.current and self.last_year and self.current.label != self.last_year.label)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question with a cell for each part of the company that is asked."""

    node: Node
    #: The answers of its scale, in order; empty for free words.
    labels: tuple[str, ...]
    cells: tuple[AnswerCell, ...]


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """One indicator of one company."""

    indicator: Indicator
    rows: tuple[QuestionRow, ...]
    value: float | None
    state: str
    band: str
    #: Value of each part of the company.
    values: dict[str, float | None] = field(default_factory=dict)
    previous: str = ""
    following: str = ""


def answers_of(actor: User, entry: Entry, node: str) -> IndicatorSheet | None:
    """Return the answers of one company on one indicator, last year's beside them; nothing for an unknown one."""
    edition = entry.edition
    require(actor, Permission.VIEW, edition.organisation)
    indicators = indicators_in(plan_of(edition.methodology))
    places = {one.id: place for place, one in enumerate(indicators)}
    if node not in places:
        return None
    place = places[node]
    scores = scores_of(edition).companies[entry.company.key]
    return IndicatorSheet(
        indicator=indicators[place],
        rows=tuple(_rows(entry, node)),
        value=scores.values.get(node),
        state=scores.states.get(node, ""),
        band=scores.bands.get(node, ""),
        values={key: values.get(node) for key, values in scores.subjects.items()},
        previous=indicators[place - 1].id if place else "",
        following=indicators[place + 1].id if place + 1 < len(indicators) else "",
    )


def _rows(entry: Entry, node: str) -> Iterator[QuestionRow]:
    plan = plan_of(entry.edition.methodology)
    parts = {one.name: one for one in entry.subjects.all()}
    given, last = _given(entry, node), _last_year(entry, node)
    cells: dict[str, list[AnswerCell]] = defaultdict(list)
    for cell in cells_of(Evaluation(sheet_of(entry.edition, [entry]), entry.company.key), node):
        key = (parts[cell.subject.key].pk, cell.leaf.node.id, cell.component)
        cells[cell.leaf.node.id].append(_cell(parts[cell.subject.key], cell.component, cell.is_asked, given, last, key))
    for leaf in plan.leaves_below(node) if node in plan.asked else ():
        if cells[leaf.node.id]:
            yield QuestionRow(leaf.node, leaf.labels, tuple(cells[leaf.node.id]))
    for text in (one for one in plan.methodology.nodes if one.is_text and one.parent == node):
        told = [_cell(part, "", True, given, last, (part.pk, text.id, "")) for part in parts.values()]
        yield QuestionRow(text, (), tuple(told))


_Key = tuple[int, str, str]


def _cell(
    part: Subject,
    component: str,
    is_asked: bool,
    given: dict[_Key, list[Answer]],
    last: dict[_Key, Answer],
    key: _Key,
) -> AnswerCell:
    answers = given.get(key, [])
    current = next((one for one in answers if one.is_current), None)
    return AnswerCell(part, component, is_asked, current, last.get(key), tuple(answers))


def _given(entry: Entry, node: str) -> dict[_Key, list[Answer]]:
    """All answers of this year under a node, newest first."""
    nodes = _questions(plan_of(entry.edition.methodology), node)
    found: dict[_Key, list[Answer]] = defaultdict(list)
    for one in _with_sources(Answer.objects.filter(edition=entry.edition, node__in=nodes), entry).order_by("-pk"):
        found[one.subject_id, one.node, one.component].append(one)
    return found


def _last_year(entry: Entry, node: str) -> dict[_Key, Answer]:
    """The answers of the last edition to the questions that are still asked alike, by this year's question."""
    plan = plan_of(entry.edition.methodology)
    if entry.edition.previous_id is None:
        return {}
    known = alike(plan)
    was = {known[one]: one for one in _questions(plan, node) if one in known}
    rows = Answer.objects.filter(edition=entry.edition.previous_id, node__in=was, is_current=True)
    return {(one.subject_id, was[one.node], one.component): one for one in _with_sources(rows, entry)}


def _questions(plan: Plan, node: str) -> list[str]:
    texts = [one.id for one in plan.methodology.nodes if one.is_text and one.parent == node]
    return [*(leaf.node.id for leaf in plan.leaves_below(node)), *texts]


def _with_sources(rows: QuerySet[Answer], entry: Entry) -> QuerySet[Answer]:
    mine = rows.filter(subject__in=entry.subjects.all()).select_related("author")
    return mine.prefetch_related("citations__source")


# ---- what is left ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that is asked and that nobody has answered."""

    entry: Entry
    indicator: str
    subject: str
    node: Node
    component: str


def unanswered_of(actor: User, edition: Edition, *, entry: Entry | None = None) -> Iterator[Gap]:
    """Yield what is asked and not answered yet, by company and in the order of the methodology."""
    require(actor, Permission.VIEW, edition.organisation)
    return _gaps(edition, entries_of(edition) if entry is None else [entry])


def _gaps(edition: Edition, entries: Sequence[Entry]) -> Iterator[Gap]:
    counts = counts_of(edition)
    open_ones = [one for one in entries if counts[one.company.key].answered < counts[one.company.key].asked]
    sheet = sheet_of(edition, open_ones) if open_ones else None
    for entry in open_ones:
        for cell in cells_of(Evaluation(sheet, entry.company.key)) if sheet else ():
            if cell.is_gap:
                yield _gap(entry, cell)


def _gap(entry: Entry, cell: Cell) -> Gap:
    return Gap(entry, cell.asked.node.id, cell.subject.key, cell.leaf.node, cell.component)


def to_confirm(actor: User, entry: Entry) -> QuerySet[Answer]:
    """Return the answers of last year that nobody has confirmed or replaced yet."""
    require(actor, Permission.VIEW, entry.edition.organisation)
    rows = Answer.objects.filter(edition=entry.edition, is_current=True, step="import")
    return rows.filter(subject__company=entry.company).select_related("subject")


__all__ = [
    "AnswerCell",
    "Gap",
    "Indicator",
    "IndicatorSheet",
    "MatrixCell",
    "MatrixRow",
    "QuestionRow",
    "answers_of",
    "indicators_in",
    "indicators_of",
    "matrix_of",
    "to_confirm",
    "unanswered_of",
]
