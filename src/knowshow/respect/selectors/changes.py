"""What happened to an assessment and its impacts, newest first, in words (GP 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from knowshow.foundation import history
from knowshow.respect.models import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import HistoryEntry, User
    from knowshow.respect.models import Assessment


def changes_of(actor: User, assessment: Assessment) -> QuerySet[HistoryEntry]:
    """Return the history of an assessment, its impacts and its actions."""
    entries = history.entries_of(actor=actor, organisation=assessment.organisation)
    impacts = assessment.impacts.annotate(key=Cast("pk", CharField())).values("key")
    actions = Action.objects.filter(impact__assessment=assessment).annotate(key=Cast("pk", CharField())).values("key")
    return entries.filter(
        Q(subject_type="respect.assessment", subject_id=str(assessment.pk))
        | Q(subject_type="respect.impact", subject_id__in=impacts)
        | Q(subject_type="respect.action", subject_id__in=actions)
    )
