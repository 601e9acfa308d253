"""What each tier asks of the company: plans, names, sign-off (GP 19, 24; the days are Knowshow's default)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from knowshow import canon

_SATURDAY: Final = 5


def for_tier(tier: int) -> tuple[str, ...]:
    """Return the duties of a tier, in words."""
    return canon.duties()[f"tier-{tier}"].duties


def plan_due_on(tier: int, rated_on: date) -> date | None:
    """Return the day by which a plan is owed, counted from the rating; none for a watch list.

    >>> plan_due_on(4, date(2026, 11, 9))
    datetime.date(2026, 11, 23)
    """
    duty = canon.duties()[f"tier-{tier}"]
    if duty.plan_within is None:
        return None
    if duty.plan_unit == "working_days":
        return _working_days_after(rated_on, duty.plan_within)
    return rated_on + timedelta(days=duty.plan_within)


def _working_days_after(start: date, days: int) -> date:
    """Count Mondays to Fridays; public holidays differ from place to place and are not left out."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day
