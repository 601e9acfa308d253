"""Files: take assessments in, hand them out, figures and reports that the worker makes (GP 21)."""

from __future__ import annotations

import csv
import io
import json

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, key_of, member_page
from knowshow.respect.forms.assessments import FileForm, NewFileForm, ReportForm
from knowshow.respect.models import Assessment, Figure, ReportFile
from knowshow.respect.rules.assessed import assess
from knowshow.respect.rules.writing import as_yaml
from knowshow.respect.selectors.results import results_of
from knowshow.respect.services import files, uploads
from knowshow.respect.views._pages import about_assessment, assessment_or_404, crumbs, posted, require_assess, show
from knowshow.ui.cells import safe_cell

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def assessment_import(request: MemberRequest) -> HttpResponse:
    """Take a file in as a new assessment: all of it, or nothing with the line or cell that is wrong."""
    require_assess(request)
    form = NewFileForm(request.POST or None, request.FILES or None)
    if posted(request, form):
        added = attempt(form, _import, request, form)
        if added is not None:
            _tell(request, *added)
            return redirect("respect:assessment", pk=added[0].pk)
    title = _("Import an assessment")
    return show(
        request, "respect/assessments/import.html", {"title": title, "form": form, "crumbs": crumbs((title, ""))}
    )


def _import(request: MemberRequest, form: FileForm) -> tuple[Assessment, uploads.Brought]:
    brought = uploads.read_new(form.cleaned_data["file"])
    added = files.import_assessment(actor=request.user, organisation=request.organisation, record=brought.record)
    return added, brought


def _tell(request: MemberRequest, added: Assessment, brought: uploads.Brought) -> None:
    """Say what was taken in, and what is left to a person."""
    messages.success(request, _("“{title}” is taken in.").format(title=added.title))
    if brought.candidates:
        to_do = ngettext(
            "{count} candidate from a CNIL PIA: name the group and rate it.",
            "{count} candidates from a CNIL PIA: name the group and rate them.",
            brought.candidates,
        )
        messages.info(request, to_do.format(count=brought.candidates))
    if brought.left_out:
        messages.info(request, _("What was not taken over is listed under “About this assessment”."))


@require_safe
@member_page
def import_form(_request: MemberRequest) -> HttpResponse:
    """Hand out the empty Excel form."""
    from knowshow.respect.reports.workbook import template_xlsx

    return _download(template_xlsx(), "knowshow-assessment.xlsx", _XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def assessment_update(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a file into an assessment: first show what it would change, then do it."""
    require_assess(request)
    found = assessment_or_404(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if "confirmed" in request.POST:
        return _update(request, found)
    preview = attempt(form, _preview, request, found, form) if posted(request, form) else None
    context = about_assessment(found, "assessment", form=form, **(preview or {}))
    context["title"] = _("Update from a file")
    return show(request, "respect/assessments/update.html", context)


def _preview(request: MemberRequest, assessment: Assessment, form: FileForm) -> dict[str, object]:
    record = uploads.read_upload(form.cleaned_data["file"])
    digest = uploads.keep(actor=request.user, assessment=assessment, record=record)
    comparison = files.preview_import(actor=request.user, assessment=assessment, record=record)
    return {"comparison": comparison, "digest": digest}


def _update(request: MemberRequest, assessment: Assessment) -> HttpResponse:
    record = uploads.kept(actor=request.user, assessment=assessment, digest=request.POST["confirmed"])
    revision = request.POST.get("revision", "")
    files.update_from_file(actor=request.user, assessment=assessment, revision=key_of(revision) or 0, record=record)
    uploads.forget(actor=request.user, assessment=assessment)
    messages.success(request, _("The file is taken in. What it left out is still here."))
    return redirect("respect:assessment", pk=assessment.pk)


@require_safe
@member_page
def assessment_export(request: MemberRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002  (it stands in the address)
    """Hand out the assessment as YAML, JSON or Excel; the first and the last can be taken in again."""
    found = assessment_or_404(request, pk)
    record = files.export_assessment(actor=request.user, assessment=found)
    name = f"{slugify(found.title) or 'assessment'}.{format}"
    if format == "yaml":
        return _download(as_yaml(record).encode(), name, "application/yaml")
    if format == "json":
        ranked = json.dumps(assess(record).as_json(), ensure_ascii=False, indent=2)
        return _download(ranked.encode(), name, "application/json")
    from knowshow.respect.reports.workbook import render_xlsx  # tens of megabytes that a web worker seldom needs

    return _download(render_xlsx(assess(record), today=timezone.localdate()), name, _XLSX)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@member_page
def reports(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the figures, and the report in every format."""
    found = assessment_or_404(request, pk)
    purposes = {
        "pdf": _("For the board, for print and for mail."),
        "docx": _("For others to edit and comment."),
        "html": _("One file that opens in every browser."),
        "xlsx": _("For sorting, and for taking in again."),
    }
    results = results_of(found, purposes)
    context = about_assessment(
        found, "reports", results=results, figures=[_shown(found, figure) for figure in results.figures]
    )
    return show(request, "respect/assessments/reports.html", context)


def _shown(assessment: Assessment, figure: Figure) -> dict[str, object]:
    """Return a stored figure as its component asks for it."""
    address = [reverse("respect:figure", args=[assessment.pk, figure.kind, kind]) for kind in ("csv", "json")]
    return {
        "name": figure.kind,
        "svg": figure.svg,
        "caption": figure.caption,
        "measures": figure.description,
        "headings": figure.table.get("headings", []),
        "rows": figure.table.get("rows", []),
        "csv_address": address[0],
        "spec_address": address[1],
    }


@require_safe
@member_page
def figure(request: MemberRequest, pk: int, kind: str, format: str) -> HttpResponse:  # noqa: A002  (it stands in the address)
    """Hand out what a figure was drawn from: its data as CSV, or its drawing as Vega-Lite."""
    found = get_object_or_404(Figure, assessment=assessment_or_404(request, pk), kind=kind)
    if format == "json":
        return _download(json.dumps(found.spec).encode(), f"{kind}.vl.json", "application/json")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(found.table.get("headings", []))
    writer.writerows([safe_cell(cell) for cell in row] for row in found.table.get("rows", []))
    return _download(text.getvalue().encode("utf-8-sig"), f"{kind}.csv", "text/csv; charset=utf-8")


@require_POST
@member_page
def report_request(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask the worker for a report."""
    from knowshow.respect.services import report_files

    found = assessment_or_404(request, pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        report_files.request_report(actor=request.user, assessment=found, format=form.cleaned_data["format"])
    return redirect("respect:reports", pk=pk)


@require_safe
@member_page
def report(request: MemberRequest, pk: int) -> FileResponse:
    """Hand out a report that is ready."""
    from knowshow.respect.services import report_files

    mine = ReportFile.objects.filter(assessment__organisation=request.organisation, state="ready")
    found = get_object_or_404(mine.select_related("assessment__organisation"), pk=pk)
    name = f"{slugify(found.assessment.title) or 'report'}.{found.format}"
    content = report_files.open_report(actor=request.user, report=found)
    return FileResponse(content, as_attachment=True, filename=name)
