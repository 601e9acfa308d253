"""Read the parts of a ZIP archive that may have been made to harm.

An archive says itself how large its parts are, and may lie. Read as a whole, a part that says ten bytes can unpack to
two gigabytes before anybody notices. So parts are unpacked in pieces, and no further than they say.

Workbooks and indices are read with it.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import Final

#: So much is unpacked at once.
_PIECE: Final = 1024 * 1024
#: Other ways of packing unpack without end from a few bytes.
_PACKED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def part_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return the content of a part; it takes no more memory than the part says it needs.

    Raises ``zipfile.BadZipFile`` for one that is damaged, says a wrong size, or is packed in an unusual way.
    """
    if part.compress_type not in _PACKED:
        raise zipfile.BadZipFile("This part is packed in an unusual way.")
    content = bytearray()
    try:
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                content += piece
    except (zlib.error, EOFError) as error:
        raise zipfile.BadZipFile("This part is damaged.") from error
    return bytes(content)
