"""What changed between two versions of an assessment: impacts, places, ratings, actions, involvement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from knowshow import canon
from knowshow.respect.rules.assessed import Assessed, Ranked, assess
from knowshow.respect.rules.assessment import Action, Assessment, Impact, OtherMethod, Rating
from knowshow.respect.rules.statement import group_name, sentence

_FIELDS: Final = {
    "state": "State",
    "status_word": "Status",
    "delay_makes_irremediable": "Delay clause",
    "business_risk": "Business risk",
}


#: Fields whose differences are told one by one; what differs elsewhere is told together.
_TOLD: Final = (*_FIELDS, "statement", "ratings", "involvement", "actions", "override", "other_methods")


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that differs: its name, and the words before and after (empty: was not there)."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An impact that stands in both versions and differs."""

    id: str
    #: What the impact is called now: who, and which right.
    label: str
    rank_before: int | None
    rank_after: int | None
    tier_before: int | None
    tier_after: int | None
    differences: tuple[Difference, ...]

    @property
    def graver(self) -> bool | None:
        """Whether its tier rose (True), fell (False) or stayed (None)."""
        if self.tier_before is None or self.tier_after is None or self.tier_before == self.tier_after:
            return None
        return self.tier_after > self.tier_before


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole comparison, in the order of the later version."""

    added: tuple[Impact, ...]
    removed: tuple[Impact, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    about: tuple[Difference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same."""
        return not (self.added or self.removed or self.changed or self.about)


def compare(before: Assessment, after: Assessment) -> Comparison:
    """Compare two versions by the ids of their impacts."""
    earlier, later = assess(before), assess(after)
    was = {impact.id: impact for impact in before.impacts}
    now = {impact.id: impact for impact in after.impacts}
    changes = [_changed(was[key], now[key], earlier, later) for key in _in_order(later) if key in was]
    return Comparison(
        added=tuple(now[key] for key in _in_order(later) if key not in was),
        removed=tuple(was[key] for key in _in_order(earlier) if key not in now),
        changed=tuple(change for change in changes if change is not None),
        unchanged=sum(change is None for change in changes),
        about=_about(before, after),
    )


def _in_order(assessed: Assessed) -> list[str]:
    return [ranked.impact.id for ranked in assessed.impacts] + [impact.id for impact in assessed.unrated]


def _about(before: Assessment, after: Assessment) -> tuple[Difference, ...]:
    pairs = (
        ("Title", before.title, after.title),
        ("Company", before.company, after.company),
        ("Kind", before.kind, after.kind),
        ("Subject", before.subject.name, after.subject.name),
        ("Technology", _technologies(before), _technologies(after)),
        ("Countries", ", ".join(before.subject.countries), ", ".join(after.subject.countries)),
        ("Lifecycle", before.subject.lifecycle, after.subject.lifecycle),
    )
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _technologies(assessment: Assessment) -> str:
    known = canon.technologies()
    return ", ".join(known[key].name if key in known else key for key in assessment.subject.technology)


def _changed(was: Impact, now: Impact, earlier: Assessed, later: Assessed) -> Changed | None:
    first, second = _place(earlier, was.id), _place(later, now.id)
    differences = tuple(_differences(was, now))
    moved = (first and first.rank) != (second and second.rank)
    if not differences and not moved:
        return None
    return Changed(
        id=now.id,
        label=sentence(now).label,
        rank_before=first.rank if first else None,
        rank_after=second.rank if second else None,
        tier_before=first.tier if first else None,
        tier_after=second.tier if second else None,
        differences=differences,
    )


def _place(assessed: Assessed, key: str) -> Ranked | None:
    return next((ranked for ranked in assessed.impacts if ranked.impact.id == key), None)


def _differences(was: Impact, now: Impact) -> list[Difference]:
    found = [
        Difference(name, _word(getattr(was, field)), _word(getattr(now, field)))
        for field, name in _FIELDS.items()
        if getattr(was, field) != getattr(now, field)
    ]
    if was.statement != now.statement:
        found.append(Difference("Statement", _statement(was), _statement(now)))
    found += _rating_differences(was, now)
    found += _involvement_differences(was, now)
    found += _action_differences(was, now)
    if was.override != now.override:
        found.append(Difference("Override", _override(was), _override(now)))
    found += _method_differences(was, now)
    told = {field: getattr(now, field) for field in _TOLD}
    if msgspec.structs.replace(was, **told) != now or (not found and was != now):
        found.append(Difference("Further details", "", "changed"))
    return found


def _method_differences(was: Impact, now: Impact) -> list[Difference]:
    if was.other_methods == now.other_methods:
        return []
    return [Difference("Other methods, kept apart", _methods(was.other_methods), _methods(now.other_methods))]


def _methods(found: tuple[OtherMethod, ...]) -> str:
    return "; ".join(_method(one) for one in found)


def _method(one: OtherMethod) -> str:
    said = (("severity", one.severity), ("likelihood", one.likelihood), ("note", one.note))
    return f"{one.method}: {', '.join(f'{name} {words}' for name, words in said if words)}".rstrip(": ")


def _word(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _statement(impact: Impact) -> str:
    return str(sentence(impact))


def _rating_key(rating: Rating) -> tuple[str, str, str]:
    return rating.group, rating.by, rating.basis


def _rating_words(rating: Rating | None) -> str:
    if rating is None:
        return ""
    return (
        f"scale {rating.scale}, scope {rating.scope}, irremediability {rating.irremediability}, "
        f"likelihood {rating.likelihood}"
    )


def _rating_differences(was: Impact, now: Impact) -> list[Difference]:
    before = {_rating_key(rating): rating for rating in was.ratings}
    after = {_rating_key(rating): rating for rating in now.ratings}
    found = []
    for key in dict.fromkeys([*after, *before]):
        first, second = before.get(key), after.get(key)
        name = _rating_name(key)
        found.append(Difference(name, _rating_words(first), _rating_words(second)))
        if first and second:
            found.append(Difference(f"{name}: rationale", first.rationale, second.rationale))
            found.append(Difference(f"{name}: evidence", _evidence_words(first), _evidence_words(second)))
    return [difference for difference in found if difference.before != difference.after]


def _evidence_words(rating: Rating) -> str:
    return "; ".join(
        f"{one.title} (from affected people)" if one.from_affected_people else one.title for one in rating.evidence
    )


def _involvement_differences(was: Impact, now: Impact) -> list[Difference]:
    before, after = was.involvement, now.involvement
    pairs = (
        ("Involvement", before.conclusion, after.conclusion),
        ("Involvement: reason", before.reason, after.reason),
        ("Involvement: decided by", before.decided_by, after.decided_by),
    )
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _rating_name(key: tuple[str, str, str]) -> str:
    group, by, basis = key
    name = f"Rating for {group_name(group)}" + (f" by {by}" if by else "")
    return name if basis == "inherent" else f"{name}, with measures in place"


def _action_words(action: Action | None) -> str:
    if action is None:
        return ""
    parts = (action.state.replace("_", " "), action.owner, f"due {action.due_on}" if action.due_on else "")
    return ", ".join(part for part in parts if part)


def _action_differences(was: Impact, now: Impact) -> list[Difference]:
    before = {action.id or action.title: action for action in was.actions}
    after = {action.id or action.title: action for action in now.actions}
    keys = list(dict.fromkeys([*after, *before]))
    return [
        Difference(
            f"Action “{(after.get(key) or before[key]).title}”",
            _action_words(before.get(key)),
            _action_words(after.get(key)),
        )
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _override(impact: Impact) -> str:
    return f"tier {impact.override.tier}: {impact.override.reason}" if impact.override else ""
