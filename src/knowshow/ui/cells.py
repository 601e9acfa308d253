"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

from typing import Final

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: object) -> object:
    """Keep a spreadsheet from taking a text for a formula.

    >>> safe_cell("=1+1"), safe_cell("yes"), safe_cell(-3)
    ("'=1+1", 'yes', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
