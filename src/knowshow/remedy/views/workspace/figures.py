"""Clocks and counts of a mechanism, for analysts and outside observers: no case opens here (GP 31 a, c, e)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.errors import NotAllowedError
from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.remedy.models import SeatRole
from knowshow.remedy.selectors.oversight import overview
from knowshow.remedy.views.workspace._mechanism import show, sitting_or_404


@require_safe
@case_team_page
def figures(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how many cases stand where, which clocks ran out, and nothing that anybody wrote."""
    sitting = sitting_or_404(request, pk)
    if not sitting.administers and not sitting.holds(SeatRole.ANALYST, SeatRole.OBSERVER):
        raise NotAllowedError("Clocks and counts are for analysts, outside observers and administrators.")
    context = {"title": _("Clocks and counts"), "overview": overview(sitting.mechanism)}
    return show(request, "mechanism/figures", sitting, "figures", context, (_("Clocks and counts"), ""))
