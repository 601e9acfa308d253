"""Reading a CSV table whose columns go by several names: strict, with the line of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.scoring.sheet import nearest

#: The largest table that is read.
MAXIMUM_BYTES: Final = 100 * 1024 * 1024
_DELIMITERS: Final = ",;\t"
_FORMULA_SIGNS: Final = "=+-@"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, its cells by field, and whether it has more cells than columns."""

    line: int
    cells: Mapping[str, str]
    is_too_long: bool = False

    def __getitem__(self, field: str) -> str:
        """Return a cell without outer blanks; nothing where the table has no such column."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, what each known field is called in it, and the columns that nobody knows."""

    name: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, row: Row, field: str = "") -> Place:
        """Say where a row stands, and in which column."""
        return Place(self.name, line=row.line, field=self.columns.get(field, ""))


def read_table(content: bytes, name: str, fields: Mapping[str, Sequence[str]]) -> Table:
    """Read a table. ``fields`` maps each field to the names that its column may have, in lower case.

    Lines that begin with # and empty lines before the column names are passed over. Comma, semicolon and tab are
    understood. Raises ``UnreadableFileError`` for what is no such table.
    """
    text = _text(content, name)
    lines = list(_lines(text, name, _delimiter(text, fields)))
    head = next((number for number, (_, cells) in enumerate(lines) if not _is_aside(cells)), None)
    if head is None or head == len(lines) - 1:
        raise UnreadableFileError("The table has no rows.", place=Place(name), remedy="Export it again.")
    titles = [title.strip() for title in lines[head][1]]
    places = _places(titles, fields, Place(name, line=lines[head][0]))
    rows = tuple(_row(line, cells, places, len(titles)) for line, cells in lines[head + 1 :] if any(cells))
    return Table(
        name=name,
        columns={field: titles[place] for field, place in places.items()},
        ignored=tuple(title for place, title in enumerate(titles) if title and place not in places.values()),
        rows=rows,
    )


def require(table: Table, field: str, said: str) -> None:
    """Refuse a table without a column, naming the one that was perhaps meant."""
    if field not in table.columns:
        there = [*table.columns.values(), *table.ignored]
        raise BadInputError(
            f"The table has no column {said!r}.", place=Place(table.name), remedy=nearest(said, there, "Its columns")
        )


def safe_cell(text: str) -> str:
    """Keep a cell from being read as a formula by a spreadsheet; numbers stay as they are.

    >>> safe_cell("=1+1"), safe_cell("-12.5"), safe_cell("yes")
    ("'=1+1", '-12.5', 'yes')
    """
    return f"'{text}" if text[:1] in _FORMULA_SIGNS and text and not is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a cell is a plain number.

    >>> is_number("-12.5"), is_number("1,2"), is_number("nan")
    (True, False, False)
    """
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _text(content: bytes, name: str) -> str:
    if len(content) > MAXIMUM_BYTES:
        raise UnreadableFileError("The file is too large for a table.", place=Place(name), remedy="Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            "The file is not UTF-8 text.", place=Place(name), remedy="Save it as CSV in UTF-8."
        ) from None
    if "\x00" in text:
        raise UnreadableFileError("The file is not a text table.", place=Place(name), remedy="Export it as CSV.")
    return text


def _delimiter(text: str, fields: Mapping[str, Sequence[str]]) -> str:
    """Take the delimiter by which the first real line holds the most known columns."""
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", '"#'))), "")
    known = {name for names in fields.values() for name in names}

    def fits(delimiter: str) -> int:
        return sum(_spoken(title.strip('"')) in known for title in first.split(delimiter))

    return max(_DELIMITERS, key=fits)


def _lines(text: str, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins: a cell may hold several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(
            f"The table cannot be read: {error}.", place=Place(name, line=begins), remedy="Correct the quotes here."
        ) from None


def _is_aside(cells: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#")


def _places(titles: Sequence[str], fields: Mapping[str, Sequence[str]], place: Place) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, names in fields.items():
        places = [number for number, title in enumerate(titles) if _spoken(title) in names]
        if len(places) > 1:
            both = " and ".join(repr(titles[number]) for number in places)
            raise BadInputError(f"Two columns say the same: {both}.", place=place, remedy="Remove one.")
        if places:
            found[field] = places[0]
    return found


def _spoken(title: str) -> str:
    return " ".join(title.replace("_", " ").split()).casefold()


def _row(line: int, cells: Sequence[str], places: Mapping[str, int], width: int) -> Row:
    said = {field: _cell(cells[place]) for field, place in places.items() if place < len(cells)}
    return Row(line=line, cells=said, is_too_long=any(cell.strip() for cell in cells[width:]))


def _cell(text: str) -> str:
    """Strip a cell, and take off the mark that ``safe_cell`` has put on."""
    bare = text.strip()
    return bare[1:] if bare[:1] == "'" and bare[1:2] in _FORMULA_SIGNS and bare[1:2] else bare
