"""How parts of a company stand: the score of one service, with what it inherits; and the ranks of companies."""

from __future__ import annotations

from collections import defaultdict

from knowshow.scoring.engine import CompanyScores, Evaluation, Scores
from knowshow.scoring.methodology import TOTAL
from knowshow.scoring.plan import AskedNode, Plan
from knowshow.scoring.sheet import Subject
from knowshow.scoring.steps import ranks, rounded
from knowshow.scoring.values import Absent, Value, combine


def rounded_score(plan: Plan, value: float | None) -> float | None:
    """Return a score as it is published."""
    return None if value is None else rounded(value, plan.methodology.rounding)


def rank_companies(scores: Scores, node: str = TOTAL) -> dict[str, int]:
    """Rank the companies by a node, as the methodology says: within their type or among all."""
    rule, rounding = scores.plan.methodology.ranking, scores.plan.methodology.rounding
    groups: dict[str, dict[str, float | None]] = defaultdict(dict)
    for key, company in scores.companies.items():
        groups[_group(company) if rule.within == "company_type" else ""][key] = company.values.get(node)
    found: dict[str, int] = {}
    for group in groups.values():
        found |= ranks(group, rule, rounding)
    return found


def _group(company: CompanyScores) -> str:
    return company.company.type


class SubjectStanding:
    """The scores of one subject over the whole tree.

    A node that is asked of other subjects only is inherited from what stands before the subject in the order of
    composites: a service takes what is asked of its operating company, or of the group, and never the other way round.
    """

    def __init__(self, evaluation: Evaluation, subject: Subject) -> None:
        self.evaluation = evaluation
        self.plan = evaluation.plan
        self.subject = subject
        self._values: dict[str, Value] = {}

    def value(self, key: str) -> Value:
        """Return the subject's value of a node."""
        if key not in self._values:
            self._values[key] = self._value(key)
        return self._values[key]

    def _value(self, key: str) -> Value:
        if key == TOTAL:
            return combine(self.plan.total_rule, [self.value(child) for child in self.plan.total_over])
        asked = self.plan.asked_as(key)
        if asked is None:
            return combine(self.plan.rules[key], [self.value(child) for child in self.plan.children[key]])
        if asked.is_asked_of(self.subject.role):
            return self.evaluation.subject_value(asked, self.subject)
        return self._inherited(asked)

    def _inherited(self, asked: AskedNode) -> Value:
        order = list(self.plan.methodology.composites)
        own = [order.index(key) for key in order if self.subject.role in set(self.plan.roles_of(key))]
        before = [key for key in asked.composites if own and order.index(key) < min(own)]
        for key in reversed(before):
            value = self.evaluation.composite_value(key, asked)
            if isinstance(value, float):
                return value
        return Absent.NOT_APPLICABLE
