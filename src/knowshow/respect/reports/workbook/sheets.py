"""Write the sheets of the form: headings with hints, drop-downs that show usable words, and the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from knowshow.respect.reports.workbook import form
from knowshow.respect.reports.workbook.cells import Value, put, put_formula
from knowshow.respect.reports.workbook.choices import lists
from knowshow.respect.reports.workbook.form import Column, Holder, Kind, Sheet
from knowshow.respect.reports.workbook.rows import Field, Table, table_of
from knowshow.respect.reports.workbook.style import ACCENT, height_of, set_up_print, set_widths

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from knowshow.respect.rules.assessment import Assessment

_TITLE, _LEAD, _BAND, _HEADING, _HINT, _FIRST = 1, 2, 3, 4, 5, 6
#: Drop-downs reach down to this row.
_LAST: Final = 3000
#: Rows that wait below the content of an exported workbook.
_SPARE: Final = 10
#: Empty rows of the form that are printed.
_PRINTED: Final = 12
_LEAD_WIDTH: Final = 110
_PROMPT_TITLE, _PROMPT = 32, 255
_NAME, _ANSWER, _HINT_WIDTH = 30, 62, 56
#: Lists of up to so many entries are told in full at the heading.
_TOLD: Final = 6


def write_form(workbook: Workbook, assessment: Assessment | None) -> None:
    """Write every sheet of the form: empty with an example, or filled from an assessment."""
    for sheet in form.SHEETS:
        table = table_of(sheet, assessment)
        worksheet = workbook.create_sheet(sheet.name)
        if sheet is form.ASSESSMENT:
            _write_upright(worksheet, sheet, table)
        else:
            _Writer(worksheet, sheet, table, is_empty=assessment is None).write()


class _Writer:
    """Writes one sheet whose rows are records."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet, table: Table, *, is_empty: bool) -> None:
        self.at = worksheet
        self.sheet = sheet
        self.table = table
        self.is_empty = is_empty
        self.first = _FIRST + (is_empty and _has_example(sheet))
        self.prepared = sheet.prepared if is_empty else _SPARE

    def write(self) -> None:
        self._top()
        if self.first > _FIRST:
            self._row(_FIRST, [field.column.example if not field.number else None for field in self.table.fields])
            self._mark_example()
        for number, row in enumerate(self.table.rows, start=self.first):
            self._row(number, row)
        self._prepare()
        self._finish()

    def _top(self) -> None:
        put(self.at, _TITLE, 1, self.sheet.name, "Knowshow title")
        put(self.at, _LEAD, 1, self.sheet.what, "Knowshow lead")
        span = _columns_within(self.table.fields, _LEAD_WIDTH)
        self.at.merge_cells(start_row=_LEAD, end_row=_LEAD, start_column=1, end_column=span)
        widths = [field.column.width for field in self.table.fields]
        self.at.row_dimensions[_TITLE].height = 32
        self.at.row_dimensions[_LEAD].height = height_of([(self.sheet.what, sum(widths[:span]))])
        bands = groupby(enumerate(self.table.fields, start=1), key=lambda pair: pair[1].column.band)
        for band, pairs in bands:
            for place, (number, _) in enumerate(pairs):
                put(self.at, _BAND, number, None if place else band, "Knowshow band")
        for number, field in enumerate(self.table.fields, start=1):
            self._heading(number, field)
        headings = [(field.heading + " *", field.column.width) for field in self.table.fields]
        hints = [(field.column.help, field.column.width) for field in self.table.fields]
        self.at.row_dimensions[_HEADING].height = height_of(headings) + 4
        self.at.row_dimensions[_HINT].height = height_of(hints, 12.5)

    def _heading(self, number: int, field: Field) -> None:
        from openpyxl.comments import Comment

        star = " *" if field.column.required else ""
        cell = put(self.at, _HEADING, number, f"{field.heading}{star}", "Knowshow heading")
        told = _told(field.column)
        if told:
            cell.comment = Comment(told, "Knowshow", width=420, height=40 + 18 * (len(told) // 55 + told.count("\n")))
        put(self.at, _HINT, number, field.column.help, "Knowshow hint")

    def _row(self, number: int, values: Sequence[Value]) -> None:
        for place, (field, value) in enumerate(zip(self.table.fields, values, strict=True), start=1):
            if field.column.kind is Kind.COMPUTED:
                put_formula(self.at, number, place, _formula(field.column, self.table.fields, number))
            else:
                written = put(self.at, number, place, value, "Knowshow strong" if place == 1 else "Knowshow cell")
                if field.column.kind is Kind.DATE:
                    written.number_format = "yyyy-mm-dd"

        texts = [
            (str(value), field.column.width) for field, value in zip(self.table.fields, values, strict=True) if value
        ]
        if len(texts) > 1:
            self.at.row_dimensions[number].height = height_of([*texts, *self._preview(values)])

    def _preview(self, values: Sequence[Value]) -> list[tuple[str, float]]:
        """What the computed columns will show, roughly, for the height of the row."""
        shown = {Holder.IMPACT: 150, Holder.RATING: 270}.get(self.sheet.holder, 0)
        widths = [field.column.width for field in self.table.fields if field.column.kind is Kind.COMPUTED]
        return [("x" * shown, max(widths))] if shown and any(values[2:5]) else []

    def _mark_example(self) -> None:
        for place in range(1, len(self.table.fields) + 1):
            self.at.cell(_FIRST, place).style = "Knowshow example"

    def _prepare(self) -> None:
        start = self.first + len(self.table.rows)
        for number in range(start, start + self.prepared):
            blank: list[Value] = [None] * len(self.table.fields)
            if self.sheet is form.RATINGS:
                blank[0] = f"R{number - self.first + 1}"
            self._row(number, blank)

    def _finish(self) -> None:
        from openpyxl.utils import get_column_letter

        fields = self.table.fields
        set_widths(self.at, [field.column.width for field in fields])
        for number, field in enumerate(fields, start=1):
            _validate(self.at, field.column, get_column_letter(number), self.first)
        fixed = 2 if self.sheet is form.RATINGS else 1
        self.at.freeze_panes = f"{get_column_letter(fixed + 1)}{_FIRST}"
        self.at.sheet_view.showGridLines = False
        self.at.sheet_properties.tabColor = ACCENT
        rows = (_BAND, _HEADING)
        set_up_print(self.at, title=self.sheet.name, rows=rows, columns=f"A:{'AB'[fixed - 1]}")
        last = self.first + len(self.table.rows) - 1 + (self.is_empty and _PRINTED)
        top = _BAND if self.at.print_title_cols else _TITLE
        self.at.print_area = f"A{top}:{get_column_letter(len(fields))}{max(last, self.first)}"


def _has_example(sheet: Sheet) -> bool:
    return any(column.example for column in sheet.columns)


def _columns_within(fields: Sequence[Field], width: int) -> int:
    """Return how many columns stay within a width, at least one."""
    total = 0
    for number, field in enumerate(fields, start=1):
        total += field.column.width
        if total >= width:
            return number
    return len(fields)


def _told(column: Column) -> str:
    """Return the list of a column in full, where it is short: the texts of the scales above all."""
    choices = lists().get(column.choices)
    if choices is None or len(choices.entries) > _TOLD or not any(entry.text for entry in choices.entries):
        return ""
    return "\n".join([choices.title, *(f"{entry.label}: {entry.text}" for entry in choices.entries)])


# Formulas that help while filling; the importer leaves them out.


def _formula(column: Column, fields: Sequence[Field], row: int) -> str:
    from openpyxl.utils import get_column_letter

    letters = {field.column.key: get_column_letter(number) for number, field in enumerate(fields, start=1)}
    cells = {key.rsplit(".", 1)[-1]: f"{letter}{row}" for key, letter in letters.items() if not key.startswith("#")}
    return "=" + _FORMULAS[column.key].format(**cells)


_FORMULAS: Final = {
    "#sentence": (
        'IF(OR({group}="",{right}="",{feature}=""),"",IF({who}="",IFERROR(VLOOKUP({group},table_group,3,FALSE),{group}),'
        '{who})&IF(LEFT({state},6)<>"actual"," may be harmed in ",IF(LEFT({status_word},7)="alleged",'
        '" are allegedly harmed in "," are harmed in "))&IFERROR(VLOOKUP({right},'
        'table_right,3,FALSE),{right})&" through "&{feature}&IF({place}="",""," ("&{place}&")"))'
    ),
    "#tier": (
        'IF(OR({scale}="",{scope}="",{irremediability}=""),"",IFERROR(MIN(4,VALUE(LEFT({scale},1))'
        '+IF(VALUE(LEFT({scope},1))=4,1,0)+IF(VALUE(LEFT({irremediability},1))=4,1,0)),""))'
    ),
    "#levels": (
        'IF(OR({scale}="",{scope}="",{irremediability}=""),"",IFERROR("Scale: "&VLOOKUP({scale},table_scale,2,FALSE)'
        '&CHAR(10)&"Scope: "&VLOOKUP({scope},table_scope,2,FALSE)&CHAR(10)&"Irremediability: "'
        '&VLOOKUP({irremediability},table_irremediability,2,FALSE),""))'
    ),
}


# Drop-downs and prompts.


def _validate(worksheet: Worksheet, column: Column, letter: str, first: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    source = _source_of(column)
    if column.kind is Kind.COMPUTED or not (source or column.help):
        return
    rule = DataValidation(type="list" if source else None, formula1=source, allow_blank=True)
    rule.promptTitle = column.title[:_PROMPT_TITLE]
    rule.prompt = _prompt(column)[:_PROMPT]
    rule.showInputMessage = True
    choices = lists().get(column.choices)
    if source and not (choices and choices.is_open):
        rule.errorStyle = "warning"
        rule.errorTitle = "Not on the list"
        rule.error = "Choose from the list, or write the short sign that stands first in it."
        rule.showErrorMessage = True
    rule.add(f"{letter}{first}:{letter}{_LAST}")
    worksheet.add_data_validation(rule)


def _source_of(column: Column) -> str | None:
    if column.key == "impact":
        return "impact_names"
    if column.key == "#rating":
        return "rating_numbers"
    return lists()[column.choices].range_name if column.choices else None


def _prompt(column: Column) -> str:
    choices = lists().get(column.choices)
    if choices is None or len(choices.entries) > _TOLD:
        return column.help
    return f"{column.help} {'; '.join(entry.label for entry in choices.entries)}."


def name_references(workbook: Workbook, *, is_empty: bool) -> None:
    """Name the impacts and ratings of the form, so that other sheets offer them."""
    from openpyxl.workbook.defined_name import DefinedName

    for name, sheet in (("impact_names", form.IMPACTS), ("rating_numbers", form.RATINGS)):
        first = _FIRST + (is_empty and _has_example(sheet))
        cells = f"{sheet.name}!$A${first}:$A${_LAST}"
        offset = f"OFFSET({sheet.name}!$A${first},0,0,MAX(1,COUNTA({cells})),1)"
        workbook.defined_names[name] = DefinedName(name, attr_text=offset)


# The sheet on which one writes from top to bottom.


def _write_upright(worksheet: Worksheet, sheet: Sheet, table: Table) -> None:
    values: Sequence[Value] = table.rows[0] if table.rows else [None] * len(table.fields)
    put(worksheet, _TITLE, 1, sheet.name, "Knowshow title")
    put(worksheet, _LEAD, 1, sheet.what, "Knowshow lead")
    worksheet.merge_cells(start_row=_LEAD, end_row=_LEAD, start_column=1, end_column=3)
    worksheet.row_dimensions[_TITLE].height = 32
    for number, word in enumerate(("", "Your answer", "What to write, or an example"), start=1):
        put(worksheet, _HEADING, number, word, "Knowshow heading")
    row = _HEADING
    for row, band, field, value in _upright_lines(table, values):
        if field is None:
            put(worksheet, row, 1, band, "Knowshow section")
            worksheet.row_dimensions[row].height = 30
        else:
            _write_line(worksheet, row, field, value)
    set_widths(worksheet, (_NAME, _ANSWER, _HINT_WIDTH))
    worksheet.freeze_panes = f"B{_HEADING + 1}"
    worksheet.sheet_view.showGridLines = False
    worksheet.sheet_properties.tabColor = ACCENT
    set_up_print(worksheet, landscape=False)
    worksheet.print_area = f"A1:C{row}"


def _upright_lines(table: Table, values: Sequence[Value]) -> Iterator[tuple[int, str, Field | None, Value]]:
    row = _HEADING
    band = ""
    for field, value in zip(table.fields, values, strict=True):
        if field.column.band != band:
            band = field.column.band
            row += 1
            yield row, band, None, None
        row += 1
        yield row, band, field, value


def _write_line(worksheet: Worksheet, row: int, field: Field, value: Value) -> None:
    column = field.column
    star = " *" if column.required else ""
    put(worksheet, row, 1, f"{field.heading}{star}", "Knowshow strong")
    cell = put(worksheet, row, 2, value)
    if column.kind is Kind.DATE:
        cell.number_format = "yyyy-mm-dd"
    hint = "" if field.number else " ".join(part for part in (column.help, _as_example(column)) if part)
    put(worksheet, row, 3, hint, "Knowshow hint")
    answer = str(value or "")
    worksheet.row_dimensions[row].height = height_of([(answer, _ANSWER), (hint, _HINT_WIDTH), (field.heading, _NAME)])
    _validate_line(worksheet, column, row)


def _as_example(column: Column) -> str:
    return f"Example: {column.example}" if column.example else ""


def _validate_line(worksheet: Worksheet, column: Column, row: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.choices:
        rule = DataValidation(type="list", formula1=lists()[column.choices].range_name, allow_blank=True)
        rule.add(f"B{row}")
        worksheet.add_data_validation(rule)
