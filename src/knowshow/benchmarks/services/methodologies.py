"""Take in methodologies, publish them, begin new versions. One that is published never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.utils import timezone

from knowshow.benchmarks.filing import record_of
from knowshow.benchmarks.models import Methodology, MethodologyState
from knowshow.benchmarks.services import _acts
from knowshow.errors import ConflictError
from knowshow.scoring import fingerprint, methodology_from
from knowshow.scoring.methodology import as_builtins

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User
    from knowshow.scoring.methodology import Methodology as Record


@transaction.atomic
def import_methodology(
    *,
    actor: User,
    organisation: Organisation,
    content: bytes | Mapping[str, Any],  # Any: what JSON holds
    name: str = "",
) -> Methodology:
    """Take in a methodology file as a draft; one that carries its fingerprint was published, and is so here.

    A draft of the same version is replaced. A published version stays as it is: the same content is found again,
    other content is refused.
    """
    _acts.require(actor, _acts.Permission.RESEARCH, organisation)
    return take_in(actor, organisation, methodology_from(content, name))


def take_in(actor: User, organisation: Organisation, record: Record) -> Methodology:
    """Store a methodology, or find it; part of a service."""
    known = Methodology.objects.select_for_update().filter(
        organisation=organisation, key=record.id, version=record.version
    )
    found = known.first()
    if found is None:
        return _store(actor, organisation, record)
    if found.digest == fingerprint(record):
        return found
    if found.is_published:
        raise changed_after_publication(record)
    _acts.save_changes(found, revision=found.revision, changes=_facts(record))
    _acts.note(actor=actor, action="methodology.replaced", organisation=organisation, subject=found)
    return found


def changed_after_publication(record: Record) -> ConflictError:
    """Say why a changed methodology cannot be taken in, and what to do."""
    return ConflictError(
        f"Version {record.version} of the methodology “{record.id}” is published here, and this file says something"
        " else under the same version. Nothing was taken in. Give the changed file a new version, or restore the"
        " published one."
    )


def _store(actor: User, organisation: Organisation, record: Record) -> Methodology:
    made = Methodology.objects.create(
        organisation=organisation, key=record.id, version=record.version, imported_by=actor, **_facts(record)
    )
    _acts.note(
        actor=actor,
        action="methodology.imported",
        organisation=organisation,
        subject=made,
        detail={"digest": made.digest[:12]},
    )
    if record.digest:
        mark_published(actor, made)
    return made


def _facts(record: Record) -> dict[str, object]:
    return {
        "title": _acts.check_line("title", record.title),
        "publisher": _acts.check_line("publisher", record.publisher[:300], may_be_empty=True),
        "licence": _acts.check_words("licence", record.licence, may_be_empty=True),
        "licence_allows_text": record.licence_allows_text,
        "content": as_builtins(record),
        "digest": fingerprint(record),
    }


@transaction.atomic
def publish_methodology(*, actor: User, methodology: Methodology, revision: int) -> Methodology:
    """Fix a version for good, so that editions and questionnaires may rest on it."""
    _acts.require_any(actor, (_acts.Permission.RESEARCH, _acts.Permission.REVIEW), methodology.organisation)
    if methodology.is_published:
        raise ConflictError("This version is published already.")
    _acts.take_revision(methodology, revision)
    methodology.refresh_from_db()
    return mark_published(actor, methodology)


def mark_published(actor: User, methodology: Methodology) -> Methodology:
    """Fix a version for good; part of a service. Its file then carries its fingerprint."""
    now = timezone.now()
    record = record_of(methodology)
    fixed = msgspec.structs.replace(
        record, digest=methodology.digest, published_on=record.published_on or timezone.localdate().isoformat()
    )
    methodology.content = as_builtins(fixed)
    methodology.state, methodology.published_at, methodology.published_by = MethodologyState.PUBLISHED, now, actor
    methodology.save(update_fields=["content", "state", "published_at", "published_by", "updated_at"])
    _acts.note(
        actor=actor,
        action="methodology.published",
        organisation=methodology.organisation,
        subject=methodology,
        detail={"digest": methodology.digest[:12]},
    )
    return methodology


@transaction.atomic
def new_version(*, actor: User, methodology: Methodology, version: str) -> Methodology:
    """Begin a new version as a draft: a copy that says which one it supersedes."""
    _acts.require(actor, _acts.Permission.RESEARCH, methodology.organisation)
    named = _acts.check_line("version", version, maximum=40)
    taken = Methodology.objects.filter(organisation=methodology.organisation, key=methodology.key, version=named)
    if taken.exists():
        raise ConflictError(f"There is a version {named} of this methodology already. Choose another number.")
    record = msgspec.structs.replace(
        record_of(methodology), version=named, digest="", published_on="", supersedes=record_of(methodology).key
    )
    made = Methodology.objects.create(
        organisation=methodology.organisation,
        key=methodology.key,
        version=named,
        imported_by=actor,
        **_facts(record),
    )
    _acts.note(
        actor=actor,
        action="methodology.version_begun",
        organisation=methodology.organisation,
        subject=made,
        detail={"supersedes": methodology.version},
    )
    return made
