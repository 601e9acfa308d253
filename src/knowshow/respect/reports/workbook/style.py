"""How the workbook looks: one face, one accent, severity by lightness, sign and figure; and how it prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FACE: Final = "Calibri"
INK: Final = "161514"
MUTED: Final = "55534D"
ACCENT: Final = "0D626A"
ACCENT_SOFT: Final = "EEF5F5"
LINE: Final = "DEDCD5"
SUNKEN: Final = "F5F4F0"

#: Tier, sign, fill and ink: the gravest is darkest, and the order survives greyscale.
TIERS: Final = {
    4: ("⬢", "6B0F2E", "FFFFFF"),
    3: ("◆", "B5410E", "FFFFFF"),
    2: ("■", "EEBD59", "161514"),
    1: ("●", "F4ECD9", "161514"),
}

_THIN: Final = Side(style="thin", color=LINE)
_TOP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
_PAPER_A4: Final = 9
#: Characters that one printed page holds legibly.
_PAGE: Final = 230
_HIGHEST: Final = 405
_HEADER: Final = 120
_LETTER: Final = 1.12

#: Named styles that people find again in Excel's own list.
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "Knowshow title": {"font": Font(FACE, 20, bold=True, color=INK), "alignment": Alignment(vertical="center")},
    "Knowshow lead": {"font": Font(FACE, 11, color=MUTED), "alignment": _TOP},
    "Knowshow kicker": {"font": Font(FACE, 10, bold=True, color=ACCENT), "alignment": Alignment(vertical="center")},
    "Knowshow section": {"font": Font(FACE, 13, bold=True, color=ACCENT), "alignment": Alignment(vertical="bottom")},
    "Knowshow band": {
        "font": Font(FACE, 9, bold=True, color=ACCENT),
        "fill": PatternFill("solid", fgColor=ACCENT_SOFT),
        "alignment": Alignment(vertical="center"),
    },
    "Knowshow heading": {
        "font": Font(FACE, 11, bold=True, color="FFFFFF"),
        "fill": PatternFill("solid", fgColor=ACCENT),
        "alignment": Alignment(vertical="center", wrap_text=True),
        "border": Border(right=Side(style="thin", color="FFFFFF")),
    },
    "Knowshow hint": {
        "font": Font(FACE, 9, italic=True, color=MUTED),
        "fill": PatternFill("solid", fgColor=SUNKEN),
        "alignment": _TOP,
        "border": Border(bottom=_THIN),
    },
    "Knowshow cell": {
        "font": Font(FACE, 11, color=INK),
        "alignment": _TOP,
        "border": Border(bottom=_THIN, right=_THIN),
    },
    "Knowshow strong": {
        "font": Font(FACE, 11, bold=True, color=INK),
        "alignment": _TOP,
        "border": Border(bottom=_THIN, right=_THIN),
    },
    "Knowshow computed": {
        "font": Font(FACE, 10, color=MUTED),
        "fill": PatternFill("solid", fgColor=SUNKEN),
        "alignment": _TOP,
        "border": Border(bottom=_THIN, right=_THIN),
    },
    "Knowshow example": {
        "font": Font(FACE, 10, italic=True, color="7D5200"),
        "fill": PatternFill("solid", fgColor="FDF6E3"),
        "alignment": _TOP,
        "border": Border(bottom=_THIN, right=_THIN),
    },
    "Knowshow text": {"font": Font(FACE, 11, color=INK), "alignment": _TOP},
}


def add_styles(workbook: Workbook) -> None:
    """Give a workbook the named styles."""
    for name, parts in _STYLES.items():
        style = NamedStyle(name=name)
        for part, value in parts.items():
            setattr(style, part, value)
        workbook.add_named_style(style)


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the columns, in characters."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def height_of(texts: Iterable[tuple[str, float]], line: float = 15.5) -> float:
    """Return the height, in points, of a row that shows each text within a width in characters."""
    return min(_HIGHEST, line * max([1, *(_lines(text, width) for text, width in texts)]) + 4)


def _lines(text: str, width: float) -> int:
    """Estimate the lines of a text: letters are a little wider than Excel's unit, the figure nought."""
    return sum(max(1, ceil(len(part) * _LETTER / width)) for part in text.split("\n"))


def set_up_print(
    sheet: Worksheet, *, title: str = "", rows: tuple[int, int] | None = None, columns: str = "", landscape: bool = True
) -> None:
    """Print on A4 with the heading rows on every page and the page numbered.

    Wide sheets take pages side by side, each with ``columns``; the title then stands in the page's head.
    """
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = _PAPER_A4
    widths = (dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.fitToWidth = ceil(sum(widths) / _PAGE)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # openpyxl makes it with each sheet
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3
    sheet.HeaderFooter.scaleWithDoc = False
    footer: Any = sheet.oddFooter  # openpyxl makes it with each sheet
    footer.left.text, footer.right.text = "&A", "Page &P of &N"
    if rows:
        sheet.print_title_rows = f"{rows[0]}:{rows[1]}"
    if rows and columns and sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = columns
        header: Any = sheet.oddHeader
        header.left.text = title.replace("&", "&&")[:_HEADER]
        sheet.print_area = f"A{rows[0]}:{get_column_letter(sheet.max_column)}{sheet.max_row}"


def fill_by_tier(sheet: Worksheet, cells: str, first: str) -> None:
    """Fill cells by the figure at the end of the tier's words, such as "⬢ Tier 4"."""
    for tier, (_, fill, ink) in TIERS.items():
        sheet.conditional_formatting.add(
            cells,
            FormulaRule(  # type: ignore[no-untyped-call]
                formula=[f'RIGHT({first},1)="{tier}"'],
                fill=PatternFill("solid", bgColor=fill, fgColor=fill),
                font=Font(color=ink, bold=True),
            ),
        )


def tier_words(tier: int) -> str:
    """Write a tier with its sign, so that it is told apart without colour.

    >>> tier_words(4)
    '⬢ Tier 4'
    """
    return f"{TIERS[tier][0]} Tier {tier}"
