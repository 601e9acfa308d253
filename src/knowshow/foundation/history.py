"""Write and read the one history."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowshow.foundation import vault
from knowshow.foundation.models import HistoryEntry
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

    from knowshow.foundation.models import Organisation, User

_LONGEST_NAME = 300
#: The number of the advisory lock that writers of the history take one after another (PostgreSQL).
_LOCK: Final = 7_402_191_031

#: What acts are called on pages; pillars add theirs with ``name_acts``.
_WORDS: Final[dict[str, StrOrPromise]] = {
    "foundation.organisation.opened": _("Organisation opened"),
    "foundation.organisation.renamed": _("Organisation renamed"),
    "foundation.member.added": _("Member added"),
    "foundation.member.role_changed": _("Role changed"),
    "foundation.member.link_made": _("New link to set a password"),
    "foundation.member.removed": _("Member removed"),
    "foundation.account.renamed": _("Own name changed"),
    "foundation.account.closed": _("Account closed"),
    "foundation.account.erased": _("Name and address of an account erased"),
    "foundation.file.added": _("File attached"),
}


def name_acts(words: Mapping[str, StrOrPromise]) -> None:
    """Say what the acts of a pillar are called on pages."""
    _WORDS.update(words)


def words_of(action: str) -> str:
    """Return an act in words; one that nobody named is told from its own name.

    >>> words_of("respect.approval.some_day_asked")
    'Approval some day asked'
    """
    known = _WORDS.get(action)
    return str(known) if known else " ".join(action.split(".")[1:] or [action]).replace("_", " ").capitalize()


def record(
    *,
    actor: User | None,
    action: str,
    organisation: Organisation | None,
    subject: Model,
    changed: tuple[str, ...] = (),
    detail: Mapping[str, str | int] | None = None,
    to_the_day: bool = False,
) -> HistoryEntry:
    """Add an entry; ``action`` names it uniquely (``respect.impact.added``). An absent actor is the system.

    ``to_the_day`` leaves the time of day out: what is done on a case of somebody who was harmed tells no hour.
    """
    entry = HistoryEntry(
        at=_midnight() if to_the_day else timezone.now(),
        organisation=organisation,
        actor=actor,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject=str(subject)[:_LONGEST_NAME],
        changed=list(changed),
        detail=dict(detail or {}),
    )
    with transaction.atomic(savepoint=False):
        entry.chain = chained(_last_chain(), entry)
        entry.save()
    return entry


def chained(before: bytes, entry: HistoryEntry) -> bytes:
    """Return the digest that ties an entry to all before it.

    What the record was called is left out: it is replaced when somebody's name is erased.
    """
    facts = (
        entry.organisation_id, entry.actor_id, entry.action, entry.subject_type, entry.subject_id, entry.changed,
        entry.detail, entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    )  # fmt: skip
    return vault.digest(before, json.dumps(facts, sort_keys=True, ensure_ascii=False).encode())


def broken_entries(entries: Iterable[HistoryEntry]) -> list[int]:
    """Return the numbers of entries that were changed, or before which one is missing. Give them oldest first."""
    before, broken = b"", []
    for entry in entries:
        if chained(before, entry) != bytes(entry.chain):
            broken.append(entry.pk)
        before = bytes(entry.chain)
    return broken


def _last_chain() -> bytes:
    """Hold the end of the history until the transaction ends, and return its digest: two writers make one chain."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = HistoryEntry.objects.order_by("-pk").values_list("chain", flat=True).first()
    return bytes(last or b"")


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def entries_of(*, actor: User, organisation: Organisation) -> QuerySet[HistoryEntry]:
    """Return what happened in an organisation, newest first, to somebody who may see it."""
    require(actor, Permission.VIEW, organisation)
    return HistoryEntry.objects.filter(organisation=organisation).select_related("actor")
