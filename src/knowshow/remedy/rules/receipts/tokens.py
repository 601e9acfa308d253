"""From what somebody typed to pieces that may be words: scripts, marks, numbering and line breaks out of the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from knowshow.remedy.rules.receipts.wordlist import WORDS_IN_RECEIPT, number_of, spelled, word_numbered

#: A receipt has some hundred characters. What is longer is something else, and is not looked at further.
MAXIMUM_CHARACTERS: Final = 2000

_NUMBER_LENGTH: Final = 4
_LONGEST_WORD: Final = 9
#: "1." or "8)" before a word, as in the list on the receipt.
_NUMBERING: Final = re.compile(r"(?<![0-9])[1-8][.):](?=\s)")
_DASHES: Final = re.compile(r"[‐-―−﹘﹣'’ʼ`]")
_PIECE: Final = re.compile(r"[0-9]+|[^\W0-9_]+(?:-+[^\W0-9_]+)*")


def plain(text: str) -> str:
    """Write text in small letters without accents, and any script's digits as 0 to 9.

    >>> plain("Ａbácus ٠١ ۲۳ ४")
    'abacus 01 23 4'
    """
    spread = unicodedata.normalize("NFKD", text[:MAXIMUM_CHARACTERS].replace("ı", "i")).casefold()
    return "".join(_digit(character) for character in spread if not unicodedata.combining(character))


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def tokens(text: str) -> list[str]:
    """Cut text into pieces: letters without hyphens, or numbers.

    Where that does not give eight, it tries what people do: a word copied with its number, a word cut in two, two
    words written as one.

    >>> tokens("1. Abacus,2. T-SHIRT 0003 0004")
    ['abacus', 'tshirt', '0003', '0004']
    """
    numbered = _NUMBERING.sub(" ", _DASHES.sub("-", plain(text)))
    hyphened = list(_numbers_apart(_PIECE.findall(numbered)))
    found = [piece.replace("-", "") for piece in _apart(hyphened) if piece]
    for mend in (_without_doubles, _joined, _cut):
        if len(found) != WORDS_IN_RECEIPT:
            found = mend(found)
    return found


def _apart(pieces: list[str]) -> list[str]:
    """Take ``harbour-violet`` apart where words are missing, and keep ``drop-down``."""
    if len(pieces) >= WORDS_IN_RECEIPT:
        return pieces
    return [part for piece in pieces for part in ([piece] if spelled(piece.replace("-", "")) else piece.split("-"))]


def _numbers_apart(pieces: list[str]) -> Iterator[str]:
    """Cut digits that follow each other into fours, if they come out even: spaces may stand anywhere, or nowhere."""
    for is_number, group in groupby(pieces, key=str.isdecimal):
        run = list(group)
        digits = "".join(run)
        if is_number and len(digits) % _NUMBER_LENGTH == 0:
            yield from (digits[at : at + _NUMBER_LENGTH] for at in range(0, len(digits), _NUMBER_LENGTH))
        else:
            yield from run


def _without_doubles(pieces: list[str]) -> list[str]:
    """Drop each number that only repeats the word beside it, as the receipt prints them side by side."""
    kept: list[str] = []
    for piece in pieces:
        if len(pieces) > WORDS_IN_RECEIPT and kept and _same(kept[-1], piece):
            kept[-1] = kept[-1] if piece.isdecimal() else piece
        else:
            kept.append(piece)
    return kept


def _same(one: str, other: str) -> bool:
    if one.isdecimal() == other.isdecimal():
        return False
    number, word = (one, other) if one.isdecimal() else (other, one)
    return any(number_of(found) == number for found in spelled(word))


def _joined(pieces: list[str]) -> list[str]:
    """Join two pieces that are a word only together: ``drop down``, ``har bour``."""
    if not WORDS_IN_RECEIPT < len(pieces) <= 2 * WORDS_IN_RECEIPT:
        return pieces
    for at in range(len(pieces) - 1):
        one, other = pieces[at : at + 2]
        if spelled(one + other) and not (spelled(one) and spelled(other)):
            return _joined([*pieces[:at], one + other, *pieces[at + 2 :]])
    return pieces


def _cut(pieces: list[str]) -> list[str]:
    """Cut a piece that is two words or more without a space between."""
    if len(pieces) >= WORDS_IN_RECEIPT:
        return pieces
    return [part for piece in pieces for part in (_words_in(piece) or [piece])]


def _words_in(piece: str) -> list[str]:
    """The words that a piece consists of; the longest first word that works out. Nothing if there is no such way."""
    ways: dict[int, list[str]] = {len(piece): []}
    for start in range(len(piece) - 1, -1, -1):
        for end in range(min(len(piece), start + _LONGEST_WORD), start, -1):
            if end in ways and start not in ways and spelled(piece[start:end]):
                ways[start] = [piece[start:end], *ways[end]]
    return ways.get(0, [])


def word_of_number(piece: str) -> str | None:
    """Return the word that a number stands for; zeros in front may be missing.

    >>> word_of_number("1"), word_of_number("0001"), word_of_number("9999")
    ('abacus', 'abacus', None)
    """
    return word_numbered(int(piece)) if len(piece) <= _NUMBER_LENGTH else None
