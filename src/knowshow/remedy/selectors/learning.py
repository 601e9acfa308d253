"""Issues behind several cases, and whom they concern: counts, never words of a case (GP 31 g)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.utils import timezone

from knowshow.remedy.models import Case, PublishedOutcome, SystemicIssue
from knowshow.remedy.rules import triage
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.cases import cases_visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism

#: The canon's trigger TR-12: so many similar grievances in so many days, or one of the gravest tier.
CLUSTER: Final = 5
CLUSTER_DAYS: Final = 30
_GRAVEST: Final = 4


def issues_of(mechanism: Mechanism) -> QuerySet[SystemicIssue]:
    """Return the issues of a mechanism with how many cases and open actions each has, open ones first."""
    return (
        SystemicIssue.objects.filter(mechanism=mechanism)
        .annotate(
            case_count=Count("cases", distinct=True),
            open_actions=Count("actions", filter=Q(actions__done_on__isnull=True), distinct=True),
        )
        .order_by("closed_on", "-opened_on", "-pk")
    )


def is_cluster(issue: SystemicIssue) -> bool:
    """Whether its cases are so many within a month, or one so grave, that the product must be looked at again."""
    cases = Case.objects.filter(systemic_issue=issue, is_draft=False)
    since = timezone.localdate() - timedelta(days=CLUSTER_DAYS)
    if cases.filter(received_on__gte=since).count() >= CLUSTER:
        return True
    rated = cases.filter(scale__isnull=False).values_list("scale", "scope", "irremediability")
    return any(triage.severity(*levels).tier == _GRAVEST for levels in rated)


def stories_to_see(mechanism: Mechanism) -> QuerySet[PublishedOutcome]:
    """Return all stories of a mechanism, drafts first."""
    found = PublishedOutcome.objects.filter(mechanism=mechanism).select_related("drafted_by", "checked_by")
    return found.order_by("published_on", "-quarter", "-pk")


def closed_cases_of(user: User, mechanism: Mechanism) -> QuerySet[Case]:
    """Return the closed cases that open for somebody, those that ended last first: what a story can rest on."""
    found = cases_visible_to(user).filter(mechanism=mechanism, stage=Stage.CLOSED, closed_on__isnull=False)
    return found.order_by("-closed_on", "-pk")


def cases_behind(story: PublishedOutcome, user: User) -> list[Case]:
    """Return the cases that a story rests on, as far as they open for somebody."""
    return list(cases_visible_to(user).filter(pk__in=story.cases.values("pk")).order_by("pk"))
