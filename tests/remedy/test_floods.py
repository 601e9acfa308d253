"""In a flood reports wait apart; none is refused, and what is counted tells nobody where somebody was."""

import threading

import pytest
from django.utils import translation

from knowshow.remedy import floods
from knowshow.remedy.floods import ATTACK_AT, DAY, FROM_ONE_PLACE, HOUR, SET_ASIDE_AT, Floods
from knowshow.remedy.models import GroupCode, Mechanism
from tests.remedy.turning import Clock

PLACE = "203.0.113.7"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def counted(clock):
    return Floods(clock)


def mechanism(code="m", slow_after=10):
    return Mechanism(code=code, slow_after=slow_after)


def lanes(counted, times, *, of=None, address="", host="reports.example.org", **facts):
    of = of or mechanism()
    facts = {"group_code": None, **facts}
    return [str(counted.lane_for(of, address=address, host=host, **facts)) for _ in range(times)]


def test_what_comes_slowly_is_ordinary_then_slow_then_set_aside(counted):
    found = lanes(counted, 10 * SET_ASIDE_AT + 5)
    assert found == ["ordinary"] * 10 + ["slow"] * (10 * SET_ASIDE_AT - 10) + ["quarantine"] * 5


def test_an_hour_later_it_is_forgotten(counted, clock):
    lanes(counted, 500)
    clock.now += HOUR + 1
    assert lanes(counted, 1) == ["ordinary"]


def test_one_mechanism_does_not_slow_another(counted):
    lanes(counted, 500)
    assert lanes(counted, 1, of=mechanism("other")) == ["ordinary"]


def test_many_from_one_place_wait_and_others_do_not(counted):
    assert lanes(counted, FROM_ONE_PLACE + 1, address=PLACE) == ["ordinary"] * FROM_ONE_PLACE + ["slow"]
    assert lanes(counted, 1, address="203.0.113.8") == ["ordinary"]


def test_an_hour_later_the_place_is_forgotten(counted, clock):
    lanes(counted, FROM_ONE_PLACE + 1, address=PLACE)
    clock.now += HOUR + 1
    assert lanes(counted, 1, address=PLACE) == ["ordinary"]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (PLACE, "abcdefghijklmnop.onion"),
        (PLACE, "abcdefghijklmnop.ONION:8080"),
        ("", "reports.example.org"),
        ("127.0.0.1", "reports.example.org"),
        ("::1", "reports.example.org"),
        ("unix:", "reports.example.org"),
    ],
)
def test_through_tor_or_a_proxy_no_place_is_counted(counted, address, host):
    of = mechanism(slow_after=50)
    assert lanes(counted, 20, of=of, address=address, host=host) == ["ordinary"] * 20
    assert counted._places == {}


def test_no_address_stands_in_memory_and_the_key_changes_each_day(counted, clock):
    lanes(counted, 2, address=PLACE)
    former = set(counted._places)
    assert not any(PLACE.encode() in one for one in former)
    clock.now += DAY
    lanes(counted, 1, address=PLACE)
    assert set(counted._places).isdisjoint(former)
    assert len(counted._places) == 1


def test_the_code_of_a_group_lifts_every_limit_and_counts_against_nobody(counted):
    found = lanes(counted, 200, address=PLACE, group_code=GroupCode())
    assert found == ["ordinary"] * 200
    assert lanes(counted, 1, address=PLACE) == ["ordinary"]


def test_an_attack_begins_far_above_the_pace_and_ends_under_it(counted, clock):
    of = mechanism()
    lanes(counted, 10 * ATTACK_AT)
    assert not counted.is_attack(of)
    lanes(counted, 1)
    assert counted.is_attack(of)
    clock.now += HOUR / 2
    lanes(counted, 15)
    clock.now += HOUR / 2
    assert counted.is_attack(of), "15 in the last half hour are still above the mark"
    clock.now += HOUR
    assert not counted.is_attack(of)


def test_in_an_attack_the_right_answer_leads_to_the_ordinary_lane_and_no_answer_to_the_slow_one(counted, clock):
    lanes(counted, 10 * ATTACK_AT + 1)
    clock.now += HOUR / 2
    assert lanes(counted, 1, answered=True) == ["ordinary"]
    assert lanes(counted, 1) == ["slow"]
    assert lanes(counted, 500, answered=True) == ["ordinary"] * 500


def test_an_answer_does_not_hide_that_many_come_from_one_place(counted):
    lanes(counted, 10 * ATTACK_AT + 1)
    assert lanes(counted, FROM_ONE_PLACE + 1, address=PLACE, answered=True)[-1] == "slow"


def test_a_flood_takes_no_more_memory_than_its_bound(counted, monkeypatch):
    monkeypatch.setattr(floods, "_MOST_PLACES", 100)
    for number in range(1000):
        lanes(counted, 1, address=f"198.51.100.{number % 250}")
    assert len(counted._paces["m"].came) == 10 * SET_ASIDE_AT + 1
    assert len(counted._places) <= 100


def test_threads_are_counted_one_by_one(counted):
    of, found = mechanism(slow_after=100), []
    people = [threading.Thread(target=lambda: found.extend(lanes(counted, 50, of=of))) for _ in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert found.count("ordinary") == 100


def test_a_form_keeps_its_question_and_forms_differ():
    assert len({floods.question_for(f"7402-{number}") for number in range(50)}) == len(floods._QUESTIONS)
    assert floods.question_for("7402-1938") == floods.question_for("7402-1938")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans"])
def test_every_question_offers_its_answer_among_its_words_in_every_language(language):
    with translation.override(language):
        for number in range(50):
            reference = f"7402-{number}"
            answer = translation.gettext(floods._chosen(reference).answer)
            question = floods.question_for(reference)
            assert answer in question.replace("：", ":").partition(":")[2]
            assert floods.is_answer(reference, answer)
            assert not floods.is_answer(reference, "")
            assert not floods.is_answer(reference, question)


@pytest.mark.parametrize("typed", ["HORSE", " a horse. ", "the horse", "horses"])
def test_an_answer_is_read_kindly(typed):
    reference = next(f"{number}" for number in range(99) if floods._chosen(f"{number}").answer == "horse")
    assert floods.is_answer(reference, typed)
    assert not floods.is_answer(reference, "river")
