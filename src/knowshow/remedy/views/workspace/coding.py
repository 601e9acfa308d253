"""Codes of a case: severity, urgency, risk; right, product, root cause (GP 14, 24, 31 g)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.remedy.forms.casework import ClassifyForm, RateForm
from knowshow.remedy.rules.triage import Risk, Urgency
from knowshow.remedy.services import coding
from knowshow.remedy.services.coding import Severity
from knowshow.remedy.views.workspace._case import Ask, ask, handler_page

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def rate(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Rate severity, urgency and the risk of retaliation, with reasons."""
    case = actor.case
    form = RateForm(
        request.POST or None,
        initial={
            "scale": case.scale, "scope": case.scope, "irremediability": case.irremediability,
            "urgency": case.urgency or Urgency.DAYS, "retaliation_risk": case.retaliation_risk or Risk.UNKNOWN,
        },
    )  # fmt: skip
    page = Ask(
        _("Rate severity and risk"),
        _("Save the rating"),
        _("The rating is saved."),
        words=_("What is not known counts as grave until it is. Nothing here refuses a case."),
    )

    def act() -> object:
        said = dict(form.cleaned_data)
        severity = Severity(said.pop("scale"), said.pop("scope"), said.pop("irremediability"))
        return coding.rate(actor=actor, severity=severity, **said)

    return ask(request, actor, page, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def classify(request: OpenedRequest, actor: Handler) -> HttpResponseBase:
    """Say what it is about, and why it happened."""
    case = actor.case
    issues = list(case.mechanism.systemic_issues.filter(closed_on=None))
    if case.systemic_issue and case.systemic_issue not in issues:
        issues.append(case.systemic_issue)
    form = ClassifyForm(
        request.POST or None, case=case, issues=issues,
        initial={
            "right": case.right, "product": case.product, "root_cause": case.root_cause,
            "systemic_issue": case.systemic_issue_id,
        },
    )  # fmt: skip
    page = Ask(
        _("Say what it is about"),
        _("Save"),
        _("Saved."),
        words=_("These are codes. They are counted, and no word of the person is in them."),
    )

    def act() -> object:
        said = dict(form.cleaned_data)
        chosen = said.pop("systemic_issue")
        issue = next((one for one in issues if str(one.pk) == chosen), None)
        return coding.classify(actor=actor, systemic_issue=issue, **said)

    return ask(request, actor, page, form, act)
