"""What an inspection tells the person about her file before she sends it (GP 31(b), (f): without fear of reprisal)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from knowshow.errors import BadInputError
from knowshow.remedy.rules.metadata.kinds import Kind

#: A value is shown no longer than this: it is a hint, not a copy of the file.
_SHOWN: Final = 80
#: More segments, chunks or blocks than this are not walked through.
MOST_PARTS: Final = 50_000
_Part = TypeVar("_Part")
#: So many findings are kept of one file.
MOST_FINDINGS: Final = 200


class FindingKind(StrEnum):
    """What a hidden fact may give away."""

    PLACE = "place"
    DEVICE = "device"
    AUTHOR = "author"
    ORGANISATION = "organisation"
    SOFTWARE = "software"
    TIME = "time"
    THUMBNAIL = "thumbnail"
    COMMENTS = "comments"
    TRACKED_CHANGES = "tracked_changes"
    HIDDEN_TEXT = "hidden_text"
    EMBEDDED_FILE = "embedded_file"
    LINKS = "links"
    PROGRAM = "program"
    WRONG_ENDING = "wrong_ending"
    OTHER = "other"


class WhyNot(StrEnum):
    """Why a file cannot be cleaned. It is accepted all the same."""

    UNKNOWN_KIND = "unknown_kind"
    KIND_NOT_CLEANED = "kind_not_cleaned"
    ARCHIVE = "archive"
    OLD_OR_LOCKED = "old_or_locked"
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    HOLDS_PROGRAM = "holds_program"
    HOLDS_OTHER_FILES = "holds_other_files"
    LAYERS = "layers"
    STILL_THERE = "still_there"


#: One plain sentence for each kind of finding; pages translate it and put ``shown`` beside it.
FINDING_WORDS: Final[dict[FindingKind, str]] = {
    FindingKind.PLACE: "It says where it was made.",
    FindingKind.DEVICE: "It says which phone, camera or printer made it.",
    FindingKind.AUTHOR: "It holds the name of a person.",
    FindingKind.ORGANISATION: "It holds the name of an organisation.",
    FindingKind.SOFTWARE: "It says which program made it.",
    FindingKind.TIME: "It says when it was made or changed.",
    FindingKind.THUMBNAIL: "It holds a small picture of itself, perhaps from before it was changed.",
    FindingKind.COMMENTS: "It holds comments or descriptions.",
    FindingKind.TRACKED_CHANGES: "It remembers earlier versions or who changed what.",
    FindingKind.HIDDEN_TEXT: "It holds something that one does not see at first.",
    FindingKind.EMBEDDED_FILE: "It holds other files.",
    FindingKind.LINKS: "It points to addresses or folders.",
    FindingKind.PROGRAM: "It holds a small program.",
    FindingKind.WRONG_ENDING: "The end of its name does not fit what it is.",
    FindingKind.OTHER: "It holds more that one does not see.",
}

WHY_NOT_WORDS: Final[dict[WhyNot, str]] = {
    WhyNot.UNKNOWN_KIND: "We do not know this kind of file, so we could not look inside.",
    WhyNot.KIND_NOT_CLEANED: "We cannot clean this kind of file without changing what it shows.",
    WhyNot.ARCHIVE: "It is a package of files. Send them one by one if they are to be cleaned.",
    WhyNot.OLD_OR_LOCKED: "The document has an older form, or is locked. Saved as PDF it can be cleaned.",
    WhyNot.LOCKED: "It is locked with a password.",
    WhyNot.DAMAGED: "It is damaged or unusual, so we could not make a cleaned copy.",
    WhyNot.TOO_LARGE: "It is too large, or unpacks to something too large.",
    WhyNot.HOLDS_PROGRAM: "It holds a small program, which we neither run nor change.",
    WhyNot.HOLDS_OTHER_FILES: "It holds other files that we cannot clean.",
    WhyNot.LAYERS: "It has layers, of which some may be hidden. A cleaned copy might show them.",
    WhyNot.STILL_THERE: "Something would have stayed in the cleaned copy, so we made none.",
}


class CannotCleanError(BadInputError):
    """No cleaned copy can be made. Never leaves this package."""

    def __init__(self, why: WhyNot) -> None:
        self.why = why
        super().__init__(WHY_NOT_WORDS[why])


@dataclass(frozen=True, slots=True)
class Finding:
    """One hidden fact. ``shown`` is for her eyes only; ``stays`` says that the cleaned copy still holds it."""

    kind: FindingKind
    shown: str = ""
    stays: bool = False

    @property
    def words(self) -> str:
        """The plain sentence for it."""
        return FINDING_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is hidden in a file. ``was_looked_at`` is false if nobody could say."""

    kind: Kind
    findings: tuple[Finding, ...]
    why_not: WhyNot | None
    was_looked_at: bool = True

    @property
    def media_type(self) -> str:
        """The media type by content."""
        return self.kind.media_type

    @property
    def can_be_cleaned(self) -> bool:
        """Whether ``clean`` gives a copy."""
        return self.why_not is None

    @property
    def why_not_words(self) -> str:
        """The plain sentence why not, or nothing."""
        return WHY_NOT_WORDS[self.why_not] if self.why_not else ""


def found(kind: FindingKind, shown: object = "", *, stays: bool = False) -> Finding:
    r"""Return a finding whose value is one short printable line.

    >>> found(FindingKind.AUTHOR, "A. \nB.").shown
    'A. B.'
    """
    text = shown.decode("utf-8", "replace") if isinstance(shown, bytes) else str(shown)
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: _SHOWN * 4]).split())
    return Finding(kind, line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…", stays)


def bounded(parts: Iterator[_Part]) -> Iterator[_Part]:
    """Give the parts of a file, and stop where no honest file has so many."""
    for count, part in enumerate(parts):
        if count >= MOST_PARTS:
            raise CannotCleanError(WhyNot.TOO_LARGE)
        yield part


def without_repeats(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, in the order of the first, and no more than a page can show."""
    return tuple(dict.fromkeys(findings))[:MOST_FINDINGS]
