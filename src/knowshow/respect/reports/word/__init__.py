"""The report for Word: what a board reads, and what others edit and comment on (GP 21)."""

from __future__ import annotations

from knowshow.respect.reports.word.report import render_docx

__all__ = ["render_docx"]
