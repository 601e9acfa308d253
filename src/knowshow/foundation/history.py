"""Write and read the one history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowshow.foundation.models import HistoryEntry
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

    from knowshow.foundation.models import Organisation, User

_LONGEST_NAME = 300

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
    return HistoryEntry.objects.create(
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


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def entries_of(*, actor: User, organisation: Organisation) -> QuerySet[HistoryEntry]:
    """Return what happened in an organisation, newest first, to somebody who may see it."""
    require(actor, Permission.VIEW, organisation)
    return HistoryEntry.objects.filter(organisation=organisation).select_related("actor")
