"""Words that services take from people."""

from __future__ import annotations

from typing import Final

from knowshow.errors import BadInputError, Place

LONGEST_NAME: Final = 200


def checked_name(name: str, *, empty: str) -> str:
    """Return a name in one line; refuse an empty or overlong one."""
    said = " ".join(name.split())
    if not said:
        raise BadInputError(empty, place=Place(field="name"))
    if len(said) > LONGEST_NAME:
        raise BadInputError(
            f"The name has {len(said)} characters.", place=Place(field="name"), remedy=f"Write at most {LONGEST_NAME}."
        )
    return said
