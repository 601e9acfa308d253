"""From stored rows to the records of the scoring engine: answers, scores, comparisons, what is published."""

from knowshow.benchmarks.filing.carrying import can_carry, carried
from knowshow.benchmarks.filing.comparing import Change, changes_of
from knowshow.benchmarks.filing.figures import (
    comparison_with_publisher,
    difference_rows,
    figure_counts,
    merged_figures,
)
from knowshow.benchmarks.filing.obstacles import Obstacle, obstacles_of
from knowshow.benchmarks.filing.publishing import Content, content_of
from knowshow.benchmarks.filing.scores import (
    ABOUT,
    answers_digest,
    company_of,
    entries_of,
    plan_of,
    published_sheet,
    questionnaire_sheet,
    record_of,
    scores_of,
    sheet_of,
)

__all__ = [
    "ABOUT",
    "Change",
    "Content",
    "Obstacle",
    "answers_digest",
    "can_carry",
    "carried",
    "changes_of",
    "company_of",
    "comparison_with_publisher",
    "content_of",
    "difference_rows",
    "entries_of",
    "figure_counts",
    "merged_figures",
    "obstacles_of",
    "plan_of",
    "published_sheet",
    "questionnaire_sheet",
    "record_of",
    "scores_of",
    "sheet_of",
]
