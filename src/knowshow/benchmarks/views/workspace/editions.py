"""Editions: the lists of rankings and of research, open one, change it, put it away, its progress board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.benchmarks.forms.editions import (
    BoardFilters,
    CompaniesForm,
    EditionChangeForm,
    EditionFilters,
    EditionForm,
    StepsForm,
    initial_of,
)
from knowshow.benchmarks.models import Step
from knowshow.benchmarks.selectors.editions import editions_listed, may_carry, progress_of, step_counts
from knowshow.benchmarks.selectors.review import Todo, Work, work_on
from knowshow.benchmarks.services import answers
from knowshow.benchmarks.services import editions as services
from knowshow.benchmarks.views.workspace._pages import (
    about_edition,
    edition_or_404,
    posted,
    require_answer,
    require_research,
    show,
)
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, key_of, member_page
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.benchmarks.models import Edition

_PAGE: Final = 25
_BOARD: Final = 50


@require_safe
@member_page
def rankings(request: MemberRequest) -> HttpResponse:
    """List the rankings: what is published, and what could be."""
    return _listed(request, _("Rankings"), "editions/rankings")


@require_safe
@member_page
def research(request: MemberRequest) -> HttpResponse:
    """List the editions with how far their research is."""
    return _listed(request, _("Research"), "editions/list")


def _listed(request: MemberRequest, title: str, template: str) -> HttpResponse:
    filters = EditionFilters(request.GET)
    found = editions_listed(request.user, request.organisation, **filters.said())
    page = Paginator(found.order_by("-period", "title", "pk"), _PAGE).get_page(request.GET.get("page"))
    context = {"title": title, "page": page, "filters": filters, "is_narrowed": bool(filters.said())}
    return show(request, template, context)


# ---- open, change, put away --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edition_add(request: MemberRequest) -> HttpResponse:
    """Open an edition, then go on to its companies."""
    require_research(request)
    initial = {"methodology": key_of(request.GET.get("methodology", ""))}
    form = EditionForm(request.POST or None, initial=initial, organisation=request.organisation)
    if posted(request, form):
        made = attempt(
            form, services.open_edition, actor=request.user, organisation=request.organisation, **form.facts()
        )
        if made is not None:
            messages.success(request, _("“{title}” is open. Take companies in.").format(title=made.title))
            return redirect("benchmarks:edition_companies", pk=made.pk)
    title = _("Open an edition")
    crumbs = [(_("Research"), reverse("benchmarks:research")), (title, "")]
    return show(request, "editions/form", {"title": title, "form": form, "crumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edition_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of an edition."""
    require_research(request)
    found = edition_or_404(request, pk)
    form = EditionChangeForm(request.POST or None, initial=initial_of(found), organisation=request.organisation)
    if posted(request, form):
        revision, facts = form.cleaned_data["revision"], form.facts()
        if attempt(form, services.change_edition, actor=request.user, edition=found, revision=revision, **facts):
            messages.success(request, _("Saved."))
            return redirect("benchmarks:edition", pk=pk)
    title = _("Change the edition")
    crumbs = [(_("Research"), reverse("benchmarks:research")), _step(found), (title, "")]
    return show(request, "editions/form", {"title": title, "form": form, "edition": found, "crumbs": crumbs})


def _step(edition: Edition) -> tuple[object, str]:
    return edition.title, reverse("benchmarks:edition", args=[edition.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edition_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then put an edition away, or take it back."""
    require(request.user, Permission.MANAGE, request.organisation)
    found = edition_or_404(request, pk)
    is_away = found.state == "archived"
    if request.method == "POST":
        act = services.restore_edition if is_away else services.archive_edition
        act(actor=request.user, edition=found, revision=found.revision)
        messages.success(request, _("Taken back.") if is_away else _("Put away. You can take it back here."))
        return redirect("benchmarks:edition", pk=pk)
    verb = _("Take the edition back") if is_away else _("Put the edition away")
    words = (
        _("Its research can go on.")
        if is_away
        else _("It leaves the lists, and nobody can answer. What was published of it stays, and you can take it back.")
    )
    back = reverse("benchmarks:edition", args=[pk])
    return show(request, "confirm", {"title": f"{verb}: {found.title}", "words": words, "verb": verb, "back_url": back})


# ---- the progress board ------------------------------------------------------------------------------------


@require_safe
@member_page
def edition(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far each company is: its step, what is open, who has it, what to do next."""
    found = edition_or_404(request, pk)
    filters = BoardFilters(request.GET)
    progress = progress_of(request.user, found)
    works = _narrowed(request, work_on(request.user, found, progress), filters)
    page = Paginator(works, _BOARD).get_page(request.GET.get("page"))
    context = about_edition(
        found,
        "edition",
        page=page,
        rows=[(one, _todo(one)) for one in page],
        companies=len(progress),
        step_counts=step_counts(request.user, found),
        answered=sum(one.count.answered for one in progress),
        asked=sum(one.count.asked for one in progress),
        feedback=sum(one.open_feedback for one in progress),
        filters=filters,
        is_narrowed=bool(set(filters.said()) - {"sort"}),
        can_carry=may_carry(request.user, found, progress),
    )
    return show(request, "editions/board", context)


def _narrowed(request: MemberRequest, works: Sequence[Work], filters: BoardFilters) -> list[Work]:
    said = filters.said()
    found = [one for one in works if said.get("q", "").casefold() in one.entry.company.name.casefold()]
    if "step" in said:
        found = [one for one in found if one.entry.step == said["step"]]
    if said.get("who") == "me":
        found = [one for one in found if request.user.pk in {one.entry.researcher_id, one.entry.reviewer_id}]
    if said.get("who") == "nobody":
        found = [one for one in found if one.entry.researcher_id is None]
    if said.get("sort") == "open":
        found.sort(key=lambda one: -one.unanswered)
    if said.get("sort") == "step":
        found.sort(key=lambda one: Step.values.index(one.entry.step))
    return found


def _todo(work: Work) -> dict[str, object]:
    """Return the next thing to do about a company in words, with where to do it."""
    entry, count = work.entry, work.waiting
    feedback = reverse("benchmarks:edition_feedback", args=[entry.edition_id]) + f"?company={entry.pk}"
    words: dict[Todo, tuple[str, str]] = {
        Todo.CONFIRM: (
            ngettext("Confirm {n} answer of last year", "Confirm {n} answers of last year", count),
            reverse("benchmarks:entry_confirm", args=[entry.pk]),
        ),
        Todo.ANSWER: (
            ngettext("Answer {n} question", "Answer {n} questions", count),
            reverse("benchmarks:entry_open", args=[entry.pk]),
        ),
        Todo.REVIEW: (
            ngettext("Review {n} answer", "Review {n} answers", count),
            reverse("benchmarks:entry", args=[entry.pk]),
        ),
        Todo.RECONCILE: (
            ngettext("Settle {n} difference", "Settle {n} differences", count),
            reverse("benchmarks:entry_reconcile", args=[entry.pk]),
        ),
        Todo.DECIDE: (ngettext("Decide on {n} remark", "Decide on {n} remarks", count), feedback),
        Todo.ADVANCE: (_("Move it on"), reverse("benchmarks:entry_step", args=[entry.pk])),
        Todo.NOTHING: (_("Nothing, it is final"), ""),
    }
    said, url = words[work.todo]
    return {"words": said.format(n=count), "url": url}


# ---- companies in an edition -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edition_companies(request: MemberRequest, pk: int) -> HttpResponse:
    """Take companies into an edition."""
    require_research(request)
    found = edition_or_404(request, pk)
    form = CompaniesForm(request.POST or None, edition=found)
    if posted(request, form):
        chosen = list(form.cleaned_data["companies"])
        added = attempt(form, services.add_companies, actor=request.user, edition=found, companies=chosen)
        if added is not None:
            said = ngettext("{count} company is in.", "{count} companies are in.", len(added))
            messages.success(request, said.format(count=len(added)))
            return redirect("benchmarks:edition", pk=pk)
    title = _("Take companies in")
    context = about_edition(found, "edition", (title, ""), title=title, form=form, has_free=_has_choices(form))
    return show(request, "editions/companies", context)


def _has_choices(form: CompaniesForm) -> bool:
    return bool(form.fields["companies"].queryset.exists())  # type: ignore[attr-defined]  # a model choice


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edition_steps(request: MemberRequest, pk: int) -> HttpResponse:
    """Move several companies to a step together: all of them, or none with the reason why not."""
    require_answer(request)
    found = edition_or_404(request, pk)
    form = StepsForm(request.POST or None, edition=found)
    if posted(request, form) and _moved(request, form):
        count = len(form.cleaned_data["entries"])
        said = ngettext("{count} company is moved.", "{count} companies are moved.", count)
        messages.success(request, said.format(count=count))
        return redirect("benchmarks:edition", pk=pk)
    title = _("Move several companies")
    return show(request, "editions/steps", about_edition(found, "edition", (title, ""), title=title, form=form))


def _moved(request: MemberRequest, form: StepsForm) -> bool:
    """Move each company; where one may not be moved, none is."""
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    with transaction.atomic():
        for one in form.cleaned_data["entries"]:
            facts = {"actor": request.user, "entry": one, "revision": one.revision, "to": to, "reason": reason}
            if one.step != to and not succeeds(form, services.move_step, **facts):
                form.add_error("entries", _("It is about {company}. None was moved.").format(company=one.company))
                transaction.set_rollback(True)
                return False
    return True


@require_POST
@member_page
def edition_carry_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring last year's answers in for every company that is still at its first steps."""
    require_research(request)
    found = edition_or_404(request, pk)
    waiting = found.entries.filter(step__in=("import", "collect")).select_related(
        "edition__organisation", "edition__methodology", "edition__previous__methodology", "company"
    )
    count = sum(answers.carry_over(actor=request.user, entry=entry) for entry in waiting)
    if count:
        said = ngettext("{count} answer of last year is here.", "{count} answers of last year are here.", count)
        messages.success(request, said.format(count=f"{count:,}") + " " + _("Say of each whether it still holds."))
    else:
        messages.info(request, _("Nothing to carry over: every question that is asked alike has an answer."))
    return redirect("benchmarks:edition", pk=pk)
