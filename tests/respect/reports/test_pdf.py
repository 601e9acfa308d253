"""The report as PDF: readable by people and by screen readers, with bookmarks; and what is said without Pango."""

import gc
import importlib
import io

import pypdf
import pytest

from knowshow.errors import MissingProgramError
from knowshow.respect.reports import pdf
from knowshow.respect.reports.content import report_of
from knowshow.respect.reports.figures import figures_of
from tests.respect.reports import cases
from tests.respect.reports.cases import TODAY


def read(assessed):
    """The PDF of an assessment."""
    return pypdf.PdfReader(io.BytesIO(pdf.render_pdf(assessed, today=TODAY)))


@pytest.fixture(scope="module")
def small():
    return read(cases.small())


@pytest.fixture(scope="module")
def difficult():
    return read(cases.difficult())


def text(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def titles(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry.title


def test_the_words_are_text_on_numbered_pages(small):
    total = len(small.pages)

    assert total >= 6
    assert "Ranked first, above issue 2 because it is of a graver tier" in text(small)
    assert f"1 / {total}" in small.pages[0].extract_text()
    assert f"{total} / {total}" in small.pages[-1].extract_text()


def test_the_first_page_holds_finding_and_decisions(small):
    first = " ".join(small.pages[0].extract_text().split())

    assert "Two impacts on people were found and rated." in first
    assert "What the board is asked to decide" in first


def test_parts_and_issues_are_bookmarks_in_order(small):
    found = list(titles(small.outline))

    assert found[:2] == ["In short", "What the board is asked to decide"]
    assert [title for title in found if title[:1].isdigit()] == [
        "1. Older persons: work they freely choose",
        "2. Platform and precarious workers: privacy",
    ]
    assert found[-1] == "Sources"


def test_the_document_says_what_it_is(small):
    assert small.metadata.title == "Hiring assistant, first assessment: human rights assessment"
    assert small.metadata.author == "Example Ltd"
    assert small.trailer["/Root"]["/Lang"] == "en"
    assert small.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_every_figure_has_words_for_those_who_cannot_see_it(small):
    told = [
        str(element["/Alt"]) for element in structure(small.trailer["/Root"]["/StructTreeRoot"]) if "/Alt" in element
    ]

    assert "A heat map would have kept this order" in told
    assert "Tier 3" in told


def structure(element):
    """Every element of the structure tree."""
    yield element
    children = element.get("/K", [])
    children = children if isinstance(children, list) else [children]
    for child in children:
        found = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(found, dict):
            yield from structure(found)


def test_markup_and_other_scripts_are_words_here_too(difficult):
    assert "<script>alert('x')</script>" in text(difficult)
    assert cases.CHINESE[:6] in text(difficult)


def test_a_figure_with_joined_letters_becomes_a_picture_and_others_stay_drawings():
    plain, joined = (
        figures_of(assessed, report_of(assessed, today=TODAY).issues)[0]
        for assessed in (cases.small(), cases.difficult())
    )

    assert pdf.shaped(plain) is plain
    assert pdf.shaped(joined).svg.startswith('<img src="data:image/png;base64,')
    assert cases.ARABIC[:10] in pdf.shaped(joined).svg


def test_without_pango_the_message_says_what_to_install(monkeypatch):
    def absent(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(importlib, "import_module", absent)

    with pytest.raises(MissingProgramError, match="apt install libpango"):
        pdf.render_pdf(cases.small(), today=TODAY)


def test_words_that_fit_a_line_are_never_torn_and_endless_ones_break(difficult):
    page = "<p title='{0}'>{0} short</p><svg><text>{0}</text></svg>".format("y" * 60)

    assert pdf.breakable(page).count("<wbr>") == 5
    assert pdf.breakable("<p>short words &amp; more</p>") == "<p>short words &amp; more</p>"
    assert "liberty and security" in text(difficult)


@pytest.mark.parametrize("broken", [False, True])
def test_the_search_for_lost_objects_goes_on_after_a_report_made_or_not(broken, monkeypatch):
    if broken:
        monkeypatch.setattr(pdf, "page", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            pdf.render_pdf(cases.small(), today=TODAY)
    else:
        pdf.render_pdf(cases.small(), today=TODAY)

    assert gc.isenabled()
