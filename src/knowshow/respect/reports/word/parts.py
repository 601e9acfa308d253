"""The parts that a Word report is laid out with: paragraphs, tables, fields, pictures, all under Word's own styles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from knowshow.respect.reports.characters import writable
from knowshow.respect.reports.word.style import CELL, MUTED, SMALL, TABLE, TIERS

if TYPE_CHECKING:
    from docx.document import Document

#: The width of the text, in centimetres.
WIDTH: Final = 16.2
#: Word's names for places in a document hold at most so many characters.
_BOOKMARK: Final = 40
#: Tables of so many rows are kept on one page.
_WHOLE: Final = 6

Shape = Any  # a paragraph, run, table or cell of python-docx, which has no types


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of text with its weight."""

    text: str
    strong: bool = False
    quiet: bool = False


Words = str | Said | Sequence[str | Said]


@dataclass
class Paper:
    """The document as it is being written; it remembers its headings for the table of contents."""

    document: Document
    headings: list[tuple[int, str, str]] = field(default_factory=list)

    def heading(self, text: str, level: int, *, new_page: bool = False, listed: bool = True) -> Shape:
        """Write a heading; the first two levels stand in the contents, unless they are not ``listed``."""
        paragraph = self.document.add_heading(writable(text), level)
        paragraph.paragraph_format.page_break_before = new_page or None
        if listed and level <= 2:  # noqa: PLR2004  (the levels of the contents)
            name = f"_Toc{len(self.headings) + 1:08d}"[:_BOOKMARK]
            self.headings.append((level, writable(text), name))
            _bookmark(paragraph, name, len(self.headings))
        return paragraph

    def text(self, words: Words, style: str = "Normal") -> Shape:
        """Write a paragraph."""
        paragraph = self.document.add_paragraph(style=style)
        say(paragraph, words)
        return paragraph

    def texts(self, texts: Iterable[Words], style: str = "Normal") -> None:
        """Write paragraphs, each of its own."""
        for words in texts:
            self.text(words, style)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[Words]], widths: Sequence[float], *, first: bool = True
    ) -> Shape:
        """Write a table whose head repeats on each page; without heads, one of names and values."""
        table = self.document.add_table(rows=0, cols=len(widths), style=TABLE)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        _look(table, heads=bool(heads), first=first)
        if heads:
            _repeat(_row(table, [Said(head, strong=True) for head in heads], widths, ink="FFFFFF"))
        for values in rows:
            _row(table, values, widths)
        if len(rows) <= _WHOLE:
            _keep_whole(table)
        self.document.add_paragraph(style=SMALL).paragraph_format.space_after = Pt(2)
        return table

    def picture(self, png: bytes, described: str, width: float = WIDTH) -> None:
        """Place a picture with words for those who do not see it."""
        shape = self.document.add_picture(BytesIO(png), width=Cm(width))
        properties = shape._inline.docPr  # python-docx gives pictures no description otherwise
        properties.set("descr", writable(described))
        properties.set("title", writable(described)[:120])

    def link(self, paragraph: Shape, text: str, address: str) -> None:
        """Write a link to another document."""
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        relation = paragraph.part.relate_to(address, kind, is_external=True)
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), relation)
        run = paragraph.add_run(writable(text))
        run.font.underline = True
        element.append(run._r)  # python-docx cannot write links otherwise
        paragraph._p.append(element)


def say(paragraph: Shape, words: Words) -> None:
    """Write words into a paragraph; line ends become line breaks."""
    for part in [words] if isinstance(words, str | Said) else words:
        said = Said(part) if isinstance(part, str) else part
        run = paragraph.add_run(writable(said.text))
        run.bold = said.strong or None
        if said.quiet:
            run.font.color.rgb = RGBColor.from_string(MUTED)


def _row(table: Shape, values: Sequence[Words], widths: Sequence[float], ink: str = "") -> Shape:
    row = table.add_row()
    for cell, words, width in zip(row.cells, values, widths, strict=True):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.style = CELL
        say(paragraph, words)
        for run in paragraph.runs if ink else ():
            run.font.color.rgb = RGBColor.from_string(ink)
    properties = row._tr.get_or_add_trPr()  # python-docx cannot keep rows whole otherwise
    properties.append(OxmlElement("w:cantSplit"))
    return row


def _keep_whole(table: Shape) -> None:
    """Keep a small table on one page."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _repeat(row: Shape) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _look(table: Shape, *, heads: bool, first: bool) -> None:
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    bits = 0x0600 + 0x0020 * heads + 0x0080 * first
    properties.append(
        parse_xml(
            f'<w:tblLook {nsdecls("w")} w:val="{bits:04X}" w:firstRow="{int(heads)}" w:lastRow="0" '
            f'w:firstColumn="{int(first)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
    )


def align_ends(table: Shape, columns: Sequence[int]) -> None:
    """Let figures stand under each other, at the end of their columns."""
    for row in table.rows:
        for column in columns:
            row.cells[column].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def shade(cell: Shape, tier: int) -> None:
    """Fill a cell that names a tier."""
    fill, ink = TIERS[tier]
    cell._tc.get_or_add_tcPr().append(  # python-docx cannot fill cells otherwise
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    )
    for run in cell.paragraphs[0].runs:
        run.font.color.rgb = RGBColor.from_string(ink)
        run.bold = True


def tag(paragraph: Shape, text: str, tier: int) -> None:
    """Write words on the ground of a tier, inside a line."""
    fill, ink = TIERS[tier]
    run = paragraph.add_run(f"\u00a0{text}\u00a0")
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(ink)
    run._r.get_or_add_rPr().append(  # python-docx cannot shade words otherwise
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    )


# Fields: what Word works out by itself.


def add_field(paragraph: Shape, instruction: str, shown: str, *, dirty: bool = False) -> None:
    """Write a field with what it shows until Word works it out."""
    _mark(paragraph, "begin", dirty=dirty)
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)  # python-docx knows no fields
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Shape, kind: str, *, dirty: bool = False) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(mark)


def _bookmark(paragraph: Shape, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1, start)  # python-docx knows no bookmarks
    paragraph._p.append(end)


def write_contents(after: Shape, headings: Sequence[tuple[int, str, str]]) -> None:
    """Write the contents below a heading: every entry leads to its place, and its page is a field.

    A field for the contents as a whole would hold no page until somebody renews it by hand; these are worked out
    as the document is opened.
    """
    place = after
    for level, text, name in headings:
        place = _after(place, f"toc {level}")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), name)
        before = len(place._p)  # python-docx cannot write links otherwise
        place.add_run(f"{text}\t")
        add_field(place, f"PAGEREF {name} \\h", "…", dirty=True)
        for element in list(place._p)[before:]:
            link.append(element)
        place._p.append(link)


def _after(paragraph: Shape, style: str) -> Shape:
    from docx.text.paragraph import Paragraph

    element = OxmlElement("w:p")
    paragraph._p.addnext(element)
    added = Paragraph(element, paragraph._parent)
    added.style = style
    return added
