"""Results: what is refused, both totals, what is hidden and why, and the way back into a file."""

import json

import pytest

from knowshow.errors import BadInputError
from knowshow.scoring.plan import Plan
from knowshow.scoring.surveys import account, as_result, read_result, result_from, result_of_answers, score_result
from tests.scoring.surveys.small import PROFILE, choice, comment, cover, imported, page, panel, planned, scored, several

#: Most harm: 10 + 6 = 16, so that levels end at 3.2 and 9.6. Most care: 4 / 2, so that 1 takes off a tenth.
PAGES = (
    cover(),
    page("first", choice("gate_harm", "open/0", "shut/2", "worse/10", title="The gate"), comment("why")),
    page(
        "second_harm",
        panel("inner_harm", several("list", "a/1", "b/2", "c/3", title="The list"), visibleIf="{gate_harm} = 'open/0'"),
    ),
    page("third", choice("care1_care", "some/1", "more/2"), visibleIf="{gate_harm} <> 'worse/10'"),
    page("fourth", choice("care2_care", "some/1", "more/2", visible=False), choice("talk_aside", "x/9")),
)


@pytest.fixture(scope="module")
def plan():
    return Plan(imported(*PAGES))


def read(plan, data, version="edition 2", force=False, **more):
    content = json.dumps({"version": version, "data": data} | more).encode()
    return result_from(content, "r.json", plan, force=force, profile=PROFILE)


def figures(totals):
    return tuple(totals.as_json().values())


# ---- both totals -------------------------------------------------------------------------------------------


def test_answers_of_an_open_gate_count(plan):
    found = scored(plan, gate_harm="open/0", list=["a/1", "c/3"])
    assert figures(found.visible_only) == figures(found.all_answers) == (4, 0, 4, 2)
    assert not found.differs


def test_answers_in_a_hidden_panel_do_not_count_but_are_told(plan):
    found = scored(plan, gate_harm="shut/2", list=["a/1", "c/3"])
    assert figures(found.visible_only) == (2, 0, 2, 1)
    assert figures(found.all_answers) == (6, 0, 6, 2)
    assert (found.differs, found.left_behind) == (True, ["list"])


def test_answers_on_a_hidden_page_do_not_count(plan):
    found = scored(plan, gate_harm="worse/10", care1_care="more/2")
    assert figures(found.visible_only) == (10, 0, 10, 3)
    assert figures(found.all_answers) == (10, 2, 9, 2)


def test_a_question_that_the_survey_never_shows_does_not_count(plan):
    found = scored(plan, gate_harm="shut/2", care2_care="more/2")
    assert (figures(found.visible_only), figures(found.all_answers)) == ((2, 0, 2, 1), (2, 2, 2, 1))


def test_the_answer_of_a_hidden_question_still_decides_what_else_is_shown():
    """As in SurveyJS, which keeps such answers while the form is filled in."""
    plan = planned(
        choice("a", "yes/1", "no"),
        choice("b", "yes/1", "no", visibleIf="{a} = 'yes/1'"),
        choice("c", "yes/1", "no", visibleIf="{b} = 'yes/1'"),
    )
    assert scored(plan, a="no", b="yes/1", c="yes/1").hidden == {"b"}
    assert scored(plan, a="no", b="yes/1", c="yes/1").visible_only.raw == 1


@pytest.mark.parametrize(("raw", "current"), [("one/5", 5), ("one/15", 14), ("one/25", 23)])
def test_half_points_are_rounded_up(raw, current):
    """0.9 x 5 = 4.5, 0.9 x 15 = 13.5 and 0.9 x 25 = 22.5: never to the even neighbour."""
    plan = Plan(imported(cover(), page("p_harm", choice("q", "one/5", "one/15", "one/25"), choice("r_care", "all/2"))))
    assert scored(plan, q=raw, r_care="all/2").visible_only.current == current


@pytest.mark.parametrize(("points", "level"), [(0, 1), (2, 1), (3, 2), (6, 2), (7, 3), (10, 3)])
def test_a_level_takes_in_its_upper_bound(points, level):
    plan = planned(choice("q", *(f"x/{number}" for number in range(11))))
    assert scored(plan, q=f"x/{points}").visible_only.level == level


def test_mitigation_that_just_reaches_its_share_counts():
    plan = Plan(imported(cover(), page("p_harm", choice("q", "x/10"), several("r_care", "a/1", "b/1", "c/2"))))
    assert scored(plan, q="x/10", r_care=["a/1"]).visible_only.current == 9
    assert scored(plan, q="x/10").visible_only.current == 10


def test_an_empty_result_has_the_lowest_level(plan):
    found = scored(plan)
    assert figures(found.visible_only) == (0, 0, 0, 1)


def test_where_every_question_is_hidden_the_level_is_the_lowest():
    plan = planned(choice("q", "a/1", visible=False))
    assert figures(scored(plan, q="a/1").visible_only) == (0, 0, 0, 1)
    assert figures(scored(plan, q="a/1").all_answers) == (1, 0, 1, 3)


# ---- the trace ---------------------------------------------------------------------------------------------


def test_the_trace_names_each_counted_answer_then_each_step(plan):
    found = account(scored(plan, gate_harm="shut/2", list=["c/3"], care1_care="some/1", talk_aside="x/9"))
    assert [line["node"] for line in found["trace"]] == [
        "gate_harm", "list", "care1_care", "raw", "mitigation", "current", "level",
    ]  # fmt: skip
    assert found["trace"][1] == {
        "node": "list",
        "title": "The list",
        "answer": ["c/3"],
        "values": ["c/3"],
        "points": 3,
        "class": "raw",
        "visible": False,
        "because": "Hidden, and not counted: it is shown only if “The gate” is answered “open/0”.",
    }


def test_each_step_gives_its_reason(plan):
    found = account(scored(plan, gate_harm="worse/10", list=["c/3"], care1_care="more/2"))
    steps = {line["node"]: line for line in found["trace"][-4:]}
    assert steps["raw"]["all_answers"] == 13
    assert "10 points from 1 answered questions of 1 that are shown." in steps["raw"]["because"]
    assert "With answers that are hidden it would be 13." in steps["raw"]["because"]
    assert "Mitigation of 0 is below 1: the raw score stands." in steps["current"]["because"]
    assert steps["level"]["because"] == "high (3 of 3): 10 is above 9.6."


def test_the_change_is_computed_in_words(plan):
    current = account(scored(plan, gate_harm="open/0", list=["b/2", "c/3"], care1_care="some/1"))["trace"][-2]
    assert current["because"].startswith("Mitigation of 1 reaches 1: 5 x 0.9 = 4.5, rounded 5.")


def test_a_condition_that_can_never_hold_is_said_to_be_one():
    plan = planned(choice("a", "yes/1", title="The first"), choice("b", "yes/1", visibleIf="{a} = 'never'"))
    line = account(scored(plan, b="yes/1"))["trace"][0]
    assert "shown only if “The first” has an answer that it does not offer" in line["because"]
    plan = planned(choice("a", "yes/1", visible=False))
    assert "never shows it" in account(scored(plan, a="yes/1"))["trace"][0]["because"]


# ---- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"gate_harn": "open/0"}, "data.gate_harn: Version edition 2 of the survey does not ask 'gate_harn'."),
        ({"gate_harn": "open/0"}, 'Did you mean "gate_harm"?'),
        ({"gate_harm": "open/1"}, "data.gate_harm: gate_harm has no answer 'open/1'. Did you mean \"open/0\"?"),
        ({"list": ["a/1", "d/1"]}, "data.list: list has no answer 'd/1'"),
        ({"gate_harm": ["open/0", "shut/2"]}, "gate_harm takes one answer, not 2"),
        ({"gate_harm": {"value": "open/0"}}, "An answer is a text or a number, not dict"),
        ({"list": [["a/1"]]}, "An answer is a text or a number, not list"),
        ({"first": "x"}, "does not ask 'first'"),
        ({"raw": 3}, "does not ask 'raw'"),
        ({"gone_too": "a"}, "does not ask 'gone_too'"),
    ],
)  # fmt: skip
def test_what_the_survey_has_not_is_refused_whole(plan, data, what):
    with pytest.raises(BadInputError) as refused:
        read(plan, {"list": ["a/1"]} | data)
    assert what in refused.value.message
    assert refused.value.message.startswith("r.json: ")


@pytest.mark.parametrize(
    ("version", "what"),
    [
        ("", "does not say which version"),
        (None, "does not say which version"),
        ("edition 1", "answers version edition 1, the survey is edition 2"),
        (2, "A version is a text"),
    ],
)
def test_a_result_of_no_or_another_version_is_refused(plan, version, what):
    with pytest.raises(BadInputError, match=f"r.json: version: .*{what}"):
        read(plan, {}, version=version)


def test_forced_what_does_not_fit_is_told_and_does_not_count(plan):
    data = {"gate_harm": "shut/2", "list": ["a/1", "d/9"], "unknown": "x/9", "care1_care": ["some/1", "more/2"]}
    result = read(plan, data, version="edition 1", force=True)
    assert result.answers == {"gate_harm": ["shut/2"], "list": ["a/1"]}
    assert [one.name for one in result.uncounted] == ["list", "unknown", "care1_care"]
    lines = [line for line in account(score_result(result, plan))["trace"] if line.get("class") == "none"]
    assert [(line["node"], line["points"], line["visible"]) for line in lines] == [
        ("list", 0, False), ("unknown", 0, False), ("care1_care", 0, False),
    ]  # fmt: skip
    assert all("Forced: the answer does not count." in line["because"] for line in lines)


def test_the_score_of_a_forced_result_is_pinned_to_the_survey(plan):
    found = account(score_result(read(plan, {}, version="edition 1", force=True), plan))
    assert found["version"] == "edition 2"


def test_an_answer_that_an_earlier_version_asked_for_is_told_and_does_not_count(plan):
    result = read(plan, {"gate_harm": "shut/2", "gone": "x/9"})
    assert "edition 1 was the last to ask this" in result.uncounted[0].why
    assert score_result(result, plan).all_answers.raw == 2


def test_free_text_and_what_stands_beside_the_answers_is_ignored(plan):
    data = {"why": "My name is Ada.", "gate_harm-Comment": "Because.", "gate_harm": "shut/2"}
    result = read(plan, data, currentPage=3, translationsOnResult={})
    assert (result.answers, result.uncounted) == ({"gate_harm": ["shut/2"]}, [])


def test_free_words_of_a_question_that_is_not_there_are_not_repeated(plan):
    result = read(plan, {"unknown": "My name is Ada Lovelace."}, force=True)
    assert "Ada" not in repr(result)


def test_empty_answers_are_none(plan):
    assert read(plan, {"gate_harm": None, "list": [], "care1_care": ""}).answers == {}


def test_one_answer_may_stand_in_a_list_and_several_may_be_one(plan):
    assert read(plan, {"gate_harm": ["shut/2"], "list": "a/1"}).answers == {"gate_harm": ["shut/2"], "list": ["a/1"]}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"{", "r.json:1: The file is not JSON"),
        (b"[]", "holds no JSON object"),
        (b'{"version": "edition 2"}', "data: The file holds no answers"),
        (b'{"version": "edition 2", "data": []}', "data: The file holds no answers"),
        (b'{"version": "edition 2", "data": {"why": "a", "why": "b"}}', '"why" stands twice'),
        (b'{"data": ' + b"9" * 5000 + b"}", "too long a number"),
        (b'{"x": "\\uDFFF", "data": {}}', "half a character"),
        (b" " * (10 * 1024 * 1024 + 1), "larger than 10 megabytes"),
    ],
)
def test_a_broken_file_is_refused(plan, content, what):
    with pytest.raises(BadInputError, match=what):
        result_from(content, "r.json", plan)


def test_a_file_that_is_not_there_is_named(plan, tmp_path):
    with pytest.raises(BadInputError, match=r"none\.json: The file cannot be read: No such file"):
        read_result(tmp_path / "none.json", plan)


# ---- the way back ------------------------------------------------------------------------------------------


def test_what_is_written_is_read_again_as_it_was(plan):
    answers = {"list": ["c/3", "a/1"], "gate_harm": ["open/0"]}
    written = as_result(plan.methodology, answers)
    assert written == {"version": "edition 2", "data": {"gate_harm": "open/0", "list": ["c/3", "a/1"]}}
    again = result_of_answers(written["data"], plan, version=written["version"])
    assert again.answers == answers
