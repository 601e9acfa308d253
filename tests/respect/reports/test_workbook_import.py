"""Taking a workbook in: what was written comes back equal, and each bad one gives one message with sheet and cell."""

import contextlib
import io
import zipfile
from datetime import date, datetime

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowshow.errors import BadInputError, UnknownIdError, UnreadableFileError
from knowshow.respect.reports.workbook import archive as archives
from knowshow.respect.reports.workbook import form as blank
from knowshow.respect.reports.workbook import read_xlsx, render_xlsx, template_xlsx
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules.assessed import assess
from tests.respect.reports.assessments import DAY, FULL, anything
from tests.zips import lying_zip

SMALL = msgspec.structs.replace(FULL, impacts=FULL.impacts[1:], sources=())


def rendered(assessment):
    return render_xlsx(assess(assessment), today=DAY)


@pytest.fixture(scope="module")
def small():
    return rendered(SMALL)


@pytest.fixture(scope="module")
def empty_form():
    return template_xlsx()


@pytest.fixture
def book(small):
    return openpyxl.load_workbook(io.BytesIO(small))


@pytest.fixture
def read(tmp_path):
    """Read a workbook, or bytes, from a file named form.xlsx."""

    def reading(content, **options):
        path = tmp_path / "form.xlsx"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content.save(path)
        return read_xlsx(path, "form.xlsx", **options)

    return reading


@pytest.fixture
def refused(read):
    def refusing(content, kind=BadInputError):
        with pytest.raises(kind) as caught:
            read(content)
        return str(caught.value)

    return refusing


def column(page, heading):
    """The letter of the column under a heading, the star left out."""
    return next(cell.column_letter for cell in page[4] if str(cell.value).removesuffix(" *") == heading)


def at(book, name, heading, row=6):
    page = book[name]
    return page[f"{column(page, heading)}{row}"]


# Round trip.


def test_an_assessment_with_every_field_comes_back_equal(read):
    assert read(rendered(FULL)) == FULL


def test_every_field_of_the_records_is_set_in_that_assessment():
    impact, rating = FULL.impacts[0], FULL.impacts[0].ratings[0]
    parts = [FULL, FULL.subject, FULL.subject.business_relationships[0], FULL.source, impact, impact.statement, rating]
    parts += [rating.evidence[1], impact.disagreement, impact.involvement, impact.actions[0], impact.override]
    parts += [impact.other_methods[0]]
    for part in parts:
        unset = {
            field.name
            for field in msgspec.structs.fields(part)
            if field.default is not msgspec.NODEFAULT and getattr(part, field.name) == field.default
        }
        assert unset <= {"knowshow", "from_affected_people", "note", "basis"}, type(part)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(anything)
def test_any_assessment_comes_back_equal(read, assessment):
    assert read(rendered(assessment)) == assessment


@pytest.mark.parametrize("character", ["x", "ü", "\n", "="])
def test_texts_of_the_greatest_length_come_back_whole(read, character):
    text = "a" + character * 19_998 + "z"
    long = msgspec.structs.replace(SMALL, note=text)
    assert read(rendered(long)).note == text


def test_a_text_that_no_cell_can_hold_is_refused_before_anything_is_written():
    with pytest.raises(BadInputError, match=r"sheet Assessment, cell B11: .*32,767"):
        rendered(msgspec.structs.replace(SMALL, note="😀" * 20_000))


def test_control_characters_are_kept_out(read):
    found = read(rendered(msgspec.structs.replace(SMALL, company="a\x07b\x00c\r\nd\ufffe")))
    assert found.company == "abc\nd"


def test_what_looks_like_an_escape_comes_back_as_it_was(read):
    odd = msgspec.structs.replace(SMALL, note="_x000D_ and _x005F_ and _x0041_")
    assert read(rendered(odd)) == odd


def test_a_workbook_saved_again_by_another_program_is_read_the_same(read, book):
    assert read(book) == SMALL


def test_an_unrated_impact_is_taken_into_drafts_only(read):
    draft = msgspec.structs.replace(SMALL, impacts=(msgspec.structs.replace(SMALL.impacts[0], ratings=()),))
    content = rendered(draft)
    assert read(content, allow_unrated=True) == draft
    with pytest.raises(BadInputError, match="has no rating"):
        read(content)


# The form, as people fill it.


def test_the_empty_form_asks_for_its_first_answer(refused, empty_form):
    assert refused(empty_form).startswith("form.xlsx, sheet Assessment, cell B6: “Title” is empty.")


def fill(book, name, **values):
    page = book[name]
    first = next(row for row in range(6, 9) if not str(page.cell(row, 1).value or "").startswith(blank.EXAMPLE))
    for heading, value in values.items():
        page[f"{column(page, heading.replace('_', ' '))}{first}"] = value


def test_a_filled_form_is_read_with_ids_or_names_and_the_example_left_out(read, empty_form):
    book = openpyxl.load_workbook(io.BytesIO(empty_form))
    book["Assessment"]["B6"] = "First"
    book["Assessment"]["B13"] = "Finder"
    book["Assessment"]["B15"] = "social media"
    book["Assessment"]["B19"] = "Kenya"
    fill(book, "Impacts", Impact=" tracked ", Group="CHI – Children", Right="Privacy", Feature="map", State="potential")
    fill(book, "Ratings", Impact="tracked", Group="chi", Scale="3 – Serious", Scope=2.0, Irremediability="4",
         Likelihood="Foreseeable", Rationale="Because.", Evidence="One\n\nTwo", Rated_on="9.11.2026")  # fmt: skip
    fill(book, "Evidence", Rating="r1", Title="Three", From_the_people_affected=True)
    found = read(book)
    (impact,) = found.impacts
    (rating,) = impact.ratings
    assert (found.subject.technology, found.subject.countries) == (("SOC",), ("KE",))
    assert (impact.id, impact.statement.group, impact.statement.right) == ("tracked", "CHI", "privacy")
    assert (rating.group, rating.scale, rating.scope, rating.irremediability) == ("CHI", 3, 2, 4)
    assert [one.title for one in rating.evidence] == ["One", "Two", "Three"]
    assert rating.evidence[2].from_affected_people
    assert rating.on == DAY


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        (datetime(2026, 11, 24), date(2026, 11, 24)),  # noqa: DTZ001  (cells have no zone)
        (46350, date(2026, 11, 24)),
        ("24.11.2026", date(2026, 11, 24)),
        ("24/11/2026", date(2026, 11, 24)),
        ("11/24/2026", date(2026, 11, 24)),
        ("24 November 2026", date(2026, 11, 24)),
        ("Nov 24, 2026", date(2026, 11, 24)),
    ],
)
def test_dates_are_taken_as_people_write_them(read, book, written, read_as):
    at(book, "Ratings", "Rated on").value = written
    assert read(book).impacts[0].ratings[0].on == read_as


@pytest.mark.parametrize("written", ["05/11/2026", "2026-02-30", "soon", 2026, True, "31.2.2026"])
def test_dates_that_mean_two_days_or_none_are_refused(refused, book, written):
    at(book, "Ratings", "Rated on").value = written
    assert "sheet Ratings, cell N6: " in refused(book)


@pytest.mark.parametrize(
    ("heading", "written", "words"),
    [
        ("Scale", 5, "'5' is out of range: scale goes from 1 to 4"),
        ("Scope", 0.5, "out of range"),
        ("Scale", "=1+1", "A formula stands here"),
        ("Rationale", '=HYPERLINK("http://example.org")', "paste it as a value"),
        ("Scale", "#REF!", "The cell shows the error #REF!"),
        ("Likelihood", "plausable", "Did you mean 'plausible – Plausible'?"),
        ("Group", "CHY", "Did you mean 'CHI – Children and adolescents'?"),
        ("Impact", "0.watchd", "Did you mean '0.watched'?"),
        ("Rationale", None, "“Rationale” is empty."),
        ("Rationale", "a_x0007_b", "A control character"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(refused, book, heading, written, words):
    cell = at(book, "Ratings", heading)
    cell.value = written
    message = refused(book)
    assert words in message
    assert message.startswith(f"form.xlsx, sheet Ratings, cell {cell.coordinate}: ")
    assert "\n" not in message


def test_a_percentage_is_no_level(refused, book):
    cell = at(book, "Ratings", "Scope")
    cell.value, cell.number_format = 0.03, "0%"
    assert "'3%' is out of range" in refused(book)


def test_numbers_dates_and_percentages_in_texts_read_as_they_look(read, book):
    book["Assessment"]["B6"] = 2018
    book["Assessment"]["B7"] = datetime(2026, 11, 24)  # noqa: DTZ001  (cells have no zone)
    book["Assessment"]["B11"] = 0.125
    book["Assessment"]["B11"].number_format = "0.0%"
    found = read(book)
    assert (found.title, found.company, found.note) == ("2018", "2026-11-24", "12.5%")


def test_an_impact_that_stands_twice_is_refused_with_both_cells(refused, book):
    page = book["Impacts"]
    for cell in page[6]:
        page.cell(9, cell.column).value = cell.value if cell.data_type != "f" else None
    message = refused(book)
    assert message.startswith("form.xlsx, sheet Impacts, cell A9: The impact '0.watched' stands twice.")
    assert "stands in A6" in message


def test_a_name_with_spaces_is_refused(refused, book):
    at(book, "Impacts", "Impact").value = "two words"
    assert "sheet Impacts, cell A6" in refused(book)


def test_evidence_for_a_rating_that_is_not_there_is_refused(refused, book):
    fill(book, "Evidence", Rating="R7", Title="Something")
    assert "sheet Evidence, cell A6: The rating 'R7' does not stand on the sheet Ratings." in refused(book)


def test_what_the_records_refuse_names_its_cell_too(refused, book):
    fill(book, "Actions", Impact="0.watched", Action="x" * 20_001)
    assert "sheet Actions, cell B6: Action: " in refused(book)


def test_a_potential_impact_with_an_actual_rating_is_refused(refused, book):
    at(book, "Ratings", "Likelihood").value = "actual"
    assert "sheet Ratings, cell I6: Likelihood: The impact '0.watched' is potential" in refused(book)


def test_hidden_blank_and_spaced_rows_are_read(read, book):
    page = book["Ratings"]
    page.insert_rows(6, amount=3)
    page.row_dimensions[9].hidden = True
    page["L9"].value = "  low  "
    assert read(book).impacts[0].ratings[0].confidence == "low"


def test_columns_and_sheets_may_be_moved(read, book):
    book.move_sheet("Ratings", offset=-5)
    page = book["Impacts"]
    page.insert_cols(1)
    page["A4"] = "# my notes"
    page["A6"] = "=1+1"
    book.create_sheet("# thoughts")["A1"] = "=A1"
    assert read(book) == SMALL


def test_a_cell_merged_down_counts_for_each_row(read, book):
    page = book["Ratings"]
    for cell in page[6]:
        if cell.data_type != "f":
            page.cell(7, cell.column).value = cell.value
    page["A7"] = "R2"
    page.merge_cells("B6:B7")
    assert len(read(book).impacts[0].ratings) == 2


def test_cells_merged_across_are_refused(refused, book):
    book["Impacts"].merge_cells("F6:G6")
    book["Impacts"]["F6"] = "KE"
    assert "sheet Impacts, cell F6: The cells F6:G6 are merged" in refused(book)


@pytest.mark.parametrize(
    ("heading", "new", "words"),
    [
        ("Rationale", "Rationle", "The column “Rationle” is not known. Did you mean “Rationale”?"),
        ("Rationale", None, "This stands under no heading."),
        ("Confidence", "Scale", "The column “Scale” stands twice."),
    ],
)
def test_headings_are_checked(refused, book, heading, new, words):
    at(book, "Ratings", heading, row=4).value = new
    assert words in refused(book)


def test_a_missing_column_is_named(refused, book):
    page = book["Ratings"]
    page.delete_cols(openpyxl.utils.column_index_from_string(column(page, "Rationale")))
    assert "sheet Ratings, cell A4: The column “Rationale” is missing." in refused(book)


def test_missing_and_misnamed_sheets_are_named(refused, book):
    book["Ratings"].title = "Rating"
    assert "The sheet “Rating” is not known. Did you mean “Ratings”?" in refused(book)
    del book["Rating"]
    del book["Impacts"]
    assert "has no sheet “Impacts”" in refused(book, UnreadableFileError)


# Files that are no workbooks, or were made to harm.


def rezipped(content, **changed):
    """The same archive with some parts exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, changed.get(part.filename, old.read(part)))
    return out.getvalue()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst>&b;</sst>'
)


def test_a_part_that_says_less_than_it_holds_is_refused(refused):
    packed = lying_zip("xl/workbook.xml", megabytes=16)
    with_types = io.BytesIO(packed)
    with zipfile.ZipFile(with_types, "a") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert "damaged" in refused(with_types.getvalue(), UnreadableFileError)


def test_an_entity_bomb_is_refused_in_any_part(refused, small):
    for part in ("xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"):
        assert "made to harm" in refused(rezipped(small, **{part: BOMB}), UnreadableFileError)
        assert "made to harm" in refused(rezipped(small, **{part: BOMB.decode().encode("utf-16")}))


def test_an_archive_that_unpacks_beyond_measure_is_refused(refused):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (archives.MAXIMUM_UNPACKED + 1))
    assert len(out.getvalue()) < 500_000
    assert "Unpacked, the workbook has 100 MB" in refused(out.getvalue(), UnreadableFileError)


def test_a_file_of_50_mb_is_refused_unread(refused):
    assert "The file has 50 MB" in refused(b"PK" + b"\0" * 50 * 1024 * 1024)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"title,company\n", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old Excel file (.xls), or one that a password protects"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(refused, content, words):
    assert words in refused(content, UnreadableFileError)


def test_another_kind_of_archive_is_refused(refused):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"<x/>")
    assert "not an Excel workbook" in refused(out.getvalue())


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"none\.xlsx: The file cannot be opened"):
        read_xlsx(tmp_path / "none.xlsx", "none.xlsx")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(refused, small, share):
    assert "damaged" in refused(small[: int(len(small) * share)])


def test_a_cell_far_out_costs_nothing(read, small):
    far = b'<row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        name, data = next(
            (part, archive.read(part))
            for part in archive.namelist()
            if b"Severity first; likelihood" in archive.read(part)
        )
    assert read(rezipped(small, **{name: data.replace(b"</sheetData>", far)})) == SMALL


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_workbook_gives_a_message_or_is_read(read, small, data):
    """Whatever bytes change, nothing but our own error comes out."""
    broken = bytearray(small)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadInputError):
        assert isinstance(read(bytes(broken)), records.Assessment)


def test_an_unknown_id_is_an_error_of_its_own_kind(refused, book):
    at(book, "Impacts", "Right").value = "privcy"
    assert "Did you mean 'privacy – Privacy, family" in refused(book, UnknownIdError)
