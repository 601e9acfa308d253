"""The stages of a case: who may move it, what an ending needs, and that no case is trapped."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowshow.remedy.rules import stages
from knowshow.remedy.rules.stages import Outcome, Reason, Stage, Step, Who, endings, judge, moves, next_of

CASES = yaml.safe_load(Path(__file__).with_name("stages_cases.yaml").read_text(encoding="utf-8"))
FIELDS = {"case", "rests on", "step", "with", "came from", "open", "because"}
WITH = {"outcome", "reason", "other routes", "appeal"}
WRITTEN = re.compile(r"(\w+) -> (\w+) by (\w+)")


def step(case):
    start, to, who = WRITTEN.fullmatch(case["step"]).groups()
    given_with = case.get("with", {})
    assert set(case) <= FIELDS, "an unknown field"
    assert set(given_with) <= WITH, "an unknown part of a closing"
    return Step(
        Stage(start),
        Stage(to),
        Who(who),
        outcome=Outcome(given_with["outcome"]) if "outcome" in given_with else None,
        has_reason=given_with.get("reason", False),
        tells_other_routes=given_with.get("other routes", False),
        tells_appeal=given_with.get("appeal", False),
        came_from=Stage(case["came from"]) if "came from" in case else None,
    )


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_step_comes_out_as_written(case):
    verdict = judge(step(case))
    assert verdict.is_allowed == case["open"]
    assert [reason.value for reason in verdict.reasons] == case.get("because", ["allowed"])


def test_no_two_cases_have_the_same_name_and_each_rests_on_something():
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert all(case["rests on"] for case in CASES)


steps = st.builds(
    Step,
    st.sampled_from(Stage),
    st.sampled_from(Stage),
    st.sampled_from(Who),
    st.none() | st.sampled_from(Outcome),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(sorted(stages.APPEALABLE)),
)


@given(steps)
def test_every_verdict_says_why(one):
    verdict = judge(one)
    assert verdict.reasons
    assert verdict.is_allowed == (verdict.reasons == (Reason.ALLOWED,))
    assert all(verdict.words)


@given(steps)
def test_what_the_person_alone_can_say_nobody_says_for_her(one):
    hers = one.to in {Stage.AGREED, Stage.VERIFIED, Stage.APPEALED} or one.outcome is Outcome.WITHDRAWN
    if hers and one.who is not Who.PERSON:
        assert not judge(one).is_allowed


@given(steps)
def test_a_step_is_open_only_if_it_is_in_the_list_of_moves(one):
    if judge(one).is_allowed and not (one.start is Stage.APPEALED and one.who is Who.PERSON):
        listed = {move.to: move.outcomes for move in moves(one.start, one.who, one.came_from)}
        assert one.to in listed
        assert one.outcome is None or one.outcome in listed[one.to]


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("who", Who)
def test_a_listed_move_is_open_once_the_letter_says_everything(stage, who):
    for move in moves(stage, who, Stage.ASSESSED):
        for outcome in move.outcomes or {None}:
            assert judge(Step(stage, move.to, who, outcome, True, True, True, Stage.ASSESSED)).is_allowed


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.CLOSED])
def test_the_person_may_withdraw_from_everywhere_and_needs_nobody_for_it(stage):
    assert judge(Step(stage, Stage.CLOSED, Who.PERSON, Outcome.WITHDRAWN)).is_allowed


def test_from_every_stage_the_team_and_the_person_can_together_reach_remedy():
    reached = {Stage.VERIFIED}
    while more := {start for start, to in stages.MOVES if to in reached} - reached:
        reached |= more
    assert reached == set(Stage)


def test_an_appeal_can_be_lodged_exactly_where_the_policy_says():
    assert {start for start, to in stages.MOVES if to is Stage.APPEALED} == stages.APPEALABLE
    assert Stage.APPEALED in {move.to for move in moves(Stage.CLOSED, Who.PERSON)}


def test_only_a_verified_remedy_is_called_remedied_by_the_team():
    ends = {stage for stage in Stage if endings(stage, Who.HANDLER) & {Outcome.REMEDIED, Outcome.PARTLY_REMEDIED}}
    assert ends == {Stage.VERIFIED}


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_says_what_happens_next_and_who_does_it(stage):
    step_ahead = next_of(stage)
    assert stages.NEXT_WORDS[step_ahead.key]
    assert bool(step_ahead.who) == (stage is not Stage.CLOSED)
    for who in step_ahead.who:
        assert moves(stage, who), "who is to act can act"


def test_each_reason_has_words_and_no_sentence_is_without_a_stage():
    assert set(stages.WORDS) == set(Reason)
    assert set(stages.NEXT_WORDS) == {next_of(stage).key for stage in Stage}


@pytest.mark.parametrize("who", Who)
def test_a_reviewer_and_a_handler_never_act_on_the_same_stage(who):
    acts = {start for (start, _), may in stages.MOVES.items() if who in may}
    assert (Stage.APPEALED in acts) == (who is not Who.HANDLER)
    assert who is not Who.REVIEWER or acts == {Stage.APPEALED}
