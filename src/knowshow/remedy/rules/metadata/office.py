"""Word, Excel and PowerPoint documents (ECMA-376): the package is written anew, part by part.

The cleaned copy shows what the document shows when it is read: changes are taken as accepted, comments and text that
was struck are gone, with all that says who wrote, where and when. The sealed original keeps everything.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # publishes no types

from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found
from knowshow.remedy.rules.metadata.kinds import kind_of
from knowshow.remedy.rules.metadata.media import PICTURES
from knowshow.remedy.rules.metadata.packages import local, pack, parsed, parts_of, remove, unwrap, written

#: Parts about the document, its makers and their machines.
_DROPPED: Final = re.compile(
    r"^(docProps/|docMetadata/|customXml/|_xmlsignatures/|\[trash\]/"
    r"|word/(comments|people)\w*\.xml"
    r"|xl/(comments|threadedComments|persons|revisions|printerSettings)/?|xl/comments\d*\.xml|xl/userNames\.xml"
    r"|ppt/(comments|changesInfos|tags)/|ppt/(commentAuthors|authors|revisionInfo)\.xml)"
    r"|/printerSettings/|(^|/)_rels/(comments|people|core|app|custom)\w*\.xml\.rels$",
    re.IGNORECASE,
)
_PROGRAMS: Final = re.compile(r"vbaProject|vbaData|activeX|macrosheets|ctrlProps", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"/embeddings/", re.IGNORECASE)
_CONNECTED: Final = re.compile(r"^xl/(connections\.xml|queryTables/|model/|customData/)", re.IGNORECASE)
_FONT: Final = re.compile(r"\.(odttf|fntdata|ttf|otf)$", re.IGNORECASE)
_XML: Final = (".xml", ".rels", ".vml")
_CORE: Final = {
    "creator": FindingKind.AUTHOR,
    "lastModifiedBy": FindingKind.AUTHOR,
    "Manager": FindingKind.AUTHOR,
    "Company": FindingKind.ORGANISATION,
    "Application": FindingKind.SOFTWARE,
    "Template": FindingKind.SOFTWARE,
    "created": FindingKind.TIME,
    "modified": FindingKind.TIME,
    "lastPrinted": FindingKind.TIME,
    "title": FindingKind.COMMENTS,
    "subject": FindingKind.COMMENTS,
    "description": FindingKind.COMMENTS,
    "keywords": FindingKind.COMMENTS,
    "category": FindingKind.COMMENTS,
    "HyperlinkBase": FindingKind.LINKS,
}
#: Elements of who, when and where, and of what was struck.
_REMOVED: Final = frozenset(
    """
    del moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd commentRangeStart
    commentRangeEnd commentReference annotationRef rPrChange pPrChange sectPrChange tblPrChange tcPrChange
    trPrChange tblGridChange tblPrExChange numberingChange cellIns cellDel cellMerge rsids docId docVars
    attachedTemplate mailMerge dataBinding absPath fileSharing revisionPtr customWorkbookViews customSheetViews
    coauthVersionLast customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd
    """.split()  # noqa: SIM905  (36 names read better so)
)
_CHANGES: Final = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"})
_UNWRAPPED: Final = frozenset({"ins", "moveTo"})
_ATTRIBUTES: Final = re.compile(r"^(author|initials|rsid\w*|userName|refreshedBy|refreshedDate|paraId|textId|uid)$")
#: Elements that mean nothing without the part they point to.
_POINTING: Final = frozenset({"legacyDrawing", "attachedTemplate", "tags", "custData", "customData"})
_NAMED: Final = frozenset({"docPr", "cNvPr"})
_FILE_NAME: Final = re.compile(r"[\\/]|\.[A-Za-z0-9]{2,5}$")
_RELATION: Final = "http"
_SAFE_LINK: Final = re.compile(r"^(https?:|#)", re.IGNORECASE)
_NOWHERE: Final = "about:blank"
_STYLES: Final = re.compile(r"^word/(styles|numbering|fontTable|theme)")


def look(content: bytes) -> list[Finding]:
    """Return what the package gives away, its pictures included."""
    findings: list[Finding] = []
    for name, body in parts_of(content).items():
        findings += _part_findings(name, body)
    return findings


def cleaned(content: bytes, depth: int = 1) -> bytes:
    """Return the document without what is about it; refuses one with programs, or with files that cannot be cleaned."""
    parts = parts_of(content)
    _refuse(parts)
    gone = {name for name in parts if _DROPPED.search(name)}
    broken = _broken_pointers(parts, gone)
    out = {}
    for name, body in parts.items():
        if name not in gone:
            out[name] = _cleaned_part(name, body, gone, broken.get(name, frozenset()), depth)
    return pack(out)


def _refuse(parts: dict[str, bytes]) -> None:
    if any(_PROGRAMS.search(name) for name in parts):
        raise CannotCleanError(WhyNot.HOLDS_PROGRAM)
    if any(_CONNECTED.search(name) for name in parts):
        raise CannotCleanError(WhyNot.HOLDS_OTHER_FILES)


def _cleaned_part(name: str, body: bytes, gone: set[str], broken: frozenset[str], depth: int) -> bytes:
    if name.endswith(".rels"):
        return _cleaned_relations(name, body, gone)
    if name == "[Content_Types].xml":
        return _cleaned_types(body, gone)
    if name.lower().endswith(_XML):
        return _cleaned_xml(name, body, broken)
    return body if _FONT.search(name) else _cleaned_media(body, depth)


def _cleaned_media(body: bytes, depth: int) -> bytes:
    kind = kind_of(body)
    if kind in PICTURES:
        return PICTURES[kind][1](body)
    if depth and kind.media_type.startswith("application/vnd.openxmlformats"):
        return cleaned(body, depth - 1)
    raise CannotCleanError(WhyNot.HOLDS_OTHER_FILES)


# Relations: which part points where.


def _source_of(rels: str) -> str:
    """Return the part whose relations these are.

    >>> _source_of("word/_rels/document.xml.rels")
    'word/document.xml'
    """
    return rels.replace("_rels/", "", 1).removesuffix(".rels")


def _target(rels: str, relation: etree._Element) -> str:
    target = str(relation.get("Target", ""))
    base = posixpath.dirname(_source_of(rels))
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))


def _is_outside(relation: etree._Element) -> bool:
    return str(relation.get("TargetMode", "")).lower() == "external"


def _is_lost(rels: str, relation: etree._Element, gone: set[str]) -> bool:
    if str(relation.get("Type", "")).endswith("/attachedTemplate"):
        return True
    if _is_outside(relation):
        return False
    target = _target(rels, relation)
    is_note_drawing = str(relation.get("Type", "")).endswith("/vmlDrawing") and any(
        "/comments" in name for name in gone
    )
    return target in gone or bool(_DROPPED.search(target)) or is_note_drawing


def _broken_pointers(parts: dict[str, bytes], gone: set[str]) -> dict[str, frozenset[str]]:
    """Return for each part the identifiers of relations that go; drawings of comments go with them."""
    broken = {}
    for name, body in parts.items():
        if name.endswith(".rels") and name not in gone:
            lost = [relation for relation in parsed(body) if _is_lost(name, relation, gone)]
            broken[_source_of(name)] = frozenset(str(relation.get("Id")) for relation in lost)
            drawings = {_target(name, r) for r in lost if str(r.get("Type", "")).endswith("/vmlDrawing")}
            gone.update(drawing for drawing in drawings if drawing in parts)
    return broken


def _cleaned_relations(name: str, body: bytes, gone: set[str]) -> bytes:
    root = parsed(body)
    for relation in list(root):
        if _is_lost(name, relation, gone):
            root.remove(relation)
        elif _is_outside(relation) and not _is_kept_link(relation):
            relation.set("Target", _NOWHERE)
    return written(root)


def _is_kept_link(relation: etree._Element) -> bool:
    """A web address that one can follow is part of what the document says; what it fetches by itself is not."""
    is_link = str(relation.get("Type", "")).endswith("/hyperlink")
    return is_link and bool(_SAFE_LINK.match(str(relation.get("Target", ""))))


def _cleaned_types(body: bytes, gone: set[str]) -> bytes:
    root = parsed(body)
    for entry in list(root):
        part = str(entry.get("PartName", "")).lstrip("/")
        if part in gone or (part and _DROPPED.search(part)):
            root.remove(entry)
    return written(root)


# The XML of the document itself.


def _cleaned_xml(name: str, body: bytes, broken: frozenset[str]) -> bytes:
    root = parsed(body)
    is_word = name.lower().startswith("word/")
    for element in list(root.iter()):
        if (is_word and _is_hidden_run(element) and not _STYLES.match(name)) or (
            local(element.tag) in _REMOVED and _is_ours(element, is_word=is_word)
        ):
            remove(element)
        elif is_word and local(element.tag) in _UNWRAPPED:
            unwrap(element)
        else:
            _clean_attributes(element, broken)
    return written(root)


def _is_ours(element: etree._Element, *, is_word: bool) -> bool:
    """In formulas ``del`` is a sign, and only Word has changes that are taken as accepted."""
    return is_word or local(element.tag) not in {"del", "moveFrom"}


def _is_hidden_run(element: etree._Element) -> bool:
    if local(element.tag) != "r":
        return False
    marks = (mark for props in element if local(props.tag) == "rPr" for mark in props if local(mark.tag) == "vanish")
    return any(_value(mark) not in {"0", "false", "off"} for mark in marks)


def _value(mark: etree._Element) -> str:
    return next((str(value) for key, value in mark.attrib.items() if local(key) == "val"), "")


def _clean_attributes(element: etree._Element, broken: frozenset[str]) -> None:
    if broken and _points_nowhere(element, broken):
        if local(element.tag) in _POINTING:
            remove(element)
            return
        for key in [key for key, value in element.attrib.items() if _is_pointer(key) and value in broken]:
            del element.attrib[key]
    for key in [key for key in element.attrib if _ATTRIBUTES.match(local(key))]:
        del element.attrib[key]
    if local(element.tag) in _NAMED:
        _clean_names(element)


def _is_pointer(key: object) -> bool:
    return isinstance(key, str) and "relationships" in key.rpartition("}")[0]


def _points_nowhere(element: etree._Element, broken: frozenset[str]) -> bool:
    return any(_is_pointer(key) and value in broken for key, value in element.attrib.items())


def _clean_names(element: etree._Element) -> None:
    """Programs put the name and folder of a picture's file into its name and description."""
    for key in ("name", "descr", "title"):
        if _FILE_NAME.search(element.get(key) or ""):
            element.set(key, "Picture" if key == "name" else "")


# What it gives away.


def _part_findings(name: str, body: bytes) -> list[Finding]:  # noqa: PLR0911  (one line for each sort of part)
    if _PROGRAMS.search(name):
        return [found(FindingKind.PROGRAM)]
    if name.startswith(("customXml/item", "docMetadata/")):
        return [found(FindingKind.OTHER, posixpath.basename(name))]
    if _EMBEDDED.search(name):
        return [found(FindingKind.EMBEDDED_FILE, posixpath.basename(name))]
    if name.startswith("docProps/") and not name.endswith(_XML):
        return [found(FindingKind.THUMBNAIL)]
    if "printerSettings" in name and not name.endswith(_XML):
        return [found(FindingKind.DEVICE)]
    if not name.lower().endswith(_XML):
        kind = kind_of(body)
        return PICTURES[kind][0](body) if kind in PICTURES else []
    return list(_xml_findings(name, parsed(body)))


def _xml_findings(name: str, root: etree._Element) -> Iterator[Finding]:
    if name.startswith("docProps/"):
        yield from _property_findings(name, root)
    elif name.endswith(".rels"):
        yield from _link_findings(root)
    elif re.search(r"comment|persons/|people|authors\.xml", name, re.IGNORECASE):
        yield from _comment_findings(root)
    else:
        yield from _text_findings(name, root)


def _property_findings(name: str, root: etree._Element) -> Iterator[Finding]:
    for element in root:
        if name.endswith("custom.xml"):
            yield found(FindingKind.OTHER, f"{element.get('name')}: {''.join(element.itertext())}")
        elif (kind := _CORE.get(local(element.tag))) and element.text:
            yield found(kind, element.text)


def _link_findings(root: etree._Element) -> Iterator[Finding]:
    for relation in root:
        if _is_outside(relation) and relation.get("Target") != _NOWHERE:
            yield found(FindingKind.LINKS, relation.get("Target"), stays=_is_kept_link(relation))


def _comment_findings(root: etree._Element) -> Iterator[Finding]:
    yield found(FindingKind.COMMENTS)
    for element in root.iter():
        names = [value for key, value in element.attrib.items() if local(key) in {"author", "displayName", "userId"}]
        if local(element.tag) in {"author", "cmAuthor"}:
            names += [element.get("name") or element.text or ""]
        yield from (found(FindingKind.AUTHOR, name) for name in names if name)


def _text_findings(name: str, root: etree._Element) -> Iterator[Finding]:
    for element in root.iter():
        tag = local(element.tag)
        if tag in _CHANGES and any(local(key) == "author" for key in element.attrib):
            yield found(FindingKind.TRACKED_CHANGES, next(v for k, v in element.attrib.items() if local(k) == "author"))
        elif tag in {"absPath", "fileSharing"}:
            yield found(FindingKind.LINKS, element.get("url") or element.get("userName") or "")
        elif element.get("refreshedBy"):
            yield found(FindingKind.AUTHOR, element.get("refreshedBy"))
        elif tag in _NAMED and any(_FILE_NAME.search(element.get(key) or "") for key in ("name", "descr", "title")):
            yield found(FindingKind.OTHER, element.get("descr") or element.get("name"))
        elif tag == "customWorkbookView":
            yield found(FindingKind.AUTHOR, element.get("name"))
        else:
            yield from _hidden_findings(name, element, tag)


def _hidden_findings(name: str, element: etree._Element, tag: str) -> Iterator[Finding]:
    """Hidden sheets, rows and slides are part of the document and stay; hidden words of a letter go."""
    if tag == "sheet" and element.get("state") in {"hidden", "veryHidden"}:
        yield found(FindingKind.HIDDEN_TEXT, element.get("name"), stays=True)
    elif tag in {"row", "col"} and element.get("hidden") in {"1", "true"}:
        yield found(FindingKind.HIDDEN_TEXT, stays=True)
    elif (tag == "sld" and element.get("show") in {"0", "false"}) or (
        tag == "notes" and name.startswith("ppt/notesSlides/")
    ):
        yield found(FindingKind.HIDDEN_TEXT, posixpath.basename(name), stays=True)
    elif name.startswith("word/") and not _STYLES.match(name) and _is_hidden_run(element):
        yield found(FindingKind.HIDDEN_TEXT, "".join(element.itertext()))
