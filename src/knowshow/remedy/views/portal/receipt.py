"""The receipt: shown once the report is received; two of its words, typed again, prove that it was kept (GP 31 b).

The report counts from the moment it was sent. Typing the words only tells that its person can come back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone

from knowshow.errors import BadInputError
from knowshow.remedy.models import Case, Mechanism
from knowshow.remedy.rules import receipts
from knowshow.remedy.selectors.person_page import is_closed_to_all
from knowshow.remedy.selectors.public import promised
from knowshow.remedy.services import intake
from knowshow.remedy.views.portal._kept import again, writing_page
from knowshow.remedy.views.portal._receipts import Opened, Refused, ask, open_posted
from knowshow.remedy.views.portal._shell import show
from knowshow.ui.languages import links_to
from knowshow.ui.posted import came_from_elsewhere

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_DRAFT: Final = "draft"
_TYPED: Final = "word"


class Closed(StrEnum):
    """A report that nobody of the team can open; our own page carries it on, since a reference alone tells nothing."""

    TO_ALL = "closed"
    TO_ALL_BUT_TRUSTEES = "closed_trustees"


def closed_of(case: Case) -> Closed | None:
    """Say whether nobody of the team can open a case, and whether the trustees can."""
    if not is_closed_to_all(case):
        return None
    return Closed.TO_ALL_BUT_TRUSTEES if case.recovery_sealed else Closed.TO_ALL


def _closed(request: HttpRequest) -> Closed | None:
    kind = request.POST.get("kind", "")
    return Closed(kind) if kind in set(Closed) else None


def _told(closed: Closed | None) -> dict[str, bool]:
    return {"is_closed_to_all": closed is not None, "has_trustees": closed is Closed.TO_ALL_BUT_TRUSTEES}


def show_receipt(
    request: HttpRequest,
    mechanism: Mechanism | None,
    reference: str,
    words: tuple[str, ...],
    proof: str,
    *,
    kept_until: date | None = None,
    closed: Closed | None = None,
    is_mistyped: bool = False,
    places: tuple[int, ...] = (),
) -> HttpResponse:
    """Show reference and words, and ask for two of the words; what is kept until a day is a draft.

    What was mistyped is asked for once more at the same places.
    """
    whole = receipts.Receipt(reference, words)
    context = {
        "receipt": {"reference": reference, "words": " ".join(words)},
        "listed": list(zip(range(1, len(words) + 1), words, whole.numbers, strict=True)),
        "spoken": receipts.spoken(whole),
        "places": places or receipts.positions_to_retype(),
        "proof": proof,
        "is_draft": kept_until is not None,
        "kept_until": kept_until,
        **_told(closed),
        "is_mistyped": is_mistyped,
        # The page may stand at the address of the form that was sent: in another language it is a page of its own.
        "receipt_links": links_to(reverse("grievance:receipt")),
        "promised": promised(mechanism, timezone.localdate()) if mechanism else None,
    }  # fmt: skip
    return show(request, "receipt", context, mechanism=mechanism, status=422 if is_mistyped else 200)


@writing_page
def receipt(request: HttpRequest) -> HttpResponseBase:
    """Take two retyped words; or show a receipt again that somebody holds."""
    if request.method != "POST":
        return ask(request)
    if came_from_elsewhere(request):
        return again(request)
    given = _given(request)
    if given is None or "places" not in request.POST:
        found = open_posted(request)
        return ask(request, refused=found) if isinstance(found, Refused) else _again(request, found)
    return _retyped(request, given)


def _again(request: HttpRequest, opened: Opened) -> HttpResponse:
    case = opened.person.case
    return show_receipt(
        request,
        case.mechanism,
        opened.reference,
        opened.words,
        "",
        kept_until=_kept_until(case),
        closed=closed_of(case),
    )


def _given(request: HttpRequest) -> receipts.Receipt | None:
    """Return the receipt that our own page carries on, as it stands in the list."""
    words = tuple(request.POST.get("words", "").split())
    try:
        receipts.secret_bytes(words)
        return receipts.Receipt(receipts.reference_from(request.POST.get("reference", "")), words)
    except BadInputError:
        return None


def _retyped(request: HttpRequest, given: receipts.Receipt) -> HttpResponse:
    mechanism = Mechanism.objects.filter(code=request.POST.get("to", "")).first()
    kept_until = _draft_kept_until(given) if request.POST.get("kind") == _DRAFT else None
    proof = request.POST.get("proof", "")
    pressed = request.POST.get("do", "confirm")
    if pressed == "confirm" and receipts.retyped_ok(given.words, _typed(request)):
        return _kept(request, mechanism, given, is_kept=_confirmed(given, proof), kept_until=kept_until)
    if pressed == "later":
        return _kept(request, mechanism, given, is_kept=False, kept_until=kept_until)
    is_mistyped = pressed == "confirm"
    return show_receipt(
        request, mechanism, given.reference, given.words, proof, kept_until=kept_until, closed=_closed(request),
        is_mistyped=is_mistyped, places=_asked_places(request) if is_mistyped else (),
    )  # fmt: skip


def _draft_kept_until(given: receipts.Receipt) -> date | None:
    """Open the draft to say until when it is kept: the reference alone tells nobody that there is one."""
    person = intake.open_with_receipt(reference=given.reference, secrets=[receipts.secret_bytes(given.words)])
    return _kept_until(person.case) if person else None


def _kept_until(case: Case) -> date | None:
    return case.keep_until if case.is_draft else None


def _typed(request: HttpRequest) -> dict[int, str]:
    return {place: request.POST.get(f"{_TYPED}{place}", "") for place in _posted_places(request)}


def _asked_places(request: HttpRequest) -> tuple[int, ...]:
    """Return the places that the page asked for; none where they are not as one of our own pages asks."""
    found = tuple(_posted_places(request))
    usual = receipts.positions_to_retype()
    is_ours = len(set(found)) == len(usual) and all(1 <= one <= receipts.WORDS_IN_RECEIPT for one in found)
    return found if is_ours and len(found) == len(usual) else ()


def _posted_places(request: HttpRequest) -> list[int]:
    # As short as places are: a number of thousands of digits is not turned into one.
    return [
        int(one) for one in request.POST["places"].split(",") if one.isascii() and one.isdecimal() and len(one) == 1
    ]


def _confirmed(given: receipts.Receipt, proof: str) -> bool:
    """Note that the receipt was kept; by the proof of the page, or, where that is gone, by the receipt itself."""
    case = Case.objects.filter(reference=given.reference, shredded_on=None).first()
    if case and proof and intake.confirm_receipt(actor=None, case=case, proof=proof):
        return True
    person = intake.open_with_receipt(reference=given.reference, secrets=[receipts.secret_bytes(given.words)])
    if person is None:
        return False
    intake.confirm_by_receipt(actor=person)
    return True


def _kept(
    request: HttpRequest,
    mechanism: Mechanism | None,
    given: receipts.Receipt,
    *,
    is_kept: bool,
    kept_until: date | None,
) -> HttpResponse:
    context = {
        "receipt": {"reference": given.reference, "words": " ".join(given.words)},
        "is_kept": is_kept,
        "is_draft": kept_until is not None,
        "kept_until": kept_until,
        "promised": promised(mechanism, timezone.localdate()) if mechanism else None,
        **_told(_closed(request)),
    }
    return show(request, "kept", context, mechanism=mechanism)
