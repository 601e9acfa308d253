"""Mechanisms: the list of those in which one sits, and the start page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.foundation.permissions import Permission, may
from knowshow.remedy import envelopes
from knowshow.remedy.filing import noted
from knowshow.remedy.models import CaseKey, KeyScope, Mechanism, SeatRole
from knowshow.remedy.selectors.oversight import overview
from knowshow.remedy.selectors.readiness import opened_by_nobody
from knowshow.remedy.selectors.seated import sittings_of
from knowshow.remedy.selectors.waiting import appeals_waiting_for
from knowshow.remedy.standing import HANDLING, case_keys_of
from knowshow.remedy.views.workspace._mechanism import show, sitting_or_404
from knowshow.remedy.views.workspace._opened import keys_of
from knowshow.remedy.views.workspace._shares import mechanisms_with_share_for

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.remedy.selectors.seated import Sitting


@require_safe
@case_team_page
def mechanisms(request: MemberRequest) -> HttpResponse:
    """List the mechanisms in which one sits, or that one administers."""
    sittings = sittings_of(actor=request.user, organisation=request.organisation)
    context = {
        "title": _("Mechanisms"),
        "sittings": sittings,
        "can_add": may(request.user, Permission.MANAGE, request.organisation),
        "is_open": keys_of(request) is not None,
        "needs_key": any(one.roles for one in sittings),
        "shares": mechanisms_with_share_for(request.user, request.organisation),
        "appeals": appeals_waiting_for(request.user, request.organisation),
    }
    return render(request, "remedy/workspace/mechanism/list.html", context)


@require_safe
@case_team_page
def mechanism(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a mechanism: whether it is open, in which seats one works, and where to go from here."""
    sitting: Sitting = sitting_or_404(request, pk)
    sees_figures = sitting.administers or sitting.holds(SeatRole.ANALYST, SeatRole.OBSERVER)
    exchanged = noted.exchanged(sitting.mechanism)
    context = {
        "title": sitting.mechanism.name,
        "overview": overview(sitting.mechanism) if sees_figures else None,
        "is_open": keys_of(request) is not None,
        "stale": 0 if "recovery" in exchanged else _stale(request.user, sitting.mechanism),
        "exchanged": exchanged,
        "closed_to_all": opened_by_nobody(sitting.mechanism) if sitting.administers else 0,
    }
    return show(request, "mechanism/detail", sitting, "mechanism", context)


def _stale(user: User, mechanism: Mechanism) -> int:
    """Return how many cases that one handles are not sealed to the recovery key in force."""
    public = bytes(mechanism.recovery_public)
    if not public:
        return 0
    mine = CaseKey.objects.filter(case_keys_of(user), case__mechanism=mechanism, case__shredded_on=None)
    handled = mine.filter(role__in=HANDLING, scope=KeyScope.CASE).select_related("case")
    return sum(not envelopes.is_for_recovery(one.case, public) for one in handled)
