"""How a mechanism works: what it lacks before it opens, basics, clocks, texts, questions (GP 31 b, c)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.errors import BadInputError
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, case_team_page, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.remedy.forms.mechanisms import (
    BasicsForm,
    ClocksForm,
    NameForm,
    QuestionsForm,
    TextsForm,
    basics_of,
    clocks_of,
)
from knowshow.remedy.rules.clocks import ClockPolicy
from knowshow.remedy.rules.languages import PARTS, language_of, languages
from knowshow.remedy.rules.questions import question_set, visible
from knowshow.remedy.rules.working_days import Calendar
from knowshow.remedy.services import mechanisms as services
from knowshow.remedy.views.workspace._mechanism import administered_or_404, confirm, show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.forms import Form

    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.rules.languages import Language
    from knowshow.remedy.selectors.seated import Sitting

#: Days of the calendar that the preview shows.
_PREVIEWED: Final = 60


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def mechanism_add(request: MemberRequest) -> HttpResponse:
    """Make a mechanism, which stays closed until it is ready."""
    require(request.user, Permission.MANAGE, request.organisation)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = services.make_mechanism
        made = attempt(form, act, actor=request.user, organisation=request.organisation, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("The mechanism is made. It takes no reports before it is ready."))
            return redirect("remedy:settings", pk=made.pk)
    title = _("Add a mechanism")
    context = {"title": title, "form": form, "crumbs": [(_("Mechanisms"), reverse("remedy:mechanisms")), (title, "")]}
    return render(request, "remedy/workspace/mechanism/add.html", context)


@require_safe
@case_team_page
def settings(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how a mechanism stands: what it lacks, its parts, who has read which translation."""
    sitting = administered_or_404(request, pk)
    mechanism, words = sitting.mechanism, _words_of_lacks()
    context = {
        "title": _("Settings"),
        "lacks": [(words[code], reverse(f"remedy:{page}", args=[pk])) for code, page in _missing(mechanism)],
        "languages": [_language_row(mechanism, one) for one in languages()],
        "questions": _questions_title(mechanism),
    }
    return show(request, "mechanism/settings", sitting, "settings", context, (_("Settings"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def basics(request: MemberRequest, pk: int) -> HttpResponse:
    """Change name, languages, products and how long things are kept."""
    sitting = administered_or_404(request, pk)
    form = BasicsForm(request.POST or None, initial=basics_of(sitting.mechanism))
    if _is_saved(request, sitting, form):
        return redirect("remedy:settings", pk=pk)
    return _form_page(request, sitting, form, _("Basics"))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def clocks(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the working days and how many each step may take; show what they mean from today on."""
    sitting = administered_or_404(request, pk)
    form = ClocksForm(request.POST or None, initial=clocks_of(sitting.mechanism))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "preview" not in request.POST and _is_saved(request, sitting, form):
        return redirect("remedy:clocks", pk=pk)
    facts = form.facts() if form.is_bound and form.is_valid() else _stored(sitting.mechanism)
    context = {"title": _("Clocks"), "form": form, "preview": _preview(facts)}
    return show(request, "mechanism/clocks", sitting, "settings", context, _step(pk), (_("Clocks"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def texts(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """Change what the public reads in one language."""
    sitting = administered_or_404(request, pk)
    spoken = language_of(language)
    if spoken is None:
        raise Http404
    form = TextsForm(request.POST or None, initial=sitting.mechanism.texts.get(language, {}))
    if request.method == "POST" and form.is_valid():
        act, mechanism = services.change_texts, sitting.mechanism
        if succeeds(form, act, actor=request.user, mechanism=mechanism, language=language, texts=form.cleaned_data):
            messages.success(request, _("Saved."))
            return redirect("remedy:settings", pk=pk)
    return _form_page(request, sitting, form, _("Texts: %(language)s") % {"language": spoken.name})


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def questions(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the questions; show them in each language."""
    sitting = administered_or_404(request, pk)
    mechanism = sitting.mechanism
    form = QuestionsForm(request.POST or None, initial={"question_set": mechanism.question_set})
    if _is_saved(request, sitting, form, **(form.cleaned_data if form.is_bound and form.is_valid() else {})):
        return redirect("remedy:questions", pk=pk)
    language = language_of(request.GET.get("language", "")) or languages()[0]
    context: dict[str, object] = {"title": _("Questions"), "form": form, "shown_in": language, "languages": languages()}
    context["is_checked"] = language.is_reviewed("questions")
    if mechanism.question_set:
        found = question_set(mechanism.question_set)
        shown = visible(found, {}, language.code)
        context |= {"shown": shown, "more": len(found.questions) - len(shown)}
    return show(request, "mechanism/questions", sitting, "settings", context, _step(pk), (_("Questions"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def mechanism_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take no new reports."""
    sitting = administered_or_404(request, pk)
    if request.method == "POST":
        services.close_mechanism(actor=request.user, mechanism=sitting.mechanism)
        messages.success(request, _("The mechanism takes no new reports."))
        return redirect("remedy:settings", pk=pk)
    return confirm(
        request,
        sitting,
        title=_("Take no new reports"),
        words=_("People who come are told so. Cases that are here go on, and every receipt still opens its case."),
        verb=_("Close the mechanism"),
        back_url=reverse("remedy:settings", args=[pk]),
        danger=True,
    )


@require_POST
@case_team_page
def mechanism_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Take reports from now on."""
    sitting = administered_or_404(request, pk)
    services.open_mechanism(actor=request.user, mechanism=sitting.mechanism)
    messages.success(request, _("The mechanism takes reports from now on."))
    return redirect("remedy:settings", pk=pk)


def _is_saved(request: MemberRequest, sitting: Sitting, form: BasicsForm | ClocksForm | Form, **facts: object) -> bool:
    """Whether the form was sent, and the service took it."""
    if request.method != "POST" or not form.is_valid():
        return False
    said = form.facts() if isinstance(form, BasicsForm | ClocksForm) else facts
    saved = succeeds(form, services.change_mechanism, actor=request.user, mechanism=sitting.mechanism, **said)
    if saved:
        messages.success(request, _("Saved."))
    return saved


def _form_page(request: MemberRequest, sitting: Sitting, form: Form, title: str) -> HttpResponse:
    context = {"title": title, "form": form}
    return show(request, "mechanism/form", sitting, "settings", context, _step(sitting.mechanism.pk), (title, ""))


def _step(pk: int) -> tuple[object, str]:
    return (_("Settings"), reverse("remedy:settings", args=[pk]))


# ---- what it lacks -----------------------------------------------------------------------------------------


def _missing(mechanism: Mechanism) -> list[tuple[str, str]]:
    """Return what is missing before it opens, each with the page where it is mended."""
    pages = {"intake_key": "team", "recovery_key": "trustees", "clocks": "clocks", "terms": "settings"}
    return [(code, pages.get(code, "questions")) for code in services.missing(mechanism)]


def _words_of_lacks() -> dict[str, str]:
    return {
        "intake_key": _("Nobody with an intake seat has a case key: no report could be read."),
        "recovery_key": _("The trustees have no recovery key: a lost key would lose cases."),
        "clocks": _("The clocks are not set: nobody would know when to expect an answer."),
        "terms": _("The terms are written in no language yet."),
        "questions": _("No questions are chosen."),
    }


def _language_row(mechanism: Mechanism, language: Language) -> dict[str, object]:
    """Return who has read what of a language, and which texts the mechanism has in it."""
    said = mechanism.texts.get(language.code, {})
    return {
        "language": language,
        "parts": [(part, language.is_reviewed(part)) for part in PARTS],
        "is_answered": language.code in mechanism.languages,
        "written": sum(bool(said.get(name)) for name in services.TEXTS),
        "of": len(services.TEXTS),
    }


def _questions_title(mechanism: Mechanism) -> str:
    return question_set(mechanism.question_set).texts_in("en").title if mechanism.question_set else ""


# ---- clocks ------------------------------------------------------------------------------------------------


def _stored(mechanism: Mechanism) -> Mapping[str, object]:
    return {
        "country": mechanism.country,
        "weekend": mechanism.weekend,
        "closed_days": mechanism.closed_days,
        "clocks": mechanism.clocks,
    }


def _preview(facts: Mapping[str, object]) -> dict[str, object]:
    """Return what the clocks mean for a report of today, and the next days without work."""
    today = timezone.localdate()
    try:
        calendar = Calendar.of(facts["country"], facts["weekend"], facts["closed_days"])  # type: ignore[arg-type]
        policy = ClockPolicy.of(facts["clocks"])  # type: ignore[arg-type]
    except BadInputError:
        return {}
    acknowledged = calendar.add(today, policy.acknowledged)
    admissible = calendar.add(acknowledged, policy.admissible)
    days = [today + timedelta(days=n) for n in range(1, _PREVIEWED)]
    return {
        "acknowledged": acknowledged,
        "admissible": admissible,
        "assessed": calendar.add(admissible, policy.assessed),
        "free": [day for day in days if not calendar.is_working(day) and _is_noted(day)],
    }


def _is_noted(day: date) -> bool:
    """Leave ordinary Saturdays and Sundays out of the list: nobody needs to be told of them."""
    return day.weekday() < 5  # noqa: PLR2004
