"""The pattern page shows every component, in both directions, and is as sound as any page."""

import re
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).resolve().parents[2] / "src" / "knowshow" / "ui" / "templates" / "ui" / "components"
_SHELL = {"navigation.html", "messages.html", "page_header.html"}

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]


@pytest.fixture
def patterns(as_lead):
    return lambda direction: as_lead.get(f"/ui/patterns/?dir={direction}")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_page_is_sound_in_both_directions(direction, patterns):
    page = patterns(direction)

    assert page.root.get("dir") == direction
    assert page.heading == "Patterns"


def test_an_unknown_direction_is_that_of_the_language(as_lead):
    assert as_lead.get("/ui/patterns/?dir=sideways").root.get("dir") == "ltr"


def test_every_component_is_shown(patterns, monkeypatch):
    used = _templates_of(patterns("ltr"))
    absent = {path.name for path in COMPONENTS.glob("*.html")} - used - _SHELL
    assert not absent, f"add {sorted(absent)} to the pattern page"


def _templates_of(page):
    """Names of the components that were rendered; inclusion by tag keeps its result, so marks are found by class."""
    rendered = {Path(one.name).name for one in page.response.templates if one.name}
    marks = {"tier.html": "tier", "trio.html": "trio", "bar.html": "bar"}
    return rendered | {name for name, css in marks.items() if page.by_class(css)}


def test_every_tier_is_told_by_shape_figure_and_word(patterns):
    shown = {words for one in patterns("ltr").by_class("tier") for words in [" ".join("".join(one.itertext()).split())]}
    for tier in (1, 2, 3, 4):
        assert any(str(tier) in words and re.search(r"[A-Za-z]{4,}", words) for words in shown)


def test_an_unknown_level_is_shown_as_unknown(patterns):
    values = {one.get("data-value") for one in patterns("ltr").by_class("bar")}
    assert {"1", "2", "3", "4", "?"} <= values


def test_a_refused_form_lists_its_errors_first_and_at_the_field(patterns):
    page = patterns("ltr")
    (summary,) = page.by_class("error-summary")
    links = [one.get("href") for one in summary.iter("a")]
    assert links
    assert all(page.by_id(link[1:]) is not None for link in links)
    assert len(page.by_class("error-text")) == len(links)


def test_the_product_does_not_serve_the_page(as_lead, settings):
    settings.ROOT_URLCONF = "knowshow.project.urls"
    assert as_lead.browser.get("/ui/patterns/").status_code == 404
