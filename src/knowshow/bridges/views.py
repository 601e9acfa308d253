"""The page on which cases ask due diligence to look again, and read what came of it (GP 20, 31 g)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.bridges import learning
from knowshow.bridges.forms import LookAgainForm
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.remedy.models import SystemicIssue
from knowshow.remedy.services.learning import LEARNING
from knowshow.remedy.views.workspace._mechanism import seated_or_404, show


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def reassess(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask that the product be looked at again; below stands what was asked before, and what came of it."""
    issue = SystemicIssue.objects.filter(pk=pk).select_related("mechanism__organisation").first()
    if issue is None:
        raise Http404
    sitting = seated_or_404(request, issue.mechanism_id, *LEARNING)
    form = LookAgainForm(request.POST or None, issue=issue)
    if _asked(request, form, issue):
        messages.success(request, _("Asked. The answer will stand here."))
        return redirect("learning:reassess", pk=pk)
    back = reverse("remedy:issue", args=[issue.mechanism_id, issue.pk])
    context = {
        "title": _("Look at the product again"),
        "issue": issue,
        "form": form,
        "asked": learning.what_came_of(issue),
        "back_url": back,
    }
    steps = [(issue.title, back), (_("Look again"), "")]
    return show(request, "look_again", sitting, "issues", context, *steps, folder="bridges")


def _asked(request: MemberRequest, form: LookAgainForm, issue: SystemicIssue) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    return bool(attempt(form, learning.ask_again, actor=request.user, issue=issue, **form.cleaned_data))
