"""The cases that wait for a person, for the start page: counts only, no reference, no word (GP 31 c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from knowshow.foundation.waiting import Waiting
from knowshow.remedy.selectors.cases import WAITS, cases_visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import Organisation, User

#: What is counted, gravest first.
_ORDER: Final = ("retaliation", "late", "unread")


def cases_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return how many cases have a report of retaliation, are late, or hold something unread."""
    found: dict[str, Any] = (  # Any: counts
        cases_visible_to(actor, organisation)
        .order_by()
        .aggregate(**{name: Count("pk", filter=WAITS[name]()) for name in _ORDER})
    )
    return [_told(name, found[name]) for name in _ORDER if found[name]]


def _told(name: str, count: int) -> Waiting:
    return Waiting(
        kind=_("Cases"),
        icon="remedy",
        words=_words(name, count).format(count=count),
        url=f"{reverse('remedy:cases')}?state=all&waiting={name}",
    )


def _words(name: str, count: int) -> str:
    if name == "retaliation":
        return ngettext("{count} person reports retaliation", "{count} people report retaliation", count)
    if name == "late":
        return ngettext("{count} case is late", "{count} cases are late", count)
    return ngettext("{count} case has something unread", "{count} cases have something unread", count)
