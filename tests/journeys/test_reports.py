"""The report of an assessment in a real browser: nothing to complain of, by day and by night, at a desk and a phone."""

from datetime import date

import pytest

from knowshow.respect.reports.html import render_html
from knowshow.respect.rules.assessed import assess
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_every_page import _problems as problems
from tests.respect.reports import cases
from tests.respect.reports.assessments import FULL

pytestmark = pytest.mark.any_database

_REPORTS = {
    "small": cases.small,
    "many": cases.many,
    "difficult": cases.difficult,
    "with every field": lambda: assess(FULL),
    "empty": cases.of_impacts,
}


@pytest.fixture
def open_report(at_browser, tmp_path):
    """Open a report as the file it is, at a width, by day or by night."""

    def opened(name, **how):
        file = tmp_path / "report.html"
        file.write_text(render_html(_REPORTS[name](), today=date(2026, 11, 9)), encoding="utf-8")
        reader = at_browser(**how)
        reader.tab.goto(file.as_uri())
        return reader

    return opened


@pytest.mark.parametrize("name", _REPORTS)
@pytest.mark.parametrize(("width", "dark"), [(DESK, False), (PHONE, True)], ids=["desk, light", "phone, dark"])
def test_a_report_is_accessible_and_fits(name, width, dark, open_report):
    found = problems(open_report(name, width=width, dark=dark))

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["small", "many"])
def test_the_table_behind_a_figure_is_accessible_too(name, open_report):
    reader = open_report(name)
    for summary in reader.tab.locator("summary").all():
        summary.click()

    assert problems(reader) == []


def test_a_printed_report_keeps_its_words_and_leaves_the_folded_tables_out(open_report):
    reader = open_report("small")
    reader.tab.emulate_media(media="print")

    assert reader.tab.locator("h2#decisions").is_visible()
    assert not reader.tab.locator("details").first.is_visible()
    assert problems(reader) == []
