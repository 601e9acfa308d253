"""One tree of exceptions.

::

    KnowshowError
    ├── BadInputError            a file or a form holds something we cannot take (the command line exits 2)
    │   ├── UnreadableFileError    not YAML, not a workbook, too large, wrong encoding
    │   └── UnknownIdError         an identifier that the canon does not hold; names the nearest one
    ├── CanonError               the standards' own data contradict themselves
    ├── NotAllowedError          the actor may not do this (GP 31: say so, and say why)
    ├── ConflictError            the record changed meanwhile, or two people are needed and one asked
    ├── SealError               something sealed does not open: another key, changed, moved, or cut
    ├── MissingProgramError      a program or library of the system is absent; says how to get it
    └── OperationError           the server cannot start or go on as it is configured

Messages are part of the interface: what happened, in which record, why it matters, what to do next.
They never repeat what a rights-holder wrote.
"""

from __future__ import annotations

from dataclasses import dataclass


class KnowshowError(Exception):
    """The root of every exception that Knowshow raises on purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands: the file, then a line or a cell, then the field."""

    file: str = ""
    line: int | None = None
    cell: str = ""
    field: str = ""

    def __str__(self) -> str:
        """Write the place as editors understand it.

        >>> str(Place("a.yaml", line=7, field="impacts[0].ratings[0].scale"))
        'a.yaml:7: impacts[0].ratings[0].scale'
        """
        head = self.file
        if self.line is not None:
            head = f"{head}:{self.line}"
        if self.cell:
            head = f"{head}, cell {self.cell}" if head else f"cell {self.cell}"
        return ": ".join(part for part in (head, self.field) if part)


class BadInputError(KnowshowError):
    """Input that cannot be taken. ``place`` says where, ``remedy`` what to do."""

    def __init__(self, what: str, *, place: Place | None = None, remedy: str = "") -> None:
        self.what = what
        self.place = place or Place()
        self.remedy = remedy
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One clear message: where, what, and what to do."""
        where = str(self.place)
        text = f"{where}: {self.what}" if where else self.what
        return f"{text} {self.remedy}".strip()


class UnreadableFileError(BadInputError):
    """The file as a whole cannot be read."""


class UnknownIdError(BadInputError):
    """An identifier that the canon does not hold."""


class CanonError(KnowshowError):
    """The canon contradicts itself: a broken link, a missing source, a repeated identifier."""


class NotAllowedError(KnowshowError):
    """The actor may not do this."""


class ConflictError(KnowshowError):
    """The record changed meanwhile, or the act needs another person."""


class SealError(KnowshowError):
    """Something sealed does not open. The message never says what was tried."""

    def __init__(self, message: str = "This cannot be opened: the key is another, or it was changed.") -> None:
        super().__init__(message)


class MissingProgramError(KnowshowError):
    """A program or library of the system is absent."""


class OperationError(KnowshowError):
    """The server cannot start, or go on, as it is configured."""
