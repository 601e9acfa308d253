"""Which languages there are, who has checked them, and where a page stands in each."""

import datetime as dt

import pytest
from django.utils import translation

from knowshow.ui import languages
from knowshow.ui.languages import NAMES, Status, in_language, is_unreviewed, language_of, links_to


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/", "en"),
        ("/rankings/", "en"),
        ("/ar", "ar"),
        ("/zh-hans/rankings/", "zh-hans"),
        ("/arabic/", "en"),
        ("/en/", "en"),
        ("/AR/", "en"),
        ("", "en"),
    ],
)
def test_only_the_first_part_of_an_address_names_the_language(path, code):
    assert language_of(path) == code


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("now", NAMES)
@pytest.mark.parametrize("path", ["/", "/rankings/an-index/1/"])
def test_a_page_is_found_from_every_language_in_every_other(path, now, code):
    assert in_language(in_language(path, now), code) == in_language(path, code)
    assert language_of(in_language(path, code)) == code


def test_links_name_every_language_in_its_own_words_and_mark_the_present_one():
    with translation.override("ru"):
        links = links_to("/ru/rankings/")
    assert [link.name for link in links] == ["English", "Français", "Español", "العربية", "Русский", "中文"]
    assert [link.url for link in links][:2] == ["/rankings/", "/fr/rankings/"]
    assert [link.code for link in links if link.is_current] == ["ru"]


def test_an_address_that_begins_with_two_slashes_never_leads_to_another_host():
    assert all(link.url.startswith(("/%2F", f"/{link.code}/")) for link in links_to("//elsewhere.example.org/"))


@pytest.mark.parametrize(
    ("status", "is_checked"),
    [
        (Status("source", None, None), True),
        (Status("machine", None, None), False),
        (Status("person", None, None), False),
        (Status("machine", "a union's translator", None), False),
        (Status("machine", "a union's translator", dt.date(2026, 12, 1)), True),
    ],
)
def test_a_translation_is_checked_once_somebody_has_read_it_on_a_day(status, is_checked, monkeypatch):
    monkeypatch.setattr(languages, "statuses", lambda: {"fr": status})
    assert status.is_checked is is_checked
    assert is_unreviewed("fr") is not is_checked


def test_a_language_that_is_not_offered_is_not_said_to_be_unchecked():
    assert not is_unreviewed("de")
