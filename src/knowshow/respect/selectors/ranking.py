"""The ranked list of one assessment: each impact in its place, with the reason why (GP 24).

Rank and reason always speak of the whole assessment, also where the list was narrowed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from knowshow import canon
from knowshow.respect.models import Action, ActionState, Impact
from knowshow.respect.rules.salience import Standing, why_above
from knowshow.respect.rules.severity import Severity
from knowshow.respect.selectors.rows import ImpactRow, overrides_of, plans_of, row_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from knowshow.respect.models import Assessment

#: How many impacts a page may hold.
PAGE_SIZES: Final = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows a list of impacts; empty means everything."""

    q: str = ""
    group: str = ""
    right: str = ""
    state: str = ""
    tier: str = ""
    involvement: str = ""
    attention: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Narrowed()


@dataclass(frozen=True, slots=True)
class TierGroup:
    """Neighbouring impacts of one tier on a page, with what the tier asks for."""

    tier: int | None
    count: int
    duties: Sequence[str]
    rows: list[ImpactRow]


@dataclass(frozen=True, slots=True)
class RankedPage:
    """One page of the ranked list."""

    page: Page[int]
    groups: list[TierGroup]
    total: int


def narrow(impacts: QuerySet[Impact], wanted: Narrowed) -> QuerySet[Impact]:
    """Keep the impacts that are asked for. Every word of `q` has to occur."""
    for word in wanted.q.lower().split():
        impacts = impacts.filter(search_text__contains=word)
    exact = {"right": wanted.right, "state": wanted.state, "involvement_conclusion": wanted.involvement}
    impacts = impacts.filter(**{name: value for name, value in exact.items() if value})
    if wanted.group:
        impacts = impacts.filter(Q(group=wanted.group) | Q(deciding_group=wanted.group))
    if wanted.tier:
        unrated = wanted.tier == "unrated"
        impacts = impacts.filter(tier__isnull=True) if unrated else impacts.filter(tier=int(wanted.tier))
    return impacts.filter(attention_to(wanted.attention))


def attention_to(word: str) -> Q:
    """Return what keeps only impacts to look at: in dispute, severe without a plan, or of the delay clause."""
    kept = Action.objects.filter(removed_at__isnull=True).exclude(state=ActionState.DROPPED)
    return {
        "disagreement": Q(has_open_disagreement=True),
        "no_plan": Q(tier__gte=3) & ~Q(pk__in=kept.values("impact")),
        "delay": Q(delay_makes_irremediable=True),
        "undetermined": Q(tier__gte=3, involvement_conclusion="undetermined"),
    }.get(word, Q())


def ranked_page(assessment: Assessment, wanted: Narrowed, *, number: str | int = 1, size: int = 25) -> RankedPage:
    """Return a page of the ranked list, in five queries whatever its size."""
    kept = assessment.impacts.filter(archived_at__isnull=True)
    ordered = kept.order_by("own_order_code", "slug", "pk")
    places = list(ordered.values_list("pk", "tier"))
    shown = [pk for pk, _tier in places]
    if not wanted.is_everything:
        shown = list(narrow(ordered, wanted).values_list("pk", flat=True))
    page = Paginator(shown, size).get_page(number)
    rows = _rows(assessment, [pk for pk, tier in places if tier is not None], list(page.object_list))
    return RankedPage(page=page, groups=_by_tier(rows, Counter(tier for _pk, tier in places)), total=len(places))


def _rows(assessment: Assessment, rated: list[int], shown: list[int]) -> list[ImpactRow]:
    rank = {pk: index for index, pk in enumerate(rated)}
    neighbours = {pk: _neighbour(rank[pk], rated) for pk in shown if pk in rank}
    needed = {*shown, *(pk for pk in neighbours.values() if pk is not None)}
    impacts = Impact.objects.in_bulk(needed)
    plans, overrides = plans_of(shown), overrides_of(shown)
    return [
        row_of(
            impacts[pk],
            rank=rank[pk] + 1 if pk in rank else None,
            why=_why(assessment, impacts, pk, neighbours.get(pk), rank),
            plan=plans.get(pk),
            override=overrides.get(pk),
        )
        for pk in shown
    ]


def row_with_place(impact: Impact) -> ImpactRow:
    """Return the row of one impact with its rank and reason in its assessment."""
    kept = impact.assessment.impacts.filter(archived_at__isnull=True, tier__isnull=False)
    rated = list(kept.order_by("own_order_code", "slug", "pk").values_list("pk", flat=True))
    return _rows(impact.assessment, rated, [impact.pk])[0]


def _neighbour(index: int, rated: list[int]) -> int | None:
    """The next in the order; of the last one, the one before."""
    if len(rated) == 1:
        return None
    return rated[index + 1] if index + 1 < len(rated) else rated[index - 1]


def _why(assessment: Assessment, impacts: dict[int, Impact], pk: int, other: int | None, rank: dict[int, int]) -> str:
    if pk not in rank:
        return _("Not rated yet, so it has no place.")
    if other is None:
        return _("The only impact that is rated.")
    place = rank[other] + 1
    if rank[pk] < rank[other]:
        return _("Above {place} because {clause}.").format(
            place=place, clause=_clause(assessment, impacts[pk], impacts[other])
        )
    return _("Last: {place} stands above because {clause}.").format(
        place=place, clause=_clause(assessment, impacts[other], impacts[pk])
    )


def _clause(assessment: Assessment, upper: Impact, lower: Impact) -> str:
    within = assessment.within_tier
    return why_above(standing_of(upper), standing_of(lower), within_tier=within).clause  # type: ignore[arg-type]  # checked by the database


def standing_of(impact: Impact) -> Standing:
    """Return what decides the place of a rated impact."""
    levels = (impact.scale or 0, impact.scope or 0, impact.irremediability or 0)
    return Standing(Severity(*levels), impact.likelihood, impact.delay_makes_irremediable)


def _by_tier(rows: list[ImpactRow], counts: Counter[int | None]) -> list[TierGroup]:
    groups: list[TierGroup] = []
    for row in rows:
        if not groups or groups[-1].tier != row.tier:
            duties = canon.duties()[f"tier-{row.tier}"].duties if row.tier else ()
            groups.append(TierGroup(tier=row.tier, count=counts[row.tier], duties=duties, rows=[]))
        groups[-1].rows.append(row)
    return groups
