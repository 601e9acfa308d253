"""PNG, GIF and WebP, block by block: what is needed to draw stays as it is, byte for byte.

Sources: PNG third edition (W3C), GIF89a, WebP container (RFC 9649). Colour profiles go, as in ``jpeg``.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from knowshow.remedy.rules.metadata import exif, riff
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, bounded, found

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_NEEDED: Final = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"}
    | {b"pHYs", b"cICP", b"acTL", b"fcTL", b"fdAT"}
)
_PNG_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_WEBP_DRAWN: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_WEBP_NEEDED: Final = _WEBP_DRAWN | {b"VP8X", b"ANIM", b"ANMF"}
#: Bits of VP8X that say: a profile, Exif, XMP follow.
_WEBP_EXIF, _WEBP_HIDDEN = 0x08, 0x20 | 0x08 | 0x04
_FRAME_HEAD: Final = 16


def look_png(content: bytes) -> list[Finding]:
    """Return what the chunks beside the picture give away."""
    findings: list[Finding] = []
    for kind, body in bounded(_png_chunks(content)):
        findings += _png_findings(kind, body)
    return findings


def _png_findings(kind: bytes, body: bytes) -> list[Finding]:
    if kind == b"eXIf":
        return exif.exif_findings(body)
    if kind in _PNG_TEXTS:
        return _png_text(kind, body)
    if kind == b"tIME":
        return [found(FindingKind.TIME)]
    if kind == b"":
        return [found(FindingKind.EMBEDDED_FILE, f"{len(body)} bytes")] if body else []
    return [] if kind in _PNG_NEEDED else [found(FindingKind.OTHER, kind)]


def _png_text(kind: bytes, body: bytes) -> list[Finding]:
    key, _, text = body.partition(b"\x00")
    if key == b"XML:com.adobe.xmp":
        return exif.xmp_findings(text)
    # Packed words are not unpacked: a few bytes may become gigabytes. Before plain ones stand flags and languages.
    is_packed = kind == b"zTXt" or (kind == b"iTXt" and text[:1] == b"\x01")
    words = b"" if is_packed else text.rpartition(b"\x00")[2]
    kinds = {b"Author": FindingKind.AUTHOR, b"Software": FindingKind.SOFTWARE, b"Creation Time": FindingKind.TIME}
    return [found(kinds.get(key, FindingKind.COMMENTS), words if key in kinds else key + b": " + words)]


def cleaned_png(content: bytes) -> bytes:
    """Return the picture with the chunks that draw it, and how to turn it."""
    out, turned, kinds = [_PNG], b"", set()
    for kind, body in bounded(_png_chunks(content)):
        kinds.add(kind)
        if kind == b"eXIf":
            turned = exif.orientation_exif(exif.orientation_of(body))
        elif kind == b"IEND" and turned:
            out.append(_png_chunk(b"eXIf", turned))
        if kind in _PNG_NEEDED:
            out.append(_png_chunk(kind, body))
    if not {b"IHDR", b"IDAT", b"IEND"} <= kinds:
        raise CannotCleanError(WhyNot.DAMAGED)
    return b"".join(out)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each chunk, and under an empty name what follows the end."""
    at = len(_PNG)
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if at + 12 + length > len(content):
            break
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IEND":
            yield b"", content[at:]
            return
    raise CannotCleanError(WhyNot.DAMAGED)


def look_gif(content: bytes) -> list[Finding]:
    """Return what the blocks beside the pictures give away."""
    findings = []
    for kind, block in bounded(_gif_blocks(content)):
        if kind == "comment":
            findings.append(found(FindingKind.COMMENTS, block[3:]))
        elif kind == "other":
            findings += exif.xmp_findings(block) if b"XMP Data" in block[:16] else [found(FindingKind.OTHER)]
        elif kind == "rest" and block:
            findings.append(found(FindingKind.EMBEDDED_FILE, f"{len(block)} bytes"))
    return findings


def cleaned_gif(content: bytes) -> bytes:
    """Return the pictures with their colours, times and repetition."""
    kept = [block for kind, block in bounded(_gif_blocks(content)) if kind in {"head", "picture", "control"}]
    return b"".join([*kept, b";"])


def _gif_blocks(content: bytes) -> Iterator[tuple[str, bytes]]:
    if len(content) < 13:  # noqa: PLR2004  (signature and screen)
        raise CannotCleanError(WhyNot.DAMAGED)
    at = 13 + _colours(content[10])
    yield "head", content[:at]
    while at < len(content):
        start, sign = at, content[at]
        if sign == 0x3B:  # noqa: PLR2004  (the end)
            yield "rest", content[at + 1 :]
            return
        at = _gif_end(content, at)
        yield _gif_kind(content, start), content[start:at]
    raise CannotCleanError(WhyNot.DAMAGED)


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_kind(content: bytes, at: int) -> str:
    if content[at] == 0x2C:  # noqa: PLR2004  (a picture)
        return "picture"
    label = content[at + 1]
    if label == 0xFE:  # noqa: PLR2004  (a comment)
        return "comment"
    is_repeat = label == 0xFF and content[at + 3 : at + 14] == b"NETSCAPE2.0" and content[at + 14] == 3  # noqa: PLR2004
    return "control" if label == 0xF9 or is_repeat else "other"  # noqa: PLR2004  (how long a picture stays)


def _gif_end(content: bytes, at: int) -> int:
    """Return where the block ends; its data come in pieces of up to 255 bytes."""
    if len(content) - at < 11:  # noqa: PLR2004  (the shortest that still could be followed by an end)
        at = _short_end(content, at)
    elif content[at] == 0x2C:  # noqa: PLR2004
        at += 11 + _colours(content[at + 9])
    elif content[at] == 0x21:  # noqa: PLR2004  (an extension)
        at += 2
    else:
        raise CannotCleanError(WhyNot.DAMAGED)
    while at < len(content) and content[at]:
        at += content[at] + 1
    if at >= len(content):
        raise CannotCleanError(WhyNot.DAMAGED)
    return at + 1


def _short_end(content: bytes, at: int) -> int:
    if content[at] != 0x21:  # noqa: PLR2004
        raise CannotCleanError(WhyNot.DAMAGED)
    return at + 2


def look_webp(content: bytes) -> list[Finding]:
    """Return what the chunks beside the picture give away."""
    findings: list[Finding] = []
    for kind, body in riff.chunks(content):
        if kind == b"EXIF":
            findings += exif.exif_findings(body.removeprefix(b"Exif\x00\x00"))
        elif kind == b"XMP ":
            findings += exif.xmp_findings(body)
        elif kind not in _WEBP_NEEDED:
            findings.append(found(FindingKind.OTHER, kind))
    if rest := riff.rest(content):
        findings.append(found(FindingKind.EMBEDDED_FILE, f"{len(rest)} bytes"))
    return findings


def cleaned_webp(content: bytes) -> bytes:
    """Return the picture with the chunks that draw it, and how to turn it."""
    found_chunks = list(riff.chunks(content))
    if not any(kind in _WEBP_DRAWN | {b"ANMF"} for kind, _ in found_chunks):
        raise CannotCleanError(WhyNot.DAMAGED)
    blocks = (body.removeprefix(b"Exif\x00\x00") for kind, body in found_chunks if kind == b"EXIF")
    turned = next((exif.orientation_exif(exif.orientation_of(block)) for block in blocks), b"")
    kept = [(kind, _webp_body(kind, body, bool(turned))) for kind, body in found_chunks if kind in _WEBP_NEEDED]
    has_head = any(kind == b"VP8X" for kind, _ in kept)
    return riff.packed(b"WEBP", [*kept, *([(b"EXIF", turned)] if turned and has_head else [])])


def _webp_body(kind: bytes, body: bytes, is_turned: bool) -> bytes:
    if kind == b"VP8X" and body:
        flags = body[0] & ~_WEBP_HIDDEN | (_WEBP_EXIF if is_turned else 0)
        return bytes([flags, 0, 0, 0]) + body[4:10]
    if kind == b"ANMF":
        inner = [pair for pair in riff.chunks_in(body[_FRAME_HEAD:]) if pair[0] in _WEBP_DRAWN]
        return body[:_FRAME_HEAD] + riff.joined(inner)
    return body
