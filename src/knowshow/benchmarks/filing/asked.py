"""What is asked of each part of a company, and what of it has been answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from knowshow.benchmarks.filing.newest import Newest
from knowshow.benchmarks.filing.scores import mark_of, sheet_of
from knowshow.scoring.engine import Evaluation
from knowshow.scoring.values import Absent, Value

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Edition
    from knowshow.scoring.plan import AskedNode, Leaf
    from knowshow.scoring.sheet import Sheet, Subject

_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One question to one part of a company."""

    asked: AskedNode
    subject: Subject
    leaf: Leaf
    component: str
    is_answered: bool
    value: Value

    @property
    def is_asked(self) -> bool:
        """Whether somebody should answer it, or has: a question that does not apply is not asked."""
        return self.is_answered or self.value is Absent.MISSING

    @property
    def is_gap(self) -> bool:
        """Whether nobody has answered it yet."""
        return not self.is_answered and self.value is Absent.MISSING


def cells_of(evaluation: Evaluation, node: str = "") -> Iterator[Cell]:
    """Yield every question to every part of a company once, or those under one node that is asked of it."""
    seen: set[tuple[str, str, str]] = set()
    for key, asked in evaluation.plan.asked.items():
        if node and key != node:
            continue
        for subject in evaluation.company.subjects:
            if asked.roles and subject.role not in asked.roles:
                continue
            for cell in _cells(evaluation, asked, subject):
                if (place := (subject.key, cell.leaf.node.id, cell.component)) not in seen:
                    seen.add(place)
                    yield cell


def _cells(evaluation: Evaluation, asked: AskedNode, subject: Subject) -> Iterator[Cell]:
    rows = evaluation.sheet.components(evaluation.company.key, subject.key)
    for component in evaluation.components(asked, subject):
        codes = rows.get(component)
        for leaf in evaluation.plan.leaves_below(asked.node.id):
            value = evaluation.leaf_value(leaf, subject, component)
            yield Cell(asked, subject, leaf, component, bool(codes and codes[leaf.place]), value)


@dataclass(slots=True)
class Count:
    """How many questions are asked of a company, and how many are answered; also by indicator."""

    asked: int = 0
    answered: int = 0
    asked_by_node: Counter[str] = field(default_factory=Counter)
    answered_by_node: Counter[str] = field(default_factory=Counter)

    @property
    def unanswered(self) -> int:
        """How many of them nobody has researched."""
        return self.asked - self.answered

    @property
    def percent(self) -> int:
        """The share that is answered, rounded down, so that 100 means all."""
        return 100 * self.answered // self.asked if self.asked else 0


_kept: Newest[dict[str, Count]] = Newest(_MOST)


def counts_of(edition: Edition) -> dict[str, Count]:
    """Return by company key how far its research is; kept until an answer is given."""
    return _kept.of(edition.pk, mark_of(edition), lambda: _counts(sheet_of(edition)))


def _counts(sheet: Sheet) -> dict[str, Count]:
    return {company: _count(Evaluation(sheet, company)) for company in sheet.companies}


def _count(evaluation: Evaluation) -> Count:
    found = Count()
    for cell in cells_of(evaluation):
        if cell.is_asked:
            found.asked += 1
            found.asked_by_node[cell.asked.node.id] += 1
            if cell.is_answered:
                found.answered += 1
                found.answered_by_node[cell.asked.node.id] += 1
    return found
