"""Read an assessment from a workbook: the form that people filled in, or one that was exported before.

The cells become the same tree that a YAML file gives, with the cell of each field beside it; ``rules.reading`` then
checks it as it checks every file. One clear message names file, sheet and cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

from knowshow import canon
from knowshow.errors import BadInputError, Place, UnknownIdError
from knowshow.respect.reports.workbook import form
from knowshow.respect.reports.workbook.archive import opened
from knowshow.respect.reports.workbook.form import Column, Sheet
from knowshow.respect.reports.workbook.grid import Grid, Row, read_grids
from knowshow.respect.reports.workbook.values import Value, value_of
from knowshow.respect.rules import reading
from knowshow.respect.rules.assessment import FORMAT, Assessment
from knowshow.yaml_tree import Path, YamlTree

#: Columns that say where a row belongs, and are no field of its record.
_LINKS: Final = {"impact", "#no", "#rating"}
_SHORT_NAME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")


def read_xlsx(path: FilePath, name: str, *, allow_unrated: bool = False) -> Assessment:
    """Read a workbook; ``name`` stands for the file in messages. Raises ``BadInputError`` with sheet and cell.

    ``allow_unrated`` admits impacts without a rating, as the workspace's drafts have.
    """
    with opened(path, name) as workbook:
        grids = read_grids(workbook, path, name)
    tree = _Planter(name, grids).tree()
    return reading.from_tree(tree, allow_unrated=allow_unrated)


@dataclass
class SheetTree(YamlTree):
    """The values of a workbook, and the cells in which they stand."""

    cells: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Return the cell of ``path``, or of what stands nearest to it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.cells:
                return self.cells[path[:length]]
        return Place(self.file)


@dataclass
class _Planter:
    """Grows the tree, sheet by sheet, in the order in which records refer to each other."""

    file: str
    grids: Mapping[str, Grid]
    value: dict[str, Any] = field(default_factory=lambda: {"knowshow": FORMAT})
    cells: dict[Path, Place] = field(default_factory=dict)
    impacts: dict[str, int] = field(default_factory=dict)
    ratings: dict[str, Path] = field(default_factory=dict)

    def tree(self) -> SheetTree:
        self._assessment()
        self._list(form.RELATIONSHIPS, ("subject", "business_relationships"))
        self._list(form.SOURCES, ("sources",))
        self._impacts()
        self._ratings()
        self._evidence()
        self._belonging(form.ACTIONS, "actions")
        self._belonging(form.OTHER_METHODS, "other_methods")
        for sheet in (form.INVOLVEMENT, form.DECISIONS):
            self._details(sheet)
        return SheetTree(self.value, self.file, cells=self.cells)

    def _rows(self, sheet: Sheet) -> tuple[Row, ...]:
        grid = self.grids.get(sheet.name)
        return grid.rows if grid else ()

    def _assessment(self) -> None:
        for row in self._rows(form.ASSESSMENT):
            self._plant((), self.value, row)

    def _list(self, sheet: Sheet, path: Path) -> None:
        for row in self._rows(sheet):
            self._require(sheet, row)
            self._append(path, row)

    def _impacts(self) -> None:
        for row in self._rows(form.IMPACTS):
            self._require(form.IMPACTS, row)
            given = row.get("id")
            key = str(self._said(form.IMPACTS.column("id"), row))
            if given and not _SHORT_NAME.fullmatch(key):
                raise given.refused(
                    f"{key[:60]!r} is no short name: it may hold letters, figures, full stops, - and _, and no spaces.",
                    "Write it like this: stalked-at-home",
                )
            if key in self.impacts and given:
                first = self.cells["impacts", self.impacts[key], "id"]
                raise given.refused(
                    f"The impact {key!r} stands twice.", f"Give it another name; the first stands in {first.cell}."
                )
            self.impacts[key] = self._append(("impacts",), row)

    def _ratings(self) -> None:
        for row in self._rows(form.RATINGS):
            self._require(form.RATINGS, row)
            path = (*self._impact_of(form.RATINGS, row), "ratings")
            spot = (*path, self._append(path, row))
            self._short_evidence(spot)
            number = row.get("#no")
            if number is not None:
                if number.text.casefold() in self.ratings:
                    raise number.refused(f"The rating {number.text!r} stands twice.", "Give it another number.")
                self.ratings[number.text.casefold()] = spot

    def _short_evidence(self, spot: Path) -> None:
        """Turn the lines of the cell Evidence into pieces of evidence."""
        rating = self._at(spot)
        if "evidence" in rating:
            lines = [line.strip() for line in str(rating["evidence"]).split("\n")]
            rating["evidence"] = [{"title": line} for line in lines if line]

    def _evidence(self) -> None:
        for row in self._rows(form.EVIDENCE):
            self._require(form.EVIDENCE, row)
            number = row.get("#rating")
            assert number is not None  # noqa: S101  (required above; this narrows the type)
            spot = self.ratings.get(number.text.casefold())
            if spot is None:
                known = [key.upper() for key in self.ratings]
                raise _unknown("rating", number.text, known, number.place, form.RATINGS)
            self._append((*spot, "evidence"), row)

    def _belonging(self, sheet: Sheet, name: str) -> None:
        """Plant the rows of which an impact may have several."""
        for row in self._rows(sheet):
            self._require(sheet, row)
            self._append((*self._impact_of(sheet, row), name), row)

    def _details(self, sheet: Sheet) -> None:
        seen: dict[Path, Row] = {}
        for row in self._rows(sheet):
            self._require(sheet, row)
            path = self._impact_of(sheet, row)
            if path in seen:
                raise BadInputError(
                    "The impact stands twice on this sheet.",
                    place=row.place,
                    remedy=f"Keep one row; the first is {seen[path].place.cell}.",
                )
            seen[path] = row
            self._plant(path, self._at(path), row)

    # Rows that refer to others.

    def _impact_of(self, sheet: Sheet, row: Row) -> Path:
        given = row.get("impact")
        assert given is not None  # noqa: S101  (required by the callers; this narrows the type)
        key = str(self._said(sheet.column("impact"), row))
        if key not in self.impacts:
            raise _unknown("impact", key, self.impacts, given.place, form.IMPACTS)
        return ("impacts", self.impacts[key])

    def _said(self, column: Column, row: Row) -> Value | None:
        return next((value_of(field, given) for field, given in row.cells.items() if field.column is column), None)

    def _require(self, sheet: Sheet, row: Row) -> None:
        filled = {field.column.key for field in row.cells}
        for column in sheet.columns:
            if column.required and column.key not in filled:
                place = row.place_of(column.key, self.grids[sheet.name].letters)
                raise BadInputError(f"“{column.title}” is empty.", place=place, remedy=column.help)

    # Planting.

    def _append(self, path: Path, row: Row) -> int:
        *owner, name = path
        siblings = self._at(tuple(owner)).setdefault(name, [])
        siblings.append({})
        self._plant((*path, len(siblings) - 1), siblings[-1], row)
        return len(siblings) - 1

    def _plant(self, path: Path, record: dict[str, Any], row: Row) -> None:
        self.cells.setdefault(path, row.place)
        repeated: dict[Path, list[Value]] = {}
        for found, given in row.cells.items():
            value = None if found.column.key in _LINKS else value_of(found, given)
            if value is None:
                continue
            spot = (*path, *_steps(found.column))
            if found.column.repeats:
                repeated.setdefault(spot, []).append(value)
                spot = (*spot, len(repeated[spot]) - 1)
            else:
                _set(record, _steps(found.column), value)
            self._remember(path, spot, Place(given.place.file, cell=given.place.cell, field=found.heading))
        for spot, values in repeated.items():
            _set(record, spot[len(path) :], values)

    def _remember(self, path: Path, spot: Path, place: Place) -> None:
        """Keep the cell of a field, and let it stand for the record that it begins."""
        self.cells[spot] = place
        for length in range(len(path) + 1, len(spot)):
            self.cells.setdefault(spot[:length], place)

    def _at(self, path: Path) -> Any:  # noqa: ANN401  (a part of the tree)
        found: Any = self.value
        for part in path:
            found = found.setdefault(part, {}) if isinstance(found, dict) else found[part]
        return found


def _steps(column: Column) -> tuple[str, ...]:
    """The path of a column's field; the key of an answer may hold dots of its own."""
    parts = column.key.split(".", 2)
    return tuple(parts) if column.key.startswith("involvement.answers.") else column.path


def _set(record: dict[str, Any], steps: Path, value: object) -> None:
    *owners, last = (str(step) for step in steps)
    for part in owners:
        record = record.setdefault(part, {})
    record[last] = value


def _unknown(what: str, key: str, known: Iterable[str], place: Place, sheet: Sheet) -> UnknownIdError:
    near = canon.nearest(key, list(known))
    return UnknownIdError(
        f"The {what} {key[:60]!r} does not stand on the sheet {sheet.name}.",
        place=place,
        remedy=f"Did you mean {near!r}?" if near else f"Add it there, or correct the {what} here.",
    )
