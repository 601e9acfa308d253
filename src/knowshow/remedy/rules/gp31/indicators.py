"""The indicators of each criterion: formula in words, target, evidence, as in remedy.md section 3 (GP 31).

Targets are proposals. Where the source names none, the figure is published and watched, and nothing is met or missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from knowshow.remedy.rules.gp31.counting import Figure, Grade, Met


class Criterion(StrEnum):
    """The eight criteria of GP 31, in its order, a to h."""

    LEGITIMATE = "legitimate"
    ACCESSIBLE = "accessible"
    PREDICTABLE = "predictable"
    EQUITABLE = "equitable"
    TRANSPARENT = "transparent"
    RIGHTS_COMPATIBLE = "rights_compatible"
    CONTINUOUS_LEARNING = "continuous_learning"
    ENGAGEMENT_AND_DIALOGUE = "engagement_and_dialogue"

    @property
    def letter(self) -> str:
        """Its letter in GP 31."""
        return "abcdefgh"[list(Criterion).index(self)]


Direction = Literal["at_least", "at_most", "below", "between", "watched"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be. A watched figure has none, or a band whose edges only ask for a closer look."""

    direction: Direction
    low: float | None = None
    high: float | None = None

    def judge(self, figure: Figure) -> Met:
        """Say whether a figure meets it.

        >>> Target("at_least", 0.9).judge(Figure(0.95, 20)).value
        'yes'
        >>> Target("below", high=0.1).judge(Figure(0.1, 20)).value
        'no'
        """
        if self.direction == "watched":
            return Met.NO_TARGET
        if figure.value is None:
            return Met.UNKNOWN
        return Met.YES if self._is_met(figure) else Met.NO

    def _is_met(self, figure: Figure) -> bool:
        value = figure.value or 0.0
        if figure.is_in_band is not None:
            return figure.is_in_band
        if self.direction == "below":
            return self.high is not None and value < self.high
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. ``is_about_people``: its count says something about persons, and small ones are hidden.

    ``rests_on_people``: its ``n`` counts persons or their cases, so that under five nothing is shown.
    """

    id: str
    criterion: Criterion
    formula: str
    target: Target
    grade: Grade = "A"
    is_about_people: bool = False
    rests_on_people: bool = True
    is_satisfaction: bool = False


_WATCHED: Final = Target("watched")
_ALL: Final = Target("at_least", 1.0)
_NONE: Final = Target("at_most", high=0.0)


def _of(criterion: Criterion, *indicators: tuple[str, str, Target] | tuple[str, str, Target, str]) -> list[Indicator]:
    """Write rows short: the marks are the grade, ``p`` about people, ``m`` of the mechanism, ``s`` satisfaction."""
    return [_indicator(criterion, *one) for one in indicators]


def _indicator(criterion: Criterion, key: str, formula: str, target: Target, marks: str = "A") -> Indicator:
    grades: dict[str, Grade] = {"A": "A", "B": "B", "C": "C"}
    return Indicator(
        id=key,
        criterion=criterion,
        formula=formula,
        target=target,
        grade=grades[marks[0]],
        is_about_people="p" in marks,
        rests_on_people="m" not in marks,
        is_satisfaction="s" in marks,
    )


INDICATORS: Final = (
    *_of(
        Criterion.LEGITIMATE,
        ("decided_outside", "decisions by somebody outside the unit complained of / decisions", _ALL),
        ("conflicts_declared", "handlers who declared on conflicts / handlers", _ALL, "Am"),
        ("withdrawn_after_contact", "cases withdrawn after first contact / cases", Target("below", high=0.10), "Ap"),
        ("trust_of_users", "users who trust it / users asked", _WATCHED, "B"),
        ("trust_of_non_users", "non-users who trust it / non-users asked", _WATCHED, "B"),
        ("independent_seats", "independent seats / seats in its governance", Target("at_least", 1 / 3), "Cm"),
    ),
    *_of(
        Criterion.ACCESSIBLE,
        ("awareness", "people of affected groups who know of it / people asked", _WATCHED, "B"),
        ("language_ratio", "share of cases in a language / share of users in it", Target("between", 0.5, 2.0)),
        ("unfinished_forms", "forms not finished / forms started", Target("below", high=0.25), "Ap"),
        ("anonymous_or_represented", "cases without a name or by a representative / cases", _WATCHED, "Ap"),
        ("wcag_failures", "failures of WCAG 2.2 AA found", _NONE, "Am"),
        ("cost_to_person", "cases that cost the person money", _NONE),
        ("retaliation_reports", "reports of retaliation / cases", _WATCHED, "Ap"),
        ("retaliation_response", "longest wait for an answer to retaliation, in working days",
         Target("at_most", high=2.0)),
    ),
    *_of(
        Criterion.PREDICTABLE,
        ("acknowledged_in_time", "cases acknowledged within five working days / cases", Target("at_least", 0.95)),
        ("stages_in_time", "stages of ours finished in time / stages of ours finished or overdue",
         Target("at_least", 0.90)),
        ("median_days", "median days from receipt to closing, by severity", _WATCHED),
        ("p90_days", "days within which nine of ten cases closed, by severity", _WATCHED),
        ("next_step_named", "open cases with a named next step / open cases", _ALL),
        ("outcome_explained", "closed cases whose outcome was explained / closed cases", _ALL),
        ("implemented_on_time", "remedies carried out on time / remedies due", Target("at_least", 0.90)),
    ),
    *_of(
        Criterion.EQUITABLE,
        ("saw_material", "persons who saw the other side's material before the decision / decided cases",
         Target("at_least", 0.95)),
        ("help_offered", "persons offered an adviser or interpreter / cases", _ALL),
        ("help_used", "persons who used it / persons offered it", _WATCHED, "Ap"),
        ("appeal_used", "decided cases with an appeal / decided cases", _WATCHED, "Ap"),
        ("appeal_overturned", "appeals that changed the decision / appeals decided", Target("watched", 0.05, 0.30),
         "Ap"),
        ("outcome_gap", "remedied share of the represented less that of those alone", _WATCHED),
        ("information_answered", "requests for information answered / requests", _WATCHED),
    ),
    *_of(
        Criterion.TRANSPARENT,
        ("status_visible", "cases whose status the person can see / cases", _WATCHED),
        ("statistics_on_time", "quarterly statistics published on time / quarters due", _ALL, "Am"),
        ("counts_published", "counts by issue, outcome and remedy are published", _ALL, "Cm"),
        ("reasons_published", "closed cases with anonymised reasons published / closed cases",
         Target("at_least", 0.80)),
        ("told_of_delays", "delayed cases in which the person was told / delayed cases", _WATCHED),
    ),
    *_of(
        Criterion.RIGHTS_COMPATIBLE,
        ("remedies_matched", "offers held against the right harmed / offers", _WATCHED),
        ("waivers", "cases in which she was asked to give up other routes", _NONE),
        ("checked_by_reviewer", "outcomes checked by a rights reviewer / outcomes", _WATCHED),
        ("severe_escalated", "severe cases escalated within 48 hours / severe cases", _ALL),
        ("court_route_stated", "closed cases whose letter named the courts / closed cases", _ALL),
        ("remedies_verified", "remedies that the person verified / remedies carried out", _WATCHED, "Ap"),
    ),
    *_of(
        Criterion.CONTINUOUS_LEARNING,
        ("root_cause_coded", "closed cases with a root cause / closed cases", Target("at_least", 0.90)),
        ("actions_on_time", "systemic actions closed on time / actions due", Target("at_least", 0.80), "Am"),
        ("repeat_rate", "cases a quarter of a cause after the action, less before", Target("below", high=0.0), "Am"),
        ("linked_to_register", "closed cases linked to the register of risks / closed cases", _WATCHED),
        ("policy_changes", "changes of policy in the period", _WATCHED, "Cm"),
    ),
    *_of(
        Criterion.ENGAGEMENT_AND_DIALOGUE,
        ("groups_consulted", "groups consulted on its design in twelve months", Target("at_least", 3.0), "Am"),
        ("suggestions_answered", "suggestions answered / suggestions", _ALL, "Am"),
        ("mediated", "cases with a mediated dialogue / cases", _WATCHED, "Ap"),
        ("satisfied_with_process", "answers that agree on the process / answers", _WATCHED, "Bps"),
        ("satisfied_with_outcome", "answers that agree on the outcome / answers", _WATCHED, "Bps"),
        ("fatigue", "contacts / groups consulted", _WATCHED, "Cm"),
    ),
)  # fmt: skip
