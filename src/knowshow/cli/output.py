"""What commands write: whole files or none, machine-readable output on standard output, words on standard error."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from knowshow.errors import BadInputError, Place


def say(text: str) -> None:
    """Write a message for a person to standard error."""
    sys.stderr.write(f"{text}\n")


def print_json(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    sys.stdout.write(as_json_text(value))
    sys.stdout.flush()


def as_json_text(value: object) -> str:
    """Return a value as indented JSON, with a line end."""
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode() + "\n"


def write_whole(outputs: Mapping[Path, bytes]) -> None:
    """Write every file, or none: each is written beside its place first, then all are moved in.

    Raises ``BadInputError`` naming the file that cannot be written.
    """
    waiting: dict[Path, Path] = {}
    try:
        for target, content in outputs.items():
            if target.is_dir():
                raise _unwritable(target, "it is a folder", "Name a file in it.")
            waiting[target] = _beside(target, content)
        for target, temporary in waiting.items():
            _move(temporary, target)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _move(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(target, error.strerror, "Check the folder.") from None


def _unwritable(target: Path, why: str | None, remedy: str) -> BadInputError:
    return BadInputError(f"The file cannot be written: {why}.", place=Place(str(target)), remedy=remedy)


def _beside(target: Path, content: bytes) -> Path:
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(target, error.strerror, "Choose a folder that exists and that you may write to.") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o666 & ~_umask())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _unwritable(target, error.strerror, "Check the disk.") from None
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_table(rows: Iterable[Sequence[str]]) -> None:
    """Write rows in columns to standard output, with an empty line after them; a reader may be waiting."""
    lines = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write(("  " + "   ".join(cells)).rstrip() + "\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


@contextmanager
def show_progress(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show how much of how much is done on standard error: one line that moves, or one line in a log."""
    shown = False

    def tell(number: int, total: int, name: str) -> None:
        nonlocal shown
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{what}: {number} of {total}  {name}")
            sys.stderr.flush()
        elif not shown:
            say(f"{what}: {total} steps ...")
        shown = True

    yield tell
    if shown and sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what}: done.\n")
