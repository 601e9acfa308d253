"""Marks, sentences, lists and dates as pages show them."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from knowshow.ui import sentences
from knowshow.ui.icons import ICONS
from knowshow.ui.templatetags import knowshow as tags
from tests.page import Fragment, words_of


def shown(source, **context):
    return Fragment(Template("{% load knowshow %}" + source).render(Context(context)))


def text_of(fragment):
    return words_of(fragment.root)


# ---- severity ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_a_tier_has_its_own_shape_and_says_its_figure(tier):
    mark = shown(f'{{% tier {tier} words="shown" %}}')
    others = [shown(f'{{% tier {other} words="shown" %}}') for other in {1, 2, 3, 4} - {tier}]
    assert f"Tier {tier}" in text_of(mark)
    assert _shape(mark) not in [_shape(other) for other in others]


def _shape(mark):
    return mark.all("path")[0].get("d")


def test_a_tier_without_visible_words_is_still_read_out():
    assert "Tier 3" in text_of(shown("{% tier 3 %}"))


def test_the_three_criteria_stand_beside_each_other_with_their_figures():
    words = text_of(shown("{% trio rating %}", rating=SimpleNamespace(scale=4, scope=1, irremediability=3)))
    assert words == "Scale 4 of 4 Scope 1 of 4 Irremediable 3 of 4"


def test_an_unknown_criterion_is_never_shown_as_none():
    bars = shown("{% trio_of 4 none none %}", none=None).by_class("bar")
    assert [one.get("data-value") for one in bars] == ["4", "?", "?"]


@pytest.mark.parametrize("odd", [0, 5, -1, "four", ""])
def test_a_level_that_does_not_exist_is_unknown(odd):
    (bar,) = shown("{% bar level %}", level=odd).by_class("bar")
    assert bar.get("data-value") == "?"


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_silent_for_it_stands_beside_its_word(name):
    (drawing,) = shown(f'{{% icon "{name}" %}}').all("svg")
    assert drawing.get("aria-hidden") == "true"
    assert len(drawing) >= 1


# ---- sentences --------------------------------------------------------------------------------------------

PARTS = {"group": "older persons", "right": "work", "feature": "the ranking", "place": "Poland"}


def test_what_happens_and_what_may_happen_are_told_apart():
    actual = sentences.as_text(**PARTS, state="actual")
    potential = sentences.as_text(**PARTS, state="potential")
    assert actual == "Older persons are harmed in their right to work through the ranking (Poland)"
    assert potential == "Older persons may be harmed in their right to work through the ranking (Poland)"


def test_the_page_tells_the_same_as_the_text_with_its_parts_in_bold():
    told = shown("{% sentence group right feature state place %}", **PARTS, state="actual")
    assert text_of(told) == sentences.as_text(**PARTS, state="actual")
    assert [words_of(one) for one in told.all("b")] == ["Older persons", "work", "the ranking"]


def test_a_right_may_bring_its_own_words():
    assert "harmed in freedom from torture through" in sentences.as_text(
        **PARTS | {"right": "freedom from torture"}, lead="", state="actual"
    )


def test_words_of_people_are_never_markup():
    nasty = {**PARTS, "feature": "<script>alert(1)</script>", "group": "<i>all</i>"}
    told = shown("{{ impact|sentence }}", impact=SimpleNamespace(**nasty, state="actual"))
    assert told.all("script", "i") == []
    assert "<script>" in text_of(told)


def test_words_are_joined_as_people_do():
    assert [tags.listed(["a"]), tags.listed(["a", "b"]), tags.listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert tags.listed([]) == ""


# ---- lists ------------------------------------------------------------------------------------------------


def test_turning_a_page_keeps_what_was_searched_for():
    request = RequestFactory().get("/", {"q": "life & work", "page": "3", "group": ["CHI", "OLD"]})
    assert tags.page_query({"request": request}) == "q=life+%26+work&group=CHI&group=OLD&"
    assert tags.page_query({"request": RequestFactory().get("/?page=3")}) == ""


def test_far_pages_are_left_out():
    page = Paginator(range(500), 25).get_page(10)
    assert tags.page_numbers(page) == [1, None, 8, 9, 10, 11, 12, None, 20]


# ---- dates ------------------------------------------------------------------------------------------------

DAY = dt.date(2026, 12, 2)


@pytest.mark.parametrize(
    ("form", "expected"),
    [("day", "2 Dec 2026"), ("day_long", "Wednesday, 2 December 2026"), ("day_short", "2 Dec")],
)
def test_a_day_is_written_with_its_month_as_a_word(form, expected):
    told = shown(f"{{{{ on|{form} }}}}", on=DAY)
    assert text_of(told) == expected
    assert told.all("time")[0].get("datetime") == "2026-12-02"


def test_an_instant_is_told_in_the_readers_zone(settings):
    from django.utils import timezone

    with timezone.override("Europe/Warsaw"):
        told = shown("{{ at|moment }}", at=dt.datetime(2026, 12, 2, 13, 2, tzinfo=dt.UTC))
    assert text_of(told) == "2 Dec 2026, 14:02"
    assert told.all("time")[0].get("datetime") == "2026-12-02T14:02+01:00"


def test_no_date_is_nothing():
    assert [tags.day(None), tags.moment(None), tags.days_from_now(None)] == ["", "", ""]


@pytest.mark.parametrize(("days", "expected"), [(0, "today"), (1, "in 1 day"), (3, "in 3 days"), (-2, "2 days late")])
def test_how_far_a_day_is(days, expected, time_machine_at_noon):
    assert tags.days_from_now(DAY + dt.timedelta(days=days)) == expected


@pytest.fixture
def time_machine_at_noon():
    import time_machine

    with time_machine.travel(dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC), tick=False):
        yield
