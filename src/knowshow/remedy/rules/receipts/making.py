"""Making a receipt, saying it aloud, and asking the person to type two of its words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from knowshow.errors import BadInputError
from knowshow.remedy.rules.receipts.reading import MAXIMUM_TRIALS, options_for
from knowshow.remedy.rules.receipts.reference import new_reference
from knowshow.remedy.rules.receipts.tokens import tokens
from knowshow.remedy.rules.receipts.wordlist import (
    WORDS_IN_RECEIPT,
    is_word,
    number_of,
    one_slip_away,
    spelled,
    words,
)

_FORMAT: Final = b"knowshow receipt 1\0"
_TO_RETYPE: Final = 2

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A public reference and eight secret words. The words are left out where a receipt is logged."""

    reference: str
    words: Words = field(repr=False)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The four digits that stand for each word."""
        return tuple(number_of(word) for word in self.words)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A receipt in the order of reading aloud: digits one by one, then each word with its place and digits."""

    reference: tuple[str, ...] = field(repr=False)
    words: tuple[tuple[int, str, tuple[str, ...]], ...] = field(repr=False)


def new_receipt() -> Receipt:
    """Draw a receipt, from which any single slip finds the way back."""
    drawn = _drawn()
    while not finds_its_way(drawn):
        drawn = _drawn()
    return Receipt(new_reference(), drawn)


def _drawn() -> Words:
    return tuple(secrets.choice(words()) for _ in range(WORDS_IN_RECEIPT))


def finds_its_way(drawn: Words) -> bool:
    """Whether one slip in one word leads back within the trials, also where the slip makes another word.

    Then all eight look right, and every word one slip away from any of them has to be tried. The two words that
    differ by a hyphen alone are never drawn: said aloud they are the same.
    """
    if any(len(spelled(_plain(word))) > 1 for word in drawn):
        return False
    crowd = [_crowd(word) for word in drawn]
    worst = max(max(map(_crowd, one_slip_away(_plain(word))), default=0) - _crowd(word) for word in drawn)
    return 1 + sum(crowd) + max(worst, 0) <= MAXIMUM_TRIALS


def _crowd(word: str) -> int:
    return len(one_slip_away(_plain(word)))


def _plain(word: str) -> str:
    return word.replace("-", "")


def secret_bytes(receipt_words: Words) -> bytes:
    """Return the bytes from which keys are derived: the same for each way in which the receipt can be typed."""
    if len(receipt_words) != WORDS_IN_RECEIPT or not all(map(is_word, receipt_words)):
        raise BadInputError(f"A receipt has {WORDS_IN_RECEIPT} words of the list.")
    return _FORMAT + " ".join(receipt_words).encode("ascii")


def spoken(receipt: Receipt) -> Spoken:
    """Put a receipt in the order of reading aloud."""
    places = zip(receipt.words, receipt.numbers, strict=True)
    return Spoken(
        reference=tuple(digit for digit in receipt.reference if digit.isdecimal()),
        words=tuple((place, word, tuple(number)) for place, (word, number) in enumerate(places, start=1)),
    )


def positions_to_retype() -> tuple[int, ...]:
    """Choose two of the eight places, from 1, in their order."""
    chosen = secrets.SystemRandom().sample(range(1, WORDS_IN_RECEIPT + 1), _TO_RETYPE)
    return tuple(sorted(chosen))


def retyped_ok(receipt_words: Words, answers: Mapping[int, str]) -> bool:
    """Whether two of the words, each under its place from 1, were typed, as forgivingly as when coming back."""
    places = [place for place in answers if 1 <= place <= len(receipt_words)]
    return len(places) == len(answers) == _TO_RETYPE and all(
        _is_typed(receipt_words[place - 1], answers[place]) for place in places
    )


def _is_typed(word: str, answer: str) -> bool:
    return any(option.word == word for option in options_for(_one_piece(answer)))


def _one_piece(answer: str) -> str:
    """One word, even if it was typed in parts; where its number was typed too, the word alone."""
    pieces = tokens(answer)
    letters = "".join(piece for piece in pieces if not piece.isdecimal())
    return letters or "".join(pieces)
