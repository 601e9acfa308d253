"""The figures of a published ranking: what its publisher printed is what stands in the drawing."""

import csv

import pytest

from knowshow.benchmarks.reports.figures import (
    Absence,
    HeatRow,
    RankedCompany,
    indicator_heat_map,
    ranked_dot_plot,
)
from tests.benchmarks.reports.figures.cases import MEASURE
from tests.benchmarks.reports.figures.drawings import collisions, inside, texts, words
from tests.real_data import real_file, real_json

pytestmark = pytest.mark.real_data
FOLDER = "benchmarks/rdr-2022"


def rows(name):
    with real_file(f"{FOLDER}/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def scores():
    """Every published score by company, kind and node; none where it does not apply."""
    return {
        (row["company"], row["kind"], row["node"]): float(row["score"]) if row["score"] else None
        for row in rows("expected_scores.csv")
    }


@pytest.fixture(scope="module")
def ranking(scores):
    parts = {"Governance": "G", "Freedom of expression": "F", "Privacy": "P"}
    return [
        RankedCompany(
            row["company"],
            int(row["rank"]),
            scores[row["company"], "total", "TOTAL"],
            float(row["rounded_score"]),
            {title: scores[row["company"], "category", part] for title, part in parts.items()},
        )
        for row in rows("expected_rankings.csv")
        if row["node"] == "TOTAL"
    ]


def test_the_ranking_is_drawn_as_it_was_published(ranking):
    figure = ranked_dot_plot(ranking, MEASURE)
    rank, total = ([row[place] for row in figure.rows] for place in (0, 2))

    assert rank == [1, 2, 3, 4, 5, 6, 6, 8, 9, 9, 11, 11, 13, 13]
    assert total == [56, 54, 50, 47, 46, 44, 44, 35, 28, 28, 26, 26, 25, 25]
    assert figure.caption == "No company reaches 60 per cent; 10 of 14 do least in Freedom of expression"
    assert not collisions(figure)
    assert inside(figure)


def test_fifty_eight_indicators_by_fourteen_companies_fill_a_heat_map(scores, ranking):
    companies = [one.label for one in ranking]
    nodes = [node for node in real_json(f"{FOLDER}/methodology.json")["nodes"] if node["kind"] == "indicator"]
    heat = [
        HeatRow(node["id"], node["title"], {one: scored(scores, one, node["id"]) for one in companies}, node["id"][0])
        for node in sorted(nodes, key=lambda node: "GFP".index(node["id"][0]))
    ]
    figure = indicator_heat_map(heat, companies, MEASURE)
    printed = [word for word in words(figure) if word.size == 11]

    assert len(figure.rows) == 58
    assert len(printed) == 58 * 14 - sum(cell == "not applicable" for row in figure.rows for cell in row[3:])
    assert "Not applicable" in texts(figure)
    assert not collisions(figure)


def scored(scores, company, node):
    value = scores.get((company, "indicator", node))
    return Absence.NOT_APPLICABLE if value is None else value
