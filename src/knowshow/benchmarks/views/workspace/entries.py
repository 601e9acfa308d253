"""The research on one company in one edition: its overview, what is open, who has it, which parts, which step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.forms.editions import AssignForm, StepForm, SubjectsForm
from knowshow.benchmarks.models import Answer, Step
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.selectors.editions import may_carry, progress_of
from knowshow.benchmarks.selectors.research import Indicator, MatrixCell, matrix_of, to_confirm, unanswered_of
from knowshow.benchmarks.selectors.review import unreviewed_of, work_on
from knowshow.benchmarks.services import answers
from knowshow.benchmarks.services import editions as services
from knowshow.benchmarks.views.workspace._pages import (
    entry_or_404,
    posted,
    require_answer,
    require_research,
    show,
)
from knowshow.errors import ConflictError
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, key_of, member_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import Form

    from knowshow.benchmarks.models import Entry
    from knowshow.benchmarks.selectors.review import Work

_PAGE: Final = 50


def about_entry(entry: Entry, current: str, *trail: tuple[object, str], **context: object) -> dict[str, object]:
    """Return what every page about a company in an edition shows: its title, its tabs, its steps, the way back."""
    home = reverse("benchmarks:entry", args=[entry.pk])
    own: list[tuple[object, str]] = [(entry.company.name, home), *trail] if trail else [(entry.company.name, "")]
    return {
        "entry": entry,
        "edition": entry.edition,
        "company": entry.company,
        "crumbs": [
            (_("Research"), reverse("benchmarks:research")),
            (entry.edition.title, reverse("benchmarks:edition", args=[entry.edition_id])),
            *own,
        ],
        "tabs": _tabs(entry, current),
        "steps": _steps(entry),
        "next_step": dict(Step.choices).get(steps.next_step(entry.step), ""),
        "is_moved_by_reviewers": steps.RESEARCH not in steps.may_move(entry.step, steps.next_step(entry.step)),
        **context,
    }


def _tabs(entry: Entry, current: str) -> list[dict[str, object]]:
    tabs = [
        ("entry", _("Questions")),
        ("entry_open", _("Unanswered")),
        ("entry_confirm", _("From last year")),
        ("entry_reconcile", _("Differences")),
        ("entry_score", _("Score and why")),
        ("entry_setup", _("People and parts")),
    ]
    if entry.edition.previous_id is None:
        tabs = [tab for tab in tabs if tab[0] != "entry_confirm"]
    return [
        {"label": label, "url": reverse(f"benchmarks:{name}", args=[entry.pk]), "current": name == current}
        for name, label in tabs
    ]


def _steps(entry: Entry) -> list[dict[str, object]]:
    place = steps.ORDER.index(entry.step)
    return [
        {"label": label, "state": "done" if number < place else "now" if number == place else "next"}
        for number, (_value, label) in enumerate(Step.choices)
    ]


# ---- overview ----------------------------------------------------------------------------------------------


@require_safe
@member_page
def entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the questions about a company, page by page, with what is open."""
    found = entry_or_404(request, pk)
    work = work_of(request, found)
    groups = _groups(request, found)
    can_carry = may_carry(request.user, found.edition, [work.progress])
    context = about_entry(found, "entry", work=work, groups=groups, can_carry=can_carry)
    return show(request, "entries/overview", context)


def work_of(request: MemberRequest, entry: Entry) -> Work:
    """Return what waits in one company of an edition."""
    progress = [one for one in progress_of(request.user, entry.edition) if one.entry.pk == entry.pk]
    return work_on(request.user, entry.edition, progress)[0]


def _groups(request: MemberRequest, entry: Entry) -> list[dict[str, object]]:
    """Return the pages of questions by category, without those of which nothing is asked."""
    unreviewed, plan = unreviewed_of(request.user, entry), plan_of(entry.edition.methodology)
    groups: dict[str, dict[str, object]] = {}
    rows: dict[str, list[tuple[Indicator, MatrixCell, int]]] = {}
    for row in matrix_of(request.user, entry.edition, [entry]):
        cell, group = row.cells[0], row.indicator.group
        nodes = [one.id for one in plan.methodology.nodes if one.parent == row.indicator.id] or [row.indicator.id]
        if cell.asked or cell.answered or any(plan.nodes[one].is_text for one in nodes):
            groups.setdefault(group.id, {"node": group})
            left = sum(unreviewed[leaf.node.id] for leaf in plan.leaves_below(row.indicator.id))
            rows.setdefault(group.id, []).append((row.indicator, cell, left))
    return [{**group, "rows": rows[key]} for key, group in groups.items()]


@require_safe
@member_page
def entry_open(request: MemberRequest, pk: int) -> HttpResponse:
    """List what nobody has answered about a company."""
    found = entry_or_404(request, pk)
    gaps = list(unanswered_of(request.user, found.edition, entry=found))
    parts = {one.name: one.pk for one in found.subjects.all()}
    page = Paginator(gaps, _PAGE).get_page(request.GET.get("page"))
    rows = [(gap, parts.get(gap.subject, "")) for gap in page]
    context = about_entry(found, "entry_open", title=_("Unanswered"), page=page, rows=rows)
    return show(request, "entries/open", context)


# ---- last year ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def entry_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """List the answers that were carried over; confirm those that still hold, one or several at a time."""
    found = entry_or_404(request, pk)
    if request.method == "POST":
        require_answer(request)
        chosen = [key for word in request.POST.getlist("answer") if (key := key_of(word))]
        count = _confirm(request, found, chosen)
        said = ngettext("{count} answer is confirmed.", "{count} answers are confirmed.", count)
        messages.success(request, said.format(count=count))
        return redirect(
            reverse("benchmarks:entry_confirm", args=[pk]) + f"?page={key_of(request.POST.get('page', '')) or 1}"
        )
    plan = plan_of(found.edition.methodology)
    waiting = to_confirm(request.user, found).prefetch_related("citations__source").order_by("pk")
    page = Paginator(waiting, _PAGE).get_page(request.GET.get("page"))
    rows = [(one, plan.nodes[one.node], parent_of(found, one.node)) for one in page if one.node in plan.nodes]
    context = about_entry(found, "entry_confirm", title=_("From last year"), page=page, rows=rows)
    return show(request, "entries/confirm", context)


def parent_of(entry: Entry, node: str) -> str:
    """Return the page of questions on which a question stands: the nearest node above it that is asked."""
    plan = plan_of(entry.edition.methodology)
    return next((one.id for one in plan.above(node) if one.id in plan.asked), plan.nodes[node].parent or node)


def _confirm(request: MemberRequest, entry: Entry, keys: Iterable[int]) -> int:
    mine = Answer.objects.filter(
        edition=entry.edition, subject__company=entry.company_id, is_current=True, step=Step.IMPORT, pk__in=list(keys)
    )
    chosen = list(mine.select_related("edition__organisation", "edition__methodology", "subject"))
    for one in chosen:
        answers.confirm_answer(actor=request.user, answer=one)
    return len(chosen)


@require_POST
@member_page
def entry_carry_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring last year's answers of one company in."""
    require_research(request)
    found = entry_or_404(request, pk)
    count = answers.carry_over(actor=request.user, entry=found)
    said = ngettext("{count} answer of last year is here.", "{count} answers of last year are here.", count)
    messages.success(request, said.format(count=count))
    return redirect("benchmarks:entry_confirm", pk=pk)


# ---- people, parts, steps ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def entry_setup(request: MemberRequest, pk: int) -> HttpResponse:
    """Say who researches and who reviews a company, and which of its parts are asked."""
    found = entry_or_404(request, pk)
    if request.method == "POST":
        require_answer(request)
    sent = request.POST if request.method == "POST" else None
    people = AssignForm(
        sent if sent is not None and "people" in sent else None,
        entry=found,
        initial={"researcher": found.researcher, "reviewer": found.reviewer, "revision": found.revision},
    )
    parts = SubjectsForm(
        sent if sent is not None and "parts" in sent else None,
        entry=found,
        initial={"subjects": found.subjects.all(), "revision": found.revision},
        auto_id="parts_%s",
    )
    if _saved(request, found, people, parts):
        messages.success(request, _("Saved."))
        return redirect("benchmarks:entry_setup", pk=pk)
    context = about_entry(found, "entry_setup", title=_("People and parts"), people=people, parts=parts)
    return show(request, "entries/setup", context)


def _saved(request: MemberRequest, entry: Entry, people: Form, parts: Form) -> bool:
    if people.is_bound and people.is_valid():
        return attempt(people, services.assign, actor=request.user, entry=entry, **people.cleaned_data) is not None
    if parts.is_bound and parts.is_valid():
        revision, chosen = parts.cleaned_data["revision"], list(parts.cleaned_data["subjects"])
        return (
            attempt(
                parts, services.choose_subjects, actor=request.user, entry=entry, revision=revision, subjects=chosen
            )
            is not None
        )
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def entry_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a company out of an edition again; one that has answers stays."""
    require_research(request)
    found = entry_or_404(request, pk)
    if request.method == "POST":
        try:
            services.remove_company(actor=request.user, entry=found)
        except ConflictError as error:
            messages.error(request, str(error))
            return redirect("benchmarks:entry_setup", pk=pk)
        messages.success(request, _("{company} is out of the edition.").format(company=found.company))
        return redirect("benchmarks:edition", pk=found.edition_id)
    verb = _("Take it out of the edition")
    words = _(
        "The company itself stays, and can be taken in again. Once a question is answered, it stays in the edition."
    )
    back = reverse("benchmarks:entry_setup", args=[pk])
    context = {"title": f"{verb}: {found.company}", "words": words, "verb": verb, "back_url": back, "danger": True}
    return show(request, "confirm", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def entry_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Move the research on a company on, or with a reason to any other step."""
    require_answer(request)
    found = entry_or_404(request, pk)
    form = StepForm(request.POST or None, entry=found, initial={"revision": found.revision})
    if posted(request, form):
        moved = attempt(form, services.move_step, actor=request.user, entry=found, **form.cleaned_data)
        if moved is not None:
            said = _("{company} is now in the step “{step}”.")
            messages.success(request, said.format(company=found.company, step=found.get_step_display()))
            return redirect("benchmarks:entry", pk=pk)
    title = _("Move it on")
    context = about_entry(found, "", (title, ""), title=title, form=form, work=work_of(request, found))
    return show(request, "entries/step", context)


@require_safe
@member_page
def answer_history(request: MemberRequest, pk: int) -> HttpResponse:
    """Show everything that was answered to one question about one part, by whom, in which step."""
    mine = Answer.objects.filter(edition__organisation=request.organisation)
    answer = get_object_or_404(mine.select_related("edition__methodology", "subject"), pk=pk)
    found = entry_or_404(
        request, answer.edition.entries.filter(company=answer.subject.company_id).values_list("pk", flat=True)[0]
    )
    plan = plan_of(answer.edition.methodology)
    same = Answer.objects.filter(
        edition=answer.edition, subject=answer.subject, node=answer.node, component=answer.component
    )
    given = same.select_related("author").prefetch_related("citations__source").order_by("-pk")
    parent = parent_of(found, answer.node) if answer.node in plan.nodes else ""
    title = _("What was answered")
    context = about_entry(
        found,
        "",
        (title, ""),
        title=title,
        answer=answer,
        node=plan.nodes.get(answer.node),
        parent=parent,
        given=given,
    )
    return show(request, "entries/history", context)
