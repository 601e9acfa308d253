"""Where a person begins: tell us, read an answer, see what is published (GP 31 b, c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from knowshow.remedy.selectors.public import open_mechanisms, promised
from knowshow.remedy.views.portal._shell import show
from knowshow.remedy.views.portal.information import texts_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    """Show the three doors, and what we promise."""
    found = open_mechanisms()
    days = [promised(one, timezone.localdate()).acknowledged_days for one in found]
    context = {
        "mechanisms": found,
        "days": max(days, default=0),
        "about": texts_of("about"),
        "terms": texts_of("terms"),
    }
    return show(request, "home", context, mechanism=found[0] if found else None)
