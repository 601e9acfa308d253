"""How long a case is kept: a legal hold, and the answer to a person who asks that everything be erased (GP 31 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation.forms.attempts import attempt
from knowshow.remedy.forms.casework import ErasureForm, HoldForm
from knowshow.remedy.services import retention
from knowshow.remedy.views.workspace._case import Ask, ask, empty_form, handler_page

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_methods = require_http_methods(["GET", "HEAD", "POST"])


@_methods
@handler_page
def hold(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Keep a case whatever its time."""
    form = HoldForm(request.POST or None)
    page = Ask(
        _("Keep the case for a legal reason"), _("Keep it"), _("The case is kept. The person reads why."),
        back="case_history", words=_("It is not erased before you lift this."),
    )  # fmt: skip
    return ask(request, actor, page, form, lambda: retention.set_hold(actor=actor, reason=form.cleaned_data["reason"]))


@_methods
@handler_page
def hold_lift(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Let the time of a case run on."""
    page = Ask(
        _("Lift the legal reason"), _("Lift it"), _("The time of the case runs on."), back="case_history",
        words=_("The case is erased when its time is over. The person is told before."),
    )  # fmt: skip
    return ask(request, actor, page, empty_form(request), lambda: retention.lift_hold(actor=actor))


@_methods
@handler_page
def erasure(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Answer the person who asks that everything be erased."""
    if actor.case.erasure_asked_on is None:
        raise ConflictError("Nobody asks for erasure here.")
    form = ErasureForm(request.POST or None)
    page = Ask(
        _("Answer the request to erase"), _("Answer"), _("She reads why not."),
        words=_("It is her right to ask. A legal hold is told, never hidden."), danger=True,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.cleaned_data["agrees"] == "yes":
        attempt(form, _erase, actor, form)
        if not form.errors:
            messages.success(request, _("The case is erased."))
            return redirect("remedy:cases")
        return ask(request, actor, page, form, lambda: None)
    act = retention.answer_erasure
    return ask(request, actor, page, form, lambda: act(actor=actor, agrees=False, reason=form.cleaned_data["reason"]))


def _erase(actor: Handler, form: ErasureForm) -> None:
    if not form.cleaned_data["sure"]:
        raise BadInputError("Confirm this first: it cannot be undone.", place=Place(field="sure"))
    retention.answer_erasure(actor=actor, agrees=True, reason="")
