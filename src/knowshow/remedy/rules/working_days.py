"""Working days where a mechanism works: its weekend, its public holidays, its own closed days (GP 31 c).

Clocks are published in working days, so both sides must be able to count them alike. Public holidays come from the
``holidays`` library; where it knows a date only as an estimate (a holiday by the moon), so do we.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

from knowshow.errors import BadInputError

SATURDAY_AND_SUNDAY: Final = (5, 6)
_DAYS_IN_WEEK: Final = 7
_ONE_DAY: Final = timedelta(days=1)
#: Far more than any clock: a typing error must not count to the end of time.
MOST_DAYS: Final = 5000


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a mechanism works.

    Without a country there are no public holidays. Without a weekend, the country's own counts.
    """

    country: str = ""
    subdivision: str = ""
    weekend: tuple[int, ...] = ()
    closed_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not all(type(day) is int and 0 <= day < _DAYS_IN_WEEK for day in self.weekend):
            raise BadInputError("A day of the weekend is a number from 0 (Monday) to 6 (Sunday).")
        if len(set(self.weekend)) == _DAYS_IN_WEEK:
            raise BadInputError("A week needs at least one working day.", remedy="Take a day out of the weekend.")
        if self.country:
            _require_known(self.country, self.subdivision)

    @classmethod
    def of(cls, country: str = "", weekend: Iterable[int] = (), closed_days: Iterable[str | date] = ()) -> Calendar:
        """Make a calendar from what is stored: ``KE`` or ``ES-CT``, numbers of weekdays, days as ISO texts.

        >>> Calendar.of("ES-CT", closed_days=["2026-12-24"]).is_working(date(2026, 12, 24))
        False
        """
        code, _, subdivision = country.strip().upper().partition("-")
        return cls(code, subdivision, tuple(weekend), frozenset(_day(one) for one in closed_days))

    def is_working(self, day: date) -> bool:
        """Say whether the mechanism works on that day.

        >>> Calendar("KE").is_working(date(2026, 12, 11)), Calendar("KE").is_working(date(2026, 12, 12))
        (True, False)
        """
        return day not in self.closed_days and day not in _free(self.country, self.subdivision, self.weekend, day.year)

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after a day; the day itself is not counted, and 0 gives it back.

        >>> Calendar().add(date(2026, 11, 27), 1)
        datetime.date(2026, 11, 30)
        """
        if not 0 <= n <= MOST_DAYS:
            raise BadInputError(f"Working days are counted from 0 to {MOST_DAYS}; {n} is outside.")
        while n:
            day += _ONE_DAY
            n -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Count the working days after the start, up to the end and with it; never less than 0.

        >>> Calendar().between(date(2026, 11, 27), date(2026, 12, 1))
        2
        """
        return sum(self.is_working(day) for day in days_after(start, end))

    def next_working(self, day: date) -> date:
        """Return the day itself if it is a working day, or else the next that is.

        >>> Calendar().next_working(date(2026, 11, 28))
        datetime.date(2026, 11, 30)
        """
        return day if self.is_working(day) else self.add(day, 1)


def days_after(start: date, end: date) -> Iterable[date]:
    """Give each day after the start, up to the end and with it."""
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))


def _day(written: str | date) -> date:
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BadInputError(f"A closed day must be written like 2026-12-24, not {written!r}.") from None


def _require_known(country: str, subdivision: str) -> None:
    try:
        holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        place = f"{country}-{subdivision}" if subdivision else country
        raise BadInputError(
            f"No public holidays are known for {place!r}.",
            remedy="Use an ISO 3166-1 code (KE), or with an ISO 3166-2 subdivision (ES-CT); or leave it empty and "
            "list the closed days.",
        ) from None


@lru_cache(maxsize=512)
def _free(country: str, subdivision: str, weekend: tuple[int, ...], year: int) -> frozenset[date]:
    """Find every day of a year without work, once."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    if not country:
        return frozenset(day for day in days if day.weekday() in (weekend or SATURDAY_AND_SUNDAY))
    public = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    if weekend:
        return frozenset(day for day in days if day.weekday() in weekend or day in public)
    # The library knows weekends that changed over the years, and Saturdays that are worked instead of another day.
    return frozenset(day for day in days if not public.is_working_day(day))
