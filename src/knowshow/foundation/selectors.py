"""Lists of the foundation, limited to what the actor may see: members, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.text import capfirst

from knowshow.foundation import history
from knowshow.foundation.models import HistoryEntry, Membership, User
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation


def members_of(*, actor: User, organisation: Organisation) -> QuerySet[Membership]:
    """Return the members by name; each says whether a second factor guards the account (``is_guarded``)."""
    from allauth.mfa.models import Authenticator

    require(actor, Permission.VIEW, organisation)
    guards = Authenticator.objects.filter(user=OuterRef("user"))
    found = Membership.objects.filter(organisation=organisation).select_related("user", "organisation")
    return found.annotate(is_guarded=Exists(guards))


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return where a person works, by name."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__name")


@dataclass(frozen=True, slots=True)
class WantedEntries:
    """What of the history is asked for: everything, or narrowed. Days are those of the reader's time zone."""

    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


def entries_listed(*, actor: User, organisation: Organisation, wanted: WantedEntries) -> QuerySet[HistoryEntry]:
    """Return the history of the organisation, newest first, narrowed."""
    found = history.entries_of(actor=actor, organisation=organisation)
    if wanted.person:
        found = (
            found.filter(actor__isnull=True) if wanted.person == "system" else found.filter(actor=int(wanted.person))
        )
    if wanted.kind:
        found = found.filter(subject_type=wanted.kind)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def people_in_history(organisation: Organisation) -> list[tuple[str, str]]:
    """Return who has acted in the organisation, by name, for a list to choose from."""
    acted = HistoryEntry.objects.filter(organisation=organisation, actor=OuterRef("pk"))
    people = User.objects.filter(Exists(acted))
    return [(str(user.pk), str(user)) for user in people]


def kinds_in_history(organisation: Organisation) -> list[tuple[str, str]]:
    """Return the kinds of records that something happened to, by name, for a list to choose from."""
    found = HistoryEntry.objects.filter(organisation=organisation).order_by().values_list("subject_type", flat=True)
    return sorted(((kind, kind_name(kind)) for kind in found.distinct()), key=lambda pair: pair[1])


def kind_name(kind: str) -> str:
    """Return what a kind of record is called.

    >>> kind_name("respect.assessment"), kind_name("gone.thing")
    ('Assessment', 'Thing')
    """
    try:
        return str(capfirst(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind.rpartition(".")[2].capitalize()


def _midnight(day: date) -> object:
    from datetime import datetime

    from django.utils import timezone

    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  (made aware at once)
