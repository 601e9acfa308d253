"""A strange file never stops a person: it is taken, and she is told that it could not be cleaned."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject

from knowshow.remedy.rules.metadata import (
    FINDING_WORDS,
    WHY_NOT_WORDS,
    FindingKind,
    WhyNot,
    chunks,
    clean,
    examine,
    inspect,
    packages,
    pictures,
    preview,
)
from knowshow.remedy.rules.metadata.findings import CannotCleanError
from tests.remedy.rules.metadata import made

FILES = {name: make() for name, make in made.ALL.items()}
#: Pillow warns of pictures that it finds odd; a warning must not reach the person either, but it is no error.
quietly = pytest.mark.filterwarnings("ignore")


def _is_consistent(content: bytes, name: str) -> bool:
    examined = examine(content, name)
    return (examined.cleaned is None) == (examined.inspection.why_not is not None)


@quietly
@given(content=st.binary(max_size=400), name=st.text(max_size=20))
def test_any_bytes_under_any_name_are_looked_at_without_failing(content, name):
    assert _is_consistent(content, name)
    preview(content)


@quietly
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_cut_files_never_fail(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    content = FILES[name][: data.draw(st.integers(0, len(FILES[name])))]
    assert _is_consistent(content, name)
    preview(content)


@quietly
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_files_with_changed_bytes_never_fail(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    content = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert _is_consistent(bytes(content), name)


@quietly
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_kind_by_its_first_bytes_alone_never_fails(data):
    content = FILES[data.draw(st.sampled_from(sorted(FILES)))]
    head = content[: data.draw(st.integers(4, min(120, len(content))))]
    assert _is_consistent(head + data.draw(st.binary(max_size=200)), "a")


def test_a_wrong_ending_is_told_and_the_content_decides():
    inspection = inspect(made.jpeg(), "letter.docx")
    assert inspection.media_type == "image/jpeg"
    assert inspection.findings[0].kind is FindingKind.WRONG_ENDING
    assert inspection.can_be_cleaned


def test_unknown_kinds_are_taken_but_not_cleaned():
    inspection = inspect(b"\x00\x01\x02\x03" * 40, "a.dat")
    assert not inspection.was_looked_at
    assert inspection.why_not is WhyNot.UNKNOWN_KIND


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), WhyNot.OLD_OR_LOCKED),
        (b"{\\rtf1{\\info{\\author Z}}}", WhyNot.KIND_NOT_CLEANED),
        (b"From: z@example.org\nDate: today\n\nHello", WhyNot.KIND_NOT_CLEANED),
        (b"<?xml version='1.0'?><svg/>", WhyNot.KIND_NOT_CLEANED),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), WhyNot.KIND_NOT_CLEANED),
    ],
)
def test_kinds_that_are_not_cleaned_say_why(content, why):
    inspection = inspect(content, "a")
    assert inspection.why_not is why
    assert inspection.why_not_words == WHY_NOT_WORDS[why]
    assert inspection.findings


def test_a_picture_of_a_phone_that_cannot_be_cleaned_still_tells_its_place():
    content = b"\x00\x00\x00\x18ftypheic" + bytes(40) + made.exif().tobytes() + bytes(90)
    assert [f.shown for f in inspect(content, "a.heic").findings if f.kind is FindingKind.PLACE] == ["14.092, -87.206"]


def test_a_package_lists_its_members_and_is_not_cleaned():
    inspection = inspect(made.zipped({"list/Zenobia.txt": b"x"}), "a.zip")
    assert [finding.shown for finding in inspection.findings] == ["list/Zenobia.txt (1987-03-04)"]
    assert inspection.why_not is WhyNot.ARCHIVE


def test_a_package_that_unpacks_to_too_much_is_not_unpacked():
    content = made.zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 30_000_000})
    examined = examine(content, "a.docx")
    assert len(content) < 100_000
    assert examined.inspection.why_not is WhyNot.TOO_LARGE
    assert not examined.inspection.was_looked_at


def test_too_many_parts_are_not_unpacked():
    content = made.zipped({f"word/{number}.xml": b"<a/>" for number in range(packages.MOST_PARTS + 1)})
    with pytest.raises(CannotCleanError):
        packages.parts_of(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_in_every_encoding(encoding):
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'.encode(encoding)
    with pytest.raises(CannotCleanError):
        packages.parsed(bomb)
    content = made.zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bomb})
    assert clean(content, "a.docx") is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_named_twice_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    assert clean(out.getvalue(), "a.docx") is None


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("word/vbaProject.bin", WhyNot.HOLDS_PROGRAM),
        ("word/embeddings/oleObject1.bin", WhyNot.HOLDS_OTHER_FILES),
        ("word/media/image1.emf", WhyNot.HOLDS_OTHER_FILES),
    ],
)
def test_a_letter_with_programs_or_strange_files_is_not_cleaned(part, why):
    with zipfile.ZipFile(io.BytesIO(made.letter())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert inspect(made.zipped(parts | {part: b"\x01\x00\x00\x00strange"}), "a.docx").why_not is why


def test_a_locked_pdf_is_not_cleaned():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdf())))
    writer.encrypt("a password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert inspect(out.getvalue(), "a.pdf").why_not is WhyNot.LOCKED


def test_a_file_above_the_limit_is_not_opened():
    inspection = inspect(b"\xff\xd8\xff" + bytes(25 * 1024 * 1024), "a.jpg")
    assert inspection.why_not is WhyNot.TOO_LARGE


@quietly
def test_a_picture_with_too_many_pixels_is_not_drawn():
    side = int(pictures.MOST_PIXELS**0.5) + 1
    head = chunks._png_chunk(b"IHDR", side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00")
    rows = chunks._png_chunk(b"IDAT", zlib.compress(bytes(1000))) + chunks._png_chunk(b"IEND", b"")
    assert preview(b"\x89PNG\r\n\x1a\n" + head + rows) is None


def test_a_preview_is_small_turned_and_says_nothing_else():
    out = io.BytesIO()
    Image.new("RGB", (3000, 1500), "red").save(out, "JPEG", exif=made.exif())
    drawn = Image.open(io.BytesIO(preview(out.getvalue())))
    assert (drawn.format, drawn.size, drawn.info) == ("PNG", (600, 1200), {})


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.gif", "a.tiff"])
def test_a_preview_is_drawn_of_the_first_frame_of_each_kind(name):
    drawn = preview(FILES[name])
    assert drawn.startswith(b"\x89PNG")
    assert not any(word in drawn for word in made.PLANTED)


def test_there_is_no_preview_of_what_is_no_picture():
    assert preview(FILES["a.pdf"]) is None
    assert preview(b"") is None


def test_every_finding_and_every_reason_has_its_words():
    assert set(FINDING_WORDS) == set(FindingKind)
    assert set(WHY_NOT_WORDS) == set(WhyNot)


def test_a_picture_of_countless_parts_is_not_walked_through():
    parts = chunks._png_chunk(b"zzZz", b"") * 60_000
    inspection = inspect(FILES["a.png"][:33] + parts + FILES["a.png"][33:], "a.png")
    assert inspection.why_not is WhyNot.TOO_LARGE


def test_a_film_whose_samples_lie_upon_each_other_is_refused():
    film = FILES["a.mp4"]
    sizes = film.index(b"stsz") + 8
    many = film[:sizes] + (16).to_bytes(4, "big") + (400_000).to_bytes(4, "big") + film[sizes + 8 :]
    per_chunk = many.index(b"stsc") + 16
    assert inspect(many[:per_chunk] + (400_000).to_bytes(4, "big") + many[per_chunk + 4 :], "a.mp4").why_not is not None


def test_a_photograph_that_a_pdf_packs_once_more_is_cleaned_too():
    packed = made.jpeg().hex().encode() + b">"
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdf())))
    for thing in writer._objects:
        if "DCTDecode" in str(getattr(thing, "get", dict)("/Filter")):
            thing[NameObject("/Filter")] = ArrayObject([NameObject("/ASCIIHexDecode"), NameObject("/DCTDecode")])
            thing._data = packed
    out = io.BytesIO()
    writer.write(out)
    cleaned = clean(out.getvalue(), "a.pdf")
    assert b"SpyPhone".hex().encode() in out.getvalue()
    assert b"SpyPhone".hex().encode() not in cleaned
    assert b"SpyPhone" not in cleaned
    assert PdfReader(io.BytesIO(cleaned)).pages[0].images[0].image.size == (40, 24)


def test_a_pdf_of_countless_objects_is_not_read():
    objects = b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(40_000))
    assert inspect(b"%PDF-1.4\n" + objects + b"%%EOF", "a.pdf").why_not is WhyNot.TOO_LARGE


def test_a_sound_that_only_seems_to_begin_over_and_over_is_not_searched_to_its_end():
    assert inspect(b"ID3" + b"\xff\xfb\x90\x00" * 60_000, "a.mp3").why_not is WhyNot.TOO_LARGE
