"""What waits apart in a flood, and codes for groups (grievance.md 2.5). Nothing can be deleted here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.errors import BadInputError
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.remedy.forms.lanes import GroupCodeForm
from knowshow.remedy.models import Case, GroupCode
from knowshow.remedy.selectors.oversight import waiting_apart
from knowshow.remedy.services import lanes as services
from knowshow.remedy.views.workspace._mechanism import TAKING_IN, confirm, seated_or_404, show

if TYPE_CHECKING:
    from knowshow.remedy.selectors.seated import Sitting


@require_safe
@case_team_page
def lanes(request: MemberRequest, pk: int) -> HttpResponse:
    """List what waits apart, by day and lane."""
    sitting = seated_or_404(request, pk, *TAKING_IN)
    context = {"title": _("Slow lane"), "groups": waiting_apart(sitting.mechanism)}
    return show(request, "lanes/list", sitting, "lanes", context, (_("Slow lane"), ""))


@require_POST
@case_team_page
def lane_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move one report, or all of a day and lane, to the ordinary ones."""
    mechanism = seated_or_404(request, pk, *TAKING_IN).mechanism
    if reference := request.POST.get("reference", ""):
        mine = Case.objects.filter(mechanism=mechanism, is_draft=False).select_related("mechanism")
        services.move_to_ordinary(actor=request.user, case=get_object_or_404(mine, reference=reference))
        moved = 1
    else:
        day, lane = _day(request.POST.get("day", "")), request.POST.get("lane", "")
        moved = services.move_all_to_ordinary(actor=request.user, mechanism=mechanism, lane=lane, day=day)
    said = ngettext("%(count)s report is with the others now.", "%(count)s reports are with the others now.", moved)
    messages.success(request, said % {"count": moved})
    return redirect("remedy:lanes", pk=pk)


@require_safe
@case_team_page
def group_codes(request: MemberRequest, pk: int) -> HttpResponse:
    """List the codes, by label: their words are kept nowhere."""
    sitting = seated_or_404(request, pk, *TAKING_IN)
    found = GroupCode.objects.filter(mechanism=sitting.mechanism)
    context = {"title": _("Group codes"), "codes": found, "today": timezone.localdate()}
    return show(request, "lanes/codes", sitting, "group_codes", context, (_("Group codes"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
def group_code_make(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a code, and show its words once."""
    sitting = seated_or_404(request, pk, *TAKING_IN)
    form = GroupCodeForm(request.POST or None)
    title = _("Make a group code")
    if request.method == "POST" and form.is_valid():
        act = services.make_group_code
        made = attempt(form, act, actor=request.user, mechanism=sitting.mechanism, **form.cleaned_data)
        if made is not None:
            context = {"title": _("Code for “%(label)s”") % {"label": made.code.label}, "made": made}
            return show(request, "lanes/made", sitting, "group_codes", context, _codes_step(pk), (title, ""))
    context = {"title": title, "form": form}
    return show(request, "lanes/make", sitting, "group_codes", context, _codes_step(pk), (title, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def group_code_end(request: MemberRequest, pk: int, code: int) -> HttpResponse:
    """Ask, then end a code."""
    sitting = seated_or_404(request, pk, *TAKING_IN)
    found = _code_or_404(sitting, code)
    back = reverse("remedy:group_codes", args=[pk])
    if request.method == "POST":
        services.end_group_code(actor=request.user, code=found)
        messages.success(request, _("The code has ended."))
        return redirect(back)
    return confirm(
        request,
        sitting,
        title=_("End the code for “%(label)s”") % {"label": found.label},
        words=_("Reports with it are taken like all others from now on. None is refused."),
        verb=_("End the code"),
        back_url=back,
    )


def _code_or_404(sitting: Sitting, pk: int) -> GroupCode:
    mine = GroupCode.objects.filter(mechanism=sitting.mechanism)
    return get_object_or_404(mine.select_related("mechanism__organisation"), pk=pk)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError("Choose a day of the list.") from error


def _codes_step(pk: int) -> tuple[object, str]:
    return (_("Group codes"), reverse("remedy:group_codes", args=[pk]))
