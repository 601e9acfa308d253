"""Which unknown answers would move the result most: what to research next.

Only questions that apply now are tried: an answer may bring up further ones, and nobody knows those before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowshow.scoring.engine import Evaluation
from knowshow.scoring.methodology import TOTAL
from knowshow.scoring.plan import Leaf
from knowshow.scoring.sheet import Code, Sheet, Subject
from knowshow.scoring.values import Absent, number

#: A question that is asked of a subject, for one component, and that nobody has answered.
Gap = tuple[Subject, Leaf, str]


@dataclass(frozen=True, slots=True)
class Swing:
    """What one unanswered question could do to a score."""

    subject: str
    node: str
    component: str
    lowest: float
    highest: float
    label_of_lowest: str
    label_of_highest: str

    @property
    def spread(self) -> float:
        """How far apart the two outcomes are."""
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class Range:
    """Between which figures a score can end once everything is answered."""

    now: float | None
    lowest: float | None
    highest: float | None
    #: The bands of the two ends, where the node has bands.
    band_of_lowest: str = ""
    band_of_highest: str = ""


def swings(sheet: Sheet, company: str, node: str = TOTAL) -> list[Swing]:
    """Return the unanswered questions that could move a node's score, the one that moves it most first.

    Each is tried alone, with every answer of its scale; all others stay as they are.
    """
    now = Evaluation(sheet, company)
    found = _swings(now, list(unanswered(now)), node)
    return sorted(found, key=lambda swing: (-swing.spread, swing.node, swing.subject, swing.component))


def range_of(sheet: Sheet, company: str, node: str = TOTAL) -> Range:
    """Return between which figures a node's score can end: every unknown at its worst, every one at its best.

    Where a better answer never lowers the score, these are its ends. Elsewhere (a cap by another question, an answer
    that a mean would rather be without) they are only near them; what a single answer can do lies within all the same.
    """
    now = Evaluation(sheet, company)
    now.value(node)  # found once: what an answer does not change is not found again
    gaps = list(unanswered(now))
    ends = [now, *(_all_at(now, gaps, best=best) for best in (False, True)), *_tried(now, gaps)]
    figures = [(value, one.band(node)) for one in ends if (value := number(one.value(node))) is not None]
    (lowest, low_band), (highest, high_band) = min(figures, default=_NOTHING), max(figures, default=_NOTHING)
    return Range(number(now.value(node)), lowest, highest, low_band, high_band)


_NOTHING: Final[tuple[float | None, str]] = (None, "")


def _all_at(now: Evaluation, gaps: list[Gap], *, best: bool) -> Evaluation:
    return now.with_answers(
        {
            (subject.key, component, leaf.place): code
            for subject, leaf, component in gaps
            if (code := _extreme(leaf, best=best))
        }
    )


def _tried(now: Evaluation, gaps: list[Gap]) -> Iterator[Evaluation]:
    """Yield what each answer to each gap, alone, would lead to."""
    for subject, leaf, component in gaps:
        for _label, code in _codes(now, leaf):
            yield now.with_answer(subject, component, leaf, code)


def unanswered(evaluation: Evaluation) -> Iterator[Gap]:
    """Yield every question that is asked of a subject and that nobody has answered, once."""
    seen: set[tuple[str, str, str]] = set()
    for asked in evaluation.plan.asked.values():
        for subject in evaluation.company.subjects:
            if not asked.is_asked_of(subject.role):
                continue
            for component in evaluation.components(asked, subject):
                for leaf in evaluation.plan.leaves_below(asked.node.id):
                    key = (subject.key, leaf.node.id, component)
                    if key not in seen and evaluation.leaf_value(leaf, subject, component) is Absent.MISSING:
                        seen.add(key)
                        yield subject, leaf, component


def _swings(now: Evaluation, gaps: list[Gap], node: str) -> list[Swing]:
    now.value(node)  # found once: what an answer does not change is not found again
    found = (_swing(now, node, *gap) for gap in gaps)
    return [swing for swing in found if swing is not None]


def _swing(now: Evaluation, node: str, subject: Subject, leaf: Leaf, component: str) -> Swing | None:
    outcomes: list[tuple[float, str]] = []
    for label, code in _codes(now, leaf):
        value = number(now.with_answer(subject, component, leaf, code).value(node))
        if value is not None:
            outcomes.append((value, label))
    if not outcomes:
        return None
    lowest, highest = min(outcomes), max(outcomes)
    return Swing(subject.key, leaf.node.id, component, lowest[0], highest[0], lowest[1], highest[1])


def _codes(now: Evaluation, leaf: Leaf) -> Iterator[tuple[str, Code]]:
    """Yield one label of each worth, for the others lead to the same: unless labels decide what else is asked."""
    decides = leaf.node.id in now.plan.conditional
    seen: set[object] = set()
    for label, code in leaf.codes.items():
        worth = leaf.worth[code]
        if (decides or worth not in seen) and worth is not Absent.MISSING:
            seen.add(worth)
            yield label, (code,) if leaf.node.choices == "many" else code


def _extreme(leaf: Leaf, *, best: bool) -> Code:
    """Return the answer worth most, or least; of several choices, all that add or that take away."""
    codes = {code: worth for code in leaf.codes.values() if isinstance(worth := leaf.worth[code], float)}
    if not codes:
        return 0
    if leaf.node.choices == "many":
        chosen = tuple(code for code, worth in codes.items() if (worth > 0 if best else worth < 0))
        return chosen or (min(codes, key=lambda code: abs(codes[code])),)
    return max(codes, key=lambda code: codes[code]) if best else min(codes, key=lambda code: codes[code])
