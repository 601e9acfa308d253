"""What a report says, in words and in order, before any format: the web page, the PDF and Word all say this (GP 21)."""

from __future__ import annotations

from knowshow.respect.reports.content.report import HEADINGS, ISSUE_HEADINGS, LABELS, SetAside, report_of

__all__ = ["HEADINGS", "ISSUE_HEADINGS", "LABELS", "SetAside", "report_of"]
