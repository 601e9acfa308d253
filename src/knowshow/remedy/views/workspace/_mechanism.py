"""What the pages of one mechanism share: who may open them, title, tabs, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from knowshow.errors import NotAllowedError
from knowshow.remedy.models import SeatRole
from knowshow.remedy.selectors.seated import Sitting, sittings_of
from knowshow.remedy.standing import HANDLING

if TYPE_CHECKING:
    from knowshow.foundation.membership import MemberRequest

#: Seats that take reports in.
TAKING_IN: Final = (SeatRole.INTAKE, SeatRole.HANDLER)
_FIGURES: Final = (SeatRole.ANALYST, SeatRole.OBSERVER, SeatRole.ADMINISTRATOR)

_LEARNING: Final = (*HANDLING, *_FIGURES)


def sitting_or_404(request: MemberRequest, pk: int) -> Sitting:
    """Return somebody's place in a mechanism of the organisation; one in which she has none does not exist for her."""
    mine = sittings_of(actor=request.user, organisation=request.organisation)
    found = next((one for one in mine if one.mechanism.pk == pk), None)
    if found is None:
        raise Http404
    return found


def administered_or_404(request: MemberRequest, pk: int) -> Sitting:
    """Return a mechanism to somebody who may change how it works; refuse others who sit in it."""
    found = sitting_or_404(request, pk)
    if not found.administers:
        raise NotAllowedError("Only the administrator of the mechanism or the human rights lead may open this page.")
    return found


def seated_or_404(request: MemberRequest, pk: int, *roles: str) -> Sitting:
    """Return a mechanism to somebody who holds one of these seats; refuse others who sit in it."""
    found = sitting_or_404(request, pk)
    if not found.holds(*roles):
        raise NotAllowedError("You hold no seat in this mechanism that allows this. Ask its administrator.")
    return found


def show(
    request: MemberRequest,
    template: str,
    sitting: Sitting,
    current: str,
    context: Mapping[str, object],
    *steps: tuple[object, str],
    folder: str = "remedy/workspace",
) -> HttpResponse:
    """Render a page of a mechanism with its tabs; ``steps`` lead on from the mechanism's own page."""
    mechanism = sitting.mechanism
    head = [(_("Mechanisms"), reverse("remedy:mechanisms"))]
    here = reverse("remedy:mechanism", args=[mechanism.pk])
    shared: dict[str, object] = {
        "mechanism": mechanism,
        "sitting": sitting,
        "tabs": tabs_of(sitting, current),
        "crumbs": [*head, (mechanism.name, here), *steps] if steps else [*head, (mechanism.name, "")],
    }
    return render(request, f"{folder}/{template}.html", {**shared, **context})


def confirm(
    request: MemberRequest, sitting: Sitting, *, title: str, words: str, verb: str, back_url: str, danger: bool = False
) -> HttpResponse:
    """Render the question before something is done."""
    context = {"title": title, "words": words, "verb": verb, "back_url": back_url, "danger": danger}
    return show(request, "mechanism/confirm", sitting, "", context, (title, ""))


def tabs_of(sitting: Sitting, current: str) -> list[dict[str, object]]:
    """Return the pages of a mechanism that open for somebody."""
    wanted = [("mechanism", _("Overview"), True)]
    wanted += [
        ("intake", _("Reports by phone or paper"), sitting.holds(*TAKING_IN)),
        ("lanes", _("Slow lane"), sitting.holds(*TAKING_IN)),
        ("group_codes", _("Group codes"), sitting.holds(*TAKING_IN)),
        ("custody", _("Requests to see a name"), sitting.holds(SeatRole.CUSTODIAN)),
        ("figures", _("Clocks and counts"), sitting.holds(*_FIGURES) or sitting.administers),
        ("effectiveness", _("Effectiveness"), sitting.holds(*_LEARNING) or sitting.administers),
        ("issues", _("What is behind the cases"), sitting.holds(*_LEARNING) or sitting.administers),
        ("stories", _("Outcomes for everybody"), sitting.holds(*HANDLING)),
        ("team", _("Team"), True),
        ("settings", _("Settings"), sitting.administers),
        ("trustees", _("Trustees"), sitting.administers),
    ]
    pages = [(name, label, _address(name, sitting.mechanism.pk)) for name, label, is_hers in wanted if is_hers]
    return [{"label": label, "url": url, "current": name == current} for name, label, url in pages if url]


def _address(name: str, pk: int) -> str:
    try:
        return reverse(f"remedy:{name}", args=[pk])
    except NoReverseMatch:
        return ""
