"""Actions: over all assessments, in one, add, change, remove and undo (GP 19, 20)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.respect.forms.actions import ActionChangeForm, ActionForm, initial_of
from knowshow.respect.forms.filters import ActionFilters
from knowshow.respect.models import Action
from knowshow.respect.selectors.actions import actions_listed, actions_visible_to
from knowshow.respect.services import actions as services
from knowshow.respect.views._pages import (
    about_assessment,
    address_of,
    assessment_or_404,
    impact_or_404,
    posted,
    require_assess,
    show,
)
from knowshow.respect.views.impacts import about_impact

_PAGE = 50


@require_safe
@member_page
def actions(request: MemberRequest) -> HttpResponse:
    """List the actions of all assessments, those due first."""
    filters = ActionFilters(request.GET)
    found = actions_listed(request.user, request.organisation, filters.wanted())
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {"title": _("Actions"), "page": page, "filters": filters, "is_narrowed": bool(filters.said())}
    return show(request, "respect/actions/list.html", context)


@require_safe
@member_page
def assessment_actions(request: MemberRequest, pk: int) -> HttpResponse:
    """List the actions of one assessment."""
    assessment = assessment_or_404(request, pk)
    filters = ActionFilters(request.GET)
    found = actions_listed(request.user, request.organisation, filters.wanted(), assessment=assessment)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = about_assessment(assessment, "assessment_actions", page=page, filters=filters)
    return show(request, "respect/assessments/actions.html", context | {"is_narrowed": bool(filters.said())})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def action_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan an action for an impact."""
    require_assess(request)
    impact = impact_or_404(request, pk)
    form = ActionForm(request.POST or None, organisation=request.organisation)
    if posted(request, form) and succeeds(form, services.add_action, actor=request.user, impact=impact, **form.facts()):
        messages.success(request, _("The action is planned."))
        return redirect("respect:impact", pk=pk)
    context = about_impact(impact, _("Plan an action"), form=form, back_url=address_of(impact))
    return show(request, "respect/actions/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def action_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an action, or say how far it is."""
    require_assess(request)
    action = _action_or_404(request, pk)
    form = ActionChangeForm(request.POST or None, initial=initial_of(action), organisation=request.organisation)
    if posted(request, form):
        revision = form.cleaned_data["revision"]
        facts = {"actor": request.user, "action": action, "revision": revision, **form.facts()}
        if attempt(form, services.change_action, **facts):
            messages.success(request, _("Saved."))
            return redirect("respect:impact", pk=action.impact_id)
    context = about_impact(action.impact, _("Change an action"), form=form, action=action)
    return show(request, "respect/actions/form.html", context | {"back_url": address_of(action.impact)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def action_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take an action off the plan, or put it back."""
    require_assess(request)
    action = _action_or_404(request, pk)
    was_removed = action.removed_at is not None
    if request.method == "POST":
        act = services.restore_action if was_removed else services.remove_action
        act(actor=request.user, action=action, revision=action.revision)
        messages.success(
            request, _("It is on the plan again.") if was_removed else _("Removed. You can put it back here.")
        )
        return redirect("respect:impact", pk=action.impact_id)
    verb = _("Put the action back") if was_removed else _("Remove the action")
    words = _("“{title}” will be on the plan again.") if was_removed else _("“{title}” leaves the plan and the report.")
    context = about_impact(action.impact, verb, words=words.format(title=action.title), verb=verb)
    return show(request, "respect/confirm.html", context | {"back_url": address_of(action.impact)})


def _action_or_404(request: MemberRequest, pk: int) -> Action:
    return get_object_or_404(actions_visible_to(request.user, request.organisation), pk=pk)
