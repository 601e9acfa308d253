"""Weak spots of an assessment: what the quality rules point at, and what somebody set aside with a reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from knowshow.respect.filing import fingerprint_of, rating_record, record_of
from knowshow.respect.models import Dismissal, Rating
from knowshow.respect.rules import quality
from knowshow.respect.rules.salience import gravest
from knowshow.respect.rules.statement import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowshow.respect.models import Assessment


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding with its rule, the impact's key, and its dismissal where there is one."""

    finding: quality.Finding
    rule: quality.Rule
    fingerprint: str
    impact_pk: int | None
    #: What the impact is called: who, and which right. Empty where the finding is about the assessment.
    name: str
    dismissal: Dismissal | None


def findings_of(assessment: Assessment) -> list[Seen]:
    """Return every finding of the content as it stands; dismissed ones carry their dismissal."""
    record = record_of(assessment)
    names = {impact.id: sentence(impact).label for impact in record.impacts}
    lowered = [*_revisions(assessment), *_withdrawn(assessment)]
    found = quality.findings(record, revisions=lowered, today=timezone.localdate())
    impacts = dict(assessment.impacts.values_list("slug", "pk"))
    set_aside = {
        (one.rule, one.subject, one.fingerprint): one
        for one in assessment.dismissals.filter(restored_at__isnull=True).select_related("dismissed_by")
    }
    return [_seen(finding, impacts, names, set_aside) for finding in found]


def _seen(
    finding: quality.Finding,
    impacts: dict[str, int],
    names: dict[str, str],
    set_aside: dict[tuple[str, str, str], Dismissal],
) -> Seen:
    fingerprint = fingerprint_of(finding)
    return Seen(
        finding=finding,
        rule=quality.RULES[finding.rule],
        fingerprint=fingerprint,
        impact_pk=impacts.get(finding.impact),
        name=names.get(finding.impact, ""),
        dismissal=set_aside.get((finding.rule, finding.subject, fingerprint)),
    )


def by_rule(seen: Iterable[Seen]) -> list[tuple[quality.Rule, list[Seen]]]:
    """Group findings by their rule, in the order of the rules."""
    grouped: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        grouped[one.rule.id].append(one)
    return [(quality.RULES[rule], grouped[rule]) for rule in sorted(grouped)]


def _revisions(assessment: Assessment) -> list[quality.Revision]:
    """Pair each rating that was replaced with the one that its assessor put in its place."""
    ratings = (
        Rating.objects.filter(impact__assessment=assessment, impact__archived_at__isnull=True)
        .filter(withdrawn_at__isnull=True)
        .select_related("impact")
        .prefetch_related("evidence")
        .order_by("impact_id", "version")
    )
    last: dict[tuple[int, str, str, int | str], Rating] = {}
    found = []
    for rating in ratings:
        key = (rating.impact_id, rating.group, rating.basis, rating.assessor_id or rating.assessor_name)
        before = last.get(key)
        if before is not None and rating.is_current:
            found.append(quality.Revision(rating.impact.slug, rating_record(before), rating_record(rating)))
        last[key] = rating
    return found


def _withdrawn(assessment: Assessment) -> list[quality.Revision]:
    """Pair each rating that was withdrawn with the gravest that counts for its group since then."""
    ratings = Rating.objects.filter(impact__assessment=assessment, impact__archived_at__isnull=True)
    gone = list(ratings.filter(withdrawn_at__isnull=False).select_related("impact").prefetch_related("evidence"))
    counting: dict[tuple[int, str], list[Rating]] = defaultdict(list)
    if gone:
        for rating in ratings.filter(is_current=True).prefetch_related("evidence"):
            counting[rating.impact_id, rating.group].append(rating)
    return [
        quality.Revision(one.impact.slug, rating_record(one), rating_record(gravest(left)))
        for one in gone
        if (left := counting[one.impact_id, one.group])
    ]
