"""The cases of a group on one page, and what is done for all of them at once (GP 29, 31 b, f, h)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import attempt
from knowshow.remedy.forms.casework import ReasonForm, TextForm
from knowshow.remedy.forms.remedying import OfferForm, Parts, ProveAllForm
from knowshow.remedy.models import RemedyKind
from knowshow.remedy.selectors.group_page import group_page, owed_kinds
from knowshow.remedy.services import groups
from knowshow.remedy.services.messages import are_safe_to_answer
from knowshow.remedy.views.workspace._case import Ask, handler_page, show, titled
from knowshow.remedy.views.workspace.remedy import found_in, proposed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.forms import Form
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.rules.remedies import Finding
    from knowshow.remedy.selectors.group_page import GroupPage
    from knowshow.remedy.services.groups import Done
    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

#: Cases with their last entries, as the page of a group writes them into its forms.
_SEEN: Final = re.compile(r"[0-9]{1,18}-[0-9]{1,9}(\.[0-9]{1,18}-[0-9]{1,9})*", re.ASCII)

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@handler_page
def case_group(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """List the cases of the group, each with its stage and how far its remedy has come."""
    found = _page(actor)
    context = {"group": found, "can_prove": any(one.agreed > one.proven for one in found.members)}
    return show(request, "group", actor, "case_people", context, _("Group"))


@require_POST
@handler_page
def group_gather(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Make one group of the reports that came with the same code."""
    added = groups.gather(actor=actor)
    said = ngettext("{count} report joined the group.", "{count} reports joined the group.", added)
    messages.success(request, said.format(count=added))
    return redirect("remedy:case_group", pk=actor.case.pk)


@_methods
@handler_page
def group_acknowledge(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Tell each whose report waits for it that it has arrived."""
    form = ReasonForm(request.POST or None)
    page = Ask(_("Acknowledge all"), _("Tell each of them"), _("Each is told that her report has arrived."),
               back="case_group", words=_("Only those are told to whom it was not said yet."))  # fmt: skip

    def act() -> Done:
        return groups.acknowledge_all(actor=actor, text=form.cleaned_data["reason"], seen=_seen(request))

    return _ask(request, actor, page, form, act)


@_methods
@handler_page
def group_answer(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Write the same to each."""
    form = TextForm(request.POST or None)
    page = Ask(
        _("Write to all"), _("Send it to each of them"), _("It is sent to each of them."), back="case_group",
        words=_("It goes to each apart. Give nobody away: no name, no count, no detail of another's case. Who said "
                "that it is not safe to answer is left out."),
    )  # fmt: skip

    def act() -> Done:
        return groups.answer_all(actor=actor, text=form.cleaned_data["text"], seen=_seen(request))

    return _ask(request, actor, page, form, act)


@_methods
@handler_page
def group_offer(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Offer the same remedies to each."""
    form = OfferForm(request.POST or None)
    parts = Parts(request.POST or None, prefix="part")
    found: tuple[Finding, ...] | None = None
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        proposed, said = proposed_in(parts), form.cleaned_data
        found = found_in(form, [one.case for one in groups.group_of(actor).members], proposed)
    if found is not None and form.confirms(found):
        done = attempt(
            form, groups.offer_all, actor=actor, text=said["text"],
            remedies=proposed, terms=form.terms(), open_until=said["open_until"], lost_money=said["lost_money"],
            seen=_seen(request),
        )  # fmt: skip
        if done is not None:
            _say(request, done, _("The offer is made to each of them. Each decides for herself."))
            return redirect("remedy:case_group", pk=actor.case.pk)
    context = {
        "title": titled(_("Offer the same to all"), actor),
        "form": form,
        "parts": parts,
        "found": found,
        "group": _page(actor),
    }
    return show(request, "offer", actor, "case_people", context, _("Offer the same to all"))


@_methods
@handler_page
def group_prove(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Show each to whom a remedy of one kind is owed that it was carried out."""
    kinds = owed_kinds(groups.group_of(actor).members)
    form = ProveAllForm(request.POST or None, kinds=_with_posted(request, kinds))
    page = Ask(
        _("Show all that it was carried out"), _("Show each of them"), _("Each is asked whether it was carried out."),
        back="case_group", words=_("Say what was done, when, and how each can see it. Each verifies for herself."),
    )  # fmt: skip

    def act() -> Done:
        return groups.prove_all(actor=actor, **form.cleaned_data, seen=_seen(request))

    return _ask(request, actor, page, form, act, nobody=not kinds)


def _ask(
    request: OpenedRequest, actor: Handler, page: Ask, form: Form, act: Callable[[], Done], **more: object
) -> HttpResponseBase:
    """Show a form; when it is sent, act on each case, and say on which it was not done, and why."""
    if request.method == "POST" and form.is_valid():
        done = attempt(form, act)
        if done is not None:
            _say(request, done, page.said)
            return redirect("remedy:case_group", pk=actor.case.pk)
    back = reverse("remedy:case_group", args=[actor.case.pk])
    shared = {"title": titled(page.title, actor), "page": page, "form": form, "back_url": back}
    context = {**shared, "group": _page(actor), **more}
    return show(request, "form", actor, "case_people", context, page.title)


def _page(actor: Handler) -> GroupPage:
    found = groups.group_of(actor)
    return group_page(
        found.members, closed_to_her=found.closed_to_her, same_code=len(groups.of_same_code(actor)),
        safe=are_safe_to_answer(found.members), damaged=[one.reference for one in found.left],
    )  # fmt: skip


def _seen(request: OpenedRequest) -> dict[int, int] | None:
    """Return what the page showed from which a form comes: its cases, each with its last entry."""
    said = request.POST.get("seen", "")
    if not _SEEN.fullmatch(said):
        return None
    pairs = (one.split("-") for one in said.split("."))
    return {int(case): int(entry) for case, entry in pairs}


def _with_posted(request: OpenedRequest, kinds: Sequence[tuple[str, StrOrPromise]]) -> list[tuple[str, StrOrPromise]]:
    """Add the kind that was sent: what was shown meanwhile is owed no more, and is answered alike."""
    posted, offered = request.POST.get("kind"), dict(kinds)
    return [*kinds, *((one.value, one.label) for one in RemedyKind if one == posted and one not in offered)]


def _say(request: OpenedRequest, done: Done, said: str) -> None:
    if done.done:
        count = ngettext("{count} case", "{count} cases", len(done.done)).format(count=len(done.done))
        messages.success(request, f"{said} ({count})")
    for one in done.left:
        messages.warning(request, f"{one.reference}: {one.why}")
