"""RIFF, the container of WebP and WAV."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from knowshow.remedy.rules.metadata.findings import CannotCleanError, WhyNot, bounded

_HEAD = 12


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each chunk's name and body, as far as the container says it goes."""
    return chunks_in(content[_HEAD : _end(content)])


def rest(content: bytes) -> bytes:
    """Return what follows the container."""
    return content[_end(content) :].strip(b"\x00")


def chunks_in(area: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each chunk of an area; a cut one is refused, and so are too many."""
    return bounded(_chunks_in(area))


def _chunks_in(area: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(area):
        kind, length = struct.unpack_from("<4sI", area, at)
        if at + 8 + length > len(area):
            raise CannotCleanError(WhyNot.DAMAGED)
        yield kind, area[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def joined(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write chunks one after the other, each on an even place."""
    return b"".join(kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2) for kind, body in pairs)


def packed(form: bytes, pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write a container of this form."""
    body = form + joined(pairs)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _end(content: bytes) -> int:
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content) + 1:
        raise CannotCleanError(WhyNot.DAMAGED)
    return end
