"""The public reference of a report: seven random digits and a check digit, written ``7402-1938``.

The check digit is Damm's: it notices every single wrong digit and every swap of two neighbours.
"""

from __future__ import annotations

import secrets
from typing import Final

from stdnum import damm

from knowshow.errors import BadInputError
from knowshow.remedy.rules.receipts.tokens import plain

_RANDOM_DIGITS: Final = 7
_DIGITS: Final = 8


def new_reference() -> str:
    """Draw a reference; the caller draws again if it is taken."""
    digits = f"{secrets.randbelow(10**_RANDOM_DIGITS):0{_RANDOM_DIGITS}}"
    return _written(digits + damm.calc_check_digit(digits))


def reference_from(text: str) -> str:
    """Read a reference as people write it: any script's digits, any spaces or marks between them.

    Raises ``BadInputError``, which never repeats what was written.

    >>> reference_from(" ٠٠٠٠ / 5742 ")
    Traceback (most recent call last):
    knowshow.errors.BadInputError: A digit of the reference is wrong, or two are swapped. ...
    >>> reference_from("00005724")
    '0000-5724'
    """
    digits = "".join(character for character in plain(text) if character.isdecimal())
    if len(digits) != _DIGITS:
        raise BadInputError(
            f"A reference has {_DIGITS} digits; here there are {min(len(digits), 99)}.",
            remedy="Look at your receipt and write it again. Spaces and lines between digits do not matter.",
        )
    if not damm.is_valid(digits):
        raise BadInputError(
            "A digit of the reference is wrong, or two are swapped.",
            remedy="Compare it with your receipt, digit by digit.",
        )
    return _written(digits)


def _written(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:]}"
