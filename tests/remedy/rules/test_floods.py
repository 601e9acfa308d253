"""In a flood reports wait apart; none is refused, and nobody is known by where she writes from."""

import threading

from knowshow.remedy.rules.floods import SET_ASIDE_AT, WITHIN_SECONDS, Pace


def lanes(pace, times, *, slow_after=3, mechanism="m", now=0.0):
    return [pace.lane(mechanism, slow_after, now) for _ in range(times)]


def test_what_comes_slowly_is_ordinary_then_slow_then_set_aside():
    found = lanes(Pace(), 3 * SET_ASIDE_AT + 5)
    assert found == ["ordinary"] * 3 + ["slow"] * (3 * SET_ASIDE_AT - 3) + ["quarantine"] * 5


def test_an_hour_later_it_is_forgotten():
    pace = Pace()
    lanes(pace, 500)
    assert lanes(pace, 1, now=WITHIN_SECONDS + 1) == ["ordinary"]


def test_one_mechanism_does_not_slow_another():
    pace = Pace()
    lanes(pace, 500)
    assert lanes(pace, 1, mechanism="other") == ["ordinary"]


def test_a_flood_takes_no_more_memory_than_its_bound():
    pace = Pace()
    lanes(pace, 10_000)
    assert len(pace._came["m"]) == 3 * SET_ASIDE_AT + 1


def test_threads_are_counted_one_by_one():
    pace, found = Pace(), []
    people = [threading.Thread(target=lambda: found.extend(lanes(pace, 50, slow_after=100))) for _ in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert found.count("ordinary") == 100
