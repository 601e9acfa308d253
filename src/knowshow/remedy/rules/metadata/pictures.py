"""Pictures: those that must be drawn anew to be cleaned, those that cannot be, and the small one for handlers."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageOps, ImageSequence

from knowshow.remedy.rules.metadata import exif
from knowshow.remedy.rules.metadata.findings import CannotCleanError, Finding, FindingKind, WhyNot, found

#: More pixels are not unpacked: four bytes each are 200 MB.
MOST_PIXELS: Final = 50_000_000
MOST_FRAMES: Final = 200
PREVIEW_SIZE: Final = 1200
_PREVIEWED: Final = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
#: Modes that a TIFF can hold without loss and that need nothing beside the pixels.
_PLAIN_MODES: Final = frozenset({"1", "L", "LA", "RGB", "RGBA", "CMYK", "I;16", "I", "F"})
#: Tags of a TIFF that hold a block of another kind.
_BLOCKS: Final = {0x02BC: "XMP", 0x83BB: "IPTC", 0x8649: "Photoshop", 0x8773: "ICC"}
_NOT_OF_TIFF: Final = (found(FindingKind.THUMBNAIL), found(FindingKind.OTHER, "Exif"))
_EXIF: Final = b"Exif\x00\x00"
#: Exif inside HEIC begins within so much after its mark; the reader stops where the block ends.
_MOST_EXIF: Final = 1024 * 1024


def look_tiff(content: bytes) -> list[Finding]:
    """Return what the tags beside the picture give away: a TIFF is itself what Exif is made of."""
    with Image.open(io.BytesIO(content), formats=("TIFF",)) as picture:
        tags = set(picture.tag_v2)  # type: ignore[attr-defined]  # a TIFF has them
    told = exif.exif_findings(content)
    # The second page of a TIFF stands where Exif keeps its small picture; and one that tells nothing is no Exif.
    told = [finding for finding in told if finding not in _NOT_OF_TIFF]
    return [*told, *(found(FindingKind.OTHER, name) for tag, name in _BLOCKS.items() if tag in tags)]


def cleaned_tiff(content: bytes) -> bytes:
    """Return the same pixels in a new file, every page."""
    with Image.open(io.BytesIO(content), formats=("TIFF",)) as picture:
        pages: list[Image.Image] = []
        pixels = 0
        for page in ImageSequence.Iterator(picture):
            pixels += page.width * page.height
            if pixels > MOST_PIXELS or len(pages) >= MOST_FRAMES:
                raise CannotCleanError(WhyNot.TOO_LARGE)
            pages.append(_pixels_only(page))
    out = io.BytesIO()
    pages[0].save(out, "TIFF", compression="tiff_adobe_deflate", save_all=True, append_images=pages[1:])
    return out.getvalue()


def _pixels_only(page: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(page)
    plain = turned if turned.mode in _PLAIN_MODES else turned.convert("RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def look_bmp(content: bytes) -> list[Finding]:
    """A bitmap holds pixels alone."""
    del content
    return []


def cleaned_bmp(content: bytes) -> bytes:
    """Return it as it is."""
    return content


def look_heic(content: bytes) -> list[Finding]:
    """Return what Exif and XMP inside HEIC or AVIF give away, found by their marks; never nothing."""
    findings: list[Finding] = []
    at = content.find(_EXIF)
    if at >= 0:
        start = at + len(_EXIF)
        findings += exif.exif_findings(content[start : start + _MOST_EXIF])
    at = content.find(b"<x:xmpmeta")
    if at >= 0:
        findings += exif.xmp_findings(content[at : at + _MOST_EXIF])
    return findings or [found(FindingKind.OTHER)]


def preview(content: bytes) -> bytes | None:
    """Return a small PNG drawn anew from the first frame of a picture, or nothing if it cannot be drawn.

    Only pixels pass: whatever was hidden in the file, or made to harm the program that shows it, stays behind.
    """
    try:
        return _drawn(content)
    except Exception:  # noqa: BLE001  (decoders meet whatever somebody made; then there is no preview)
        return None


def _drawn(content: bytes) -> bytes | None:
    with Image.open(io.BytesIO(content), formats=_PREVIEWED) as picture:
        picture.draft("RGB", (PREVIEW_SIZE * 2, PREVIEW_SIZE * 2))
        if picture.width * picture.height > MOST_PIXELS:
            return None
        small = ImageOps.exif_transpose(picture)
        small.thumbnail((PREVIEW_SIZE, PREVIEW_SIZE))
        small = small.convert("RGBA" if small.has_transparency_data else "RGB")
    out = io.BytesIO()
    Image.frombytes(small.mode, small.size, small.tobytes()).save(out, "PNG")
    return out.getvalue()
