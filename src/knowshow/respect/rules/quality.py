"""Quality rules: named checks that point at weak spots of an assessment, each with its reason and what would mend it.

They point, they do not judge: in the workspace each finding can be dismissed with a reason. Rule ids are stable.
The rules follow the tests V1 to V15 of the domain document (respect, section 9) and the commentaries named in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from knowshow.respect.rules.assessment import RATIONALE_MINIMUM, Action, Assessment, Impact, Rating
from knowshow.respect.rules.salience import gravest, order_code
from knowshow.respect.rules.severity import Likelihood, severity_of
from knowshow.respect.rules.statement import group_name

#: From this tier on, an impact is severe: a plan, engagement and a decision on involvement are owed.
SEVERE: Final = 3
GRAVEST: Final = 4

_OPEN: Final = {"planned", "in_progress"}
_WEAK_KINDS: Final = {"warn", "compensate"}
_PARKING: Final = {Likelihood.REMOTE, Likelihood.PLAUSIBLE}


class Rule(Struct, frozen=True):
    """One quality rule."""

    id: str
    title: str
    why: str
    #: Whether only a reviewer sets its findings aside, since the assessor would judge herself.
    for_reviewers: bool = False


class Finding(Struct, frozen=True):
    """One weak spot: which rule, where, what was seen, and what would mend it."""

    rule: str
    impact: str
    subject: str
    message: str
    remedy: str

    def as_json(self) -> dict[str, str]:
        """The form in ``problems`` of ``knowshow assess --json``."""
        return {
            "rule": self.rule,
            "impact": self.impact,
            "subject": self.subject,
            "message": self.message,
            "remedy": self.remedy,
        }


class Revision(Struct, frozen=True):
    """A rating and the one that it replaced, as the workspace keeps them."""

    impact: str
    before: Rating
    after: Rating


RULES: Final = {
    rule.id: rule
    for rule in (
        Rule("QR-01", "Rationale too short", "A reader must see what the rating relies on (GP 18)."),
        Rule(
            "QR-02",
            "Severity lowered without evidence from affected people",
            "Those who bear the harm know its weight; lowering it without them is the commonest error (GP 18).",
            for_reviewers=True,
        ),
        Rule(
            "QR-03",
            "Severe but parked as unlikely",
            "A low likelihood alone does not set a severe impact aside (commentary to GP 14; GP 24).",
        ),
        Rule("QR-04", "Action without an owner", "What nobody owns is not done (GP 19: assigned responsibility)."),
        Rule("QR-05", "Action without a due date", "Without a date, no one can tell that it is late (GP 20)."),
        Rule("QR-06", "Severe impact without a plan", "A plan is owed within the days of its tier (GP 19, 24)."),
        Rule("QR-07", "Rating without evidence", "Name evidence, or say that there is none (GP 18)."),
        Rule("QR-08", "Ratings differ and nobody resolves", "The graver counts, but someone must settle it."),
        Rule("QR-09", "Involvement not decided", "Cause, contribution and linkage each call for other acts (GP 19)."),
        Rule(
            "QR-10",
            "Severe impact rated without affected people",
            "Meaningful consultation is part of assessing (GP 18); where it is unsafe, say so.",
        ),
        Rule("QR-11", "Override without a second person", "An override needs two people, and stays beside the order."),
        Rule("QR-12", "Delay clause without its rationale", "GP 24's clause moves an impact up; it needs a reason."),
        Rule(
            "QR-13",
            "Conclusion on involvement without a reason",
            "Companies tend to choose 'linked', which owes no remedy; reports print the reason.",
        ),
        Rule("QR-14", "Gravest impact only warned of or compensated", "Avoid, redesign or reduce come first (GP 19)."),
        Rule("QR-15", "No leverage noted", "Where others do the harm, leverage is the means (GP 19)."),
        Rule("QR-16", "Action late", "Its due date has passed (GP 20)."),
        Rule("QR-17", "Impact without a rating", "It has no place in the order until one group is rated (GP 18)."),
        Rule("QR-18", "People who do not use the product were not asked about", "Harm reaches non-users too (GP 18)."),
    )
}


def findings(
    assessment: Assessment, *, revisions: Sequence[Revision] = (), today: date | None = None
) -> tuple[Finding, ...]:
    """Return every weak spot, in the order of the impacts.

    ``revisions`` are ratings that replaced others, for QR-02; ``today`` switches QR-16 on.
    """
    found = [finding for impact in assessment.impacts for check in _CHECKS for finding in check(impact)]
    found += [finding for revision in revisions for finding in _lowered(revision)]
    if today:
        found += [finding for impact in assessment.impacts for finding in _late(impact, today)]
    found += list(_nobody_outside(assessment))
    return tuple(found)


def _finding(rule: str, impact: Impact, message: str, remedy: str, part: str = "") -> Finding:
    subject = f"{impact.id}/{part}" if part else impact.id
    return Finding(rule, impact.id, subject, message, remedy)


def _tier(impact: Impact) -> int:
    if not impact.ratings:
        return 0
    return severity_of(gravest(impact.ratings, delay=impact.delay_makes_irremediable)).tier


def _rating_name(rating: Rating) -> str:
    name = group_name(rating.group)
    return f"{name} by {rating.by}" if rating.by else name


def _short_rationale(impact: Impact) -> Iterator[Finding]:
    for index, rating in enumerate(impact.ratings):
        length = len(rating.rationale.strip())
        if length < RATIONALE_MINIMUM:
            yield _finding(
                "QR-01",
                impact,
                f"The rationale of the rating for {_rating_name(rating)} has {length} characters.",
                f"Write at least {RATIONALE_MINIMUM}: name what the rating relies on.",
                f"ratings/{index}",
            )


def _lowered_residual(impact: Impact) -> Iterator[Finding]:
    """A residual rating that is milder than the inherent one, without a word from affected people."""
    for after in (rating for rating in impact.ratings if rating.basis == "residual"):
        inherent = [r for r in impact.ratings if r.basis == "inherent" and r.group == after.group]
        if inherent:
            yield from _lowered(Revision(impact.id, gravest(inherent), after))


def _lowered(revision: Revision) -> Iterator[Finding]:
    milder = order_code(revision.after) > order_code(revision.before)
    same_criteria = severity_of(revision.after) == severity_of(revision.before)
    heard = any(evidence.from_affected_people for evidence in revision.after.evidence)
    if milder and not same_criteria and not heard:
        before, after = severity_of(revision.before), severity_of(revision.after)
        yield Finding(
            "QR-02",
            revision.impact,
            f"{revision.impact}/lowered/{revision.after.group}",
            f"Severity for {_rating_name(revision.after)} was lowered from "
            f"{before.scale}, {before.scope}, {before.irremediability} to "
            f"{after.scale}, {after.scope}, {after.irremediability} without evidence from affected people.",
            "Add what they say, or say why they could not be asked safely.",
        )


def _parked(impact: Impact) -> Iterator[Finding]:
    if _tier(impact) < SEVERE:
        return
    deciding = gravest(impact.ratings, delay=impact.delay_makes_irremediable)
    acting = any(action.state != "dropped" for action in impact.actions)
    if deciding.likelihood in _PARKING and not acting:
        yield _finding(
            "QR-03",
            impact,
            f"Tier {_tier(impact)}, likelihood {deciding.likelihood}, and no action.",
            "Plan at least what would show that it is about to happen, and who acts then.",
        )


def _action_name(action: Action) -> str:
    return f"“{action.title}”"


def _actions_incomplete(impact: Impact) -> Iterator[Finding]:
    for index, action in enumerate(impact.actions):
        if action.state not in _OPEN:
            continue
        part = f"actions/{action.id or index}"
        if not action.owner:
            yield _finding("QR-04", impact, f"{_action_name(action)} has no owner.", "Name who does it.", part)
        if action.due_on is None:
            yield _finding("QR-05", impact, f"{_action_name(action)} has no due date.", "Set a date.", part)


def _no_plan(impact: Impact) -> Iterator[Finding]:
    if _tier(impact) >= SEVERE and not any(action.state != "dropped" for action in impact.actions):
        yield _finding(
            "QR-06",
            impact,
            f"Tier {_tier(impact)}, and no action is planned.",
            "Start with what would stop the harm soonest.",
        )


def _no_evidence(impact: Impact) -> Iterator[Finding]:
    for index, rating in enumerate(impact.ratings):
        if not rating.evidence and "no evidence" not in rating.rationale.casefold():
            yield _finding(
                "QR-07",
                impact,
                f"The rating for {_rating_name(rating)} names no evidence.",
                "Add a link or a file, or write “no evidence” and why in the rationale.",
                f"ratings/{index}",
            )


def disputed_groups(impact: Impact) -> tuple[str, ...]:
    """Return the groups that several people rated differently on severity or likelihood.

    The graver rating counts (domain document respect, section 4.2); a named person resolves.
    """
    seen: dict[tuple[str, str], set[int]] = {}
    for rating in impact.ratings:
        seen.setdefault((rating.group, rating.basis), set()).add(order_code(rating))
    return tuple(sorted({group for (group, _), codes in seen.items() if len(codes) > 1}))


def _unresolved(impact: Impact) -> Iterator[Finding]:
    for group in disputed_groups(impact):
        named = impact.disagreement is not None and impact.disagreement.group == group
        if not named:
            yield _finding(
                "QR-08",
                impact,
                f"Assessors differ on {group_name(group)}; nobody is named to resolve it.",
                "Name who resolves it. The graver rating counts meanwhile.",
                f"disagreement/{group}",
            )


def _undecided(impact: Impact) -> Iterator[Finding]:
    involvement = impact.involvement
    if _tier(impact) >= SEVERE and involvement.conclusion == "undetermined" and not involvement.decided_by:
        yield _finding(
            "QR-09",
            impact,
            "Involvement is undetermined, and nobody is named to decide it.",
            "Answer the seven questions and name who decides.",
        )


def _unheard(impact: Impact) -> Iterator[Finding]:
    heard = any(evidence.from_affected_people for rating in impact.ratings for evidence in rating.evidence)
    if _tier(impact) >= SEVERE and not heard:
        yield _finding(
            "QR-10",
            impact,
            f"Tier {_tier(impact)}, and no evidence is marked as coming from affected people.",
            "Hear them or their legitimate representatives; where that is unsafe, say so in the rationale.",
        )


def _one_hand(impact: Impact) -> Iterator[Finding]:
    override = impact.override
    if override is None:
        return
    second = override.approved_by.strip().casefold()
    if not second or second == override.proposed_by.strip().casefold():
        yield _finding(
            "QR-11",
            impact,
            "The override is signed by one person only.",
            "Have a second person approve it; the computed order stands meanwhile, and after.",
        )


def _delay_unexplained(impact: Impact) -> Iterator[Finding]:
    if impact.delay_makes_irremediable and len(impact.delay_rationale.strip()) < RATIONALE_MINIMUM:
        yield _finding(
            "QR-12",
            impact,
            "Delay is said to make the harm irremediable, and no reason of its own is given.",
            f"Say in at least {RATIONALE_MINIMUM} characters what would be lost by waiting (delay_rationale).",
        )


def _conclusion_unexplained(impact: Impact) -> Iterator[Finding]:
    involvement = impact.involvement
    explained = involvement.reason or involvement.quoted_from
    if involvement.conclusion != "undetermined" and not (
        explained and (involvement.decided_by or involvement.quoted_from)
    ):
        yield _finding(
            "QR-13",
            impact,
            f"The conclusion “{involvement.conclusion}” lacks its reason, or the person who decided.",
            "Write the reason and who decided, or quote a named finding.",
        )


def _only_warned(impact: Impact) -> Iterator[Finding]:
    kinds = {action.kind for action in impact.actions if action.state != "dropped"}
    if _tier(impact) == GRAVEST and kinds and kinds <= _WEAK_KINDS:
        yield _finding(
            "QR-14",
            impact,
            "Every action only warns or compensates.",
            "Look for what avoids the harm, changes the design, or reduces it at its source.",
        )


def _no_leverage(impact: Impact) -> Iterator[Finding]:
    involved = impact.involvement.conclusion in {"contribute", "linked"}
    actions = [action for action in impact.actions if action.state != "dropped"]
    if involved and actions and not any(action.leverage for action in actions):
        yield _finding(
            "QR-15",
            impact,
            "Others take part in the harm, and no action names leverage.",
            "Choose from the catalogue: knowshow canon list leverage.",
        )


def _unrated(impact: Impact) -> Iterator[Finding]:
    if not impact.ratings:
        yield _finding("QR-17", impact, "No group has been rated.", "Rate the group that is harmed most.")


def _late(impact: Impact, today: date) -> Iterator[Finding]:
    for index, action in enumerate(impact.actions):
        if action.state in _OPEN and action.due_on is not None and action.due_on < today:
            yield _finding(
                "QR-16",
                impact,
                f"{_action_name(action)} was due on {action.due_on.isoformat()}.",
                "Finish it, or set a new date with the reason.",
                f"actions/{action.id or index}/late",
            )


def _nobody_outside(assessment: Assessment) -> Iterator[Finding]:
    groups = {impact.statement.group for impact in assessment.impacts}
    groups |= {rating.group for impact in assessment.impacts for rating in impact.ratings}
    if assessment.kind in {"full", "heightened"} and assessment.impacts and "OFF" not in groups:
        yield Finding(
            "QR-18",
            "",
            "assessment/non-users",
            "No impact considers people who do not use the product.",
            "Ask who else it touches: people filmed, listed, talked about, or shut out.",
        )


_CHECKS: Final[tuple[Callable[[Impact], Iterator[Finding]], ...]] = (
    _unrated,
    _short_rationale,
    _lowered_residual,
    _parked,
    _no_plan,
    _actions_incomplete,
    _no_evidence,
    _unheard,
    _unresolved,
    _undecided,
    _conclusion_unexplained,
    _one_hand,
    _delay_unexplained,
    _only_warned,
    _no_leverage,
)
