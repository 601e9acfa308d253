"""The Excel habit, both ways: an empty form, an assessment as ranking and form in one, and a form taken back in."""

from __future__ import annotations

from knowshow.respect.reports.workbook.importing import read_xlsx
from knowshow.respect.reports.workbook.writing import render_xlsx, template_xlsx

__all__ = ["read_xlsx", "render_xlsx", "template_xlsx"]
