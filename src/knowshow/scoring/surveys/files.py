"""JSON files as strangers send them: of a sane size, each key once, else refused with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from knowshow.errors import Place, UnreadableFileError
from knowshow.scoring.strict_json import read_json

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
    found = read_json(_text(content, name), name)
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
