"""The fairness survey: its questions, its answers, and process and outcome apart."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError
from knowshow.remedy.rules.gp31 import Criterion
from knowshow.remedy.rules.survey import QUESTIONS, Summary, Wave, due_on, read_answers, summarise

KEYS = [one.key for one in QUESTIONS]
sheets = st.lists(st.dictionaries(st.sampled_from(KEYS), st.integers(1, 5)))


def test_five_questions_rest_on_criteria_and_ask_about_process_and_outcome():
    assert len(set(KEYS)) == 5
    assert {one.criterion for one in QUESTIONS} <= set(Criterion)
    assert {one.about for one in QUESTIONS} == {"process", "outcome"}


@pytest.mark.parametrize(
    ("closed", "half_year"),
    [
        ("2026-11-25", "2027-05-25"),
        ("2026-06-30", "2026-12-30"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-29", "2028-02-29"),
        ("2026-12-31", "2027-06-30"),
    ],
)
def test_she_is_asked_at_the_end_and_half_a_year_on(closed, half_year):
    day = date.fromisoformat(closed)
    assert due_on(day, Wave.CLOSURE) == day
    assert due_on(day, Wave.HALF_YEAR) == date.fromisoformat(half_year)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_half_a_year_is_always_about_half_a_year(day):
    assert 181 <= (due_on(day, Wave.HALF_YEAR) - day).days <= 184


def test_answers_are_read_and_a_skipped_question_is_left_out():
    given_answers = {"could_tell": "4", "knew_next": 1, "had_help": "", "put_right": None, "was_independent": " 5 "}
    assert read_answers(given_answers) == {"could_tell": 4, "knew_next": 1, "was_independent": 5}


@pytest.mark.parametrize("value", ["0", "6", "4.5", "very", -1, True, 4.0])
def test_an_answer_off_the_scale_is_refused_and_not_repeated(value):
    with pytest.raises(BadInputError) as caught:
        read_answers({"could_tell": value})
    assert "could_tell" in str(caught.value)
    assert f"{value!r}" not in str(caught.value)


def test_an_unknown_question_is_refused_and_not_repeated():
    with pytest.raises(BadInputError) as caught:
        read_answers({"my name is": "3"})
    assert "my name" not in str(caught.value)


@given(sheets)
def test_answers_are_counted_or_skipped_and_small_numbers_are_not_shown(given_sheets):
    summary = summarise(Wave.CLOSURE, given_sheets)
    for one in (*summary.process, *summary.outcome):
        assert one.n + one.skipped == len(given_sheets)
        assert (one.share is None) == (one.n < 5)
        assert one.is_suppressed == (0 < one.n < 5)
        assert one.share is None or 0 <= one.share <= 1


def test_agreement_is_the_share_of_fours_and_fives():
    found = summarise(Wave.HALF_YEAR, [{"put_right": one} for one in (1, 2, 3, 4, 5)]).outcome[0]
    assert (found.share, found.n) == (0.4, 5)


def test_process_and_outcome_are_never_made_into_one_figure():
    summary = summarise(Wave.CLOSURE, [{"could_tell": 5, "put_right": 1}] * 6)
    assert summary.process[0].share == 1.0
    assert summary.outcome[0].share == 0.0
    assert {one.name for one in fields(Summary)} == {"wave", "process", "outcome"}
