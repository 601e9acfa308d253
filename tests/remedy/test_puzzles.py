"""A puzzle is solved by work, for one report, once, in time, and by nobody who made it up."""

import itertools

import pytest

from knowshow.remedy import puzzles
from knowshow.remedy.puzzles import LIFETIME, Puzzles
from tests.remedy.turning import Clock

BITS = 6


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ours(clock):
    return Puzzles(clock)


def solved(puzzle, start=0):
    """The first answer from a number on that is right."""
    found = (f"{puzzle.text}:{number}" for number in itertools.count(start))
    return next(one for one in found if puzzles.has_zeros(one, puzzle.bits))


def wrong(puzzle):
    """An answer in the right form whose digest has not the zeros."""
    found = (f"{puzzle.text}:{number}" for number in itertools.count())
    return next(one for one in found if not puzzles.has_zeros(one, puzzle.bits))


def test_the_work_counts_for_the_report_for_which_it_was_asked(ours):
    assert ours.is_solved("m", "7402-1938", solved(ours.make("m", "7402-1938", BITS)))


def test_without_the_work_it_does_not_count(ours):
    assert not ours.is_solved("m", "7402-1938", wrong(ours.make("m", "7402-1938", BITS)))


@pytest.mark.parametrize(("mechanism", "reference"), [("m", "7402-1939"), ("other", "7402-1938")])
def test_it_counts_for_no_other_report_and_no_other_mechanism(ours, mechanism, reference):
    assert not ours.is_solved(mechanism, reference, solved(ours.make("m", "7402-1938", BITS)))


def test_it_counts_once(ours):
    puzzle = ours.make("m", "7402-1938", BITS)
    answer = solved(puzzle)
    ours.spend(answer)
    assert not ours.is_solved("m", "7402-1938", answer)
    another = solved(puzzle, int(answer.rpartition(":")[2]) + 1)
    assert not ours.is_solved("m", "7402-1938", another), "another answer to the same puzzle is the same work"
    assert not ours.is_solved("m", "7402-1938", f"0{answer}"), "nor the same puzzle, written otherwise"


def test_it_counts_until_its_end_and_not_longer(ours, clock):
    answer = solved(ours.make("m", "7402-1938", BITS))
    clock.now += LIFETIME
    assert ours.is_solved("m", "7402-1938", answer)
    clock.now += 1
    assert not ours.is_solved("m", "7402-1938", answer)


def test_nobody_makes_it_easier_or_last_longer(ours):
    until, bits, tag = ours.make("m", "7402-1938", BITS).text.split(".")
    for text in (f"{until}.0.{tag}", f"{int(until) + 1}.{bits}.{tag}", f"{until}.{bits}.{'0' * 32}"):
        made_up = puzzles.Puzzle(text, int(text.split(".")[1]))
        assert not ours.is_solved("m", "7402-1938", solved(made_up))


def test_another_process_knows_nothing_of_it(ours, clock):
    assert not Puzzles(clock).is_solved("m", "7402-1938", solved(ours.make("m", "7402-1938", BITS)))


@pytest.mark.parametrize(
    "answer", ["", ":", "1.2.3:4", "a" * 5000, "1.6." + "0" * 32 + ":\u0661", "1.6." + "g" * 32 + ":1"]
)
def test_what_is_no_answer_does_not_count_and_is_not_remembered(ours, answer):
    ours.spend(answer)
    assert not ours.is_solved("m", "7402-1938", answer)
    assert not ours._spent


def test_what_was_spent_is_forgotten_when_it_has_ended_and_never_grows_without_end(ours, clock, monkeypatch):
    ours.spend(solved(ours.make("m", "1", 0)))
    clock.now += LIFETIME + 1
    ours.spend(solved(ours.make("m", "2", 0)))
    assert len(ours._spent) == 1
    monkeypatch.setattr(puzzles, "_MOST_SPENT", 3)
    for number in range(10):
        ours.spend(solved(ours.make("m", str(number), 0)))
    assert len(ours._spent) == 3


def test_the_expected_work_doubles_with_each_bit():
    right = [sum(puzzles.has_zeros(f"x:{number}", bits) for number in range(4096)) for bits in (1, 2, 3, 4)]
    assert all(abs(count - 4096 / 2**bits) < 200 for bits, count in zip((1, 2, 3, 4), right, strict=True))
