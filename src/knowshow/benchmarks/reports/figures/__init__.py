"""The figures of rankings: who stands where, on what, how it changed, and what was answered.

Each takes plain records, states its finding in the caption, and holds every number in its table. None is a radar, a
gauge or a traffic light: an order and its reasons can be read off, and nothing is told by colour alone.
"""

from knowshow.benchmarks.reports.figures.answers import share_of_answers
from knowshow.benchmarks.reports.figures.heat_map import indicator_heat_map
from knowshow.benchmarks.reports.figures.ranking import ranked_dot_plot
from knowshow.benchmarks.reports.figures.records import (
    Absence,
    AnswerKind,
    AnswerLabel,
    AnswerShare,
    Change,
    HeatRow,
    Measure,
    RankedCompany,
    ServiceScores,
)
from knowshow.benchmarks.reports.figures.services import small_multiples_by_service
from knowshow.benchmarks.reports.figures.slopes import slope_between_years

__all__ = [
    "Absence",
    "AnswerKind",
    "AnswerLabel",
    "AnswerShare",
    "Change",
    "HeatRow",
    "Measure",
    "RankedCompany",
    "ServiceScores",
    "indicator_heat_map",
    "ranked_dot_plot",
    "share_of_answers",
    "slope_between_years",
    "small_multiples_by_service",
]
