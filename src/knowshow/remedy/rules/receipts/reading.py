"""Reading eight words as people type them, and what they may have meant, in order of likelihood."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowshow.remedy.rules.receipts.tokens import tokens, word_of_number
from knowshow.remedy.rules.receipts.wordlist import WORDS_IN_RECEIPT, one_slip_away, spelled, spellings

#: How many combinations are tried against the key; each costs one derivation.
MAXIMUM_TRIALS: Final = 16

_PREFIX: Final = 4
_LONG: Final = 7
#: More pieces than this are counted, not read: no receipt looks so.
_PIECES_READ: Final = 16
#: How unlikely a guess is. Where a word is no word, its options differ a little, by their order.
_EXACT, _NEXT_OPTION, _ANOTHER_WORD, _SWAPPED = 0.0, 0.01, 1.0, 1.5

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no eight words were read: how many there were, and which, by position from 1, are not words of a receipt."""

    read: int
    not_words: tuple[int, ...]

    @property
    def message(self) -> str:
        """The problem in English; it repeats no word."""
        said = f"A receipt has {WORDS_IN_RECEIPT} words or numbers; here there are {self.read}."
        if self.read == WORDS_IN_RECEIPT:
            said = "Not all of these are words of a receipt."
        if self.not_words:
            said += f" Look again at number {', '.join(map(str, self.not_words))}."
        return said


@dataclass(frozen=True, slots=True)
class Option:
    """One word that a piece may stand for, and how unlikely that is: 0 is certain."""

    word: str
    cost: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: for each piece the words that it may stand for. ``problem`` says why there are none to try."""

    pieces: tuple[tuple[Option, ...], ...] = field(repr=False)
    problem: Problem | None

    def candidates(self, limit: int = MAXIMUM_TRIALS) -> Iterator[Words]:
        """Yield eight words at a time, the likeliest first, at most ``limit`` times and none twice."""
        if self.problem is not None:
            return
        seen: set[Words] = set()
        for words in self._by_likelihood(limit):
            if words not in seen and len(seen) < limit:
                seen.add(words)
                yield words

    def _by_likelihood(self, limit: int) -> Iterator[Words]:
        """Merge the combinations with the swaps of neighbours, by what each costs."""
        best = tuple(options[0].word for options in self.pieces)
        swaps = ((_SWAPPED, _swap(best, at)) for at in range(len(best) - 1))
        for _, words in heapq.merge(self._combinations(limit), swaps, key=lambda found: found[0]):
            yield words

    def _combinations(self, limit: int) -> list[tuple[float, Words]]:
        """The cheapest combinations: piece by piece, only what can still be among the cheapest is carried on."""
        carried: list[tuple[float, Words]] = [(0.0, ())]
        for options in self.pieces:
            longer = ((cost + one.cost, (*words, one.word)) for cost, words in carried for one in options)
            carried = heapq.nsmallest(limit, longer, key=lambda found: found[0])
        return carried


def _swap(words: Words, at: int) -> Words:
    return (*words[:at], words[at + 1], words[at], *words[at + 2 :])


def read(text: str) -> Reading:
    """Read eight words, or their numbers, from text as people type it. No text makes it raise."""
    pieces = tokens(text)
    options = tuple(options_for(piece) for piece in pieces[:_PIECES_READ])
    not_words = tuple(number for number, found in enumerate(options, start=1) if not found)
    if len(pieces) == WORDS_IN_RECEIPT and not not_words:
        return Reading(options, None)
    return Reading(options, Problem(len(pieces), not_words))


def options_for(piece: str) -> tuple[Option, ...]:
    """Return the words that a piece may stand for, the likeliest first.

    A number stands for one word. A word of the list stands for itself and, much less likely, for a word one slip
    away. Another piece stands for the only word that begins so, or for the nearest words.

    >>> [option.word for option in options_for("harpis")], options_for("qqqq")
    (['harpist'], ())
    """
    if piece.isdecimal():
        word = word_of_number(piece)
        return () if word is None else (Option(word, _EXACT),)
    if exact := spelled(piece):
        first = piece if piece in exact else exact[0]
        return (Option(first, _EXACT), *(Option(word, _ANOTHER_WORD) for word in one_slip_away(piece) if word != first))
    likely = dict.fromkeys((*_only_word_beginning(piece), *_nearest(piece)))
    return tuple(Option(word, rank * _NEXT_OPTION) for rank, word in enumerate(likely))


def _only_word_beginning(piece: str) -> tuple[str, ...]:
    if len(piece) < _PREFIX:
        return ()
    found = [spelling for spelling in spellings() if spelling.startswith(piece)]
    return spelled(found[0]) if len(found) == 1 else ()


@lru_cache(maxsize=1024)
def _nearest(piece: str) -> Words:
    """The words one slip away; for a long piece without any, those two slips away."""
    if (near := one_slip_away(piece)) or len(piece) < _LONG:
        return near
    found = process.extract(piece, spellings(), scorer=OSA.distance, score_cutoff=2, limit=None)
    return tuple(word for spelling, _, _ in found for word in spelled(spelling))
