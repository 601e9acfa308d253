"""Only under attack a page offers work to browsers that run scripts; others have a word, or wait; all are read."""

import re

import pytest

from knowshow.remedy import floods
from knowshow.remedy.floods import ATTACK_AT, Floods
from knowshow.remedy.models import Case
from tests import make, second_server
from tests.remedy import test_puzzles as work

pytestmark = pytest.mark.django_db

STORY = "They closed my account."
LAST = {"text": STORY, "do": "to:check"}


@pytest.fixture
def mechanism():
    return make.mechanism(slow_after=1)


@pytest.fixture
def attack(mechanism, as_public, monkeypatch):
    """So many reports that it is an attack."""
    monkeypatch.setattr(floods, "_FLOODS", Floods())
    for _ in range(ATTACK_AT + 1):
        floods.lane_for(mechanism, address="", host="reports.example.org", group_code=None)
    as_public.in_attack = True
    return as_public


def puzzle_of(page):
    """The puzzle that a page offers."""
    found = re.search(r'data-text="([^"]+)" data-bits="(\d+)"', page.html)
    return work.puzzles.Puzzle(found[1], int(found[2])) if found else None


def sent(page, **more):
    """The report of a page, sent; the case that came of it."""
    assert page.submit("Send my report", **more).heading == "Your receipt"
    return Case.objects.order_by("pk").last()


def policy(page):
    return page.response.headers["Content-Security-Policy"]


def test_at_any_other_time_there_is_no_script_no_puzzle_and_no_question(as_public, mechanism, monkeypatch):
    monkeypatch.setattr(floods, "_FLOODS", Floods())
    page = as_public.post("/write/", LAST)
    assert page.heading == "Check and send"
    assert not {"plain", "puzzle"} & set(page.form("Send my report").names)
    assert "<script" not in page.html
    assert "script-src" not in policy(page)


def test_in_an_attack_only_the_last_page_has_a_script_and_it_is_ours(attack):
    first = attack.get("/write/")
    assert "<script" not in first.html
    assert "script-src" not in policy(first)
    last = attack.post("/write/", LAST)
    assert last.html.count("<script") == 1
    assert "script-src 'self'" in policy(last)
    assert re.search(
        r'<script src="/static/remedy/puzzle.js" integrity="sha384-[\w+/=]{64}" defer></script>', last.html
    )
    assert len(last.response.content) < 50_000


def test_the_work_of_her_browser_lets_her_report_wait_with_the_ordinary_ones(attack):
    page = attack.post("/write/", LAST)
    assert sent(page, puzzle=work.solved(puzzle_of(page))).lane == "ordinary"


def test_a_word_does_the_same_without_any_script(attack):
    page = attack.post("/write/", LAST)
    word = next(one.answer for one in floods._QUESTIONS if one.question in page.main)
    assert sent(page, plain=word).lane == "ordinary"


@pytest.mark.parametrize("puzzle", ["", "nonsense", "1.0.00000000000000000000000000000000:1"])
def test_who_does_neither_is_not_refused_and_waits(attack, puzzle):
    assert sent(attack.post("/write/", LAST), puzzle=puzzle).lane == "slow"


def test_the_work_for_one_report_does_not_count_for_another(attack):
    page = attack.post("/write/", LAST)
    answer = work.solved(puzzle_of(page))
    assert sent(attack.post("/write/", LAST), puzzle=answer).lane == "slow"
    assert sent(page, puzzle=answer).lane == "ordinary"


def test_sent_twice_it_is_one_report_that_stays_where_it_is(attack):
    page = attack.post("/write/", LAST)
    answer = work.solved(puzzle_of(page))
    first = sent(page, puzzle=answer)
    assert sent(page, puzzle=answer).pk == first.pk
    assert Case.objects.get().lane == "ordinary"


def test_an_operator_may_leave_the_plain_question_alone(attack, monkeypatch):
    monkeypatch.setitem(second_server.portal_settings(), "PUZZLE_BITS", 0)
    page = attack.post("/write/", LAST)
    assert "plain" in page.form("Send my report").names
    assert "<script" not in page.html
    assert "script-src" not in policy(page)
