"""The methodology page quotes what the rule does, not what somebody remembers."""

import re
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest

from knowshow.respect.rules.heat_maps import MEASURED, comparable_pairs
from knowshow.respect.rules.salience import order_code
from knowshow.respect.rules.severity import LEVELS, tier

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "methodology.md").read_text(encoding="utf-8")


def _rows(pattern):
    return re.findall(rf"^\| {pattern} \|$", TEXT, flags=re.MULTILINE)


def _wrong_way_round(within_tier):
    def place(severity, likelihood):
        rating = SimpleNamespace(
            scale=severity.scale, scope=severity.scope, irremediability=severity.irremediability, likelihood=likelihood
        )
        return order_code(rating, within_tier=within_tier)

    return sum(place(*graver) > place(*milder) for graver, milder in comparable_pairs())


def test_the_heat_maps_are_quoted_as_counted():
    quoted = {
        (int(count.replace(",", "")), share) for _name, count, share in _rows(r"([^|]+) \| ([\d,]+) \| ([\d.]+) %")
    }
    for measured in MEASURED.values():
        assert (measured.inverted, f"{measured.percent:.1f}") in quoted
    assert f"{len(comparable_pairs()):,} ordered pairs" in TEXT


@pytest.mark.parametrize(
    ("within_tier", "row"), [("severity_first", r"\*\*Knowshow's order\*\*"), ("likelihood_first", "Knowshow with .*")]
)
def test_our_own_order_is_quoted_as_counted(within_tier, row):
    ((count, share),) = _rows(rf"{row} \| ([\d,]+) \| ([\d.]+) %")
    wrong = _wrong_way_round(within_tier)
    assert int(count.replace(",", "")) == wrong
    assert share == f"{100 * wrong / len(comparable_pairs()):.1f}"


def test_the_cases_have_the_tiers_of_the_page():
    cases = _rows(r"[^|]+ \| (\d), (\d), (\d) \| (\d)")
    assert len(cases) == 8
    for *levels, expected in cases:
        assert tier(*map(int, levels)) == int(expected)


def test_the_spread_of_tiers_is_that_of_the_page():
    tiers = [tier(*levels) for levels in product(LEVELS, repeat=3)]
    counts = [tiers.count(level) for level in (4, 3, 2, 1)]
    words = "24 are\nof tier 4, 16 of tier 3, 15 of tier 2 and 9 of tier 1"
    assert words in TEXT
    assert counts == [24, 16, 15, 9]
