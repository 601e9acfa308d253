"""A wish to look again at a product: read it, and say what came of it (GP 20)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow import canon
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.respect.forms.reassessments import AnswerForm
from knowshow.respect.models import Reassessment
from knowshow.respect.selectors.reassessments import reassessments_visible_to
from knowshow.respect.services.reassessments import answer_reassessment
from knowshow.respect.views._pages import posted, require_assess, show


@require_safe
@member_page
def reassessments(request: MemberRequest) -> HttpResponse:
    """List what was asked for, open ones first, and what came of the rest."""
    found = reassessments_visible_to(request.user, request.organisation)
    context = {
        "title": _("Asked to look again"),
        "waiting": found.filter(state="open"),
        "answered": found.exclude(state="open").order_by("-answered_on", "-pk")[:50],
    }
    return show(request, "respect/reassessments/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def reassessment(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a wish, with its reason; take the answer of whoever assesses."""
    found = get_object_or_404(reassessments_visible_to(request.user, request.organisation), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        require_assess(request)
    if posted(request, form) and _answered(request, found, form):
        messages.success(request, _("Saved. Those who asked read it."))
        return redirect("respect:reassessment", pk=pk)
    return show(request, "respect/reassessments/detail.html", _about(found) | {"form": form})


def _answered(request: MemberRequest, found: Reassessment, form: AnswerForm) -> Reassessment | None:
    return attempt(form, answer_reassessment, actor=request.user, reassessment=found, **form.cleaned_data)


def _about(found: Reassessment) -> dict[str, object]:
    trigger = canon.triggers().get(found.trigger)
    return {
        "title": _("Look at {product} again").format(product=found.product),
        "reassessment": found,
        "trigger": trigger,
        "crumbs": [(_("Asked to look again"), reverse("respect:reassessments")), (str(found.product), "")],
    }
