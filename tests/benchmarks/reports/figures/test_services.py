"""Small panels hold one service each, on one scale, and say where scores are missing."""

import pytest

from knowshow.benchmarks.reports.figures import Absence, ServiceScores, small_multiples_by_service
from tests.benchmarks.reports.figures.cases import LONG, MEASURE, services
from tests.benchmarks.reports.figures.drawings import collisions, inside, marks, texts, words

NA = Absence.NOT_APPLICABLE


def drawn(found, company="Alpha"):
    return small_multiples_by_service(company, found, MEASURE)


def scored(name, total=None, **scores):
    return ServiceScores(name, scores, "", total)


def test_bars_are_as_long_as_the_scores_in_the_table():
    figure = drawn(services())
    widths = [box[2] - box[0] for box in (mark.box for mark in marks(figure, "fill-figure-strong"))]
    table = [cell for row in figure.rows for cell in row[3:] if cell != "not applicable"]

    assert [round(width / 2.6, 1) for width in widths] == table == [59.0, 44.2, 56.1, 46.0, 12.0]


def test_a_missing_score_is_said_and_has_no_bar():
    figure = drawn(services())

    assert texts(figure).count("Not applicable") == 1
    assert figure.rows[2] == ("Cloud", "cloud", 12.0, 12.0, "not applicable")


def test_a_category_that_a_service_does_not_hold_is_not_researched():
    assert drawn([scored("A", P=1.0, Q=2.0), scored("B", P=1.0)]).rows[1][4] == "not researched"


def test_panels_stand_three_across_in_the_order_given():
    figure = drawn([scored(f"S{place}", P=1.0) for place in range(7)])
    places = [(word.y, word.x) for word in words(figure) if word.bold]

    assert places == sorted(places)
    assert [len([1 for y, _x in places if y == line]) for line in sorted({y for y, _x in places})] == [3, 3, 1]


def test_long_names_find_room():
    figure = drawn([ServiceScores(LONG, {LONG: 5.0, "B": NA}, LONG, 50.0)] * 4)

    assert not collisions(figure)
    assert inside(figure)


@pytest.mark.parametrize(
    ("found", "caption"),
    [
        (services(), "At Alpha, Search scores highest (50 per cent) and Cloud lowest (12)"),
        (
            [scored("A", 50.4), scored("B", 49.9), scored("C", 3)],
            "At Alpha, A and B score highest (50 per cent) and C lowest (3)",
        ),
        ([scored("A", 0), scored("B", 0)], "All 2 services of Alpha score 0 per cent"),
        ([scored("A", 50)], "A scores 50 per cent"),
        (
            [scored("A", P=10.0, Q=5.0), scored("B", P=20.0, Q=60.0)],
            "Services differ most in Q: from 5 (A) to 60 per cent (B)",
        ),
        ([scored("A", P=10.0), scored("B", P=10.0)], "Every score in P is 10 per cent"),
        ([scored("A", P=NA)], "No service of Alpha has a score"),
        ([], "No service of Alpha has a score"),
    ],
)
def test_the_caption_states_what_the_data_say(found, caption):
    assert drawn(found).caption == caption


def test_the_description_tells_each_panel():
    assert "Cloud: total 12, Governance 12, Privacy not applicable." in drawn(services()).description
