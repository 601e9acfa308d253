"""Shares of a trustees' key that wait at a sign-in: the start page tells it, since they wait for half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from knowshow.foundation.waiting import Waiting
from knowshow.remedy.models import Mechanism
from knowshow.remedy.views.workspace import _ceremony

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import Organisation, User


def mechanisms_with_share_for(actor: User, organisation: Organisation) -> list[Mechanism]:
    """Return the mechanisms in which a trustee's share waits at this member's sign-in."""
    found = _ceremony.waiting_for(actor.pk)
    return list(Mechanism.objects.filter(organisation=organisation, pk__in=found)) if found else []


def shares_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return each share that waits for this member, and for nobody else."""
    return [
        Waiting(
            kind=_("Trustees"),
            icon="remedy",
            words=_("A share of the trustees' key waits for you"),
            url=reverse("remedy:share", args=[one.pk]),
            note=_("It is shown once, to you alone. Without it the key is not made, and it waits for half an hour."),
        )
        for one in mechanisms_with_share_for(actor, organisation)
    ]
