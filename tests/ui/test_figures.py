"""Figures: one image each, named and described, fit for strict pages, alike wherever they stand."""

import dataclasses
import json
import re

import pytest

from knowshow.ui.figures import Figure, sample_figures
from knowshow.ui.figures.drawing import accessible
from knowshow.ui.figures.marks import bar_mark, tier_mark
from knowshow.ui.figures.palette import PURPOSES, colours
from knowshow.ui.figures.samples import draw_sample
from knowshow.ui.figures.theme import shortened
from tests.ui.svg import SVG, parsed

RAW = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="9" height="9" viewBox="0 0 9 9">'
    '<defs><clipPath id="clip0"><rect width="5" height="5"/></clipPath></defs>'
    '<g clip-path="url(#clip0)" role="graphics-object" aria-label="noise" style="fill:red">'
    '<path d="M0,0h0v0h0Z"/><rect fill="#0d626a" width="2.123456"/></g></svg>'
)


@pytest.fixture(scope="module")
def drawing():
    return draw_sample()


def test_a_drawing_is_one_image_with_a_title_and_a_description(drawing):
    root = parsed(drawing.svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), description.get("id"))
    assert title.text == drawing.caption
    assert description.text == drawing.description


def test_a_drawing_holds_nothing_that_a_strict_page_refuses(drawing):
    root = parsed(drawing.svg)

    assert not [element for element in root.iter() if element.get("style")]
    assert not {f"{SVG}style", f"{SVG}script", f"{SVG}image"} & {element.tag for element in root.iter()}
    assert "http" not in drawing.svg.replace("http://www.w3.org/2000/svg", "")


def test_identifiers_differ_between_figures_and_references_follow():
    one = accessible(RAW, name="one", title="One", description="d")
    other = accessible(RAW, name="other", title="Other", description="d")
    mine, theirs = (set(re.findall(r' id="([^"]+)"', text)) for text in (one, other))

    assert len(mine) == 3
    assert not mine & theirs
    assert re.search(r"url\(#([^)]+)\)", one)[1] in mine


def test_what_draws_nothing_and_what_is_noise_to_listeners_is_gone():
    text = accessible(RAW, name="one", title="One", description="d")

    assert "h0v0h0Z" not in text
    assert "noise" not in text
    assert "style=" not in text
    assert 'width="2.12"' in text


def test_words_in_a_title_are_escaped():
    text = accessible(RAW, name="one", title="<script>&", description='"')

    assert "<script>" not in text
    assert parsed(text).find(f"{SVG}title").text == "<script>&"


def test_colours_are_named_by_purpose_so_that_pages_exchange_them():
    assert 'class="fill-figure-strong"' in accessible(RAW, name="one", title="One", description="d")


def test_every_purpose_has_a_colour():
    assert set(colours()) == set(PURPOSES)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours().values())


def test_the_sample_stands_ready_and_is_what_would_be_drawn(drawing):
    (stored,) = sample_figures()

    assert stored.spec == json.loads(json.dumps(drawing.spec))
    assert [list(row) for row in stored.rows] == [list(row) for row in drawing.rows]
    assert dataclasses.replace(stored, svg="", spec={}, rows=(), headings=()) == dataclasses.replace(
        drawing, svg="", spec={}, rows=(), headings=()
    )


def test_data_for_a_spreadsheet_hold_no_formula():
    figure = Figure("a", "c", "m", "d", ("Name", "Count"), (("=1+1", 2), ("plain, text", 3)), "<svg/>")

    assert figure.csv.splitlines() == ["Name,Count", "'=1+1,2", '"plain, text",3']


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_a_tier_is_told_by_shape_figure_and_word(tier):
    root = parsed(tier_mark(tier).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))

    assert root.find(f"{SVG}title").text == f"Tier {tier}"
    assert root.find(f"{SVG}text").text == str(tier)
    assert len({re.search(r' d="([^"]+)"', tier_mark(other))[1] for other in (1, 2, 3, 4)}) == 4


def test_a_bar_fills_as_many_steps_as_it_says():
    assert [bar_mark(value).count(colours()["meter"]) for value in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_a_shortened_text_never_ends_beyond_its_room():
    assert shortened("short", 10) == "short"
    assert shortened("a longer text", 9) == "a longer…"
    assert shortened("求职者的排名", 7) == "求职者…"
