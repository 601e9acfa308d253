"""The 7,776 words of a receipt: the EFF's long list (CC BY 3.0 US), as the package ``xkcdpass`` carries it.

Its order is part of the format, since each word has a number. The list is checked by its digest when it is loaded:
another list would lock people out of what they wrote.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from knowshow.errors import OperationError

#: How many words a receipt has.
WORDS_IN_RECEIPT: Final = 8
#: The digest of ``xkcdpass/static/eff-long``.
DIGEST: Final = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"


def checked_words(data: bytes) -> tuple[str, ...]:
    """Return the words of the list, if it is the one that receipts are made from."""
    if hashlib.sha256(data).hexdigest() != DIGEST:
        raise OperationError(
            "The word list of the package xkcdpass is not the one that receipts are made from. With another list "
            "people could not open their reports, so nothing is opened. Install the version named in the lock file."
        )
    return tuple(data.decode("ascii").split())


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """Return the list in its order: word number 1 comes first.

    >>> len(words()), words()[0]
    (7776, 'abacus')
    """
    return checked_words((files("xkcdpass") / "static" / "eff-long").read_bytes())


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(words(), start=1)}


@lru_cache(maxsize=1)
def _spellings() -> dict[str, tuple[str, ...]]:
    """Each spelling without hyphens, and its words: only ``yoyo`` has two, itself and ``yo-yo``."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words():
        plain = word.replace("-", "")
        found[plain] = (*found.get(plain, ()), word)
    return found


def number_of(word: str) -> str:
    """Return the four digits that stand for a word.

    >>> number_of("zoom")
    '7776'
    """
    return f"{_numbers()[word]:04}"


def word_numbered(number: int) -> str | None:
    """Return the word with this number, or nothing where there is none.

    >>> word_numbered(7776), word_numbered(0), word_numbered(7777)
    ('zoom', None, None)
    """
    return words()[number - 1] if 1 <= number <= len(words()) else None


def is_word(word: str) -> bool:
    """Whether this is a word of the list, written exactly as there."""
    return word in _numbers()


def spelled(letters: str) -> tuple[str, ...]:
    """Return the words spelled so, hyphens left out.

    >>> spelled("tshirt"), spelled("yoyo"), spelled("xylophon")
    (('t-shirt',), ('yo-yo', 'yoyo'), ())
    """
    return _spellings().get(letters, ())


def spellings() -> tuple[str, ...]:
    """Return every spelling without hyphens, in the order of the list."""
    return tuple(_spellings())


@lru_cache(maxsize=8192)
def one_slip_away(letters: str) -> tuple[str, ...]:
    """Return the words that one letter more, less, other, or swapped with its neighbour makes of ``letters``.

    >>> one_slip_away("abacu"), one_slip_away("abdomne")
    (('abacus',), ('abdomen',))
    """
    found = {spelling for spelling in _slips(letters) if spelling in _spellings()}
    near = {word for spelling in found | {letters} for word in spelled(spelling)}
    return tuple(sorted(near - {letters}))


def _slips(letters: str) -> Iterator[str]:
    for place in range(len(letters) + 1):
        before, after = letters[:place], letters[place:]
        yield from (before + letter + after for letter in string.ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in string.ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
