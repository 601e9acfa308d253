"""Put an impact in its place: the pure rule (``rules.salience``) applied to its current ratings (GP 24).

Only services that rate call this. Nothing else writes the fields of the order.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow import canon
from knowshow.respect.models import UNRATED, Impact
from knowshow.respect.rules.salience import gravest, order_code
from knowshow.respect.rules.statement import group_name, place_name, right_words
from knowshow.respect.services import _acts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from knowshow.respect.models import Assessment, Rating

#: The fields that ``place`` writes.
PLACED = (
    "scale",
    "scope",
    "irremediability",
    "likelihood",
    "tier",
    "deciding_group",
    "deciding_rating",
    "order_code",
    "own_order_code",
    "ratings_differ",
    "has_open_disagreement",
    "rated_at",
)


def place(impact: Impact, ratings: Sequence[Rating], *, within_tier: str, settled: Iterable[str] = ()) -> None:
    """Work out where the impact stands, without storing it.

    ``settled`` names the groups whose disagreement was resolved since their last rating.
    """
    differing = differing_groups(ratings)
    impact.ratings_differ = bool(differing)
    impact.has_open_disagreement = bool(differing - set(settled))
    if ratings:
        _place_rated(impact, ratings, within_tier)
    else:
        _place_unrated(impact)


def _place_rated(impact: Impact, ratings: Sequence[Rating], within_tier: str) -> None:
    delay = impact.delay_makes_irremediable
    deciding = gravest(ratings, delay=delay, within_tier=within_tier)  # type: ignore[arg-type]  # checked by the database
    gravest_first = gravest(ratings, delay=delay)
    impact.scale, impact.scope = deciding.scale, deciding.scope
    impact.irremediability, impact.likelihood = deciding.irremediability, deciding.likelihood
    impact.tier, impact.deciding_group = deciding.tier, deciding.group
    impact.deciding_rating = deciding
    impact.order_code = order_code(gravest_first, delay=delay)
    impact.own_order_code = order_code(deciding, delay=delay, within_tier=within_tier)  # type: ignore[arg-type]
    impact.rated_at = impact.rated_at or _first_time(ratings)


def _first_time(ratings: Sequence[Rating]) -> datetime:
    return min((rating.created_at for rating in ratings if rating.created_at), default=timezone.now())


def _place_unrated(impact: Impact) -> None:
    impact.scale = impact.scope = impact.irremediability = impact.tier = None
    impact.likelihood = impact.deciding_group = ""
    impact.deciding_rating = None
    impact.order_code = impact.own_order_code = UNRATED
    impact.rated_at = None


def differing_groups(ratings: Iterable[Rating]) -> set[str]:
    """Name the groups that are rated differently on the same basis."""
    said: dict[tuple[str, str], set[tuple[int, int, int, str]]] = defaultdict(set)
    for rating in ratings:
        said[rating.group, rating.basis].add(
            (rating.scale, rating.scope, rating.irremediability, str(rating.likelihood))
        )
    return {group for (group, _basis), values in said.items() if len(values) > 1}


def replace_impact(impact: Impact) -> None:
    """Work out the impact's place from what is stored, one act after another, and store it."""
    _acts.hold(impact, "delay_makes_irremediable", "rated_at")
    ratings = list(impact.ratings.filter(is_current=True))
    settled = impact.disagreements.filter(resolved_on__isnull=False, superseded_at__isnull=True)
    place(
        impact,
        ratings,
        within_tier=impact.assessment.within_tier,
        settled=settled.values_list("group", flat=True),
    )
    impact.save(update_fields=[*PLACED, "updated_at"])


def replace_all(assessment: Assessment) -> None:
    """Work out every place anew, as after a change of what sorts inside a tier."""
    impacts = list(assessment.impacts.prefetch_related("ratings", "disagreements"))
    for impact in impacts:
        place(
            impact,
            [rating for rating in impact.ratings.all() if rating.is_current],
            within_tier=assessment.within_tier,
            settled=[one.group for one in impact.disagreements.all() if one.resolved_on and not one.superseded_at],
        )
    with transaction.atomic():
        Impact.objects.bulk_update(impacts, PLACED, batch_size=500)


def searchable(impact: Impact, *, assessment_title: str, product_name: str) -> str:
    """Return the words under which the impact is found, in lower case."""
    parts = [
        impact.slug,
        impact.who,
        group_name(impact.group),
        impact.group,
        impact.right,
        " ".join(right_words(impact.right)),
        *(record.name for right in (impact.right, *impact.rights) if (record := canon.rights().get(right))),
        impact.feature,
        impact.how,
        impact.place,
        place_name(impact.place),
        product_name,
        assessment_title,
    ]
    return "\n".join(dict.fromkeys(part for part in parts if part)).lower()


def index_words(assessment: Assessment) -> None:
    """Write the search words of every impact anew, as after a change of title or product name."""
    impacts = list(assessment.impacts.all())
    for impact in impacts:
        impact.search_text = searchable(impact, assessment_title=assessment.title, product_name=assessment.product.name)
    Impact.objects.bulk_update(impacts, ["search_text"], batch_size=500)
