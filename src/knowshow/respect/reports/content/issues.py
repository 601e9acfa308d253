"""A ranked impact in words: the page that each salient issue gets in a report (GP 18, 19, 24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from knowshow import canon
from knowshow.respect.reports.content import records
from knowshow.respect.reports.content.citations import Citations, named
from knowshow.respect.reports.content.phrasing import day, listed, sentence
from knowshow.respect.rules import duties, involvement
from knowshow.respect.rules.assessed import Ranked
from knowshow.respect.rules.assessment import Action, Disagreement, Evidence, Impact, OtherMethod, Rating, Relationship
from knowshow.respect.rules.quality import disputed_groups
from knowshow.respect.rules.severity import severity_of
from knowshow.respect.rules.statement import Sentence, group_name
from knowshow.respect.rules.statement import sentence as sentence_of

CRITERIA: Final = ("scale", "scope", "irremediability")

STATES: Final = {"actual": "Actual", "potential": "Potential"}
STATUS_WORDS: Final = {
    "": "",
    "alleged": "Alleged",
    "found": "Found by an inquiry, not by a court",
    "ruled": "Ruled by a court",
    "settled": "Settled",
    "reported": "Reported in a publication",
}
STATUS_NOTES: Final = {
    "": "",
    "alleged": "This is an allegation. The sources make it; nobody with the power to do so has established it.",
    "found": "",
    "ruled": "",
    "settled": "The matter was settled. A settlement does not establish the facts.",
    "reported": "",
}
CONCLUSIONS: Final = {
    "cause": "Causes the harm",
    "contribute": "Contributes to the harm",
    "linked": "Directly linked to the harm",
    "none": "Not involved",
    "undetermined": "Undetermined",
}
EFFECTS: Final = {"limited": "limited", "prevented": "prevented", "violated": "violated"}
CONFIDENCE: Final = {"high": "High", "medium": "Medium", "low": "Low"}
BASES: Final = {"inherent": "Before measures", "residual": "After measures"}
ACTION_KINDS: Final = {
    "": "",
    "avoid": "Avoid",
    "redesign": "Redesign",
    "reduce": "Reduce",
    "restrict": "Restrict",
    "warn": "Warn",
    "compensate": "Compensate",
}
ACTION_STATES: Final = {
    "planned": "Planned",
    "in_progress": "In progress",
    "done": "Done",
    "effective": "Effective",
    "dropped": "Dropped",
}
OPEN_STATES: Final = frozenset({"planned", "in_progress"})
_ANSWERS: Final = {"yes": "Yes", "no": "No", "unknown": "Not known"}


@dataclass(frozen=True, slots=True)
class Around:
    """What an issue's words need besides the impact: the day, the sources, the company's name."""

    today: date
    cited: Citations


def issue(ranked: Ranked, around: Around) -> records.Issue:
    """Put a ranked impact into words."""
    impact = ranked.impact
    told = told_sentence(impact)
    return records.Issue(
        rank=ranked.rank,
        id=impact.id,
        anchor=f"issue-{ranked.rank}",
        tier=ranked.tier,
        sentence=told,
        label=sentence_of(impact).label,
        state=STATES[impact.state],
        status=STATUS_WORDS[impact.status_word],
        status_note=STATUS_NOTES[impact.status_word],
        likelihood=_level("likelihood", ranked.standing.likelihood).title,
        criteria=_criteria(ranked.deciding),
        deciding_group=group_name(ranked.deciding_group),
        reasons=tuple(_reasons(ranked)),
        place=_place(ranked),
        how=sentence(impact.statement.how),
        facts=tuple(_facts(impact)),
        ratings=tuple(_rating(rating, ranked, around) for rating in _in_order(ranked)),
        disagreements=tuple(_disagreements(impact)),
        involvement=_involvement(impact, around),
        duties=ranked.duties,
        plan_owed=_plan_owed(ranked, around.today),
        also=canon.duties()[f"tier-{ranked.tier}"].also,
        actions=tuple(_action(action, around) for action in impact.actions),
        override=_override(ranked),
        other_methods=tuple(_other_method(one) for one in impact.other_methods),
        notes=impact.notes,
    )


def _other_method(one: OtherMethod) -> str:
    """Say what another method has, so that nobody takes it for the severity of the Guiding Principles."""
    said = (("severity", one.severity), ("likelihood", one.likelihood))
    levels = ", ".join(f"{one.method} {name} {words}" for name, words in said if words)
    return " ".join(part for part in (f"{levels or one.method}.", one.note) if part)


def told_sentence(impact: Impact) -> Sentence:
    """Tell the impact; of an actual one that is alleged, say that it is."""
    told = sentence_of(impact)
    verb = told.verb
    if impact.status_word == "alleged" and impact.state == "actual":
        verb = "are allegedly harmed in"
    return Sentence(
        who=f"{told.who[:1].upper()}{told.who[1:]}",
        verb=verb,
        lead=told.lead,
        right=told.right,
        feature=told.feature,
        place=told.place,
    )


def _reasons(ranked: Ranked) -> Iterator[str]:
    yield ranked.tier_reason
    if len(ranked.impact.ratings) > 1:
        yield (
            f"The gravest rating decides: that for {group_name(ranked.deciding_group)}, "
            f"of {len(ranked.impact.ratings)} ratings."
        )
    if ranked.impact.delay_makes_irremediable:
        why = f": {ranked.impact.delay_rationale.strip()}" if ranked.impact.delay_rationale.strip() else ""
        yield sentence(f"Delay would make the harm irremediable (Guiding Principle 24){why}")


def _place(ranked: Ranked) -> str:
    return ranked.place_reason(f"issue {ranked.rank - 1 if ranked.is_last else ranked.rank + 1}")


def _facts(impact: Impact) -> Iterator[records.Fact]:
    """What the sentence at the head of the issue does not say."""
    statement = impact.statement
    if statement.who:
        yield records.Fact("Group", group_name(statement.group))
    yield records.Fact("The right is", EFFECTS[statement.effect])
    further = [_right_name(right) for right in impact.rights if right != statement.right]
    if further:
        yield records.Fact("Further rights", sentence(listed(further)).rstrip("."))
    if impact.harms:
        yield records.Fact("In the catalogue", "; ".join(map(_harm_name, impact.harms)))


def _harm_name(harm: str) -> str:
    record = canon.harms().get(harm)
    return record.title.rstrip(".") if record else harm


def _right_name(right: str) -> str:
    record = canon.rights().get(right)
    return record.name if record else right


# ---- ratings -----------------------------------------------------------------------------------------------


def _in_order(ranked: Ranked) -> list[Rating]:
    """The deciding rating first, the others as they stand."""
    return sorted(ranked.impact.ratings, key=lambda rating: rating is not ranked.deciding)


@cache
def _level(scale: str, value: int | str) -> records.ScaleLevel:
    found = canon.scales()[scale].level(str(value))
    return records.ScaleLevel(value=found.value, title=found.title, text=without_title(found.title, found.text))


def without_title(title: str, text: str) -> str:
    """Leave out a level's title where its text begins with it, since reports print both.

    >>> without_title("Serious", "Serious: loss of home."), without_title("Few", "Under 100 persons.")
    ('Loss of home.', 'Under 100 persons.')
    """
    rest = text.removeprefix(title)
    if rest == text or rest[:1] not in ":;":
        return text
    return sentence(rest[1:])


def _criteria(rating: Rating) -> tuple[records.Criterion, ...]:
    return tuple(_criterion(name, getattr(rating, name)) for name in CRITERIA)


def _criterion(name: str, value: int) -> records.Criterion:
    level = _level(name, value)
    return records.Criterion(name=canon.scales()[name].name, value=value, title=level.title, text=level.text)


def _rating(rating: Rating, ranked: Ranked, around: Around) -> records.RatingPart:
    likelihood = _level("likelihood", rating.likelihood)
    return records.RatingPart(
        group=group_name(rating.group),
        decides=rating is ranked.deciding,
        tier=severity_of(rating).tier,
        criteria=_criteria(rating),
        likelihood=likelihood.title,
        likelihood_text=likelihood.text,
        rationale=rating.rationale.strip(),
        evidence=tuple(_evidence(one, around.cited) for one in rating.evidence),
        confidence=CONFIDENCE[rating.confidence],
        basis=BASES[rating.basis],
        by=_rated_by(rating),
    )


def _evidence(one: Evidence, cited: Citations) -> records.EvidenceLine:
    number = cited.number(one)
    said = cited.note(number)
    return records.EvidenceLine(
        number=number,
        title=named(one),
        note="" if one.note == said else one.note.rstrip("."),
        from_affected_people=one.from_affected_people,
    )


def _rated_by(rating: Rating) -> str:
    """Who rated, when, and by which scale where it is not the one of today."""
    today = canon.scales()["scale"].version
    parts = [f"Rated by {rating.by}" if rating.by else "Rated by a person who is not named"]
    if rating.on:
        parts.append(f"on {day(rating.on)}")
    if rating.scale_version and rating.scale_version != today:
        parts.append(f"by {rating.scale_version}, where {today} is current")
    return " ".join(parts)


def _disagreements(impact: Impact) -> Iterator[records.DisagreementPart]:
    disputed = disputed_groups(impact)
    named_one = impact.disagreement
    for group in disputed:
        mine = named_one if named_one and named_one.group == group else None
        yield _disagreement(group, impact, mine)
    if named_one and named_one.group not in disputed:
        yield _disagreement(named_one.group, impact, named_one)


def _disagreement(group: str, impact: Impact, named_one: Disagreement | None) -> records.DisagreementPart:
    ratings = [rating for rating in impact.ratings if rating.group == group]
    return records.DisagreementPart(
        group=group_name(group),
        spread=tuple(_spread(ratings)),
        resolver=named_one.resolver if named_one else "",
        note=named_one.note if named_one else "",
        standing=_standing(named_one),
    )


def _standing(named_one: Disagreement | None) -> str:
    if named_one is None:
        return "Nobody is named to settle it. The graver rating counts meanwhile."
    if named_one.resolved_on:
        return f"Settled by {named_one.resolver} on {day(named_one.resolved_on)}. Both ratings stay."
    return f"To be settled by {named_one.resolver}. The graver rating counts meanwhile, and both stay."


def _spread(ratings: list[Rating]) -> Iterator[str]:
    for name in CRITERIA:
        values = sorted({getattr(rating, name) for rating in ratings})
        if len(values) > 1:
            yield f"{canon.scales()[name].name}: from {values[0]} to {values[-1]}"
    words = sorted({_level("likelihood", rating.likelihood).title.lower() for rating in ratings})
    if len(words) > 1:
        yield f"Likelihood: {listed(words)}"


# ---- involvement, actions, override ------------------------------------------------------------------------


def _involvement(impact: Impact, around: Around) -> records.InvolvementPart:
    found = impact.involvement
    decided = f"Decided by {found.decided_by}" if found.decided_by else ""
    if found.conclusion == "undetermined" and found.decided_by:
        decided = f"To be decided by {found.decided_by}"
    when = f", as noted on {day(found.on)}" if found.conclusion == "undetermined" else f" on {day(found.on)}"
    return records.InvolvementPart(
        conclusion=CONCLUSIONS[found.conclusion],
        reason=found.reason,
        decided=sentence(f"{decided}{when if decided and found.on else ''}"),
        quote=found.quote,
        quoted_from=named(found.quoted_from) if found.quoted_from else "",
        source_number=around.cited.number(found.quoted_from),
        factors=tuple(involvement.FACTORS.get(factor, factor) for factor in found.factors),
        answers=tuple(_answers(found.answers)),
        consequence=involvement.CONSEQUENCES[found.conclusion],
    )


def _answers(said: Mapping[str, str]) -> Iterator[records.Fact]:
    """The guided questions that were answered, in their order; then any that a file adds."""
    known = {question.id: question.text for question in involvement.QUESTIONS}
    for key in (*known, *(key for key in said if key not in known)):
        if answer := said.get(key, "").strip():
            yield records.Fact(known.get(key, key), _ANSWERS.get(answer.lower(), answer))


def _plan_owed(ranked: Ranked, today: date) -> str:
    """By when the plan is, or was, owed: counted from the deciding rating, where its day is known."""
    if ranked.deciding.on is None or any(action.state != "dropped" for action in ranked.impact.actions):
        return ""
    due = duties.plan_due_on(ranked.tier, ranked.deciding.on)
    if due is None:
        return ""
    return f"A plan {'was' if due < today else 'is'} owed by {day(due)}."


def _action(action: Action, around: Around) -> records.ActionPart:
    late = action.state in OPEN_STATES and action.due_on is not None and action.due_on < around.today
    return records.ActionPart(
        title=action.title,
        kind=ACTION_KINDS[action.kind],
        owner=action.owner,
        due=day(action.due_on),
        state=ACTION_STATES[action.state],
        is_late=late,
        details=tuple(_details(action, around.cited)),
    )


def _details(action: Action, cited: Citations) -> Iterator[str]:
    if action.leverage:
        yield f"Leverage: {listed(_leverage_name(key) for key in action.leverage)}."
    if action.indicator:
        yield sentence(f"How we will know: {action.indicator}")
    if action.note:
        yield sentence(action.note)
    if action.source:
        yield f"Source: [{cited.number(action.source)}]."


def _leverage_name(key: str) -> str:
    record = canon.leverage().get(key)
    return record.name[:1].lower() + record.name[1:] if record else key


def _override(ranked: Ranked) -> records.OverridePart | None:
    found = ranked.impact.override
    if found is None:
        return None
    second = f"approved by {found.approved_by}" if found.approved_by else "not approved by a second person yet"
    when = f", {day(found.on)}" if found.on else ""
    return records.OverridePart(
        tier=found.tier,
        computed_tier=ranked.tier,
        words=f"Tier {found.tier} in place of the computed tier {ranked.tier}. The order stays as computed.",
        reason=found.reason,
        signed=sentence(f"Proposed by {found.proposed_by}, {second}{when}"),
    )


def relationship_words(one: Relationship) -> str:
    """Name a business relationship with its kind and the use that is made of the product."""
    kind = f" ({one.kind.replace('_', ' ')})" if one.kind else ""
    return f"{one.name}{kind}: {one.end_use}" if one.end_use else f"{one.name}{kind}"
