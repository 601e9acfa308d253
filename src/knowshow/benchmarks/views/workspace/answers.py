"""One page of questions about one part of a company: answer, comment, name sources, see why the score is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from knowshow.benchmarks.filing import plan_of, sheet_of
from knowshow.benchmarks.forms.answers import NEW, Asked, Given, NewSourceForm, PageForm, cited_in
from knowshow.benchmarks.models import Source
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.selectors.research import answers_of
from knowshow.benchmarks.services import answers as services
from knowshow.benchmarks.services import sources as source_services
from knowshow.benchmarks.services.answers import Citation
from knowshow.benchmarks.views.workspace._pages import entry_or_404, require_answer, show
from knowshow.benchmarks.views.workspace.entries import about_entry
from knowshow.benchmarks.views.workspace.sources import without_copy
from knowshow.errors import BadInputError, ConflictError
from knowshow.foundation.membership import MemberRequest, key_of, member_page
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.services.attachments import keep_file
from knowshow.scoring.explaining import explain

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Entry, Subject
    from knowshow.benchmarks.selectors.research import IndicatorSheet


class _RefusedError(Exception):
    """An answer of the page was refused: nothing of the page is kept."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def questions(request: MemberRequest, pk: int, node: str) -> HttpResponse:
    """Answer the questions of one indicator about one part of a company."""
    entry = entry_or_404(request, pk)
    sheet = answers_of(request.user, entry, node)
    if sheet is None:
        raise Http404
    part, parts = _part(request, sheet)
    form, source = _forms(request, entry, sheet, part)
    if request.method == "POST":
        require_answer(request)
        if form.is_valid() and source.is_valid():
            saved = _save(request, entry, part, form, source)
            if saved is not None:
                return _after(request, entry, sheet, part, parts, saved)
    return _page(request, entry, sheet, part, parts, form, source)


def _part(request: MemberRequest, sheet: IndicatorSheet) -> tuple[Subject, list[Subject]]:
    """Return the part that is looked at, and all that are asked here."""
    scored = [row for row in sheet.rows if not row.node.is_text] or list(sheet.rows)
    seen = {cell.subject.pk: cell.subject for row in scored for cell in row.cells}
    parts = sorted(seen.values(), key=lambda one: (one.position, one.pk))
    if not parts:
        raise Http404
    wanted = key_of(request.GET.get("part", ""))
    return seen.get(wanted or 0, parts[0]), parts


def _forms(
    request: MemberRequest, entry: Entry, sheet: IndicatorSheet, part: Subject
) -> tuple[PageForm, NewSourceForm]:
    sent = request.method == "POST"
    form = PageForm(
        request.POST if sent else None,
        plan=plan_of(entry.edition.methodology),
        rows=sheet.rows,
        part=part.pk,
        is_review=entry.step == "review",
    )
    source = NewSourceForm(request.POST if sent else None, request.FILES if sent else None)
    return form, without_copy(request, source)


# ---- saving ------------------------------------------------------------------------------------------------


def _save(request: MemberRequest, entry: Entry, part: Subject, form: PageForm, source: NewSourceForm) -> int | None:
    """Store what is new on the page, all of it or nothing; return how many answers."""
    try:
        with transaction.atomic():
            made = _new_source(request, source)
            return sum(_give(request, entry, part, form, one, given, made) for one, given in form.given())
    except _RefusedError:
        return None


def _new_source(request: MemberRequest, form: NewSourceForm) -> Source | None:
    if not form.is_filled:
        return None
    facts = form.facts("copy")
    try:
        if form.cleaned_data.get("copy"):
            facts["attachment"] = keep_file(
                actor=request.user, organisation=request.organisation, upload=form.cleaned_data["copy"]
            )
        return source_services.add_source(actor=request.user, organisation=request.organisation, **facts)
    except BadInputError as error:
        field = "copy" if error.place.field == "file" else error.place.field
        form.add_error(field if field in form.fields else None, f"{error.what} {error.remedy}".strip())
        raise _RefusedError from error


def _give(
    request: MemberRequest,
    entry: Entry,
    part: Subject,
    form: PageForm,
    one: Asked,
    given: Given,
    made: Source | None,
) -> bool:
    try:
        services.give_answer(
            actor=request.user,
            entry=entry,
            subject=part,
            node=one.row.node.id,
            component=one.cell.component,
            label=given.label,
            comment=given.comment,
            na_reason=given.na_reason,
            same_as_last_year=given.same,
            sources=_citations(request, given.sources, made),
            known=given.known,
        )
    except BadInputError as error:
        names = {"na_reason": "reason", "label": "label", "comment": "comment", "sources": "sources"}
        field = f"{one.prefix}-{names.get(error.place.field, 'label')}"
        form.add_error(field if field in form.fields else None, f"{error.what} {error.remedy}".strip())
        raise _RefusedError from error
    except ConflictError as error:
        form.add_error(None, str(error))
        raise _RefusedError from error
    return True


def _citations(request: MemberRequest, words: str, made: Source | None) -> list[Citation]:
    """Return the sources that an answer names by number; refuse a number that no source has."""
    said = cited_in(words)
    numbers = {int(number) for number, _place in said if number.isdecimal()}
    known = {one.number: one for one in Source.objects.filter(organisation=request.organisation, number__in=numbers)}
    found = []
    for number, place in said:
        source = made if number == NEW else known.get(int(number)) if number.isdecimal() else None
        if source is None:
            raise _no_source(number)
        found.append(Citation(source, place))
    return found


def _no_source(number: str) -> BadInputError:
    from knowshow.errors import Place

    if number == NEW:
        what, remedy = _("No new source is written down."), _("Fill in “A new source” on this page, or name a number.")
    else:
        what, remedy = _("There is no source {number}.").format(number=number), _("Write numbers: 12 p. 4; 15.")
    return BadInputError(what, place=Place(field="sources"), remedy=remedy)


def _after(
    request: MemberRequest, entry: Entry, sheet: IndicatorSheet, part: Subject, parts: list[Subject], saved: int
) -> HttpResponse:
    """Say what was saved, and go on: to the next part, the next indicator, or stay."""
    if saved:
        said = ngettext("{count} answer is saved.", "{count} answers are saved.", saved)
        messages.success(request, said.format(count=saved))
    else:
        messages.info(request, _("Nothing was changed."))
    here = sheet.indicator.id
    following = parts[parts.index(part) + 1 :]
    if "stay" in request.POST:
        return redirect(address(entry, here, part.pk))
    if following:
        return redirect(address(entry, here, following[0].pk))
    if sheet.following:
        return redirect(address(entry, sheet.following))
    return redirect("benchmarks:entry", pk=entry.pk)


def address(entry: Entry, node: str, part: int | None = None) -> str:
    """Return the address of a page of questions."""
    found = reverse("benchmarks:questions", args=[entry.pk, node])
    return f"{found}?part={part}" if part else found


# ---- showing -----------------------------------------------------------------------------------------------


def _page(
    request: MemberRequest,
    entry: Entry,
    sheet: IndicatorSheet,
    part: Subject,
    parts: list[Subject],
    form: PageForm,
    source: NewSourceForm,
) -> HttpResponse:
    node = sheet.indicator.node
    title = f"{node.id} {node.title}" if node.title and node.title != node.id else node.id
    context = about_entry(
        entry,
        "",
        (title, ""),
        title=title,
        sheet=sheet,
        node=node,
        part=part,
        part_tabs=_part_tabs(entry, sheet, part, parts),
        form=form,
        source=source,
        can_answer=_can_answer(request, entry),
        waits=_waits(sheet) if entry.step == "review" else 0,
        explanation=explain(sheet_of(entry.edition, [entry]), entry.company.key, node.id)
        if node.id in plan_of(entry.edition.methodology).asked
        else None,
        cited=_cited(entry),
        previous_url=address(entry, sheet.previous) if sheet.previous else "",
        next_url=address(entry, sheet.following) if sheet.following else "",
    )
    return show(request, "entries/questions", context)


def _can_answer(request: MemberRequest, entry: Entry) -> bool:
    """Whether the member may answer in the step that the company is in."""
    wanted = {"research": Permission.RESEARCH, "review": Permission.REVIEW}
    allowed = any(may(request.user, wanted[one], request.organisation) for one in steps.answers_in(entry.step))
    own_review = entry.step == "review" and entry.researcher_id == request.user.pk
    return allowed and not own_review and entry.edition.state != "archived"


def _waits(sheet: IndicatorSheet) -> int:
    """Count the answers of the indicator that only one person has looked at."""
    return sum(
        cell.current is not None and cell.current.step in {"import", "collect"}
        for row in sheet.rows
        for cell in row.cells
    )


def _part_tabs(entry: Entry, sheet: IndicatorSheet, part: Subject, parts: list[Subject]) -> list[dict[str, object]]:
    counts = {
        one.pk: sum(
            cell.is_asked and cell.current is None for row in sheet.rows for cell in row.cells if cell.subject == one
        )
        for one in parts
    }
    return [
        {
            "label": one.name,
            "url": address(entry, sheet.indicator.id, one.pk),
            "current": one == part,
            "count": counts[one.pk] or "",
        }
        for one in parts
    ]


def _cited(entry: Entry) -> list[Source]:
    """Return the sources that the research on this company rests on so far, the newest first."""
    mine = Source.objects.filter(
        citations__answer__edition=entry.edition, citations__answer__subject__company=entry.company_id
    )
    return list(mine.distinct().order_by("-number")[:30])
