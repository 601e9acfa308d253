"""Slopes name the greatest rise and fall, draw only what can be compared, and keep their labels apart."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowshow.benchmarks.reports.figures import Change, Measure, slope_between_years
from knowshow.benchmarks.reports.figures.placing import spread
from knowshow.benchmarks.reports.figures.slopes import LABEL_GAP, signed
from tests.benchmarks.reports.figures.drawings import collisions, inside, marks, placed, texts, words
from tests.ui.svg import SVG

MEASURE = Measure("Total score", decimals=1)


def drawn(changes, note=""):
    return slope_between_years(changes, MEASURE, before="2020", after="2022", note=note)


def lines(figure):
    """Start and end height of each slope, with its dash: those lines that are wider than leaders."""
    return [
        (y, y + float(element.get("y2")), element.get("stroke-dasharray"), float(element.get("stroke-width")))
        for element, _x, y in placed(figure)
        if element.tag == f"{SVG}line" and float(element.get("stroke-width", 1)) > 1.2
    ]


def columns(figure):
    """The heights of words that stand under each other."""
    found = {}
    for word in words(figure):
        if word.y > 30 and word.text != "0":
            found.setdefault((word.x, word.anchor), []).append(word.y)
    return found


CROWD = [Change(f"Company {place}", 20.0 + (place % 3), 20.0 + place * 0.1) for place in range(30)]


def ground(figure):
    """The height at which the axes end, which is zero."""
    axes = [(one, y) for one, _x, y in placed(figure) if one.get("class") == "stroke-figure-grid"]
    return max(max(y, y + float(one.get("y2"))) for one, y in axes)


def test_lines_start_and_end_where_the_table_says():
    figure = drawn([Change("A", 10, 40), Change("B", 30, 20), Change("C", 15, 15)])
    heights = sorted((ground(figure) - start, ground(figure) - end) for start, end, *_ in lines(figure))
    unit = max(max(pair) for pair in heights) / 40

    read = [(round(start / unit, 1), round(end / unit, 1)) for start, end in heights]
    assert read == sorted((row[1], row[2]) for row in figure.rows) == [(10, 40), (15, 15), (30, 20)]


def test_labels_of_a_crowd_never_cover_each_other():
    figure = drawn(CROWD)

    for heights in columns(figure).values():
        ordered = sorted(heights)
        assert all(lower - upper > LABEL_GAP - 0.1 for upper, lower in itertools.pairwise(ordered))
    assert len(columns(figure)) == 5
    assert not collisions(figure)
    assert inside(figure)


def test_labels_keep_the_order_of_their_points():
    figure = drawn([Change("A", 10, 40), Change("B", 10.1, 39.9), Change("C", 50, 20)])
    right = sorted((word.y, word.text) for word in words(figure) if word.text in "ABC" and word.anchor == "start")
    left = sorted((word.y, word.text) for word in words(figure) if word.text in "ABC" and word.anchor == "end")

    assert [text for _y, text in right] == ["A", "B", "C"]
    assert [text for _y, text in left] == ["C", "B", "A"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 300), min_size=1, max_size=16))
def test_spread_places_stay_in_bounds_apart_and_in_order(places):
    found = spread(places, 18, 0, 300)
    ordered = [found[one] for one in sorted(range(len(places)), key=lambda one: places[one])]

    assert all(-1e-6 <= place <= 300 + 1e-6 for place in found)
    assert all(after - before >= 18 - 1e-6 for before, after in itertools.pairwise(ordered))


def test_places_that_are_apart_already_stay():
    assert spread([10, 90, 50], 18, 0, 100) == [10, 90, 50]


def test_the_greatest_rise_and_fall_stand_out_by_weight_and_dash():
    figure = drawn([Change("A", 10, 30), Change("B", 30, 20), Change("C", 15, 15)])
    dashes = sorted((width, dash) for _start, _end, dash, width in lines(figure))

    assert len({dash for _width, dash in dashes}) == 2
    assert len({width for width, _dash in dashes}) == 3
    assert {word.text for word in words(figure) if word.bold and word.text in "ABC"} == {"A", "B"}
    assert len(marks(figure, "fill-figure-strong")) == 2


@pytest.mark.parametrize(
    ("changes", "caption"),
    [
        ([("A", 10, 15.1), ("B", 30, 27)], "Between 2020 and 2022, A rose most (+5.1) and B fell most (−3.0)"),
        ([("A", 10, 15), ("B", 30, 35), ("C", 3, 3)], "Between 2020 and 2022, B and A rose most (+5.0) and none fell"),
        ([("A", 10, 9), ("B", 30, 30)], "Between 2020 and 2022, no company rose and A fell most (−1.0)"),
        ([("A", 10, 10.04), ("B", 30, 30)], "No company moved between 2020 and 2022"),
        ([("A", 0, 5)], "A rose between 2020 and 2022, from 0.0 to 5.0 per cent"),
        ([("A", 6, 5)], "A fell between 2020 and 2022, from 6.0 to 5.0 per cent"),
        ([("A", 5, 5)], "A did not move between 2020 and 2022: 5.0 per cent"),
        ([("A", None, 5)], "No company can be compared between 2020 and 2022"),
        ([], "No company can be compared between 2020 and 2022"),
    ],
)
def test_the_caption_states_what_the_data_say(changes, caption):
    assert drawn([Change(*one) for one in changes]).caption == caption


def test_companies_of_one_edition_are_named_in_words_and_not_drawn():
    figure = drawn([Change("A", 10, 15), Change("B", 10, 12), Change("Gone", 30, None), Change("New", None, 20)])

    assert "Only in 2020, so not drawn: Gone." in figure.measures
    assert "Only in 2022, so not drawn: New." in figure.measures
    assert not {"Gone", "New"} & set(texts(figure))
    assert figure.rows[2:] == (("Gone", 30.0, "", "only in 2020"), ("New", "", 20.0, "only in 2022"))


def test_many_companies_of_one_edition_are_counted():
    figure = drawn([Change("A", 1, 2), *(Change(f"N{place}", None, 3) for place in range(40))])

    assert "N7 and 32 more" in figure.measures
    assert len(figure.rows) == 41


def test_a_note_names_what_was_left_out():
    assert drawn([Change("A", 1, 2)], note="Left out: G4, which changed").measures.endswith(
        "Left out: G4, which changed."
    )


def test_a_change_is_the_difference_of_the_printed_numbers():
    figure = drawn([Change("A", 10.04, 12.06), Change("B", 1, 1)])

    assert figure.rows[0] == ("A", 10.0, 12.1, 2.1)
    assert "+2.1" in texts(figure)


def test_a_sign_is_a_true_minus():
    assert [signed(Decimal(one)) for one in ("3", "-3", "0")] == ["+3", "−3", "0"]


def test_two_hundred_companies_keep_their_labels_apart():
    figure = drawn([Change(f"Company {place}", place % 50, (place * 7) % 50) for place in range(200)])

    assert len(figure.rows) == 200
    for heights in columns(figure).values():
        ordered = sorted(heights)
        assert all(lower - upper > LABEL_GAP - 0.1 for upper, lower in itertools.pairwise(ordered))
