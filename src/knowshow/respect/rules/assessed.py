"""An assessment, ranked: what the command line prints, the reports show, and the workspace freezes.

Everything a report says about order is worked out here, once: ranks, tiers, reasons for each neighbouring pair,
duties, what a heat map would have said, and the problems that a reviewer should know of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import Struct

from knowshow.respect.rules import duties, quality
from knowshow.respect.rules.assessment import Assessment, Impact, Rating
from knowshow.respect.rules.heat_maps import Inversion, inverted_pairs, mean_times_likelihood, score_ranks
from knowshow.respect.rules.salience import Standing, Why, WithinTier, gravest, order, why_above
from knowshow.respect.rules.severity import Severity, tier_reason
from knowshow.respect.rules.statement import Sentence, sentence

#: Pairs listed at most; the count is always complete.
INVERSIONS_LISTED: Final = 10_000


class Ranked(Struct, frozen=True):
    """One impact in its place, with everything that explains the place."""

    impact: Impact
    rank: int
    deciding: Rating
    standing: Standing
    tier_reason: str
    neighbour: str
    why: Why | None
    is_last: bool
    duties: tuple[str, ...]

    @property
    def severity(self) -> Severity:
        """The severity that decides."""
        return self.standing.severity

    @property
    def tier(self) -> int:
        """The tier, 1 to 4."""
        return self.standing.severity.tier

    @property
    def sentence(self) -> Sentence:
        """The impact as the structured sentence."""
        return sentence(self.impact)

    @property
    def deciding_group(self) -> str:
        """The group whose rating decides."""
        return self.deciding.group

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the tier, which group decides where several were rated, and why the place."""
        several = (
            (f"The gravest rating decides: that for {self.deciding_group}, of {len(self.impact.ratings)} ratings.",)
            if len(self.impact.ratings) > 1
            else ()
        )
        return (self.tier_reason, *several, self.place_reason())

    def place_reason(self, neighbour: str = "") -> str:
        """Why it stands above the next impact; of the last one, why the one before stands above it.

        ``neighbour`` is the other impact's name for readers, if its id will not do.
        """
        other = neighbour or self.neighbour
        if self.why is None:
            return "The only impact."
        if self.is_last:
            return f"Ranked last: {other} stands above because {self.why.clause}."
        first = "Ranked first, above" if self.rank == 1 else "Ranked above"
        return f"{first} {other} because {self.why.clause}."

    @property
    def place_in_list(self) -> str:
        """The same, with the neighbour named by its rank, where the list is at hand."""
        return self.place_reason(str(self.rank - 1 if self.is_last else self.rank + 1))


@dataclass(frozen=True, slots=True)
class Assessed:
    """A whole assessment in order, gravest first."""

    assessment: Assessment
    impacts: tuple[Ranked, ...]
    unrated: tuple[Impact, ...]
    inversions: tuple[Inversion, ...]
    inversion_count: int
    problems: tuple[quality.Finding, ...]

    def of_tier(self, tier: int) -> tuple[Ranked, ...]:
        """The impacts of one tier, in order."""
        return tuple(ranked for ranked in self.impacts if ranked.tier == tier)

    def as_json(self) -> dict[str, Any]:
        """The form that ``knowshow assess --json`` prints (stable)."""
        return {
            "title": self.assessment.title,
            "impacts": [_impact_json(ranked) for ranked in self.impacts],
            "heat_map_inversions": [_inversion_json(pair) for pair in self.inversions],
            "heat_map_inversion_count": self.inversion_count,
            "overrides": [_override_json(ranked) for ranked in self.impacts if ranked.impact.override],
            "problems": [finding.as_json() for finding in self.problems],
        }


def assess(assessment: Assessment) -> Assessed:
    """Rank an assessment and explain every place.

    Impacts without a rating have no place; they stand apart in ``unrated``.
    """
    rated = [impact for impact in assessment.impacts if impact.ratings]
    ordered = order(rated, within_tier=assessment.within_tier)
    ranked = _placed(ordered, assessment.within_tier)
    inversions, count = _inversions(ranked)
    return Assessed(
        assessment=assessment,
        impacts=ranked,
        unrated=tuple(impact for impact in assessment.impacts if not impact.ratings),
        inversions=inversions,
        inversion_count=count,
        problems=quality.findings(assessment),
    )


def _placed(ordered: Sequence[Impact], within_tier: WithinTier) -> tuple[Ranked, ...]:
    deciding = [
        gravest(impact.ratings, delay=impact.delay_makes_irremediable, within_tier=within_tier) for impact in ordered
    ]
    standings = [
        Standing.of(rating, delay=impact.delay_makes_irremediable)
        for impact, rating in zip(ordered, deciding, strict=True)
    ]
    return tuple(_ranked(index, ordered, deciding[index], standings, within_tier) for index in range(len(ordered)))


def _ranked(
    index: int,
    ordered: Sequence[Impact],
    deciding: Rating,
    standings: Sequence[Standing],
    within_tier: WithinTier,
) -> Ranked:
    is_last = index == len(ordered) - 1
    upper = index - 1 if is_last else index
    alone = len(ordered) == 1
    return Ranked(
        impact=ordered[index],
        rank=index + 1,
        deciding=deciding,
        standing=standings[index],
        tier_reason=tier_reason(standings[index].severity),
        neighbour="" if alone else ordered[upper if is_last else index + 1].id,
        why=None if alone else why_above(standings[upper], standings[upper + 1], within_tier=within_tier),
        is_last=is_last,
        duties=duties.for_tier(standings[index].severity.tier),
    )


def _inversions(ranked: Sequence[Ranked]) -> tuple[tuple[Inversion, ...], int]:
    """Every pair that severity puts one way, and mean times likelihood strictly the other way."""
    pairs, count = inverted_pairs(_placed_severities(ranked), at_most=INVERSIONS_LISTED)
    return tuple(_inversion(ranked[upper], ranked[lower]) for upper, lower in pairs), count


def _placed_severities(ranked: Sequence[Ranked]) -> list[tuple[Severity, str]]:
    return [(one.severity, one.standing.likelihood) for one in ranked]


def _inversion(upper: Ranked, lower: Ranked) -> Inversion:
    return Inversion(
        graver=upper.impact.id,
        milder=lower.impact.id,
        graver_rank=upper.rank,
        milder_rank=lower.rank,
        graver_score=_score(upper),
        milder_score=_score(lower),
        on_every_criterion=upper.severity.dominates(lower.severity),
    )


def _score(ranked: Ranked) -> float:
    return round(mean_times_likelihood(ranked.severity, ranked.standing.likelihood), 4)


def heat_map_ranks(ranked: Sequence[Ranked]) -> dict[str, int]:
    """The rank each impact would have had by mean times likelihood, ties by our own order."""
    ranks = score_ranks(_placed_severities(ranked))
    return {one.impact.id: rank for one, rank in zip(ranked, ranks, strict=True)}


def _impact_json(ranked: Ranked) -> dict[str, Any]:
    severity = ranked.severity
    return {
        "id": ranked.impact.id,
        "rank": ranked.rank,
        "tier": ranked.tier,
        "state": ranked.impact.state,
        "deciding_group": ranked.deciding_group,
        "severity": {
            "scale": severity.scale,
            "scope": severity.scope,
            "irremediability": severity.irremediability,
        },
        "likelihood": ranked.standing.likelihood,
        "reasons": list(ranked.reasons),
        "duties": list(ranked.duties),
    }


def _inversion_json(pair: Inversion) -> dict[str, Any]:
    return {
        "graver": pair.graver,
        "ranked_below_by": pair.milder,
        "graver_rank": pair.graver_rank,
        "other_rank": pair.milder_rank,
        "graver_score": pair.graver_score,
        "other_score": pair.milder_score,
        "on_every_criterion": pair.on_every_criterion,
    }


def _override_json(ranked: Ranked) -> dict[str, Any]:
    override = ranked.impact.override
    assert override is not None  # noqa: S101  (the caller filters; this narrows the type)
    return {
        "id": ranked.impact.id,
        "computed_tier": ranked.tier,
        "tier": override.tier,
        "reason": override.reason,
        "proposed_by": override.proposed_by,
        "approved_by": override.approved_by,
        "on": override.on.isoformat() if override.on else None,
    }
