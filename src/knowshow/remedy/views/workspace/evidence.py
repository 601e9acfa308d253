"""Facts and evidence of a case: what was told, answers to questions, files with their digests (GP 31 d)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.errors import SealError
from knowshow.foundation.forms.attempts import attempt
from knowshow.remedy.forms.evidence import FileForm
from knowshow.remedy.models import Audience, CaseFile, EntryKind, KeyScope, Reveal, RevealState
from knowshow.remedy.selectors import case_page
from knowshow.remedy.services import files
from knowshow.remedy.views.workspace._case import case_page_view, handler_page, show, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_TOLD: Final = (EntryKind.REPORT, EntryKind.FACTS, EntryKind.MATERIAL)
#: Shown on the page itself; anything else is downloaded. No browser runs what is in them.
_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the team sees it; of one that stands apart not even the name, until it is opened by a button."""

    file: CaseFile
    facts: files.Facts = field(default_factory=dict, repr=False)
    #: It stands apart, and the person's name is open for the reader: she may open the original.
    is_revealed: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on the page."""
        return self.facts.get("kind") in _PICTURES

    @property
    def is_open(self) -> bool:
        """Whether it opens for the reader."""
        return bool(self.facts)


@require_safe
@case_page_view
def case_facts(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show what was told, and the files."""
    entries = [one for one in case_page.opened(actor) if one.entry.kind in _TOLD]
    language = get_language() or "en"
    context = {
        "told": [(one, case_page.told_of(one, language)) for one in entries],
        "files": _files(actor),
        "material_kind": EntryKind.MATERIAL,
    }
    return show(request, "facts", actor, "case_facts", context, _("Facts and evidence"))


@require_safe
@case_page_view
def file_get(_request: OpenedRequest, actor: Handler, code: str) -> HttpResponseBase:
    """Download a file. It is opened whole and held against its digest before a byte goes out."""
    return _answer(actor, code, inline=False)


@require_safe
@case_page_view
def file_show(_request: OpenedRequest, actor: Handler, code: str) -> HttpResponseBase:
    """Show a picture on the page."""
    return _answer(actor, code, inline=True)


@require_POST
@handler_page
def file_original(_request: OpenedRequest, actor: Handler, code: str) -> HttpResponseBase:
    """Download an original that stands apart; the person is told of it. It is asked by a button, never by a link."""
    file = get_object_or_404(_readable(actor), code=code, is_kept_apart=True)
    reveal = _revealed(actor)
    if reveal is None:
        raise Http404
    file.case = actor.case
    try:
        facts, pieces = files.open_original(actor=actor, file=file, reveal=reveal)
    except SealError as error:
        raise Http404 from error
    return _sent(pieces, "application/octet-stream", str(facts["name"]), inline=False)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def file_add(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Add a file of the team: a proof, a document of the other side."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        audience = Audience.BOTH if form.cleaned_data["is_shown"] else Audience.INTERNAL
        added = attempt(
            form, files.add_file, actor=actor, content=upload.read(), name=upload.name or "", audience=audience
        )
        if added is not None:
            messages.success(request, _("The file is added, sealed."))
            for one in added.inspection.findings:
                messages.warning(request, _("It says: {what}").format(what=one.shown))
            return redirect("remedy:case_facts", pk=actor.case.pk)
    context = {"title": titled(_("Add a file"), actor), "form": form}
    return show(request, "file_add", actor, "case_facts", context, _("Add a file"))


def _files(actor: Handler) -> list[Shown]:
    is_open = _revealed(actor) is not None
    return [Shown(one, _facts(actor, one), is_open and one.is_kept_apart) for one in _readable(actor)]


def _readable(actor: Handler) -> QuerySet[CaseFile]:
    found: QuerySet[CaseFile] = actor.case.files.order_by("pk")
    return found if actor.handles else found.filter(audience=Audience.BOTH, is_kept_apart=False)


def _facts(actor: Handler, file: CaseFile) -> files.Facts:
    file.case = actor.case
    try:
        return files.facts_of(actor=actor, file=file)
    except SealError:
        return {}


def _revealed(actor: Handler) -> Reveal | None:
    """Return what opens the identity for the reader today; nothing else opens a file that stands apart."""
    mine = Reveal.objects.filter(
        part__case=actor.case, part__what=KeyScope.IDENTITY, user=actor.user, state=RevealState.OPEN
    )
    return next((one for one in mine.select_related("part") if one.is_current), None)


def _answer(actor: Handler, code: str, *, inline: bool) -> HttpResponseBase:
    file = get_object_or_404(_readable(actor), code=code)
    shown = Shown(file, _facts(actor, file))
    if not shown.is_open or (inline and not shown.is_picture):
        raise Http404
    try:
        pieces = files.read_file(actor=actor, file=file)
    except SealError as error:
        raise Http404 from error
    kind = shown.facts["kind"] if shown.is_picture else "application/octet-stream"
    return _sent(pieces, kind, str(shown.facts["name"]), inline=inline)


def _sent(pieces: Iterator[bytes], kind: str, name: str, *, inline: bool) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name) or ""
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def custody_of(actor: Handler) -> list[dict[str, Any]]:  # Any: names, numbers, digests
    """Return the custody record of the files: digests, day, from which side, original or copy."""
    return [
        {
            "code": one.file.code,
            "added_on": one.file.added_on.isoformat(),
            "from": one.file.author,
            "is_copy": one.file.is_cleaned,
            "name": one.facts.get("name", ""),
            "kind": one.facts.get("kind", ""),
            "size": one.facts.get("size"),
            "sha256": one.facts.get("sha256", ""),
            "sha256_of_the_original": one.facts.get("original_sha256", ""),
            "opens": one.is_open,
        }
        for one in _files(actor)
    ]
