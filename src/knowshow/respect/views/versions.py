"""Frozen versions, what two of them differ in, and approvals bound to them (GP 17, 21)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import succeeds
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.respect.filing import digest_of, record_of, version_record
from knowshow.respect.forms.assessments import CompareForm, DecisionForm, VersionForm
from knowshow.respect.models import Approval, Assessment, Version
from knowshow.respect.rules.assessed import assess
from knowshow.respect.selectors.versions import NOW, compared, open_approval, versions_of
from knowshow.respect.services import approvals
from knowshow.respect.services.versions import freeze_version
from knowshow.respect.views._pages import about_assessment, assessment_or_404, posted, require_assess, show


@require_safe
@member_page
def versions(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what was frozen, who approved it, and whether the content has changed since."""
    found = assessment_or_404(request, pk)
    kept = list(versions_of(found))
    context = about_assessment(
        found,
        "versions",
        versions=kept,
        approval=open_approval(found),
        form=VersionForm(),
        compare=CompareForm(choices=_choices(kept), initial=_last_two(kept)) if kept else None,
        is_frozen=bool(kept) and kept[0].digest == digest_of(record_of(found)),
    )
    return show(request, "respect/assessments/versions.html", context)


def _choices(kept: list[Version]) -> list[tuple[str, str]]:
    return [
        (NOW, _("As it is now")),
        *((str(one.number), _("Version {number}").format(number=one)) for one in kept),
    ]


def _last_two(kept: list[Version]) -> dict[str, str]:
    return {"before": str(kept[0].number), "after": NOW}


@require_POST
@member_page
def version_freeze(request: MemberRequest, pk: int) -> HttpResponse:
    """Freeze the content as it stands."""
    require_assess(request)
    found = assessment_or_404(request, pk)
    form = VersionForm(request.POST)
    label = form.cleaned_data["label"] if form.is_valid() else ""
    version = freeze_version(actor=request.user, assessment=found, label=label)
    messages.success(request, _("Frozen as version {number}.").format(number=version.number))
    return redirect("respect:versions", pk=pk)


@require_safe
@member_page
def version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show a frozen version as it was ranked."""
    found = assessment_or_404(request, pk)
    kept = get_object_or_404(Version.objects.select_related("created_by"), assessment=found, number=number)
    context = about_assessment(found, "versions", version=kept, assessed=assess(version_record(kept)))
    return show(request, "respect/assessments/version.html", context)


@require_safe
@member_page
def compare(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what two contents of the assessment differ in."""
    found = assessment_or_404(request, pk)
    kept = list(versions_of(found))
    form = CompareForm(request.GET or _last_two(kept), choices=_choices(kept)) if kept else None
    if form is None or not form.is_valid():
        raise Http404
    result = compared(found, form.cleaned_data["before"], form.cleaned_data["after"])
    context = about_assessment(found, "versions", compare=form, result=result, names=dict(_choices(kept)))
    return show(request, "respect/assessments/compare.html", context)


@require_POST
@member_page
def approval_request(request: MemberRequest, pk: int) -> HttpResponse:
    """Freeze the content and ask a reviewer to approve exactly that."""
    require_assess(request)
    found = assessment_or_404(request, pk)
    form = VersionForm(request.POST)
    label = form.cleaned_data["label"] if form.is_valid() else ""
    approvals.request_approval(actor=request.user, assessment=found, label=label)
    messages.success(request, _("Asked for approval. A reviewer or the human rights lead decides."))
    return redirect("respect:versions", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def approval_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve the frozen content, or send it back with a comment."""
    require(request.user, Permission.REVIEW, request.organisation)
    approval = _approval_or_404(request, pk)
    form = DecisionForm(request.POST or None)
    if posted(request, form) and succeeds(
        form, approvals.decide_approval, actor=request.user, approval=approval, **form.cleaned_data
    ):
        messages.success(request, _("Your decision is recorded."))
        return redirect("respect:versions", pk=approval.assessment_id)
    assessment: Assessment = approval.assessment
    context = about_assessment(
        assessment, "versions", form=form, approval=approval, assessed=assess(version_record(approval.version))
    )
    context["back_url"] = reverse("respect:versions", args=[assessment.pk])
    return show(request, "respect/assessments/approval.html", context)


@require_POST
@member_page
def approval_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a request for approval back."""
    require_assess(request)
    approval = _approval_or_404(request, pk)
    approvals.withdraw_request(actor=request.user, approval=approval)
    messages.success(request, _("The request is withdrawn. The assessment is a draft again."))
    return redirect("respect:versions", pk=approval.assessment_id)


def _approval_or_404(request: MemberRequest, pk: int) -> Approval:
    mine = Approval.objects.filter(assessment__organisation=request.organisation)
    related = ("assessment__product", "assessment__organisation", "version", "requested_by")
    return get_object_or_404(mine.select_related(*related), pk=pk)
