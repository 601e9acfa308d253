"""Colours can be told apart: text 4.5 to 1, marks and edges 3 to 1, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from itertools import product

import pytest

from tests.ui.tokens import THEMES, colour, contrast, ratio, rules, tokens

TEXT, MARK = 4.5, 3.0
SHEETS = ("base.css", "components.css")
_SURFACES = ("--surface-page", "--surface", "--surface-sunken", "--surface-portal", "--surface-nav", "--surface-hover")
_WORDS = ("--text", "--text-muted", "--text-subtle", "--text-link", "--text-link-hover")

#: Words, and what stands behind them.
ON_SURFACES = list(product(_WORDS, _SURFACES))
ON_THEIR_OWN = [
    ("--text-inverse", "--surface-inverse"),
    ("--accent-text", "--accent"),
    ("--accent-text", "--accent-hover"),
    ("--accent-soft-text", "--accent-soft"),
    ("--surface", "--text"),
    *product(("--positive", "--caution", "--danger"), _SURFACES),
    *((word, f"{word}-soft") for word in ("--positive", "--caution", "--danger")),
    *product(("--text", "--text-muted"), ("--accent-soft", "--positive-soft", "--caution-soft", "--danger-soft")),
    *((f"--severity-{tier}-text", f"--severity-{tier}") for tier in (1, 2, 3, 4)),
    *(("--heat-text-low", f"--heat-{step}") for step in (0, 1, 2)),
    *(("--heat-text-high", f"--heat-{step}") for step in (4, 5)),
    ("--figure-ink", "--surface"),
]
#: Marks and edges that carry meaning, and what stands behind them.
MARKS = [
    *((f"--severity-{tier}-edge", "--surface") for tier in (1, 2, 3, 4)),
    ("--meter", "--surface"),
    ("--meter", "--meter-empty"),
    ("--meter-edge", "--surface"),
    *product(("--border-strong",), ("--surface", "--surface-page", "--surface-sunken")),
    *product(("--accent", "--focus"), _SURFACES),
    ("--focus", "--focus-halo"),
    *((f"--figure-{name}", "--surface") for name in ("strong", "second", "third")),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "behind"), [*ON_SURFACES, *ON_THEIR_OWN])
def test_words_can_be_read(words, behind, theme):
    assert contrast(words, behind, theme) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "behind"), MARKS)
def test_marks_can_be_seen(mark, behind, theme):
    assert contrast(mark, behind, theme) >= MARK


def _coloured():
    """Rules of the style sheets that set both a colour and what stands behind it."""
    for sheet in SHEETS:
        for selector, declarations, _conditions in rules(sheet):
            set_here = dict(declarations)
            behind = set_here.get("background") or set_here.get("background-color") or ""
            pair = [re.fullmatch(r"var\((--[a-z0-9-]+)\)", one) for one in (set_here.get("color", ""), behind)]
            if all(pair):
                yield pytest.param(pair[0].group(1), pair[1].group(1), id=f"{sheet} {selector}")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "behind"), list(_coloured()))
def test_every_rule_that_sets_words_on_a_colour_can_be_read(words, behind, theme):
    assert contrast(words, behind, theme) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_the_graver_tier_stands_out_more(theme):
    strength = [contrast(f"--severity-{tier}", "--surface", theme) for tier in (1, 2, 3, 4)]
    assert strength == sorted(strength)


def test_contrast_is_measured_as_published():
    white, grey = (1, 1, 1), (0x76 / 255,) * 3  # the lightest grey that white allows for text
    assert round(ratio(white, (0, 0, 0)), 2) == 21
    assert round(ratio(white, grey), 2) == 4.54
    assert colour("--stone-0", "light") == white


def test_the_dark_theme_has_no_purpose_of_its_own():
    assert set(tokens("dark")) == set(tokens("light"))


def test_components_use_purposes_and_no_raw_colour():
    raw = re.compile(r"--(?:stone|petrol|wine|rust|amber|sand|green|blue)-\d|#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl")
    for sheet in SHEETS:  # paper is white whatever the theme, so print.css may say so
        found = [
            (selector, value) for selector, pairs, _ in rules(sheet) for _name, value in pairs if raw.search(value)
        ]
        assert found == [], sheet


def test_every_token_that_a_style_sheet_uses_exists():
    for sheet in (*SHEETS, "print.css", "tokens.css"):
        own = {name for _selector, pairs, _ in rules(sheet) for name, _value in pairs if name.startswith("--")}
        used = {
            one for _, pairs, _ in rules(sheet) for _, value in pairs for one in re.findall(r"var\((--[\w-]+)\)", value)
        }
        assert used <= own | set(tokens("light")), sheet


def test_layout_follows_the_direction_of_the_text():
    sided = re.compile(
        r"^(?:margin|padding|border)-(?:left|right)|^(?:left|right|float)$|^(?:min-|max-)?(?:width|height)$"
    )
    for sheet in SHEETS:
        found = [(selector, name) for selector, pairs, _ in rules(sheet) for name, _ in pairs if sided.search(name)]
        assert found == [], sheet
