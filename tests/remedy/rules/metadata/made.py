"""Files as people have them, made for the tests with what gives a person away planted in them."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC, datetime

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from mutagen.flac import FLAC
from mutagen.id3 import COMM, ID3, TPE1
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

#: What no cleaned copy may hold.
PLANTED = (b"Zenobia", b"Quartermain", b"SpyPhone", b"Tegucigalpa", b"1987", b"secretive")
AUTHOR = "Zenobia Quartermain"


def pixels(size: tuple[int, int] = (40, 24), mode: str = "RGB") -> Image.Image:
    """A picture whose sides differ, so that turning shows."""
    image = Image.new(mode, size)
    for x in range(size[0]):
        for y in range(size[1]):
            image.putpixel((x, y), (x * 6, y * 10, 90) if mode == "RGB" else (x * y) % 256)
    return image


def exif(orientation: int = 6) -> Image.Exif:
    """Exif with a place, a device, a name and a time."""
    block = Image.Exif()
    block[0x0112], block[0x010F], block[0x0110] = orientation, "SpyPhone", "SpyPhone 9"
    block[0x013B], block[0x0132] = AUTHOR, "1987:03:04 05:06:07"
    gps = block.get_ifd(0x8825)
    gps.update({1: "N", 2: (14.0, 5.0, 32.4), 3: "W", 4: (87.0, 12.0, 21.6)})
    block.get_ifd(0x8769)[0xA431] = "secretive-serial"
    return block


def jpeg(**more) -> bytes:
    """A photograph with Exif, a comment and a colour profile."""
    out = io.BytesIO()
    values = {"exif": exif(), "comment": b"Taken in Tegucigalpa", "icc_profile": b"secretive" * 20, "quality": 88}
    pixels().save(out, "JPEG", **(values | more))
    return out.getvalue()


def png() -> bytes:
    """A screenshot with text and Exif."""
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Author", AUTHOR)
    info.add_itxt("Comment", "Tegucigalpa", zip=True)
    pixels().save(out, "PNG", pnginfo=info, exif=exif())
    return out.getvalue()


def webp() -> bytes:
    out = io.BytesIO()
    pixels().save(out, "WEBP", lossless=True, exif=exif(), xmp=b"<dc:creator><rdf:li>Zenobia</rdf:li></dc:creator>")
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    first, second = pixels().convert("P"), pixels().rotate(180).convert("P")
    first.save(out, "GIF", save_all=True, append_images=[second], duration=90, loop=0, comment=b"Zenobia")
    return out.getvalue()


def tiff() -> bytes:
    out = io.BytesIO()
    pixels().save(out, "TIFF", exif=exif(1), description="Tegucigalpa", save_all=True, append_images=[pixels((30, 9))])
    return out.getvalue()


def pdf() -> bytes:
    """A page with a photograph, a note, a file inside, a script, and a description."""
    photograph = io.BytesIO()
    Image.open(io.BytesIO(jpeg())).save(photograph, "PDF", quality=80)
    writer = PdfWriter(clone_from=io.BytesIO(photograph.getvalue()))
    writer.add_metadata({"/Author": AUTHOR, "/Title": "secretive", "/CreationDate": "D:19870304050607"})
    writer.add_attachment("Zenobia.txt", b"secretive words")
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("alert('Zenobia')")}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_annotation(0, Text(rect=(5, 5, 20, 20), text="secretive note", title_bar=AUTHOR))
    writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Zenobia</x:xmpmeta>"
    piece = writer._add_object(StreamObject())
    writer._objects[piece.idnum - 1].set_data(b"secretive thumb")
    writer.pages[0][NameObject("/Thumb")] = piece
    writer.pages[0][NameObject("/LastModified")] = TextStringObject("D:1987")
    _plant_in_photograph(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _plant_in_photograph(writer: PdfWriter) -> None:
    for thing in writer._objects:
        if isinstance(thing, StreamObject) and "DCTDecode" in str(thing.get("/Filter")):
            thing._data = jpeg()


def letter() -> bytes:
    """A Word document with an author, a comment, changes, hidden words and a photograph."""
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.created = (
        AUTHOR,
        AUTHOR,
        datetime(1987, 3, 4, tzinfo=UTC),
    )
    paragraph = document.add_paragraph("The well is dry.")
    document.add_comment(paragraph.runs, text="secretive comment", author=AUTHOR, initials="ZQ")
    _change(paragraph, "w:ins", "w:t", " It was full.")
    _change(paragraph, "w:del", "w:delText", " secretive struck")
    hidden = paragraph.add_run("secretive hidden")
    hidden.font.hidden = True
    paragraph.add_run(" We ask for water.")
    document.add_picture(io.BytesIO(jpeg()))
    for shape in document.element.body.iter(qn("wp:docPr")):
        shape.set("descr", "C:\\Users\\Zenobia\\well.jpg")
    return _saved(document)


def _change(paragraph, kind: str, tag: str, words: str) -> None:
    change, run, text = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(tag)
    change.set(qn("w:author"), AUTHOR)
    change.set(qn("w:date"), "1987-03-04T05:06:07Z")
    change.set(qn("w:id"), "7")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    change.append(run)
    paragraph._p.append(change)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = AUTHOR
    book.active["A1"] = "Wages"
    book.active["A1"].comment = Comment("secretive comment", AUTHOR)
    book.active["A2"] = "The list"
    book.active["A2"].hyperlink = "file:///C:/Users/Zenobia/wages.xlsx"
    book.create_sheet("Old list").sheet_state = "hidden"
    return _saved(book)


def _saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_NAMES = (
    f'xmlns:office="{_OFFICE}" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def open_document() -> bytes:
    """An OpenDocument text with an author, a note, changes and a picture."""
    note = f"<office:annotation><dc:creator>{AUTHOR}</dc:creator><text:p>secretive</text:p></office:annotation>"
    changes = f"<text:tracked-changes><dc:creator>{AUTHOR}</dc:creator></text:tracked-changes>"
    body = f"{changes}<text:p>The well{note} is dry. <text:initial-creator>Zenobia</text:initial-creator></text:p>"
    paths = ("/", "content.xml", "meta.xml", "Thumbnails/thumbnail.png", "Pictures/a.jpg")
    entries = "".join(f'<manifest:file-entry manifest:full-path="{path}"/>' for path in paths)
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    meta = f"<office:meta><meta:initial-creator>{AUTHOR}</meta:initial-creator></office:meta>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_NAMES}>{text}</office:document-content>".encode(),
            "meta.xml": f"<office:document-meta {_NAMES}>{meta}</office:document-meta>".encode(),
            "Thumbnails/thumbnail.png": png(),
            "Pictures/a.jpg": jpeg(),
            "META-INF/manifest.xml": f"<manifest:manifest {_NAMES}>{entries}</manifest:manifest>".encode(),
        }
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            way = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (1987, 3, 4, 5, 6, 8)), body, way)
    return out.getvalue()


def mp3() -> bytes:
    """Frames of silence with tags at both ends."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    stream = io.BytesIO(frame * 8)
    tags = ID3()
    tags.add(TPE1(encoding=3, text=[AUTHOR]))
    tags.add(COMM(encoding=3, lang="eng", desc="", text=["Tegucigalpa"]))
    tags.save(stream, v1=2)
    return stream.getvalue()


def flac() -> bytes:
    """An empty sound with words before it."""
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + ((44100 << 44) | (15 << 36)).to_bytes(8, "big") + bytes(16)
    stream = io.BytesIO(b"fLaC\x80\x00\x00\x22" + info + b"\xff\xf8" + bytes(20))
    sound = FLAC(stream)
    sound.add_tags()
    sound["artist"] = AUTHOR
    stream.seek(0)
    sound.save(stream)
    return stream.getvalue()


def opus() -> bytes:
    """The two pages that a voice message begins with."""
    from mutagen.ogg import OggPage
    from mutagen.oggopus import OggOpus

    words = b"OpusTags" + struct.pack("<I", 9) + b"secretive" + struct.pack("<I", 0)
    pages = []
    for number, packet in enumerate((b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00", words, b"\xfc\xff\xfe")):
        page = OggPage()
        page.packets, page.serial, page.sequence = [packet], 7, number
        page.first, page.last, page.position = number == 0, number == 2, 960 * (number == 2)
        pages.append(page.write())
    stream = io.BytesIO(b"".join(pages))
    sound = OggOpus(stream)
    sound["artist"] = AUTHOR
    stream.seek(0)
    sound.save(stream)
    return stream.getvalue()


def wav() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)

    words = chunk(b"LIST", b"INFO" + chunk(b"IART", b"Zenobia\x00"))
    sound = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)) + chunk(b"data", b"\x80" * 40)
    return b"RIFF" + struct.pack("<I", 4 + len(words) + len(sound)) + b"WAVE" + words + sound


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def film() -> bytes:
    """A film with a place, times, and a track of places beside the track of pictures."""
    start = box(b"ftyp", b"isom\x00\x00\x00\x00isom")
    seen, places = b"\x01\x02\x03\x04" * 4, b"Tegucigalpa+14.0923"
    moov = _moov(0, 0)
    at = len(start) + len(moov) + 8
    return start + _moov(at, at + len(seen)) + box(b"mdat", seen, places)


def _moov(seen: int, places: int) -> bytes:
    time = struct.pack(">IIIII", 0, 2_626_000_000, 2_626_000_000, 1000, 1000)
    where = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+14.0923-087.2060/SpyPhone"))
    tracks = _track(b"vide", seen, 16) + _track(b"meta", places, 19)
    return box(b"moov", box(b"mvhd", time + bytes(80)), tracks, where)


def _track(kind: bytes, offset: int, size: int) -> bytes:
    table = box(
        b"stbl",
        box(b"stsz", struct.pack(">IIII", 0, 0, 1, size)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stco", struct.pack(">III", 0, 1, offset)),
    )
    handler = box(b"hdlr", bytes(8) + kind + bytes(12) + b"SpyPhone Core Media\x00")
    return box(b"trak", box(b"mdia", handler, box(b"minf", table)))


#: One of each kind that can be cleaned.
ALL = {
    "a.jpg": jpeg,
    "a.png": png,
    "a.webp": webp,
    "a.gif": gif,
    "a.tiff": tiff,
    "a.pdf": pdf,
    "a.docx": letter,
    "a.xlsx": workbook,
    "a.odt": open_document,
    "a.mp3": mp3,
    "a.flac": flac,
    "a.opus": opus,
    "a.wav": wav,
    "a.mp4": film,
}
