"""Weak spots: what the quality rules point at, set aside with a reason, shown again (GP 18, 20)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.respect.forms.impacts import ReasonForm
from knowshow.respect.models import Dismissal
from knowshow.respect.selectors.findings import by_rule, findings_of
from knowshow.respect.services import findings as services
from knowshow.respect.views._pages import about_assessment, assessment_or_404, posted, require_assess, show


@require_safe
@member_page
def findings(request: MemberRequest, pk: int) -> HttpResponse:
    """Show every weak spot by its rule, and what was set aside."""
    found = assessment_or_404(request, pk)
    seen = findings_of(found)
    context = about_assessment(
        found,
        "findings",
        rules=by_rule(one for one in seen if not one.dismissal),
        count=sum(not one.dismissal for one in seen),
        dismissed=[one for one in seen if one.dismissal],
    )
    return show(request, "respect/assessments/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def finding_dismiss(request: MemberRequest, pk: int, fingerprint: str) -> HttpResponse:
    """Set a weak spot aside, with the reason; it comes back when the facts change."""
    assessment = assessment_or_404(request, pk)
    seen = next((one for one in findings_of(assessment) if one.fingerprint == fingerprint), None)
    if seen is None:
        raise Http404
    services.require_to_dismiss(request.user, assessment, seen.finding.rule)
    form = ReasonForm(request.POST or None)
    back = reverse("respect:findings", args=[pk])
    if posted(request, form):
        facts = {"rule": seen.finding.rule, "subject": seen.finding.subject, "fingerprint": fingerprint}
        if attempt(
            form, services.dismiss_finding, actor=request.user, assessment=assessment, **facts, **form.cleaned_data
        ):
            messages.success(request, _("Set aside. It comes back when the facts behind it change."))
            return redirect(back)
    verb = _("Set aside")
    context = about_assessment(assessment, "findings", form=form, words=seen.finding.message, verb=verb, back_url=back)
    context["title"] = f"{verb}: {seen.rule.title}"
    return show(request, "respect/confirm.html", context)


@require_POST
@member_page
def finding_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a weak spot show again."""
    require_assess(request)
    mine = Dismissal.objects.filter(assessment__organisation=request.organisation)
    found = get_object_or_404(mine.select_related("assessment__organisation"), pk=pk)
    services.restore_finding(actor=request.user, dismissal=found)
    messages.success(request, _("It shows again."))
    return redirect("respect:findings", pk=found.assessment_id)
