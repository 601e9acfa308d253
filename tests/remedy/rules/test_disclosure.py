"""Small cells: hidden, and not to be worked out by anybody who sees the rest of the table."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowshow.errors import BadInputError
from knowshow.remedy.rules.disclosure import is_small, publish_row, publish_table

#: Small figures, so that every table which fits what is shown can be written down.
small_rows = st.lists(st.integers(0, 9), min_size=1, max_size=4)
small_tables = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 7), min_size=columns, max_size=columns), min_size=1, max_size=3)
)
tables = st.integers(1, 6).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=1, max_size=6)
)


def fills(total, number):
    """Every way to share a sum among so many hidden cells; each is at least 1, since zeros are shown."""
    if number == 0:
        return [()] if total == 0 else []
    return [(first, *rest) for first in range(1, total - number + 2) for rest in fills(total - first, number - 1)]


def rows_that_fit(shown, total, most):
    """Every row that a reader can think of; a hidden total is anything up to a bound well above the truth."""
    known = sum(one for one in shown if one is not None)
    blanks = [place for place, one in enumerate(shown) if one is None]
    for whole in [total] if total is not None else range(max(known, 1), most + 1):
        for fill in fills(whole - known, len(blanks)):
            row = list(shown)
            for place, value in zip(blanks, fill, strict=True):
                row[place] = value
            yield tuple(row), whole


def tables_that_fit(published, most):
    """Every table that a reader can think of: rows that fit, then columns that fit."""
    rows = [
        list(rows_that_fit(row, total, most)) for row, total in zip(published.cells, published.row_totals, strict=True)
    ]
    for chosen in itertools.product(*rows):
        cells = [row for row, _ in chosen]
        columns = [sum(column) for column in zip(*cells, strict=True)]
        everything = sum(columns)
        if all(_fits(*pair) for pair in zip(published.column_totals, columns, strict=True)) and _fits(
            published.total, everything
        ):
            yield (*cells, tuple(whole for _, whole in chosen), tuple(columns), (everything,))


def _fits(shown, value):
    return value >= 1 if shown is None else shown == value


@given(small_rows)
def test_no_hidden_cell_of_a_row_can_be_worked_out(counts):
    row = publish_row(counts)
    possible = list(rows_that_fit(row.cells, row.total, sum(counts) + 6))
    assert (tuple(counts), sum(counts)) in possible
    for place, shown in enumerate(row.cells):
        if shown is None:
            assert len({cells[place] for cells, _ in possible}) > 1


@settings(max_examples=60, deadline=None)
@given(small_tables)
def test_no_hidden_cell_or_total_of_a_table_can_be_worked_out(counts):
    published = publish_table(counts)
    shown = (*published.cells, published.row_totals, published.column_totals, (published.total,))
    values = {(line, place): set() for line, row in enumerate(shown) for place, one in enumerate(row) if one is None}
    truth = sum(map(sum, counts))
    missing = set(values)
    for table in itertools.islice(tables_that_fit(published, truth + 2), 400_000):
        for line, place in missing:
            values[line, place].add(table[line][place])
        missing = {at for at in missing if len(values[at]) < 2}
        if not missing:
            break
    assert not missing


@given(tables)
def test_every_small_figure_is_hidden_and_what_is_shown_is_true(counts):
    published = publish_table(counts)
    flat = list(zip(itertools.chain(*counts), itertools.chain(*published.cells), strict=True))
    flat += zip(map(sum, counts), published.row_totals, strict=True)
    flat += zip(map(sum, zip(*counts, strict=True)), published.column_totals, strict=True)
    flat += [(sum(map(sum, counts)), published.total)]
    assert all(shown is None if is_small(true) else shown in {None, true} for true, shown in flat)
    assert all(shown == 0 for true, shown in flat if true == 0)


@given(tables)
def test_nothing_is_hidden_where_nothing_is_small(counts):
    large = [[count + 5 for count in row] for row in counts]
    published = publish_table(large)
    assert published.cells == tuple(map(tuple, large))
    assert published.total == sum(map(sum, large))
    assert not published.is_withheld


@given(tables)
def test_no_line_hides_one_cell_alone_beside_a_total_that_is_shown(counts):
    published = publish_table(counts)
    columns = list(zip(*published.cells, strict=True))
    lines = zip((*published.cells, *columns), (*published.row_totals, *published.column_totals), strict=True)
    assert not [line for line, total in lines if total is not None and line.count(None) == 1]


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([3, 7, 9, 0], (None, None, 9, 0), 19),
        ([3, 4, 9], (None, None, 9), 16),
        ([1, 1, 9], (None, None, None), 11),  # two cells that make 2 are each 1
        ([5, 6, 0], (5, 6, 0), 11),
        ([0, 0], (0, 0), 0),
        ([3], (None,), None),
        ([3, 0, 0], (None, 0, 0), None),
        ([2, 1], (None, None), None),
        ([], (), 0),
    ],
)
def test_a_row_is_published_as_written(counts, cells, total):
    row = publish_row(counts)
    assert (row.cells, row.total) == (cells, total)


def test_a_table_hides_a_rectangle_around_one_small_cell_and_keeps_its_totals():
    published = publish_table([[3, 20, 30], [40, 9, 60], [70, 80, 90]])
    assert published.cells == ((None, None, 30), (None, None, 60), (70, 80, 90))
    assert published.row_totals == (53, 109, 240)
    assert published.total == 402


def test_one_small_cell_alone_takes_every_total_with_it():
    published = publish_table([[0, 3], [0, 0]])
    assert published.cells == ((0, None), (0, 0))
    assert published.row_totals == (None, 0)
    assert published.column_totals == (0, None)
    assert published.is_withheld


def test_a_table_of_zeros_is_shown_whole():
    published = publish_table([[0, 0], [0, 0]])
    assert published.cells == ((0, 0), (0, 0))
    assert not published.is_withheld


def test_another_threshold_hides_more():
    assert publish_row([8, 20, 30], threshold=10).cells == (None, None, 30)
    assert publish_row([8, 20, 30]).cells == (8, 20, 30)


@pytest.mark.parametrize("counts", [[[1, 2], [3]], [[-1, 2]]])
def test_what_is_no_table_of_counts_is_refused(counts):
    with pytest.raises(BadInputError):
        publish_table(counts)
