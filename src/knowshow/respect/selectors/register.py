"""The register: the impacts of all assessments of an organisation in one order of salience (GP 24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator

from knowshow.foundation.permissions import Permission, require
from knowshow.respect.models import Impact
from knowshow.respect.selectors.ranking import Narrowed, narrow
from knowshow.respect.selectors.rows import ImpactRow, plans_of, row_of

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User


def impacts_visible_to(actor: User, organisation: Organisation) -> QuerySet[Impact]:
    """Return every impact of the organisation with its assessment and product, archived ones too."""
    require(actor, Permission.VIEW, organisation)
    return Impact.objects.filter(organisation=organisation).select_related(
        "assessment", "assessment__product", "organisation"
    )


def register_page(
    actor: User,
    organisation: Organisation,
    wanted: Narrowed,
    *,
    product: int | None = None,
    number: str = "1",
    size: int = 25,
) -> tuple[Page[int], list[ImpactRow]]:
    """Return a page of the register and its rows, in four queries whatever its size.

    The page is cut from keys alone, which an index holds in order; only its own impacts are read whole. So the last
    page of a large register costs no more than the first.
    """
    require(actor, Permission.VIEW, organisation)
    listed = Impact.objects.filter(organisation=organisation, is_listed=True)
    if product is not None:
        listed = listed.filter(assessment__product_id=product)
    listed = narrow(listed, wanted)
    keys = listed.order_by("order_code", "slug", "id").values_list("pk", flat=True)
    page = Paginator(keys, size).get_page(number)
    shown = list(page.object_list)
    impacts = Impact.objects.select_related("assessment", "assessment__product").in_bulk(shown)
    plans = plans_of(shown)
    first = page.start_index() if wanted.is_everything and product is None else None
    return page, [
        row_of(impacts[key], rank=first + index if first and impacts[key].is_rated else None, plan=plans.get(key))
        for index, key in enumerate(shown)
    ]


def gravest(actor: User, organisation: Organisation, *, at_most: int) -> list[ImpactRow]:
    """Return the gravest impacts of all products, in two queries."""
    listed = Impact.objects.filter(organisation=organisation, is_listed=True, tier__isnull=False)
    require(actor, Permission.VIEW, organisation)
    impacts = list(
        listed.select_related("assessment", "assessment__product").order_by("order_code", "slug", "id")[:at_most]
    )
    plans = plans_of(impact.pk for impact in impacts)
    return [row_of(impact, rank=rank, plan=plans.get(impact.pk)) for rank, impact in enumerate(impacts, 1)]
