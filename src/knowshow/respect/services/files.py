"""Take an assessment file into the register, and give one back; nothing already saved is lost.

A file makes a new assessment, or joins one: ``services/_merging.py`` says what it would become, and what differs is
written. Ten thousand impacts go in with a few hundred statements, each place worked out once by the pure rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation.permissions import Permission, require
from knowshow.respect.filing import action_record, record_of
from knowshow.respect.models import (
    Action,
    Assessment,
    Disagreement,
    Evidence,
    Impact,
    Override,
    Rating,
)
from knowshow.respect.rules.comparison import Comparison, compare
from knowshow.respect.services import _acts, _placing, approvals, products
from knowshow.respect.services._merging import merged, new_evidence, rating_key, same_action, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowshow.foundation.models import Organisation, User
    from knowshow.respect.rules import assessment as records

_LINE = 300
_BATCH = 500


def export_assessment(*, actor: User, assessment: Assessment) -> records.Assessment:
    """Return the content as a file record; reading it back gives an equal record."""
    require(actor, Permission.VIEW, assessment.organisation)
    return record_of(assessment)


def preview_import(*, actor: User, assessment: Assessment, record: records.Assessment) -> Comparison:
    """Say what taking the file into the assessment would change, without changing anything."""
    require(actor, Permission.ASSESS, assessment.organisation)
    stored = record_of(assessment)
    return compare(stored, merged(stored, record, colleagues=_colleagues(actor, assessment)))


@transaction.atomic
def import_assessment(
    *, actor: User, organisation: Organisation, record: records.Assessment, example: str = ""
) -> Assessment:
    """Make a new assessment from a file. A product of the same name is used, and gains what it lacks.

    An override waits for its second person here; only the worked examples bring both signatures along.
    """
    require(actor, Permission.ASSESS, organisation)
    _check_lengths(record)
    product = products.product_for(actor, organisation, record.subject)
    assessment = Assessment.objects.create(
        organisation=organisation, product=product, created_by=actor, example=example, **_facts(record)
    )
    _Writer(actor, assessment).add(record.impacts if example else [unsigned(impact) for impact in record.impacts])
    approvals.content_changed(actor=actor, assessment=assessment, what="imported")
    _acts.note(
        actor=actor,
        action="respect.assessment.imported",
        organisation=organisation,
        subject=assessment,
        detail={"impacts": len(record.impacts)},
    )
    return assessment


@transaction.atomic
def update_from_file(*, actor: User, assessment: Assessment, revision: int, record: records.Assessment) -> Assessment:
    """Take a file into an existing assessment: impacts meet by their ids, and nothing saved is lost."""
    require(actor, Permission.ASSESS, assessment.organisation)
    _check_lengths(record)
    list(assessment.impacts.select_for_update().values_list("pk"))  # what is read here is what is written over
    stored = record_of(assessment)
    wanted = merged(stored, record, colleagues=_colleagues(actor, assessment))
    changed = _acts.save_changes(assessment, revision=revision, changes=_facts(wanted))
    assessment.product = products.completed(actor, assessment.product, wanted.subject)
    if "within_tier" in changed:
        _placing.replace_all(assessment)
    writer = _Writer(actor, assessment)
    known = {impact.id: impact for impact in stored.impacts}
    writer.change((known[impact.id], impact) for impact in wanted.impacts if impact.id in known)
    writer.add([impact for impact in wanted.impacts if impact.id not in known])
    if "title" in changed:
        _placing.index_words(assessment)
    approvals.content_changed(actor=actor, assessment=assessment, what="a file was taken in")
    _acts.note(
        actor=actor,
        action="respect.assessment.updated_from_file",
        organisation=assessment.organisation,
        subject=assessment,
        changed=changed,
        detail={"impacts": len(record.impacts)},
    )
    return assessment


def _colleagues(actor: User, assessment: Assessment) -> set[str]:
    """Name the other members who have rated here with their own account."""
    theirs = Rating.objects.filter(impact__assessment=assessment, is_current=True, assessor__isnull=False)
    return set(theirs.exclude(assessor=actor).values_list("assessor_name", flat=True))


def _check_lengths(record: records.Assessment) -> None:
    for field, text in (("title", record.title), ("subject.name", record.subject.name)):
        if len(text) > _LINE:
            raise BadInputError(
                f"It has {len(text):,} characters.", place=Place(field=field), remedy=f"Write at most {_LINE}."
            )


def _facts(record: records.Assessment) -> dict[str, object]:
    return {
        "title": record.title,
        "company": record.company,
        "kind": record.kind,
        "note": record.note,
        "source": msgspec.to_builtins(record.source),
        "sources": [msgspec.to_builtins(source) for source in record.sources],
        "assessed_on": record.assessed_on,
        "within_tier": record.within_tier,
    }


@dataclass
class _Writer:
    """Writes impacts of one assessment in bulk: first the impacts in their places, then what hangs on them."""

    actor: User
    assessment: Assessment

    def add(self, impacts: Sequence[records.Impact]) -> None:
        """Write impacts that the assessment does not have yet."""
        self._refuse_archived_ids(impacts)
        last = self.assessment.impacts.aggregate(last=Max("position"))["last"]
        first = 0 if last is None else last + 1
        rows = [self._new(record, first + number) for number, record in enumerate(impacts)]
        ratings = [
            [rating_row(impact, one, version, self.actor) for version, one in enumerate(record.ratings, start=1)]
            for impact, record in zip(rows, impacts, strict=True)
        ]
        for impact, record, rated in zip(rows, impacts, ratings, strict=True):
            self._place(impact, record, rated)
        Impact.objects.bulk_create(rows, batch_size=_BATCH)
        Rating.objects.bulk_create([one for rated in ratings for one in rated], batch_size=_BATCH)
        self._write_parts(rows, impacts, ratings)
        _point_at_deciding(self.assessment)

    def change(self, pairs: Iterable[tuple[records.Impact, records.Impact]]) -> None:
        """Bring impacts that differ to what they should say."""
        differing = [(was, now) for was, now in pairs if was != now]
        stored = {
            impact.slug: impact
            for impact in self.assessment.impacts.filter(slug__in=[now.id for _was, now in differing])
        }
        for was, now in differing:
            self._change_one(stored[now.id], was, now)

    def _change_one(self, impact: Impact, was: records.Impact, now: records.Impact) -> None:
        for name, value in {**_sentence_fields(now), **_further_fields(now)}.items():
            setattr(impact, name, value)
        self._index(impact)
        impact.revision = F("revision") + 1
        impact.save()
        impact.refresh_from_db(fields=["revision"])
        self._change_ratings(impact, was, now)
        self._change_actions(impact, now)
        if now.disagreement != was.disagreement and now.disagreement:
            self._change_disagreement(impact, now.disagreement)
        if now.override != was.override and now.override:
            impact.overrides.filter(refused_at__isnull=True, withdrawn_at__isnull=True).update(
                withdrawn_at=timezone.now()
            )
            override_row(impact, now.override).save()
        _placing.replace_impact(impact)

    def _change_ratings(self, impact: Impact, was: records.Impact, now: records.Impact) -> None:
        stored = list(impact.ratings.filter(is_current=True).order_by("version", "pk"))
        current = list(zip(stored, was.ratings, strict=True))
        version = impact.ratings.aggregate(last=Max("version"))["last"] or 0
        kept = len([one for one in current if _stays(one[1], now.ratings)])
        for row, record in current:
            if not _stays(record, now.ratings):
                row.is_current = False
                row.save(update_fields=["is_current"])
        staying = [(row, record) for row, record in current if _stays(record, now.ratings)]
        for (row, record), wanted in zip(staying, now.ratings[:kept], strict=True):
            Evidence.objects.bulk_create(evidence_row(row, one, self.actor) for one in new_evidence(record, wanted))
        for number, record in enumerate(now.ratings[kept:], start=version + 1):
            row = rating_row(impact, record, number, self.actor)
            row.save()
            Evidence.objects.bulk_create(evidence_row(row, one, self.actor) for one in record.evidence)
            impact.disagreements.filter(
                group=record.group, resolved_on__isnull=False, superseded_at__isnull=True
            ).update(superseded_at=timezone.now())

    def _change_actions(self, impact: Impact, now: records.Impact) -> None:
        waiting = list(now.actions)
        for action in impact.actions.filter(removed_at__isnull=True):
            match = next((one for one in waiting if same_action(action_record(action), one)), None)
            if match is not None:
                waiting.remove(match)
                self._change_action(action, match)
        Action.objects.bulk_create(action_row(impact, one) for one in waiting)

    def _change_action(self, action: Action, record: records.Action) -> None:
        if record.owner != action.owner_name:
            action.owner = None  # a file names people, and no accounts
        for name, value in _action_fields(record).items():
            setattr(action, name, value)
        action.revision = F("revision") + 1
        action.save()

    def _change_disagreement(self, impact: Impact, record: records.Disagreement) -> None:
        impact.disagreements.filter(group=record.group, superseded_at__isnull=True).update(superseded_at=timezone.now())
        disagreement_row(impact, record).save()

    def _refuse_archived_ids(self, impacts: Sequence[records.Impact]) -> None:
        archived = set(self.assessment.impacts.values_list("slug", flat=True))
        taken = [record.id for record in impacts if record.id in archived]
        if taken:
            raise ConflictError(
                f"The impact “{taken[0]}” was archived here. Restore it, or give it another id in the file."
            )

    def _new(self, record: records.Impact, position: int) -> Impact:
        impact = Impact(
            assessment=self.assessment,
            organisation=self.assessment.organisation,
            slug=record.id,
            position=position,
            is_listed=not (self.assessment.is_archived or self.assessment.product.is_archived),
            **_sentence_fields(record),
            **_further_fields(record),
        )
        self._index(impact)
        return impact

    def _index(self, impact: Impact) -> None:
        impact.search_text = _placing.searchable(
            impact, assessment_title=self.assessment.title, product_name=self.assessment.product.name
        )

    def _place(self, impact: Impact, record: records.Impact, rated: Sequence[Rating]) -> None:
        settled = (
            [record.disagreement.group] if record.disagreement is not None and record.disagreement.resolved_on else ()
        )
        _placing.place(impact, rated, within_tier=self.assessment.within_tier, settled=settled)
        impact.deciding_rating = None

    def _write_parts(
        self, rows: Sequence[Impact], impacts: Sequence[records.Impact], ratings: Sequence[Sequence[Rating]]
    ) -> None:
        pairs = list(zip(rows, impacts, strict=True))
        Evidence.objects.bulk_create(
            [
                evidence_row(row, one, self.actor)
                for (_impact, record), rated in zip(pairs, ratings, strict=True)
                for row, rating in zip(rated, record.ratings, strict=True)
                for one in rating.evidence
            ],
            batch_size=_BATCH,
        )
        Action.objects.bulk_create(
            [action_row(impact, one) for impact, record in pairs for one in record.actions], batch_size=_BATCH
        )
        Disagreement.objects.bulk_create(
            [disagreement_row(impact, one.disagreement) for impact, one in pairs if one.disagreement]
        )
        Override.objects.bulk_create([override_row(impact, one.override) for impact, one in pairs if one.override])


def _stays(record: records.Rating, wanted: Sequence[records.Rating]) -> bool:
    """Whether a stored rating is still among the wanted ones, evidence aside."""
    plain = msgspec.structs.replace(record, evidence=())
    return any(
        rating_key(one) == rating_key(record) and msgspec.structs.replace(one, evidence=()) == plain for one in wanted
    )


def _point_at_deciding(assessment: Assessment) -> None:
    """Point each impact at its deciding rating, in one statement: inherent before residual, then the earliest."""
    deciding = Rating.objects.filter(
        impact=OuterRef("pk"),
        is_current=True,
        group=OuterRef("deciding_group"),
        scale=OuterRef("scale"),
        scope=OuterRef("scope"),
        irremediability=OuterRef("irremediability"),
        likelihood=OuterRef("likelihood"),
    ).order_by("basis", "version")
    assessment.impacts.filter(deciding_rating__isnull=True, tier__isnull=False).update(
        deciding_rating=Subquery(deciding.values("pk")[:1])
    )


def _sentence_fields(record: records.Impact) -> dict[str, object]:
    return {name: getattr(record.statement, name) for name in record.statement.__struct_fields__}


def _further_fields(record: records.Impact) -> dict[str, object]:
    involvement = record.involvement
    return {
        "state": record.state,
        "status_word": record.status_word,
        "rights": list(record.rights),
        "delay_makes_irremediable": record.delay_makes_irremediable,
        "delay_rationale": record.delay_rationale,
        "involvement_answers": dict(involvement.answers),
        "involvement_factors": list(involvement.factors),
        "involvement_conclusion": involvement.conclusion,
        "involvement_reason": involvement.reason,
        "involvement_source": msgspec.to_builtins(involvement.quoted_from),
        "involvement_quote": involvement.quote,
        "involvement_decided_by": involvement.decided_by,
        "involvement_decided_on": involvement.on,
        "business_risk": record.business_risk,
        "harms": list(record.harms),
        "other_methods": [msgspec.to_builtins(one) for one in record.other_methods],
        "notes": record.notes,
    }


def rating_row(impact: Impact, record: records.Rating, version: int, actor: User) -> Rating:
    """Return a rating from a file, not stored yet; its assessor is a name, and an account only if it is one's own."""
    return Rating(
        impact=impact,
        version=version,
        group=record.group,
        assessor=actor if record.by == _acts.name_of(actor) else None,
        assessor_name=record.by,
        entered_by=actor,
        scale=record.scale,
        scope=record.scope,
        irremediability=record.irremediability,
        likelihood=str(record.likelihood),
        rationale=record.rationale,
        confidence=record.confidence,
        basis=record.basis,
        scale_version=record.scale_version,
        rated_on=record.on,
    )


def evidence_row(rating: Rating, record: records.Evidence, actor: User) -> Evidence:
    """Return a piece of evidence from a file, not stored yet."""
    return Evidence(
        impact_id=rating.impact_id,
        rating=rating,
        title=record.title,
        publisher=record.publisher,
        year=record.year,
        url=record.url,
        accessed_on=record.accessed_on,
        note=record.note,
        from_affected_people=record.from_affected_people,
        added_by=actor,
    )


def action_row(impact: Impact, record: records.Action) -> Action:
    """Return an action from a file, not stored yet."""
    return Action(impact=impact, organisation=impact.organisation, **_action_fields(record))


def _action_fields(record: records.Action) -> dict[str, object]:
    return {
        "slug": record.id or "",
        "title": record.title,
        "kind": record.kind,
        "owner_name": record.owner,
        "due_on": record.due_on,
        "state": record.state,
        "leverage": list(record.leverage),
        "indicator": record.indicator,
        "note": record.note,
        "source": msgspec.to_builtins(record.source),
    }


def disagreement_row(impact: Impact, record: records.Disagreement) -> Disagreement:
    """Return a disagreement from a file, not stored yet."""
    return Disagreement(
        impact=impact,
        group=record.group,
        resolver_name=record.resolver,
        note=record.note,
        resolved_on=record.resolved_on,
    )


def override_row(impact: Impact, record: records.Override) -> Override:
    """Return an override from a file. One signed twice by the same name still waits for a second person."""
    two = record.approved_by.strip().casefold() != record.proposed_by.strip().casefold()
    approved_by = record.approved_by if two else ""
    now = timezone.now()
    return Override(
        impact=impact,
        tier=record.tier,
        reason=record.reason,
        proposed_by_name=record.proposed_by,
        proposed_at=now,
        approved_by_name=approved_by,
        approved_at=now if approved_by else None,
        dated_on=record.on,
    )
