"""The first page of a report: what was found, in plain words, and what the board must decide (GP 19, 24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from knowshow import canon
from knowshow.respect.reports.content.issues import OPEN_STATES
from knowshow.respect.reports.content.phrasing import count, day, issues, listed, number, sentence
from knowshow.respect.reports.content.records import Issue, TierCount
from knowshow.respect.rules.assessed import Assessed, Ranked
from knowshow.respect.rules.assessment import Action, Assessment
from knowshow.respect.rules.duties import plan_due_on
from knowshow.respect.rules.quality import SEVERE, disputed_groups

_TIERS: Final = (4, 3, 2, 1)
_GRAVEST: Final = 4
_BEFORE_USE: Final = frozenset({"design", "development", "deployment"})
#: Conclusions that owe remedy (GP 22).
_OWES_REMEDY: Final = frozenset({"cause", "contribute"})


def tier_counts(assessed: Assessed) -> tuple[TierCount, ...]:
    """Count the impacts of each tier, the gravest first; every tier stands there."""
    return tuple(_tier_count(tier, assessed.of_tier(tier)) for tier in _TIERS)


def _tier_count(tier: int, found: Sequence[Ranked]) -> TierCount:
    actual = sum(one.impact.state == "actual" for one in found)
    return TierCount(
        tier=tier,
        meaning=canon.duties()[f"tier-{tier}"].text,
        total=len(found),
        actual=actual,
        potential=len(found) - actual,
        without_plan=sum(not has_plan(one) for one in found),
    )


def has_plan(ranked: Ranked) -> bool:
    """Whether an action stands that was not dropped."""
    return any(action.state != "dropped" for action in ranked.impact.actions)


def headline(assessed: Assessed) -> str:
    """Say the finding in one or two sentences."""
    total = len(assessed.impacts)
    if not total:
        return "No impact has been rated yet, so nothing can be put in order."
    gravest = assessed.impacts[0].tier
    of_it = len(assessed.of_tier(gravest))
    found = f"{count(total, 'impact')} on people {'was' if total == 1 else 'were'} found and rated"
    which = f"tier {gravest}{', the gravest' if gravest == _GRAVEST else ''}"
    if total == 1:
        return sentence(f"{found}. It is of {which}")
    verb = "is" if of_it == 1 else "are"
    share = "all" if of_it == total else number(of_it)
    return f"{sentence(found)} {sentence(f'{share} {verb} of {which}')}"


def paragraphs(assessed: Assessed, told: Sequence[Issue], today: date) -> tuple[str, ...]:
    """Say it in plain words: actual or potential, the first issue, the plans."""
    if not told:
        return ()
    return tuple(
        sentence(text)
        for text in (
            _states(assessed),
            _first(assessed.impacts[0], told[0]),
            _plans(assessed, today),
            _uncertain(assessed),
        )
        if text
    )


def _states(assessed: Assessed) -> str:
    actual = sum(one.impact.state == "actual" for one in assessed.impacts)
    potential = len(assessed.impacts) - actual
    parts = []
    if actual:
        parts.append(f"{number(actual)} {'is' if actual == 1 else 'are'} actual: people are, or were, harmed")
    if potential:
        parts.append(f"{number(potential)} {'is' if potential == 1 else 'are'} potential: people may be harmed")
    alleged = [one.rank for one in assessed.impacts if one.impact.status_word == "alleged"]
    said = sentence("; ".join(parts))
    if alleged:
        one = "is an allegation, and is" if len(alleged) == 1 else "are allegations, and are"
        said += f" {sentence(f'{issues(alleged)} {one} marked as such')}"
    return said


def _first(first: Ranked, told: Issue) -> str:
    if first.why is None:
        return f"{sentence(str(told.sentence))} {first.tier_reason}"
    return (
        f"Before all others: {sentence(str(told.sentence))} {first.tier_reason} "
        f"It stands above issue 2 because {first.why.clause}"
    )


def _plans(assessed: Assessed, today: date) -> str:
    return " ".join(sentence(text) for text in (_planned(assessed), _next(assessed.impacts, today)) if text)


def _planned(assessed: Assessed) -> str:
    without = [one.rank for one in assessed.impacts if not has_plan(one)]
    if not without:
        return "An action is planned for every impact" if len(assessed.impacts) > 1 else "An action is planned"
    if len(without) == len(assessed.impacts):
        return "No action is planned for any of them" if len(without) > 1 else "No action is planned"
    have = "has" if len(without) == 1 else "have"
    return f"{issues(without)} {have} no plan yet"


def _open_actions(ranked: Sequence[Ranked]) -> list[tuple[date, int, Action]]:
    """Every open action with a date, the earliest first."""
    found = [
        (action.due_on, one.rank, action)
        for one in ranked
        for action in one.impact.actions
        if action.due_on is not None and action.state in OPEN_STATES
    ]
    return sorted(found, key=lambda entry: entry[:2])


def _next(ranked: Sequence[Ranked], today: date) -> str:
    ahead = [entry for entry in _open_actions(ranked) if entry[0] >= today]
    if not ahead:
        return ""
    due, rank, action = ahead[0]
    return f"the next is due on {day(due)}: “{action.title.rstrip('.')}” (issue {rank})"


def _uncertain(assessed: Assessed) -> str:
    unknown = [one.rank for one in assessed.impacts if one.standing.likelihood == "unknown"]
    if not unknown:
        return ""
    one = len(unknown) == 1
    return (
        f"the likelihood of {issues(unknown)} is unknown; {'it counts' if one else 'they count'}"
        " as actual until it is known"
    )


# ---- decisions ---------------------------------------------------------------------------------------------


def decisions(assessed: Assessed, today: date) -> tuple[str, ...]:
    """Say what the board is asked to decide, and by when; where nothing waits, say that."""
    found = tuple(sentence(text) for text in _decisions(assessed, today))
    return found or ("Nothing waits for a decision. Note the order of the issues, and what is done about each.",)


def _decisions(assessed: Assessed, today: date) -> Iterator[str]:
    ranked = assessed.impacts
    yield from _executives(ranked, today)
    yield from _severe_plans(ranked, today)
    yield from _late(ranked, today)
    yield from _launch(assessed.assessment, ranked)
    yield from _remedy(ranked)
    yield from _involvement(ranked)
    yield from _disputes(ranked)
    yield from _overrides(ranked)
    yield from _unheard(ranked)


def _executives(ranked: Sequence[Ranked], today: date) -> Iterator[str]:
    bare = [one for one in ranked if one.tier == _GRAVEST and not has_plan(one)]
    if bare:
        named = issues([one.rank for one in bare])
        when = _owed(bare, today)
        yield f"name an executive for {named}, outside the product line, and have a plan in 10 working days{when}"


def _severe_plans(ranked: Sequence[Ranked], today: date) -> Iterator[str]:
    bare = [one for one in ranked if one.tier == SEVERE and not has_plan(one)]
    if bare:
        yield f"have a plan written for {issues([one.rank for one in bare])} within 30 days{_owed(bare, today)}"


def _owed(ranked: Sequence[Ranked], today: date) -> str:
    """By when the first of these plans is owed, where the day of the rating is known."""
    days = [plan_due_on(one.tier, one.deciding.on) for one in ranked if one.deciding.on]
    due = min((found for found in days if found), default=None)
    if due is None:
        return ""
    first = "the first " if len(ranked) > 1 else "it "
    return f"; {first}{'was' if due < today else 'is'} owed by {day(due)}"


def _late(ranked: Sequence[Ranked], today: date) -> Iterator[str]:
    late = [entry for entry in _open_actions(ranked) if entry[0] < today]
    if len(late) == 1:
        due, rank, action = late[0]
        who = f"; owner: {action.owner}" if action.owner else "; it has no owner"
        what = f"“{action.title.rstrip('.')}” (issue {rank})"
        yield f"have {what} finished, or agree a new date: it was due on {day(due)}{who}"
    elif late:
        ranks = sorted({rank for _due, rank, _action in late})
        yield (
            f"have the {number(len(late))} actions that are late finished, or agree new dates: {issues(ranks)}; "
            f"the oldest was due on {day(late[0][0])}"
        )


def _launch(assessment: Assessment, ranked: Sequence[Ranked]) -> Iterator[str]:
    gravest = [one.rank for one in ranked if one.tier == _GRAVEST]
    if gravest and assessment.subject.lifecycle in _BEFORE_USE:
        yield (
            f"hold the launch until somebody outside the product line has signed off on {issues(gravest)}"
            if len(gravest) < len(ranked) or len(gravest) == 1
            else "hold the launch until somebody outside the product line has signed off on these issues"
        )


def _remedy(ranked: Sequence[Ranked]) -> Iterator[str]:
    owed = [
        one.rank for one in ranked if one.impact.state == "actual" and one.impact.involvement.conclusion in _OWES_REMEDY
    ]
    if owed:
        yield (
            f"decide how the people harmed in {issues(owed)} receive remedy: the company causes or contributes to"
            " the harm (Guiding Principle 22)"
        )


def _involvement(ranked: Sequence[Ranked]) -> Iterator[str]:
    open_ones = [one for one in ranked if one.tier >= SEVERE and one.impact.involvement.conclusion == "undetermined"]
    if open_ones:
        names = sorted({one.impact.involvement.decided_by for one in open_ones if one.impact.involvement.decided_by})
        who = f"; named so far: {listed(names)}" if names else ""
        named = issues([one.rank for one in open_ones])
        yield f"say who decides how the company is involved in {named}, and by when{who}"


def _disputes(ranked: Sequence[Ranked]) -> Iterator[str]:
    """One line for each person who settles differences, and one for those that nobody settles."""
    waiting: dict[str, list[int]] = {}
    for one in ranked:
        named = one.impact.disagreement
        if disputed_groups(one.impact) and (named is None or named.resolved_on is None):
            waiting.setdefault(named.resolver if named else "", []).append(one.rank)
    for resolver, ranks in waiting.items():
        what = f"{'difference' if len(ranks) == 1 else 'differences'} between assessors on {issues(ranks)}"
        yield f"settle the {what}; named to do it: {resolver}" if resolver else f"name who settles the {what}"


def _overrides(ranked: Sequence[Ranked]) -> Iterator[str]:
    for one in ranked:
        override = one.impact.override
        if override is not None and not override.approved_by:
            yield (
                f"confirm or refuse the override that {override.proposed_by} proposes for issue {one.rank}:"
                f" tier {override.tier} in place of {one.tier}"
            )


def _unheard(ranked: Sequence[Ranked]) -> Iterator[str]:
    bare = [
        one.rank
        for one in ranked
        if one.tier >= SEVERE
        and not any(evidence.from_affected_people for rating in one.impact.ratings for evidence in rating.evidence)
    ]
    if bare:
        yield f"see that the people affected are heard on {issues(bare)}, or that the reason why not is recorded"
