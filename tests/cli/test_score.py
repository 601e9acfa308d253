"""``knowshow score FOLDER`` as scripts and people call it: what it prints, what it writes, how it leaves."""

import csv
import io
import os
import subprocess
import sys

import pytest

from tests.cli.command import Done
from tests.scoring.files import ANSWERS, METHODOLOGY, SUBJECTS, folder

MORE = "Bolt: East,Bolt,maker,Port,mill,\n"


@pytest.fixture
def place(tmp_path):
    answers = f"{ANSWERS}Acme,North,W2,W2.1,,partly\nBolt: East,Port,W1,W1.1,,partly\n"
    return folder(tmp_path / "index", subjects=SUBJECTS + MORE, answers=answers)


@pytest.fixture
def score(command, place):
    """Run the command on the folder."""
    return lambda *more: Done(*command("score", place, *more))


# ---- scores ------------------------------------------------------------------------------------------------


def test_people_read_the_ranking(score):
    done = score()
    assert (done.code, done.err) == (0, "")
    assert [line.split() for line in done.out.splitlines() if line] == [
        ["Two", "mills"], ["Rank", "Company", "Total", "W"],
        ["1", "Acme", "Ltd", "50", "50"], ["1", "Bolt", "50", "50"],
    ]  # fmt: skip


def test_scripts_read_every_score_and_why_one_is_absent(score):
    found = score("--json").json()
    assert found["methodology"] == {"id": "two-mills", "version": "1", "title": "Two mills"}
    acme, bolt = found["companies"]
    assert acme == {
        "company": "Acme", "label": "Acme Ltd", "type": "maker", "total": 50.0, "rank": 1,
        "scores": {"W": 50.0, "W1": 50.0, "W2": 50.0, "TOTAL": 50.0}, "states": {}, "bands": {},
        "subjects": {"North": {"W1": 50.0, "W2": 50.0}},
    }  # fmt: skip
    assert (bolt["scores"]["W2"], bolt["states"], bolt["subjects"]) == (
        None,
        {"W2": "missing"},
        {"Port": {"W1": 50.0, "W2": None}},
    )


def test_the_table_is_written_in_full_precision_with_the_total_first(score, tmp_path):
    done = score("--out", tmp_path / "scores.csv")
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {tmp_path / 'scores.csv'}\n")
    rows = list(csv.reader(io.StringIO((tmp_path / "scores.csv").read_text(encoding="utf-8"))))
    assert rows[:3] == [
        ["company", "kind", "node", "score"],
        ["Acme", "total", "TOTAL", "50.0"],
        ["Acme", "category", "W", "50.0"],
    ]
    assert rows[-1] == ["Bolt: East", "indicator", "W2", ""]


def test_a_table_and_json_may_be_asked_for_together(score, tmp_path):
    done = score("--out", tmp_path / "scores.csv", "--json")
    assert len(done.json()["companies"]) == 2
    assert (tmp_path / "scores.csv").exists()


def test_bad_input_leaves_an_earlier_table_as_it_was(command, tmp_path):
    target = tmp_path / "scores.csv"
    target.write_text("before", encoding="utf-8")
    path = folder(tmp_path / "bad", answers=ANSWERS.replace("yes", "yess"))
    done = Done(*command("score", path, "--out", target))
    assert (done.code, done.out) == (2, "")
    assert f"{path}/answers.csv:2: W1.1 has no answer 'yess'. Did you mean \"yes\"?" in done.err
    assert target.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_table_that_cannot_be_written_is_refused(score, tmp_path):
    assert "The file cannot be written" in score("--out", tmp_path / "nowhere" / "scores.csv").err
    assert "it is a folder" in score("--out", tmp_path).err


@pytest.mark.parametrize(
    "name", ["answers.csv", "subjects.csv", "methodology.json", "expected_scores.csv", "../index/answers.csv"]
)
def test_the_sources_of_a_folder_are_never_written_over(score, place, name):
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    done = score("--out", place / name)
    assert (done.code, "The file would replace its own source." in done.err) == (2, True)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


# ---- why ---------------------------------------------------------------------------------------------------


def test_a_score_is_explained_for_people(score):
    assert score("--explain", "Acme:W1").out.splitlines() == [
        "50  W1: the mean of 2 elements, for North",
        "  50  North: the mean of 2 elements",
        "    100  W1.1: Is it clean?: answered “yes”",
        "    0  W1.2: answered “no”",
    ]


@pytest.mark.parametrize(
    ("asked", "key", "total"),
    [
        ("Acme", "TOTAL", 50),
        ("Acme:", "TOTAL", 50),
        ("Acme:TOTAL", "TOTAL", 50),
        ("Bolt: East", "TOTAL", 50),
        ("Bolt: East:W1", "W1", 50),
    ],
)
def test_a_company_may_hold_a_colon_and_the_node_may_be_left_out(score, asked, key, total):
    found = score("--explain", asked, "--json").json()
    assert (found["key"], found["value"]) == (key, total)
    assert set(found) == {"key", "title", "kind", "value", "state", "because", "band", "children"}


def test_one_subject_is_explained(score):
    found = score("--explain", "Acme:W2", "--subject", "North", "--json").json()
    assert (found["key"], found["kind"], found["value"]) == ("North", "subject", 50)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--explain", "Akme:W1"], "There is no company 'Akme'. Did you mean \"Acme\"?"),
        (["--explain", "Acme:W9"], "There is no node 'W9'."),
        (["--explain", "Bolt: West:W1"], "There is no company 'Bolt: West'. Did you mean \"Bolt: East\"?"),
        (["--explain", "Acme", "--subject", "South"], "Acme has no subject 'South'."),
        (["--sensitivity", "Akme"], "There is no company 'Akme'. Did you mean \"Acme\"?"),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(score, arguments, says):
    done = score(*arguments)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


# ---- what to research next ---------------------------------------------------------------------------------


def test_unknown_answers_are_listed_by_what_they_could_move(score):
    said = score("--sensitivity", "Bolt: East").out
    assert "Bolt: East has 50; with 2 unknown answers it can end between 12.5 and 87.5." in said
    found = score("--sensitivity", "Bolt: East", "--json").json()
    assert (found["range"]["now"], found["range"]["lowest"], found["range"]["highest"]) == (50, 12.5, 87.5)
    assert [(one["node"], one["lowest"], one["highest"]) for one in found["swings"]] == [
        ("W1.2", 25, 75),
        ("W2.1", 25, 75),
    ]
    assert "Every question that applies to Acme is answered: 50." in score("--sensitivity", "Acme").out


# ---- published figures -------------------------------------------------------------------------------------


def published(place, name, text):
    (place / f"expected_{name}.csv").write_text(text, encoding="utf-8")


def test_published_figures_that_agree_leave_0(score, place):
    published(place, "scores", "company,kind,node,score\nAcme,total,TOTAL,50.0000009\nBolt: East,indicator,W2,N/A\n")
    published(place, "subject_scores", "company,subject,indicator,score\nAcme,North,W1,49.995\n")
    published(place, "rankings", "company,node,rounded_score,rank\nAcme,TOTAL,50,1\n")
    published(place, "service_scores", "company,subject,total,w\nAcme,North,50,50\n")
    done = score("--compare")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("All 7 published figures are as recomputed (expected_scores.csv 2, ")
    assert score("--compare", "--json").json()["differences"] == []


def test_every_published_figure_that_differs_is_listed_and_leaves_1(score, place):
    published(
        place, "scores", "company,kind,node,score\nAcme,total,TOTAL,50.000002\nBolt: East,indicator,W2,3\nAcme,,W1,\n"
    )
    published(place, "rankings", "company,node,rounded_score,rank\nAcme,TOTAL,51,2\n")
    done = score("--compare", "--json")
    assert done.code == 1
    found = done.json()
    assert found["compared"] == {"expected_scores.csv": 3, "expected_rankings.csv": 2}
    assert [(one["line"], one["kind"], one["published"], one["computed"]) for one in found["differences"]] == [
        (2, "total", 50.000002, 50), (3, "indicator", 3, None), (4, "indicator", None, 50),
        (2, "rounded", 51, 50), (2, "rank", 2, 1),
    ]  # fmt: skip
    assert found["differences"][0]["difference"] == pytest.approx(2e-6)
    assert score("--compare").out.startswith("5 of 5 published figures differ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("company,node,score\nAkme,W,1\n", "expected_scores.csv:2: There is no company 'Akme'."),
        ("company,node,score\nAcme,V,1\n", "There is no node 'V'."),
        ("company,node,score\nAcme,W,many\n", "'many' is not a number."),
        ("company,node,score\nAcme,W,nan\n", "'nan' is not a number."),
        ("company,node\nAcme,W\n", "There is no column 'score'."),
    ],
)
def test_published_figures_that_cannot_be_read_are_refused(score, place, text, says):
    published(place, "scores", text)
    done = score("--compare")
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_without_published_figures_there_is_nothing_to_compare(score):
    assert "There are no published figures to compare with." in score("--compare").err


# ---- usage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--explain", "Acme", "--compare"], ["--explain", "Acme", "--sensitivity", "Acme"], ["--subject", "North"],
        ["--out", "x.csv", "--explain", "Acme"], ["--force-version"], ["--nonsense"], ["another folder"],
    ],
)  # fmt: skip
def test_bad_usage_leaves_2_and_writes_nothing(score, place, arguments):
    done = score(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert len(list(place.iterdir())) == 3


def test_a_folder_must_be_named_and_be_there(command, tmp_path):
    assert "Name one folder." in Done(*command("score")).err
    assert "There is no such folder." in Done(*command("score", tmp_path / "nowhere")).err


def test_a_reader_who_leaves_early_sees_no_traceback(place):
    process = subprocess.Popen(
        [sys.executable, "-m", "knowshow.cli.main", "score", str(place), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(30) in {1, 2}
    assert "Traceback" not in said


def test_the_methodology_may_be_yaml(command, tmp_path):
    import yaml

    path = folder(tmp_path / "yaml")
    (path / "methodology.json").unlink()
    (path / "methodology.yaml").write_text(yaml.safe_dump(METHODOLOGY), encoding="utf-8")
    assert Done(*command("score", path, "--json")).json()["companies"][0]["total"] == 50
