"""The heat map prints every score in its cell, and never draws a missing one like a zero."""

import pytest

from knowshow.benchmarks.reports.figures import Absence, HeatRow, Measure, indicator_heat_map
from knowshow.benchmarks.reports.figures.heat_map import ACROSS_AT_MOST, MANY_COMPANIES, Steps
from tests.benchmarks.reports.figures.cases import ARABIC, LONG, MEASURE, heat
from tests.benchmarks.reports.figures.drawings import collisions, inside, marks, texts, words
from tests.ui.svg import parsed

NA, NR = Absence.NOT_APPLICABLE, Absence.NOT_RESEARCHED


def drawn(rows, companies=("Alpha", "Beta"), measure=MEASURE):
    return indicator_heat_map(rows, companies, measure)


def row(title, *scores, code="G1"):
    """An indicator with the scores of Alpha, Beta and so on."""
    return HeatRow(code, title, dict(zip(("Alpha", "Beta", "Gamma"), scores, strict=False)), "Governance")


def figures(figure):
    """The numbers in cells by place, which are smaller than all other words."""
    return {(word.x, word.y): word.text for word in words(figure) if word.size == 11 and word.anchor == "middle"}


def many(count):
    return tuple(f"Company {place}" for place in range(count))


@pytest.mark.parametrize(("rows", "companies"), [(58, 14), (5, 3), (12, 25), (60, 30)])
def test_every_cell_prints_the_score_that_the_table_holds(rows, companies):
    names, codes = many(companies), tuple(f"X{place}" for place in range(rows))
    figure = drawn(heat(codes, names), names)
    printed = sorted(text for text in figures(figure).values() if not text.startswith("X"))

    assert printed == sorted(f"{cell:.0f}" for one in figure.rows for cell in one[3:])
    assert len(printed) == rows * companies


def test_cells_stand_in_the_row_of_their_indicator_and_the_order_of_companies():
    figure = drawn([row("First", 11, 22), row("Second", 33, 44, code="G2")])
    at = {text: place for place, text in figures(figure).items()}
    rows = {word.text: word.y for word in words(figure)}

    assert abs(at["11"][1] - rows["First"]) < 2
    assert abs(at["33"][1] - rows["Second"]) < 2
    assert at["11"][0] == at["33"][0] < at["22"][0] == at["44"][0]


def test_the_colour_of_a_cell_is_the_step_of_its_score():
    figure = drawn([row("First", 0, 70.0), row("Second", 20, 21, code="G2")])
    filled = {step: [mark.box for mark in marks(figure, f"fill-heat-{step}")][1:] for step in (0, 1, 2, 3, 5)}

    for text, step in (("0", 0), ("20", 1), ("21", 2)):
        (box,) = filled[step]
        assert [said for (x, y), said in figures(figure).items() if box[0] < x < box[2] and box[1] < y < box[3]] == [
            text
        ]
    assert not filled[3]
    assert not filled[5]


@pytest.mark.parametrize(
    ("value", "step"), [(0, 0), (0.2, 1), (20, 1), (20.4, 1), (20.6, 2), (60, 3), (80.5, 5), (99.7, 5), (100, 5)]
)
def test_steps_go_by_the_printed_figure_and_a_little_is_not_nothing(value, step):
    assert Steps(20, MEASURE).of(value) == step


def test_a_trace_is_not_printed_as_zero_nor_a_near_miss_as_the_whole():
    said = texts(drawn([row("First", 0.2, 99.8)]))

    assert {"<1", ">99"} <= set(said)


def test_not_applicable_is_an_empty_frame_and_not_researched_is_hatched():
    figure = drawn([row("First", NA, NR), row("Second", 0, 50, code="G2")])
    frames, hatched = marks(figure, "stroke-figure-quiet"), marks(figure, "stroke-text-muted")

    assert len(frames) == len(hatched) == 2  # one in the legend, one in its cell
    assert frames[0].path.count("M") == 1
    assert hatched[0].path.count("M") > 2
    assert {"Not applicable", "Not researched"} <= set(texts(figure))
    assert figure.rows[0][3:] == ("not applicable", "not researched")
    assert "Of 4 cells, 1 is not applicable and 1 is not researched" in figure.measures


def test_what_is_missing_nowhere_is_not_in_the_legend():
    figure = drawn(heat())

    assert not {"Not applicable", "Not researched"} & set(texts(figure))
    assert "cells" not in figure.measures


def test_a_company_that_an_indicator_does_not_hold_is_not_researched():
    assert drawn([row("First", 50)]).rows[0][3:] == (50.0, "not researched")


def test_indicators_go_down_with_their_titles_where_companies_are_few():
    figure = drawn(heat(("G1", "G2", "G3")))

    assert {"Title of G1", "Title of G3"} <= set(texts(figure))
    assert [word.text for word in words(figure) if word.turned] == ["Alpha", "Beta"]


def test_where_companies_are_many_they_go_down():
    names = many(MANY_COMPANIES + 1)
    figure = drawn(heat(("G1", "G2", "G3"), names), names)
    ys = [word.y for word in words(figure) if word.text.startswith("Company")]

    assert len(set(ys)) == len(names)
    assert not any(word.turned for word in words(figure))


def test_sixty_indicators_go_down_however_many_companies():
    names, codes = many(30), tuple(f"G{place}" for place in range(ACROSS_AT_MOST + 24))
    figure = drawn(heat(codes, names), names)

    assert len({word.y for word in words(figure) if word.text.startswith("Title of")}) == 60
    assert float(parsed(figure.svg).get("width")) > 1000
    assert not collisions(figure)
    assert inside(figure)


def test_long_titles_and_codes_find_room():
    for count in (3, 25):
        names = (ARABIC, LONG, *many(count))
        rows = [HeatRow(f"G1.{place} code", LONG, dict.fromkeys(names, place), LONG) for place in range(8)]
        figure = drawn(rows, names)
        assert not collisions(figure)
        assert inside(figure)


def test_categories_stand_apart_under_their_names():
    rows = [*heat(("G1", "G2")), *heat(("P1",), group="Privacy")]
    figure = drawn(rows)
    ys = {word.text: word.y for word in words(figure)}

    assert ys["Governance"] < ys["Title of G1"] < ys["Title of G2"] < ys["Privacy"] < ys["Title of P1"]


@pytest.mark.parametrize(
    ("rows", "caption"),
    [
        (
            [row("Security", 80, 60), row("Remedy", 10, NA), row("Access", 40, 41)],
            "Scores are highest for “Security” (mean 70 per cent) and lowest for “Remedy” (10)",
        ),
        (
            [row("Security", 80, 60), row("Remedy", 0, NA), row("Access", 0, 0), row("Other", NR, 0)],
            "Scores are highest for “Security” (mean 70 per cent) and lowest for “Remedy”, “Access” and 1 more (0)",
        ),
        ([row("Security", 0, 0), row("Remedy", 0, NA)], "All 2 indicators have a mean of 0 per cent"),
        ([row("Security", 80, 60)], "For “Security”, scores run from 60 (Beta) to 80 per cent (Alpha)"),
        ([row("Security", NA, 60), row("Remedy", NA, NR)], "For “Security”, Beta scores 60 per cent"),
        ([row("Security", 60, 60)], "For “Security”, all 2 companies score 60 per cent"),
        ([row("Security", NA, NR)], "No indicator has a score"),
        ([], "No indicator has a score"),
    ],
)
def test_the_caption_states_what_the_data_say(rows, caption):
    assert drawn(rows).caption == caption


def test_points_without_an_end_get_round_steps():
    figure = drawn([row("First", 7, 23)], measure=Measure("Points", unit="points", top=None))

    assert {"over 0 to 5", "over 20 to 25"} <= set(texts(figure))


def test_a_long_title_takes_two_lines_and_its_cells_their_height():
    figure = drawn([row("Process for responding to government demands to restrict content", 0), row("Short", 0)])
    said = texts(figure)
    heights = sorted(round(box[3] - box[1]) for box in (mark.box for mark in marks(figure, "fill-heat-0")))

    assert "Process for responding to government" in said
    assert "demands to restrict content" in said
    assert heights == [14, 22, 34]  # the legend, one line, two lines
