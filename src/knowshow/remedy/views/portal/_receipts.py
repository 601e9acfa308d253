"""The way back by receipt, for every page that needs one: a reference and eight words in the posted form.

Words are read as forgivingly as the receipt's rules allow. From then on the pages carry them as they stand in the list,
so that each page costs one derivation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowshow.errors import BadInputError
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import intake
from knowshow.remedy.standing import Person
from knowshow.remedy.views.portal._kept import BUTTONS, again, sent, writing_page
from knowshow.remedy.views.portal._shell import show
from knowshow.ui.posted import came_from_elsewhere

P = ParamSpec("P")
#: The fields in which a receipt travels.
FIELDS: Final = ("reference", "words")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that its receipt opened, and the receipt as the next page carries it (``_receipt_fields.html``)."""

    person: Person
    reference: str
    words: tuple[str, ...] = field(repr=False)

    @property
    def receipt(self) -> dict[str, str]:
        """The hidden fields."""
        return {"reference": self.reference, "words": " ".join(self.words)}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no case was opened, in words for the person."""

    message: str
    field: str


def open_posted(request: HttpRequest) -> Opened | Refused:
    """Open the case of the posted receipt, or say what seems to be wrong with it."""
    try:
        reference = receipts.reference_from(request.POST.get("reference", ""))
    except BadInputError:
        return Refused(_("The reference is not complete, or one digit is wrong. Compare it with your receipt."),
                       "reference")  # fmt: skip
    reading = receipts.read(request.POST.get("words", ""))
    if reading.problem:
        return Refused(_in_words(reading.problem), "words")
    for words in reading.candidates():
        if person := intake.open_with_receipt(reference=reference, secrets=[receipts.secret_bytes(words)]):
            return Opened(person, reference, words)
    message = _("We find nothing under this reference and these words. Compare both with your receipt, word by word.")
    return Refused(message, "words")


def receipt_page(
    view: Callable[Concatenate[HttpRequest, Opened, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a view that answers who holds a receipt: ``view(request, opened)`` for a POST with one.

    Without a receipt, or with one that does not fit, the same address asks for it. All else that was posted is kept
    and travels along, so that nothing is written twice.
    """

    @wraps(view)
    def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return ask(request)
        if came_from_elsewhere(request):
            return again(request)
        found = open_posted(request)
        if isinstance(found, Refused):
            return ask(request, refused=found)
        return view(request, found, *args, **kwargs)

    return writing_page(respond)


def ask(request: HttpRequest, *, refused: Refused | None = None) -> HttpResponseBase:
    """Show the form that asks for the receipt, with what was typed and why it does not fit."""
    context = {
        "refused": refused,
        "reference": request.POST.get("reference", ""),
        "words": request.POST.get("words", ""),
        "sent": sent(request, without=(*FIELDS, *BUTTONS)),
        "pressed": {name: request.POST[name] for name in BUTTONS if name in request.POST},
    }
    return show(request, "ask_receipt", context, status=200 if refused is None else 422)


def _in_words(problem: receipts.Problem) -> str:
    if problem.read != receipts.WORDS_IN_RECEIPT:
        return ngettext(
            "A receipt has eight words. Here there is %(count)s.",
            "A receipt has eight words. Here there are %(count)s.",
            problem.read,
        ) % {"count": problem.read}
    places = ", ".join(map(str, problem.not_words))
    return _("Not all of these are words of a receipt. Look again at number %(places)s.") % {"places": places}
