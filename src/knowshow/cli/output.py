"""What commands write: whole files or none, machine-readable output on standard output, words on standard error."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from knowshow.errors import BadInputError, Place


def say(text: str) -> None:
    """Write a message for a person to standard error."""
    sys.stderr.write(f"{text}\n")


def print_json(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.write(encoded.decode() + "\n")


def write_whole(outputs: Mapping[Path, bytes]) -> None:
    """Write every file, or none: each is written beside its place first, then all are moved in.

    Raises ``BadInputError`` naming the file that cannot be written.
    """
    waiting: dict[Path, Path] = {}
    try:
        for target, content in outputs.items():
            waiting[target] = _beside(target, content)
        for target, temporary in waiting.items():
            temporary.replace(target)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _beside(target: Path, content: bytes) -> Path:
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise BadInputError(
            f"The file cannot be written: {error.strerror}.",
            place=Place(str(target)),
            remedy="Choose a folder that exists and that you may write to.",
        ) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o666 & ~_umask())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BadInputError(
            f"The file cannot be written: {error.strerror}.", place=Place(str(target)), remedy="Check the disk."
        ) from None
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
