"""The figures of a mechanism for GP 31: from rows of cases, codes and days only, to the scorecard.

Nothing is opened for it: no word of a case is needed, and none is read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils import timezone

from knowshow.remedy.filing.clocks import calendar_of, clock_of, due_of
from knowshow.remedy.models import (
    AppealState,
    Case,
    CaseKey,
    Consultation,
    Lane,
    MechanismFact,
    RemedyState,
    Seat,
    SeatRole,
    Standing,
    SurveyAnswer,
    SystemicAction,
)
from knowshow.remedy.rules import triage
from knowshow.remedy.rules.gp31 import (
    AppealFact,
    CaseFacts,
    MechanismFacts,
    Period,
    RemedyFact,
    RetaliationFact,
    Scorecard,
    scorecard,
)
from knowshow.remedy.rules.quarters import quarter_of
from knowshow.remedy.rules.survey import AGREES_FROM, QUESTIONS
from knowshow.remedy.standing import HANDLING, active

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from knowshow.remedy.models import Mechanism, Remedy

#: A year back: fewer days make most figures too small to show.
USUAL_DAYS: Final = 365
#: Facts that the team marks on a case as it goes, by the same names as in the rules.
_MARKED: Final = (
    "withdrawn_after_first_contact", "cost_to_person", "outcome_explained", "saw_material_before_decision",
    "information_requests", "information_answered", "told_of_delays", "offer_matched_to_right", "waiver_used",
    "checked_by_rights_reviewer", "escalated_within_48h", "court_route_stated", "was_mediated",
)  # fmt: skip
_BY_ANOTHER: Final = (Standing.REPRESENTED, Standing.GROUP)


def usual_period(today: date | None = None) -> Period:
    """Return the year up to a day."""
    end = today or timezone.localdate()
    return Period(end - timedelta(days=USUAL_DAYS - 1), end)


def scorecard_of(mechanism: Mechanism, period: Period, *, suppress: bool = True) -> Scorecard:
    """Reckon the eight criteria. Without ``suppress`` small cells show: for the case team alone."""
    return scorecard(case_facts(mechanism, period), mechanism_facts(mechanism, period), period, suppress=suppress)


def cases_of(mechanism: Mechanism, period: Period) -> QuerySet[Case]:
    """Return the cases that a period is about: received, closed or running in it, but for drafts and junk set aside."""
    within = Q(received_on__lte=period.end) & (Q(closed_on__isnull=True) | Q(closed_on__gte=period.start))
    found = Case.objects.filter(within, mechanism=mechanism, is_draft=False).exclude(lane=Lane.QUARANTINE)
    return found.order_by("pk")


def case_facts(mechanism: Mechanism, period: Period) -> list[CaseFacts]:
    """Return what the rules need of each case."""
    found = cases_of(mechanism, period).select_related("mechanism")
    related = ("stages", "pauses", "remedies", "appeals", "retaliation_reports")
    helped = _helped(mechanism)
    return [_facts(case, helped) for case in found.prefetch_related(*related)]


def _facts(case: Case, helped: _Helped) -> CaseFacts:
    marks = {name: case.marks[name] for name in _MARKED if name in case.marks}
    severity = triage.severity(case.scale, case.scope, case.irremediability) if case.scale else None
    return CaseFacts(
        received_on=case.received_on,
        closed_on=case.closed_on,
        clocks=clock_of(case),
        outcome=case.outcome,
        channel=case.channel,
        language=case.language,
        standing=case.standing,
        tier=severity.tier if severity else None,
        decided_outside=case.decided_outside,
        has_next_step=None if case.closed_on else any(not stage.left_on for stage in case.stages.all()),
        help_offered=helped.is_offered,
        help_used=case.pk in helped.cases,
        is_represented=None if case.standing == Standing.UNKNOWN else case.standing in _BY_ANOTHER,
        status_visible=case.is_confirmed,  # she keeps her receipt, and her page shows the same line as ours
        root_cause_coded=bool(case.root_cause) if case.closed_on else None,
        linked_to_register=bool(case.product) if case.closed_on else None,
        remedies=tuple(_remedy(one, case) for one in case.remedies.all()),
        appeals=tuple(_appeal(one.state) for one in case.appeals.all()),
        retaliation=tuple(_retaliation(case)),
        **marks,
    )


def _remedy(one: Remedy, case: Case) -> RemedyFact:
    """A proof that the person disputes proves nothing; what gave way before its day came is owed no more."""
    proven_on = None if one.state == RemedyState.DISPUTED else one.proven_on
    agreed_on = None if one.state == RemedyState.REPLACED else one.agreed_on
    return RemedyFact(one.kind, agreed_on, due_of(one, case), proven_on, one.verified_on)


def _appeal(state: str) -> AppealFact:
    is_decided = state in {AppealState.UPHELD, AppealState.CHANGED}
    return AppealFact(is_decided, state == AppealState.CHANGED if is_decided else None)


def _retaliation(case: Case) -> Iterable[RetaliationFact]:
    calendar = calendar_of(case.mechanism)
    for one in case.retaliation_reports.all():
        answered = one.answered_on
        yield RetaliationFact(calendar.between(one.reported_on, answered) if answered else None)


@dataclass(frozen=True, slots=True)
class _Helped:
    """Whether somebody can help here, and which cases an interpreter or adviser was given."""

    is_offered: bool
    cases: frozenset[int]


def _helped(mechanism: Mechanism) -> _Helped:
    roles = (SeatRole.INTERPRETER, SeatRole.ADVISER)
    given = CaseKey.objects.filter(case__mechanism=mechanism, role__in=roles)
    is_offered = Seat.objects.filter(active(), mechanism=mechanism, role__in=roles).exists()
    return _Helped(is_offered, frozenset(given.values_list("case_id", flat=True)))


def mechanism_facts(mechanism: Mechanism, period: Period) -> MechanismFacts:
    """Return what the rules need of the mechanism: from its own rows, and from facts that somebody entered."""
    seats = Seat.objects.filter(active(), mechanism=mechanism)
    entered = _entered(mechanism, period)
    counted: dict[str, Any] = {
        **_consulted(mechanism, period),
        **_acted(mechanism, period),
        **_surveyed(mechanism, period),
    }
    return MechanismFacts(
        handlers=seats.filter(role__in=HANDLING).values("user").distinct().count(),
        seats=seats.values("user").distinct().count(),
        independent_seats=seats.filter(is_outside=True).values("user").distinct().count(),
        counts_published=mechanism.is_open,
        **{**counted, **entered},
    )


def _entered(mechanism: Mechanism, period: Period) -> dict[str, Any]:  # Any: figures of several kinds
    """The newest figure of each kind that somebody entered for these days."""
    known = MechanismFacts.__dataclass_fields__
    rows = MechanismFact.objects.filter(
        mechanism=mechanism, period_to__gte=period.start, period_from__lte=period.end
    ).order_by("period_to", "pk")
    return {row.indicator: row.value for row in rows if row.indicator in known}


def _consulted(mechanism: Mechanism, period: Period) -> dict[str, int]:
    held = Consultation.objects.filter(mechanism=mechanism, held_on__range=(period.start, period.end))
    rows = list(held.values_list("group", "suggestions", "answered"))
    return {
        "groups_consulted": len({group.casefold() for group, _made, _answered in rows}),
        "contacts_with_groups": len(rows),
        "suggestions": sum(made for _group, made, _answered in rows),
        "suggestions_answered": sum(answered for _group, _made, answered in rows),
    }


def _acted(mechanism: Mechanism, period: Period) -> dict[str, int]:
    due = SystemicAction.objects.filter(issue__mechanism=mechanism, due_on__range=(period.start, period.end))
    rows = list(due.values_list("due_on", "done_on"))
    in_time = sum(done is not None and due_on is not None and done <= due_on for due_on, done in rows)
    return {"actions_due": len(rows), "actions_closed_on_time": in_time}


def _surveyed(mechanism: Mechanism, period: Period) -> dict[str, int]:
    about = {one.key: one.about for one in QUESTIONS}
    counted: Counter[str] = Counter()
    quarters = SurveyAnswer.objects.filter(
        mechanism=mechanism, quarter__gte=quarter_of(period.start), quarter__lte=quarter_of(period.end)
    )
    for answers in quarters.values_list("answers", flat=True):
        for key, value in answers.items():
            counted[f"{about[key]}_answers"] += 1
            counted[f"{about[key]}_agree"] += value >= AGREES_FROM
    names = ("process_answers", "process_agree", "outcome_answers", "outcome_agree")
    return {name: counted[name] for name in names}
