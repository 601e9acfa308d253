"""What people decide about an impact: involvement, and overrides that two sign (GP 13, 19)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.respect.forms import involvement as involvement_forms
from knowshow.respect.forms.impacts import OverrideDecisionForm, OverrideForm
from knowshow.respect.forms.involvement import InvolvementForm
from knowshow.respect.models import Impact, Override
from knowshow.respect.rules.involvement import Proposal, propose
from knowshow.respect.services import overrides
from knowshow.respect.services.involvement import record_involvement
from knowshow.respect.views._pages import address_of, impact_or_404, posted, require_assess, show
from knowshow.respect.views.impacts import about_impact


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def involvement(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer the seven questions, see what they point to, and conclude with a reason."""
    require_assess(request)
    found = impact_or_404(request, pk)
    form = InvolvementForm(request.POST or None, initial=involvement_forms.initial_of(found))
    only_asks = "propose" in request.POST
    if posted(request, form) and not only_asks and _recorded(request, found, form):
        messages.success(request, _("Saved."))
        return redirect("respect:impact", pk=pk)
    context = about_impact(found, _("How is the company involved?"), form=form, back_url=address_of(found))
    return show(request, "respect/impacts/involvement.html", context | {"proposal": _proposal(found, form)})


def _recorded(request: MemberRequest, impact: Impact, form: InvolvementForm) -> Impact | None:
    return attempt(
        form,
        record_involvement,
        actor=request.user,
        impact=impact,
        revision=form.cleaned_data["revision"],
        answers=form.answers(),
        quoted_from=form.source(impact.involvement_source),
        **form.conclusion_facts(),
    )


def _proposal(impact: Impact, form: InvolvementForm) -> Proposal | None:
    """What the answers point to: those just typed, else those stored; nothing before the first."""
    if form.is_bound and form.is_valid():
        answers, factors = form.answers(), form.cleaned_data["factors"]
    else:
        answers, factors = impact.involvement_answers, impact.involvement_factors
    return propose(answers, tuple(factors)) if answers else None


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def override_propose(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose another tier than the computed one; a second person has to approve it."""
    require_assess(request)
    found = impact_or_404(request, pk)
    form = OverrideForm(request.POST or None)
    if posted(request, form) and succeeds(
        form, overrides.propose_override, actor=request.user, impact=found, **form.cleaned_data
    ):
        messages.success(request, _("Proposed. A second person has to approve it; the order stays as it is."))
        return redirect("respect:impact", pk=pk)
    context = about_impact(found, _("Propose an override"), form=form, back_url=address_of(found))
    return show(request, "respect/impacts/override.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def override_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve or refuse an override as the second person."""
    require(request.user, Permission.REVIEW, request.organisation)
    found = _override_or_404(request, pk)
    form = OverrideDecisionForm(request.POST or None)
    if posted(request, form):
        approves = form.cleaned_data["decision"] == "approve"
        act = overrides.approve_override if approves else overrides.refuse_override
        if attempt(form, act, actor=request.user, override=found):
            messages.success(request, _("Approved. It stands beside the order.") if approves else _("Refused."))
            return redirect("respect:impact", pk=found.impact_id)
    context = about_impact(found.impact, _("Decide on an override"), form=form, override=found)
    return show(request, "respect/impacts/override.html", context | {"back_url": address_of(found.impact)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def override_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take an override back."""
    require_assess(request)
    found = _override_or_404(request, pk)
    if request.method == "POST":
        overrides.withdraw_override(actor=request.user, override=found)
        messages.success(request, _("Withdrawn. It stays on record."))
        return redirect("respect:impact", pk=found.impact_id)
    verb = _("Withdraw the override")
    words = _("The override to tier {tier} will no longer stand beside the order.").format(tier=found.tier)
    context = about_impact(found.impact, verb, words=words, verb=verb, back_url=address_of(found.impact))
    return show(request, "respect/confirm.html", context)


def _override_or_404(request: MemberRequest, pk: int) -> Override:
    mine = Override.objects.filter(impact__organisation=request.organisation)
    related = ("impact__assessment__product", "impact__organisation", "proposed_by")
    return get_object_or_404(mine.select_related(*related), pk=pk)
