"""The public record of each mechanism: counts of full quarters, kept and missed times, outcomes without people.

It is published like a ranking: everybody may read it, and caches keep it for some minutes (GP 31 e).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from knowshow.remedy.rules import quarters
from knowshow.remedy.rules.gp31.counting import Met
from knowshow.remedy.selectors import wording
from knowshow.remedy.selectors.public import public_mechanisms
from knowshow.remedy.selectors.scorecards import public_of
from knowshow.remedy.views.portal._shell import shown
from knowshow.ui.published import published

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.selectors.scorecards import Public


@published
def records(request: HttpRequest) -> HttpResponse:
    """List the mechanisms that keep a public record; where there is one, show it at once; where none is, 404."""
    found = list(public_mechanisms())
    if not found:
        raise Http404
    if len(found) == 1:
        return _show(request, found[0])
    return shown(request, "records", {"mechanisms": found})


@published
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show the record of a mechanism."""
    return _show(request, get_object_or_404(public_mechanisms(), code=code))


def _show(request: HttpRequest, mechanism: Mechanism) -> HttpResponse:
    public = public_of(mechanism, timezone.localdate())
    context = {
        "mechanism": mechanism,
        "public": public,
        "first": quarters.days_of(public.quarters[-1])[0],
        "last": quarters.days_of(public.quarters[0])[1],
        "stories": _stories(public),
        "tables": _tables(public),
        "missed": Met.NO.value,
    }
    return shown(request, "record", context)


def _stories(public: Public) -> list[dict[str, object]]:
    return [
        {
            "quarter": one.quarter,
            "summary": one.summary,
            "outcome": wording.OUTCOMES.get(one.outcome, ""),
            "remedies": [wording.REMEDIES[kind] for kind in one.remedies if kind in wording.REMEDIES],
        }
        for one in public.stories
    ]


def _tables(public: Public) -> list[tuple[str, object]]:
    """The simple tables, each with its heading's key; one without any count is left out."""
    named = [
        ("received", public.received),
        ("outcomes", public.outcomes),
        ("remedies", public.remedies),
        ("appeals", public.appeals),
    ]
    return [(name, rows) for name, rows in named if any(row.count != 0 for row in rows)]
