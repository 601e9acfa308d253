"""What the logs say of an error: its kind and the places in the code, never what a person wrote.

The message of an exception may repeat a whole row of the database or somebody's address; so only its kind is told. A
link to set a password opens an account for whoever reads it; so its key is left out.
"""

from __future__ import annotations

import logging
import re
import traceback
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY: Final = re.compile(r"(/password/link/)[^/\s]+")


class DiscreetFormatter(logging.Formatter):
    """Writes a record without the words of exceptions and without keys of links."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record in words."""
        record.exc_text = None  # another handler may have kept it whole
        return _KEY.sub(r"\1...", super().format(record))

    def formatException(self, ei: object) -> str:  # noqa: N802  (the library's name)
        """Return the kind of each exception in the chain, the cause first, with the lines of code that it passed."""
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_told(error)) if isinstance(error, BaseException) else ""


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield _kind(error)


def _kind(error: BaseException) -> str:
    """Name the exception; of the system's own and of absent modules, the reason too, which nobody here wrote."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    reason = str(error) if isinstance(error, ImportError) else getattr(error, "strerror", None)
    return f"{name}: {reason}" if reason else name
