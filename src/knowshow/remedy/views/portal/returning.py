"""Coming back with the receipt: her page, a message, more facts, a copy of everything (GP 31 b, d, e, h).

Each page is the answer to a POST: nothing of it stands in an address, and nothing is kept by the browser.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import DatabaseError
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowshow.errors import BadInputError, SealError, UnknownIdError
from knowshow.remedy.forms.portal import set_named
from knowshow.remedy.models import Audience, Case, EntryKind
from knowshow.remedy.rules import questions as asked
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import files, intake
from knowshow.remedy.services import person as persons
from knowshow.remedy.services.once import once
from knowshow.remedy.services.person import LONGEST
from knowshow.remedy.standing import Person
from knowshow.remedy.views.portal import drafts
from knowshow.remedy.views.portal._asking import Came, after
from knowshow.remedy.views.portal._receipts import Opened, receipt_page
from knowshow.remedy.views.portal._shell import show

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.rules.questions import Answer, QuestionSet
    from knowshow.remedy.selectors.person_page import PersonPage

_COPY_NAME: Final = "copy.html"


@dataclass(frozen=True, slots=True)
class Problem:
    """What must be put right at a question."""

    field: str
    message: str


@receipt_page
def page(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show her page."""
    return show_page(request, opened)


@receipt_page
def message(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take a message, once; what is too long or empty comes back with a word about it."""
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    if opened.person.case.is_draft or request.POST.get("do") == "stay":
        return show_page(request, opened, Came(kept=text))
    if wrong := _wrong(text):
        return show_page(request, opened, Came(problem=wrong, kept=text, anchor="text"), 422)
    person = opened.person
    once(
        actor=person, after=after(request, person), kind=EntryKind.MESSAGE, said={"text": text},
        act=lambda: persons.write_message(actor=person, text=text),
    )  # fmt: skip
    return show_page(request, opened, Came(notice=_("Your message is here. We answer it on this page.")))


def _wrong(text: str) -> str:
    if not text.strip():
        return _("There are no words yet. Write a few.")
    if len(text) > LONGEST:
        return _("This is longer than we can take at once. Send a part of it now, and the rest in a second message.")
    return ""


# ---- her page --------------------------------------------------------------------------------------------------


def show_page(request: HttpRequest, opened: Opened, came: Came | None = None, status: int = 200) -> HttpResponse:
    """Show her page as it stands now, and note to the day that she has read it."""
    person = _as_now(opened.person)
    mechanism = person.case.mechanism
    if person.case.is_draft:
        return drafts.resume(request, opened)
    found = person_page(person)
    context = {
        "page": found,
        "receipt": opened.receipt,
        "came": came or Came(),
        "question_pages": question_pages(mechanism),
    }
    response = show(request, "return/page", context, mechanism=mechanism, status=status)
    _note_her_visit(person, found)
    return response


def _as_now(person: Person) -> Person:
    case = Case.objects.select_related("mechanism__organisation").get(pk=person.case.pk)
    return Person(case, person.keys)


def _note_her_visit(person: Person, found: PersonPage) -> None:
    """She has read it, and she has her receipt. That it cannot be noted is no reason to show her nothing."""
    with suppress(DatabaseError):
        if found.new_count:
            persons.mark_read(actor=person)
        if not person.case.is_confirmed:
            intake.confirm_by_receipt(actor=person)


# ---- more facts ------------------------------------------------------------------------------------------------


def question_pages(mechanism: Mechanism) -> list[tuple[str, str]]:
    """Return the pages of questions that can be answered afterwards, with their titles."""
    found = _set_of(mechanism)
    language = get_language() or "en"
    return [(name, asked.page(found, {}, name, language).title) for name in asked.pages(found, {})]


@receipt_page
def facts(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask one page of questions, or take its answers: they are added, and nothing that was said is changed."""
    person, name = opened.person, request.POST.get("page", "")
    questions = _set_of(person.case.mechanism)
    if person.case.is_draft or name not in questions.structure.pages:
        return show_page(request, opened)
    given = _given(questions, request, name)
    if request.POST.get("do") != "send":
        return _ask_facts(request, opened, questions, name, given)
    found = asked.checked(questions, given)
    if found.problems or not given:
        return _ask_facts(request, opened, questions, name, given, has_problem=True)
    content = _facts(questions, dict(found.answers))
    once(
        actor=person, after=after(request, person), kind=EntryKind.FACTS, said={"answers": content["answers"]},
        act=lambda: persons.add_facts(actor=person, content=content),
    )  # fmt: skip
    return show_page(request, opened, Came(notice=_("Your answers were added.")))


def _set_of(mechanism: Mechanism) -> QuestionSet:
    found = asked.question_set(mechanism.question_set or "general")
    return set_named(f"{found.id}.v{found.version}")


def _given(questions: QuestionSet, request: HttpRequest, name: str) -> dict[str, Answer]:
    """Return the answers of this page; what has not the shape of an answer is left out."""
    on_page = {question.id for question in questions.questions if question.page == name}
    given: dict[str, Answer] = {}
    for id_, answer in asked.answers_from(questions, request.POST.getlist).items():
        try:
            asked.visible(questions, {id_: answer}, "en")
        except BadInputError:
            continue
        if id_ in on_page and answer:
            given[id_] = answer
    return given


def _facts(questions: QuestionSet, answers: dict[str, Answer]) -> dict[str, Any]:  # Any: what is sealed
    return {
        "text": "",
        "language": get_language() or "en",
        "question_set": f"{questions.id}.v{questions.version}",
        "answers": answers,
    }


def _too_long(possible: int, written: int) -> str:
    return _("There is room for %(possible)s characters here, and this has %(written)s. Shorten it.") % {
        "possible": f"{possible:,}", "written": f"{written:,}",
    }  # fmt: skip


def _ask_facts(
    request: HttpRequest, opened: Opened, questions: QuestionSet, name: str, given: dict[str, Answer],
    *, has_problem: bool = False,
) -> HttpResponse:  # fmt: skip
    try:
        shown = asked.page(questions, given, name, get_language() or "en")
    except UnknownIdError:
        return show_page(request, opened)
    problems = [Problem(f"q.{one.question}", _too_long(one.possible, one.written))
                for one in asked.checked(questions, given).problems]  # fmt: skip
    if has_problem and not problems:
        problems = [Problem(f"q.{shown.questions[0].id}" if shown.questions else "main", _("Answer at least one."))]
    context = {
        "page": shown,
        "receipt": opened.receipt,
        "problems": problems,
        "after": after(request, opened.person),
    }
    mechanism = opened.person.case.mechanism
    return show(request, "return/facts", context, mechanism=mechanism, status=422 if has_problem else 200)


# ---- files -----------------------------------------------------------------------------------------------------


@receipt_page
def file(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    """Hand over a file of the case, of the team or her own: asked for by a button, and kept by no cache."""
    person = opened.person
    found = person.case.files.filter(audience=Audience.BOTH, code=request.POST.get("file", "")).first()
    if found is None:
        return show_page(request, opened)
    found.case = person.case
    try:
        facts = files.facts_of(actor=person, file=found)
        pieces = files.read_file(actor=person, file=found)
    except SealError:
        return show_page(request, opened)
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, str(facts["name"])) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


# ---- a copy ----------------------------------------------------------------------------------------------------


@receipt_page
def copy(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show everything on one page that can be printed; or hand it over as a file."""
    person = _as_now(opened.person)
    if person.case.is_draft:
        return show_page(request, opened)
    context = {"page": person_page(person), "receipt": opened.receipt}
    if request.POST.get("do") != "download":
        return show(request, "return/copy", context, mechanism=person.case.mechanism)
    response = HttpResponse(render_to_string("remedy/portal/return/copy_file.html", context, request))
    response.headers["Content-Disposition"] = f'attachment; filename="{_COPY_NAME}"'
    response.headers["Cache-Control"] = "no-store"
    return response
