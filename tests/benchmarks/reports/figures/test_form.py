"""All figures of rankings: one accessible image each, fit for strict pages and both themes, whatever the names."""

import itertools
import re

import pytest

from knowshow.ui.figures.palette import purposes
from tests.benchmarks.reports.figures import cases
from tests.benchmarks.reports.figures.drawings import collisions, inside, texts, words
from tests.ui.svg import SVG, parsed
from tests.ui.tokens import THEMES, colour, contrast, rules

NAMES = ["ranking", "indicators", "change", "answers", "services"]


@pytest.fixture(scope="module")
def figures():
    return cases.every_figure()


@pytest.fixture(scope="module")
def difficult():
    return cases.every_figure(cases.DIFFICULT)


def classes(figures):
    """Every purpose that drawings name."""
    return {one for figure in figures for found in re.findall(r' class="([^"]+)"', figure.svg) for one in found.split()}


def test_each_is_one_image_with_its_finding_as_title_and_a_description(figures):
    assert [figure.name for figure in figures] == NAMES
    for figure in figures:
        root = parsed(figure.svg)
        assert root.get("role") == "img"
        assert root.get("direction") == "ltr"
        assert root.find(f"{SVG}title").text == figure.caption
        assert root.find(f"{SVG}desc").text == figure.description
        assert not {figure.caption, figure.measures, figure.description} & {""}


def test_identifiers_are_unique_where_all_stand_on_one_page(figures):
    found = [name for figure in figures for name in re.findall(r' id="([^"]+)"', figure.svg)]
    assert len(found) == len(set(found)) >= 2 * len(NAMES)


def test_nothing_is_there_that_a_strict_page_refuses(figures, difficult):
    for figure in (*figures, *difficult):
        elements = list(parsed(figure.svg).iter())
        assert not [one for one in elements if one.get("style") or any(key.startswith("on") for key in one.attrib)]
        assert not {f"{SVG}style", f"{SVG}script", f"{SVG}image"} & {one.tag for one in elements}
        assert "<script" not in figure.svg


def test_every_paint_is_a_purpose_that_pages_exchange(figures, difficult):
    for figure in (*figures, *difficult):
        paints = set(re.findall(r' (?:fill|stroke)="(#[0-9a-f]+)"', figure.svg))
        assert paints
        assert paints <= set(purposes())


def test_every_purpose_of_a_drawing_has_a_rule_in_the_style_sheet(figures):
    known = {one for selector, _pairs, _ in rules("components.css") for one in re.findall(r"\.([\w-]+)", selector)}
    by_default = {"fill-figure-ink", "fill-text-muted"}
    found = classes(figures)
    assert {"fill-heat-3", "fill-figure-paper", "stroke-text-muted", "fill-figure-strong"} <= found
    assert found <= known | by_default


@pytest.mark.parametrize(
    "named", sorted({f"heat-{step}" for step in range(6)} | {"heat-text-low", "heat-text-high", "figure-paper"})
)
def test_a_purpose_that_shares_its_light_colour_shares_the_dark_one(named):
    light = "#" + "".join(f"{round(channel * 255):02x}" for channel in colour(f"--{named}", "light"))
    assert colour(f"--{purposes()[light]}", "dark") == colour(f"--{named}", "dark")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "behind"),
    [
        *(("--figure-ink", f"--{one}") for one in ("heat-0", "heat-1", "heat-2", "heat-3", "figure-paper")),
        *(("--heat-text-high", f"--heat-{step}") for step in (4, 5)),
        ("--text-muted", "--figure-paper"),
    ],
)
def test_figures_in_cells_and_bars_can_be_read(ink, behind, theme):
    assert contrast(ink, behind, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_six_steps_of_one_hue_stand_out_more_and_more(theme):
    strength = [contrast(f"--heat-{step}", "--surface", theme) for step in range(6)]
    assert strength == sorted(strength)
    assert all(after / before > 1.1 for before, after in itertools.pairwise(strength))


def test_words_never_cover_each_other_and_stay_inside(figures, difficult):
    for figure in (*figures, *difficult):
        assert words(figure)
        assert not collisions(figure), figure.name
        assert inside(figure), figure.name


def test_names_of_every_script_stay_text(difficult):
    for figure in difficult:
        said = " ".join(texts(figure))
        assert cases.ARABIC[:10] in said, figure.name
        assert cases.CHINESE[:6] in said, figure.name


def test_a_name_read_from_the_right_does_not_pull_the_caption_out_of_order(difficult):
    assert f"\u2068{cases.ARABIC}\u2069" in difficult[0].caption


def test_tables_hold_names_whole_and_unmarked(difficult):
    ranking, indicators, change, answers, services = difficult
    for figure in (ranking, change, answers, services):
        column = 1 if figure is ranking else 0
        assert set(cases.DIFFICULT) <= {row[column] for row in figure.rows}
    assert indicators.headings[3:] == cases.DIFFICULT


def test_every_row_has_a_cell_for_every_heading(figures):
    for figure in figures:
        assert {len(row) for row in figure.rows} == {len(figure.headings)}


def test_a_wide_drawing_keeps_its_size(figures):
    assert all("figure-wide" in parsed(figure.svg).get("class") for figure in figures)
