"""What happened to an assessment and its impacts, newest first, in words (GP 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from knowshow.foundation import history
from knowshow.respect.models import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import HistoryEntry, User
    from knowshow.respect.models import Assessment


#: What the acts of Pillar II are called on pages.
WORDS: Final = {
    "respect.product.added": _("Product added"),
    "respect.product.changed": _("Product changed"),
    "respect.product.archived": _("Product archived"),
    "respect.product.restored": _("Product restored"),
    "respect.reassessment.asked": _("Asked to look again"),
    "respect.reassessment.answered": _("Said what came of looking again"),
    "respect.assessment.started": _("Assessment started"),
    "respect.assessment.changed": _("Assessment changed"),
    "respect.assessment.imported": _("Assessment imported"),
    "respect.assessment.updated_from_file": _("Updated from a file"),
    "respect.assessment.archived": _("Assessment archived"),
    "respect.assessment.restored": _("Assessment restored"),
    "respect.impact.added": _("Impact written"),
    "respect.impact.changed": _("Impact changed"),
    "respect.impact.archived": _("Impact archived"),
    "respect.impact.restored": _("Impact restored"),
    "respect.impact.rated": _("Impact rated"),
    "respect.rating.withdrawn": _("Rating withdrawn"),
    "respect.evidence.added": _("Evidence added"),
    "respect.evidence.removed": _("Evidence removed"),
    "respect.disagreement.resolver_named": _("Named who settles ratings that differ"),
    "respect.disagreement.resolved": _("Ratings that differ were settled"),
    "respect.involvement.recorded": _("Involvement recorded"),
    "respect.override.proposed": _("Override proposed"),
    "respect.override.approved": _("Override approved"),
    "respect.override.refused": _("Override refused"),
    "respect.override.withdrawn": _("Override withdrawn"),
    "respect.action.added": _("Action planned"),
    "respect.action.changed": _("Action changed"),
    "respect.action.removed": _("Action removed"),
    "respect.action.restored": _("Action put back"),
    "respect.finding.dismissed": _("Weak spot set aside"),
    "respect.finding.restored": _("Weak spot shown again"),
    "respect.report.requested": _("Report asked for"),
    "respect.version.frozen": _("Version frozen"),
    "respect.approval.requested": _("Approval asked for"),
    "respect.approval.approved": _("Approved"),
    "respect.approval.refused": _("Sent back by the reviewer"),
    "respect.approval.withdrawn": _("Request for approval withdrawn"),
    "respect.approval.reopened": _("Approval reopened, because the content changed"),
}


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
