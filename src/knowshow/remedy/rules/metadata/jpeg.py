"""JPEG, segment by segment: the picture itself is never packed anew, so nothing of what it shows is lost.

The colour profile goes: it may name the screen or camera and when it was measured, and without it a picture looks a
little paler on some screens. The orientation stays, as one number in a block of its own. Source: ITU-T T.81, annex B.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from knowshow.remedy.rules.metadata import exif
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, bounded, found

_SOI, _EOI, _SOS, _COM, _ADOBE, _JFIF = 0xD8, 0xD9, 0xDA, 0xFE, 0xEE, 0xE0
_APPLICATION: Final = range(0xE0, 0xF0)
#: Tables, frame headers, restart intervals: what is needed to draw.
_NEEDED: Final = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)})
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
#: A marker that ends packed data: neither a stuffed byte nor a restart.
_END_OF_SCAN: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
#: Colours are wrong without it: how they are turned is its last byte.
_ADOBE_LENGTH: Final = 12
_PLAIN_JFIF: Final = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_JFIF_LENGTH: Final = 14
_EXIF: Final = b"Exif\x00\x00"
_XMP: Final = b"http://ns.adobe.com/"
_PROFILE: Final = b"ICC_PROFILE\x00"
_PHOTOSHOP: Final = b"Photoshop 3.0\x00"


def look(content: bytes) -> list[Finding]:
    """Return what the segments beside the picture give away."""
    findings: list[Finding] = []
    for marker, body, _ in bounded(_segments(content)):
        findings += _findings_of(marker, body)
        if marker == _EOI and body:
            findings.append(found(FindingKind.EMBEDDED_FILE, f"{len(body)} bytes"))
    return findings


def cleaned(content: bytes) -> bytes:
    """Return the picture with what is needed to draw it, and how to turn it."""
    orientation, kept, markers = 1, [], set()
    for marker, body, scan in bounded(_segments(content)):
        markers.add(marker)
        if marker in _APPLICATION and body.startswith(_EXIF) and orientation == 1:
            orientation = exif.orientation_of(body[len(_EXIF) :])
        kept.append(_kept(marker, body, scan))
    if not (markers & _FRAMES and _SOS in markers):
        raise CannotCleanError(WhyNot.DAMAGED)
    return b"".join([b"\xff\xd8", *_first(kept, orientation), b"\xff\xd9"])


def _first(kept: list[bytes], orientation: int) -> list[bytes]:
    turned = exif.orientation_exif(orientation)
    block = _segment(0xE1, _EXIF + turned) if turned else b""
    is_jfif = bool(kept) and kept[0][1:2] == bytes([_JFIF])
    return [kept[0], block, *kept[1:]] if is_jfif else [block, *kept]


def _kept(marker: int, body: bytes, scan: bytes) -> bytes:
    if marker == _JFIF and body.startswith(b"JFIF\x00"):
        return _segment(marker, _PLAIN_JFIF)
    if marker == _ADOBE and body.startswith(b"Adobe") and len(body) >= _ADOBE_LENGTH:
        return _segment(marker, b"Adobe\x00\x64\x00\x00\x00\x00" + body[11:12])
    return _segment(marker, body) + scan if marker in _NEEDED or marker == _SOS else b""


def _findings_of(marker: int, body: bytes) -> list[Finding]:  # noqa: PLR0911  (one line for each segment)
    if marker == _COM:
        return [found(FindingKind.COMMENTS, body)]
    if marker not in _APPLICATION or (marker == _ADOBE and body.startswith(b"Adobe")):
        return []
    if marker == _JFIF and body.startswith(b"JFIF\x00"):
        return [found(FindingKind.THUMBNAIL)] if len(body) > _JFIF_LENGTH else []
    if body.startswith(_EXIF):
        return exif.exif_findings(body[len(_EXIF) :])
    if body.startswith(_XMP):
        return exif.xmp_findings(body)
    if body.startswith(_PHOTOSHOP):
        return exif.iptc_findings(body)
    return [found(FindingKind.OTHER, "ICC" if body.startswith(_PROFILE) else "")]


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Give each segment's marker and body, with the packed data after a scan's header; last, what follows the end."""
    at = 2
    while 0 <= at < len(content) - 1:
        if content[at] != 0xFF:  # noqa: PLR2004  (each marker begins so)
            raise CannotCleanError(WhyNot.DAMAGED)
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004  (filling)
            at += 1
            continue
        if marker == _EOI:
            yield marker, content[at + 2 :], b""
            return
        body, at = _body_at(content, at)
        scan = b""
        if marker == _SOS:
            end = _END_OF_SCAN.search(content, at)
            stop = end.start() if end else len(content)
            scan, at = content[at:stop], stop
        yield marker, body, scan


def _body_at(content: bytes, at: int) -> tuple[bytes, int]:
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < 2 or end > len(content):  # noqa: PLR2004  (the length counts itself)
        raise CannotCleanError(WhyNot.DAMAGED)
    return content[at + 4 : end], end


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body
