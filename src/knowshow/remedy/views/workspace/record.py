"""The history of a case, and its export for whoever handles it: JSON, and a page to print (GP 31 c, e)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowshow.foundation import history
from knowshow.foundation.models import HistoryEntry
from knowshow.remedy.filing.clocks import clock_of
from knowshow.remedy.models import EntryKind
from knowshow.remedy.selectors import case_page
from knowshow.remedy.selectors.wording import OUTCOMES, STAGES
from knowshow.remedy.services import exports
from knowshow.remedy.views.workspace._case import handler_page, show
from knowshow.remedy.views.workspace.evidence import custody_of

if TYPE_CHECKING:
    from knowshow.remedy.selectors.case_page import Opened
    from knowshow.remedy.standing import Handler
    from knowshow.remedy.views.workspace._opened import OpenedRequest

SCHEMA = "knowshow-case/1"


@require_safe
@handler_page
def case_history(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show each step with its clock, what was done and by whom, and whether the chain is whole."""
    case = actor.case
    acts = HistoryEntry.objects.filter(subject_type=case._meta.label_lower, subject_id=str(case.pk))
    labels = case_page.names_in(case)
    context = {
        "stages": STAGES,
        "clocks": clock_of(case),
        "steps": [one for one in case_page.opened(actor) if one.entry.kind == EntryKind.STAGE],
        "acts": [
            (one.at, history.words_of(one.action), labels.get(one.actor_id or 0, "")) for one in acts.order_by("-pk")
        ],
        "broken": case_page.chain_is_whole(actor),
        "not_as_given": case_page.not_as_given(actor),
        "outcome": OUTCOMES.get(case.outcome, ""),
    }
    return show(request, "history", actor, "case_history", context, _("History"))


@require_POST
@handler_page
def export_json(_request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Download what one can open of the case, without names and contacts that stand apart."""
    exports.note_export(actor=actor, form="json")
    response = JsonResponse(_record(actor), json_dumps_params={"indent": 2, "ensure_ascii": False})
    name = f"case-{actor.case.reference}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@handler_page
def export_print(request: OpenedRequest, actor: Handler) -> HttpResponse:
    """Show the case as one page for paper; its reference stands on each sheet."""
    exports.note_export(actor=actor, form="print")
    context = {
        "title": _("Case {reference}").format(reference=actor.case.reference),
        "case": actor.case,
        "entries": case_page.opened(actor),
        "line": case_page.line_of(actor.case),
        "files": custody_of(actor),
        "made_on": timezone.localdate(),
        "made_by": next((one.label for one in case_page.holders_of(actor) if one.is_me), ""),
    }
    return render(request, "remedy/workspace/case/print.html", context)


def _record(actor: Handler) -> dict[str, Any]:  # Any: entries of different kinds hold different things
    case = actor.case
    return {
        "schema": SCHEMA,
        "reference": case.reference,
        "exported_on": timezone.localdate().isoformat(),
        "mechanism": case.mechanism.name,
        "stage": case.stage,
        "outcome": case.outcome,
        "received_on": case.received_on.isoformat(),
        "clocks": [
            {
                "stage": one.stage, "entered_on": one.entered_on, "left_on": one.left_on,
                "allowed_days": one.allowed_days, "used_days": one.used_days, "days_late": one.days_late,
                "late_since": one.late_since,
            }
            for one in clock_of(case)
        ],
        "entries": [_entry(one) for one in case_page.opened(actor)],
        "files": custody_of(actor),
    }  # fmt: skip


def _entry(one: Opened) -> dict[str, Any]:  # Any: as above
    return {
        "number": one.entry.number,
        "kind": one.entry.kind,
        "audience": one.entry.audience,
        "author": one.entry.author,
        "seat": one.entry.role,
        "added_on": one.entry.added_on,
        "content": one.content,
        "translations": [each.content for each in one.translations],
        "chain": bytes(one.entry.chain).hex(),
    }
