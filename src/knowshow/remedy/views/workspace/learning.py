"""What cases teach: the scorecard of GP 31, issues behind cases, consultations, stories for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.remedy.forms.learning import (
    ConsultationForm,
    FactForm,
    IssueForm,
    StoryCheckForm,
    StoryForm,
    SystemicActionForm,
)
from knowshow.remedy.models import PublishedOutcome, SeatRole, SystemicAction, SystemicIssue
from knowshow.remedy.selectors import wording
from knowshow.remedy.selectors.figures import usual_period
from knowshow.remedy.selectors.learning import cases_behind, closed_cases_of, is_cluster, issues_of, stories_to_see
from knowshow.remedy.selectors.scorecards import cards_of
from knowshow.remedy.services import learning, mechanism_facts, outcomes
from knowshow.remedy.services.learning import LEARNING
from knowshow.remedy.standing import HANDLING
from knowshow.remedy.views.workspace._mechanism import confirm, seated_or_404, show, sitting_or_404

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from knowshow.remedy.selectors.seated import Sitting

#: Who reads the figures: everybody on the team but those who only translate or hold shares.
READING = (*LEARNING, SeatRole.OBSERVER, SeatRole.ADMINISTRATOR)


@require_safe
@case_team_page
def effectiveness(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the eight criteria, each with its figures and its evidence; no figure stands over them."""
    sitting = _reading(request, pk)
    period = usual_period()
    context = {
        "title": _("Effectiveness"),
        "cards": cards_of(sitting.mechanism, period),
        "period": period,
        "consultations": sitting.mechanism.consultations.all()[:20],
        "facts": sitting.mechanism.facts.all()[:40],
        "learns": sitting.holds(*LEARNING) or sitting.administers,
    }
    return show(request, "learning/effectiveness", sitting, "effectiveness", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def consultation_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note who was consulted."""
    sitting = _learning(request, pk)
    form = ConsultationForm(request.POST or None)
    if _done(request, form, learning.record_consultation, mechanism=sitting.mechanism):
        messages.success(request, _("Saved."))
        return redirect("remedy:effectiveness", pk=pk)
    return _form_page(request, sitting, form, _("Note a consultation"), "consultation_add", "effectiveness")


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def fact_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter a figure that a survey or a check found."""
    sitting = _learning(request, pk)
    form = FactForm(request.POST or None)
    if _done(request, form, mechanism_facts.enter_fact, mechanism=sitting.mechanism):
        messages.success(request, _("Saved."))
        return redirect("remedy:effectiveness", pk=pk)
    return _form_page(request, sitting, form, _("Enter a figure"), "fact_add", "effectiveness")


# ---- issues ------------------------------------------------------------------------------------------------


@require_safe
@case_team_page
def issues(request: MemberRequest, pk: int) -> HttpResponse:
    """List what several cases have in common."""
    sitting = _reading(request, pk)
    context = {
        "title": _("What is behind the cases"),
        "issues": issues_of(sitting.mechanism),
        "learns": sitting.holds(*LEARNING),
    }
    return show(request, "learning/issues", sitting, "issues", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def issue_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Name an issue."""
    sitting = seated_or_404(request, pk, *LEARNING)
    form = IssueForm(request.POST or None, mechanism=sitting.mechanism)
    if _done(request, form, learning.open_issue, mechanism=sitting.mechanism):
        return redirect("remedy:issues", pk=pk)
    return _form_page(request, sitting, form, _("Name what is behind several cases"), "issue_add", "issues")


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def issue(request: MemberRequest, pk: int, issue: int) -> HttpResponse:
    """Show an issue with what is done about it; take another action."""
    sitting = _reading(request, pk)
    found = get_object_or_404(issues_of(sitting.mechanism), pk=issue)
    form = SystemicActionForm(request.POST or None)
    if _done(request, form, learning.plan_systemic_action, issue=found):
        return redirect("remedy:issue", pk=pk, issue=issue)
    return show(request, "learning/issue", sitting, "issues", _about(found, sitting, form), *_steps(pk, found))


@require_POST
@case_team_page
def issue_close(request: MemberRequest, pk: int, issue: int) -> HttpResponse:
    """Close an issue, or open it again."""
    sitting = seated_or_404(request, pk, *LEARNING)
    found = get_object_or_404(SystemicIssue, pk=issue, mechanism=sitting.mechanism)
    learning.close_issue(actor=request.user, issue=found)
    return redirect("remedy:issue", pk=pk, issue=issue)


@require_POST
@case_team_page
def systemic_action_done(request: MemberRequest, pk: int, action: int) -> HttpResponse:
    """Say that something was done, or that it was not."""
    sitting = seated_or_404(request, pk, *LEARNING)
    found = get_object_or_404(SystemicAction, pk=action, issue__mechanism=sitting.mechanism)
    learning.finish_systemic_action(actor=request.user, action=found)
    return redirect("remedy:issue", pk=pk, issue=found.issue_id)


# ---- stories -----------------------------------------------------------------------------------------------


@require_safe
@case_team_page
def stories(request: MemberRequest, pk: int) -> HttpResponse:
    """List the stories of closed cases: drafts, and what everybody reads."""
    sitting = seated_or_404(request, pk, *HANDLING)
    found = stories_to_see(sitting.mechanism)
    context = {
        "title": _("Outcomes for everybody"),
        "rows": [(one, wording.OUTCOMES.get(one.outcome, one.outcome)) for one in found],
    }
    return show(request, "learning/stories", sitting, "stories", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def story_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write the story of closed cases."""
    sitting = seated_or_404(request, pk, *HANDLING)
    form = StoryForm(request.POST or None, closed=closed_cases_of(request.user, sitting.mechanism))
    if _done(request, form, outcomes.draft_outcome, mechanism=sitting.mechanism):
        messages.success(request, _("Saved. Somebody else confirms it before everybody reads it."))
        return redirect("remedy:stories", pk=pk)
    return _form_page(request, sitting, form, _("Tell what came of cases"), "story_add", "stories")


@require_http_methods(["GET", "HEAD", "POST"])
@case_team_page
def story_publish(request: MemberRequest, pk: int, story: int) -> HttpResponse:
    """Show a story with its cases to whoever confirms it, then let everybody read it; or take it back."""
    sitting = seated_or_404(request, pk, *HANDLING)
    found = get_object_or_404(PublishedOutcome, pk=story, mechanism=sitting.mechanism)
    if found.published_on:
        return _take_back(request, sitting, found)
    form = StoryCheckForm(request.POST or None)
    if _done(request, form, outcomes.publish_outcome, outcome=found):
        return redirect("remedy:stories", pk=pk)
    context = {
        "title": _("Publish this story?"),
        "story": found,
        "ended": wording.OUTCOMES.get(found.outcome, found.outcome),
        "remedies": [wording.REMEDIES[kind] for kind in found.remedies if kind in wording.REMEDIES],
        "cases": cases_behind(found, request.user),
        "form": form,
        "is_author": found.drafted_by_id == request.user.pk,
    }
    return show(request, "learning/story", sitting, "stories", context, (_("Publish this story?"), ""))


def _take_back(request: MemberRequest, sitting: Sitting, story: PublishedOutcome) -> HttpResponse:
    pk = sitting.mechanism.pk
    if request.method == "POST":
        outcomes.withdraw_outcome(actor=request.user, outcome=story)
        return redirect("remedy:stories", pk=pk)
    words = _("It leaves the public page at once. Whoever copied it has it.")
    back_url = reverse("remedy:stories", args=[pk])
    return confirm(
        request, sitting, title=_("Take this story back?"), words=words, verb=_("Take it back"), back_url=back_url
    )


# ---- what the pages share ----------------------------------------------------------------------------------


def _reading(request: MemberRequest, pk: int) -> Sitting:
    sitting = sitting_or_404(request, pk)
    return sitting if sitting.administers else seated_or_404(request, pk, *READING)


def _learning(request: MemberRequest, pk: int) -> Sitting:
    sitting = sitting_or_404(request, pk)
    return sitting if sitting.administers else seated_or_404(request, pk, *LEARNING)


def _done(request: MemberRequest, form: Form, service: Callable[..., object], **about: object) -> bool:
    """Whether the form was sent, held what it asks for, and its service took it."""
    if request.method != "POST" or not form.is_valid():
        return False
    return attempt(form, service, actor=request.user, **about, **form.cleaned_data) is not None


def _form_page(request: MemberRequest, sitting: Sitting, form: Form, title: str, name: str, back: str) -> HttpResponse:
    pk = sitting.mechanism.pk
    context = {
        "title": title,
        "form": form,
        "action_url": reverse(f"remedy:{name}", args=[pk]),
        "back_url": reverse(f"remedy:{back}", args=[pk]),
    }
    return show(request, "learning/form", sitting, back, context, (title, ""))


def _about(issue: SystemicIssue, sitting: Sitting, form: SystemicActionForm) -> dict[str, object]:
    names = {one["key"]: one["name"] for one in sitting.mechanism.products}
    return {
        "title": issue.title,
        "issue": issue,
        "actions": issue.actions.all(),
        "cause": wording.CAUSES.get(issue.root_cause, ""),
        "product": names.get(issue.product, ""),
        "is_cluster": is_cluster(issue),
        "form": form,
        "learns": sitting.holds(*LEARNING),
    }


def _steps(pk: int, issue: SystemicIssue) -> list[tuple[object, str]]:
    return [(_("What is behind the cases"), reverse("remedy:issues", args=[pk])), (issue.title, "")]
