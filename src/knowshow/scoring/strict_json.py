"""JSON as strangers send it: each key once, no endless nesting, nothing that cannot be written again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from knowshow.errors import BadInputError, Place, UnreadableFileError

#: How deep objects may stand in each other.
_DEEPEST: Final = 100


def read_json(text: str, name: str) -> object:
    """Return what a text holds.

    Raises ``BadInputError`` with the line for what is no JSON, and for a key that stands twice in one object.
    """
    try:
        found: object = json.loads(text, object_pairs_hook=_once)
    except _RepeatedError as error:
        raise BadInputError(f'"{error}" stands twice in one object.', place=Place(name), remedy="Keep one.") from None
    except RecursionError:
        raise _too_deep(name) from None
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"The file is not JSON: {error.msg}.", place=Place(name, line=error.lineno), remedy="Correct this line."
        ) from None
    except ValueError:  # Python reads no whole number of thousands of digits
        raise UnreadableFileError("The file holds too long a number.", place=Place(name)) from None
    if any(depth > _DEEPEST for depth in _depths(found)):
        raise _too_deep(name)
    if "\\ud" in text.lower():
        _check_letters(found, name)
    return found


def _too_deep(name: str) -> UnreadableFileError:
    remedy = f"At most {_DEEPEST} levels are read."
    return UnreadableFileError("The file is nested too deeply.", place=Place(name), remedy=remedy)


def _depths(value: object) -> Iterator[int]:
    """Yield how deep each part stands, without recursion."""
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        yield depth
        parts = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend((part, depth + 1) for part in parts)


def _check_letters(found: object, name: str) -> None:
    """Refuse halves of letters, which JSON can spell and nothing can write."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise UnreadableFileError(
            "A text holds half a character.", place=Place(name), remedy="Look for \\ud8 to \\udf in it."
        ) from None


class _RepeatedError(Exception):
    """A key stands twice."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedError(key)
        found[key] = value
    return found
