"""How each indicator is counted, from plain records of cases and of the mechanism (GP 31; remedy.md section 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowshow.remedy.rules import triage
from knowshow.remedy.rules.clocks import Side, State
from knowshow.remedy.rules.disclosure import is_small
from knowshow.remedy.rules.gp31.counting import (
    Figure,
    Period,
    count,
    grouped,
    percentile,
    plain,
    share,
    share_of,
)
from knowshow.remedy.rules.gp31.facts import CaseFacts, MechanismFacts, RemedyFact
from knowshow.remedy.rules.stages import Outcome, Stage

#: The share of cases must lie between half and twice the share of users (remedy.md section 3).
BAND: Final = (0.5, 2.0)
#: Fewer expected cases than this say nothing about a language.
FEWEST_EXPECTED: Final = 5
ACKNOWLEDGED_WITHIN: Final = 5
WITHOUT_NAME: Final = frozenset({"anonymous", "represented", "group"})
REMEDIED: Final = frozenset({Outcome.REMEDIED, Outcome.PARTLY_REMEDIED})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a formula may look at. Cases are those received or closed in the period, or open at its end."""

    cases: Sequence[CaseFacts]
    mechanism: MechanismFacts
    period: Period

    @property
    def received(self) -> list[CaseFacts]:
        """The cases received in the period."""
        return [one for one in self.cases if self.period.holds(one.received_on)]

    @property
    def closed(self) -> list[CaseFacts]:
        """The cases closed in the period."""
        return [one for one in self.cases if self.period.holds(one.closed_on)]

    @property
    def open(self) -> list[CaseFacts]:
        """The cases open when the period ended."""
        end = self.period.end
        return [one for one in self.cases if one.received_on <= end and not (one.closed_on and one.closed_on <= end)]


Formula = Callable[[Facts], Figure]


def _acknowledged(case: CaseFacts) -> bool | None:
    first = next((one for one in case.clocks if one.stage is Stage.RECEIVED), None)
    if first is None:
        return None
    # The target counts five days whatever the mechanism published; while they run, there is nothing to say.
    late = first.used_days > ACKNOWLEDGED_WITHIN
    return not late if first.left_on or late else None


def _stages_in_time(facts: Facts) -> Figure:
    ours = [
        one
        for case in facts.cases
        for one in case.clocks
        # What is late counts on the day from which it was, before and after it is done: no later day moves a breach.
        if one.side is Side.OURS and facts.period.holds(one.late_since or one.left_on)
    ]
    decided = [one.state is State.DONE_IN_TIME for one in ours if one.state not in {State.NOW, State.AHEAD}]
    missing = sum(not case.clocks for case in facts.cases)
    figure = share(decided)
    return Figure(figure.value, figure.n, missing, figure.part)


def _days(at: float) -> Formula:
    def formula(facts: Facts) -> Figure:
        tiers = grouped(facts.closed, lambda case: f"tier_{case.tier}" if case.tier else "not_rated")
        details = {
            tier: None if is_small(len(cases)) else percentile(_spans(cases), at) for tier, cases in tiers.items()
        }
        return Figure(percentile(_spans(facts.closed), at), len(facts.closed), details=details)

    return formula


def _spans(cases: Iterable[CaseFacts]) -> list[float]:
    return [float((case.closed_on - case.received_on).days) for case in cases if case.closed_on]


def _languages(facts: Facts) -> Figure:
    users = facts.mechanism.users_by_language
    known = [case.language for case in facts.received if case.language]
    missing = len(facts.received) - len(known)
    if not known or not sum(users.values()):
        return Figure(None, 0, missing=missing or 1)
    expected = {language: len(known) * number / sum(users.values()) for language, number in users.items()}
    counted = {one: known.count(one) for one, number in expected.items() if number >= FEWEST_EXPECTED}
    ratios = {one: number / expected[one] for one, number in counted.items()}
    if not ratios:
        return Figure(None, len(known), missing)
    worst = min(ratios, key=lambda one: (min(ratios[one], 1 / ratios[one]) if ratios[one] else 0.0, one))
    shown = {one: None if is_small(counted[one]) else round(ratio, 3) for one, ratio in sorted(ratios.items())}
    in_band = all(BAND[0] <= ratio <= BAND[1] for ratio in ratios.values())
    # The number counted stands for the language furthest off: if it is small, the figure is hidden.
    return Figure(ratios[worst], len(known), missing, counted[worst], in_band, shown)


def _retaliation_response(facts: Facts) -> Figure:
    reports = [one.response_days for case in facts.cases for one in case.retaliation]
    answered = [float(days) for days in reports if days is not None]
    return Figure(max(answered, default=None), len(answered), len(reports) - len(answered))


def _remedies(facts: Facts) -> list[RemedyFact]:
    return [one for case in facts.cases for one in case.remedies if one.agreed_on]


def _implemented_on_time(facts: Facts) -> Figure:
    return share(
        _is_on_time(one, facts.period.end) for one in _remedies(facts) if one.due_on is None or _is_due(one, facts)
    )


def _is_due(one: RemedyFact, facts: Facts) -> bool:
    return facts.period.holds(one.due_on) or facts.period.holds(one.implemented_on)


def _is_on_time(one: RemedyFact, end: date) -> bool | None:
    if one.due_on is None:
        return None
    if one.implemented_on:
        return one.implemented_on <= one.due_on
    # A remedy whose day has not come is no failure, and no success.
    return False if one.due_on < end else None


def _outcome_gap(facts: Facts) -> Figure:
    known = [case for case in facts.closed if case.is_represented is not None]
    sides = [share(_is_remedied(case) for case in known if case.is_represented is which) for which in (True, False)]
    missing = len(facts.closed) - len(known)
    represented, alone = sides
    if represented.value is None or alone.value is None:
        return Figure(None, 0, missing)
    # It rests on its smaller half.
    return Figure(represented.value - alone.value, min(represented.n, alone.n), missing)


def _is_remedied(case: CaseFacts) -> bool | None:
    return case.outcome in REMEDIED if case.outcome else None


def _information(facts: Facts) -> Figure:
    asked = [case for case in facts.cases if case.information_requests is not None]
    whole = sum(case.information_requests or 0 for case in asked)
    answered = sum(case.information_answered or 0 for case in asked)
    return Figure(answered / whole if whole else None, whole, len(facts.cases) - len(asked), answered)


def _appeals(facts: Facts) -> Figure:
    decided = [one for case in facts.cases for one in case.appeals if one.is_decided]
    return share(one.was_overturned for one in decided)


def _is_severe(case: CaseFacts) -> bool:
    return case.tier is not None and case.tier >= triage.SEVERE_FROM


def _severe(facts: Facts) -> Figure:
    figure = share(case.escalated_within_48h for case in facts.received if _is_severe(case))
    # A case that nobody rated may be severe.
    unrated = sum(case.tier is None for case in facts.received)
    return Figure(figure.value, figure.n, figure.missing + unrated, figure.part)


def _difference(before: float | None, after: float | None) -> Figure:
    return plain(None if before is None or after is None else after - before)


def _per(contacts: int | None, groups: int | None) -> Figure:
    return plain(contacts / groups if contacts is not None and groups else None)


def _is_late(case: CaseFacts) -> bool:
    return any(one.is_breach for one in case.clocks)


#: How each indicator is counted; each identifier of ``INDICATORS`` is here once.
FORMULAS: Final[Mapping[str, Formula]] = {
    "decided_outside": lambda f: share(one.decided_outside for one in f.closed),
    "conflicts_declared": lambda f: share_of(f.mechanism.conflict_declarations, f.mechanism.handlers),
    "withdrawn_after_contact": lambda f: share(one.withdrawn_after_first_contact for one in f.received),
    "trust_of_users": lambda f: plain(f.mechanism.trust_of_users, f.mechanism.trust_of_users_n),
    "trust_of_non_users": lambda f: plain(f.mechanism.trust_of_non_users, f.mechanism.trust_of_non_users_n),
    "independent_seats": lambda f: share_of(f.mechanism.independent_seats, f.mechanism.seats),
    "awareness": lambda f: plain(f.mechanism.awareness, f.mechanism.awareness_n),
    "language_ratio": _languages,
    "unfinished_forms": lambda f: share_of(f.mechanism.forms_unfinished, f.mechanism.forms_started),
    "anonymous_or_represented": lambda f: share(
        one.standing in WITHOUT_NAME if one.standing not in {"", "unknown"} else None for one in f.received
    ),
    "wcag_failures": lambda f: plain(f.mechanism.wcag_failures),
    "cost_to_person": lambda f: count(one.cost_to_person for one in f.received),
    "retaliation_reports": lambda f: share(bool(one.retaliation) for one in f.received),
    "retaliation_response": _retaliation_response,
    "acknowledged_in_time": lambda f: share(map(_acknowledged, f.received)),
    "stages_in_time": _stages_in_time,
    "median_days": _days(0.5),
    "p90_days": _days(0.9),
    "next_step_named": lambda f: share(one.has_next_step for one in f.open),
    "outcome_explained": lambda f: share(one.outcome_explained for one in f.closed),
    "implemented_on_time": _implemented_on_time,
    "saw_material": lambda f: share(one.saw_material_before_decision for one in f.closed),
    "help_offered": lambda f: share(one.help_offered for one in f.received),
    "help_used": lambda f: share(one.help_used for one in f.received if one.help_offered),
    "appeal_used": lambda f: share(bool(one.appeals) for one in f.closed),
    "appeal_overturned": _appeals,
    "outcome_gap": _outcome_gap,
    "information_answered": _information,
    "status_visible": lambda f: share(one.status_visible for one in f.received),
    "statistics_on_time": lambda f: share_of(f.mechanism.statistics_on_time, f.mechanism.statistics_due),
    "counts_published": lambda f: plain(f.mechanism.counts_published),
    "reasons_published": lambda f: share(one.reasons_published for one in f.closed),
    "told_of_delays": lambda f: share(one.told_of_delays for one in f.cases if _is_late(one)),
    "remedies_matched": lambda f: share(one.offer_matched_to_right for one in f.cases if one.remedies),
    "waivers": lambda f: count(one.waiver_used for one in f.closed),
    "checked_by_reviewer": lambda f: share(one.checked_by_rights_reviewer for one in f.closed),
    "severe_escalated": _severe,
    "court_route_stated": lambda f: share(one.court_route_stated for one in f.closed),
    "remedies_verified": lambda f: share(bool(one.verified_on) for one in _remedies(f) if one.implemented_on),
    "root_cause_coded": lambda f: share(one.root_cause_coded for one in f.closed),
    "actions_on_time": lambda f: share_of(f.mechanism.actions_closed_on_time, f.mechanism.actions_due),
    "repeat_rate": lambda f: _difference(f.mechanism.repeats_before, f.mechanism.repeats_after),
    "linked_to_register": lambda f: share(one.linked_to_register for one in f.closed),
    "policy_changes": lambda f: plain(f.mechanism.policy_changes),
    "groups_consulted": lambda f: plain(f.mechanism.groups_consulted),
    "suggestions_answered": lambda f: share_of(f.mechanism.suggestions_answered, f.mechanism.suggestions),
    "mediated": lambda f: share(one.was_mediated for one in f.received),
    "satisfied_with_process": lambda f: share_of(f.mechanism.process_agree, f.mechanism.process_answers),
    "satisfied_with_outcome": lambda f: share_of(f.mechanism.outcome_agree, f.mechanism.outcome_answers),
    "fatigue": lambda f: _per(f.mechanism.contacts_with_groups, f.mechanism.groups_consulted),
}
