"""Answers in the shapes of others: read into plain records, and written again. No web, no database."""

from __future__ import annotations

from knowshow.scoring.importers.records import Imported, ImportedAnswer, ImportedSource, RowError

__all__ = ["Imported", "ImportedAnswer", "ImportedSource", "RowError"]
