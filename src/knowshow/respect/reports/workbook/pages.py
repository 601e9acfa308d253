"""Write the sheets Read me and Lists: how to fill the form, and every choice with what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowshow import canon
from knowshow.respect.reports.workbook import form
from knowshow.respect.reports.workbook.cells import put
from knowshow.respect.reports.workbook.choices import Choices, lists
from knowshow.respect.reports.workbook.style import set_up_print, set_widths
from knowshow.respect.rules.severity import RULE_VERSION

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_STEPS: Final = (
    ("1", form.ASSESSMENT.name, "Name the product, what kind of technology it is, and where it is used."),
    ("2", form.IMPACTS.name, "One row for each way in which people are, or may be, harmed. Read the sentence aloud."),
    ("3", form.RATINGS.name, "How grave is it, for each group? Choose the levels; what they mean appears beside them."),
    ("4", form.EVIDENCE.name, "What the ratings rest on. Mark what comes from the people affected."),
    ("5", form.INVOLVEMENT.name, "Seven questions, and what a named person concludes: cause, contribute, linked."),
    ("6", form.ACTIONS.name, "What is done, by whom, by when. Gravest first."),
    ("7", form.DECISIONS.name, "Only if ratings differ, or two people override a tier."),
    ("8", form.OTHER_METHODS.name, "Only if another method was used too. Kept apart from the order."),
    ("9", f"{form.RELATIONSHIPS.name}, {form.SOURCES.name}", "Customers, suppliers, States; publications. May wait."),
)

_RULES: Final = (
    ("Severity leads.", "Scale, scope and irremediability make the tier. They are never summed and never averaged."),
    ("Likelihood never lowers severity.", "It only breaks ties. Unknown counts as actual until you know."),
    ("The gravest group decides.", "Rate each group apart. An average hides those who are hit hardest."),
    ("Ratings that differ both stay.", "Add a row for each assessor. The graver counts; name who settles it."),
    ("Risk to the business has its own column.", "It never moves the order. This is about risk to people."),
    ("Write why.", "A rating without a reason is not taken. Say what it relies on, in 40 characters or more."),
)

_GOOD_TO_KNOW: Final = (
    ("Columns with a star", "must be filled in each row that you use. Rows in between may stay empty."),
    ("Lists", "show a short sign and a name. The sign alone will do. All of them stand on the last sheet."),
    ("Yellow rows", "are examples and are never read. Delete them, or leave them."),
    ("Grey columns", "work themselves out and are never read. Everywhere else, paste values and no formulas."),
    ("Dates", "are written 2026-11-24; other forms are taken where they can mean one day only."),
    ("Notes of your own", "go under a heading that begins with #, or on a sheet whose name does. They are not read."),
    ("Hidden rows", "are read like all others."),
)

_AFTER: Final = (
    ("On a page", "Due diligence, Import an assessment. Before anything changes you see what would."),
    (
        "On the command line",
        "knowshow assess form.xlsx shows the order. --pdf, --docx, --html and --xlsx write reports.",
    ),
    ("If something is wrong", "one message names the sheet and the cell, and nothing is taken in half."),
    ("Who sees it", "whoever has this file. It may name people at risk: store and send it as you would such a list."),
)


def write_read_me(workbook: Workbook, *, title: str = "", is_report: bool = False) -> None:
    """Write the first sheet: how to fill the form, in which order, and what happens with it."""
    sheet = workbook.create_sheet(form.READ_ME)
    set_widths(sheet, (5, 34, 84))
    sheet.sheet_view.showGridLines = False
    put(sheet, 1, 1, title or "Who may be harmed, and how gravely", "Knowshow title")
    sheet.row_dimensions[1].height = 36
    row = _lead(sheet, 2, _REPORT_LEAD if is_report else _FORM_LEAD)
    if is_report:
        row = _section(sheet, row, "What stands on which sheet", [("", *pair) for pair in _REPORT_SHEETS])
    row = _section(sheet, row, "Fill it in this order", _STEPS)
    row = _section(sheet, row, "What the order rests on", [("", *pair) for pair in _RULES])
    row = _section(sheet, row, "Good to know", [("", *pair) for pair in _GOOD_TO_KNOW])
    row = _section(sheet, row, "What happens with it", [("", *pair) for pair in _AFTER])
    put(sheet, row + 1, 1, f"Rule: {RULE_VERSION}. Lists: canon of {canon.release}.", "Knowshow lead")
    sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=3)
    set_up_print(sheet, landscape=False)


_FORM_LEAD: Final = (
    "A form for human rights due diligence on a product or service, after the UN Guiding Principles on Business and "
    "Human Rights. It asks which people may be harmed, in which right, through what, how gravely, and what you do."
)
_REPORT_LEAD: Final = (
    "The ranked impacts, gravest first with reasons, and the whole assessment on the sheets of the form: change them "
    "there and take the workbook in again. The sheets Ranking to Method only show; they are not read."
)
_REPORT_SHEETS: Final = (
    ("Ranking", "The impacts in order, each with its reason, duties and actions."),
    ("Weak spots", "What a reviewer would ask, and what would mend it."),
    ("Heat map", "What multiplying by likelihood would have done to the order."),
    ("Business risk", "Kept apart from the order."),
    ("Method", "How the order is made, and what was read."),
    ("Assessment to Sources", "The assessment itself, to change and take in again."),
)


def _lead(sheet: Worksheet, row: int, text: str) -> int:
    put(sheet, row, 1, text, "Knowshow lead")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    sheet.row_dimensions[row].height = 36
    return row + 1


def _section(
    sheet: Worksheet, row: int, title: str, lines: tuple[tuple[str, str, str], ...] | list[tuple[str, str, str]]
) -> int:
    put(sheet, row, 1, title, "Knowshow section")
    sheet.row_dimensions[row].height = 30
    for below, (number, first, rest) in enumerate(lines, start=row + 1):
        put(sheet, below, 1, number, "Knowshow strong")
        put(sheet, below, 2, first, "Knowshow strong")
        put(sheet, below, 3, rest)
    return row + 1 + len(lines)


# Lists.


def write_lists(workbook: Workbook) -> None:
    """Write every list, one below the other, and name its cells for the drop-downs."""
    sheet = workbook.create_sheet(form.LISTS)
    set_widths(sheet, (52, 84, 46))
    sheet.sheet_view.showGridLines = False
    put(sheet, 1, 1, "Lists", "Knowshow title")
    put(sheet, 2, 1, "Everything one can choose, and what it means. The sign before the dash will do.", "Knowshow lead")
    sheet.merge_cells("A2:C2")
    sheet.row_dimensions[1].height = 32
    row = 3
    for choices in lists().values():
        row = _write_list(workbook, sheet, choices, row)
    sheet.freeze_panes = "A3"
    set_up_print(sheet, landscape=False)


def _write_list(workbook: Workbook, sheet: Worksheet, choices: Choices, row: int) -> int:
    from openpyxl.workbook.defined_name import DefinedName

    put(sheet, row, 1, choices.title, "Knowshow section")
    sheet.row_dimensions[row].height = 30
    has_phrase = any(entry.phrase for entry in choices.entries)
    put(sheet, row + 1, 1, "Choice", "Knowshow heading")
    put(sheet, row + 1, 2, choices.what or "Meaning", "Knowshow heading")
    if has_phrase:
        put(sheet, row + 1, 3, "In a sentence", "Knowshow heading")
    first = row + 2
    for number, entry in enumerate(choices.entries, start=first):
        put(sheet, number, 1, entry.label)
        put(sheet, number, 2, entry.text)
        if has_phrase:
            put(
                sheet, number, 3, entry.phrase[:1].upper() + entry.phrase[1:] if choices.id == "group" else entry.phrase
            )
    last = first + len(choices.entries) - 1
    for name, column in ((choices.range_name, "A"), (f"table_{choices.id}", "C")):
        workbook.defined_names[name] = DefinedName(name, attr_text=f"{form.LISTS}!$A${first}:${column}${last}")
    return last + 2
