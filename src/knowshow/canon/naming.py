"""Finding the word that somebody meant: the nearest identifier or name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import Protocol

_CUTOFF = 0.6


class Named(Protocol):
    """Whatever has a name."""

    @property
    def name(self) -> str:
        """The name."""


def nearest(word: str, candidates: Iterable[str] | Mapping[str, Named]) -> str | None:
    """Return the candidate nearest to a word, or nothing if none is near.

    Case does not matter. A mapping of records is searched by id and by name, and the id is returned.

    >>> nearest("privcy", ["life", "privacy"]), nearest("zzz", ["life", "privacy"])
    ('privacy', None)
    """
    meant = _spoken(candidates)
    said = word.strip().casefold()
    if said in meant:
        return meant[said]
    close = get_close_matches(said, meant, n=1, cutoff=_CUTOFF)
    return meant[close[0]] if close else _containing(said, meant)


def _spoken(candidates: Iterable[str] | Mapping[str, Named]) -> dict[str, str]:
    if not isinstance(candidates, Mapping):
        return {candidate.casefold(): candidate for candidate in candidates}
    by_name = {record.name.casefold(): key for key, record in candidates.items()}
    return by_name | {key.casefold(): key for key in candidates}


def _containing(said: str, meant: Mapping[str, str]) -> str | None:
    """Take a name that holds the word as a whole word, as "trial" in "Fair trial, presumption ..."."""
    words = [key for key in meant if said and said in key.replace(",", " ").split()]
    best = max(words, key=lambda key: SequenceMatcher(None, said, key).ratio(), default=None)
    return meant[best] if best else None
