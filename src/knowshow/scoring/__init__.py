"""One engine for every questionnaire and index: a methodology is data, a score explains itself.

It knows nothing of Django, and of no index in particular.
"""

from __future__ import annotations

from knowshow.scoring.engine import CompanyScores, Scores, score, score_company
from knowshow.scoring.methodology import TOTAL, Methodology, fingerprint
from knowshow.scoring.reading import methodology_from, read_methodology
from knowshow.scoring.sheet import Company, Sheet, Subject

__all__ = [
    "TOTAL",
    "Company",
    "CompanyScores",
    "Methodology",
    "Scores",
    "Sheet",
    "Subject",
    "fingerprint",
    "methodology_from",
    "read_methodology",
    "score",
    "score_company",
]
