"""Frozen versions of an assessment, what was decided about each, and what two of them differ in (GP 17, 21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.respect.filing import record_of, version_record
from knowshow.respect.models import Approval, Version
from knowshow.respect.rules.comparison import Comparison, compare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.respect.models import Assessment
    from knowshow.respect.rules import assessment as records

#: The word that stands for the content as it is now, where a version's number is asked for.
NOW = "now"


def versions_of(assessment: Assessment) -> QuerySet[Version]:
    """Return the frozen versions, newest first, each with its approvals; their content is left aside."""
    return (
        Version.objects.filter(assessment=assessment)
        .select_related("created_by")
        .prefetch_related("approvals", "approvals__requested_by", "approvals__decided_by")
        .defer("content")
        .order_by("-number")
    )


def open_approval(assessment: Assessment) -> Approval | None:
    """Return the request that waits for a decision, if there is one."""
    return (
        assessment.approvals.filter(decision="", reopened_at__isnull=True)
        .select_related("version", "requested_by", "assessment", "assessment__organisation")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Two contents and what differs."""

    before: str
    after: str
    comparison: Comparison


def compared(assessment: Assessment, before: str, after: str) -> Compared | None:
    """Compare two versions by their numbers (or `now`); nothing if one of them does not exist."""
    first, second = _content(assessment, before), _content(assessment, after)
    if first is None or second is None:
        return None
    return Compared(before=before, after=after, comparison=compare(first, second))


def _content(assessment: Assessment, word: str) -> records.Assessment | None:
    if word == NOW:
        return record_of(assessment)
    if not word.isdecimal():
        return None
    version = Version.objects.filter(assessment=assessment, number=int(word)).first()
    return version_record(version) if version else None
