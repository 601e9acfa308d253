"""Who can open a case, what is sealed apart, which cases belong to it, which body it goes to (GP 31 a, b, f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.errors import ConflictError
from knowshow.remedy.forms.casework import GiveForm, LinkForm, RevealForm
from knowshow.remedy.forms.remedying import PacketForm, ReceiptForm, ReferralForm
from knowshow.remedy.models import Appeal, KeyScope, Reveal, RevealState, SeatRole
from knowshow.remedy.selectors import case_page, case_words, sealed_parts
from knowshow.remedy.services import appeals, keys, links, referrals, reveals
from knowshow.remedy.standing import BESIDE, HANDLING
from knowshow.remedy.views.workspace._case import Ask, ask, empty_form, handler_page, show

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from knowshow.remedy.models import CaseKey, Referral, Seat
    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@handler_page
def case_people(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show who can open the case, what is sealed apart and who asked for it, appeals and referrals."""
    case = actor.case
    asked = Reveal.objects.filter(part__case=case).select_related("part", "user").order_by("-pk")
    names = case_page.names_in(case)
    context = {
        "holders": case_page.holders_of(actor),
        "parts": sealed_parts.parts_of(actor),
        "reveals": [
            (one, names.get(one.user_id, ""), case_words.state_words(one), one.user_id == actor.user.pk)
            for one in asked
        ],
        "open_state": RevealState.OPEN,
        "asked_state": RevealState.ASKED,
        "referrals": [(one, case_page.words_of(actor, one.entry)) for one in case.referrals.select_related("entry")],
        "field_words": case_words.FIELDS,
        "appeal": case.appeals.filter(state="open").first(),
        "links": [*case.links.select_related("other"), *case.linked_from.select_related("case")],
        "link_words": case_words.LINKS,
    }
    return show(request, "people", actor, "case_people", context, _("People and keys"))


# ---- keys ----------------------------------------------------------------------------------------------------


@_methods
@handler_page
def key_give(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Let somebody else into the case."""
    found = case_page.seats_to_give(actor, *HANDLING, *BESIDE)
    form = GiveForm(request.POST or None, seats=[(str(one.pk), _seat_words(one)) for one in found])
    page = Ask(
        _("Give the case to somebody"), _("Give the case"), _("The case can be opened by one more person now."),
        back="case_people",
        words=_(
            "The person sees that somebody joined, and in which seat. Interpreters and advisers get no notes. "
            "A reviewer who decides anything in this case cannot look at its appeal any more: keep one out of it."
        ),
    )  # fmt: skip

    def act() -> CaseKey:
        seat = next(one for one in found if str(one.pk) == form.cleaned_data["seat"])
        return keys.give_case(actor=actor, user=seat.user, role=seat.role)

    return ask(request, actor, page, form, act, nobody=not found)


@_methods
@handler_page
def key_take(request: OpenedRequest, actor: Handler, key: int) -> HttpResponseBase:
    """Ask, then end somebody's access."""
    given = get_object_or_404(actor.case.keys.filter(scope__in=(KeyScope.CASE, KeyScope.SHARED)), pk=key)
    form = empty_form(request)
    page = Ask(
        _("Take the case back"), _("Take it back"), _("She cannot open the case any more."), back="case_people",
        words=_("What she has read she has read. From now on nothing new opens for her, and the person sees it."),
        danger=True,
    )  # fmt: skip
    if given.user_id != actor.user.pk:
        return ask(request, actor, page, form, lambda: keys.take_case_back(actor=actor, given=given))
    if request.method == "POST":
        keys.take_case_back(actor=actor, given=given)
        messages.success(request, _("You cannot open the case any more."))
        return redirect("remedy:cases")
    return ask(request, actor, page, form, lambda: None)


@_methods
@handler_page
def reviewer_assign(request: OpenedRequest, actor: Handler, appeal: int) -> HttpResponseBase:
    """Give an appeal to a reviewer who decided nothing in the case."""
    found = get_object_or_404(actor.case.appeals, pk=appeal)
    possible = list(appeals.possible_reviewers(actor))
    labels = case_page.labels_of(actor.case)
    form = GiveForm(
        request.POST or None,
        seats=[(str(one.pk), labels.get((one.pk, SeatRole.REVIEWER), str(one))) for one in possible],
    )
    page = Ask(
        _("Give the appeal to a reviewer"), _("Give the appeal"), _("The reviewer can open the case now."),
        back="case_people",
        words=_("In the list are reviewers who decided nothing here, and whom the report does not concern."),
    )  # fmt: skip

    def act() -> Appeal:
        user = next(one for one in possible if str(one.pk) == form.cleaned_data["seat"])
        return appeals.assign_reviewer(actor=actor, appeal=found, user=user)

    return ask(request, actor, page, form, act, nobody=not possible)


# ---- what is sealed apart ------------------------------------------------------------------------------------


@_methods
@handler_page
def reveal_ask(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Ask to see a name or a contact for some days."""
    parts = {one.what: one for one in actor.case.parts.all()}
    if not parts:
        raise ConflictError("The person gave neither a name nor a contact.")
    form = RevealForm(request.POST or None, parts=parts)
    page = Ask(
        _("Ask to see what is sealed apart"), _("Ask"), _("The person is asked."), back="case_people",
        words=_(
            "It opens for you alone, for these days, once she agrees; with a name also the originals of her files that "
            "stand apart. Each looking is told to her."
        ),
    )  # fmt: skip

    def act() -> Reveal:
        said = dict(form.cleaned_data)
        return reveals.ask_reveal(actor=actor, part=parts[said.pop("what")], **said)

    return ask(request, actor, page, form, act)


@require_POST
@handler_page
def reveal_look(request: OpenedRequest, actor: Handler, reveal: int) -> HttpResponse:
    """Look at what was opened for oneself; the person is told of it. It is asked by a button, never by a link."""
    found = _reveal_or_404(actor, reveal)
    content = reveals.look(actor=actor, reveal=found)
    context = {"what": found.part.get_what_display(), "content": content.items(), "reveal": found}
    return show(request, "revealed", actor, "case_people", context, found.part.get_what_display())


@_methods
@handler_page
def reveal_end(request: OpenedRequest, actor: Handler, reveal: int) -> HttpResponseBase:
    """Close what was open for oneself, or take back what one asked."""
    found = _reveal_or_404(actor, reveal)
    page = Ask(
        _("Close it again"), _("Close it"), _("It is closed."), back="case_people",
        words=_("To see it again you ask again."),
    )  # fmt: skip
    return ask(request, actor, page, empty_form(request), lambda: reveals.end_reveal(actor=actor, reveal=found))


# ---- links ---------------------------------------------------------------------------------------------------


@_methods
@handler_page
def link_add(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Link the case with another."""
    form = LinkForm(request.POST or None)
    page = Ask(_("Link with another case"), _("Link them"), _("The cases are linked."), back="case_people",
               words=_("Nobody who complains is told of another's case."), is_internal=True)  # fmt: skip
    return ask(request, actor, page, form, lambda: links.link_case(actor=actor, **form.cleaned_data))


@require_POST
@handler_page
def link_remove(request: OpenedRequest, actor: Handler, link: int) -> HttpResponseBase:
    """Take a link away."""
    case = actor.case
    found = case.links.filter(pk=link).first() or get_object_or_404(case.linked_from, pk=link)
    links.unlink_case(actor=actor, link=found)
    messages.success(request, _("The cases are not linked any more."))
    return redirect("remedy:case_people", pk=case.pk)


# ---- referrals -----------------------------------------------------------------------------------------------


@_methods
@handler_page
def referral_propose(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Propose to the person that another body deals with it."""
    form = ReferralForm(request.POST or None)
    page = Ask(
        _("Refer, with consent"), _("Ask the person"), _("The person is asked."), back="case_people",
        words=_("Nothing goes to anybody before she agrees, and no more than she ticks."),
    )  # fmt: skip

    def act() -> Referral:
        said = dict(form.cleaned_data)
        return referrals.propose_referral(actor=actor, fields=said.pop("fields_told"), **said)

    return ask(request, actor, page, form, act)


@_methods
@handler_page
def referral_send(request: OpenedRequest, actor: Handler, referral: int) -> HttpResponseBase:
    """Make the packet of what she agreed to."""
    found: Referral = get_object_or_404(actor.case.referrals.select_related("entry"), pk=referral)
    form = PacketForm(request.POST or None, agreed=referrals.agreed_fields(actor, found))
    page = Ask(
        _("Make the packet"), _("Make the packet"), _("The packet is made. Download it, and send it to the body."),
        back="case_people", words=_("The person reads the very packet. What has gone cannot be called back."),
        danger=True,
    )  # fmt: skip

    def act() -> bytes:
        facts = {name: text for name, text in form.cleaned_data.items() if name != "sure"}
        return referrals.send_referral(actor=actor, referral=found, facts=facts)

    return ask(request, actor, page, form, act)


@require_safe
@handler_page
def referral_file(_request: OpenedRequest, actor: Handler, referral: int) -> HttpResponse:
    """Download the packet that goes."""
    found: Referral = get_object_or_404(actor.case.referrals.select_related("entry"), pk=referral)
    sent = referrals.packet_of(actor, found)
    if sent is None:
        raise ConflictError("The packet is not made yet.")
    packet, key = sent
    kind, ending = ("application/octet-stream", "sealed") if key else ("application/json", "json")
    response = HttpResponse(referrals.as_file(packet, key), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="referral-{found.code[:8]}.{ending}"'
    return response


@_methods
@handler_page
def referral_receipt(request: OpenedRequest, actor: Handler, referral: int) -> HttpResponseBase:
    """Write down what the body answered."""
    found = get_object_or_404(actor.case.referrals.select_related("entry"), pk=referral)
    form = ReceiptForm(request.POST or None)
    page = Ask(_("Write down the answer"), _("Save"), _("The answer is written down. The person reads it."),
               back="case_people")  # fmt: skip
    act = referrals.record_receipt
    return ask(request, actor, page, form, lambda: act(actor=actor, referral=found, **form.cleaned_data))


def _reveal_or_404(actor: Handler, pk: int) -> Reveal:
    mine = Reveal.objects.filter(part__case=actor.case, user=actor.user).select_related("part")
    return get_object_or_404(mine, pk=pk)


def _seat_words(seat: Seat) -> str:
    return f"{seat.label} ({seat.get_role_display()})"
