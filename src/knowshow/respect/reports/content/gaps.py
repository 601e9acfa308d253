"""What a report does not know: weak spots that the rules point at, and what is not in the data (GP 18, 21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowshow import canon
from knowshow.respect.reports.content.phrasing import count, issues, listed, number, sentence
from knowshow.respect.reports.content.records import Issue, WeakSpot
from knowshow.respect.rules import quality
from knowshow.respect.rules.assessed import Assessed, Ranked
from knowshow.respect.rules.assessment import Rating


@dataclass(frozen=True, slots=True)
class SetAside:
    """A finding that somebody dismissed, and why. The workspace keeps them; a file has none."""

    rule: str
    subject: str
    message: str
    reason: str


def weak_spots(
    assessed: Assessed, told: Sequence[Issue], *, today: date, set_aside: Sequence[SetAside] = ()
) -> tuple[WeakSpot, ...]:
    """Return every weak spot, open ones first, in the order of rank; those set aside carry the reason."""
    ranks = {issue.id: issue.rank for issue in told}
    reasons = {(one.rule, one.subject, one.message): one.reason for one in set_aside}
    found = [_weak_spot(finding, ranks, reasons) for finding in _findings(assessed, today)]
    return tuple(spot for _rank, spot in sorted(found, key=lambda one: (bool(one[1].set_aside), one[0], one[1].rule)))


def _findings(assessed: Assessed, today: date) -> list[quality.Finding]:
    """Those of the assessment, and what is late by now."""
    late = [one for one in quality.findings(assessed.assessment, today=today) if one.rule == "QR-16"]
    return [*assessed.problems, *(one for one in late if one not in assessed.problems)]


def _weak_spot(
    finding: quality.Finding, ranks: Mapping[str, int], reasons: Mapping[tuple[str, str, str], str]
) -> tuple[int, WeakSpot]:
    rule = quality.RULES[finding.rule]
    rank = ranks.get(finding.impact, 0)
    where = f"Issue {rank}" if rank else "Not ranked" if finding.impact else "The whole assessment"
    spot = WeakSpot(
        rule=finding.rule,
        title=rule.title,
        rank=rank,
        where=where,
        message=finding.message,
        remedy=finding.remedy,
        why=rule.why,
        set_aside=reasons.get((finding.rule, finding.subject, finding.message), ""),
    )
    return rank or len(ranks) + 1, spot


def missing(assessed: Assessed) -> tuple[str, ...]:
    """Say what is not in the data; never empty, since no assessment is complete."""
    return tuple(sentence(text) for text in _missing(assessed))


def _missing(assessed: Assessed) -> Iterator[str]:
    yield from _unrated(assessed)
    yield from _unknown(assessed.impacts)
    yield from _without_evidence(assessed)
    yield from _low_confidence(assessed.impacts)
    yield from _places(assessed.impacts)
    yield from _coverage(assessed)
    yield from _title_block(assessed)


def _unrated(assessed: Assessed) -> Iterator[str]:
    total = len(assessed.unrated)
    if total:
        yield f"{count(total, 'impact')} {'has' if total == 1 else 'have'} no rating, and so no place in the order"


def _unknown(ranked: Sequence[Ranked]) -> Iterator[str]:
    unknown = [one.rank for one in ranked if one.standing.likelihood == "unknown"]
    if unknown:
        yield f"how likely the harm of {issues(unknown)} is, is not known"
    undecided = [one.rank for one in ranked if one.impact.involvement.conclusion == "undetermined"]
    if undecided:
        yield f"how the company is involved in {issues(undecided)} is not decided"


def _ratings(assessed: Assessed) -> list[Rating]:
    return [rating for one in assessed.impacts for rating in one.impact.ratings]


def _without_evidence(assessed: Assessed) -> Iterator[str]:
    ratings = _ratings(assessed)
    bare = sum(not rating.evidence for rating in ratings)
    if bare:
        yield f"{number(bare)} of {count(len(ratings), 'rating')} {'names' if bare == 1 else 'name'} no evidence"
    unheard = [one.rank for one in assessed.impacts if not _heard(one)]
    if unheard and len(unheard) == len(assessed.impacts):
        yield "no evidence is marked as coming from the people affected"
    elif unheard:
        yield f"on {issues(unheard)}, no evidence is marked as coming from the people affected"


def _heard(ranked: Ranked) -> bool:
    return any(one.from_affected_people for rating in ranked.impact.ratings for one in rating.evidence)


def _low_confidence(ranked: Sequence[Ranked]) -> Iterator[str]:
    unsure = [one.rank for one in ranked if one.deciding.confidence == "low"]
    if unsure:
        yield f"the rating that decides is of low confidence in {issues(unsure)}"


def _places(ranked: Sequence[Ranked]) -> Iterator[str]:
    nowhere = [one.rank for one in ranked if not one.impact.statement.place]
    if nowhere:
        yield f"no place is named for {issues(nowhere)}"


def _coverage(assessed: Assessed) -> Iterator[str]:
    impacts = assessed.assessment.impacts
    if not impacts:
        return
    rights = {impact.statement.right for impact in impacts} | {right for one in impacts for right in one.rights}
    groups = {one.statement.group for one in impacts} | {rating.group for one in impacts for rating in one.ratings}
    rights &= set(canon.rights())
    yield (
        f"the impacts name {number(len(rights))} of the {len(canon.rights())} rights in the catalogue and "
        f"{number(len(groups))} of its {len(canon.groups())} groups; that others are not named does not mean that "
        "they are not affected"
    )


def _title_block(assessed: Assessed) -> Iterator[str]:
    assessment = assessed.assessment
    absent = [
        words
        for words, value in (
            ("the day of the assessment", assessment.assessed_on),
            ("the company", assessment.company),
            ("the countries where the product is used", assessment.subject.countries),
            ("the business relationships around the product", assessment.subject.business_relationships),
        )
        if not value
    ]
    if absent:
        yield f"not given: {listed(absent)}"
