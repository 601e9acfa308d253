"""Imports: bring files, see what they would do, take them in, go on after a break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.benchmarks.forms.imports import ImportForm
from knowshow.benchmarks.models import ImportRun, ImportState
from knowshow.benchmarks.services import imports as services
from knowshow.benchmarks.views.workspace._pages import (
    about_edition,
    edition_or_404,
    posted,
    require_research,
    show,
)
from knowshow.errors import BadInputError, ConflictError
from knowshow.foundation.membership import MemberRequest, member_page

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Edition

_PAGE: Final = 50
#: How many answers one press of the button takes in, so that no page waits long; the next press goes on.
_AT_ONCE: Final = 40_000


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def index_import(request: MemberRequest) -> HttpResponse:
    """Bring a whole index: a methodology, its companies, their answers."""
    require_research(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if posted(request, form) and (run := _check(request, form, None)):
        return redirect("benchmarks:import", pk=run.pk)
    title = _("Import an index")
    runs = ImportRun.objects.filter(organisation=request.organisation).select_related("edition", "started_by")
    context = {
        "title": title,
        "form": form,
        "runs": runs[:10],
        "crumbs": [(_("Research"), reverse("benchmarks:research")), (title, "")],
    }
    return show(request, "imports/begin", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def imports(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring answers for an edition, and list what was brought before."""
    edition = edition_or_404(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None, edition=edition)
    if request.method == "POST":
        require_research(request)
        if form.is_valid() and (run := _check(request, form, edition)):
            return redirect("benchmarks:import", pk=run.pk)
    page = Paginator(edition.import_runs.select_related("started_by"), _PAGE).get_page(request.GET.get("page"))
    context = about_edition(edition, "imports", title=_("Imports"), form=form, page=page)
    return show(request, "imports/edition", context)


def _check(request: MemberRequest, form: ImportForm, edition: Edition | None) -> ImportRun | None:
    """Check what was brought; a file that cannot be read is told at its field."""
    said = form.cleaned_data
    names = ", ".join(file.name for file in said["brought"])
    try:
        return services.check_folder(
            actor=request.user,
            organisation=request.organisation,
            files=services.files_of(said["brought"]),
            name=names[:200],
            edition=edition,
            title=said.get("title", ""),
            period=said.get("period", ""),
        )
    except (BadInputError, ConflictError) as error:
        form.add_error("brought", error.message if isinstance(error, BadInputError) else str(error))
    return None


def _run_or_404(request: MemberRequest, pk: int) -> ImportRun:
    mine = ImportRun.objects.filter(organisation=request.organisation)
    return get_object_or_404(mine.select_related("organisation", "edition", "started_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def import_run(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what an import would do, or did, with every row that is wrong; take it in, or go on with it."""
    run = _run_or_404(request, pk)
    if request.method == "POST":
        require_research(request)
        services.run_import(actor=request.user, run=run, most=_AT_ONCE)
        if run.state == ImportState.DONE and run.edition:
            messages.success(request, _("All {count} answers are in.").format(count=f"{run.total:,}"))
            return redirect("benchmarks:edition", pk=run.edition.pk)
        return redirect("benchmarks:import", pk=pk)
    context = {
        "title": _("Import: {name}").format(name=run.name or run.pk),
        "run": run,
        "plan": run.plan,
        "percent": 100 * run.done // run.total if run.total else 0,
        "crumbs": _crumbs(run),
    }
    return show(request, "imports/run", context)


def _crumbs(run: ImportRun) -> list[tuple[object, str]]:
    research = (_("Research"), reverse("benchmarks:research"))
    if run.edition:
        edition = (run.edition.title, reverse("benchmarks:edition", args=[run.edition.pk]))
        return [research, edition, (_("Imports"), reverse("benchmarks:imports", args=[run.edition.pk])), (run.name, "")]
    return [research, (_("Import an index"), reverse("benchmarks:index_import")), (run.name, "")]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def import_forget(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then let go of files that were checked, or end what has begun."""
    require_research(request)
    run = _run_or_404(request, pk)
    if request.method == "POST":
        edition = run.edition
        services.forget_import(actor=request.user, run=run)
        messages.success(request, _("The files are deleted. Answers that were taken in stay."))
        return redirect("benchmarks:imports", pk=edition.pk) if edition else redirect("benchmarks:index_import")
    verb = _("End the import") if run.state == ImportState.RUNNING else _("Delete the files")
    words = _("What was checked is deleted from the data folder. Answers that are in stay.")
    back = reverse("benchmarks:import", args=[pk])
    context = {"title": f"{verb}: {run.name}", "words": words, "verb": verb, "back_url": back, "danger": True}
    return show(request, "confirm", context)
