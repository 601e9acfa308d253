"""ZIP files that were made to harm."""

import io
import struct
import zipfile

#: What a part is said to unpack to.
_SAID = 10
_MEGABYTE = 1024 * 1024


def lying_zip(name: str, *, megabytes: int) -> bytes:
    """An archive with one part of so many megabytes, which says that it has ten bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * megabytes * _MEGABYTE)
    content = bytearray(packed.getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.rfind(mark) + offset
        content[place : place + 4] = struct.pack("<I", _SAID)
    return bytes(content)
