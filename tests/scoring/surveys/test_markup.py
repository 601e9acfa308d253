"""Markup is taken off the words of a survey, in time that grows with their length."""

import time

import pytest

from knowshow.scoring.surveys.markup import plain


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<a '", "<script>", "&#", "<![CDATA["])
def test_markup_that_is_never_closed_takes_no_time(piece):
    began = time.process_time()
    plain(piece * 100_000)
    assert time.process_time() - began < 2


def test_a_sign_that_opens_nothing_stays():
    assert plain("Is anybody < 18 &amp; alone?") == "Is anybody < 18 & alone?"


def test_an_overlong_text_loses_its_tags_all_the_same():
    assert plain("<p>one</p>" * 4_000).split("\n") == ["one"] * 4_000
