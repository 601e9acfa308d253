"""MP4, M4A, MOV and 3GP (ISO/IEC 14496-12): a tree of boxes.

Boxes that describe are emptied where they stand, so that nothing moves and the film needs no new index. Times of
making become zero, names of tracks too. A phone writes the path of the person as a track of its own: of the film's
data only what the other tracks show is kept.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found

_CONTAINERS: Final = frozenset(
    {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf", b"mfra", b"gmhd"}
)
_EMPTIED: Final = frozenset({b"udta", b"meta", b"uuid", b"meco"})
_FILLING: Final = frozenset({b"free", b"skip", b"wide"})
_TIMED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_TOP: Final = frozenset(
    {
        b"ftyp",
        b"styp",
        b"moov",
        b"mdat",
        b"moof",
        b"sidx",
        b"ssix",
        b"mfra",
        b"pdin",
        b"prft",
        b"free",
        b"skip",
        b"wide",
    }
    | {b"udta", b"meta", b"uuid", b"meco"}
)
#: What may stand inside the others and is needed to show the film; all else there is emptied.
_NEEDED: Final = frozenset(
    b"""
    mvhd trak mvex iods tkhd edts elst mdia mdhd hdlr minf vmhd smhd nmhd sthd hmhd dinf dref stbl stsd stts ctts stss
    stsz stz2 stsc stco co64 sgpd sbgp sdtp stsh padb stdp subs saiz saio cslg tref tapt gmhd mfhd traf tfhd trun tfdt
    trex mehd tfra mfro senc pssh
    """.split()
)
#: Tracks that one sees or hears: pictures, sound, words below the picture, the time code.
_SHOWN_TRACKS: Final = frozenset({b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"tmcd", b"auxv", b"pict"})
_DEEPEST: Final = 12
_MOST_BOXES: Final = 50_000
#: Each track asks for a walk through all boxes.
_MOST_TRACKS: Final = 64
_MOST_SAMPLES: Final = 500_000
_PLACE: Final = re.compile(rb"[+-]\d{1,3}\.\d+[+-]\d{1,3}\.\d+")
_SINCE_1904: Final = 2_082_844_800


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int
    path: tuple[bytes, ...]


def look(content: bytes) -> list[Finding]:
    """Return what the boxes beside the film give away."""
    findings: list[Finding] = []
    boxes = list(_boxes(content))
    for box in boxes:
        findings += _box_findings(content, box)
    if boxes and (rest := content[_last_end(boxes) :].strip(b"\x00")):
        findings.append(found(FindingKind.EMBEDDED_FILE, f"{len(rest)} bytes"))
    return findings


def cleaned(content: bytes) -> bytes:
    """Return the film with the boxes that describe emptied, and what follows its end cut off."""
    boxes = list(_boxes(content))
    kinds = {box.kind for box in boxes}
    if not {b"moov", b"mdat"} <= kinds and b"moof" not in kinds:
        raise CannotCleanError(WhyNot.DAMAGED)
    film = bytearray(content[: _last_end(boxes)])
    hidden = _hidden_tracks(content, boxes)
    if b"moof" not in kinds:
        _keep_samples(film, content, boxes, hidden)
    elif hidden:
        raise CannotCleanError(WhyNot.KIND_NOT_CLEANED)
    for track in hidden:
        _empty(film, track)
    for box in boxes:
        _clean_box(film, box)
    return bytes(film)


def _clean_box(film: bytearray, box: _Box) -> None:
    if _is_beside(box):
        _empty(film, box)
    elif box.kind in _TIMED:
        length = 16 if film[box.body] else 8
        film[box.body + 4 : box.body + 4 + length] = bytes(length)
    elif box.kind == b"hdlr":
        film[box.body + 12 : box.end] = bytes(box.end - box.body - 12)


def _is_beside(box: _Box) -> bool:
    is_strange = bool(box.path) and box.kind not in _NEEDED
    return box.kind in _EMPTIED or box.kind in _FILLING or is_strange


def _empty(film: bytearray, box: _Box) -> None:
    film[box.start + 4 : box.start + 8] = b"free"
    film[box.body : box.end] = bytes(box.end - box.body)


def _last_end(boxes: list[_Box]) -> int:
    return max(box.end for box in boxes if not box.path)


def _boxes(content: bytes) -> Iterator[_Box]:
    """Give every box, parents first. At the top, what is no box of a film ends the film."""
    pending = [(0, len(content), ())]  # type: list[tuple[int, int, tuple[bytes, ...]]]
    count = 0
    while pending:
        start, end, path = pending.pop()
        for box in _row(content, start, end, path):
            count += 1
            if count > _MOST_BOXES or len(path) > _DEEPEST:
                raise CannotCleanError(WhyNot.DAMAGED)
            yield box
            if box.kind in _CONTAINERS:
                pending.append((box.body, box.end, (*path, box.kind)))


def _row(content: bytes, at: int, end: int, path: tuple[bytes, ...]) -> Iterator[_Box]:
    while at + 8 <= end:
        box = _box_at(content, at, end, path)
        if not path and box.kind not in _TOP:
            return
        if box.end > end or box.end < box.body:
            raise CannotCleanError(WhyNot.DAMAGED)
        yield box
        at = box.end


def _box_at(content: bytes, at: int, end: int, path: tuple[bytes, ...]) -> _Box:
    size, kind = struct.unpack_from(">I4s", content, at)
    body = at + 8
    if size == 1 and at + 16 <= end:
        size, body = struct.unpack_from(">Q", content, at + 8)[0], at + 16
    return _Box(kind, at, body, end if size == 0 else at + size, path)


def _box_findings(content: bytes, box: _Box) -> Iterator[Finding]:
    body = content[box.body : box.end]
    if _is_beside(box) and body.strip(b"\x00"):
        place = _PLACE.search(body)
        yield found(FindingKind.PLACE, _rounded(place[0])) if place else found(FindingKind.OTHER)
        device = re.search(rb"(Apple|iPhone|samsung|Samsung|SM-[A-Z0-9]+|Xiaomi|GoPro|HUAWEI|Pixel)", body)
        if device:
            yield found(FindingKind.DEVICE, device[1])
    elif box.kind in _TIMED and any(body[4:12]):
        yield found(FindingKind.TIME, _day(body))
    elif box.kind == b"hdlr":
        if body[12:].strip(b"\x00"):
            yield found(FindingKind.SOFTWARE, body[24:].strip(b"\x00"))
        if body[8:12] not in _SHOWN_TRACKS and box.path[-1:] == (b"mdia",):
            yield found(FindingKind.PLACE)


def _rounded(place: bytes) -> str:
    parts = re.findall(rb"[+-]\d+\.\d+", place)
    return ", ".join(f"{float(part):.3f}" for part in parts)


def _day(body: bytes) -> str:
    """Return the day of making; the film counts seconds from 1904."""
    seconds = struct.unpack_from(">Q" if body[0] else ">I", body, 4)[0] - _SINCE_1904
    days = seconds // 86_400
    if not 0 <= days < 40_000:  # noqa: PLR2004  (until about 2079: others are no days)
        return ""
    from datetime import date, timedelta

    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()


def _hidden_tracks(content: bytes, boxes: list[_Box]) -> list[_Box]:
    tracks = [box for box in boxes if box.kind == b"trak"]
    if len(tracks) > _MOST_TRACKS:
        raise CannotCleanError(WhyNot.TOO_LARGE)
    return [track for track in tracks if _handler(content, track, boxes) not in _SHOWN_TRACKS]


def _handler(content: bytes, track: _Box, boxes: list[_Box]) -> bytes:
    inside = (box for box in _within(track, boxes) if box.kind == b"hdlr" and box.path[-1] == b"mdia")
    return next((content[box.body + 8 : box.body + 12] for box in inside), b"")


def _within(track: _Box, boxes: list[_Box]) -> Iterator[_Box]:
    return (box for box in boxes if track.start < box.start and box.end <= track.end)


def _keep_samples(film: bytearray, content: bytes, boxes: list[_Box], hidden: list[_Box]) -> None:
    """Empty the film's data but for what the tracks show: what no track shows is a hidden one's, or left over."""
    areas = [(box.body, box.end) for box in boxes if box.kind == b"mdat" and not box.path]
    left = 2 * len(content)  # samples that lie upon each other many times over would keep us for days
    for start, end in areas:
        film[start:end] = bytes(end - start)
    for track in (box for box in boxes if box.kind == b"trak" and box not in hidden):
        for start, end in _samples({box.kind: content[box.body : box.end] for box in _within(track, boxes)}):
            left -= end - start
            if left < 0 or not any(low <= start and end <= high for low, high in areas):
                raise CannotCleanError(WhyNot.DAMAGED)
            film[start:end] = content[start:end]


def _samples(tables: dict[bytes, bytes]) -> list[tuple[int, int]]:
    """Return where each chunk of the track's samples begins and ends."""
    if b"stsz" not in tables or not {b"stco", b"co64"} & set(tables) or b"stsc" not in tables:
        raise CannotCleanError(WhyNot.KIND_NOT_CLEANED)
    same, count = struct.unpack_from(">II", tables[b"stsz"], 4)
    if count > _MOST_SAMPLES:
        raise CannotCleanError(WhyNot.TOO_LARGE)
    sizes = [same] * count if same else list(struct.unpack_from(f">{count}I", tables[b"stsz"], 12))
    out, at = [], 0
    for offset, many in zip(_offsets(tables), _per_chunk(tables), strict=False):
        length = sum(sizes[at : at + many])
        out.append((offset, offset + length))
        at += many
    return out


def _offsets(tables: dict[bytes, bytes]) -> list[int]:
    table, letter, size = (tables[b"stco"], "I", 4) if b"stco" in tables else (tables[b"co64"], "Q", 8)
    count = struct.unpack_from(">I", table, 4)[0]
    if count > len(table) // size:
        raise CannotCleanError(WhyNot.DAMAGED)
    return list(struct.unpack_from(f">{count}{letter}", table, 8))


def _per_chunk(tables: dict[bytes, bytes]) -> Iterator[int]:
    """Give how many samples each chunk holds; the table names only where that changes."""
    table = tables[b"stsc"]
    count = struct.unpack_from(">I", table, 4)[0]
    if count > len(table) // 12:
        raise CannotCleanError(WhyNot.DAMAGED)
    rows = [struct.unpack_from(">III", table, 8 + 12 * row) for row in range(count)]
    chunks = len(_offsets(tables))
    for row, (first, many, _) in enumerate(rows):
        after = rows[row + 1][0] if row + 1 < count else chunks + 1
        yield from (many for _ in range(first, min(after, chunks + 1)))
