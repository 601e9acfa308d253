"""Start, change, put away and take back assessments (GP 17, 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import msgspec
from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.respect.models import Assessment, AssessmentKind, Impact
from knowshow.respect.services import _acts, approvals
from knowshow.respect.services._placing import index_words, replace_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Unpack

    from knowshow.foundation.models import User
    from knowshow.respect.models import Product
    from knowshow.respect.rules import assessment as records


class AssessmentFields(TypedDict, total=False):
    """What can be said of an assessment as a whole."""

    title: str
    company: str
    kind: str
    note: str
    source: records.Source | None
    sources: Sequence[records.Source]
    assessed_on: date | None
    within_tier: str


@transaction.atomic
def start_assessment(*, actor: User, product: Product, **fields: Unpack[AssessmentFields]) -> Assessment:
    """Start an assessment of a product as a draft."""
    _acts.require(actor, _acts.Permission.ASSESS, product.organisation)
    if product.is_archived:
        raise ConflictError(f"The product “{product}” is archived. Restore it before you assess it.")
    facts = {"kind": AssessmentKind.FULL, **_checked(fields | {"title": fields.get("title", "")})}
    assessment = Assessment.objects.create(
        organisation=product.organisation, product=product, created_by=actor, **facts
    )
    _acts.note(
        actor=actor,
        action="respect.assessment.started",
        organisation=product.organisation,
        subject=assessment,
    )
    return assessment


@transaction.atomic
def change_assessment(
    *, actor: User, assessment: Assessment, revision: int, **changes: Unpack[AssessmentFields]
) -> Assessment:
    """Change what is said of an assessment as a whole, if nobody else did since ``revision``."""
    _acts.require(actor, _acts.Permission.ASSESS, assessment.organisation)
    changed = _acts.save_changes(assessment, revision=revision, changes=_checked(changes))
    if "within_tier" in changed:
        replace_all(assessment)
    if "title" in changed:
        index_words(assessment)
    if changed:
        approvals.content_changed(actor=actor, assessment=assessment, what=", ".join(changed))
    _acts.note(
        actor=actor,
        action="respect.assessment.changed",
        organisation=assessment.organisation,
        subject=assessment,
        changed=changed,
    )
    return assessment


@transaction.atomic
def archive_assessment(*, actor: User, assessment: Assessment, revision: int) -> Assessment:
    """Put an assessment away; nothing is deleted."""
    _acts.require(actor, _acts.Permission.MANAGE, assessment.organisation)
    _acts.save_changes(assessment, revision=revision, changes={"archived_at": timezone.now()})
    assessment.impacts.update(is_listed=False)
    _acts.note(
        actor=actor,
        action="respect.assessment.archived",
        organisation=assessment.organisation,
        subject=assessment,
    )
    return assessment


@transaction.atomic
def restore_assessment(*, actor: User, assessment: Assessment, revision: int) -> Assessment:
    """Take an assessment back into the register."""
    _acts.require(actor, _acts.Permission.MANAGE, assessment.organisation)
    if assessment.product.is_archived:
        raise ConflictError(f"Its product “{assessment.product}” is archived. Restore the product first.")
    _acts.save_changes(assessment, revision=revision, changes={"archived_at": None})
    Impact.objects.filter(assessment=assessment, archived_at__isnull=True).update(is_listed=True)
    _acts.note(
        actor=actor,
        action="respect.assessment.restored",
        organisation=assessment.organisation,
        subject=assessment,
    )
    return assessment


def _checked(fields: AssessmentFields) -> dict[str, object]:
    facts: dict[str, object] = {**fields}
    if "title" in fields:
        facts["title"] = _acts.check_words("title", fields["title"], maximum=300)
    if "source" in fields:
        facts["source"] = msgspec.to_builtins(fields["source"])
    if "sources" in fields:
        facts["sources"] = [msgspec.to_builtins(source) for source in fields["sources"]]
    return facts
