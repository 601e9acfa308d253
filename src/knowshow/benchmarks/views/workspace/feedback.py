"""Feedback of companies, for the researchers: the list, and a decision on each remark (GP 20 b, 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.forms.decisions import FeedbackDecisionForm, FeedbackFilters
from knowshow.benchmarks.models import Answer, Feedback, FeedbackState
from knowshow.benchmarks.selectors.feedback import feedback_of
from knowshow.benchmarks.services import feedback as services
from knowshow.benchmarks.views.workspace._pages import (
    about_edition,
    edition_or_404,
    entry_or_404,
    posted,
    require_answer,
    show,
)
from knowshow.benchmarks.views.workspace.entries import about_entry, parent_of
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Entry

_PAGE: Final = 25


@require_safe
@member_page
def edition_feedback(request: MemberRequest, pk: int) -> HttpResponse:
    """List what companies said, open remarks first."""
    edition = edition_or_404(request, pk)
    companies = [(str(one.pk), one.company.name) for one in edition.entries.select_related("company")]
    filters = FeedbackFilters(request.GET, companies=companies)
    said = filters.said()
    found = feedback_of(request.user, edition, state=said.get("state", ""))
    if "company" in said:
        found = found.filter(entry=said["company"])
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    plan = plan_of(edition.methodology)
    context = about_edition(
        edition,
        "edition_feedback",
        title=_("Feedback"),
        page=page,
        rows=[(one, plan.nodes.get(one.node)) for one in page],
        filters=filters,
        is_narrowed=bool(said),
    )
    return show(request, "feedback/list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def feedback_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide on a company's remark; an accepted one leads on to the question, to answer it anew."""
    require_answer(request)
    mine = Feedback.objects.filter(entry__edition__organisation=request.organisation)
    found = get_object_or_404(mine.select_related("entry", "answer", "subject", "author", "decided_by"), pk=pk)
    entry = entry_or_404(request, found.entry_id)
    form = FeedbackDecisionForm(request.POST or None, initial=_initial(found))
    if posted(request, form):
        facts = form.cleaned_data
        if attempt(form, services.decide_feedback, actor=request.user, feedback=found, **facts) is not None:
            return _after(request, entry, found)
    title = _("Decide on a remark")
    plan = plan_of(entry.edition.methodology)
    context = about_entry(
        entry,
        "",
        (title, ""),
        title=title,
        feedback=found,
        node=plan.nodes.get(found.node),
        question_url=_question(entry, found),
        answer=_current(entry, found),
        form=form,
    )
    return show(request, "feedback/decide", context)


def _initial(feedback: Feedback) -> dict[str, object]:
    state = "" if feedback.state == FeedbackState.OPEN else feedback.state
    return {"state": state, "outcome": feedback.outcome, "revision": feedback.revision}


def _question(entry: Entry, feedback: Feedback) -> str:
    """Return where the question is answered; nothing for a remark on the whole."""
    if not feedback.node or feedback.node not in plan_of(entry.edition.methodology).nodes:
        return ""
    url = reverse("benchmarks:questions", args=[entry.pk, parent_of(entry, feedback.node)])
    return f"{url}?part={feedback.subject_id}" if feedback.subject_id else url


def _current(entry: Entry, feedback: Feedback) -> Answer | None:
    """Return the answer as it stands now."""
    if not feedback.node or not feedback.subject_id:
        return None
    found = Answer.objects.filter(
        edition=entry.edition, subject=feedback.subject_id, node=feedback.node, is_current=True
    )
    return found.select_related("author").prefetch_related("citations__source").first()


def _after(request: MemberRequest, entry: Entry, feedback: Feedback) -> HttpResponse:
    question = _question(entry, feedback)
    if feedback.state == FeedbackState.ACCEPTED and question:
        messages.success(request, _("Accepted. Now answer the question anew; the company reads what you told it."))
        return redirect(question)
    messages.success(request, _("Decided. The company reads what you told it."))
    return redirect("benchmarks:edition_feedback", pk=entry.edition_id)
