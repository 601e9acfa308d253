"""Quarters of a year: what is published of cases never tells a day."""

from __future__ import annotations

from datetime import date, timedelta


def quarter_of(day: date) -> str:
    """Return the quarter of a day.

    >>> quarter_of(date(2026, 11, 25))
    '2026-Q4'
    """
    return f"{day.year}-Q{(day.month + 2) // 3}"


def days_of(quarter: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter.

    >>> days_of("2026-Q4")
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    year, number = int(quarter[:4]), int(quarter[-1])
    after = date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)  # noqa: PLR2004  (the last one)
    return date(year, number * 3 - 2, 1), after - timedelta(days=1)


def last_full_quarters(day: date, count: int) -> list[str]:
    """Return the quarters that are over, the newest first.

    >>> last_full_quarters(date(2026, 11, 25), 2)
    ['2026-Q3', '2026-Q2']
    """
    found: list[str] = []
    while len(found) < count:
        first, _last = days_of(quarter_of(day))
        day = first - timedelta(days=1)
        found.append(quarter_of(day))
    return found
