"""Severity ratings: rate a group, withdraw, evidence, who settles what differs (GP 14, 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow import canon
from knowshow.errors import KnowshowError
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.services.attachments import keep_file
from knowshow.respect.forms.impacts import ReasonForm
from knowshow.respect.forms.ratings import (
    EvidenceFields,
    EvidenceForm,
    RatingForm,
    ResolutionForm,
    ResolverForm,
    initial_of,
)
from knowshow.respect.models import Disagreement, Evidence, Impact, Rating
from knowshow.respect.rules.severity import LEVELS, Severity, tier_reason
from knowshow.respect.rules.statement import group_name
from knowshow.respect.selectors.impacts import rated_groups
from knowshow.respect.services import disagreements, evidence, ratings
from knowshow.respect.views._pages import address_of, impact_or_404, posted, require_assess, show
from knowshow.respect.views.impacts import about_impact

if TYPE_CHECKING:
    from collections.abc import Mapping


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def rate(request: MemberRequest, pk: int) -> HttpResponse:
    """Rate how grave the impact is for one group; what was rated before stays on record."""
    require_assess(request)
    found = impact_or_404(request, pk)
    group = request.GET.get("group") or found.group
    earlier = found.ratings.filter(assessor=request.user, group=group, is_current=True).last()
    initial = initial_of(earlier) if earlier else {"group": group}
    form = RatingForm(request.POST or None, request.FILES or None, initial=initial, impact=found)
    if posted(request, form) and succeeds(form, _rate, request, found, form):
        messages.success(request, _("Saved. The order follows from it."))
        return redirect("respect:impact", pk=pk)
    context = about_impact(found, _("Rate an impact for one group"), form=form, earlier=earlier)
    context |= {
        "groups": (groups := rated_groups(found)),
        "others": sum(len(one.ratings) for one in groups),
        "harms": [harm for key in found.harms if (harm := canon.harms().get(key))],
        "meaning": _meaning(request.POST if request.method == "POST" else initial),
    }
    return show(request, "respect/impacts/rate.html", context)


@transaction.atomic
def _rate(request: MemberRequest, impact: Impact, form: RatingForm) -> Rating:
    rating = ratings.rate_impact(actor=request.user, impact=impact, **form.judgement())
    _add_evidence(request, rating, form)
    return rating


def _add_evidence(request: MemberRequest, rating: Rating, form: EvidenceFields) -> Evidence | None:
    facts = form.evidence()
    if not facts:
        return None
    upload = form.cleaned_data.get("evidence_file")
    kept = keep_file(actor=request.user, organisation=request.organisation, upload=upload) if upload else None
    try:
        return evidence.add_evidence(actor=request.user, rating=rating, attachment=kept, **facts)
    except KnowshowError:
        if kept:
            kept.file.delete(save=False)  # the database forgets the refused act by itself, the data folder does not
        raise


@require_safe
@member_page
def rating_meaning(request: MemberRequest) -> HttpResponse:
    """Say what the four values chosen so far would mean: a fragment for the rating page."""
    return render(request, "respect/impacts/_meaning.html", {"meaning": _meaning(request.GET)})


def _meaning(said: Mapping[str, object]) -> dict[str, object]:
    """Return tier, reason and duties of the three criteria, or nothing while one is missing."""
    values = [str(said.get(name, "")) for name in ("scale", "scope", "irremediability")]
    if not all(value in {str(level) for level in LEVELS} for value in values):
        return {}
    severity = Severity(*(int(value) for value in values))
    return {
        "severity": severity,
        "reason": tier_reason(severity),
        "duties": canon.duties()[f"tier-{severity.tier}"].duties,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def rating_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a rating back, with a reason."""
    rating = _rating_or_404(request, pk)
    ratings.require_to_withdraw(request.user, rating)
    form = ReasonForm(request.POST or None)
    if posted(request, form) and succeeds(
        form, ratings.withdraw_rating, actor=request.user, rating=rating, **form.cleaned_data
    ):
        messages.success(request, _("Withdrawn. It stays on record and counts no more."))
        return redirect("respect:impact", pk=rating.impact_id)
    words = _("The rating of {group} by {name} will count no more. It stays on record with your reason.").format(
        group=group_name(rating.group), name=rating.assessor_name or _("the file")
    )
    verb = _("Withdraw the rating")
    context = about_impact(rating.impact, verb, form=form, words=words, verb=verb, back_url=address_of(rating.impact))
    return show(request, "respect/confirm.html", context)


def _rating_or_404(request: MemberRequest, pk: int) -> Rating:
    found = Rating.objects.filter(impact__organisation=request.organisation)
    related = ("impact__assessment__product", "impact__organisation")
    return get_object_or_404(found.select_related(*related), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def evidence_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a link or a file to a rating."""
    require_assess(request)
    rating = _rating_or_404(request, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if posted(request, form) and succeeds(form, _add_evidence_whole, request, rating, form):
        messages.success(request, _("The evidence is added."))
        return redirect("respect:impact", pk=rating.impact_id)
    context = about_impact(
        rating.impact, _("Add evidence"), form=form, rating=rating, back_url=address_of(rating.impact)
    )
    return show(request, "respect/impacts/evidence.html", context)


@transaction.atomic
def _add_evidence_whole(request: MemberRequest, rating: Rating, form: EvidenceForm) -> Evidence | None:
    return _add_evidence(request, rating, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def evidence_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take evidence off a rating."""
    require_assess(request)
    mine = Evidence.objects.filter(impact__organisation=request.organisation, removed_at__isnull=True)
    found = get_object_or_404(mine.select_related("impact__assessment__product", "impact__organisation"), pk=pk)
    if request.method == "POST":
        evidence.remove_evidence(actor=request.user, evidence=found)
        messages.success(request, _("Removed. The record keeps that it was there."))
        return redirect("respect:impact", pk=found.impact_id)
    verb = _("Remove the evidence")
    words = _("“{title}” will no longer be shown with its rating.").format(title=found.title)
    context = about_impact(found.impact, verb, words=words, verb=verb, danger=True, back_url=address_of(found.impact))
    return show(request, "respect/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def disagreement(request: MemberRequest, pk: int, group: str) -> HttpResponse:
    """Name who settles ratings that differ."""
    require_assess(request)
    found = impact_or_404(request, pk)
    form = ResolverForm(request.POST or None, organisation=request.organisation)
    if posted(request, form):
        facts = {"actor": request.user, "impact": found, "group": group, **form.cleaned_data}
        if attempt(form, disagreements.name_resolver, **facts):
            messages.success(request, _("Named. The graver rating counts until it is settled."))
            return redirect("respect:impact", pk=pk)
    title = _("Who settles the ratings of {group}?").format(group=group_name(group))
    context = about_impact(found, title, form=form, verb=_("Name who settles it"), back_url=address_of(found))
    context["groups"] = [one for one in rated_groups(found) if one.group == group]
    return show(request, "respect/impacts/disagreement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def disagreement_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down how a disagreement was settled."""
    mine = Disagreement.objects.filter(impact__organisation=request.organisation)
    found = get_object_or_404(mine.select_related("impact__assessment__product", "impact__organisation"), pk=pk)
    disagreements.require_to_settle(request.user, found)
    form = ResolutionForm(request.POST or None)
    if posted(request, form):
        facts = {"actor": request.user, "disagreement": found, **form.cleaned_data}
        if attempt(form, disagreements.resolve_disagreement, **facts):
            messages.success(request, _("Settled. Both ratings stay on record."))
            return redirect("respect:impact", pk=found.impact_id)
    title = _("Settle the ratings of {group}").format(group=group_name(found.group))
    context = about_impact(found.impact, title, form=form, verb=_("Settle it"), back_url=address_of(found.impact))
    context["groups"] = [one for one in rated_groups(found.impact) if one.group == found.group]
    return show(request, "respect/impacts/disagreement.html", context)
