"""Two people at one record: the second to save is told, and nothing of hers is stored half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from knowshow.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from knowshow.foundation.models.fields import Revised


def hold(record: Model, *fields: str) -> None:
    """See these fields as they are by now, and let nobody else change the record until this act is committed."""
    record.refresh_from_db(fields=fields, from_queryset=type(record)._default_manager.select_for_update())


def save_changes(record: Revised, *, revision: int, changes: Mapping[str, object]) -> tuple[str, ...]:
    """Store the fields that differ, if nobody else saved since ``revision``; return their names."""
    changed = tuple(name for name, value in changes.items() if getattr(record, name) != value)
    take_revision(record, revision)
    if changed:
        for name in changed:
            setattr(record, name, changes[name])
        record.save(update_fields=[*changed, "updated_at"])
    return changed


def take_revision(record: Revised, revision: int) -> None:
    """Move the record to its next revision, or say that somebody else changed it meanwhile."""
    same = type(record)._default_manager.filter(pk=record.pk, revision=revision)
    if not same.update(revision=F("revision") + 1, updated_at=timezone.now()):
        raise ConflictError(
            f"Somebody else changed “{record}” after you opened it. Nothing of yours was saved."
            " Open it again, look at what changed, and repeat your change."
        )
    record.revision = revision + 1
