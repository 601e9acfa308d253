"""The assessments of an organisation, and how far each one is on the guided path (GP 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q

from knowshow.foundation.permissions import Permission, require
from knowshow.respect.models import ActionState, Assessment, AssessmentState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User

#: How lists of assessments can be sorted.
SORTS: Final = {"title": ("title", "pk"), "changed": ("-updated_at", "pk"), "gravest": ("-tier_4", "-tier_3", "title")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list of assessments."""

    q: str = ""
    state: str = ""
    kind: str = ""
    sort: str = "gravest"
    archived: bool = False


def assessments_visible_to(actor: User, organisation: Organisation) -> QuerySet[Assessment]:
    """Return every assessment of the organisation with its product, archived ones too."""
    require(actor, Permission.VIEW, organisation)
    return Assessment.objects.filter(organisation=organisation).select_related("product", "organisation")


def assessments_listed(actor: User, organisation: Organisation, wanted: Wanted) -> QuerySet[Assessment]:
    """Return assessments with the number of impacts of each tier: `tier_4` to `tier_1`, and `unrated`."""
    found = assessments_visible_to(actor, organisation).filter(archived_at__isnull=not wanted.archived)
    for word in wanted.q.split():
        found = found.filter(Q(title__icontains=word) | Q(company__icontains=word) | Q(product__name__icontains=word))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    return found.annotate(
        **{f"tier_{tier}": Count("impacts", filter=_kept & Q(impacts__tier=tier)) for tier in (4, 3, 2, 1)},
        unrated=Count("impacts", filter=_kept & Q(impacts__tier__isnull=True)),
    ).order_by(*SORTS.get(wanted.sort, SORTS["gravest"]))


_kept: Final = Q(impacts__archived_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an assessment is: what was counted, and what follows from it."""

    impacts: int
    unrated: int
    actions: int
    unplanned: int
    versions: int
    state: str

    @property
    def step(self) -> str:
        """The step that comes next: impacts, ratings, actions, approval, or done."""
        if not self.impacts:
            return "impacts"
        if self.unrated:
            return "ratings"
        if self.unplanned:
            return "actions"
        return "done" if self.state == AssessmentState.APPROVED else "approval"


def progress_of(assessment: Assessment) -> Progress:
    """Count how far the assessment is, in one query."""
    planned = Q(impacts__actions__removed_at__isnull=True) & ~Q(impacts__actions__state=ActionState.DROPPED)
    severe = _kept & Q(impacts__tier__gte=3)
    counted = Assessment.objects.filter(pk=assessment.pk).aggregate(
        all_impacts=Count("impacts", filter=_kept, distinct=True),
        unrated=Count("impacts", filter=_kept & Q(impacts__tier__isnull=True), distinct=True),
        severe=Count("impacts", filter=severe, distinct=True),
        planned=Count("impacts", filter=severe & planned & Q(impacts__actions__isnull=False), distinct=True),
        all_actions=Count(
            "impacts__actions", filter=_kept & Q(impacts__actions__removed_at__isnull=True), distinct=True
        ),
        all_versions=Count("versions", distinct=True),
    )
    return Progress(
        impacts=counted["all_impacts"],
        unrated=counted["unrated"],
        actions=counted["all_actions"],
        unplanned=counted["severe"] - counted["planned"],
        versions=counted["all_versions"],
        state=assessment.state,
    )
