"""The Word report: Word's own styles, words for every picture, and text that stays text."""

import io
import os
import shutil
import subprocess
import zipfile
from itertools import pairwise

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings

from knowshow.respect.reports.content import HEADINGS, ISSUE_HEADINGS, report_of
from knowshow.respect.reports.word import render_docx
from knowshow.respect.rules.assessed import assess
from tests.respect.reports.assessments import DAY, FULL, anything

REPORT = report_of(assess(FULL), today=DAY)


def opened(assessment):
    return docx.Document(io.BytesIO(render_docx(assess(assessment), today=DAY)))


@pytest.fixture(scope="module")
def content():
    return render_docx(assess(FULL), today=DAY)


@pytest.fixture
def document(content):
    return docx.Document(io.BytesIO(content))


def under(document, style):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def all_words(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_report_has_one_title_and_the_headings_of_every_format(document):
    assert under(document, "Title") == [FULL.title]
    wanted = [words for part, words in HEADINGS.items() if part != "unrated"]
    assert under(document, "Heading 1") == wanted
    issues = [f"{issue.rank}. {issue.label}" for issue in REPORT.issues]
    assert under(document, "Heading 2")[: len(issues)] == issues
    assert set(under(document, "Heading 3")) >= {ISSUE_HEADINGS["ratings"], ISSUE_HEADINGS["actions"]}


def test_it_says_what_the_content_says(document):
    words = all_words(document)
    first = REPORT.issues[0]
    said = [REPORT.headline, *REPORT.summary, *REPORT.decisions, *REPORT.missing, *REPORT.method, first.place]
    said += [*first.reasons, first.override.reason, first.involvement.reason, first.notes, " ".join(first.duties)]
    said += [rating.rationale for rating in first.ratings] + [action.title for action in first.actions]
    said += [source.title for source in REPORT.sources] + [risk.words for risk in REPORT.business_risks]
    said += [spot.message for spot in REPORT.weak_spots] + [fact.value for fact in REPORT.facts]
    assert [text for text in said if text not in words] == []


def test_no_heading_level_is_skipped(document):
    levels = [int(one.style.name[-1]) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels[0] == 1


def test_the_contents_lead_to_every_heading(document):
    entries = [one for one in document.paragraphs if one.style.name.startswith("toc ")]
    anchors = [one._p.find(qn("w:hyperlink")).get(qn("w:anchor")) for one in entries]
    marks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert len(entries) == len(under(document, "Heading 1")) + len(REPORT.issues)
    assert set(anchors) == marks
    assert len(set(anchors)) == len(anchors)


def test_tables_with_heads_repeat_them_and_rows_stay_whole(document):
    heads = [table for table in document.tables if "Scale" in table.rows[0].cells[0].text]
    assert heads
    for table in heads:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    for table in document.tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_every_picture_has_words(document):
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 3
    assert all(len(picture.get("descr")) > 40 for picture in pictures)


def test_language_and_properties_are_set(document, content):
    assert document.core_properties.title == FULL.title
    assert document.core_properties.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b'w:lang w:val="en-GB"' in archive.read("word/styles.xml")


def test_pages_are_numbered_and_carry_the_title(document):
    section = document.sections[0]
    assert section.header.paragraphs[0].text == FULL.title
    for footer in (section.footer, section.first_page_footer):
        codes = [code.text.strip() for code in footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_markup_and_template_signs_stay_text():
    odd = "<w:p>{{ 7 * 7 }} {% if x %} & ]]> &amp; "
    found = opened(msgspec.structs.replace(FULL, title=f"{odd}end", company="a\x07b\x00c"))
    assert under(found, "Title") == [f"{odd}end"]
    assert "abc" in all_words(found)


def test_only_web_addresses_become_links():
    def linked(url):
        source = msgspec.structs.replace(FULL.source, url=url)
        found = opened(msgspec.structs.replace(FULL, source=source))
        return [part.target_ref for part in found.part.rels.values() if part.is_external]

    assert "https://example.org/a" in linked("https://example.org/a")
    assert not [address for address in linked("javascript:alert(1)") if address.startswith("javascript")]


def test_an_assessment_without_impacts_makes_a_report():
    assert "No impact has been rated yet" in all_words(opened(msgspec.structs.replace(FULL, impacts=())))


def test_unrated_impacts_stand_apart():
    draft = msgspec.structs.replace(FULL.impacts[1], ratings=())
    found = opened(msgspec.structs.replace(FULL, impacts=(FULL.impacts[0], draft)))
    assert HEADINGS["unrated"] in under(found, "Heading 1")


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(anything)
def test_any_assessment_makes_a_report_that_opens(assessment):
    assert len(under(opened(assessment), "Title")) == 1


@pytest.mark.programs
def test_libreoffice_shows_the_report_with_its_page_numbers(tmp_path, content):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.docx"]
    subprocess.run(command, capture_output=True, check=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)})
    said = subprocess.run(["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True)
    text = said.stdout.decode()
    assert "Women who left a violent partner" in text
    assert "Page 1 /" in text
    contents = next(line for line in text.splitlines() if line.startswith("Sources") and line[-1].isdigit())
    assert int(contents.split(".")[-1]) > 3
