"""What cameras and phones write beside a picture: Exif, XMP, IPTC.

Sources: Exif 3.0 (CIPA DC-008), Adobe XMP part 1, IPTC-IIM 4.2.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any, Final

from PIL import ExifTags, Image

from knowshow.remedy.rules.metadata.findings import Finding, FindingKind, found

_ORIENTATION: Final = 0x0112
_ORIENTATIONS: Final = range(2, 9)
#: Three decimals are about a hundred metres: enough for her to see that it is her street.
_DECIMALS: Final = 3
_LATITUDE, _LONGITUDE = 2, 4
_SECONDS_PER_DEGREE: Final = 3600
_DEVICE, _TIME, _AUTHOR = FindingKind.DEVICE, FindingKind.TIME, FindingKind.AUTHOR
#: Tags of the first directory and of Exif's own, with what they give away.
_TAGS: Final = {
    0x010F: _DEVICE,
    0x0110: _DEVICE,
    0x013C: _DEVICE,
    0xA430: _AUTHOR,
    0xA431: _DEVICE,
    0xA433: _DEVICE,
    0xA434: _DEVICE,
    0xA435: _DEVICE,
    0x927C: _DEVICE,
    0x0131: FindingKind.SOFTWARE,
    0x0132: _TIME,
    0x9003: _TIME,
    0x9004: _TIME,
    0x013B: _AUTHOR,
    0x8298: _AUTHOR,
    0x9C9D: _AUTHOR,
    0x010E: FindingKind.COMMENTS,
    0x9286: FindingKind.COMMENTS,
    0x9C9B: FindingKind.COMMENTS,
    0x9C9C: FindingKind.COMMENTS,
    0x9C9E: FindingKind.COMMENTS,
    0x9C9F: FindingKind.COMMENTS,
    0x02BC: FindingKind.OTHER,
    0x83BB: FindingKind.OTHER,
    0x8649: FindingKind.OTHER,
}
#: Contents that are no words: only that they are there is told.
_UNREADABLE: Final = {0x927C, 0x02BC, 0x83BB, 0x8649}
_XMP: Final = (
    (re.compile(r"<dc:creator>.{0,200}?<rdf:li[^>]*>([^<]{1,200})", re.DOTALL), _AUTHOR),
    (re.compile(r"""(?:xmp:CreatorTool|pdf:Producer)(?:>|=["'])([^<"']{1,200})"""), FindingKind.SOFTWARE),
    (re.compile(r"""(?:xmp:CreateDate|photoshop:DateCreated)(?:>|=["'])([^<"']{1,40})"""), _TIME),
    (re.compile(r"""exif:GPSLatitude(?:>|=["'])([^<"']{1,40})"""), FindingKind.PLACE),
    (re.compile(r"""photoshop:City(?:>|=["'])([^<"']{1,200})"""), FindingKind.PLACE),
    (re.compile(r"""tiff:Model(?:>|=["'])([^<"']{1,200})"""), _DEVICE),
)
_MOST_XMP: Final = 256 * 1024
_IPTC: Final = {
    80: _AUTHOR,
    122: _AUTHOR,
    116: _AUTHOR,
    110: FindingKind.ORGANISATION,
    115: FindingKind.ORGANISATION,
    90: FindingKind.PLACE,
    92: FindingKind.PLACE,
    95: FindingKind.PLACE,
    101: FindingKind.PLACE,
    55: _TIME,
    65: FindingKind.SOFTWARE,
    105: FindingKind.COMMENTS,
    120: FindingKind.COMMENTS,
}


def exif_findings(tiff: bytes) -> list[Finding]:
    """Return what an Exif block gives away; one that cannot be read is a finding too, unless it is our own."""
    if tiff == orientation_exif(orientation_of(tiff)):
        return []
    try:
        findings = list(_read_findings(_loaded(tiff)))
    except Exception:  # noqa: BLE001  (the reader meets whatever somebody made; she is told that there is more)
        findings = []
    return findings or [found(FindingKind.OTHER, "Exif")]


def orientation_of(tiff: bytes) -> int:
    """Return how a picture must be turned (1 to 8; 1 is not at all, and what damaged blocks get)."""
    try:
        value = _loaded(tiff).get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  (as above)
        return 1
    return int(value) if value in _ORIENTATIONS else 1


def orientation_exif(orientation: int) -> bytes:
    """Return an Exif block that says how to turn the picture and nothing else; nothing if it need not be turned."""
    if orientation not in _ORIENTATIONS:
        return b""
    return b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def xmp_findings(xmp: bytes) -> list[Finding]:
    """Return what an XMP packet gives away."""
    text = xmp[:_MOST_XMP].decode("utf-8", "replace")
    findings = [found(kind, match[1]) for pattern, kind in _XMP if (match := pattern.search(text))]
    return findings or [found(FindingKind.OTHER, "XMP")]


def iptc_findings(block: bytes) -> list[Finding]:
    """Return what an IPTC block gives away."""
    findings: list[Finding] = []
    at = 0
    while (at := block.find(b"\x1c\x02", at)) >= 0 and len(findings) < len(_IPTC) * 4:
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        if at + 2 < len(block) and (kind := _IPTC.get(block[at + 2])):
            findings.append(found(kind, block[at + 5 : at + 5 + length]))
        at += 2
    return findings or [found(FindingKind.OTHER, "IPTC")]


def _loaded(tiff: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(b"Exif\x00\x00" + tiff)
    return exif


def _read_findings(exif: Image.Exif) -> Iterator[Finding]:
    yield from _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    for tags in (dict(exif), exif.get_ifd(ExifTags.IFD.Exif)):
        for tag, value in tags.items():
            if kind := _TAGS.get(tag):
                yield found(kind, "" if tag in _UNREADABLE else _text(tag, value))
    if exif.get_ifd(ExifTags.IFD.IFD1):
        yield found(FindingKind.THUMBNAIL)


def _text(tag: int, value: object) -> object:
    """Windows writes its own tags in UTF-16; a comment begins with eight bytes for its encoding."""
    if not isinstance(value, bytes):
        return value
    windows = range(0x9C9B, 0x9CA0)
    return value.decode("utf-16-le", "replace") if tag in windows else value.replace(b"\x00", b"")


def _place(gps: Mapping[int, Any]) -> Iterator[Finding]:
    if not gps:
        return
    try:
        north, east = (_degrees(gps[tag], gps.get(tag - 1)) for tag in (_LATITUDE, _LONGITUDE))
        yield found(FindingKind.PLACE, f"{north:.{_DECIMALS}f}, {east:.{_DECIMALS}f}")
    except (KeyError, TypeError, ValueError, ArithmeticError):
        yield found(FindingKind.PLACE)


def _degrees(parts: tuple[Any, Any, Any], side: object) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / _SECONDS_PER_DEGREE
    return -value if str(side).strip("\x00 ") in {"S", "W"} else value
