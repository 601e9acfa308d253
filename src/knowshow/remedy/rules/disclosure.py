"""Small cells in public tables: hidden, and so that nobody can work them out (GP 31 e; remedy.md section 3).

A count from 1 to 4 may point to a person. It is hidden, and so are further cells until no hidden cell is fixed by
the totals. Zeros may be shown: nobody stands in them. So a reader knows that a hidden cell is at least 1, and the
test here grants her that.

A table with its totals is a circulation: from the grand total to the columns, on to the rows, and back. A hidden
cell has another possible value exactly when some closed walk through hidden cells can raise or lower it, since such
systems have whole-numbered solutions wherever they have any. That makes the test exact and cheap.

What it promises is that more than one table fits what is shown. It does not reckon with a reader who tries which
tables this very method would have shown so; in tiny tables that can rule some out.

It guards one table at a time. Two tables that share a part, or the same table a day later, can still be subtracted
from each other: publish by quarter, and do not cut the same cases in many ways.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from knowshow.errors import BadInputError

THRESHOLD: Final = 5

#: A place in a table: row and column; none stands for the total.
_At = tuple[int | None, int | None]
#: Where the flow through a cell comes from and goes to.
_Arc = tuple[object, object]


@dataclass(frozen=True, slots=True)
class Row:
    """A published row of counts with its total; none stands for a hidden figure."""

    cells: tuple[int | None, ...]
    total: int | None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A published table of counts with its totals; none stands for a hidden figure."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    #: No figure but nought could be shown without giving a small cell away.
    is_withheld: bool = False


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Say whether a count must be hidden.

    >>> is_small(0), is_small(1), is_small(4), is_small(5)
    (False, True, True, False)
    """
    return 0 < count < threshold


def publish_row(counts: Sequence[int], threshold: int = THRESHOLD) -> Row:
    """Return a row of counts as it may be shown with its total.

    >>> publish_row([3, 7, 9, 0])
    Row(cells=(None, None, 9, 0), total=19, is_withheld=False)
    """
    _require_counts([counts])
    places: list[_At] = [(0, column) for column in range(len(counts))]
    values: dict[_At, int] = {at: counts[at[1] or 0] for at in places} | {(None, None): sum(counts)}
    arcs: dict[_At, _Arc] = {(None, None): ("row", "total")}
    arcs.update((at, ("total", "row")) for at in places)
    shown = _Shown(values, _hidden(values, arcs, threshold))
    return Row(tuple(shown[at] for at in places), shown[None, None], shown.is_nothing)


def publish_table(counts: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> Table:
    """Return a table of counts as it may be shown with its totals.

    >>> publish_table([[3, 8], [9, 10]]).cells
    ((None, None), (None, None))
    >>> publish_table([[1]]).is_withheld
    True
    """
    _require_counts(counts)
    rows, columns = range(len(counts)), range(len(counts[0]) if counts else 0)
    values, arcs = _with_totals(counts, rows, columns)
    shown = _Shown(values, _hidden(values, arcs, threshold))
    return Table(
        cells=tuple(tuple(shown[row, column] for column in columns) for row in rows),
        row_totals=tuple(shown[row, None] for row in rows),
        column_totals=tuple(shown[None, column] for column in columns),
        total=shown[None, None],
        is_withheld=shown.is_nothing,
    )


def _with_totals(
    counts: Sequence[Sequence[int]], rows: range, columns: range
) -> tuple[dict[_At, int], dict[_At, _Arc]]:
    values: dict[_At, int] = {(row, column): counts[row][column] for row in rows for column in columns}
    arcs: dict[_At, _Arc] = {(row, column): (("column", column), ("row", row)) for row in rows for column in columns}
    for row in rows:
        values[row, None], arcs[row, None] = sum(counts[row]), (("row", row), "rows")
    for column in columns:
        values[None, column] = sum(counts[row][column] for row in rows)
        arcs[None, column] = ("columns", ("column", column))
    values[None, None], arcs[None, None] = sum(map(sum, counts)), ("rows", "columns")
    return values, arcs


@dataclass(frozen=True, slots=True)
class _Shown:
    values: Mapping[_At, int]
    hidden: frozenset[_At]

    def __getitem__(self, at: _At) -> int | None:
        return None if at in self.hidden else self.values[at]

    @property
    def is_nothing(self) -> bool:
        """Whether no figure is shown but nought."""
        return bool(self.hidden) and all(at in self.hidden for at, count in self.values.items() if count)


def _hidden(values: Mapping[_At, int], arcs: Mapping[_At, _Arc], threshold: int) -> frozenset[_At]:
    """Return the places to hide: the small ones, and as many others as it takes.

    It ends: once every figure and total above nought is hidden, all of them could be larger together.
    """
    small = frozenset(at for at, count in values.items() if is_small(count, threshold))
    hidden = set(small)
    while exposed := _exposed(values, arcs, hidden):
        hidden |= _walk(values, arcs, hidden, exposed)
    return _pruned(values, arcs, hidden, small)


def _exposed(values: Mapping[_At, int], arcs: Mapping[_At, _Arc], hidden: set[_At]) -> _At | None:
    """Return a hidden place whose figure follows from what is shown, if there is one."""
    return next((at for at in sorted(hidden, key=_order) if not _can_vary(at, values, arcs, hidden)), None)


def _can_vary(at: _At, values: Mapping[_At, int], arcs: Mapping[_At, _Arc], hidden: set[_At]) -> bool:
    tail, head = arcs[at]
    steps: dict[object, list[object]] = {}
    for other in hidden - {at}:
        start, end = arcs[other]
        steps.setdefault(start, []).append(end)
        # It can be lowered only while it stays above nothing: zeros are shown, so a hidden cell is none.
        if values[other] > 1:
            steps.setdefault(end, []).append(start)
    return _reaches(steps, head, tail) or (values[at] > 1 and _reaches(steps, tail, head))


def _reaches(steps: Mapping[object, Sequence[object]], start: object, goal: object) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        new = [one for one in steps.get(here, ()) if one not in seen]
        seen.update(new)
        waiting += new
    return False


def _walk(values: Mapping[_At, int], arcs: Mapping[_At, _Arc], hidden: set[_At], exposed: _At) -> set[_At]:
    """Choose what to hide next: the cheapest closed walk along which the exposed figure could be one larger.

    A total costs more than all cells together; what is hidden already costs nothing. There is always the walk
    through the totals.
    """
    tail, head = arcs[exposed]
    steps = _open_steps(values, arcs, hidden, exposed)
    waiting: list[tuple[int, int, object, frozenset[_At]]] = [(0, 0, head, frozenset())]
    done, turn = set[object](), 0
    while waiting:
        cost, _, here, used = heapq.heappop(waiting)
        if here == tail:
            return set(used)
        done.add(here)
        for end, at, more in steps.get(here, ()):
            if end not in done:
                turn += 1  # of two equal costs the first found counts, so that the same table is always shown alike
                heapq.heappush(waiting, (cost + more, turn, end, used | {at}))
    raise AssertionError("A figure above nought always lies on a walk through the totals.")


def _open_steps(
    values: Mapping[_At, int], arcs: Mapping[_At, _Arc], hidden: set[_At], exposed: _At
) -> dict[object, list[tuple[object, _At, int]]]:
    most = sum(values.values())
    steps: dict[object, list[tuple[object, _At, int]]] = {}
    for at, (start, end) in arcs.items():
        if at == exposed or not values[at]:
            continue
        cost = 0 if at in hidden else values[at] + most * _is_total(at)
        steps.setdefault(start, []).append((end, at, cost))
        if values[at] > 1:
            steps.setdefault(end, []).append((start, at, cost))
    return steps


def _pruned(
    values: Mapping[_At, int], arcs: Mapping[_At, _Arc], hidden: set[_At], small: frozenset[_At]
) -> frozenset[_At]:
    """Show again what was hidden without need, totals and large figures first."""
    for at in sorted(hidden - small, key=lambda at: (not _is_total(at), -values[at], _order(at))):
        if _exposed(values, arcs, hidden - {at}) is None:
            hidden = hidden - {at}
    return frozenset(hidden)


def _is_total(at: _At) -> bool:
    return None in at


def _order(at: _At) -> tuple[int, int]:
    """Totals come after the cells."""
    return tuple(1_000_000 if one is None else one for one in at)  # type: ignore[return-value] # always two


def _require_counts(counts: Sequence[Sequence[int]]) -> None:
    if len({len(row) for row in counts}) > 1:
        raise BadInputError("The rows of a table of counts must be of one length.")
    if any(count < 0 for row in counts for count in row):
        raise BadInputError("A count cannot be less than nothing.")
