"""Tasks, the safety plan with its check-ins, reports of retaliation (GP 29, 31 b, c, f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.remedy.forms.casework import CheckInForm, PlanForm, TaskForm, TextForm
from knowshow.remedy.models import EntryKind
from knowshow.remedy.selectors import case_page, case_words
from knowshow.remedy.services import safety, tasks
from knowshow.remedy.views.workspace._case import Ask, ask, handler_page, show

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from knowshow.foundation.models import User
    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@handler_page
def case_tasks(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show what is to be done."""
    context = {"todos": case_page.tasks_of(actor)}
    return show(request, "tasks", actor, "case_tasks", context, _("Tasks"))


@_methods
@handler_page
def task_add(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Give somebody something to do."""
    form = TaskForm(
        request.POST or None, owners=case_page.owners_of(actor),
        initial={"owner": str(actor.user.pk), "due_on": timezone.localdate()},
    )  # fmt: skip
    page = Ask(_("Add a task"), _("Add the task"), _("The task is added."), back="case_tasks",
               words=_("It is sealed like a note."), is_internal=True)  # fmt: skip

    def act() -> object:
        said = form.cleaned_data
        return tasks.add_task(actor=actor, text=said["text"], due_on=said["due_on"], owner=_user(actor, said["owner"]))

    return ask(request, actor, page, form, act)


@require_POST
@handler_page
def task_end(request: OpenedRequest, actor: Handler, task: int) -> HttpResponseBase:
    """Say that a task is done, or no longer needed."""
    found = get_object_or_404(actor.case.tasks, pk=task)
    if "drop" in request.POST:
        tasks.drop_task(actor=actor, task=found)
        messages.success(request, _("The task is no longer needed."))
    else:
        tasks.finish_task(actor=actor, task=found)
        messages.success(request, _("The task is done."))
    return redirect("remedy:case_tasks", pk=actor.case.pk)


@require_safe
@handler_page
def case_safety(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show the plan, the days on which somebody asks, and what was reported."""
    entries = case_page.opened(actor)
    plans = [one for one in entries if one.entry.kind == EntryKind.PLAN]
    by_number = {one.entry.pk: one for one in entries}
    reports = actor.case.retaliation_reports.order_by("-pk")
    context = {
        "plan": plans[-1] if plans else None,
        "check_ins": case_page.check_ins_of(actor),
        "results": case_words.CHECK_INS,
        "reports": [(one, by_number.get(one.entry_id)) for one in reports],
        "risk": case_words.RISK.get(actor.case.retaliation_risk, ""),
        "safe": case_words.SAFE.get(case_page.safe_of(entries), ""),
    }
    return show(request, "safety", actor, "case_safety", context, _("Safety plan"))


@_methods
@handler_page
def plan_make(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Make a plan, or a new one."""
    # Nobody is chosen beforehand: whoever makes the plan may be of the very unit complained of.
    form = PlanForm(request.POST or None, owners=[("", _("Choose a member")), *case_page.owners_of(actor)])
    page = Ask(_("Make a safety plan"), _("Save the plan"), _("The plan is saved. The person reads it."),
               back="case_safety")  # fmt: skip

    def act() -> object:
        said = form.cleaned_data
        return safety.make_plan(actor=actor, text=said["text"], owner=_user(actor, said["owner"]))

    return ask(request, actor, page, form, act)


@_methods
@handler_page
def check_in(request: OpenedRequest, actor: Handler, check: int) -> HttpResponseBase:
    """Write down what was found."""
    found = get_object_or_404(actor.case.check_ins, pk=check)
    form = CheckInForm(request.POST or None)
    page = Ask(_("Write down the check-in"), _("Save"), _("The check-in is written down."), back="case_safety",
               is_internal=True)  # fmt: skip
    act = safety.record_check_in
    return ask(request, actor, page, form, lambda: act(actor=actor, check_in=found, **form.cleaned_data))


@_methods
@handler_page
def retaliation_answer(request: OpenedRequest, actor: Handler, report: int) -> HttpResponseBase:
    """Tell the person what is done about retaliation."""
    found = get_object_or_404(actor.case.retaliation_reports.select_related("entry"), pk=report)
    form = TextForm(request.POST or None)
    page = Ask(_("Answer the report of retaliation"), _("Tell the person"), _("The person can read the answer."),
               back="case_safety")  # fmt: skip
    act = safety.answer_retaliation
    original = case_page.opened(actor, [found.entry])[0]
    return ask(
        request, actor, page, form, lambda: act(actor=actor, report=found, text=form.cleaned_data["text"]),
        original=original,
    )  # fmt: skip


def _user(actor: Handler, pk: str) -> User:
    return actor.case.keys.select_related("user").filter(user_id=pk)[0].user
