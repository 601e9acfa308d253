"""JSON files as strangers send them: of a sane size, each key once, else refused with file and line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from knowshow.errors import BadInputError, Place, UnreadableFileError

#: The largest survey or result that is read.
MAXIMUM_BYTES: Final = 10 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """Read a file, unless it is too large. Raises ``UnreadableFileError``."""
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(
            f"The file cannot be read: {error.strerror}.", place=Place(str(path)), remedy="Check the path."
        ) from None


def json_object(content: bytes, name: str) -> Mapping[str, Any]:  # Any: what JSON holds
    """Return the object that a JSON file holds. Raises ``BadInputError`` for anything else."""
    if len(content) > MAXIMUM_BYTES:
        limit = MAXIMUM_BYTES // 1024 // 1024
        raise UnreadableFileError(f"The file is larger than {limit} megabytes.", place=Place(name))
    found = _parsed(_text(content, name), name)
    if b"\\ud" in content.lower():
        _check_letters(found, name)
    if not isinstance(found, dict):
        raise UnreadableFileError("The file holds no JSON object.", place=Place(name), remedy="It begins with {")
    return found


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            "The file is not UTF-8 text.", place=Place(name), remedy="Save it as UTF-8."
        ) from None


def _parsed(text: str, name: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _RepeatedError as error:
        raise BadInputError(f'"{error}" stands twice in one object.', place=Place(name), remedy="Keep one.") from None
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"The file is not JSON: {error.msg}.", place=Place(name, line=error.lineno), remedy="Correct this line."
        ) from None
    except (RecursionError, ValueError):
        raise UnreadableFileError(
            "The file is nested too deeply, or holds too long a number.", place=Place(name)
        ) from None


def _check_letters(found: object, name: str) -> None:
    """Refuse halves of letters, which JSON can spell and nothing can write."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise UnreadableFileError(
            "The file holds half a letter (a lone surrogate).", place=Place(name), remedy="Write it out anew."
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
