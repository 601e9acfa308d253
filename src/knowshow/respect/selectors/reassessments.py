"""Wishes to look again at a product: of an assessment, of a product, and those that wait for a person (GP 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.foundation.permissions import Permission, may, require
from knowshow.foundation.waiting import Waiting
from knowshow.respect.models import Reassessment, ReassessmentState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User

_SHOWN: Final = 6


def reassessments_visible_to(actor: User, organisation: Organisation) -> QuerySet[Reassessment]:
    """Return every wish of the organisation, the first due first."""
    require(actor, Permission.VIEW, organisation)
    found = Reassessment.objects.filter(organisation=organisation)
    return found.select_related("product", "assessment", "organisation", "asked_by", "answered_by")


def raised_by(origin: str, organisation: Organisation) -> QuerySet[Reassessment]:
    """Return what one origin asked for, and what came of it: for whoever asked, who may see no assessment."""
    return Reassessment.objects.filter(organisation=organisation, origin=origin).select_related("product")


def reassessments_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return the open wishes, for those who assess."""
    if not may(actor, Permission.ASSESS, organisation):
        return ()
    found = reassessments_visible_to(actor, organisation).filter(state=ReassessmentState.OPEN)
    return [_told(one) for one in found[:_SHOWN]]


def _told(one: Reassessment) -> Waiting:
    return Waiting(
        kind=gettext_lazy("Look again"),
        icon="clock",
        words=_("Look at {product} again").format(product=one.product),
        url=reverse("respect:reassessment", args=[one.pk]),
        note=_("By {day}").format(day=one.due_on.isoformat()),
    )
