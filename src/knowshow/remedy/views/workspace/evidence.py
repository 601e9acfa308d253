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
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.errors import SealError
from knowshow.foundation.forms.attempts import attempt
from knowshow.remedy.forms.evidence import FileForm
from knowshow.remedy.models import Audience, CaseFile, EntryKind, KeyScope, Reveal, RevealState
from knowshow.remedy.selectors import case_page
from knowshow.remedy.services import files, reveals
from knowshow.remedy.views.workspace._case import case_page_view, handler_page, show, titled

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_TOLD: Final = (EntryKind.REPORT, EntryKind.FACTS, EntryKind.MATERIAL)
#: Shown on the page itself; anything else is downloaded. No browser runs what is in them.
_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the team sees it; one that stands apart has no facts until it was revealed."""

    file: CaseFile
    facts: files.Facts = field(default_factory=dict, repr=False)

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
    return [Shown(one, _facts(actor, one)) for one in _readable(actor)]


def _readable(actor: Handler) -> QuerySet[CaseFile]:
    found: QuerySet[CaseFile] = actor.case.files.order_by("pk")
    return found if actor.handles else found.filter(audience=Audience.BOTH, is_kept_apart=False)


def _facts(actor: Handler, file: CaseFile) -> files.Facts:
    file.case = actor.case
    try:
        return files.facts_of(actor=actor, file=file, part_secret=_secret(actor, file))
    except SealError:
        return {}


def _secret(actor: Handler, file: CaseFile) -> bytes:
    """Return the identity's key where it was revealed to the reader; nothing else opens a file that stands apart."""
    if not file.is_kept_apart:
        return b""
    mine = Reveal.objects.filter(
        part__case=actor.case, part__what=KeyScope.IDENTITY, user=actor.user, state=RevealState.OPEN
    )
    found = mine.select_related("part").first()
    return reveals.part_key(actor, found) if found and found.is_current else b""


def _answer(actor: Handler, code: str, *, inline: bool) -> HttpResponseBase:
    file = get_object_or_404(_readable(actor), code=code)
    shown = Shown(file, _facts(actor, file))
    if not shown.is_open or (inline and not shown.is_picture):
        raise Http404
    try:
        pieces = files.read_file(actor=actor, file=file, part_secret=_secret(actor, file))
    except SealError as error:
        raise Http404 from error
    kind = shown.facts["kind"] if shown.is_picture else "application/octet-stream"
    response = StreamingHttpResponse(pieces, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, str(shown.facts["name"])) or ""
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
