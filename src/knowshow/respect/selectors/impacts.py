"""One impact with all that belongs to it: ratings of every version, evidence, plan, overrides, suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from knowshow import canon
from knowshow.respect.models import Action, Disagreement, Evidence, Override, Rating
from knowshow.respect.rules.severity import Severity, tier_reason
from knowshow.respect.rules.statement import group_name
from knowshow.respect.selectors.ranking import row_with_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowshow.canon.records import Harm
    from knowshow.respect.models import Impact
    from knowshow.respect.selectors.rows import ImpactRow


@dataclass(frozen=True, slots=True)
class RatedGroup:
    """The ratings of one group: those that count now, and whether they differ."""

    group: str
    ratings: list[Rating]
    earlier: list[Rating]
    disagreement: Disagreement | None
    decides: bool
    differs: bool

    @property
    def name(self) -> str:
        """The group's name."""
        return group_name(self.group)

    @property
    def spread(self) -> list[tuple[str, str]]:
        """How far the ratings lie apart: each criterion that differs, with its lowest and highest level."""
        names = {"scale": _("Scale"), "scope": _("Scope"), "irremediability": _("Irremediability")}
        levels = {name: sorted({getattr(one, name) for one in self.ratings}) for name in names}
        apart = [
            (names[name], _("{low} to {high}").format(low=found[0], high=found[-1]))
            for name, found in levels.items()
            if len(found) > 1
        ]
        likely = dict.fromkeys(one.likelihood for one in self.ratings)
        return apart if len(likely) == 1 else [*apart, (_("Likelihood"), _(" or ").join(likely))]


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """Everything that the page of an impact shows."""

    row: ImpactRow
    groups: list[RatedGroup]
    tier_why: str
    duties: Sequence[str]
    also: Sequence[str]
    actions: list[Action]
    removed_actions: list[Action]
    overrides: list[Override]
    harms: list[Harm]
    next_unrated: Impact | None


def impact_page(impact: Impact) -> ImpactPage:
    """Gather an impact's page in a fixed number of queries."""
    duty = canon.duties().get(f"tier-{impact.tier}")
    actions = list(impact.actions.select_related("owner"))
    return ImpactPage(
        row=row_with_place(impact),
        groups=rated_groups(impact),
        tier_why=_tier_why(impact),
        duties=duty.duties if duty else (),
        also=duty.also if duty else (),
        actions=[action for action in actions if action.removed_at is None],
        removed_actions=[action for action in actions if action.removed_at is not None],
        overrides=list(impact.overrides.select_related("proposed_by", "approved_by", "refused_by")),
        harms=[harm for key in impact.harms if (harm := canon.harms().get(key))],
        next_unrated=_next_unrated(impact),
    )


def _next_unrated(impact: Impact) -> Impact | None:
    """The first other impact of the assessment that still has no place."""
    waiting = impact.assessment.impacts.filter(archived_at__isnull=True, tier__isnull=True)
    return waiting.exclude(pk=impact.pk).order_by("position", "pk").first()


def _tier_why(impact: Impact) -> str:
    if impact.scale is None or impact.scope is None or impact.irremediability is None:
        return ""
    return tier_reason(Severity(impact.scale, impact.scope, impact.irremediability))


def rated_groups(impact: Impact) -> list[RatedGroup]:
    """Return the ratings by group, the deciding group first."""
    evidence = Prefetch("evidence", Evidence.objects.filter(removed_at__isnull=True).select_related("attachment"))
    ratings = list(impact.ratings.prefetch_related(evidence).select_related("withdrawn_by", "entered_by"))
    disputes = {
        one.group: one for one in impact.disagreements.filter(superseded_at__isnull=True).select_related("resolver")
    }
    names = dict.fromkeys([impact.deciding_group, *(rating.group for rating in ratings)])
    return [_rated_group(impact, group, ratings, disputes.get(group)) for group in names if group]


def _rated_group(
    impact: Impact, group: str, ratings: Iterable[Rating], disagreement: Disagreement | None
) -> RatedGroup:
    mine = [rating for rating in ratings if rating.group == group]
    current = [rating for rating in mine if rating.is_current]
    return RatedGroup(
        group=group,
        ratings=current,
        earlier=[rating for rating in reversed(mine) if not rating.is_current],
        disagreement=disagreement,
        decides=group == impact.deciding_group,
        differs=_differ(current),
    )


def _differ(ratings: Iterable[Rating]) -> bool:
    seen: dict[str, set[tuple[int, int, int, str]]] = {}
    for rating in ratings:
        said = (rating.scale, rating.scope, rating.irremediability, rating.likelihood)
        seen.setdefault(rating.basis, set()).add(said)
    return any(len(values) > 1 for values in seen.values())


def suggested_harms(technologies: Iterable[str]) -> list[Harm]:
    """Return the catalogue's harms of these technologies, in the catalogue's order; of all where none is named."""
    wanted = set(technologies)
    return [harm for harm in canon.harms().values() if not wanted or harm.technology in wanted]
