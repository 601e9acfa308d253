"""OpenDocument (ISO/IEC 26300): text, tables and slides, written anew part by part as in ``office``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # publishes no types

from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found
from knowshow.remedy.rules.metadata.kinds import kind_of
from knowshow.remedy.rules.metadata.media import PICTURES
from knowshow.remedy.rules.metadata.packages import local, pack, parsed, parts_of, remove, written

_DROPPED: Final = re.compile(
    r"^(Thumbnails/|Configurations2/|ObjectReplacements/|layout-cache$|manifest\.rdf$|META-INF/\w*signatures\.xml$)"
    r"|(^|/)(meta|settings)\.xml$"
)
_PROGRAMS: Final = re.compile(r"^(Basic|Scripts|Dialogs)/", re.IGNORECASE)
_META: Final = {
    "initial-creator": FindingKind.AUTHOR,
    "creator": FindingKind.AUTHOR,
    "printed-by": FindingKind.AUTHOR,
    "generator": FindingKind.SOFTWARE,
    "creation-date": FindingKind.TIME,
    "date": FindingKind.TIME,
    "print-date": FindingKind.TIME,
    "title": FindingKind.COMMENTS,
    "subject": FindingKind.COMMENTS,
    "description": FindingKind.COMMENTS,
    "keyword": FindingKind.COMMENTS,
    "user-defined": FindingKind.OTHER,
    "template": FindingKind.LINKS,
}
_NOTES: Final = frozenset({"annotation", "annotation-end"})
_CHANGES: Final = frozenset({"tracked-changes", "change", "change-start", "change-end"})
#: Fields that write who, where and which file.
_FIELDS: Final = re.compile(
    r"^(initial-creator|creator|printed-by|author-name|author-initials|sender-[\w-]+|file-name|template-name)$"
)
_REMOVED: Final = _NOTES | _CHANGES
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_OUTSIDE: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:|//|\.\./|/)")
_SAFE_LINK: Final = re.compile(r"^https?:", re.IGNORECASE)
_NOWHERE: Final = "about:blank"
_FONT: Final = re.compile(r"^Fonts/")


def look(content: bytes) -> list[Finding]:
    """Return what the package gives away, its pictures included."""
    findings: list[Finding] = []
    for name, body in parts_of(content).items():
        findings += _part_findings(name, body)
    return findings


def cleaned(content: bytes) -> bytes:
    """Return the document without what is about it; refuses one that is locked or has programs."""
    parts = parts_of(content)
    if any(_PROGRAMS.search(name) for name in parts):
        raise CannotCleanError(WhyNot.HOLDS_PROGRAM)
    out = {name: _cleaned_part(name, body) for name, body in parts.items() if not _DROPPED.search(name)}
    return pack(out)


def _cleaned_part(name: str, body: bytes) -> bytes:
    if name == "mimetype" or _FONT.search(name):
        return body
    if name == "META-INF/manifest.xml":
        return _cleaned_manifest(body)
    if name.endswith(".xml"):
        return _cleaned_xml(body)
    kind = kind_of(body)
    if kind not in PICTURES:
        raise CannotCleanError(WhyNot.HOLDS_OTHER_FILES)
    return PICTURES[kind][1](body)


def _cleaned_manifest(body: bytes) -> bytes:
    root = parsed(body)
    if any(local(element.tag) == "encryption-data" for element in root.iter()):
        raise CannotCleanError(WhyNot.LOCKED)
    for entry in list(root):
        path = next((str(value) for key, value in entry.attrib.items() if local(key) == "full-path"), "")
        if _DROPPED.search(path):
            root.remove(entry)
    return written(root)


def _cleaned_xml(body: bytes) -> bytes:
    root = parsed(body)
    for element in list(root.iter()):
        if local(element.tag) in _REMOVED:
            remove(element)
        elif _FIELDS.match(local(element.tag)):
            element.text = None
            for child in list(element):
                element.remove(child)
        elif _leads_outside(element):
            element.set(_HREF, _NOWHERE)
    return written(root)


def _leads_outside(element: etree._Element) -> bool:
    target = str(element.get(_HREF) or "")
    is_kept = local(element.tag) == "a" and bool(_SAFE_LINK.match(target))
    return bool(_OUTSIDE.match(target)) and not is_kept and target != _NOWHERE


def _part_findings(name: str, body: bytes) -> list[Finding]:
    if _PROGRAMS.search(name):
        return [found(FindingKind.PROGRAM)]
    if name.startswith("Thumbnails/"):
        return [found(FindingKind.THUMBNAIL)]
    if name.endswith(".xml") and not name.startswith(("META-INF/", "Configurations2/")):
        return list(_xml_findings(name, parsed(body)))
    kind = kind_of(body)
    if kind in PICTURES:
        return PICTURES[kind][0](body)
    is_ours = name in {"mimetype", "manifest.rdf", "layout-cache"} or name.startswith(("META-INF/", "Config", "Fonts/"))
    return [] if is_ours or name.endswith(".xml") else [found(FindingKind.EMBEDDED_FILE, posixpath.basename(name))]


def _xml_findings(name: str, root: etree._Element) -> Iterator[Finding]:
    base = posixpath.basename(name)
    if base == "settings.xml":
        yield from _printer_findings(root)
        return
    for element in root.iter():
        tag = local(element.tag)
        if base == "meta.xml":
            if (kind := _META.get(tag)) and (text := element.text or element.get(_HREF)):
                yield found(kind, text)
        else:
            yield from _text_findings(element, tag)


def _printer_findings(root: etree._Element) -> Iterator[Finding]:
    for element in root.iter():
        if any(value == "PrinterName" for value in element.attrib.values()) and element.text:
            yield found(FindingKind.DEVICE, element.text)


def _text_findings(element: etree._Element, tag: str) -> Iterator[Finding]:
    if tag in {"annotation", "tracked-changes"}:
        kind = FindingKind.COMMENTS if tag == "annotation" else FindingKind.TRACKED_CHANGES
        names = [child.text for child in element.iter() if local(child.tag) == "creator" and child.text]
        yield from (found(kind, name) for name in names or [""])
    elif _FIELDS.match(tag) and element.text and local(element.getparent().tag) not in {"annotation", "change-info"}:
        yield found(FindingKind.AUTHOR, element.text)
    elif _leads_outside(element):
        yield found(FindingKind.LINKS, element.get(_HREF))
    elif tag == "a" and element.get(_HREF) and element.get(_HREF) != _NOWHERE:
        yield found(FindingKind.LINKS, element.get(_HREF), stays=True)
    elif any(
        local(key) in {"display", "visibility"} and value in {"none", "hidden", "collapse"}
        for key, value in element.attrib.items()
    ):
        yield found(FindingKind.HIDDEN_TEXT, stays=True)
