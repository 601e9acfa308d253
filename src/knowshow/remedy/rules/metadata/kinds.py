"""Which kind of file this is, by its content. What its name says is only a hint."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

#: So much of the beginning tells the kind.
_HEAD: Final = 4096
#: Text of these looks has a meaning of its own, and may hold names.
_MARKUP: Final = re.compile(rb"\s*<(\?xml|!doctype|html|svg|head|body|[a-z]+[ >])", re.IGNORECASE)
_MAIL: Final = re.compile(rb"(return-path|received|from|to|date|message-id|delivered-to|mime-version): ", re.IGNORECASE)
#: What begins each entry of a package's list; a longer list is not read, since it takes many times its size.
ZIP_ENTRY: Final = b"PK\x01\x02"
MOST_ZIP_ENTRIES: Final = 10_000
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its word for names, its media type, and its usual endings, the first being ours."""

    word: str
    media_type: str
    endings: tuple[str, ...]


JPEG: Final = Kind("picture", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG: Final = Kind("picture", "image/png", ("png", "apng"))
GIF: Final = Kind("picture", "image/gif", ("gif",))
WEBP: Final = Kind("picture", "image/webp", ("webp",))
TIFF: Final = Kind("picture", "image/tiff", ("tif", "tiff"))
BMP: Final = Kind("picture", "image/bmp", ("bmp", "dib"))
HEIC: Final = Kind("picture", "image/heic", ("heic", "heif", "hif"))
AVIF: Final = Kind("picture", "image/avif", ("avif",))
PDF: Final = Kind("document", "application/pdf", ("pdf",))
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
DOCX: Final = Kind("document", f"{_OOXML}wordprocessingml.document", ("docx", "docm", "dotx"))
XLSX: Final = Kind("table", f"{_OOXML}spreadsheetml.sheet", ("xlsx", "xlsm", "xltx"))
PPTX: Final = Kind("slides", f"{_OOXML}presentationml.presentation", ("pptx", "pptm", "ppsx", "potx"))
_ODF: Final = "application/vnd.oasis.opendocument."
ODT: Final = Kind("document", f"{_ODF}text", ("odt", "ott"))
ODS: Final = Kind("table", f"{_ODF}spreadsheet", ("ods", "ots"))
ODP: Final = Kind("slides", f"{_ODF}presentation", ("odp", "otp"))
MP3: Final = Kind("sound", "audio/mpeg", ("mp3",))
OGG: Final = Kind("sound", "audio/ogg", ("ogg", "oga", "opus"))
FLAC: Final = Kind("sound", "audio/flac", ("flac",))
WAV: Final = Kind("sound", "audio/wav", ("wav", "wave"))
M4A: Final = Kind("sound", "audio/mp4", ("m4a", "m4b"))
MP4: Final = Kind("film", "video/mp4", ("mp4", "m4v", "mov", "3gp", "3g2", "qt", "m4a"))
TEXT: Final = Kind("text", "text/plain", ("txt", "csv", "tsv", "md", "log", "text"))
MAIL: Final = Kind("mail", "message/rfc822", ("eml",))
MARKUP: Final = Kind("text", "application/xml", ("xml", "html", "htm", "svg", "xhtml", "kml", "gpx"))
RTF: Final = Kind("document", "application/rtf", ("rtf",))
OLE: Final = Kind("document", "application/x-ole-storage", ("doc", "xls", "ppt", "msg", "docx", "xlsx", "pptx"))
ZIP: Final = Kind("package", "application/zip", ("zip",))
UNKNOWN: Final = Kind("file", "application/octet-stream", ("bin",))

_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"%PDF-", PDF),
    (b"ID3", MP3),
    (b"OggS", OGG),
    (b"fLaC", FLAC),
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
_BRANDS: Final = {
    b"heic": HEIC,
    b"heix": HEIC,
    b"heim": HEIC,
    b"hevc": HEIC,
    b"mif1": HEIC,
    b"msf1": HEIC,
    b"avif": AVIF,
    b"avis": AVIF,
    b"M4A ": M4A,
    b"M4B ": M4A,
}
_ODF_KINDS: Final = {kind.media_type: kind for kind in (ODT, ODS, ODP)}
#: The folder that only documents of this kind have.
_OOXML_FOLDERS: Final = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}


def kind_of(content: bytes) -> Kind:
    """Return the kind by content; unknown if nothing fits.

    >>> kind_of(b"%PDF-1.7").media_type
    'application/pdf'
    """
    head = content[:_HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _kind_of_container(content, head) or _kind_of_text(content) or UNKNOWN


def fits_ending(kind: Kind, name: str) -> bool:
    """Tell whether the name's ending fits the content; a name without one says nothing wrong.

    >>> fits_ending(PNG, "a.JPG"), fits_ending(PNG, "a")
    (False, True)
    """
    _, dot, ending = name.rpartition(".")
    return not dot or kind is UNKNOWN or ending.strip().lower() in kind.endings


def _kind_of_container(content: bytes, head: bytes) -> Kind | None:  # noqa: PLR0911  (one line for each)
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12], UNKNOWN)
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _kind_of_zip(content)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], MP4)
    if head[4:8] in {b"moov", b"mdat", b"wide"}:
        return MP4  # older QuickTime files begin without a brand
    if head[:2] == b"BM" and int.from_bytes(head[2:6], "little") == len(content):
        return BMP
    if _is_mpeg_frame(head):
        return MP3
    return None


def _is_mpeg_frame(head: bytes) -> bool:
    """Layer III, a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # noqa: PLR2004  (bits of the frame's header)
        return False
    return head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3  # noqa: PLR2004


def _kind_of_zip(content: bytes) -> Kind:
    if content.count(ZIP_ENTRY) > MOST_ZIP_ENTRIES:
        return ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except Exception:  # noqa: BLE001  (a strange file must not stop anybody; what it is stays open)
        return ZIP
    return _kind_of_odf(content) or _kind_of_ooxml(names) or ZIP


def _kind_of_odf(content: bytes) -> Kind | None:
    """OpenDocument puts its media type, unpacked, first."""
    if content[30:38] != b"mimetype":
        return None
    for media_type, kind in _ODF_KINDS.items():
        if content[38 : 38 + len(media_type)] == media_type.encode():
            return kind
    return None


def _kind_of_ooxml(names: list[str]) -> Kind | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for folder, kind in _OOXML_FOLDERS.items() if any(n.startswith(folder) for n in names)), None)


def _kind_of_text(content: bytes) -> Kind | None:
    text = text_of(content)
    if text is None or _CONTROLS.search(text):
        return None
    head = text[:_HEAD].encode()
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return MARKUP
    return MAIL if _MAIL.match(head) else TEXT


def text_of(content: bytes) -> str | None:
    """Return plain text of UTF-8 or UTF-16, or nothing."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
