"""The pages of a company's contact: the answers about her company, what she says of them, what became of it.

She sees nothing else: no other company, no score of others, no name of a researcher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.forms.decisions import FeedbackForm
from knowshow.benchmarks.selectors.feedback import (
    answer_for_contact,
    answers_for_contact,
    entries_for_contact,
    feedback_for_contact,
    indicators_for_contact,
    takes_feedback,
)
from knowshow.benchmarks.services.feedback import give_feedback
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, contact_page, key_of

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Entry


def _show(request: MemberRequest, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, f"benchmarks/workspace/contact/{template}.html", context)


def _entry_or_404(request: MemberRequest, pk: int) -> Entry:
    """Return an edition of one's own company that is open to it."""
    return get_object_or_404(entries_for_contact(request.user, request.organisation), pk=pk)


@require_safe
@contact_page
def feedback(request: MemberRequest) -> HttpResponse:
    """List the editions in which one's company can be looked at."""
    found = [(one, takes_feedback(one)) for one in entries_for_contact(request.user, request.organisation)]
    return _show(request, "home", {"title": _("What was found about your company"), "entries": found})


@require_safe
@contact_page
def contact_answers(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the answers about one's company, one indicator at a time, with comment and sources."""
    entry = _entry_or_404(request, pk)
    answers = answers_for_contact(request.user, entry)
    counts: dict[str, int] = {}
    plan = {one.id: one for one in indicators_for_contact(request.user, entry)}
    above = _above(entry)
    for one in answers:
        key = above.get(one.node.id, one.node.id)
        counts[key] = counts.get(key, 0) + 1
    indicators = [(one, counts[key]) for key, one in plan.items() if counts.get(key)]
    chosen = request.GET.get("indicator", "")
    chosen = chosen if counts.get(chosen) and chosen in plan else (indicators[0][0].id if indicators else "")
    keys = [one.id for one, _count in indicators]
    place = keys.index(chosen) if chosen else 0
    context = {
        "before": keys[place - 1] if place else "",
        "after": keys[place + 1] if place + 1 < len(keys) else "",
        "title": entry.edition.title,
        "entry": entry,
        "open": takes_feedback(entry),
        "indicators": indicators,
        "chosen": plan.get(chosen),
        "answers": [one for one in answers if above.get(one.node.id, one.node.id) == chosen],
        "said": feedback_for_contact(request.user, entry),
        "crumbs": _crumbs((entry.edition.title, "")),
    }
    return _show(request, "answers", context)


def _above(entry: Entry) -> dict[str, str]:
    """Return for each question the indicator under which it is asked."""
    plan = plan_of(entry.edition.methodology)
    return {
        node.id: next((one.id for one in plan.above(node.id) if one.id in plan.asked), node.parent or node.id)
        for node in plan.methodology.nodes
    }


def _crumbs(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Your company"), reverse("benchmarks:feedback")), *steps]


def _back(entry: Entry, node: str) -> str:
    """Return the page of answers on which a question stands."""
    address = reverse("benchmarks:contact_answers", args=[entry.pk])
    return f"{address}?{urlencode({'indicator': _above(entry)[node]})}" if node else address


@require_http_methods(["GET", "HEAD", "POST"])
@contact_page
def contact_feedback(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what one's company thinks of an answer, or of the whole."""
    entry = _entry_or_404(request, pk)
    wanted = request.GET.get("answer", "")
    answer = answer_for_contact(request.user, entry, key_of(wanted) or 0) if wanted else None
    if wanted and answer is None:
        raise Http404
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = attempt(form, give_feedback, actor=request.user, entry=entry, answer=answer, **form.facts())
        if given is not None:
            messages.success(request, _("The researchers have it. You read their decision here."))
            return redirect(_back(entry, answer.node if answer else ""))
    shown = answers_for_contact(request.user, entry, answer.node) if answer else []
    back = _back(entry, answer.node if answer else "")
    context = {
        "title": _("Say what is wrong or missing"),
        "entry": entry,
        "form": form,
        "answer": next((one for one in shown if answer and one.pk == answer.pk), None),
        "back_url": back,
        "crumbs": _crumbs((entry.edition.title, back), (_("Your remark"), "")),
    }
    return _show(request, "remark", context)
