"""Open a workbook that may have been made to harm: checked as an archive before any of its XML is parsed.

A workbook is a zip archive of XML parts. Sizes come before content; a document type declaration (which the format
forbids, and which entity bombs need) is refused in every part; openpyxl then reads row by row, without links.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from knowshow.archives import part_of
from knowshow.errors import Place, UnreadableFileError
from knowshow.yaml_tree import check_size

if TYPE_CHECKING:
    from openpyxl import Workbook

#: The parts of a workbook together, unpacked.
MAXIMUM_UNPACKED: Final = 100 * 1024 * 1024
MAXIMUM_PARTS: Final = 2_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = 0x1
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS: Final = {b"utf-8", b"us-ascii"}
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_XML: Final = (".xml", ".rels", ".vml")
_FORM: Final = "Save it as an Excel workbook (.xlsx) and try again."


@contextmanager
def opened(path: Path, name: str) -> Iterator[Workbook]:
    """Open a workbook for reading row by row; ``name`` stands for it in messages.

    Raises ``UnreadableFileError`` for what is no workbook, is protected, too large, or damaged.
    """
    _check_file(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, name)
            _check_xml(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise damaged(name) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of features that it leaves out; we read values only
        workbook = _load(path, name)
        try:
            yield workbook
        finally:
            workbook.close()


def damaged(name: str) -> UnreadableFileError:
    """Return the error for a file that breaks off or contradicts itself."""
    return UnreadableFileError(
        "The workbook is damaged and cannot be read.",
        place=Place(name),
        remedy="Open it in Excel or LibreOffice, let it repair the file, and save it again.",
    )


def _check_file(path: Path, name: str) -> None:
    try:
        check_size(path.stat().st_size, name)
        with path.open("rb") as file:
            head = file.read(len(_OLE))
    except OSError as error:
        raise UnreadableFileError(
            f"The file cannot be opened: {error.strerror}.",
            place=Place(name),
            remedy="Check the name and that you may read it.",
        ) from None
    if head == _OLE:
        raise UnreadableFileError(
            "This is an old Excel file (.xls), or one that a password protects.",
            place=Place(name),
            remedy="Save it as .xlsx without a password and try again.",
        )
    if not head.startswith(b"PK"):
        what = "The file is empty." if not head else "This is not an Excel workbook."
        raise UnreadableFileError(what, place=Place(name), remedy=_FORM)


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise UnreadableFileError(
            "A password protects the file.", place=Place(name), remedy="Save it without a password and try again."
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAXIMUM_UNPACKED or len(parts) > MAXIMUM_PARTS:
        raise UnreadableFileError(
            f"Unpacked, the workbook has {unpacked / 1024 / 1024:,.0f} MB in {len(parts):,} parts; at most "
            f"{MAXIMUM_UNPACKED // 1024 // 1024} MB in {MAXIMUM_PARTS:,} parts are read.",
            place=Place(name),
            remedy="Remove pictures and unused sheets, or split the assessment.",
        )
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise UnreadableFileError("This is a binary workbook (.xlsb).", place=Place(name), remedy=_FORM)
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        raise UnreadableFileError("This is an archive, and not an Excel workbook.", place=Place(name), remedy=_FORM)


def _check_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse document types and unusual encodings, behind which one could hide."""
    for part in archive.infolist():
        data = part_of(archive, part)
        odd = part.filename.lower().endswith(_XML) and _is_oddly_encoded(data)
        if odd or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise UnreadableFileError(
                "The workbook holds a declaration that workbooks do not have, as files made to harm do.",
                place=Place(name),
                remedy="Ask where it comes from. A copy saved anew in Excel or LibreOffice is free of it.",
            )


def _is_oddly_encoded(data: bytes) -> bool:
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    return data.startswith(_MARKS) or (declared is not None and declared.group(1).lower() not in _ENCODINGS)


def _load(path: Path, name: str) -> Workbook:
    from openpyxl import load_workbook

    try:
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl lets whatever its parsers meet pass
        raise damaged(name) from error


def merged_ranges(path: Path, part: str) -> list[str]:
    """Return the ranges of merged cells of one sheet, which reading row by row does not tell."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read(part)
    return [found.decode() for found in _MERGED.findall(data)]


_MERGED: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)
