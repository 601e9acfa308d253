"""Order 100,000 impacts in process, beside a plain ``sorted`` on a precomputed tuple of the same rows.

Target: at most 1 s, and at most 3 times the plain sort. Run: ``python3 dev.py bench salience``.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from knowshow.respect.rules.assessment import Impact, Rating, Statement
from knowshow.respect.rules.salience import order
from knowshow.respect.rules.severity import LEVELS, LIKELIHOOD_PLACE, Likelihood, tier

COUNT = 100_000
RUNS = 9


def impacts(count: int, ratings: int = 1) -> list[Impact]:
    """Make impacts with random ratings, the same ones each time."""
    chance = random.Random(1)
    statement = Statement(group="GEN", right="privacy", feature="a feature")

    def rating() -> Rating:
        scale, scope, irremediability = (chance.choice(LEVELS) for _ in range(3))
        return Rating(
            group="GEN",
            scale=scale,
            scope=scope,
            irremediability=irremediability,
            likelihood=chance.choice(list(Likelihood)),
            rationale="A rationale.",
        )

    return [
        Impact(
            id=f"impact-{number:06d}",
            statement=statement,
            state="actual",
            delay_makes_irremediable=chance.random() < 0.05,
            ratings=tuple(rating() for _ in range(ratings)),
        )
        for number in chance.sample(range(count), count)
    ]


def plain_keys(rows: list[Impact]) -> list[tuple[int, bool, int, int, int, int, str]]:
    """Precompute what a plain sort would use."""
    return [
        (
            -tier(one.scale, one.scope, one.irremediability),
            not row.delay_makes_irremediable,
            -one.scale,
            -one.irremediability,
            -one.scope,
            LIKELIHOOD_PLACE[one.likelihood],
            row.id,
        )
        for row in rows
        for one in row.ratings[:1]
    ]


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure both in turn, and print medians and their ratio."""
    rows = impacts(COUNT)
    several = impacts(COUNT, ratings=3)
    keys = plain_keys(rows)
    assert [row.id for row in order(rows)] == [key[-1] for key in sorted(keys)]
    plain, ours, ours_several = [], [], []
    for _ in range(RUNS):
        plain.append(seconds(lambda: sorted(keys)))
        ours.append(seconds(lambda: order(rows)))
        ours_several.append(seconds(lambda: order(several)))
    base = statistics.median(plain)
    print(f"plain sorted, {COUNT:,} precomputed tuples   {base * 1000:7.0f} ms")
    for name, times in (("order(), one rating each", ours), ("order(), three ratings each", ours_several)):
        median = statistics.median(times)
        print(f"{name:<41}{median * 1000:7.0f} ms   ratio {median / base:.2f}")


if __name__ == "__main__":
    main()
