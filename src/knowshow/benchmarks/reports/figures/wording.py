"""How captions and descriptions of figures say counts, lists and names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

#: Names that a sentence can hold; of more, three are named and the others counted.
_NAMED: Final = 3
_FROM_RIGHT: Final = frozenset({"R", "AL"})
_ISOLATE, _END = "\u2068", "\u2069"
_MARK: Final = "\u200f"


def count(value: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    >>> count(1, "company", "companies"), count(1234, "answer")
    ('1 company', '1,234 answers')
    """
    return f"{value:,} {one if value == 1 else many or f'{one}s'}"


def companies(value: int) -> str:
    """Count companies."""
    return count(value, "company", "companies")


def listed(parts: Iterable[str]) -> str:
    """Join words as people do.

    >>> listed(["Meta"]), listed(["Meta", "VK", "Yahoo"])
    ('Meta', 'Meta, VK and Yahoo')
    """
    words = list(parts)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def names(labels: Sequence[str], most: int = _NAMED) -> str:
    """Name things in a sentence: all where they are few, else the first ones and how many more.

    >>> names(["Meta", "VK"]), names(["A", "B", "C", "D", "E"])
    ('Meta and VK', 'A, B, C and 2 more')
    """
    said = [isolated(label) for label in labels]
    return listed(said if len(said) <= most else [*said[:most], f"{len(said) - most} more"])


def isolated(text: str) -> str:
    """Keep a name that is read from the right from pulling the words around it out of order."""
    return f"{_ISOLATE}{text}{_END}" if _reads_from_right(text) else text


def sided(text: str) -> str:
    """Keep the punctuation at the ends of a drawn name on its own side."""
    return f"{_MARK}{text}{_MARK}" if _reads_from_right(text) else text


def _reads_from_right(text: str) -> bool:
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return any(one in _FROM_RIGHT for one in strong)


def sentence(text: str) -> str:
    """End with a stop, once; nothing for nothing.

    >>> sentence("Ooredoo Q.P.S.C."), sentence("VK stays"), sentence("")
    ('Ooredoo Q.P.S.C.', 'VK stays.', '')
    """
    said = text.strip()
    return said if not said or said[-1] in ".!?。؟" else f"{said}."


def sentences(*parts: str) -> str:
    """Join sentences, leaving out what is empty."""
    return " ".join(sentence(part) for part in parts if part.strip())
