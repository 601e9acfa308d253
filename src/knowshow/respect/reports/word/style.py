"""How the Word report looks: Word's own styles, so that its readers can restyle, navigate and number it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

FACE: Final = "Calibri"
INK: Final = "161514"
MUTED: Final = "55534D"
ACCENT: Final = "0D626A"
LINE: Final = "DEDCD5"
SUNKEN: Final = "F5F4F0"

#: Fill and ink of each tier: the gravest is darkest; the figure always stands with it.
TIERS: Final = {4: ("6B0F2E", "FFFFFF"), 3: ("B5410E", "FFFFFF"), 2: ("EEBD59", "161514"), 1: ("F4ECD9", "161514")}

TABLE: Final = "Knowshow Table"
KICKER: Final = "Knowshow Kicker"
LEAD: Final = "Knowshow Lead"
SMALL: Final = "Knowshow Small"
NOTICE: Final = "Knowshow Notice"
CELL: Final = "Knowshow Cell"

#: Name, size, colour, bold, space before, space after.
_HEADINGS: Final = (
    ("Title", 26, INK, True, 0, 8),
    ("Heading 1", 20, ACCENT, True, 26, 8),
    ("Heading 2", 14, INK, True, 16, 6),
    ("Heading 3", 11.5, ACCENT, True, 12, 3),
)


def set_up(document: Document) -> None:
    """Set page, language and styles."""
    _page(document)
    _language(document)
    _body(document)
    for name, size, colour, bold, before, after in _HEADINGS:
        _heading(document.styles[name], size, colour, bold=bold, before=before, after=after)
    _own_styles(document)
    _contents_styles(document)
    _table_style(document)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True


def _language(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))


def _face(style: Any, size: float, colour: str, *, bold: bool = False) -> None:  # noqa: ANN401  (python-docx has no types)
    style.font.name = FACE
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FACE)


def _body(document: Document) -> None:
    normal = document.styles["Normal"]
    _face(normal, 10.5, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True


def _heading(style: Any, size: float, colour: str, *, bold: bool, before: float, after: float) -> None:  # noqa: ANN401  (python-docx has no types)
    _face(style, size, colour, bold=bold)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.keep_with_next = True
    style.paragraph_format.line_spacing = 1.05
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _own_styles(document: Document) -> None:
    caption = document.styles["Caption"]
    _face(caption, 10.5, INK, bold=True)
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(10), Pt(3)
    caption.paragraph_format.keep_with_next = True
    for name, size, colour, bold, after in (
        (KICKER, 10.5, ACCENT, True, 2),
        (LEAD, 13, INK, True, 8),
        (SMALL, 9, MUTED, False, 4),
        (NOTICE, 10.5, INK, False, 8),
        (CELL, 9.5, INK, False, 2),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _face(style, size, colour, bold=bold)
        style.paragraph_format.space_after = Pt(after)
    document.styles[CELL].paragraph_format.space_before = Pt(2)
    document.styles[CELL].paragraph_format.line_spacing = 1.05
    _frame(document.styles[NOTICE])
    for header in ("Header", "Footer"):
        _face(document.styles[header], 8.5, MUTED)


def _frame(style: Any) -> None:  # noqa: ANN401  (python-docx has no types)
    """Give notices a bar at their start and a quiet ground."""
    properties = style.element.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{ACCENT}"/></w:pBdr>')
    )
    properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{SUNKEN}"/>'))
    style.paragraph_format.left_indent = Cm(0.4)


def _contents_styles(document: Document) -> None:
    for level, indent, bold in ((1, 0.0, True), (2, 0.6, False)):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _face(style, 10, INK, bold=bold)
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.space_after = Pt(1)
        style.paragraph_format.space_before = Pt(3 if bold else 0)
        style.paragraph_format.line_spacing = 1.05
        tabs = parse_xml(
            f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:leader="dot" w:pos="{Cm(16.2).twips}"/></w:tabs>'
        )
        style.element.get_or_add_pPr().insert(0, tabs)


def _table_style(document: Document) -> None:
    """Add the table style: hairlines between rows, a dark head, first column strong."""
    side = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="KnowshowTable">'
            f'<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
            f"<w:tblPr><w:tblBorders><w:top {side}/><w:bottom {side}/><w:insideH {side}/></w:tblBorders>"
            '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/></w:tcPr></w:tblStylePr>'
            '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
        )
    )
