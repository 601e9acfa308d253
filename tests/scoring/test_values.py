"""Every operation on every kind of absence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.scoring.methodology import Missing, Op
from knowshow.scoring.values import Absent, Combining, combine

NA, GAP, BLOCKED = Absent.NOT_APPLICABLE, Absent.MISSING, Absent.BLOCKED
SKIP, ZERO, PROPAGATE, BLOCK = Missing


def rule(op, missing=SKIP, size=3, weights=(1.0, 2.0, 5.0), own=()):
    return Combining(op, missing, weights[:size], (100.0,) * size, 10, own)


@pytest.mark.parametrize(
    ("op", "of_three", "with_a_gap", "with_a_gap_as_zero", "without_one"),
    [
        (Op.MEAN, 50.0, 75.0, 50.0, 75.0),
        (Op.WEIGHTED_MEAN, 25.0, 200 / 3, 25.0, 200 / 3),
        (Op.SUM, 150.0, 150.0, 150.0, 150.0),
        (Op.MIN, 0.0, 50.0, 0.0, 50.0),
        (Op.MAX, 100.0, 100.0, 100.0, 100.0),
        (Op.COUNT, 1.0, 1.0, 1.0, 1.0),
        (Op.FRACTION, 10 / 3, 5.0, 10 / 3, 5.0),
        (Op.ALL, 0.0, 0.0, 0.0, 0.0),
        (Op.ANY, 10.0, 10.0, 10.0, 10.0),
    ],
)
def test_an_operation_leaves_out_what_does_not_apply_and_takes_gaps_as_told(
    op, of_three, with_a_gap, with_a_gap_as_zero, without_one
):
    assert combine(rule(op), [100.0, 50.0, 0.0]) == pytest.approx(of_three)
    assert combine(rule(op), [100.0, 50.0, GAP]) == pytest.approx(with_a_gap)
    assert combine(rule(op, ZERO), [100.0, 50.0, GAP]) == pytest.approx(with_a_gap_as_zero)
    assert combine(rule(op, ZERO), [100.0, 50.0, NA]) == pytest.approx(without_one)


def test_all_are_met_only_if_each_is():
    assert combine(rule(Op.ALL), [100.0, 100.0, NA]) == 10
    assert combine(rule(Op.ANY), [99.9, 0.0, NA]) == 0


@pytest.mark.parametrize("op", Op)
@pytest.mark.parametrize(
    ("values", "by_policy"),
    [
        ([], {SKIP: NA, ZERO: NA, PROPAGATE: NA, BLOCK: NA}),
        ([NA, NA], {SKIP: NA, ZERO: NA, PROPAGATE: NA, BLOCK: NA}),
        ([GAP, NA], {SKIP: GAP, PROPAGATE: GAP, BLOCK: BLOCKED}),
        ([1.0, GAP], {PROPAGATE: GAP, BLOCK: BLOCKED}),
        ([1.0, BLOCKED], dict.fromkeys(Missing, BLOCKED)),
    ],
)
def test_nothing_comes_out_where_nothing_is_left(op, values, by_policy):
    for missing, expected in by_policy.items():
        assert combine(rule(op, missing), values) is expected


@pytest.mark.parametrize(
    ("own", "outcome"), [(SKIP, 100.0), (ZERO, 50.0), (PROPAGATE, GAP), (BLOCK, BLOCKED), (None, 50.0)]
)
def test_the_policy_of_a_child_comes_before_that_of_what_it_stands_in(own, outcome):
    assert combine(rule(Op.MEAN, ZERO, own=(None, own)), [100.0, GAP]) == outcome


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8).flatmap(
        lambda one: st.tuples(st.just(one), st.permutations(one))
    )
)
def test_the_order_of_values_changes_no_bit(values_and_others):
    values, others = values_and_others
    for op in (Op.MEAN, Op.SUM):
        plain = Combining(op, SKIP, (1.0,) * len(values))
        assert combine(plain, values) == combine(plain, others)
