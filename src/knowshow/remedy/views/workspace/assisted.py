"""Reports that come by phone, on paper, in a meeting or in the field; and the form on paper for it (GP 31 b)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.errors import BadInputError
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, case_team_page, key_of
from knowshow.remedy.forms.assisted import AssistedForm
from knowshow.remedy.models import Seat
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.languages import language_of, languages
from knowshow.remedy.rules.questions import answers_from, checked, question_set, visible
from knowshow.remedy.services import assisted as services
from knowshow.remedy.services.intake import Receipt, Report
from knowshow.remedy.standing import active
from knowshow.remedy.views.workspace._mechanism import TAKING_IN, seated_or_404, show
from knowshow.ui.languages import SOURCE, in_language

if TYPE_CHECKING:
    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.rules.questions import Answer, QuestionSet
    from knowshow.remedy.selectors.seated import Sitting
    from knowshow.remedy.services.intake import Received

#: Lines to write on below a question of the form on paper, by its kind.
_LINES = {"long_text": 6, "text": 1, "place": 2, "number": 1, "date_or_span": 1, "people": 1}
_LINES_FOR_THE_REPORT = 18
#: Where the portal, which has addresses of its own, takes a receipt.
_RETURN = "/return/"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
def intake(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a report in; hand over its receipt. Questions that follow from answers come when they are asked for."""
    sitting = seated_or_404(request, pk, *TAKING_IN)
    mechanism = sitting.mechanism
    seats = Seat.objects.filter(active(), mechanism=mechanism).order_by("label")
    form = AssistedForm(request.POST or None, mechanism=mechanism, seats=seats)
    seed = _Seed.of(request)
    found = _questions_of(mechanism)
    answers = _answers(request, found)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        report = _report(form, found, answers)
        facts: dict[str, Any] = {"channel": form.cleaned_data["channel"], "report": report, "receipt": seed.receipt}
        received = attempt(form, services.take_in, actor=request.user, mechanism=mechanism, **facts)
        if received is not None:
            return _receipt_page(request, sitting, received, seed, report.language)
    context = {
        "title": _("Report by phone or on paper"),
        "form": form,
        "seed": seed,
        "questions": visible(found, answers, "en") if found else (),
        "languages": languages(),
    }
    return show(request, "intake/form", sitting, "intake", context)


@require_safe
@case_team_page
def paper_form(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """Show the form to print, in one language: for places without a network."""
    sitting = seated_or_404(request, pk, *TAKING_IN)
    spoken = language_of(language)
    if spoken is None:
        raise Http404
    found = _questions_of(sitting.mechanism)
    asked = [_Asked.of(found, one.id, language) for one in found.questions] if found else []
    with override(spoken.code):
        context = {
            "title": _("Form for a report"),
            "spoken": spoken,
            "asked": asked,
            "lines": range(_LINES_FOR_THE_REPORT),
            "mechanism": sitting.mechanism,
            "terms": sitting.mechanism.texts.get(spoken.code, {}).get("terms", ""),
        }
        return render(request, "remedy/workspace/intake/paper.html", context)


@dataclass(frozen=True, slots=True)
class _Seed:
    """The receipt that the form carries, so that the same form sent twice is one report."""

    reference: str
    words: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, request: MemberRequest) -> _Seed:
        """Read it from the form, or draw one."""
        words = tuple(request.POST.get("words", "").split())
        try:
            receipts.secret_bytes(words)
            return cls(receipts.reference_from(request.POST.get("reference", "")), words)
        except BadInputError:
            drawn = receipts.new_receipt()
            return cls(drawn.reference, drawn.words)

    @property
    def receipt(self) -> Receipt:
        """The receipt as it is stored under."""
        return Receipt(self.reference, receipts.secret_bytes(self.words))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of the form on paper: its words, boxes to tick, lines to write on."""

    text: str
    hint: str
    choices: tuple[str, ...]
    lines: range

    @classmethod
    def of(cls, found: QuestionSet, id_: str, language: str) -> _Asked:
        """Put a question into words."""
        texts = found.texts_in(language)
        question = next(one for one in found.questions if one.id == id_)
        words = texts.questions[id_]
        choices = tuple(texts.option(question, one) for one in question.choices)
        return cls(words["text"], words.get("hint", ""), choices, range(_LINES.get(question.kind, 0)))


def _questions_of(mechanism: Mechanism) -> QuestionSet | None:
    return question_set(mechanism.question_set) if mechanism.question_set else None


def _answers(request: MemberRequest, found: QuestionSet | None) -> dict[str, Answer]:
    """Read the answers; those to questions that are not asked any more fall away."""
    if found is None or request.method != "POST":
        return {}
    return checked(found, answers_from(found, request.POST.getlist)).answers


def _report(form: AssistedForm, found: QuestionSet | None, answers: dict[str, Answer]) -> Report:
    said = form.cleaned_data
    return Report(
        text=said["text"],
        language=said["language"],
        standing=said["standing"],
        safe=said["safe"],
        question_set=f"{found.id}.v{found.version}" if found and answers else "",
        answers=answers,
        identity={"name": said["name"]} if said["name"] else {},
        contact={"contact": said["contact"]} if said["contact"] else {},
        consent=said["consent"],
        concerns=[pk for one in said["concerns"] if (pk := key_of(one)) is not None],
        product=said["product"],
    )


def _receipt_page(
    request: MemberRequest, sitting: Sitting, received: Received, seed: _Seed, language: str
) -> HttpResponse:
    """Show the receipt, to be printed and handed over; its words are shown on this page and never again."""
    drawn = receipts.Receipt(received.reference, seed.words)
    context = {
        "title": _("Receipt to hand over"),
        "reference": received.reference,
        "words": list(zip(drawn.words, drawn.numbers, strict=True)),
        "spoken": language_of(language) or language_of(SOURCE),
        "way_back": _way_back(language),
        "back_url": reverse("remedy:intake", args=[sitting.mechanism.pk]),
    }
    return render(request, "remedy/workspace/intake/receipt.html", context)


def _way_back(language: str) -> str:
    """Return the address at which an answer is read, in her language; nothing where no portal is known from here."""
    portal = import_string(settings.PORTAL_ADDRESS)()
    return f"{portal}{in_language(_RETURN, language)}" if portal else ""
