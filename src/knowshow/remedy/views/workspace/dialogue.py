"""The dialogue of a case: what both sides wrote, the answer, notes, translations, advice (GP 31 b, d, h)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.foundation.forms.attempts import succeeds
from knowshow.remedy.filing.reviewers import possible_reviewers
from knowshow.remedy.forms.casework import AnswerForm, InternalForm, TextForm, TranslationForm
from knowshow.remedy.models import Audience, EntryKind, SeatRole
from knowshow.remedy.selectors import case_page, case_words, sealed_parts
from knowshow.remedy.selectors.cases import cases_visible_to
from knowshow.remedy.services import messages, stages
from knowshow.remedy.views.workspace._case import Ask, ask, case_page_view, handler_page, show, stage_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from knowshow.remedy.models import Entry
    from knowshow.remedy.selectors.case_page import Opened
    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

#: What stands in the dialogue: not what tells only the team's own work.
_LEFT_OUT = (EntryKind.CODING, EntryKind.PLAN)


@require_safe
@case_page_view
def case(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show the dialogue; what the person wrote is read from now on."""
    return _page(request, actor, _answer_form(request, actor))


@require_http_methods(["POST"])
@handler_page
def answer(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Send an answer, or show it to the interpreter first."""
    form = _answer_form(request, actor, bound=True)
    if form.is_valid() and _is_written(request, actor, form):
        return redirect("remedy:case", pk=actor.case.pk)
    return _page(request, actor, form)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def note(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Add a note that stays with the team."""
    form = InternalForm(request.POST or None)
    page = Ask(_("Add a note"), _("Add the note"), _("The note is added."), is_internal=True)
    return ask(request, actor, page, form, lambda: messages.write_note(actor=actor, text=form.cleaned_data["text"]))


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def material(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Show the person what the other side says."""
    form = TextForm(request.POST or None)
    page = Ask(
        _("Show what the other side says"),
        _("Show it to the person"),
        _("The person can read it now."),
        back="case_facts",
        words=_("She reads it before anything is decided on it. Leave out what gives others away."),
    )
    return ask(request, actor, page, form, lambda: messages.show_material(actor=actor, text=form.cleaned_data["text"]))


@require_http_methods(["GET", "HEAD", "POST"])
@case_page_view
def advice(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Say something as the independent adviser."""
    if actor.role != SeatRole.ADVISER:
        raise Http404
    form = TextForm(request.POST or None)
    page = Ask(_("Give advice"), _("Give this advice"), _("Both sides can read it now."))
    return ask(request, actor, page, form, lambda: messages.advise(actor=actor, text=form.cleaned_data["text"]))


@require_http_methods(["GET", "HEAD", "POST"])
@case_page_view
def translation(request: OpenedRequest, actor: Handler, number: int) -> HttpResponseBase:
    """Put what an entry says into another language."""
    entry = _entry_or_404(actor, number)
    form = TranslationForm(request.POST or None, case=actor.case)
    page = Ask(_("Translate"), _("Add the translation"), _("The translation is added."), is_internal=True)
    return ask(
        request, actor, page, form,
        lambda: messages.translate(actor=actor, entry=entry, **form.cleaned_data),
        original=case_page.opened(actor, [entry])[0],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def draft_send(request: OpenedRequest, actor: Handler, number: int) -> HttpResponseBase:
    """Ask, then send what the interpreter looked at."""
    draft = _entry_or_404(actor, number)
    entries = case_page.opened(actor)
    form = AnswerForm(request.POST or None, is_unsafe=case_page.safe_of(entries) == "no")
    del form.fields["text"]
    page = Ask(_("Send the draft"), _("Send it to the person"), _("The answer is sent."),
               words=_("The person reads it, and the translation if there is one."))  # fmt: skip
    return ask(
        request, actor, page, form,
        lambda: messages.send_draft(
            actor=actor, draft=draft, although_unsafe=bool(form.cleaned_data.get("although_unsafe"))
        ),
        original=next((one for one in entries if one.entry.number == number), None),
    )  # fmt: skip


def _page(request: OpenedRequest, actor: Handler, form: AnswerForm) -> HttpResponse:
    entries = case_page.opened(actor)
    messages.mark_read(actor=actor)
    offers = case_page.offers_of(actor)
    context = {
        "entries": [one for one in entries if not _is_left_out(one)],
        "form": form,
        "may_translate": actor.handles or actor.role == SeatRole.INTERPRETER,
        "may_advise": actor.role == SeatRole.ADVISER,
        "has_interpreter": actor.case.keys.filter(role=SeatRole.INTERPRETER).exists(),
        "stage": stage_of(actor),
        "her_time": stages.her_time(actor),
        "answered": _answered(entries),
        **_aside(request, actor, entries),
        "offer": offers[0] if offers else None,
    }
    return show(request, "dialogue", actor, "case", context)


def _is_left_out(one: Opened) -> bool:
    return one.entry.kind in _LEFT_OUT or bool(one.content.get("task"))


def _aside(request: OpenedRequest, actor: Handler, entries: list[Opened]) -> dict[str, object]:
    case = actor.case
    appeal = case.appeals.filter(state="open").first()
    return {
        "severity": case_page.severity_of(actor, entries),
        "risk": case_words.RISK.get(case.retaliation_risk, ""),
        "urgency": case_words.URGENCY.get(case.urgency, ""),
        "safe": case_words.SAFE.get(case_page.safe_of(entries), ""),
        "is_unsafe": case_page.safe_of(entries) == "no",
        "check_ins": case.check_ins.filter(done_on=None),
        "retaliation": case.retaliation_reports.filter(answered_on=None).first(),
        "parts": sealed_parts.parts_of(actor),
        "links": _links(request, actor) if actor.handles else [],
        "referral": case.referrals.first(),
        "appeal": appeal,
        "nobody": bool(appeal and not appeal.reviewer_id) and not possible_reviewers(case, actor.secrets).exists(),
        "pause": case.pauses.filter(until=None).first(),
        "pauses": case_words.PAUSES,
    }


def _links(request: OpenedRequest, actor: Handler) -> list[dict[str, object]]:
    """Name the cases that belong to this one; another's page opens only for who was given it."""
    case = actor.case
    found = [(one, one.other) for one in case.links.select_related("other")]
    found += [(one, one.case) for one in case.linked_from.select_related("case")]
    mine = set(cases_visible_to(request.user, request.organisation).values_list("pk", flat=True))
    return [
        {"link": link, "other": other, "words": case_words.LINKS.get(link.kind, link.kind), "opens": other.pk in mine}
        for link, other in found
    ]


def _answered(entries: list[Opened]) -> set[int]:
    """Return the drafts that were sent."""
    return {one.entry.about.number for one in entries if one.entry.about and one.entry.audience == Audience.BOTH}


def _answer_form(request: OpenedRequest, actor: Handler, *, bound: bool = False) -> AnswerForm:
    is_unsafe = actor.handles and messages.is_safe_to_answer(actor) == "no"
    return AnswerForm(request.POST if bound else None, is_unsafe=is_unsafe)


def _is_written(request: OpenedRequest, actor: Handler, form: AnswerForm) -> bool:
    text = form.cleaned_data["text"]
    if "draft" in request.POST:
        said, act = _("The interpreter can look at it now. The person does not see it yet."), messages.draft_answer
        done = succeeds(form, act, actor=actor, text=text)
    else:
        said = _("The answer is sent.")
        although = bool(form.cleaned_data.get("although_unsafe"))
        done = succeeds(form, messages.answer, actor=actor, text=text, although_unsafe=although)
    if done:
        notices.success(request, said)
    return done


def _entry_or_404(actor: Handler, number: int) -> Entry:
    found = case_page.entries_for(actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found
