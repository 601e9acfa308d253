"""When two people wrote the same name: without case, accents, signs, and in whatever order its words stand (GP 31 g).

Nothing here guesses: two spellings of a name that differ in a letter are two names.
"""

from __future__ import annotations

import unicodedata
from typing import Final

#: Combining classes of accents and of vowel points; vowels of other scripts, which tell names apart, are none of them.
_POINTS: Final = range(10, 36)
_ACCENTS: Final = range(200, 241)
#: Kinds of characters that part words; other signs are left out.
_PARTING: Final = frozenset({"Pd", "Zs", "Zl", "Zp", "Cc"})
_PARTING_SIGNS: Final = frozenset(".,;/&_")


def same_form(name: str) -> str:
    """Return the form in which names are compared; nothing where no letter or digit is left.

    >>> same_form("  Müller,  ANNA-maria ") == same_form("Anna Maria Muller")
    True
    >>> same_form("O'Brien"), same_form("...")
    ('obrien', '')
    """
    whole = unicodedata.normalize("NFKC", name).casefold()
    apart = unicodedata.normalize("NFD", whole)
    plain = unicodedata.normalize("NFC", "".join(map(_kept, apart)))
    return " ".join(sorted(plain.split()))


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in _PARTING or character in _PARTING_SIGNS:
        return " "
    marked = unicodedata.combining(character)
    if kind[0] in "PSC" or marked in _POINTS or marked in _ACCENTS:
        return ""
    return character
