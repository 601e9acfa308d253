"""Companies and sources that a member may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from knowshow.benchmarks.models import Company, Source
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User


def companies_visible_to(actor: User, organisation: Organisation) -> QuerySet[Company]:
    """Return every company of the organisation, those put away too."""
    require(actor, Permission.VIEW, organisation)
    return Company.objects.filter(organisation=organisation).select_related("organisation")


def companies_listed(
    actor: User, organisation: Organisation, *, q: str = "", archived: bool = False
) -> QuerySet[Company]:
    """Return companies by name, with ``subject_count`` and ``edition_count``; found by name, key or identifier."""
    found = companies_visible_to(actor, organisation).filter(archived_at__isnull=not archived)
    for word in q.split():
        named = Q(name__icontains=word) | Q(key__icontains=word)
        found = found.filter(named | Q(identifiers__value__iexact=word)).distinct()
    counted = found.annotate(
        subject_count=Count("subjects", distinct=True), edition_count=Count("entries", distinct=True)
    )
    return counted.prefetch_related("identifiers")


def sources_visible_to(actor: User, organisation: Organisation) -> QuerySet[Source]:
    """Return every source of the organisation, by number."""
    require(actor, Permission.VIEW, organisation)
    return Source.objects.filter(organisation=organisation).select_related("organisation", "attachment", "added_by")


def sources_listed(actor: User, organisation: Organisation, *, q: str = "") -> QuerySet[Source]:
    """Return sources, newest first, with ``citation_count``; found by number, title or address."""
    found = sources_visible_to(actor, organisation)
    for word in q.split():
        by_number = Q(number=int(word)) if word.isdecimal() and len(word) < 9 else Q()  # noqa: PLR2004 - a number's length
        found = found.filter(Q(title__icontains=word) | Q(url__icontains=word) | by_number)
    return found.annotate(citation_count=Count("citations")).order_by("-number")
