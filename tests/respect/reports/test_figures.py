"""The figures of an assessment: their captions are true, and they stay legible however many impacts there are."""

import re

import pytest

from knowshow.respect.reports.content import report_of
from knowshow.respect.reports.figures import GROUPS_SHOWN, KINDS, SHOWN, figures_of
from knowshow.respect.rules.assessed import heat_map_ranks
from tests.respect.reports import cases
from tests.respect.reports.cases import TODAY, impact, of_impacts, rated
from tests.ui.svg import SVG, parsed


def drawn(assessed):
    """The three figures of an assessment."""
    return figures_of(assessed, report_of(assessed, today=TODAY).issues)


@pytest.fixture(scope="module")
def of_many():
    return drawn(cases.many())


@pytest.fixture(scope="module")
def of_difficult():
    return drawn(cases.difficult())


def test_the_figures_come_in_the_order_in_which_they_are_stored(of_many):
    assert tuple(figure.name for figure in of_many) == KINDS
    assert list(KINDS) == sorted(KINDS)
    assert all(re.fullmatch("[a-z_-]+", kind) for kind in KINDS)


def test_identifiers_are_unique_where_all_stand_on_one_page(of_many):
    found = [name for figure in of_many for name in re.findall(r' id="([^"]+)"', figure.svg)]

    assert len(found) == len(set(found)) >= 2 * len(KINDS)


def test_the_table_holds_every_issue_and_the_drawing_says_what_it_leaves_out(of_many):
    criteria, heat_map, people = of_many

    assert len(criteria.rows) == len(heat_map.rows) == 40
    assert f"The {SHOWN} gravest of 40 issues are drawn" in criteria.measures
    assert f"The {SHOWN} gravest of 40 issues are drawn" in heat_map.measures
    assert f"The {GROUPS_SHOWN} gravest of {len(people.rows)} groups are drawn" in people.measures


def test_a_drawing_of_few_leaves_nothing_out_and_is_low():
    criteria, heat_map, people = drawn(cases.small())

    assert "are drawn" not in criteria.measures + heat_map.measures + people.measures
    assert float(parsed(criteria.svg).get("height")) < 150


def test_each_issue_has_its_tier_in_figures_and_its_likelihood_as_a_word():
    criteria, *_ = drawn(cases.small())
    words = [element.text for element in parsed(criteria.svg).iter(f"{SVG}text")]

    assert {"Actual", "Foreseeable", "Older persons"} <= set(words)
    assert words.count("3") >= 2


def test_the_heat_map_caption_names_the_deepest_fall():
    assessed = of_impacts(
        impact("killing", rated(levels=(4, 1, 4), likelihood="remote")),
        impact("spam", rated(levels=(1, 4, 1))),
        impact("noise", rated(levels=(1, 4, 2))),
    )
    _criteria, heat_map, _people = drawn(assessed)

    assert heat_map_ranks(assessed.impacts)["killing"] == 3
    assert "issue 1" in heat_map.caption
    assert heat_map.caption.endswith("down to place 3")
    assert heat_map.rows[0][:2] == (1, 3)


def test_where_a_heat_map_keeps_the_order_the_caption_says_so():
    assert drawn(cases.small())[1].caption == "A heat map would have kept this order"


def test_a_group_shows_the_gravest_rating_of_each_of_its_impacts():
    assessed = of_impacts(
        impact("a", rated("CHI", (2, 1, 1)), rated("CHI", (4, 1, 1), by="B"), rated("OLD", (1, 1, 1))),
        impact("b", rated("OLD", (3, 1, 1))),
    )
    people = drawn(assessed)[2]

    assert people.rows == (
        ("Children and adolescents", 4, 1, 0, 0, 0),
        ("Older persons", 3, 0, 1, 0, 1),
    )


def test_words_of_every_script_and_markup_survive(of_difficult):
    for figure in of_difficult:
        parsed(figure.svg)
        assert "<script" not in figure.svg
    assert cases.ARABIC[:10] in of_difficult[0].svg
    assert cases.CHINESE[:5] in of_difficult[0].svg


def test_no_figure_is_drawn_where_nothing_is_rated():
    assert drawn(of_impacts(impact("a", ratings=()))) == ()


def test_the_caption_names_who_bears_the_gravest():
    assert drawn(cases.small())[2].caption == "Who bears impacts of tier 3: Older persons"
