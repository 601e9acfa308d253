"""The languages of the portal, and the honest record of who has read them."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale

from knowshow.remedy.rules.languages import PARTS, Review, language_of, languages, unreviewed
from knowshow.remedy.rules.questions import question_sets


def test_the_portal_speaks_the_six_languages_of_the_united_nations():
    assert [one.code for one in languages()] == ["en", "fr", "es", "ar", "ru", "zh-hans"]


def test_arabic_alone_runs_from_right_to_left():
    assert [one.code for one in languages() if one.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize("language", languages(), ids=lambda one: one.code)
def test_each_language_carries_its_own_name_and_a_review_for_every_part(language):
    locale = Locale.parse(language.html, sep="-")
    assert language.name.casefold() in (locale.language_name or "").casefold() or language.code == "zh-hans"
    assert locale.text_direction == {"ltr": "ltr", "rtl": "rtl"}[language.direction]
    assert set(language.covers) == set(PARTS)


def test_a_language_that_the_portal_does_not_speak_is_none():
    assert language_of("tlh") is None


@pytest.mark.parametrize(
    ("review", "settled"),
    [
        (Review(by="source", reviewed_by=None, reviewed_on=None), True),
        (Review(by="machine", reviewed_by=None, reviewed_on=None), False),
        (Review(by="person", reviewed_by=None, reviewed_on=None), False),
        (Review(by="machine", reviewed_by="a translators' union", reviewed_on=None), False),
        (Review(by="machine", reviewed_by="a translators' union", reviewed_on=date(2026, 12, 1)), True),
    ],
)
def test_only_a_named_reviewer_with_a_date_settles_a_translation(review, settled):
    assert review.is_settled is settled


@pytest.mark.parametrize("part", PARTS)
def test_the_language_in_which_the_portal_was_written_needs_no_review(part):
    assert "en" not in [one.code for one in unreviewed(part)]


def test_questions_count_as_reviewed_only_where_the_file_of_every_set_is():
    for language in languages():
        read = all(one.texts_in(language.code).translation.is_settled for one in question_sets())
        assert read or not language.is_reviewed("questions")
        assert all(
            one.texts_in(language.code).translation.by == language.covers["questions"].by for one in question_sets()
        )
