"""The engine's own words, ready for other languages, without knowing what translates them.

Whoever explains a score hands over something with ``gettext`` and ``ngettext``: the module of that name of a web
framework will do. Without it, the words are English.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from gettext import NullTranslations
from typing import Final, Protocol


class Words(Protocol):
    """What turns English words into those of another language."""

    def gettext(self, message: str, /) -> str:
        """Return the words in the other language."""

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """Return the words in the form that goes with the number."""


#: The words as they stand in the code.
ENGLISH: Final[Words] = NullTranslations()


def marked(text: str) -> str:
    """Mark words that are translated later, when they are said."""
    return text


def forms(one: str, many: str) -> tuple[str, str]:
    """Mark words for one and for many that are translated later, when they are said."""
    return one, many


#: The kinds of nodes that methodologies usually have. Another kind is counted in its own, English word.
_KINDS: Final = {
    "category": forms("{count} category", "{count} categories"),
    "criterion": forms("{count} criterion", "{count} criteria"),
    "element": forms("{count} element", "{count} elements"),
    "family": forms("{count} family", "{count} families"),
    "indicator": forms("{count} indicator", "{count} indicators"),
    "question": forms("{count} question", "{count} questions"),
    "section": forms("{count} section", "{count} sections"),
    "theme": forms("{count} theme", "{count} themes"),
    "topic": forms("{count} topic", "{count} topics"),
}


def counted(words: Words, kind: str, count: int) -> str:
    """Say how many there are of a kind.

    >>> counted(ENGLISH, "family", 2), counted(ENGLISH, "criterion", 1), counted(ENGLISH, "pillar", 3)
    ('2 families', '1 criterion', '3 pillars')
    """
    one, many = _KINDS.get(kind) or ("{count} " + kind, "{count} " + _plural(kind))
    return words.ngettext(one, many, count).format(count=count)


def _plural(kind: str) -> str:
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def chained(words: Words, parts: Iterable[str]) -> str:
    """Join parts that all hold.

    >>> chained(ENGLISH, ["A", "B", "C"])
    'A and B and C'
    """
    return _joined(words.gettext("{first} and {second}"), parts)


def either(words: Words, parts: Iterable[str]) -> str:
    """Join parts of which one holds.

    >>> either(ENGLISH, ["A", "B"])
    'A or B'
    """
    return _joined(words.gettext("{first} or {second}"), parts)


def _joined(pattern: str, parts: Iterable[str]) -> str:
    told = list(parts)
    return reduce(lambda first, second: pattern.format(first=first, second=second), told) if told else ""
