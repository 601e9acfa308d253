"""The stored assessment as the record of the file ``assessment/1``: for export, frozen versions, reports and rules.

Whatever stands in the record is the content that approvals are bound to (GP 17, 21).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.db.models import Prefetch

from knowshow.respect.models import Action, Assessment, Disagreement, Evidence, Impact, Override, Rating, Version
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules import quality
from knowshow.respect.rules.severity import Likelihood
from knowshow.respect.rules.writing import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowshow.respect.models import Product

Kind = TypeVar("Kind")


def record_of(assessment: Assessment) -> records.Assessment:
    """Return the assessment's content as it stands now, in a fixed number of queries."""
    return records.Assessment(
        title=assessment.title,
        company=assessment.company,
        kind=_as(assessment.kind, records.Kind),
        note=assessment.note,
        subject=_subject(assessment.product),
        source=_as(assessment.source, records.Source | None),
        sources=_as(assessment.sources, tuple[records.Source, ...]),
        assessed_on=assessment.assessed_on,
        within_tier=_as(assessment.within_tier, records.WithinTier),
        impacts=tuple(impact_record(impact) for impact in whole_impacts(assessment)),
    )


def digest_of(record: records.Assessment) -> str:
    """Return the fingerprint of a content: the same facts always give the same one."""
    return hashlib.sha256(canonical_json(record)).hexdigest()


def version_record(version: Version) -> records.Assessment:
    """Return the content that a version froze."""
    return msgspec.convert(version.content, records.Assessment)


def fingerprint_of(finding: quality.Finding) -> str:
    """Return the fingerprint of what a quality rule saw; it changes when the facts behind the finding do."""
    return hashlib.sha256(f"{finding.rule}\n{finding.subject}\n{finding.message}".encode()).hexdigest()


def whole_impacts(assessment: Assessment) -> Iterable[Impact]:
    """Return the impacts in the order of the file, with all that belongs to them."""
    evidence = Prefetch("evidence", Evidence.objects.filter(removed_at__isnull=True))
    return (
        assessment.impacts.filter(archived_at__isnull=True)
        .order_by("position", "pk")
        .prefetch_related(
            Prefetch("ratings", Rating.objects.filter(is_current=True).prefetch_related(evidence), "current"),
            Prefetch("actions", Action.objects.filter(removed_at__isnull=True), "planned"),
            Prefetch("disagreements", Disagreement.objects.filter(superseded_at__isnull=True), "disputes"),
            Prefetch("overrides", Override.objects.filter(refused_at__isnull=True, withdrawn_at__isnull=True), "alive"),
        )
    )


def impact_record(impact: Impact) -> records.Impact:
    """Return the record of an impact that came from ``whole_impacts``."""
    return records.Impact(
        id=impact.slug,
        statement=records.Statement(
            group=impact.group,
            right=impact.right,
            feature=impact.feature,
            place=impact.place,
            how=impact.how,
            who=impact.who,
            effect=_as(impact.effect, records.Effect),
        ),
        state=_as(impact.state, records.State),
        status_word=_as(impact.status_word, records.StatusWord),
        rights=tuple(impact.rights),
        delay_makes_irremediable=impact.delay_makes_irremediable,
        delay_rationale=impact.delay_rationale,
        ratings=tuple(rating_record(rating) for rating in _attached(impact, "current", Rating)),
        disagreement=_disagreement(_attached(impact, "disputes", Disagreement)),
        involvement=_involvement(impact),
        business_risk=impact.business_risk,
        harms=tuple(impact.harms),
        actions=tuple(action_record(action) for action in _attached(impact, "planned", Action)),
        override=_override(_attached(impact, "alive", Override)),
        other_methods=_as(impact.other_methods, tuple[records.OtherMethod, ...]),
        notes=impact.notes,
    )


def rating_record(rating: Rating) -> records.Rating:
    """Return the record of a rating, with the evidence that was not removed."""
    return records.Rating(
        group=rating.group,
        scale=rating.scale,
        scope=rating.scope,
        irremediability=rating.irremediability,
        likelihood=Likelihood(rating.likelihood),
        rationale=rating.rationale,
        evidence=tuple(evidence_record(one) for one in rating.evidence.all() if one.removed_at is None),
        confidence=_as(rating.confidence, records.Confidence),
        by=rating.assessor_name,
        on=rating.rated_on,
        basis=_as(rating.basis, records.Basis),
        scale_version=rating.scale_version,
    )


def evidence_record(one: Evidence) -> records.Evidence:
    """Return the record of a piece of evidence."""
    return records.Evidence(
        title=one.title,
        publisher=one.publisher,
        year=one.year,
        url=one.url,
        accessed_on=one.accessed_on,
        note=one.note,
        from_affected_people=one.from_affected_people,
    )


def action_record(action: Action) -> records.Action:
    """Return the record of an action."""
    return records.Action(
        id=action.slug or None,
        title=action.title,
        kind=_as(action.kind, records.ActionKind),
        owner=action.owner_name,
        due_on=action.due_on,
        state=_as(action.state, records.ActionState),
        leverage=tuple(action.leverage),
        indicator=action.indicator,
        note=action.note,
        source=_as(action.source, records.Source | None),
    )


def _subject(product: Product) -> records.Subject:
    return records.Subject(
        name=product.name,
        description=product.description,
        technology=tuple(product.technologies),
        lifecycle=_as(product.lifecycle, records.Lifecycle),
        countries=tuple(product.countries),
        business_relationships=tuple(
            records.Relationship(name=one.name, kind=one.kind, end_use=one.end_use)
            for one in product.relationships.all()
        ),
    )


def _involvement(impact: Impact) -> records.Involvement:
    return records.Involvement(
        answers=dict(impact.involvement_answers),
        factors=tuple(impact.involvement_factors),
        conclusion=_as(impact.involvement_conclusion, records.Conclusion),
        reason=impact.involvement_reason,
        quoted_from=_as(impact.involvement_source, records.Source | None),
        quote=impact.involvement_quote,
        decided_by=impact.involvement_decided_by,
        on=impact.involvement_decided_on,
    )


def _disagreement(disputes: list[Disagreement]) -> records.Disagreement | None:
    """The file holds one: the first that is open, else the last that was settled."""
    if not disputes:
        return None
    one = next((dispute for dispute in disputes if dispute.is_open), disputes[-1])
    return records.Disagreement(group=one.group, resolver=one.resolver_name, note=one.note, resolved_on=one.resolved_on)


def _override(alive: list[Override]) -> records.Override | None:
    if not alive:
        return None
    one = alive[0]
    return records.Override(
        tier=one.tier,
        reason=one.reason,
        proposed_by=one.proposed_by_name,
        approved_by=one.approved_by_name,
        on=one.dated_on,
    )


def _attached(impact: Impact, name: str, _kind: type[Kind]) -> list[Kind]:
    """What ``whole_impacts`` hung on the impact."""
    found: list[Kind] = getattr(impact, name)
    return found


def _as(value: object, kind: object) -> Any:  # noqa: ANN401  (the field of the record names the type)
    """Return a stored value as the type that the record asks for, checked again."""
    return msgspec.convert(value, kind)
