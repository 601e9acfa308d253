"""Freeze the content of an assessment: the exact record, numbered, never changed (GP 17, 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.db.models import Max

from knowshow.errors import ConflictError
from knowshow.respect.filing import digest_of, record_of
from knowshow.respect.models import Version
from knowshow.respect.services import _acts

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.respect.models import Assessment


@transaction.atomic
def freeze_version(*, actor: User, assessment: Assessment, label: str = "") -> Version:
    """Freeze the content as it stands. Refused if the last version holds the same content."""
    _acts.require(actor, _acts.Permission.ASSESS, assessment.organisation)
    last = assessment.versions.first()
    if last is not None and last.digest == digest_of(record_of(assessment)):
        raise ConflictError(f"Nothing changed since version {last.number}: there is nothing new to freeze.")
    version = frozen(actor=actor, assessment=assessment, label=label)
    _acts.note(
        actor=actor,
        action="respect.version.frozen",
        organisation=assessment.organisation,
        subject=assessment,
        detail={"version": version.number},
    )
    return version


def frozen(*, actor: User, assessment: Assessment, label: str = "") -> Version:
    """Return the version of the content as it stands: the last one if it is the same, else a new one."""
    record = record_of(assessment)
    digest = digest_of(record)
    last = assessment.versions.first()
    if last is not None and last.digest == digest:
        return last
    number = (assessment.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return Version.objects.create(
        assessment=assessment,
        number=number,
        label=label,
        content={"knowshow": record.knowshow, **msgspec.to_builtins(record)},
        digest=digest,
        created_by=actor,
    )
