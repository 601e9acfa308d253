"""The eight effectiveness criteria of a mechanism, as figures with their evidence (GP 31; remedy.md section 3).

Each figure carries how many cases it rests on, how many lacked the fact, the period, and how good the evidence is.
There is no figure over all criteria: one cannot make up for another.
"""

from knowshow.remedy.rules.gp31.counting import Met, Period, Result
from knowshow.remedy.rules.gp31.facts import AppealFact, CaseFacts, MechanismFacts, RemedyFact, RetaliationFact
from knowshow.remedy.rules.gp31.indicators import INDICATORS, Criterion, Indicator
from knowshow.remedy.rules.gp31.scorecard import CriterionCard, Flag, Scorecard, by_group, scorecard

__all__ = [
    "INDICATORS",
    "AppealFact",
    "CaseFacts",
    "Criterion",
    "CriterionCard",
    "Flag",
    "Indicator",
    "MechanismFacts",
    "Met",
    "Period",
    "RemedyFact",
    "Result",
    "RetaliationFact",
    "Scorecard",
    "by_group",
    "scorecard",
]
