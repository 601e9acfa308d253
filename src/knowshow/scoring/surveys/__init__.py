"""Questionnaires made with SurveyJS: a survey becomes a methodology, a file of answers a score that explains itself."""

from __future__ import annotations

from knowshow.scoring.surveys.importing import import_survey, read_survey
from knowshow.scoring.surveys.profile import Profile, profile_from, profiles
from knowshow.scoring.surveys.results import (
    Result,
    Scored,
    Totals,
    as_result,
    read_result,
    result_from,
    result_of_answers,
    score_result,
)  # fmt: skip
from knowshow.scoring.surveys.tracing import account, trace

__all__ = [
    "Profile",
    "Result",
    "Scored",
    "Totals",
    "account",
    "as_result",
    "import_survey",
    "profile_from",
    "profiles",
    "read_result",
    "read_survey",
    "result_from",
    "result_of_answers",
    "score_result",
    "trace",
]
