"""How reports say dates, numbers, lists and identifiers. Plain English, the same in every format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Ranks named one by one; more of them are counted.
_NAMED: Final = 8


def day(value: date | None) -> str:
    """Write a date; nothing for none.

    >>> day(date(2026, 11, 9)), day(None)
    ('9 November 2026', '')
    """
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else ""


def number(value: int) -> str:
    """Write a small number as a word, a large one in figures with commas.

    >>> number(3), number(33696)
    ('three', '33,696')
    """
    return _NUMBERS[value] if 0 <= value < len(_NUMBERS) else f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    >>> count(1, "impact"), count(4, "person", "people"), count(0, "plan")
    ('one impact', 'four people', 'no plans')
    """
    return f"{number(value)} {one if value == 1 else many or f'{one}s'}"


def listed(parts: Iterable[str]) -> str:
    """Join words as people do.

    >>> listed(["scale"]), listed(["scale", "scope", "likelihood"])
    ('scale', 'scale, scope and likelihood')
    """
    words = list(parts)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def issues(ranks: Sequence[int]) -> str:
    """Name issues by their ranks.

    >>> issues([2]), issues([1, 3, 4]), issues(range(1, 12))
    ('issue 2', 'issues 1, 3 and 4', 'issues 1, 2, 3, 4, 5, 6, 7, 8 and 3 more')
    """
    named = [str(rank) for rank in ranks[:_NAMED]]
    if len(ranks) > _NAMED:
        named.append(f"{len(ranks) - _NAMED} more")
    return f"{'issue' if len(ranks) == 1 else 'issues'} {listed(named)}"


def sentence(text: str) -> str:
    """Begin with a capital letter and end with a stop.

    >>> sentence("two issues have no plan")
    'Two issues have no plan.'
    """
    said = text.strip()
    if not said:
        return ""
    return f"{said[:1].upper()}{said[1:]}{'' if said[-1] in '.!?。؟' else '.'}"


def percent(value: float) -> str:
    """Write a share with one decimal.

    >>> percent(23.044), percent(0)
    ('23.0 %', '0 %')
    """
    return f"{value:.1f} %" if value else "0 %"
