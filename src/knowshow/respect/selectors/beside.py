"""What stands beside the order: two places compared, what a heat map would have said, business risk (GP 24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from knowshow.respect.models import Impact
from knowshow.respect.rules.heat_maps import inverted_pairs, mean_times_likelihood, score_ranks
from knowshow.respect.rules.salience import Standing, steps, why_above
from knowshow.respect.rules.severity import Severity
from knowshow.respect.selectors.ranking import standing_of
from knowshow.respect.selectors.rows import ImpactRow, row_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from knowshow.respect.models import Assessment

#: How many pairs the page tells; all are counted.
_PAIRS_TOLD: Final = 25


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the order for two impacts: what each has, and whether it decided."""

    name: str
    upper: str
    lower: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """Why one impact stands above another, step by step, and what a heat map would have said of the two."""

    upper: ImpactRow
    lower: ImpactRow
    clause: str
    steps: list[Step]
    upper_score: float
    lower_score: float

    @property
    def both(self) -> tuple[ImpactRow, ImpactRow]:
        """The two, the graver first."""
        return self.upper, self.lower

    @property
    def is_inverted(self) -> bool:
        """Whether mean times likelihood puts the two the other way round."""
        return self.upper_score < self.lower_score


def rated_in_order(assessment: Assessment) -> QuerySet[Impact]:
    """Return the impacts that have a place, gravest first."""
    kept = assessment.impacts.filter(archived_at__isnull=True, tier__isnull=False)
    return kept.order_by("own_order_code", "slug", "pk")


def explained(assessment: Assessment, *ranks: int) -> Explained | None:
    """Explain two places, in whichever order they are named; nothing if one of them does not exist."""
    upper, lower = sorted(ranks)
    places = rated_in_order(assessment)
    found = [place[0] if (place := list(places[rank - 1 : rank])) else None for rank in (upper, lower)]
    if upper == lower or found[0] is None or found[1] is None:
        return None
    above, below = standing_of(found[0]), standing_of(found[1])
    within = assessment.within_tier
    why = why_above(above, below, within_tier=within)  # type: ignore[arg-type]  # checked by the database
    return Explained(
        upper=row_of(found[0], rank=upper),
        lower=row_of(found[1], rank=lower),
        clause=why.clause,
        steps=[_step(name, above, below, why.criterion) for name in steps(within)],  # type: ignore[arg-type]  # as above
        upper_score=_score(above),
        lower_score=_score(below),
    )


def _step(name: str, upper: Standing, lower: Standing, decided: str) -> Step:
    return Step(_step_names()[name], _value(name, upper), _value(name, lower), name == decided)


def _step_names() -> dict[str, str]:
    return {
        "tier": _("Tier"),
        "delay": _("Delay makes it irremediable"),
        "scale": _("Scale: how grave for each person"),
        "irremediability": _("Irremediability: how hard to put right"),
        "scope": _("Scope: how many people"),
        "likelihood": _("Likelihood, only among equals"),
    }


def _value(name: str, standing: Standing) -> str:
    if name == "delay":
        return _("yes") if standing.delay else _("no")
    if name == "likelihood":
        return standing.likelihood
    return str(standing.severity.tier if name == "tier" else getattr(standing.severity, name))


def _score(standing: Standing) -> float:
    return round(mean_times_likelihood(standing.severity, standing.likelihood), 1)


@dataclass(frozen=True, slots=True)
class Moved:
    """An impact that a heat map would have put elsewhere."""

    row: ImpactRow
    heat_rank: int
    score: float

    @property
    def sinks_by(self) -> int:
        """How many places the heat map would have moved it down; negative: up."""
        return self.heat_rank - (self.row.rank or 0)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """What mean times likelihood would have said of an assessment."""

    rated: int
    pair_count: int
    pairs: list[tuple[Moved, Moved]]
    moved: list[Moved]


def heat_map_of(assessment: Assessment) -> HeatMap:
    """Compare the order with the heat map's, in two queries; the pairs told are those of the gravest impacts."""
    places = list(rated_in_order(assessment).values_list("pk", *_CRITERIA, "likelihood"))
    placed = [(Severity(*levels), likelihood) for _pk, *levels, likelihood in places]
    pairs, count = inverted_pairs(placed, at_most=_PAIRS_TOLD)
    ranks = score_ranks(placed)
    sinking = sorted(range(len(placed)), key=lambda place: place - ranks[place])[:_PAIRS_TOLD]
    wanted = {place for pair in pairs for place in pair} | {place for place in sinking if ranks[place] > place + 1}
    told = _moved(wanted, [pk for pk, *_rest in places], placed, ranks)
    return HeatMap(
        rated=len(placed),
        pair_count=count,
        pairs=[(told[upper], told[lower]) for upper, lower in pairs],
        moved=[told[place] for place in sinking if ranks[place] > place + 1],
    )


_CRITERIA: Final = ("scale", "scope", "irremediability")


def _moved(
    wanted: set[int], keys: Sequence[int], placed: Sequence[tuple[Severity, str]], ranks: Sequence[int]
) -> dict[int, Moved]:
    impacts = Impact.objects.in_bulk([keys[place] for place in wanted])
    return {
        place: Moved(
            row=row_of(impacts[keys[place]], rank=place + 1),
            heat_rank=ranks[place],
            score=round(mean_times_likelihood(*placed[place]), 1),
        )
        for place in wanted
    }


def business_risks_of(assessment: Assessment) -> list[ImpactRow]:
    """Return the impacts of which somebody said how risky they are to the business, in the order of salience."""
    ranked = enumerate(rated_in_order(assessment).only(*_SHOWN), start=1)
    unrated = assessment.impacts.filter(archived_at__isnull=True, tier__isnull=True).exclude(business_risk="")
    rows = [row_of(impact, rank=rank) for rank, impact in ranked if impact.business_risk]
    return rows + [row_of(impact) for impact in unrated]


_SHOWN: Final = (
    *("assessment_id", "slug", "group", "who", "right", "feature", "place", "state", "business_risk", "tier"),
    *_CRITERIA,
)
