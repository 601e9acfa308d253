"""The team of a mechanism: who sits in it, who has a key, who waits for cases to be given anew (GP 31 a)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import succeeds
from knowshow.foundation.membership import MemberRequest, case_team_page, key_of
from knowshow.foundation.models import Membership
from knowshow.remedy.forms.team import SeatForm
from knowshow.remedy.models import Seat
from knowshow.remedy.selectors.oversight import team_of
from knowshow.remedy.selectors.seated import Sitting
from knowshow.remedy.services import keys as key_services
from knowshow.remedy.services import seats as services
from knowshow.remedy.standing import HANDLING, open_case, unended
from knowshow.remedy.views.workspace._guarded import guarded_page
from knowshow.remedy.views.workspace._mechanism import confirm, seated_or_404, show, sitting_or_404
from knowshow.remedy.views.workspace._opened import OpenedRequest, opened_page


@require_safe
@case_team_page
def team(request: MemberRequest, pk: int) -> HttpResponse:
    """List the seats, to everybody who sits here."""
    sitting = sitting_or_404(request, pk)
    context = {
        "title": _("Team"),
        "sitters": team_of(sitting.mechanism),
        "handles": sitting.holds(*HANDLING),
        "me": request.user.pk,
    }
    return show(request, "team/list", sitting, "team", context, (_("Team"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
@guarded_page
def seat_add(request: MemberRequest, sitting: Sitting) -> HttpResponse:
    """Give somebody a seat."""
    pk = sitting.mechanism.pk
    members = Membership.objects.filter(organisation=request.organisation).select_related("user")
    form = SeatForm(request.POST or None, members=members.filter(user__is_active=True))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        user = get_object_or_404(members, user_id=key_of(facts.pop("user"))).user
        if succeeds(form, services.give_seat, actor=request.user, mechanism=sitting.mechanism, user=user, **facts):
            messages.success(request, _("The seat is given."))
            return redirect("remedy:team", pk=pk)
    context = {"title": _("Give a seat"), "form": form}
    return show(request, "team/add", sitting, "team", context, _team_step(pk), (_("Give a seat"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
@guarded_page
def seat_end(request: MemberRequest, sitting: Sitting, seat: int) -> HttpResponse:
    """Ask, then end a seat."""
    pk = sitting.mechanism.pk
    found = _seat_or_404(sitting, seat)
    if request.method == "POST":
        services.end_seat(actor=request.user, seat=found)
        messages.success(request, _("The seat has ended."))
        return redirect("remedy:team", pk=pk)
    words = _(
        "%(name)s opens nothing in this seat from now on. In each case, the person sees that somebody left. What was"
        " written stays."
    )
    return confirm(
        request,
        sitting,
        title=_("End the seat “%(label)s”") % {"label": found.label},
        words=words % {"name": found.user},
        verb=_("End the seat"),
        back_url=reverse("remedy:team", args=[pk]),
        danger=True,
    )


@require_POST
@opened_page
def rewrap(request: OpenedRequest, pk: int, seat: int) -> HttpResponse:
    """Give a member with a new key those of her cases that one opens oneself."""
    sitting = seated_or_404(request, pk, *HANDLING)
    member = _seat_or_404(sitting, seat).user
    lost = key_services.waiting_to_be_given(member).filter(case__mechanism=sitting.mechanism, case__shredded_on=None)
    mine = lost.filter(case__keys__user=request.user, case__keys__until__isnull=True).distinct()
    given = 0
    for one in mine.select_related("case__mechanism__organisation"):
        handler = open_case(request.user, request.case_keys, one.case)
        if handler.handles and (handler.secrets.internal or one.scope == "shared"):
            key_services.rewrap_for(actor=handler, user=member)
            given += 1
    said = ngettext("%(count)s case is given anew.", "%(count)s cases are given anew.", given)
    messages.success(request, said % {"count": given})
    return redirect("remedy:team", pk=pk)


def _seat_or_404(sitting: Sitting, pk: int) -> Seat:
    mine = Seat.objects.filter(unended(), mechanism=sitting.mechanism)
    return get_object_or_404(mine.select_related("user", "mechanism__organisation"), pk=pk)


def _team_step(pk: int) -> tuple[object, str]:
    return (_("Team"), reverse("remedy:team", args=[pk]))
