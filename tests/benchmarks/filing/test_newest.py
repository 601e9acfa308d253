"""What takes long is kept once for each subject, and never taken for another."""

from knowshow.benchmarks.filing.newest import Newest


def _fail():
    raise AssertionError("It was kept.")


def test_a_value_is_found_once_for_each_mark():
    kept = Newest[str](most=2)
    assert kept.of("a", 1, lambda: "first") == "first"
    assert kept.of("a", 1, _fail) == "first"
    assert kept.of("a", 2, lambda: "second") == "second"
    assert kept.of("a", 1, lambda: "again") == "again"


def test_a_new_mark_takes_the_place_of_the_old_one():
    kept = Newest[int](most=2)
    kept.of("a", 0, lambda: 0)
    for mark in range(1, 9):
        kept.of("b", mark, lambda mark=mark: mark)
    assert kept.of("a", 0, _fail) == 0


def test_one_subject_more_drops_the_one_that_was_found_first():
    kept = Newest[str](most=2)
    for subject in "abc":
        kept.of(subject, 1, lambda subject=subject: subject)
    assert kept.of("c", 1, _fail) == "c"
    assert kept.of("b", 1, _fail) == "b"
    assert kept.of("a", 1, lambda: "anew") == "anew"
