"""Steps of a case, each with the reason that both sides read; endings with the whole letter (GP 29, 31 c, e, f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.errors import ConflictError
from knowshow.remedy.forms.casework import (
    AdmissibleForm,
    AssessForm,
    CloseForm,
    DialogueForm,
    PauseForm,
    ReasonForm,
)
from knowshow.remedy.rules.stages import Outcome, Who, endings
from knowshow.remedy.services import stages
from knowshow.remedy.views.workspace._case import Ask, ask, empty_form, handler_page, stage_of

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_methods = require_http_methods(["GET", "HEAD", "POST"])


@_methods
@handler_page
def acknowledge(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Tell the person that her report has arrived."""
    form = ReasonForm(request.POST or None)
    page = Ask(_("Acknowledge"), _("Tell the person"), _("The person is told that her report has arrived."))
    return ask(request, actor, page, form, lambda: stages.acknowledge(actor=actor, text=form.cleaned_data["reason"]))


@_methods
@handler_page
def admissible(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Decide whether it can be dealt with here."""
    form = AdmissibleForm(request.POST or None)
    page = Ask(
        _("Decide whether we take it up"),
        _("Tell the person"),
        _("The decision is made, and the person reads it."),
        words=_("A no closes the case. It needs the reason, where else she can turn, and how she can appeal."),
    )

    def act() -> object:
        said = dict(form.cleaned_data)
        return stages.decide_admissible(actor=actor, is_admissible=said.pop("is_admissible") == "yes", **said)

    return ask(request, actor, page, form, act)


@_methods
@handler_page
def assess(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Say what was found."""
    form = AssessForm(request.POST or None)
    page = Ask(_("Say what was found"), _("Tell the person"), _("The assessment is done, and the person reads it."))

    def act() -> object:
        said = form.cleaned_data
        return stages.assess(actor=actor, reason=said["reason"], decided_outside=said["decided_outside"] == "yes")

    return ask(request, actor, page, form, act)


@_methods
@handler_page
def dialogue_open(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Open the dialogue about a remedy."""
    form = DialogueForm(request.POST or None)
    page = Ask(_("Open the dialogue"), _("Tell the person"), _("The dialogue is open."))
    return ask(request, actor, page, form, lambda: stages.open_dialogue(actor=actor, **form.cleaned_data))


@_methods
@handler_page
def close(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """End a case, with the whole letter."""
    possible = endings(stage_of(actor), Who.HANDLER)
    if not possible:
        raise ConflictError("A case does not end at this stage. What it waits for stands on its page.")
    stages.require_open_to_end(actor=actor)
    form = CloseForm(request.POST or None, outcomes=possible)
    page = Ask(
        _("Close the case"),
        _("Close the case"),
        _("The case is closed. The person reads why, where else she can turn, and how she can appeal."),
        words=_(
            "An offer that is still open is taken back. The person can appeal. Taking it up again needs a reason that "
            "she reads."
        ),
        danger=True,
    )

    def act() -> object:
        said = form.cleaned_data
        letter = {name: said[name] for name in ("reason", "other_routes", "appeal")}
        return stages.close(actor=actor, outcome=Outcome(said["outcome"]), **letter)

    return ask(request, actor, page, form, act)


@_methods
@handler_page
def reopen(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Take up a closed case again."""
    form = ReasonForm(request.POST or None)
    page = Ask(_("Take the case up again"), _("Take it up again"), _("The case runs again."))
    return ask(request, actor, page, form, lambda: stages.reopen(actor=actor, reason=form.cleaned_data["reason"]))


@_methods
@handler_page
def pause(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Let our clock stand still."""
    form = PauseForm(request.POST or None)
    page = Ask(
        _("Stop our clock"),
        _("Stop the clock"),
        _("Our clock stands still. The person sees it, and why."),
        words=_("Only our own clock stops, and the person reads why."),
    )
    return ask(request, actor, page, form, lambda: stages.pause_clock(actor=actor, **form.cleaned_data))


@_methods
@handler_page
def resume(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Let our clock run on."""
    page = Ask(
        _("Let the clock run on"),
        _("Let it run on"),
        _("Our clock runs on."),
        words=_("The days on which it stood still are added."),
    )
    return ask(request, actor, page, empty_form(request), lambda: stages.resume_clock(actor=actor))
