"""From stored rows to the records of the scoring engine: answers, scores, comparisons, what is published."""

from knowshow.benchmarks.filing.comparing import Change, changes_of
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
    "changes_of",
    "company_of",
    "content_of",
    "entries_of",
    "obstacles_of",
    "plan_of",
    "published_sheet",
    "questionnaire_sheet",
    "record_of",
    "scores_of",
    "sheet_of",
]
