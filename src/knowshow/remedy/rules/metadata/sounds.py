"""Sounds: MP3, Ogg, FLAC and WAV. The sound itself is never packed anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from mutagen.apev2 import delete as delete_ape
from mutagen.flac import FLAC
from mutagen.id3 import ID3, ID3NoHeaderError
from mutagen.id3 import delete as delete_id3
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis

from knowshow.remedy.rules.metadata import riff
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found

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
    """Return the sound without the tags at both ends."""
    stream = io.BytesIO(content)
    delete_ape(stream)
    stream.seek(0)
    delete_id3(stream)
    if not stream.getvalue():
        raise CannotCleanError(WhyNot.DAMAGED)
    return stream.getvalue()


def look_ogg(content: bytes) -> list[Finding]:
    """Return what the comments give away."""
    tags = _ogg(content).tags
    return [*_vendor(tags), *_words(tags)]


def cleaned_ogg(content: bytes) -> bytes:
    """Return the sound with empty comments."""
    sound = _ogg(content)
    sound.tags.clear()
    sound.tags.vendor = ""
    stream = io.BytesIO(content)
    sound.save(stream, padding=lambda _: 0)
    return stream.getvalue()


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
    if not kept or kept[0][0] != 0:
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
