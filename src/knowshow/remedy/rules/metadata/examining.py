"""Look at a file, and make a cleaned copy that was looked at again before anybody gets it.

A strange file never stops a person: whatever a reader runs into, the file is said to be one that could not be looked
at, and it is accepted (GP 31(b)). Nothing is written to disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from knowshow.remedy.rules.metadata import films, kinds, office, opendocument, packages, pictures, sounds, texts
from knowshow.remedy.rules.metadata.findings import (
    CannotCleanError,
    Finding,
    FindingKind,
    Inspection,
    WhyNot,
    found,
    without_repeats,
)
from knowshow.remedy.rules.metadata.kinds import Kind, fits_ending, kind_of
from knowshow.remedy.rules.metadata.media import PICTURES

#: Larger files are neither looked at nor cleaned.
MOST_BYTES: Final = 25 * 1024 * 1024

_Look = Callable[[bytes], list[Finding]]
_Clean = Callable[[bytes], bytes]


def _look_pdf(content: bytes) -> list[Finding]:
    # Its library takes 23 MiB, which a server that meets no PDF does not spend.
    from knowshow.remedy.rules.metadata import pdfs

    return pdfs.look(content)


def _clean_pdf(content: bytes) -> bytes:
    from knowshow.remedy.rules.metadata import pdfs

    return pdfs.cleaned(content)


_READERS: Final[dict[Kind, tuple[_Look, _Clean | WhyNot]]] = {
    **PICTURES,
    kinds.HEIC: (pictures.look_heic, WhyNot.KIND_NOT_CLEANED),
    kinds.AVIF: (pictures.look_heic, WhyNot.KIND_NOT_CLEANED),
    kinds.PDF: (_look_pdf, _clean_pdf),
    **dict.fromkeys((kinds.DOCX, kinds.XLSX, kinds.PPTX), (office.look, office.cleaned)),
    **dict.fromkeys((kinds.ODT, kinds.ODS, kinds.ODP), (opendocument.look, opendocument.cleaned)),
    kinds.MP3: (sounds.look_mp3, sounds.cleaned_mp3),
    kinds.OGG: (sounds.look_ogg, sounds.cleaned_ogg),
    kinds.FLAC: (sounds.look_flac, sounds.cleaned_flac),
    kinds.WAV: (sounds.look_wav, sounds.cleaned_wav),
    **dict.fromkeys((kinds.M4A, kinds.MP4), (films.look, films.cleaned)),
    kinds.TEXT: (texts.look_text, texts.cleaned_text),
    kinds.MAIL: (texts.look_mail, WhyNot.KIND_NOT_CLEANED),
    kinds.MARKUP: (texts.look_unread, WhyNot.KIND_NOT_CLEANED),
    kinds.RTF: (texts.look_unread, WhyNot.KIND_NOT_CLEANED),
    kinds.OLE: (texts.look_unread, WhyNot.OLD_OR_LOCKED),
    kinds.ZIP: (packages.look_zip, WhyNot.ARCHIVE),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """An inspection with the cleaned copy, if there is one."""

    inspection: Inspection
    cleaned: bytes | None


def inspect(content: bytes, name: str) -> Inspection:
    """Say what kind of file this is, what is hidden in it, and whether it can be cleaned. Never raises."""
    return examine(content, name).inspection


def clean(content: bytes, name: str) -> bytes | None:
    """Return a copy that shows the same and hides nothing we know of, or nothing if none can be made. Never raises."""
    return examine(content, name).cleaned


def examine(content: bytes, name: str) -> Examined:
    """Do both at once: whether a file can be cleaned is known when it was. Never raises."""
    if len(content) > MOST_BYTES:
        return Examined(Inspection(kinds.UNKNOWN, (), WhyNot.TOO_LARGE, was_looked_at=False), None)
    kind = kind_of(content)
    if kind not in _READERS:
        return Examined(Inspection(kind, (), WhyNot.UNKNOWN_KIND, was_looked_at=False), None)
    findings = _looked(content, kind)
    cleaned, why_not = _cleaned(content, kind)
    is_odd = not fits_ending(kind, name)
    told = [*([found(FindingKind.WRONG_ENDING, kind.endings[0])] if is_odd else []), *(findings or [])]
    return Examined(Inspection(kind, without_repeats(told), why_not, was_looked_at=findings is not None), cleaned)


def _looked(content: bytes, kind: Kind) -> list[Finding] | None:
    try:
        return _READERS[kind][0](content)
    except Exception:  # noqa: BLE001  (readers meet whatever somebody made: see the module)
        return None


def _cleaned(content: bytes, kind: Kind) -> tuple[bytes | None, WhyNot | None]:
    way = _READERS[kind][1]
    if isinstance(way, WhyNot):
        return None, way
    try:
        copy = way(content)
    except CannotCleanError as error:
        return None, error.why
    except Exception:  # noqa: BLE001  (as above)
        return None, WhyNot.DAMAGED
    return (copy, None) if _hides_nothing(copy, kind) else (None, WhyNot.STILL_THERE)


def _hides_nothing(copy: bytes, kind: Kind) -> bool:
    """Look at the copy as if it had just come: a promise that was not checked is none."""
    left = _looked(copy, kind) if kind_of(copy) is kind else None
    return left is not None and all(finding.stays for finding in left)
