"""The start page: what needs this person, the gravest impacts, how far the company's due diligence is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from knowshow.foundation import history
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.waiting import Waiting, waiting_for
from knowshow.respect.models import Action, Approval, Assessment, Disagreement, Impact, Override
from knowshow.respect.selectors.actions import DUE_FIRST, OPEN
from knowshow.respect.selectors.ranking import attention_to
from knowshow.respect.selectors.register import gravest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from knowshow.foundation.models import HistoryEntry, Organisation, User
    from knowshow.respect.selectors.rows import ImpactRow

_GRAVEST_SHOWN = 8
_TASKS_SHOWN = 6
_CHANGES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tasks:
    """What waits for this person."""

    approvals: Sequence[Approval]
    overrides: Sequence[Override]
    disagreements: Sequence[Disagreement]
    actions: Sequence[Action]
    #: What other pillars have for her.
    elsewhere: Sequence[Waiting] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        kinds = (self.approvals, self.overrides, self.disagreements, self.actions, self.elsewhere)
        return sum(len(kind) for kind in kinds)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the due diligence of the organisation stands, in counts."""

    impacts: int
    by_tier: dict[int, int]
    unrated: int
    disputed: int
    assessments: int
    approved: int
    examples: int
    reopened: int
    last_changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attention:
    """What the organisation as a whole has left open, in counts; nobody in particular has to be named for it."""

    without_plan: int
    late: int

    @property
    def is_called_for(self) -> bool:
        """Whether anything is open."""
        return any((self.without_plan, self.late))


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the start page."""

    tasks: Tasks
    attention: Attention
    gravest: list[ImpactRow]
    standing: Standing
    changes: Sequence[HistoryEntry]


def dashboard_of(actor: User, organisation: Organisation) -> Dashboard:
    """Gather the start page in at most twelve queries, and those of what waits in each pillar."""
    return Dashboard(
        tasks=_tasks(actor, organisation),
        attention=_attention(organisation),
        gravest=gravest(actor, organisation, at_most=_GRAVEST_SHOWN),
        standing=_standing(organisation),
        changes=list(history.entries_of(actor=actor, organisation=organisation)[:_CHANGES_SHOWN]),
    )


def _tasks(actor: User, organisation: Organisation) -> Tasks:
    reviews = may(actor, Permission.REVIEW, organisation)
    approvals = Approval.objects.filter(
        assessment__organisation=organisation, assessment__archived_at__isnull=True, decision="", reopened_at=None
    ).exclude(requested_by=actor)
    overrides = Override.objects.filter(
        impact__organisation=organisation,
        impact__is_listed=True,
        approved_at=None,
        approved_by_name="",
        refused_at=None,
        withdrawn_at=None,
    ).exclude(proposed_by=actor)
    disagreements = Disagreement.objects.filter(
        impact__organisation=organisation, impact__is_listed=True, resolver=actor, resolved_on=None, superseded_at=None
    )
    actions = Action.objects.filter(
        organisation=organisation, impact__is_listed=True, owner=actor, state__in=OPEN, removed_at=None
    )
    return Tasks(
        approvals=list(approvals.select_related("assessment", "requested_by")[:_TASKS_SHOWN]) if reviews else (),
        overrides=list(overrides.select_related("impact", "proposed_by")[:_TASKS_SHOWN]) if reviews else (),
        disagreements=list(disagreements.select_related("impact")[:_TASKS_SHOWN]),
        actions=list(actions.select_related("impact").order_by(*DUE_FIRST)[:_TASKS_SHOWN]),
        elsewhere=waiting_for(actor, organisation),
    )


def _attention(organisation: Organisation) -> Attention:
    listed = Impact.objects.filter(organisation=organisation, is_listed=True)
    late = Action.objects.filter(
        organisation=organisation,
        impact__is_listed=True,
        removed_at=None,
        state__in=OPEN,
        due_on__lt=timezone.localdate(),
    )
    return Attention(
        without_plan=listed.filter(attention_to("no_plan")).count(),
        late=late.count(),
    )


def _standing(organisation: Organisation) -> Standing:
    listed = Impact.objects.filter(organisation=organisation, is_listed=True).order_by()
    kinds = list(listed.values_list("tier", "has_open_disagreement").annotate(count=Count("pk")))
    tiers: Counter[int | None] = Counter()
    for tier, _is_disputed, count in kinds:
        tiers[tier] += count
    reopened = Approval.objects.filter(assessment=OuterRef("pk"), reopened_at__isnull=False)
    counted = Assessment.objects.filter(organisation=organisation, archived_at__isnull=True).aggregate(
        total=Count("pk"),
        approved=Count("pk", filter=Q(state="approved")),
        examples=Count("pk", filter=~Q(example="")),
        reopened=Count("pk", filter=Q(Exists(reopened), state="draft")),
        changed=Max("updated_at"),
    )
    return Standing(
        impacts=sum(tiers.values()),
        by_tier={tier: tiers[tier] for tier in (4, 3, 2, 1)},
        unrated=tiers[None],
        disputed=sum(count for _tier, is_disputed, count in kinds if is_disputed),
        assessments=counted["total"],
        approved=counted["approved"],
        examples=counted["examples"],
        reopened=counted["reopened"],
        last_changed_at=counted["changed"],
    )


def is_late(action: Action) -> bool:
    """Whether an action that still has to be done has passed its day."""
    return action.is_open and action.due_on is not None and action.due_on < timezone.localdate()
