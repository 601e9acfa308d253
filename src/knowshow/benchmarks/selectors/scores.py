"""Scores as the answers stand now: worked out on demand, explained, and compared with the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowshow.benchmarks import filing
from knowshow.foundation.permissions import Permission, require
from knowshow.scoring import TOTAL
from knowshow.scoring.explaining import Explanation, explain
from knowshow.scoring.sensitivity import Range, Swing, range_of, swings

if TYPE_CHECKING:
    from knowshow.benchmarks.filing.comparing import Comparison
    from knowshow.benchmarks.models import Edition, Entry
    from knowshow.foundation.models import User
    from knowshow.scoring import Scores


def scores_of(actor: User, edition: Edition) -> Scores:
    """Return the scores of all companies of an edition."""
    require(actor, Permission.VIEW, edition.organisation)
    return filing.scores_of(edition)


def explanation_of(actor: User, entry: Entry, node: str = TOTAL, *, subject: str | None = None) -> Explanation:
    """Return why a company, or one of its parts, has the score it has.

    Raises ``BadInputError`` for a node or part that is not there.
    """
    require(actor, Permission.VIEW, entry.edition.organisation)
    return explain(filing.sheet_of(entry.edition, [entry]), entry.company.key, node, subject=subject)


def swings_of(actor: User, entry: Entry, *, most: int = 10) -> list[Swing]:
    """Return the unanswered questions that could move the company's total most: what to research next."""
    require(actor, Permission.VIEW, entry.edition.organisation)
    return swings(filing.sheet_of(entry.edition, [entry]), entry.company.key)[:most]


def range_for(actor: User, entry: Entry) -> Range:
    """Return between which figures the company's total can end."""
    require(actor, Permission.VIEW, entry.edition.organisation)
    return range_of(filing.sheet_of(entry.edition, [entry]), entry.company.key)


def comparison_of(actor: User, edition: Edition) -> Comparison:
    """Return the edition beside the one before, over the questions that both ask alike."""
    require(actor, Permission.VIEW, edition.organisation)
    return filing.changes_of(edition)
