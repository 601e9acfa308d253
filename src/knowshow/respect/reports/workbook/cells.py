"""Put values into cells so that they stay what they are: text stays text, whatever it begins with."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from knowshow.errors import BadInputError, Place
from knowshow.respect.reports.characters import writable

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | date | None

#: Excel's limit for one cell, counted in units of UTF-16.
MOST_UNITS: Final = 32_767
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x(?:005F|00[01][0-9A-Fa-f])_)")
_DATE: Final = "yyyy-mm-dd"
_FORMULA_SIGNS: Final = "=+-@"


def put(sheet: Worksheet, row: int, column: int, value: Value, style: str = "Knowshow cell") -> Cell:
    """Write one value. A text that looks like a formula is stored, and shown, as text."""
    cell: Any = sheet.cell(row, column)  # openpyxl's types fear merged cells; ours are merged later
    _dress(cell, style)
    if value is None or value == "":
        return cell  # type: ignore[no-any-return]
    if isinstance(value, str):
        text = safe(value)
        _refuse_endless(text, sheet, cell)
        cell.value = text
        cell.data_type = "s"
        if text[:1] in _FORMULA_SIGNS:
            cell.quotePrefix = True  # Excel's apostrophe: a text, even when edited
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DATE
    return cell  # type: ignore[no-any-return]


#: What a named style comes to in each workbook that is being written: looking it up anew takes most of the time.
_worn: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def _dress(cell: Any, style: str) -> None:  # noqa: ANN401  (openpyxl keeps the type of a cell's style to itself)
    known = _worn.setdefault(cell.parent.parent, {})
    if style in known:
        cell._style = copy(known[style])  # noqa: SLF001
    else:
        cell.style = style
        known[style] = copy(cell._style)  # noqa: SLF001


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, style: str = "Knowshow computed") -> None:
    """Write a formula of the form's own."""
    _dress(sheet.cell(row, column, formula), style)


def safe(text: str) -> str:
    r"""Keep out what XML cannot hold, and write what looks like an escape so that it reads as it is.

    >>> safe("a\x0bb"), safe("_x000D_")
    ('ab', '_x005F_x000D_')
    """
    return _LOOKS_ESCAPED.sub("_x005F_", writable(text))


def shortened(text: str, most: int = 30_000) -> str:
    """Cut a text for a sheet that only shows; the whole stands on the form's own sheets."""
    return text if _units(text) <= most else f"{text[: most // 2]}…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _refuse_endless(text: str, sheet: Worksheet, cell: Cell) -> None:
    if _units(text) > MOST_UNITS:
        raise BadInputError(
            f"The text has {_units(text):,} characters as Excel counts them, and a cell holds {MOST_UNITS:,}.",
            place=Place(f"sheet {sheet.title}", cell=cell.coordinate),
            remedy="Shorten it, or export the assessment as YAML, which holds it whole.",
        )
