"""The remedy of a case: offers, counter-proposals, proofs, what the person verified; the appeal (GP 25, 31 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.foundation.forms.attempts import attempt
from knowshow.remedy.forms.casework import DecideAppealForm, ReasonForm, TextForm
from knowshow.remedy.forms.remedying import CounterForm, ExtendForm, OfferForm, Parts
from knowshow.remedy.models import OWED, Appeal, Offer, Remedy, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors import case_page, case_words
from knowshow.remedy.services import appeals, offers, remedies
from knowshow.remedy.views.workspace._case import (
    Ask,
    ask,
    case_page_view,
    handler_page,
    second_look,
    show,
    stage_of,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from knowshow.remedy.forms.remedying import PartForm
    from knowshow.remedy.models import Case
    from knowshow.remedy.rules.remedies import Finding
    from knowshow.remedy.services.offers import Proposed
    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_methods = require_http_methods(["GET", "HEAD", "POST"])
_OFFERABLE = (Stage.ASSESSED, Stage.DIALOGUE, Stage.REMEDY_OFFERED)


@require_safe
@case_page_view
def case_remedy(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show what was offered and agreed, and how far it has come."""
    found = case_page.offers_of(actor)
    context = {
        "offers": found,
        "may_offer": actor.handles and stage_of(actor) in _OFFERABLE,
        "states": case_words.OFFERS,
        "provable": OWED,
        "appeals": [
            (one, _opened_appeal(actor, one)) for one in actor.case.appeals.select_related("entry", "decision")
        ],
        "may_decide": actor.role == SeatRole.REVIEWER,
    }
    return show(request, "remedy", actor, "case_remedy", context, _("Remedy"))


@_methods
@handler_page
def offer_make(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Offer remedies, part by part."""
    form = OfferForm(request.POST or None)
    parts = Parts(request.POST or None, prefix="part")
    found: tuple[Finding, ...] | None = None
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        proposed, said = proposed_in(parts), form.cleaned_data
        found = found_in(form, [actor.case], proposed)
    if found is not None and form.confirms(found):
        attempt(
            form, offers.make_offer, actor=actor, text=said["text"], remedies=proposed, terms=form.terms(),
            open_until=said["open_until"], lost_money=said["lost_money"],
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _("The offer is made. The person decides, and may take advice."))
            return redirect("remedy:case_remedy", pk=actor.case.pk)
    context = {
        "title": titled(_("Make an offer"), actor),
        "form": form,
        "parts": parts,
        "found": found,
        "second_look": second_look(request, actor),
    }
    return show(request, "offer", actor, "case_remedy", context, _("Make an offer"))


def proposed_in(parts: Iterable[PartForm]) -> list[Proposed]:
    """Return the parts of an offer that were filled in."""
    return [one for row in parts if (one := row.proposed())]


def found_in(form: OfferForm, cases: Sequence[Case], proposed: Sequence[Proposed]) -> tuple[Finding, ...] | None:
    """Return what is to be read before an offer goes out; nothing where it may not be made, which the form says."""
    mechanism, said = cases[0].mechanism, form.cleaned_data
    checked = attempt(form, offers.check_terms, mechanism, proposed, form.terms(), said["open_until"])
    return None if checked is None else offers.questions_of(cases, checked, lost_money=said["lost_money"])


@_methods
@handler_page
def offer_extend(request: OpenedRequest, actor: Handler, offer: int) -> HttpResponseBase:
    """Leave an offer open for longer."""
    found = get_object_or_404(actor.case.offers, pk=offer)
    form = ExtendForm(request.POST or None)
    page = Ask(
        _("Give more time"), _("Give more time"), _("The offer stays open for longer."), back="case_remedy",
        words=_("She may always have more time. An offer is never cut short."),
    )  # fmt: skip
    act = offers.extend_offer
    return ask(
        request, actor, page, form, lambda: act(actor=actor, offer=found, open_until=form.cleaned_data["open_until"])
    )


@_methods
@handler_page
def offer_withdraw(request: OpenedRequest, actor: Handler, offer: int) -> HttpResponseBase:
    """Ask, then take an offer back."""
    found = get_object_or_404(actor.case.offers, pk=offer)
    form = ReasonForm(request.POST or None)
    page = Ask(
        _("Take the offer back"), _("Take the offer back"), _("The offer is taken back."), back="case_remedy",
        words=_("It cannot be accepted any more. You owe the person another offer."), danger=True,
    )  # fmt: skip
    act = offers.withdraw_offer
    return ask(request, actor, page, form, lambda: act(actor=actor, offer=found, reason=form.cleaned_data["reason"]))


@_methods
@handler_page
def counter_answer(request: OpenedRequest, actor: Handler, offer: int) -> HttpResponseBase:
    """Answer what the person proposed."""
    found = get_object_or_404(actor.case.offers.filter(is_from_person=True), pk=offer)
    form = CounterForm(request.POST or None)
    page = Ask(
        _("Answer her proposal"), _("Answer"), _("Her proposal is answered."), back="case_remedy",
        words=_("A yes is an agreement: she has signed what she proposed, word for word. It cannot be undone."),
    )  # fmt: skip

    def act() -> Offer:
        said = dict(form.cleaned_data)
        return offers.answer_counter(actor=actor, counter=found, accepts=said.pop("accepts") == "yes", **said)

    return ask(request, actor, page, form, act, proposal=case_page.offer_of(actor, found))


@_methods
@handler_page
def remedy_prove(request: OpenedRequest, actor: Handler, remedy: int) -> HttpResponseBase:
    """Show that a remedy was carried out."""
    found: Remedy = get_object_or_404(actor.case.remedies.select_related("offer__entry"), pk=remedy)
    form = TextForm(request.POST or None)
    page = Ask(
        _("Show that it was carried out"), _("Show the person"), _("The person is asked whether it was carried out."),
        back="case_remedy",
        words=_("Say what was done, when, and how she can see it. Add files on the page of facts and evidence."),
    )  # fmt: skip
    act = remedies.prove_remedy
    return ask(request, actor, page, form, lambda: act(actor=actor, remedy=found, text=form.cleaned_data["text"]))


@_methods
@handler_page
def appeal_decide(request: OpenedRequest, actor: Handler, appeal: int) -> HttpResponseBase:
    """Decide an appeal as its reviewer."""
    found = get_object_or_404(actor.case.appeals, pk=appeal)
    form = DecideAppealForm(request.POST or None)
    page = Ask(
        _("Decide the appeal"), _("Decide the appeal"), _("The appeal is decided, and the person reads why."),
        back="case_remedy", words=_("This cannot be undone."), danger=True,
    )  # fmt: skip

    def act() -> Appeal:
        said = dict(form.cleaned_data)
        stands = said.pop("stands") == "yes"
        to = Stage(said["to"]) if said["to"] and not stands else None
        return appeals.decide_appeal(
            actor=actor, appeal=found, stands=stands, to=to, text=said["text"], other_routes=said["other_routes"]
        )

    return ask(request, actor, page, form, act, original=_opened_appeal(actor, found))


def _opened_appeal(actor: Handler, appeal: Appeal) -> case_page.Opened:
    return case_page.opened(actor, [appeal.entry])[0]
