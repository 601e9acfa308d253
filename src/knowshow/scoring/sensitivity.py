"""Which unknown answers would move the result most: what to research next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowshow.scoring.engine import Evaluation
from knowshow.scoring.methodology import TOTAL
from knowshow.scoring.plan import Leaf
from knowshow.scoring.sheet import Code, Sheet, Subject
from knowshow.scoring.values import Absent, number


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
    """Where a score can end once everything is answered: each unknown at its worst, and at its best."""

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
    found = [
        swing
        for subject, leaf, component in unanswered(now)
        if (swing := _swing(now, node, subject, leaf, component)) is not None
    ]
    return sorted(found, key=lambda swing: (-swing.spread, swing.node, swing.subject))


def range_of(sheet: Sheet, company: str, node: str = TOTAL) -> Range:
    """Return between which figures a node's score can end. Assumes that a better answer never lowers it."""
    now = Evaluation(sheet, company)
    gaps = list(unanswered(now))
    ends = []
    for best in (False, True):
        given = {
            (subject.key, component, leaf.place): code
            for subject, leaf, component in gaps
            if (code := _extreme(leaf, best=best))
        }
        end = Evaluation(sheet, company, given=given)
        ends.append((number(end.value(node)), end.band(node)))
    (lowest, low_band), (highest, high_band) = ends
    return Range(number(now.value(node)), lowest, highest, low_band, high_band)


def unanswered(evaluation: Evaluation) -> Iterator[tuple[Subject, Leaf, str]]:
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


def _swing(now: Evaluation, node: str, subject: Subject, leaf: Leaf, component: str) -> Swing | None:
    outcomes: list[tuple[float, str]] = []
    for label, code in _codes(leaf):
        changed = now.with_answer(subject, component, leaf, code)
        value = number(changed.value(node))
        if value is not None:
            outcomes.append((value, label))
    if not outcomes:
        return None
    lowest, highest = min(outcomes), max(outcomes)
    return Swing(subject.key, leaf.node.id, component, lowest[0], highest[0], lowest[1], highest[1])


def _codes(leaf: Leaf) -> Iterator[tuple[str, Code]]:
    """Yield one label of each worth; the others would lead to the same."""
    seen: set[object] = set()
    for label, code in leaf.codes.items():
        worth = leaf.worth[code]
        if worth not in seen and worth is not Absent.MISSING:
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
