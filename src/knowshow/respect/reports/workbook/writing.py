"""The workbook: an empty form, and an assessment as ranking and form in one (GP 18 to 21).

``form`` says which sheets and columns there are; whatever is written here, ``importing`` reads back to an
equal record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from knowshow import canon
from knowshow.respect.rules.severity import RULE_VERSION

if TYPE_CHECKING:
    from openpyxl import Workbook

    from knowshow.respect.reports.content import SetAside
    from knowshow.respect.rules.assessed import Assessed


def template_xlsx() -> bytes:
    """Return the empty form."""
    from knowshow.respect.reports.workbook import pages as sheet_pages
    from knowshow.respect.reports.workbook import sheets as sheet_content

    workbook = _workbook("Human rights due diligence: form")
    sheet_pages.write_read_me(workbook)
    sheet_content.write_form(workbook, None)
    sheet_pages.write_lists(workbook)
    sheet_content.name_references(workbook, is_empty=True)
    return _saved(workbook)


def render_xlsx(assessed: Assessed, *, today: date, set_aside: Sequence[SetAside] = (), state: str = "") -> bytes:
    """Return the ranked assessment as a workbook that can be taken in again; findings set aside carry the reason."""
    from knowshow.respect.reports.workbook import pages as sheet_pages
    from knowshow.respect.reports.workbook import ranking as sheet_ranking
    from knowshow.respect.reports.workbook import sheets as sheet_content

    title = assessed.assessment.title
    workbook = _workbook(title)
    sheet_ranking.write_ranking(workbook, assessed, today=today, set_aside=set_aside, state=state)
    sheet_pages.write_read_me(workbook, title="How to read and change this workbook", is_report=True)
    sheet_content.write_form(workbook, assessed.assessment)
    sheet_pages.write_lists(workbook)
    sheet_content.name_references(workbook, is_empty=False)
    return _saved(workbook)


def _workbook(title: str) -> Workbook:
    from openpyxl import Workbook

    from knowshow.respect.reports.workbook.cells import safe
    from knowshow.respect.reports.workbook.style import add_styles

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    workbook.properties.title = safe(title)[:250]
    workbook.properties.creator = "Knowshow"
    workbook.properties.language = "en-GB"
    workbook.properties.description = f"Rule: {RULE_VERSION}. Canon: {canon.release}."
    return workbook


def _saved(workbook: Workbook) -> bytes:
    workbook.active = 0
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
