"""The second look: settle where two people differ; one question across all companies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.forms.answers import AcrossFilters, SettleForm
from knowshow.benchmarks.models import Answer, Step
from knowshow.benchmarks.selectors.review import AcrossAnswer, differences_of, unreviewed_of
from knowshow.benchmarks.selectors.review import across as across_companies
from knowshow.benchmarks.services import answers as services
from knowshow.benchmarks.services.answers import Citation
from knowshow.benchmarks.views.workspace._pages import about_edition, edition_or_404, entry_or_404, require_answer, show
from knowshow.benchmarks.views.workspace.entries import about_entry, parent_of
from knowshow.errors import ConflictError
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.scoring.methodology import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowshow.benchmarks.models import Entry
    from knowshow.scoring.plan import Plan

_PAGE: Final = 100


# ---- where two people differ -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def entry_reconcile(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the answers that differ between the two people, and settle them one by one."""
    entry = entry_or_404(request, pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST":
        require_answer(request)
        if form.is_valid() and _settle(request, entry, form):
            messages.success(request, _("Settled. Both answers stay in the record."))
            return redirect("benchmarks:entry_reconcile", pk=pk)
    found = differences_of(request.user, entry)
    rows = [(one, parent_of(entry, one.node.id)) for one in found]
    left = sum(unreviewed_of(request.user, entry).values())
    context = about_entry(entry, "entry_reconcile", title=_("Differences"), rows=rows, form=form, unreviewed=left)
    return show(request, "entries/reconcile", context)


def _settle(request: MemberRequest, entry: Entry, form: SettleForm) -> bool:
    """Give the chosen answer again in this step, with the sources of both."""
    known = {one.pk: one for pair in differences_of(request.user, entry) for one in (pair.first, pair.review)}
    chosen = known.get(form.cleaned_data["answer"])
    if chosen is None:
        form.add_error(None, _("This was settled meanwhile."))
        return False
    given = attempt(
        form,
        services.give_answer,
        actor=request.user,
        entry=entry,
        subject=chosen.subject,
        node=chosen.node,
        component=chosen.component,
        label=chosen.label,
        comment=form.cleaned_data["comment"] or chosen.comment,
        na_reason=chosen.na_reason or form.cleaned_data["comment"],
        same_as_last_year=chosen.same_as_last_year,
        sources=cited_by(chosen),
        known=form.cleaned_data["known"],
    )
    return given is not None


def cited_by(answer: Answer) -> list[Citation]:
    """Return the sources of an answer, for one that says the same."""
    return [Citation(one.source, one.locator) for one in answer.citations.all()]


@require_POST
@member_page
def agree_all(request: MemberRequest, pk: int, node: str) -> HttpResponse:
    """Agree with every answer of an indicator that only one person has looked at."""
    require_answer(request)
    entry = entry_or_404(request, pk)
    plan = plan_of(entry.edition.methodology)
    if node not in plan.nodes:
        raise Http404
    below = [leaf.node.id for leaf in plan.leaves_below(node)]
    waiting = Answer.objects.filter(
        edition=entry.edition,
        subject__company=entry.company_id,
        node__in=below,
        is_current=True,
        step__in=("import", "collect"),
    )
    waiting = waiting.select_related("subject").prefetch_related("citations__source")
    if entry.step != Step.REVIEW:
        raise ConflictError(_("{company} is not under review.").format(company=entry.company))
    open_reasons = _without_reason(plan, waiting)
    with transaction.atomic():
        agreed = sum(_agree(request, entry, one) for one in waiting if one.pk not in open_reasons)
    said = ngettext("You agreed with {count} answer.", "You agreed with {count} answers.", agreed)
    messages.success(request, said.format(count=agreed))
    if open_reasons:
        words = ngettext(
            "{count} answer says that the question does not apply, and not why: look at it.",
            "{count} answers say that the question does not apply, and not why: look at them.",
            len(open_reasons),
        )
        messages.warning(request, words.format(count=len(open_reasons)))
    return redirect("benchmarks:questions", pk=pk, node=node)


def _without_reason(plan: Plan, answers: Iterable[Answer]) -> set[int]:
    """Return the answers that say that a question does not apply, and not why."""
    return {
        one.pk
        for one in answers
        if not one.na_reason
        and any(plan.leaves[one.node].entries[label].state == State.NOT_APPLICABLE for label in one.labels)
    }


def _agree(request: MemberRequest, entry: Entry, one: Answer) -> int:
    """Give the same answer again in the step of review."""
    services.give_answer(
        actor=request.user,
        entry=entry,
        subject=one.subject,
        node=one.node,
        component=one.component,
        label=one.label,
        comment=one.comment,
        na_reason=one.na_reason,
        same_as_last_year=one.same_as_last_year,
        sources=cited_by(one),
        known=one.pk,
    )
    return 1


# ---- one question across companies -------------------------------------------------------------------------


@require_safe
@member_page
def across(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one question across all companies, with what stands out."""
    edition = edition_or_404(request, pk)
    plan = plan_of(edition.methodology)
    nodes = _questions(plan)
    node = request.GET.get("node", "")
    known = [key for _kind, options in nodes for key, _label in options]
    node = node if node in known else (known[0] if known else "")
    found = across_companies(request.user, edition, node)
    rows = found.rows if found else []
    types = sorted({one.entry.company.company_type for one in rows})
    filters = AcrossFilters(
        {**request.GET.dict(), "node": node},
        nodes=nodes,
        types=types if len(types) > 1 else (),
        labels=[label for label, _count in found.shares] if found else (),
    )
    chosen = _narrowed(rows, filters)
    page = Paginator(chosen, _PAGE).get_page(request.GET.get("page"))
    place = known.index(node) if node else 0
    context = about_edition(
        edition,
        "across",
        title=_("Across companies"),
        question=found,
        page=page,
        filters=filters,
        parent=_parent(plan, node) if node else "",
        before=known[place - 1] if place else "",
        after=known[place + 1] if place + 1 < len(known) else "",
        whole=sum(count for _label, count in found.shares) if found else 0,
    )
    return show(request, "editions/across", context)


def _questions(plan: Plan) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all questions, grouped by the indicator under which they stand, for a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in plan.methodology.nodes:
        if node.id in plan.leaves:
            over = plan.nodes[node.parent] if node.parent else node
            name = f"{over.id} {over.title}" if over.title else over.id
            groups.setdefault(name[:80], []).append((node.id, f"{node.id} {node.title}"[:80]))
    return list(groups.items())


def _parent(plan: Plan, node: str) -> str:
    return next((one.id for one in plan.above(node) if one.id in plan.asked), node)


def _narrowed(rows: Sequence[AcrossAnswer], filters: AcrossFilters) -> list[AcrossAnswer]:
    said = filters.said()
    found: Iterable[AcrossAnswer] = rows
    if "type" in said:
        found = [one for one in found if one.entry.company.company_type == said["type"]]
    if "label" in said:
        found = [one for one in found if one.answer and one.answer.words == said["label"]]
    return [one for one in found if _is_wanted(one, said.get("only", ""))]


def _is_wanted(one: AcrossAnswer, only: str) -> bool:
    wanted = {"rare": one.is_rare, "lacks": bool(one.lacks), "open": one.answer is None}
    return wanted.get(only, True)
