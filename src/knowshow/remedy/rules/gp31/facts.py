"""What the scorecard needs to know of a case and of a mechanism: codes and days, never a text (GP 31).

Nothing (``None``) means that nobody recorded it. It is counted as missing, and never as a no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowshow.remedy.rules.clocks import StageClock


@dataclass(frozen=True, slots=True)
class RemedyFact:
    """One remedy: its kind, and how far it came."""

    kind: str
    agreed_on: date | None = None
    due_on: date | None = None
    implemented_on: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class AppealFact:
    """One appeal: whether it was decided, and whether the first decision was changed."""

    is_decided: bool = False
    was_overturned: bool | None = None


@dataclass(frozen=True, slots=True)
class RetaliationFact:
    """One report of retaliation, and after how many working days it was answered; none while it is not."""

    response_days: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of one case. Clocks are as ``clocks`` reckons them."""

    received_on: date
    closed_on: date | None = None
    clocks: tuple[StageClock, ...] = ()
    outcome: str = ""
    channel: str = ""
    language: str = ""
    standing: str = ""
    tier: int | None = None
    #: Further groups, only where the person gave them: disability, gender, region, worker, user or community.
    groups: Mapping[str, str] = field(default_factory=dict)

    decided_outside: bool | None = None
    withdrawn_after_first_contact: bool | None = None
    cost_to_person: bool | None = None
    has_next_step: bool | None = None
    outcome_explained: bool | None = None
    saw_material_before_decision: bool | None = None
    help_offered: bool | None = None
    help_used: bool | None = None
    is_represented: bool | None = None
    information_requests: int | None = None
    information_answered: int | None = None
    status_visible: bool | None = None
    told_of_delays: bool | None = None
    reasons_published: bool | None = None
    offer_matched_to_right: bool | None = None
    waiver_used: bool | None = None
    checked_by_rights_reviewer: bool | None = None
    escalated_within_48h: bool | None = None
    court_route_stated: bool | None = None
    root_cause_coded: bool | None = None
    linked_to_register: bool | None = None
    was_mediated: bool | None = None

    remedies: tuple[RemedyFact, ...] = ()
    appeals: tuple[AppealFact, ...] = ()
    retaliation: tuple[RetaliationFact, ...] = ()


@dataclass(frozen=True, slots=True)
class MechanismFacts:
    """What is known of the mechanism over the period, from its records and from surveys."""

    handlers: int | None = None
    conflict_declarations: int | None = None
    seats: int | None = None
    independent_seats: int | None = None
    #: Shares from 0 to 1, with how many were asked.
    trust_of_users: float | None = None
    trust_of_users_n: int = 0
    trust_of_non_users: float | None = None
    trust_of_non_users_n: int = 0
    awareness: float | None = None
    awareness_n: int = 0

    users: int | None = None
    users_by_language: Mapping[str, int] = field(default_factory=dict)
    forms_started: int | None = None
    forms_unfinished: int | None = None
    wcag_failures: int | None = None

    statistics_due: int | None = None
    statistics_on_time: int | None = None
    counts_published: bool | None = None

    actions_due: int | None = None
    actions_closed_on_time: int | None = None
    #: Cases a quarter with a cause that an action was taken on: before, and after.
    repeats_before: float | None = None
    repeats_after: float | None = None
    policy_changes: int | None = None

    groups_consulted: int | None = None
    contacts_with_groups: int | None = None
    suggestions: int | None = None
    suggestions_answered: int | None = None
    #: From the fairness survey: answers, and how many agree. Process and outcome stay apart.
    process_answers: int | None = None
    process_agree: int | None = None
    outcome_answers: int | None = None
    outcome_agree: int | None = None
