"""``knowshow score --survey`` as scripts and people use it."""

import json

import pytest

from tests.cli.command import Done

#: In the names and signs of the profile that ships: "-RS" counts as raw, "-MS" as mitigation.
SURVEY = {
    "pages": [
        {"name": "welcome", "elements": [{"type": "html", "name": "welcome1", "html": "<h1>A test v1.0.1</h1>"}]},
        {
            "name": "about",
            "elements": [
                {
                    "type": "panel",
                    "name": "aboutPanel-RS",
                    "elements": [
                        {"type": "radiogroup", "name": "gate", "title": "Is it open?", "choices": [
                            {"value": "item1-4", "text": {"default": "Yes, open", "fr": "Oui"}}, "item2-0"]},
                        {"type": "checkbox", "name": "list", "title": "Which?", "choices": ["a-1", "b-2", "c-3"],
                         "visibleIf": "{gate} = 'item1-4'"},
                    ],
                }
            ],
        },
        {
            "name": "care",
            "elements": [{"type": "dropdown", "name": "done-MS", "choices": ["item1-2", "item2-0"], "title": "Done?"}],
        },
    ]
}  # fmt: skip


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(SURVEY), encoding="utf-8")
    return path


@pytest.fixture
def result(tmp_path):
    def write(name="result.json", version="v1.0.1", **data):
        path = tmp_path / name
        path.write_text(json.dumps({"version": version, "data": data}), encoding="utf-8")
        return path

    return write


@pytest.fixture
def score(command, survey):
    def run(*arguments):
        return Done(*command("score", "--survey", survey, *arguments))

    return run


def test_json_holds_each_file_in_the_order_given(score, result):
    later, sooner = result("b.json", gate="item2-0"), result("a.json", gate="item1-4")
    done = score(later, sooner, "--json")
    assert (done.code, done.err) == (0, "")
    assert [one["file"] for one in done.json()] == [str(later), str(sooner)]


def test_json_has_the_promised_shape(score, result):
    found = score(result(**{"gate": "item1-4", "list": ["a-1", "c-3"], "done-MS": "item1-2"}), "--json").json()[0]
    assert list(found) == ["file", "version", "all_answers", "visible_only", "trace"]
    assert found["version"] == "v1.0.1"
    assert found["all_answers"] == {"raw": 8, "mitigation": 2, "current": 7, "level": 3}
    assert found["visible_only"] == found["all_answers"]
    assert [line["node"] for line in found["trace"]] == [
        "gate", "list", "done-MS", "raw", "mitigation", "current", "level",
    ]  # fmt: skip
    assert all(line["because"] for line in found["trace"])


def test_a_hidden_answer_counts_in_one_total_only(score, result):
    found = score(result(gate="item2-0", list=["c-3"]), "--json").json()[0]
    assert found["all_answers"] == {"raw": 3, "mitigation": 0, "current": 3, "level": 2}
    assert found["visible_only"] == {"raw": 0, "mitigation": 0, "current": 0, "level": 1}


def test_people_read_the_level_first_and_why(score, result):
    said = score(result(**{"gate": "item1-4", "list": ["a-1", "c-3"], "done-MS": "item1-2"})).out
    lines = [line for line in said.splitlines() if line]
    assert lines[2] == "Level III, high impact (3 of 4): 7 is above 5 and at most 7.5."
    assert "8 x 0.85 = 6.8, rounded 7" in said
    assert "Is it open?" in said
    assert "Yes, open" in said
    assert "two totals" not in said


def test_people_read_both_totals_where_they_differ_and_which_answers_are_hidden(score, result):
    said = score(result(gate="item2-0", list=["c-3"])).out
    assert "There are two totals" in said
    assert "what counts           1       0         0     0" in said
    assert "with hidden answers   2       3         3     0" in said
    assert "it is shown only if “Is it open?” is answered “Yes, open”:\n    3  Which?\n       c-3" in said


def test_another_version_is_refused_unless_forced(score, result):
    other = result(version="v1.0.0", gate="item1-4")
    refused = score(other)
    assert (refused.code, refused.out) == (2, "")
    assert f"{other}: version: The result answers version v1.0.0, the survey is v1.0.1" in refused.err
    forced = score(other, "--force-version")
    assert forced.code == 0
    assert "v1.0.1 (forced; the file says 'v1.0.0')" in forced.out


def test_no_version_is_refused_unless_forced(score, result):
    bare = result(version=None, gate="item1-4")
    assert score(bare, "--json").code == 2
    assert score(bare, "--json", "--force-version").json()[0]["version"] == "v1.0.1"


def test_one_bad_file_refuses_all_and_prints_nothing(score, result):
    done = score(result("good.json", gate="item1-4"), result("bad.json", gate="item1-5"), "--json")
    assert (done.code, done.out) == (2, "")
    assert "data.gate: gate has no answer 'item1-5'. Did you mean \"item1-4\"?" in done.err


def test_forced_an_unknown_answer_is_told_and_not_counted(score, result):
    done = score(result(gate="item1-5"), "--force-version")
    assert done.code == 0
    assert "Forced: the answer does not count" in done.out
    assert "what counts   1       0         0     0" in done.out


def test_nothing_in_a_file_steers_the_terminal(score, result):
    done = score(result(**{"x\u001b[2J": "y"}), "--force-version")
    assert done.code == 0
    assert "\x1b" not in done.out


def test_without_a_result_it_says_what_to_name(score):
    done = score()
    assert done.code == 2
    assert "No result was named" in done.err


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pages": 3}', b"\xff"])
def test_a_broken_survey_is_bad_input(score, survey, result, content):
    survey.write_bytes(content)
    done = score(result(gate="item1-4"))
    assert (done.code, done.out) == (2, "")
    assert str(survey) in done.err
    assert "Traceback" not in done.err
