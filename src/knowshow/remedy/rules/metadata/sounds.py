"""Sounds: MP3, Ogg, FLAC and WAV. The sound itself is never packed anew."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from mutagen.flac import FLAC
from mutagen.id3 import ID3, ID3NoHeaderError
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis

from knowshow.remedy.rules.metadata import riff
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, bounded, found

#: Eleven bits that begin each frame, then layer III.
_SYNC: Final = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_IN_A_ROW: Final = 3
#: Thousands of bits a second: of MPEG 2 and 2.5, and of MPEG 1.
_RATES: Final = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
_WAV_NEEDED: Final = frozenset({b"fmt ", b"data", b"fact"})
#: The frames of ID3 and the words of Vorbis and RIFF, with what they give away.
_TAGS: Final = {
    "TPE1": FindingKind.AUTHOR,
    "TPE2": FindingKind.AUTHOR,
    "TCOM": FindingKind.AUTHOR,
    "TOWN": FindingKind.AUTHOR,
    "TPUB": FindingKind.ORGANISATION,
    "TSSE": FindingKind.SOFTWARE,
    "TENC": FindingKind.SOFTWARE,
    "TDRC": FindingKind.TIME,
    "TDEN": FindingKind.TIME,
    "TDTG": FindingKind.TIME,
    "APIC": FindingKind.THUMBNAIL,
    "ARTIST": FindingKind.AUTHOR,
    "PERFORMER": FindingKind.AUTHOR,
    "ORGANIZATION": FindingKind.ORGANISATION,
    "ENCODER": FindingKind.SOFTWARE,
    "DATE": FindingKind.TIME,
    "LOCATION": FindingKind.PLACE,
    "METADATA_BLOCK_PICTURE": FindingKind.THUMBNAIL,
    "IART": FindingKind.AUTHOR,
    "ISFT": FindingKind.SOFTWARE,
    "ICRD": FindingKind.TIME,
}
_OGGS: Final = (
    (b"OpusHead", OggOpus),
    (b"\x01vorbis", OggVorbis),
    (b"Speex   ", OggSpeex),
    (b"\x7fFLAC", OggFLAC),
)
#: Blocks of FLAC that the sound needs: its properties and the table for seeking.
_FLAC_NEEDED: Final = frozenset({0, 3})
_FLAC_PROPERTIES: Final = 34
#: What begins the words of each sort of Ogg; those without one begin with the words' length.
_OGG_WORDS: Final = re.compile(rb"OpusTags|\x03vorbis")


def look_mp3(content: bytes) -> list[Finding]:
    """Return what the tags at both ends give away."""
    try:
        tags = ID3(io.BytesIO(content))  # type: ignore[no-untyped-call]  # the library's own lacks types
    except ID3NoHeaderError:
        tags = None
    findings = [found(_TAGS.get(name[:4], FindingKind.COMMENTS), frame) for name, frame in _named(tags)]
    if b"APETAGEX" in content[-64 * 1024 :]:
        findings.append(found(FindingKind.OTHER, "APE"))
    return findings


def _named(tags: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  (the library's mappings have no common type)
    for name, frame in (tags or {}).items():
        yield name, "" if name.startswith("APIC") else str(frame)


def cleaned_mp3(content: bytes) -> bytes:
    """Return the frames of the sound alone, whatever stands before, between and after them."""
    content = _without_tail(content)
    kept, at = [], 0
    while (start := _first_frame(content, at)) is not None:
        at = start
        while (length := _frame_length(content, at)) and at + length <= len(content):
            kept.append(content[at : at + length])
            at += length
        at = max(at, start + 1)
    if not kept:
        raise CannotCleanError(WhyNot.DAMAGED)
    return b"".join(kept)


def _without_tail(content: bytes) -> bytes:
    """Cut the tags at the end first: a last frame that is too short would take them in."""
    end = len(content) - 128 if content[-128:-125] == b"TAG" else len(content)
    ape = content.find(b"APETAGEX", max(0, end - 64 * 1024), end)
    return content[: ape if ape >= 0 else end]


def _first_frame(content: bytes, at: int) -> int | None:
    """Return where frames begin again: where several follow each other, for two bytes may look like one by chance."""
    for match in bounded(_SYNC.finditer(content, at)):
        place = match.start()
        for _ in range(_IN_A_ROW):
            length = _frame_length(content, place)
            place += length
            if not length or place > len(content):
                break
        else:
            return match.start()
    return None


def _frame_length(content: bytes, at: int) -> int:
    """Return how long the frame of layer III is that begins here; none is 0 (ISO/IEC 11172-3, 13818-3)."""
    head = content[at : at + 4]
    if len(head) < 4 or not _SYNC.match(head):  # noqa: PLR2004  (a frame's head)
        return 0
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or sampling == 3:  # noqa: PLR2004  (values that no frame has)
        return 0
    is_first = version == 3  # noqa: PLR2004  (MPEG 1; 2 is MPEG 2, 0 is MPEG 2.5)
    hertz = (44_100, 48_000, 32_000)[sampling] // {3: 1, 2: 2, 0: 4}[version]
    return (144 if is_first else 72) * (_RATES[is_first][rate] * 1000) // hertz + (head[2] >> 1 & 1)


def look_ogg(content: bytes) -> list[Finding]:
    """Return what the comments give away."""
    tags = _ogg(content).tags
    return [*_vendor(tags), *_words(tags)]


def cleaned_ogg(content: bytes) -> bytes:
    """Return the sound with empty comments."""
    sound = _ogg(content)
    _refuse_several(content)
    sound.tags.clear()
    sound.tags.vendor = ""
    sound.tags._pad_data = b""  # noqa: SLF001  (Opus keeps what follows the words, unless told)
    stream = io.BytesIO(content)
    sound.save(stream, padding=lambda _: 0)
    copy = stream.getvalue()
    if any(copy[match.end() : match.end() + 8] != bytes(8) for match in _OGG_WORDS.finditer(copy)):
        raise CannotCleanError(WhyNot.STILL_THERE)
    return copy


def _refuse_several(content: bytes) -> None:
    """Words of a second stream in the same file would stay: it is refused."""
    if len({match[1] for match in re.finditer(rb"OggS.{10}(.{4})", content, re.DOTALL)}) != 1:
        raise CannotCleanError(WhyNot.KIND_NOT_CLEANED)


def _ogg(content: bytes) -> Any:  # noqa: ANN401  (the library's classes have no common type)
    head = content[:256]
    for mark, kind in _OGGS:
        if mark in head:
            return kind(io.BytesIO(content))  # type: ignore[no-untyped-call, unused-ignore]
    raise CannotCleanError(WhyNot.KIND_NOT_CLEANED)


def _words(tags: Any) -> list[Finding]:  # noqa: ANN401  (as above)
    return [
        found(kind, "" if kind is FindingKind.THUMBNAIL else f"{name}: {value}")
        for name, value in tags or []
        for kind in [_TAGS.get(name.upper(), FindingKind.COMMENTS)]
    ]


def _vendor(tags: Any) -> list[Finding]:  # noqa: ANN401  (as above)
    return [found(FindingKind.SOFTWARE, tags.vendor)] if tags is not None and tags.vendor else []


def look_flac(content: bytes) -> list[Finding]:
    """Return what the blocks before the sound give away."""
    sound = FLAC(io.BytesIO(content))  # type: ignore[no-untyped-call]  # the library's own lacks types
    pictures = [found(FindingKind.THUMBNAIL)] if sound.pictures else []
    blocks = [found(FindingKind.OTHER) for block in sound.metadata_blocks if block.code not in {0, 1, 3, 4, 6}]
    return [*_vendor(sound.tags), *_words(sound.tags), *pictures, *blocks]


def cleaned_flac(content: bytes) -> bytes:
    """Return the sound with its properties and nothing else before it."""
    at, kept = 4, []
    while True:
        head = content[at : at + 4]
        length = int.from_bytes(head[1:], "big")
        if len(head) < 4 or at + 4 + length > len(content):  # noqa: PLR2004  (a block's head)
            raise CannotCleanError(WhyNot.DAMAGED)
        if head[0] & 0x7F in _FLAC_NEEDED:
            kept.append((head[0] & 0x7F, content[at + 4 : at + 4 + length]))
        at += 4 + length
        if head[0] & 0x80:
            break
    if not kept or kept[0][0] != 0 or len(kept[0][1]) != _FLAC_PROPERTIES or content[at : at + 1] != b"\xff":
        raise CannotCleanError(WhyNot.DAMAGED)
    return b"fLaC" + b"".join(_flac_block(kept, place) for place in range(len(kept))) + content[at:]


def _flac_block(blocks: list[tuple[int, bytes]], place: int) -> bytes:
    code, body = blocks[place]
    is_last = place == len(blocks) - 1
    return bytes([code | (0x80 if is_last else 0)]) + len(body).to_bytes(3, "big") + body


def look_wav(content: bytes) -> list[Finding]:
    """Return what the chunks beside the sound give away."""
    findings: list[Finding] = []
    for kind, body in riff.chunks(content):
        if kind == b"LIST" and body[:4] == b"INFO":
            pairs = riff.chunks_in(body[4:])
            findings += [
                found(_TAGS.get(k.decode("latin-1"), FindingKind.COMMENTS), v.rstrip(b"\x00")) for k, v in pairs
            ]
        elif kind == b"bext":
            findings.append(found(FindingKind.AUTHOR, body[256:288].rstrip(b"\x00")))
        elif kind not in _WAV_NEEDED:
            findings.append(found(FindingKind.OTHER, kind))
    if rest := riff.rest(content):
        findings.append(found(FindingKind.EMBEDDED_FILE, f"{len(rest)} bytes"))
    return findings


def cleaned_wav(content: bytes) -> bytes:
    """Return the sound with its properties alone."""
    kept = [pair for pair in riff.chunks(content) if pair[0] in _WAV_NEEDED]
    if b"data" not in {kind for kind, _ in kept}:
        raise CannotCleanError(WhyNot.DAMAGED)
    return riff.packed(b"WAVE", kept)
