"""What a figure consists of: the drawing, the finding in words, the data, and what it was drawn from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from knowshow.ui.cells import safe_cell

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as ``ui/components/figure.html`` shows it."""

    name: str
    #: The finding, in a sentence.
    caption: str
    #: What is measured, and what was left out.
    measures: str
    #: What a person hears in place of the drawing.
    description: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    svg: str
    spec: Mapping[str, Any] = field(default_factory=dict)

    @property
    def csv(self) -> str:
        """The data as comma-separated values."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.headings)
        writer.writerows([safe_cell(cell) for cell in row] for row in self.rows)
        return text.getvalue()

    @property
    def csv_address(self) -> str:
        """An address that carries the data, for pages without a stored record."""
        return f"data:text/csv;charset=utf-8,{quote(self.csv)}"

    @property
    def spec_address(self) -> str:
        """An address that carries the drawing's specification."""
        return f"data:application/json,{quote(json.dumps(self.spec))}"
