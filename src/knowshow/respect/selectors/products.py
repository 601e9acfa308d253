"""The products and services of an organisation (GP 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from knowshow.foundation.permissions import Permission, require
from knowshow.respect.models import Product

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User


def products_visible_to(actor: User, organisation: Organisation) -> QuerySet[Product]:
    """Return every product of the organisation, archived ones too."""
    require(actor, Permission.VIEW, organisation)
    return Product.objects.filter(organisation=organisation)


def products_listed(
    actor: User, organisation: Organisation, *, q: str = "", archived: bool = False
) -> QuerySet[Product]:
    """Return products with `assessment_count` and `gravest_count` (impacts of tier 4), by name."""
    found = products_visible_to(actor, organisation).filter(archived_at__isnull=not archived)
    for word in q.split():
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word))
    listed = Q(assessments__archived_at__isnull=True)
    gravest = Q(assessments__impacts__is_listed=True, assessments__impacts__tier=4)
    return found.annotate(
        assessment_count=Count("assessments", filter=listed, distinct=True),
        gravest_count=Count("assessments__impacts", filter=gravest, distinct=True),
    ).order_by("name", "pk")
