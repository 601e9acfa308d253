"""ZIP packages that may have been made to harm: read within bounds, written without times or systems."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # publishes no types

from knowshow.archives import part_of
from knowshow.remedy.rules.metadata import kinds
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found

MOST_PARTS: Final = 3000
MOST_UNPACKED: Final = 120 * 1024 * 1024
#: Text packs well, but not so well; smaller parts may.
_MOST_RATIO: Final = 300
_RATIO_FROM: Final = 1024 * 1024
#: XML takes many times its size in memory.
_MOST_XML: Final = 16 * 1024 * 1024
_MOST_TAGS: Final = 600_000
_LOCKED_FLAG: Final = 0x1
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
#: Encodings in which a document type cannot hide from us.
_ENCODINGS: Final = frozenset({"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII", "ISO-8859-1", None})


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return every part by name, in order. Refuses what unpacks to too much, is locked, or names a part twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        _check(infos)
        return {info.filename: part_of(archive, info) for info in infos if not info.is_dir()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Write the parts in order; each bears the first day that a ZIP knows, and no system. A media type stays first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.create_system = 0
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, body, compress_type=packing)
    return out.getvalue()


def look_zip(content: bytes) -> list[Finding]:
    """Return the members' names and days."""
    if content.count(kinds.ZIP_ENTRY) > kinds.MOST_ZIP_ENTRIES:
        raise CannotCleanError(WhyNot.TOO_LARGE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        comment = [found(FindingKind.COMMENTS, archive.comment)] if archive.comment else []
    listed = [found(FindingKind.EMBEDDED_FILE, _listed(info)) for info in infos[:MOST_PARTS] if not info.is_dir()]
    return [*comment, *listed]


def _listed(info: zipfile.ZipInfo) -> str:
    year, month, day = info.date_time[:3]
    return f"{info.filename} ({year}-{month:02}-{day:02})"


def parsed(xml: bytes) -> etree._Element:
    """Return the root of an XML part; refuses document types, in which bombs and foreign addresses stand."""
    if len(xml) > _MOST_XML or xml.count(b"<") > _MOST_TAGS:
        raise CannotCleanError(WhyNot.TOO_LARGE)
    if b"<!DOCTYPE" in xml.replace(b"\x00", b"").upper():
        raise CannotCleanError(WhyNot.DAMAGED)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(xml, parser)
    info = root.getroottree().docinfo
    encoding = info.encoding.upper() if info.encoding else None
    if info.doctype or encoding not in _ENCODINGS:
        raise CannotCleanError(WhyNot.DAMAGED)
    return root


def written(root: etree._Element) -> bytes:
    """Write an XML part."""
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


def local(name: object) -> str:
    """Return a name without its namespace.

    >>> local("{urn:x}del")
    'del'
    """
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def remove(element: etree._Element) -> None:
    """Take an element out, and keep the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    _keep_text(parent, element, element.tail)
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(element):
        parent.insert(at + 1, child)
    remove(element)


def _keep_text(parent: etree._Element, element: etree._Element, text: str | None) -> None:
    if not text:
        return
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & _LOCKED_FLAG for info in infos):
        raise CannotCleanError(WhyNot.LOCKED)
    if len({info.filename for info in infos}) != len(infos):
        raise CannotCleanError(WhyNot.DAMAGED)
    is_bomb = any(
        info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * max(info.compress_size, 1) for info in infos
    )
    if is_bomb or len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise CannotCleanError(WhyNot.TOO_LARGE)
