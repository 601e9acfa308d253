"""Year on year: two editions compared over the questions that both ask alike, and over nothing else.

Every other question counts as not applicable in both years, so that a change of the methodology never looks like a
change of a company.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from knowshow.benchmarks.filing.newest import Newest
from knowshow.benchmarks.filing.scores import mark_of, plan_of, published_sheet, sheet_of
from knowshow.scoring import TOTAL, Sheet, score
from knowshow.scoring.methodology import Condition
from knowshow.scoring.plan import Plan

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Edition, Publication
    from knowshow.scoring.engine import Scores

_MOST: Final = 6
#: A company type that nobody has: what it is asked of is asked of nobody.
_NOBODY: Final = Condition(company_type=["\0"])


@dataclass(frozen=True, slots=True)
class Change:
    """One company on one node in two editions, over comparable questions only."""

    company: str
    node: str
    #: What the node is called in the last edition.
    node_before: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        """How far the value moved; nothing where one of the years has none."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions side by side."""

    changes: tuple[Change, ...] = ()
    #: How many questions are asked alike in both, and how many are not.
    comparable: int = 0
    left_out: int = 0


_kept: Newest[Comparison] = Newest(_MOST)


def changes_of(edition: Edition) -> Comparison:
    """Compare an edition with the one before it: the total and every node that both hold; nothing without one."""
    if edition.previous is None:
        return Comparison()
    previous = edition.previous
    mark = (*mark_of(edition), *mark_of(previous))
    return _kept.of(edition.pk, mark, lambda: _compared(edition, sheet_of(previous)))


def changes_since(edition: Edition, publication: Publication) -> Comparison:
    """Compare an edition with the one before it as that was published: what was found there since is nobody's yet."""
    plan = plan_of(publication.edition.methodology)
    return _compared(edition, published_sheet(plan, publication.scores.all()))


def _compared(edition: Edition, previous: Sheet) -> Comparison:
    now, then = plan_of(edition.methodology), previous.plan
    known = alike(now)
    pairs = {leaf: same for leaf, same in known.items() if leaf in now.leaves and same in then.leaves}
    after = _scored(sheet_of(edition), frozenset(pairs))
    before = _scored(previous, frozenset(pairs.values()))
    nodes = {TOTAL: TOTAL} | {node.id: known[node.id] for node in now.combined if known.get(node.id) in then.nodes}
    changes = [
        Change(key, node, same, before.companies[key].values.get(same), found.values.get(node))
        for key, found in after.companies.items()
        if key in before.companies
        for node, same in nodes.items()
    ]
    return Comparison(tuple(changes), len(pairs), len(now.leaves) - len(pairs))


def alike(plan: Plan) -> dict[str, str]:
    """Return, for each node that may be compared, what the edition before calls it."""
    return {node.id: node.comparable_with or node.id for node in plan.methodology.nodes if node.is_comparable}


def _scored(whole: Sheet, leaves: frozenset[str]) -> Scores:
    """Score answers over some of the questions."""
    dropped = whole.plan.leaves.keys() - leaves
    nodes = [
        msgspec.structs.replace(node, applies_if=_NOBODY) if node.id in dropped else node
        for node in whole.methodology.nodes
    ]
    plan = Plan(msgspec.structs.replace(whole.methodology, nodes=nodes, digest=""))
    sheet = Sheet(plan.methodology, whole.companies.values(), plan=plan)
    for company, subject, node, component, labels in whole:
        if node in leaves:
            sheet.give(company, subject, node, labels, component=component)
    return score(sheet)
