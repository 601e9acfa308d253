"""Add files to a report, one at a time: what each hides is shown before it is used (GP 31 b, f).

A file that fails loses nothing else: the report is there already, and so are the files before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from knowshow.errors import BadInputError, ConflictError, OperationError, SealError
from knowshow.remedy.models import Author, CaseFile
from knowshow.remedy.services import files
from knowshow.remedy.services.files import MOST_BYTES, Added
from knowshow.remedy.standing import Handler, Person
from knowshow.remedy.views.portal._receipts import Opened, receipt_page
from knowshow.remedy.views.portal._shell import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@receipt_page
def add(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask for a file; or take one, seal it at once, and show what is hidden in it."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        is_missing = request.POST.get("do") == "send"
        return _ask(request, opened, _("No file came with it. Choose one first.") if is_missing else "")
    if given.size is None or given.size > MOST_BYTES:
        return _ask(request, opened, _("The file is larger than 25 megabytes. Send a part of it, or a smaller copy."))
    return _take(request, opened, given)


def _take(request: HttpRequest, opened: Opened, given: UploadedFile[bytes]) -> HttpResponse:
    try:
        added = files.add_file(actor=opened.person, content=given.read(), name=given.name or "")
    except BadInputError:
        return _ask(request, opened, _("The file is empty. Choose another one."))
    except OperationError:
        message = _("We could not store this file. Your report and your other files are there. Try again later.")
        return _ask(request, opened, message, status=503)
    name = _name_of(added.actor, added.original)
    return _preview(request, opened, added, name) if added.waits else _done(request, opened, "added", name)


@receipt_page
def choose(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take her choice: the cleaned copy, the file as it is, or neither."""
    person, pressed = opened.person, request.POST.get("do", "")
    file = CaseFile.objects.filter(
        case=person.case, code=request.POST.get("file", ""), author=Author.PERSON, is_kept_apart=True
    ).first()
    if file is None:
        return _done(request, opened, "decided")
    name = _name_of(person, file)
    try:
        _choose(person, file, pressed)
    except (ConflictError, OperationError):
        message = _("We could not do this now. The file is kept as it was. Try again later.")
        return _ask(request, opened, message, status=503)
    return _done(request, opened, "taken_out" if pressed == "take_out" else "added", name)


def _choose(person: Person, file: CaseFile, pressed: str) -> None:
    file.case = person.case
    if pressed == "take_out":
        files.take_out(actor=person, file=file)
    elif pressed == "as_it_is":
        files.choose_copy(actor=person, file=file, cleaned=False)


# ---- pages -------------------------------------------------------------------------------------------------


def _ask(request: HttpRequest, opened: Opened, problem: str = "", *, status: int = 422) -> HttpResponse:
    case = opened.person.case
    count = case.files.filter(author=Author.PERSON, copy_of=None).count()
    context = {"receipt": opened.receipt, "problem": problem, "count": count}
    return show(request, "file_add", context, mechanism=case.mechanism, status=status if problem else 200)


def _name_of(person: Handler | Person, file: CaseFile) -> str:
    """Return what she called the file: her own key opens it."""
    file.case = person.case
    try:
        return str(files.facts_of(actor=person, file=file)["name"])
    except SealError:
        return ""


def _preview(request: HttpRequest, opened: Opened, added: Added, name: str) -> HttpResponse:
    found = added.inspection
    context = {
        "receipt": opened.receipt,
        "file": added.original,
        "name": name,
        "findings": [(_(one.words), one.shown, one.stays) for one in found.findings],
        "was_looked_at": found.was_looked_at,
        "has_copy": added.cleaned is not None,
        "why_not": _(found.why_not_words) if found.why_not_words else "",
    }
    return show(request, "file_found", context, mechanism=opened.person.case.mechanism)


def _done(request: HttpRequest, opened: Opened, what: str, name: str = "") -> HttpResponse:
    context = {"receipt": opened.receipt, "what": what, "name": name}
    return show(request, "file_done", context, mechanism=opened.person.case.mechanism)
