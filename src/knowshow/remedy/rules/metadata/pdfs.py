"""PDF (ISO 32000): the pages are copied into a new file, and only what they need to be drawn comes along.

Left behind: the description, XMP, files inside, scripts, earlier versions, comments, bookmarks, and the data that a
screen reader uses. The original keeps them.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from knowshow.remedy.rules.metadata import exif, jpeg
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found

# The library tells its log of what it finds odd, in words of the file; a log holds nothing that a person sent.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

MOST_OBJECTS: Final = 30_000
MOST_PAGES: Final = 2_000
_DEEPEST: Final = 60
_INFO: Final = {
    "/Author": FindingKind.AUTHOR,
    "/Creator": FindingKind.SOFTWARE,
    "/Producer": FindingKind.SOFTWARE,
    "/CreationDate": FindingKind.TIME,
    "/ModDate": FindingKind.TIME,
    "/Title": FindingKind.COMMENTS,
    "/Subject": FindingKind.COMMENTS,
    "/Keywords": FindingKind.COMMENTS,
    "/Company": FindingKind.ORGANISATION,
}
#: What never goes into the copy, wherever it stands.
_DROPPED: Final = (
    "/Metadata", "/PieceInfo", "/LastModified", "/AA", "/OpenAction", "/JS", "/Thumb", "/B", "/StructParents",
    "/StructParent", "/AF", "/Measure", "/LGIDict", "/SeparationInfo", "/OPI", "/Popup", "/IRT", "/ID",
)  # fmt: skip
#: What a page needs.
_PAGE_WITH: Final = frozenset(
    {"/Type", "/Parent", "/Resources", "/Contents", "/Annots", "/Rotate", "/UserUnit", "/Group", "/Tabs"}
    | {"/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"}
)
#: Boxes of JPEG 2000 that describe.
_DESCRIBING: Final = (b"uuid", b"xml ", b"Exif\x00\x00")
#: Notes that are drawn on the page stay as a drawing; others go.
_DRAWN: Final = frozenset(
    {"/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/FreeText", "/Ink", "/Line", "/Square", "/Circle"}
    | {"/Polygon", "/PolyLine", "/Stamp", "/Widget", "/Link", "/Redact"}
)
_DRAWN_WITH: Final = frozenset(
    {"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/Border", "/BS", "/C", "/IC", "/QuadPoints", "/InkList", "/L"}
    | {"/Vertices", "/LE", "/MK", "/CA", "/A"}
)
_VERSIONS: Final = re.compile(rb"startxref\s+\d+\s+%%EOF")
_SAFE_LINK: Final = re.compile(r"^https?:", re.IGNORECASE)


def look(content: bytes) -> list[Finding]:
    """Return what the file gives away."""
    reader = _opened(content)
    if reader.is_encrypted:
        return [found(FindingKind.OTHER)]
    findings = [
        found(_INFO.get(key, FindingKind.OTHER), value) for key, value in (reader.metadata or {}).items() if value
    ]
    if len(_VERSIONS.findall(content)) > (2 if b"/Linearized" in content[:2048] else 1):
        findings.append(found(FindingKind.TRACKED_CHANGES))
    for thing in _objects(reader):
        findings += _object_findings(thing)
    return findings


def cleaned(content: bytes) -> bytes:
    """Return the pages alone; refuses a locked file, and one whose layers might show what was hidden."""
    reader = _opened(content)
    if reader.is_encrypted:
        raise CannotCleanError(WhyNot.LOCKED)
    if "/OCProperties" in _catalogue(reader):
        raise CannotCleanError(WhyNot.LAYERS)
    if len(reader.pages) > MOST_PAGES:
        raise CannotCleanError(WhyNot.TOO_LARGE)
    _check_count(reader)
    once = _pages_only(reader)
    # What the pages no longer point to was copied with them: the second time it is not.
    return _pages_only(PdfReader(io.BytesIO(once)))


def _opened(content: bytes) -> PdfReader:
    """Open it; one with countless objects is refused before the library tries to mend it, object by object."""
    if content.count(b" obj") > MOST_OBJECTS:
        raise CannotCleanError(WhyNot.TOO_LARGE)
    return PdfReader(io.BytesIO(content))


def _pages_only(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=_DROPPED)
    for page in writer.pages:
        for key in [key for key in page if key not in _PAGE_WITH]:
            del page[key]
        _clean_notes(page)
    for thing in list(writer._objects):  # noqa: SLF001  (the only list of all that was copied)
        _clean_object(thing)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _clean_notes(page: DictionaryObject) -> None:
    if "/Annots" not in page:
        return
    notes = _plain(page["/Annots"])
    kept = [note for note in (notes if isinstance(notes, list) else []) if _is_drawn(_plain(note))]
    for note in kept:
        _clean_note(_plain(note))
    page[NameObject("/Annots")] = ArrayObject(kept)


def _is_drawn(note: object) -> bool:
    return isinstance(note, DictionaryObject) and note.get("/Subtype") in _DRAWN


def _clean_note(note: DictionaryObject) -> None:
    for key in [key for key in note if key not in _DRAWN_WITH]:
        del note[key]
    address = _address(note)
    note.pop(NameObject("/A"), None)
    if _SAFE_LINK.match(address):
        action = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
        note[NameObject("/A")] = DictionaryObject(action)


def _address(note: DictionaryObject) -> str:
    action = _plain(note.get("/A"))
    return str(_plain(action.get("/URI")) or "") if isinstance(action, DictionaryObject) else ""


def _clean_object(thing: object) -> None:
    if not isinstance(thing, DictionaryObject):
        return
    for key in [key for key in _DROPPED if key in thing]:
        del thing[key]
    for value in thing.values():
        if isinstance(value, DictionaryObject) and not isinstance(value, StreamObject):
            _clean_object(value)
    if isinstance(thing, StreamObject):
        _clean_stream(thing)


def _clean_stream(thing: StreamObject) -> None:
    if (photograph := _photograph(thing)) is not None:
        thing._data = jpeg.cleaned(photograph)  # noqa: SLF001  (a photograph stays packed as it came)
        thing[NameObject("/Filter")] = NameObject("/DCTDecode")
        thing.pop(NameObject("/DecodeParms"), None)
    elif _is_undescribed(thing):
        return
    else:
        raise CannotCleanError(WhyNot.STILL_THERE)


def _is_undescribed(thing: StreamObject) -> bool:
    """A picture in another packing has no description that we know of; unpacked data that hold Exif are odd."""
    data: bytes = thing._data  # noqa: SLF001  (as it came)
    return b"Exif\x00\x00" not in data and not ("/JPXDecode" in _filters(thing) and any(k in data for k in _DESCRIBING))


def _photograph(thing: object) -> bytes | None:
    """Return the photograph in a stream, also if it is packed once more; nothing if there is none."""
    if not isinstance(thing, StreamObject):
        return None
    filters = _filters(thing)
    if filters[-1:] != ["/DCTDecode"]:
        return None
    if len(filters) == 1:
        return bytes(thing._data)  # noqa: SLF001  (as it came)
    outer = DictionaryObject({NameObject("/Filter"): ArrayObject(NameObject(name) for name in filters[:-1])})
    return bytes(decode_stream_data(_stream(outer, thing._data)))  # noqa: SLF001


def _stream(head: DictionaryObject, data: bytes) -> StreamObject:
    stream = EncodedStreamObject()
    stream.update(head)
    stream._data = data  # noqa: SLF001  (the library has no other way to hand over packed data)
    return stream


def _filters(thing: StreamObject) -> list[str]:
    filters = _plain(thing.get("/Filter"))
    return [str(_plain(name)) for name in filters] if isinstance(filters, list) else [str(filters)] if filters else []


def _catalogue(reader: PdfReader) -> DictionaryObject:
    root = _plain(reader.trailer["/Root"])
    if not isinstance(root, DictionaryObject):
        raise CannotCleanError(WhyNot.DAMAGED)
    return root


def _check_count(reader: PdfReader) -> None:
    if sum(1 for _ in _references(reader)) > MOST_OBJECTS:
        raise CannotCleanError(WhyNot.TOO_LARGE)


def _references(reader: PdfReader) -> Iterator[IndirectObject]:
    for generation, numbers in reader.xref.items():
        for number in numbers:
            yield IndirectObject(number, generation, reader)
    for number in reader.xref_objStm:
        yield IndirectObject(number, 0, reader)


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Give every dictionary of the file, those inside others too."""
    _check_count(reader)
    for reference in _references(reader):
        yield from _dictionaries(_plain(reference), 0)


def _dictionaries(thing: object, depth: int) -> Iterator[DictionaryObject]:
    if depth > _DEEPEST:
        raise CannotCleanError(WhyNot.DAMAGED)
    if isinstance(thing, DictionaryObject):
        yield thing
        inner: list[Any] = list(thing.values())
    else:
        inner = list(thing) if isinstance(thing, ArrayObject) else []
    for value in inner:
        if isinstance(value, (DictionaryObject, ArrayObject)):
            yield from _dictionaries(value, depth + 1)


def _plain(thing: Any) -> Any:  # noqa: ANN401  (a value of PDF may be anything)
    return thing.get_object() if isinstance(thing, IndirectObject) else thing


def _object_findings(thing: DictionaryObject) -> Iterator[Finding]:
    kind = thing.get("/Type")
    if kind == "/Filespec" or "/EF" in thing:
        yield found(FindingKind.EMBEDDED_FILE, thing.get("/UF") or thing.get("/F") or "")
    if "/JS" in thing or thing.get("/S") == "/JavaScript":
        yield found(FindingKind.PROGRAM)
    if kind == "/OCG":
        yield found(FindingKind.HIDDEN_TEXT, thing.get("/Name") or "")
    if "/Thumb" in thing:
        yield found(FindingKind.THUMBNAIL)
    if "/PieceInfo" in thing:
        yield found(FindingKind.SOFTWARE)
    if kind == "/Metadata" and isinstance(thing, StreamObject):
        yield from exif.xmp_findings(thing.get_data())
    if "/Rect" in thing and "/Subtype" in thing:
        yield from _note_findings(thing)
    if (photograph := _photograph(thing)) is not None:
        yield from jpeg.look(photograph)


def _note_findings(note: DictionaryObject) -> Iterator[Finding]:
    if address := _address(note):
        yield found(FindingKind.LINKS, address, stays=bool(_SAFE_LINK.match(address)))
    if note.get("/Subtype") in {"/Widget", "/Link"}:
        return
    if note.get("/T"):
        yield found(FindingKind.AUTHOR, note["/T"])
    if note.get("/Contents"):
        yield found(FindingKind.COMMENTS, note["/Contents"])
    if note.get("/M") or note.get("/CreationDate"):
        yield found(FindingKind.TIME, note.get("/M") or note.get("/CreationDate"))
