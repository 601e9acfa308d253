"""An explanation says what the score is and what it is made of; sensitivity is what trying everything would find."""

import pytest
from hypothesis import given, settings

from knowshow.errors import BadInputError
from knowshow.scoring import TOTAL, score
from knowshow.scoring.engine import Evaluation
from knowshow.scoring.explaining import explain
from knowshow.scoring.values import Absent, combine
from tests.scoring.building import group, index, sheet
from tests.scoring.random_indices import sheets

MODEL = index(
    [
        *group("A", "a1", {"id": "a2", "applies_if": {"node": "a1", "is": "full"}}, "a3", title="Water"),
        *group("B", "b1", {"id": "b2", "not_applicable_to": ["bank"]}, op="min", missing="zero"),
    ],
    ops={"total": {"op": "sum", "then": [{"modifier": {"node": "B", "at_least": 50, "multiply": 0.5}}, {"round": {}}]}},
)
MADE = sheet(MODEL, {"a1": "half", "a2": "full", "b1": "half"}, type="bank")


def said(node, **more):
    return {one.key: one.because for _, one in explain(MADE, "a", node, **more).walk()}


def test_each_part_says_why_it_counts_or_does_not():
    assert said("A") == {
        "A": "the mean of 1 element; 1 not applicable, 1 not researched",
        "a1": "answered “half”",
        "a2": "it applies only where “a1” is answered “full”; “full” is not counted",
        "a3": "nobody has answered it",
    }
    assert said("B")["b2"] == "not asked of bank"
    assert said(TOTAL)[TOTAL] == "the sum of 2 groups; times 0.5, since B is 50, at least 50"


def test_what_is_missing_and_counts_as_zero_is_said_to():
    because = explain(sheet(MODEL, {"a1": "half"}), "a", "B").because
    assert because == "the lowest of 2 elements; 2 not researched, counted as zero"


def test_what_is_not_there_is_refused_with_the_nearest():
    for arguments, says in (
        (("aa",), "There is no company 'aa'. Did you mean \"a\"?"),
        (("a", "a11"), "There is no node 'a11'. Did you mean \"a1\"?"),
    ):
        with pytest.raises(BadInputError) as caught:
            explain(MADE, *arguments)
        assert says in str(caught.value)
    with pytest.raises(BadInputError, match="a has no subject 'x'"):
        explain(MADE, "a", subject="x")


@settings(max_examples=150)
@given(sheets())
def test_an_explanation_is_the_score_and_so_is_every_part_of_it(made):
    scores = score(made).companies["a"]
    now = Evaluation(made, "a")
    for key, value in scores.values.items():
        told = explain(made, "a", key)
        assert (told.value, told.state, told.band) == (value, scores.states.get(key, ""), scores.bands.get(key, ""))
        for _, part in told.walk():
            if part.kind in {"group", "category", "total"}:
                assert part.value == scores.values[part.key]
    assert {one.key for _, one in explain(made, "a").walk()} >= set(made.plan.total_over)
    _recombines(now, explain(made, "a"))


def _recombines(now, told):
    """What the children of a node above the subjects give together is its value before its steps."""
    plan = now.plan
    rule = plan.total_rule if told.key == TOTAL else plan.rules.get(told.key)
    if rule is not None and told.key not in plan.asked:
        assert combine(rule, [_value(child) for child in told.children]) == now.combined(told.key)
    asked = plan.asked.get(told.key)
    if asked and [child.kind for child in told.children] == ["composite"] * len(asked.composites):
        assert combine(asked.rule, [_value(child) for child in told.children]) == now.combined(told.key)
    for child in told.children:
        if child.kind not in {"subject", "composite", "question"}:
            _recombines(now, child)


def _value(told):
    return Absent(told.state) if told.value is None else told.value


@settings(max_examples=100)
@given(sheets())
def test_every_subject_and_question_stands_in_the_explanation_the_absent_ones_too(made):
    told = [one for _, one in explain(made, "a").walk()]
    for asked in made.plan.asked.values():
        for leaf in made.plan.leaves_below(asked.node.id):
            assert any(one.key == leaf.node.id and one.because for one in told)
