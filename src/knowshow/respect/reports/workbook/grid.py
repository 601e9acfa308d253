"""Find the form's columns on the sheets of a workbook, wherever people have moved them, and give the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from knowshow import canon
from knowshow.errors import BadInputError, Place, UnknownIdError, UnreadableFileError
from knowshow.respect.reports.workbook import form
from knowshow.respect.reports.workbook.archive import damaged, merged_ranges
from knowshow.respect.reports.workbook.form import Column, Kind, Sheet
from knowshow.respect.reports.workbook.rows import Field, own_question
from knowshow.respect.reports.workbook.values import Given, plain

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Headings are looked for in the first rows of a sheet.
_TOP: Final = 15
#: Excel has no more rows, and no form more columns.
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 500
_NUMBERED: Final = re.compile(r"(.+) ([2-9]|[1-9][0-9]+)")

Cells = Mapping[int, Given]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: what stands under which heading."""

    place: Place
    cells: Mapping[Field, Given]

    def get(self, key: str) -> Given | None:
        """Return the cell of a column that is not repeated."""
        return next((given for field, given in self.cells.items() if field.column.key == key), None)

    def place_of(self, column: str, letters: Mapping[str, str]) -> Place:
        """Return where a column's cell stands in this row, though it may be empty."""
        number = re.sub(r"\D", "", self.place.cell)
        return Place(self.place.file, cell=f"{letters.get(column, 'A')}{number}")


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet of the form, and the letter of each of its columns."""

    sheet: Sheet
    rows: tuple[Row, ...]
    letters: Mapping[str, str]


def read_grids(workbook: Workbook, path: Path, name: str) -> dict[str, Grid]:
    """Return the sheets of the form that a workbook has, by name. Raises ``BadInputError`` with sheet and cell."""
    found = _matched(workbook, name)
    return {sheet.name: _grid(sheet, found[sheet.name], path, name) for sheet in form.SHEETS if sheet.name in found}


def _matched(workbook: Workbook, name: str) -> dict[str, Any]:
    """Find each sheet of the form by its title."""
    wanted = {sheet.name.casefold(): sheet.name for sheet in form.SHEETS}
    found = {
        wanted[title]: worksheet
        for worksheet in workbook.worksheets
        if (title := worksheet.title.strip().casefold()) in wanted
    }
    strange = [one.title for one in workbook.worksheets if one.title.strip().casefold() not in wanted | _OTHERS]
    _refuse_misnamed([one.name for one in form.SHEETS if one.name not in found], strange, name)
    for sheet in form.SHEETS:
        if sheet.is_required and sheet.name not in found:
            raise UnreadableFileError(
                f"The workbook has no sheet “{sheet.name}”.",
                place=Place(name),
                remedy="Start from the form: knowshow assess --template xlsx --out form.xlsx",
            )
    return found


#: Sheets that the workbook has beside the form, and that are not read.
_OTHERS: Final = {
    word.casefold(): word
    for word in (form.READ_ME, form.LISTS, "Ranking", "Weak spots", "Heat map", "Business risk", "Method")
}


def _refuse_misnamed(missing: Sequence[str], strange: Sequence[str], name: str) -> None:
    for title in strange:
        near = None if title.startswith(form.OWN_NOTES) else canon.nearest(title, missing)
        if near:
            raise UnknownIdError(
                f"The sheet “{title}” is not known.",
                place=Place(name),
                remedy=f"Did you mean “{near}”? Rename it; begin the names of sheets of your own with #.",
            )


def _grid(sheet: Sheet, worksheet: Any, path: Path, name: str) -> Grid:  # noqa: ANN401  (openpyxl's read-only sheet has no public type)
    place = f"{name}, sheet {sheet.name}"
    try:
        worksheet.reset_dimensions()
        lines = dict(_lines(worksheet, place))
        merged = merged_ranges(path, worksheet._worksheet_path)  # noqa: SLF001  (openpyxl tells it nowhere else)
    except Exception as error:  # openpyxl lets whatever its parsers meet pass
        raise damaged(name) from error
    if sheet is form.ASSESSMENT:
        return _upright(sheet, lines, place)
    _spread_merged(lines, merged, place)
    return _table(sheet, lines, place)


def _lines(worksheet: Any, place: str) -> Iterator[tuple[int, dict[int, Given]]]:  # noqa: ANN401  (see above)
    """Give the rows that hold anything: number, and cells by their column's number."""
    empty: object = None
    for cells in worksheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS):
        if cells is empty:  # openpyxl fills the way to a far row with one and the same
            continue
        line = {
            cell.column: Given(
                cell.value, cell.data_type, cell.number_format, Place(place, cell=f"{cell.column_letter}{cell.row}")
            )
            for cell in cells
            if cell.value is not None and cell.value != ""
        }
        if line:
            yield cells[min(line) - 1].row, line
        else:
            empty = cells


def _spread_merged(lines: dict[int, dict[int, Given]], merged: Sequence[str], place: str) -> None:
    """Let a value that is merged down a column stand in each of its rows; refuse what is merged across."""
    from openpyxl.utils import get_column_letter, range_boundaries

    top = _header_row(lines, None)
    for reference in merged:
        left, first, right, last = (int(bound or 0) for bound in range_boundaries(reference))
        given = lines.get(first, {}).get(left)
        if given is None or first <= top:
            continue
        if left != right:
            raise BadInputError(
                f"The cells {reference} are merged: it is not clear which column the value belongs to.",
                place=given.place,
                remedy="Unmerge them and write the value where it belongs.",
            )
        for number in range(first + 1, min(last, max(lines)) + 1):
            if number in lines:
                at = Place(place, cell=f"{get_column_letter(left)}{number}")
                lines[number][left] = Given(given.value, given.type, given.format, at)


# Headings.


def _spoken(text: str) -> str:
    """Return a heading as people mean it, without the star of required columns."""
    return " ".join(text.replace("*", " ").split()).rstrip(": ").casefold()


@cache
def _known(name: str) -> dict[str, Column]:
    """The columns of a sheet by their headings as people mean them."""
    sheet = next(one for one in form.SHEETS if one.name == name)
    return {_spoken(column.title): column for column in sheet.columns}


def _field(sheet: Sheet, text: str) -> Field | None:
    """Return the column that a heading names."""
    if text.startswith(form.ANSWER.strip()) and sheet is form.INVOLVEMENT:
        return Field(own_question(text.removeprefix(form.ANSWER.strip()).strip()))
    known = _known(sheet.name)
    said = _spoken(text)
    if said in known:
        return Field(known[said])
    numbered = _NUMBERED.fullmatch(said)
    column = known.get(numbered[1]) if numbered else None
    return Field(column, int(numbered[2]) - 1) if numbered and column and column.repeats else None


def _header_row(lines: Mapping[int, Cells], sheet: Sheet | None) -> int:
    """Return the row, among the first, that holds most of the headings; 0 if none does."""
    sheets = [sheet] if sheet else [one for one in form.SHEETS if one is not form.ASSESSMENT]
    counts = {
        number: max(sum(_field(one, given.text) is not None for given in lines[number].values()) for one in sheets)
        for number in sorted(lines)
        if number <= _TOP
    }
    best = max(counts, key=lambda number: counts[number], default=0)
    return best if best and counts[best] > 1 else 0


def _table(sheet: Sheet, lines: Mapping[int, Cells], place: str) -> Grid:
    from openpyxl.utils import get_column_letter

    top = _header_row(lines, sheet)
    body = {number: cells for number, cells in lines.items() if number > top}
    if not top:
        _refuse_no_headings(sheet, lines, place)
        return Grid(sheet, (), {})
    headings = _headings(sheet, lines[top], body)
    rows = tuple(_rows(headings, body))
    letters = {field.column.key: get_column_letter(number) for number, field in headings.items()}
    if rows:
        _require_columns(sheet, letters, place, lines[top])
    return Grid(sheet, rows, letters)


def _refuse_no_headings(sheet: Sheet, lines: Mapping[int, Cells], place: str) -> None:
    if lines:
        raise UnreadableFileError(
            "The row of headings is missing.",
            place=Place(place),
            remedy=f"It should begin: {', '.join(column.title for column in sheet.columns[:4])}.",
        )


def _headings(sheet: Sheet, line: Cells, body: Mapping[int, Cells]) -> dict[int, Field]:
    found: dict[int, Field] = {}
    used = {number: cells[number] for cells in reversed(list(body.values())) for number in cells}
    for number in sorted(line.keys() | used.keys()):
        heading = line.get(number)
        field = _field(sheet, heading.text) if heading else None
        if field is None:
            if number in used and not _is_own(heading):
                raise _unknown_heading(sheet, heading, used[number])
        elif field in found.values() and heading:
            raise heading.refused(f"The column “{field.heading}” stands twice.", "Keep one of them.")
        else:
            found[number] = field
    return found


def _is_own(heading: Given | None) -> bool:
    return heading is not None and heading.text.startswith(form.OWN_NOTES)


def _unknown_heading(sheet: Sheet, heading: Given | None, first: Given) -> BadInputError:
    if heading is None:
        return first.refused("This stands under no heading.", "Give the column its heading, or remove it.")
    near = canon.nearest(_spoken(heading.text), [column.title for column in sheet.columns])
    own = f"Begin the headings of columns of your own with {form.OWN_NOTES}."
    return UnknownIdError(
        f"The column “{heading.text[:60]}” is not known.",
        place=heading.place,
        remedy=f"Did you mean “{near}”? {own}" if near else own,
    )


def _require_columns(sheet: Sheet, letters: Mapping[str, str], place: str, line: Cells) -> None:
    for column in sheet.columns:
        if column.required and column.key not in letters:
            raise UnreadableFileError(
                f"The column “{column.title}” is missing.",
                place=Place(place, cell=next(iter(line.values())).place.cell),
                remedy="Copy the row of headings from an empty form.",
            )


# Rows.


def _rows(headings: Mapping[int, Field], body: Mapping[int, Cells]) -> Iterator[Row]:
    for number in sorted(body):
        cells = {
            field: body[number][at]
            for at, field in headings.items()
            if at in body[number] and field.column.kind is not Kind.COMPUTED and body[number][at].text
        }
        if cells and not _is_no_row(cells):
            yield Row(next(iter(cells.values())).place, cells)


def _is_no_row(cells: Mapping[Field, Given]) -> bool:
    """Whether a row is the example, the line of hints, or only a number that waits for a rating."""
    if next(iter(cells.values())).text.startswith(form.EXAMPLE):
        return True
    said = [(field, given.text) for field, given in cells.items() if field.column.key != "#no"]
    return all(given == _hint(field.column) for field, given in said)


def _hint(column: Column) -> str:
    return plain(column.help)


# The sheet on which headings stand in the first column and values in the second.


def _upright(sheet: Sheet, lines: Mapping[int, Cells], place: str) -> Grid:
    cells: dict[Field, Given] = {}
    rows: dict[str, str] = {}
    for number, line in sorted(lines.items()):
        heading, given = line.get(1), line.get(2)
        field = _field(sheet, heading.text) if heading else None
        if field is None:
            if given is not None and given.text and not _is_own(heading) and heading is not None:
                raise _unknown_heading(sheet, heading, given)
            continue
        if field in cells and heading:
            raise heading.refused(f"The line “{field.heading}” stands twice.", "Keep one of them.")
        rows[field.column.key] = f"B{number}"
        if given is not None and given.text:
            cells[field] = given
    _require_lines(sheet, cells, rows, place)
    return Grid(sheet, (Row(Place(place, cell="B1"), cells),), rows)


def _require_lines(sheet: Sheet, cells: Mapping[Field, Given], rows: Mapping[str, str], place: str) -> None:
    filled = {field.column.key for field in cells}
    for column in sheet.columns:
        if column.required and column.key not in filled:
            raise BadInputError(
                f"“{column.title}” is empty." if column.key in rows else f"The line “{column.title}” is missing.",
                place=Place(place, cell=rows.get(column.key, "A1")),
                remedy=column.help,
            )
