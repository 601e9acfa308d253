"""A cleaned copy shows the same and hides nothing that was planted in the file."""

import io
import re
import zipfile

import docx
import openpyxl
import pytest
from mutagen.flac import FLAC
from mutagen.id3 import ID3, ID3NoHeaderError
from mutagen.oggopus import OggOpus
from PIL import Image, ImageOps, ImageSequence
from pypdf import PdfReader
from pypdf.generic import StreamObject

from knowshow.remedy.rules.metadata import FindingKind, clean, examine, inspect
from tests.remedy.rules.metadata import made


def _everything(content: bytes) -> bytes:
    """The raw bytes, and what is packed inside them."""
    pieces = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            pieces += [archive.read(name) for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        things = [reader.get_object(number) for numbers in reader.xref.values() for number in numbers if number]
        pieces += [thing.get_data() for thing in things if isinstance(thing, StreamObject)]
        pieces += [str(thing).encode() for thing in things]
    return b"\n".join(pieces)


def _scans(content: bytes) -> bytes:
    """The packed pixels of a baseline photograph."""
    return content[content.index(b"\xff\xda") : content.rindex(b"\xff\xd9")]


def _open(content: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(content)))


@pytest.mark.parametrize("name", made.ALL)
def test_nothing_planted_is_left(name):
    content = made.ALL[name]()
    assert any(word in _everything(content) for word in made.PLANTED)
    cleaned = _everything(clean(content, name))
    assert [word for word in made.PLANTED if word in cleaned] == []
    assert [word for word in made.PLANTED if word.decode().encode("utf-16-le") in cleaned] == []


@pytest.mark.parametrize("name", made.ALL)
def test_the_copy_is_clean_when_it_is_looked_at_and_cleaning_it_again_changes_nothing(name):
    cleaned = clean(made.ALL[name](), name)
    assert [finding for finding in inspect(cleaned, name).findings if not finding.stays] == []
    assert clean(cleaned, name) == cleaned or name == "a.pdf"


@pytest.mark.parametrize("name", made.ALL)
def test_the_person_is_told_of_what_was_planted(name):
    inspection = inspect(made.ALL[name](), name)
    kinds = {finding.kind for finding in inspection.findings}
    assert inspection.can_be_cleaned
    assert kinds & {FindingKind.AUTHOR, FindingKind.PLACE, FindingKind.COMMENTS}
    assert FindingKind.WRONG_ENDING not in kinds


def test_a_photograph_is_not_packed_anew_and_stays_turned():
    content = made.jpeg(icc_profile=None)
    cleaned = clean(content, "a.jpg")
    assert _scans(cleaned) == _scans(content)
    assert _open(cleaned).size == (24, 40)
    assert _open(cleaned).tobytes() == _open(content).tobytes()
    assert set(Image.open(io.BytesIO(cleaned)).getexif()) == {0x0112}


@pytest.mark.parametrize("more", [{"progressive": True}, {"exif": made.exif(1)}, {"restart_marker_blocks": 1}])
def test_photographs_of_other_makes_keep_their_pixels(more):
    content = made.jpeg(icc_profile=None, **more)
    assert _open(clean(content, "a.jpg")).tobytes() == _open(content).tobytes()


def test_a_photograph_for_print_keeps_its_colours():
    out = io.BytesIO()
    made.pixels().convert("CMYK").save(out, "JPEG", exif=made.exif())
    assert _open(clean(out.getvalue(), "a.jpg")).tobytes() == _open(out.getvalue()).tobytes()


def test_what_follows_the_end_of_a_photograph_goes():
    content = made.jpeg() + b"ftypmp42 a short film of the minute before"
    assert b"film" not in clean(content, "a.jpg")
    assert FindingKind.EMBEDDED_FILE in {finding.kind for finding in inspect(content, "a.jpg").findings}


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.gif", "a.tiff"])
def test_pictures_keep_each_frame_pixel_for_pixel(name):
    content = made.ALL[name]()
    before, after = (Image.open(io.BytesIO(data)) for data in (content, clean(content, name)))
    frames = [[frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(image)] for image in (before, after)]
    assert frames[0] == frames[1]
    assert len(frames[0]) == (2 if name in {"a.gif", "a.tiff"} else 1)


def test_a_moving_webp_keeps_its_frames():
    out = io.BytesIO()
    made.pixels().save(
        out, "WEBP", lossless=True, save_all=True, append_images=[made.pixels().rotate(180)], exif=made.exif()
    )
    cleaned = clean(out.getvalue(), "a.webp")
    assert Image.open(io.BytesIO(cleaned)).n_frames == 2
    assert b"Zenobia" not in cleaned


def test_the_place_is_shown_rounded():
    places = [f.shown for f in inspect(made.jpeg(), "a.jpg").findings if f.kind is FindingKind.PLACE]
    assert places == ["14.092, -87.206"]


def test_a_letter_reads_as_with_its_changes_accepted():
    cleaned = clean(made.letter(), "a.docx")
    document = docx.Document(io.BytesIO(cleaned))
    assert document.paragraphs[0].text == "The well is dry. It was full. We ask for water."
    assert len(document.inline_shapes) == 1
    kinds = {finding.kind for finding in inspect(made.letter(), "a.docx").findings}
    assert {FindingKind.COMMENTS, FindingKind.TRACKED_CHANGES, FindingKind.HIDDEN_TEXT, FindingKind.PLACE} <= kinds


def test_a_workbook_keeps_its_cells_and_says_that_a_hidden_sheet_stays():
    cleaned = clean(made.workbook(), "a.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(cleaned))
    assert book["Sheet"]["A1"].value == "Wages"
    assert book["Sheet"]["A1"].comment is None
    stays = [finding.shown for finding in inspect(cleaned, "a.xlsx").findings if finding.stays]
    assert stays == ["Old list"]


def test_every_part_of_a_document_bears_the_same_day_and_each_pointer_finds_its_part():
    for name in ("a.docx", "a.xlsx", "a.odt"):
        with zipfile.ZipFile(io.BytesIO(clean(made.ALL[name](), name))) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            names = set(archive.namelist())
            manifest = archive.read("META-INF/manifest.xml" if name == "a.odt" else "[Content_Types].xml").decode()
        said = re.findall(r'(?:PartName="/|full-path=")([^"/][^"]*)"', manifest)
        assert set(said) <= names


def test_open_documents_keep_their_words():
    with zipfile.ZipFile(io.BytesIO(clean(made.open_document(), "a.odt"))) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert b"The well is dry." in archive.read("content.xml")


def test_a_pdf_keeps_its_photograph():
    cleaned = PdfReader(io.BytesIO(clean(made.pdf(), "a.pdf")))
    assert len(cleaned.pages) == 1
    assert cleaned.metadata is None or not dict(cleaned.metadata)
    images = cleaned.pages[0].images
    assert images[0].image.size == (40, 24)


def test_sounds_keep_their_sound():
    assert clean(made.mp3(), "a.mp3") == (b"\xff\xfb\x90\x00" + bytes(413)) * 8
    with pytest.raises(ID3NoHeaderError):
        ID3(io.BytesIO(clean(made.mp3(), "a.mp3")))
    assert not FLAC(io.BytesIO(clean(made.flac(), "a.flac"))).tags
    assert not OggOpus(io.BytesIO(clean(made.opus(), "a.opus"))).tags
    assert b"\x80" * 40 in clean(made.wav(), "a.wav")


def test_a_film_keeps_its_size_and_pictures_and_loses_the_path_of_the_person():
    content = made.film()
    cleaned = clean(content, "a.mp4")
    assert len(cleaned) == len(content)
    assert b"\x01\x02\x03\x04" * 4 in cleaned
    assert b"14.09" not in cleaned
    assert {finding.kind for finding in inspect(content, "a.mp4").findings} >= {FindingKind.PLACE, FindingKind.TIME}


def test_plain_text_is_taken_as_it_is_and_unseen_marks_are_told():
    assert clean(b"name;hours\nA;14\n", "a.csv") == b"name;hours\nA;14\n"
    marked = "We\u200b ask\u2060 for water.".encode()
    examined = examine(marked, "a.txt")
    assert examined.cleaned == marked
    assert [(f.kind, f.shown, f.stays) for f in examined.inspection.findings] == [(FindingKind.HIDDEN_TEXT, "2", True)]
