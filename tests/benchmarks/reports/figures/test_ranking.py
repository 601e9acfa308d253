"""The ranked dot plot says who stands where, and draws exactly what its table holds."""

import itertools

import pytest

from knowshow.benchmarks.reports.figures import Absence, Measure, ranked_dot_plot
from knowshow.benchmarks.reports.figures.shapes import SHAPES
from tests.benchmarks.reports.figures.cases import MEASURE, PARTS, company, many, three, unscored
from tests.benchmarks.reports.figures.drawings import collisions, inside, marks, texts, words
from tests.ui.svg import parsed


def drawn(ranking, measure=MEASURE):
    return ranked_dot_plot(ranking, measure)


def scale(figure):
    """Read scores off the axis, as a person does with a ruler."""
    ticks = {word.text: word.x for word in words(figure) if word.anchor == "middle"}
    return lambda x: 100 * (x - ticks["0%"]) / (ticks["100"] - ticks["0%"])


def rows_of(figure):
    """Where each ranked company's row is."""
    return {word.text: word.y for word in words(figure) if word.bold}


def bars(figure):
    """Middle and height of each total bar but the legend's."""
    boxes = [mark.box for mark in marks(figure, "fill-figure-strong")][1:]
    return [((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in boxes]


def shapes(figure):
    """The marks of each part but the legend's, which tell by their shape which part they are."""
    found = marks(figure, "fill-figure-paper")
    top = min(mark.y for mark in found)
    legend = {mark.path: part for mark, part in zip((mark for mark in found if mark.y == top), PARTS, strict=False)}
    return [(legend[mark.path], mark.x, mark.y) for mark in found if mark.y != top]


def test_the_bar_of_each_total_stands_where_the_table_says():
    figure = drawn(three())
    value = scale(figure)

    assert [round(value(x), 1) for x, _y in bars(figure)] == [row[3] for row in figure.rows] == [55.6, 44.2, 43.8]


def test_the_mark_of_each_part_stands_where_the_table_says():
    figure = drawn(three())
    value, rows = scale(figure), rows_of(figure)
    drawn_ones = sorted(
        (name, part, round(value(x), 1))
        for part, x, y in shapes(figure)
        for name, middle in rows.items()
        if abs(y - middle) < 15
    )
    in_table = [
        (row[1], part, row[4 + place])
        for row in figure.rows
        for place, part in enumerate(PARTS)
        if row[4 + place] != "not applicable"
    ]

    assert drawn_ones == sorted(in_table)
    assert len(in_table) == 8


def test_six_parts_have_six_shapes():
    figure = drawn([company("A", 50, parts={f"P{one}": 90.0 - 15 * one for one in range(6)})])

    assert len({mark.path for mark in marks(figure, "fill-figure-paper")}) == len(SHAPES) == 6


def test_more_parts_than_shapes_are_refused():
    with pytest.raises(ValueError, match="7 parts"):
        drawn([company("A", 50, parts={f"P{one}": 1.0 for one in range(7)})])


def test_the_axis_runs_from_zero_to_all_that_is_possible():
    figure = drawn([company("A", 99.9), company("B", 99.7, 2)])

    assert {"0%", "20", "40", "60", "80", "100"} <= set(texts(figure))


def test_points_without_an_end_get_a_round_axis():
    figure = drawn([company("A", 61), company("B", 7, 2)], Measure("Points", unit="points", top=None))

    assert {"0", "10", "60", "70"} <= set(texts(figure))
    assert figure.caption == "A leads with 61 points"


def test_equal_ranks_are_printed_as_given_and_explained():
    figure = drawn(three())

    assert texts(figure).count("2") == 2
    assert [row[0] for row in figure.rows] == [1, 2, 2]
    assert "equal share a rank" in figure.measures
    assert "equal share a rank" not in drawn(many(3)).measures


def test_the_order_is_by_rank_and_then_by_the_full_total():
    figure = drawn(list(reversed(three())))

    assert [row[1] for row in figure.rows] == ["Alpha", "Beta", "Gamma"]


def test_marks_of_parts_that_are_alike_do_not_cover_each_other():
    figure = drawn([company("A", 50, parts={"P": 50.0, "Q": 50.0, "R": 50.1})])
    mine = [mark for mark in marks(figure, "fill-figure-paper") if abs(mark.y - rows_of(figure)["A"]) < 16]

    heights = sorted(mark.y for mark in mine)
    assert len(heights) == 3
    assert all(lower - upper >= 9 for upper, lower in itertools.pairwise(heights))


def test_companies_without_a_score_stand_at_the_end_without_marks():
    figure = drawn([unscored("Late", Absence.NOT_RESEARCHED), *three(), unscored("Gone")])
    said = words(figure)
    last = max(rows_of(figure).values())

    below = sorted((word.y, word.x, word.text) for word in said if word.y > last + 5)
    assert [text for *_place, text in below] == ["Gone", "Not applicable", "Late", "Not researched"]
    assert len(bars(figure)) == 3
    assert [row[2] for row in figure.rows][3:] == ["not applicable", "not researched"]
    assert "2 companies have no score and stand at the end" in figure.measures


def test_a_score_of_zero_has_a_mark_at_zero():
    figure = drawn([company("A", 10), company("Nil", 0, 2, parts={"P": 0.0, "Q": 0.0})])

    assert round(scale(figure)(bars(figure)[1][0]), 1) == 0
    assert figure.rows[1][2:] == (0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("ranking", "caption"),
    [
        (three(), "No company reaches 60 per cent; 2 of 3 do least in Freedom of expression"),
        ([company("Alpha", 59.6, rounded=60), company("Beta", 12, 2)], "No company reaches 70 per cent"),
        ([company("Alpha", 96), company("Beta", 12, 2)], "Alpha leads with 96 per cent"),
        ([company("Alpha", 96.1), company("Beta", 95.9), company("C", 1, 3)], "Alpha and Beta lead with 96 per cent"),
        ([company("Alpha", 44.4)], "Alpha scores 44 per cent"),
        ([company("Alpha", 44.4, parts={"A": 20.0, "B": 60.0})], "Alpha scores 44 per cent, and least in A"),
        ([company("Alpha", 44.4, parts={"A": 20.0, "B": 20.0})], "Alpha scores 44 per cent"),
        ([company("A", 0), company("B", 0), company("C", 0)], "All 3 companies score 0 per cent"),
        ([unscored("A"), unscored("B")], "None of 2 companies has a score"),
        ([unscored("A")], "A has no score"),
        ([], "No company is ranked"),
    ],
)
def test_the_caption_states_what_the_data_say(ranking, caption):
    assert drawn(ranking).caption == caption


def test_a_part_that_only_half_do_least_in_is_not_named():
    ranking = [company("A", 90, parts={"P": 80.0, "Q": 99.0}), company("B", 80, 2, parts={"P": 90.0, "Q": 70.0})]

    assert drawn(ranking).caption == "A leads with 90 per cent"


def test_the_printed_total_is_the_published_one():
    figure = drawn([company("A", 26.5, rounded=26), company("B", 3, 2)])

    assert "26" in texts(figure)
    assert "27" not in texts(figure)
    assert figure.rows[0][2:] == (26, 26.5)


def test_two_hundred_companies_have_a_row_each_and_the_axis_twice():
    figure = drawn(many(200))
    rows = sorted(rows_of(figure).values())

    assert len(figure.rows) == len(bars(figure)) == len(rows) == 200
    assert min(lower - upper for upper, lower in itertools.pairwise(rows)) >= 24
    assert texts(figure).count("0%") == 2
    assert inside(figure)
    assert not collisions(figure)


def test_a_description_of_many_stays_short_and_points_to_the_table():
    figure = drawn(many(200))

    assert "180 more are in the table" in figure.description
    assert len(figure.description) < 1500
    assert "2, Beta: 44; Governance 44, Freedom of expression 30, Privacy 58." in drawn(three()).description


def test_one_company_makes_a_low_drawing():
    assert float(parsed(drawn([company("A", 44)]).svg).get("height")) < 120
