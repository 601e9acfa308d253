"""Modifiers at their threshold, rounding, bands at their limits, ranks."""

import pytest

from knowshow.scoring.methodology import Band, Modifier, Ranking, Rounding, Step
from knowshow.scoring.steps import band_of, modified, ranks, rounded, taken
from knowshow.scoring.values import Absent


@pytest.mark.parametrize(
    ("value", "digits", "mode", "expected"),
    [
        (56.5, 0, "half_up", 57), (0.285, 2, "half_up", 0.29), (1.005, 2, "half_up", 1.01), (2.675, 2, "half_up", 2.68),
        (-2.5, 0, "half_up", -3), (-0.4, 0, "half_up", 0), (0.1 + 0.2, 1, "up", 0.3), (2.5, 0, "half_even", 2),
        (3.5, 0, "half_even", 4), (2.01, 0, "up", 3), (2.99, 0, "down", 2), (-2.01, 0, "down", -3),
        (1e300, 0, "half_up", 1e300), (1 / 3, 9, "half_up", 0.333333333),
    ],
)  # fmt: skip
def test_a_figure_is_rounded_as_a_person_would(value, digits, mode, expected):
    found = rounded(value, Rounding(digits=digits, mode=mode))
    assert found == expected
    assert str(found) != "-0.0"


@pytest.mark.parametrize(
    ("other", "expected"),
    [(80.0, 170.0), (79.999, 200.0), (Absent.MISSING, 200.0), (Absent.NOT_APPLICABLE, 200.0), (90.001, 200.0)],
)
def test_a_modifier_takes_effect_from_its_threshold_on(other, expected):
    assert modified(200.0, Modifier(node="m", at_least=80, at_most=90, multiply=0.85), other) == expected


def test_a_modifier_multiplies_then_adds_then_keeps_within_limits():
    rule = Modifier(node="m", multiply=2, add=-30, floor=0, ceiling=100)
    assert [modified(value, rule, 1.0) for value in (5.0, 40.0, 90.0)] == [0, 50, 100]


BANDS = [Band(label="I", upto=25), Band(label="II", upto=50), Band(label="III")]


@pytest.mark.parametrize(("value", "label"), [(25.0, "I"), (25.000001, "II"), (50.0, "II"), (-1.0, "I"), (1e9, "III")])
def test_a_limit_belongs_to_the_lower_band(value, label):
    assert band_of(value, BANDS).label == label


def test_beyond_the_last_limit_there_is_no_band():
    assert band_of(51.0, BANDS[:2]) is None


def test_steps_are_taken_in_their_order():
    steps = [Step(modifier=Modifier(node="m", multiply=0.5)), Step(round=Rounding()), Step(bands=BANDS)]
    assert taken(50.9, steps, lambda _: 1.0) == (25.0, "I")
    assert taken(50.9, steps[::-1], lambda _: 1.0) == (25.5, "III")
    assert taken(Absent.MISSING, steps, lambda _: 1.0) == (Absent.MISSING, "")


SCORES = {"d": 20.0, "b": 55.6, "c": None, "a": 56.4, "e": 0.1 + 0.2, "f": 0.3}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, {"a": 1, "b": 1, "d": 3, "e": 4, "f": 4}),
        ({"method": "dense"}, {"a": 1, "b": 1, "d": 2, "e": 3, "f": 3}),
        ({"method": "ordinal"}, {"a": 1, "b": 2, "d": 3, "e": 4, "f": 5}),
        ({"on": "exact"}, {"a": 1, "b": 2, "d": 3, "e": 4, "f": 4}),
        ({"order": "lowest_first"}, {"e": 1, "f": 1, "d": 3, "a": 4, "b": 4}),
    ],
)
def test_equal_scores_share_a_rank_as_the_rule_says(rule, expected):
    assert ranks(SCORES, Ranking(**rule), Rounding()) == expected


@pytest.mark.parametrize("method", ["competition", "dense", "ordinal"])
def test_the_order_in_which_companies_stand_changes_no_rank(method):
    rule = Ranking(method=method)
    assert ranks(SCORES, rule, Rounding()) == ranks(dict(reversed(SCORES.items())), rule, Rounding())
