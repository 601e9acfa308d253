"""Add and remove what a rating rests on: links and files (GP 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Evidence
from knowshow.respect.services import _acts, approvals

if TYPE_CHECKING:
    from datetime import date

    from knowshow.foundation.models import Attachment, User
    from knowshow.respect.models import Rating


@transaction.atomic
def add_evidence(
    *,
    actor: User,
    rating: Rating,
    title: str,
    publisher: str = "",
    year: int | None = None,
    url: str = "",
    accessed_on: date | None = None,
    note: str = "",
    from_affected_people: bool = False,
    attachment: Attachment | None = None,
) -> Evidence:
    """Add a link or a file to a rating; the rating itself stays as it is."""
    impact = rating.impact
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    if attachment is not None and attachment.organisation_id != impact.organisation_id:
        raise ConflictError("This file belongs to another organisation.")
    found = Evidence.objects.create(
        impact=impact,
        rating=rating,
        title=_acts.check_words("title", title),
        publisher=publisher,
        year=year,
        url=checked_address(url),
        accessed_on=accessed_on,
        note=note,
        from_affected_people=from_affected_people,
        attachment=attachment,
        added_by=actor,
    )
    approvals.content_changed(actor=actor, assessment=impact.assessment, what=f"{impact.slug}: evidence added")
    _acts.note(
        actor=actor,
        action="respect.evidence.added",
        organisation=impact.organisation,
        subject=impact,
        changed=("evidence",),
    )
    return found


@transaction.atomic
def remove_evidence(*, actor: User, evidence: Evidence) -> Evidence:
    """Take evidence off a rating; it stays in the record with the day it was removed."""
    impact = evidence.impact
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    if evidence.removed_at is not None:
        raise ConflictError("This evidence was removed before.")
    evidence.removed_at = timezone.now()
    evidence.save(update_fields=["removed_at"])
    approvals.content_changed(actor=actor, assessment=impact.assessment, what=f"{impact.slug}: evidence removed")
    _acts.note(
        actor=actor,
        action="respect.evidence.removed",
        organisation=impact.organisation,
        subject=impact,
        changed=("evidence",),
    )
    return evidence


def checked_address(url: str) -> str:
    """Return a web address; refuse one that a browser would run or that names no host."""
    said = url.strip()
    if not said:
        return ""
    parts = urlsplit(said)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadInputError(
            "This is not a web address.", place=Place(field="url"), remedy="It should begin with https://."
        )
    return said
