"""Tell us what happened: one needed question, others by choice, sent from any page (GP 31 b, e).

Nothing is stored before she sends or saves. Until then each page carries what the others hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import get_language

from knowshow.remedy import floods, puzzles
from knowshow.remedy.forms import portal_steps
from knowshow.remedy.forms.portal import ASKS_NEEDS, ASKS_STANDING, KEPT, Writing, begun_anew, blank, posted
from knowshow.remedy.forms.portal_steps import (
    FIRST,
    LAST,
    Offer,
    Problem,
    carried,
    on_page,
    page_of,
    problems,
    step_of,
    unclear,
)
from knowshow.remedy.models import GroupCode, Standing
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.questions import checked, page, pages, told
from knowshow.remedy.selectors.public import open_mechanisms, public_seats
from knowshow.remedy.services import intake
from knowshow.remedy.services.lanes import group_code
from knowshow.remedy.views.portal._kept import ANEW, again, sent, writing_page
from knowshow.remedy.views.portal._shell import show
from knowshow.remedy.views.portal.belonging import kept_elsewhere, show_where
from knowshow.remedy.views.portal.information import texts_of
from knowshow.remedy.views.portal.receipt import closed_of, show_receipt
from knowshow.ui.integrity import integrity_of
from knowshow.ui.posted import came_from_elsewhere

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.models import Lane, Mechanism
    from knowshow.remedy.rules.questions import Answers, Told

_JUMP: Final = "to:"
#: The field of the plain question that is asked in a flood.
PLAIN: Final = "plain"
#: The field of the work that a browser may have done instead.
PUZZLE: Final = "puzzle"
#: The field with that of which she was told once: a code that we do not know, or a page with a day that is none.
TOLD: Final = "told"
#: Fields of words of hers, beside the answers to questions.
_WRITTEN: Final = frozenset({"text", "name", "contact", "email", "needs", "matching", "product", "group"})
_MOVES: Final = {"back": -1, "next": 1}
#: Who can write, as the page "About you" offers it.
_STANDINGS: Final = (
    Standing.ANONYMOUS,
    Standing.CONFIDENTIAL,
    Standing.NAMED,
    Standing.REPRESENTED,
    Standing.GROUP,
)


@writing_page
def write(request: HttpRequest) -> HttpResponse:
    """Show the first page; or take what was posted: send it, save it, or show the next page with it."""
    found = open_mechanisms()
    if request.method == "POST" and came_from_elsewhere(request):
        return again(request)
    mechanism = chosen(found, request.POST.get(ANEW) or request.POST.get("to", ""))
    kept = kept_elsewhere(request, mechanism) if found and ANEW not in request.POST else None
    if kept is not None:
        return show_where(request, kept, [mechanism] if mechanism else found)
    if mechanism is None:
        return _choose(request, found) if found else closed(request)
    return _at(request, mechanism)


def _at(request: HttpRequest, mechanism: Mechanism) -> HttpResponse:
    """Go on at the mechanism to which she writes."""
    if request.POST.get("do") != "send" and not intake.can_be_read(mechanism):
        return closed(request)
    if request.method != "POST" or request.POST.get("do") == "begin":
        return show_step(request, mechanism, blank(mechanism), FIRST)
    writing = posted(request.POST, mechanism)
    if ANEW in request.POST:
        return show_step(request, mechanism, begun_anew(writing), FIRST)
    return _take(request, mechanism, writing)


def chosen(found: Sequence[Mechanism], code: str) -> Mechanism | None:
    """Return the mechanism that was chosen, or the only one that is open."""
    if len(found) == 1 and not code:
        return found[0]
    return next((one for one in found if one.code == code), None)


def closed(request: HttpRequest) -> HttpResponse:
    """Say that nothing can be taken now, and where else to turn; what she wrote stays on the page."""
    context = {
        "sent": [one for one in sent(request) if one.value.strip() and (one.is_long or _is_hers(one.name))],
        "helplines": texts_of("helplines"),
        "spoken": texts_of("spoken"),
    }
    return show(request, "closed", context, status=409 if request.method == "POST" else 200)


def _is_hers(name: str) -> bool:
    """Whether a field holds words of hers, however few; the others carry on what our own pages need."""
    return name in _WRITTEN or name.startswith("q.")


def _choose(request: HttpRequest, found: Sequence[Mechanism]) -> HttpResponse:
    kept = sent(request, without=("to", "do", ANEW))
    context = {"mechanisms": found, "about": texts_of("about"), "sent": kept, "has_words": bool(kept)}
    return show(request, "choose", context)


def _take(request: HttpRequest, mechanism: Mechanism, writing: Writing) -> HttpResponse:
    pressed = request.POST.get("do", "next")
    at = request.POST.get("at", FIRST)
    if pressed == "send" and (wrong := _unknown_code(request, mechanism, writing)):
        return show_step(request, mechanism, writing, FIRST, wrong)
    if pressed == "send":
        return _send(request, mechanism, writing)
    if pressed == "save":
        return _save(request, mechanism, writing)
    if pressed.startswith(_JUMP):
        return show_step(request, mechanism, writing, pressed.removeprefix(_JUMP))
    wrong = on_page(writing, mechanism, at) if pressed == "next" else []
    if pressed == "next" and request.POST.get(TOLD) != at:
        wrong += unclear(writing, at)
    if wrong:
        return show_step(request, mechanism, writing, at, wrong)
    return show_step(request, mechanism, writing, _beside(mechanism, writing, at, _MOVES.get(pressed, 0)))


def _unknown_code(request: HttpRequest, mechanism: Mechanism, writing: Writing) -> list[Problem]:
    """Say once of a group's code that we do not know it, on the page where it is written: it keeps no report away."""
    if request.POST.get("at") != FIRST or request.POST.get(TOLD) == writing.group:
        return []
    return [one for one in on_page(writing, mechanism, FIRST) if one.field == "group"]


def _beside(mechanism: Mechanism, writing: Writing, at: str, move: int) -> str:
    """Return the page before or after one. Where answers made that page vanish, the one that took its place."""
    found = portal_steps.steps(writing, offer_of(mechanism))
    place = found.index(at) if at in found else 0
    return found[min(max(place + move, 0), len(found) - 1)]


def _send(request: HttpRequest, mechanism: Mechanism, writing: Writing) -> HttpResponse:
    if wrong := problems(writing, mechanism):
        return show_step(request, mechanism, writing, wrong[0].step, wrong)
    code = group_code(mechanism, writing.group)
    try:
        received = intake.receive(
            mechanism=mechanism, receipt=_receipt(writing), report=report_of(writing), group_code=code,
            lane=_lane(request, mechanism, writing, code),
        )  # fmt: skip
    except intake.NobodyReadsError:
        return closed(request)
    # Only now: after a failure on our side, the same answer comes with the same words once more.
    if _is_solved(request, mechanism, writing):
        puzzles.spend(request.POST[PUZZLE])
    return show_receipt(
        request, mechanism, received.reference, writing.words, received.proof, closed=closed_of(received.case)
    )


def _lane(request: HttpRequest, mechanism: Mechanism, writing: Writing, code: GroupCode | None) -> Lane:
    """Say where the report waits. Behind a proxy only the proxy's address is known: nobody's."""
    return floods.lane_for(
        mechanism,
        address="" if settings.SECURE_PROXY_SSL_HEADER else request.META.get("REMOTE_ADDR", ""),
        host=request.META.get("HTTP_HOST", ""),
        group_code=code,
        answered=_is_solved(request, mechanism, writing)
        or floods.is_answer(writing.reference, request.POST.get(PLAIN, "")),
    )


def _is_solved(request: HttpRequest, mechanism: Mechanism, writing: Writing) -> bool:
    return puzzles.is_solved(mechanism.code, writing.reference, request.POST.get(PUZZLE, ""))


def _save(request: HttpRequest, mechanism: Mechanism, writing: Writing) -> HttpResponse:
    """Keep it under the receipt alone: nobody here can read it. Only what is too long has to be put right first."""
    if wrong := on_page(writing, mechanism, FIRST):
        return show_step(request, mechanism, writing, FIRST, wrong)
    received = intake.receive(
        mechanism=mechanism, receipt=_receipt(writing), report=report_of(writing, is_draft=True), is_draft=True
    )
    # What was sent already is no draft any more: what is new in it was added to the report.
    kept_until = received.case.keep_until if received.case.is_draft else None
    return show_receipt(request, mechanism, received.reference, writing.words, received.proof, kept_until=kept_until)


def _receipt(writing: Writing) -> intake.Receipt:
    return intake.Receipt(writing.reference, receipts.secret_bytes(writing.words))


def report_of(writing: Writing, *, is_draft: bool = False) -> intake.Report:
    """Turn what she wrote into what is stored. A draft keeps all of it; a report, what follows from its answers."""
    email = writing.email.strip()
    contact = {"contact": writing.contact.strip(), "email": email}
    name = writing.name.strip()
    answers = dict(writing.answers) if is_draft else checked(writing.asked, writing.answers).answers
    return intake.Report(
        text=writing.text,
        language=get_language() or "en",
        standing=writing.told_standing,
        safe=writing.safe,
        question_set=writing.questions,
        answers={**answers, **({"needs": writing.needs} if writing.needs.strip() else {})},
        identity={"name": name} if name else {},
        contact={key: value for key, value in contact.items() if value},
        consent=writing.consent or "ask",
        wants_notices=writing.wants_notices and bool(email),
        concerns=writing.concerns,
        names_for_matching=writing.names,
        product=writing.product,
        kept=_unsent(writing) if is_draft else {},
    )


def _unsent(writing: Writing) -> dict[str, object]:
    return {**{name: getattr(writing, name) for name in KEPT}, "concerns": list(writing.concerns)}


# ---- pages -------------------------------------------------------------------------------------------------


def offer_of(mechanism: Mechanism) -> Offer:
    """Say what a mechanism asks beyond its questions."""
    return Offer(
        products=bool(mechanism.products),
        matching=mechanism.asks_matching and bool(mechanism.matching_public),
        groups=GroupCode.objects.filter(mechanism=mechanism).exists(),
    )


def show_step(
    request: HttpRequest,
    mechanism: Mechanism,
    writing: Writing,
    step: str,
    wrong: Sequence[Problem] = (),
    *,
    kept_until: date | None = None,
) -> HttpResponse:
    """Show one page, with everything that the others hold carried along; of a draft, until when it is kept."""
    offer = offer_of(mechanism)
    found = portal_steps.steps(writing, offer)
    step = step if step in found else FIRST
    context = {
        "writing": writing,
        "receipt": writing.receipt,
        "carried": carried(writing, step),
        "problems": (shown := [one for one in wrong if one.step == step]),
        "wrong": {one.field for one in shown},
        "step": step,
        "number": found.index(step) + 1,
        "of": len(found),
        "is_first": step == FIRST,
        "is_last": step == LAST,
        "offer": offer,
        "kept_until": kept_until,
    }
    template = "write_questions" if page_of(step) else f"write_{step}"
    context |= _extra(mechanism, writing, step)
    runs_script = context.get("puzzle") is not None
    return show(request, template, context, mechanism=mechanism, status=422 if wrong else 200, runs_script=runs_script)


def _extra(mechanism: Mechanism, writing: Writing, step: str) -> dict[str, object]:
    """What one page shows beyond what all do."""
    language = get_language() or "en"
    asked = {question.id for question in writing.asked.questions}
    if name := page_of(step):
        return {"page": page(writing.asked, writing.answers, name, language)}
    if step == "you":
        standings = [(one.value, one.label) for one in _STANDINGS]
        return {"standings": [] if ASKS_STANDING in asked else standings, "asks_needs": ASKS_NEEDS not in asked}
    if step == "readers":
        return {"seats": public_seats(mechanism), "trustees": _trustees(mechanism)}
    if step == LAST:
        answers = checked(writing.asked, writing.answers).answers
        return {
            "told": _told_by_page(writing, answers, language),
            "product": next((one["name"] for one in mechanism.products if one["key"] == writing.product), ""),
            "seats": _named(mechanism, writing.concerns),
            **_in_attack(mechanism, writing),
        }
    return {}


@dataclass(frozen=True, slots=True)
class _ToldPage:
    """What was answered on one page, and how to come back to it."""

    step: str
    title: str
    answers: tuple[Told, ...] = field(repr=False)


def _told_by_page(writing: Writing, answers: Answers, language: str) -> list[_ToldPage]:
    """Return the answers under the pages on which they were given; a page without any is left out."""
    where = {question.id: question.page for question in writing.asked.questions}
    given = told(writing.asked, answers, language, language)
    found = []
    for name in pages(writing.asked, writing.answers):
        on_it = tuple(one for one in given if where[one.id] == name)
        title = page(writing.asked, writing.answers, name, language).title
        found += [_ToldPage(step_of(name), title, on_it)] if on_it else []
    return found


def _in_attack(mechanism: Mechanism, writing: Writing) -> dict[str, object]:
    """What the last page asks during an attack: one word, or some work of her browser; nothing at any other time."""
    if not floods.is_attack(mechanism):
        return {}
    plain, bits = floods.question_for(writing.reference), settings.PUZZLE_BITS
    if not bits:
        return {"plain": plain}
    puzzle = puzzles.make(mechanism.code, writing.reference, bits)
    return {"plain": plain, "puzzle": puzzle, "integrity": integrity_of("remedy/puzzle.js")}


def _trustees(mechanism: Mechanism) -> list[str]:
    return list(mechanism.trustees.values_list("name", flat=True)) if mechanism.recovery_public else []


def _named(mechanism: Mechanism, concerns: Sequence[int]) -> list[str]:
    return [one.words for one in public_seats(mechanism) if one.pk in concerns]
