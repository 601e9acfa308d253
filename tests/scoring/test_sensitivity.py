"""What an unknown answer can do is what trying every answer would find."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowshow.scoring import TOTAL, score
from knowshow.scoring.engine import Evaluation
from knowshow.scoring.methodology import Missing, Op
from knowshow.scoring.sensitivity import range_of, swings, unanswered
from tests.scoring.building import group, index, sheet
from tests.scoring.random_indices import SUBJECTS, indices, sheets

GAPS = sheet(index([*group("A", "a1", "a2", "a3"), *group("B", "b1")]), {"a1": "full", "a3": "none"})


def test_the_question_that_moves_the_score_most_comes_first():
    found = swings(GAPS, "a")
    assert [(one.node, one.lowest, one.highest) for one in found] == [("b1", 25, 75), ("a2", 100 / 3, 200 / 3)]
    assert (found[0].label_of_lowest, found[0].label_of_highest, found[0].spread) == ("none", "full", 50)


def test_a_score_ends_between_its_worst_and_its_best_answers():
    found = range_of(GAPS, "a")
    assert (found.now, found.lowest, found.highest) == (50, 100 / 6, pytest.approx(500 / 6))


def test_a_complete_sheet_has_nothing_to_research():
    full = sheet(index(["q"]), {"q": "half"})
    assert swings(full, "a") == []
    assert (range_of(full, "a").lowest, range_of(full, "a").highest) == (50, 50)


def test_an_answer_that_decides_what_else_is_asked_is_tried_whole():
    made = index(
        [{"id": "k", "scale": "k"}, {"id": "q", "applies_if": {"node": "k", "is": "other"}}, "r"],
        scales={"s": {"full": 100, "none": 0}, "k": {"one": None, "other": None}},
    )
    (swing,) = [one for one in swings(sheet(made, {"q": "full", "r": "none"}), "a") if one.node == "k"]
    assert (swing.lowest, swing.label_of_lowest, swing.highest, swing.label_of_highest) == (0, "one", 50, "other")


def _tried(made, swing):
    """Score afresh with each answer given; that nobody can tell is no answer."""
    outcomes = []
    for label in made.plan.leaves[swing.node].labels:
        if made.plan.leaves[swing.node].entries[label].state == "unknown":
            continue
        fresh = sheet(made.methodology, {}, SUBJECTS, type=made.companies["a"].type)
        for company, subject, node, component, labels in made:
            if (subject, node) != (swing.subject, swing.node):
                fresh.give(company, subject, node, labels, component=component)
        fresh.give("a", swing.subject, swing.node, label)
        outcomes.append(score(fresh).companies["a"].total)
    return [outcome for outcome in outcomes if outcome is not None]


@settings(max_examples=60)
@given(sheets())
def test_a_swing_is_what_scoring_afresh_with_every_answer_gives(made):
    for swing in swings(made, "a")[:4]:
        outcomes = _tried(made, swing)
        assert (min(outcomes), max(outcomes)) == (swing.lowest, swing.highest)


@settings(max_examples=60)
@given(sheets())
def test_every_swing_lies_within_the_range(made):
    found = range_of(made, "a")
    for swing in swings(made, "a"):
        assert found.lowest <= swing.lowest <= swing.highest <= found.highest
    assert found.now is None or found.lowest <= found.now <= found.highest


PLAIN = indices(st.sampled_from([Op.MEAN, Op.WEIGHTED_MEAN, Op.MIN, Op.MAX]), st.just(Missing.SKIP), steps=False)


@settings(max_examples=60)
@given(sheets(PLAIN), st.data())
def test_where_better_answers_never_lower_a_score_no_way_of_answering_leaves_the_range(made, data):
    assume(not made.plan.conditions)
    found = range_of(made, "a")
    given = {
        (subject.key, component, leaf.place): (code,) if leaf.node.choices == "many" else code
        for subject, leaf, component in unanswered(Evaluation(made, "a"))
        if (code := data.draw(st.integers(1, 3)))
    }
    value = Evaluation(made, "a", given=given).value(TOTAL)
    assert not isinstance(value, float) or found.lowest - 1e-9 <= value <= found.highest + 1e-9
