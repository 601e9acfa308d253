"""``knowshow assess`` as scripts call it: what it prints, and how it leaves."""

import json
import subprocess
import sys

import pytest

from knowshow.respect.rules.reading import read_file
from tests.respect.rules import pias
from tests.respect.rules.files import SOUND, one_impact


def knowshow(*arguments, stdin=b""):
    return subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", *map(str, arguments)], input=stdin, capture_output=True, check=False
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sound.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


def test_one_file_gives_one_object_in_order_of_rank(file):
    done = knowshow("assess", file, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert [(impact["id"], impact["rank"], impact["tier"]) for impact in found["impacts"]] == [
        ("age-screening", 1, 3),
        ("watched-at-work", 2, 2),
    ]
    assert set(found["impacts"][0]) == {
        "id", "rank", "tier", "state", "deciding_group", "severity", "likelihood", "reasons", "duties",
    }  # fmt: skip
    assert found["impacts"][0]["duties"]


def test_several_files_give_a_list_in_the_order_given(file, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_bytes(one_impact())
    found = json.loads(knowshow("assess", other, file, "--json").stdout)
    assert [one["title"] for one in found] == ["One", "Hiring assistant, first assessment"]


def test_without_json_people_read_the_ranking(file):
    said = knowshow("assess", file).stdout.decode()
    assert "Older persons are harmed in their right to work" in said
    assert "Ranked first, above watched-at-work because" in said


def test_problems_exit_0_and_with_strict_1(tmp_path):
    short = tmp_path / "short.yaml"
    short.write_bytes(one_impact(rationale="Too short."))
    plain = knowshow("assess", short, "--json")
    assert plain.returncode == 0
    assert "QR-01" in {problem["rule"] for problem in json.loads(plain.stdout)["problems"]}
    assert knowshow("assess", short, "--json", "--strict").returncode == 1


@pytest.mark.parametrize("bad", [b"", b"\xff\xfe\x00", b"a: [", one_impact(scale="9"), one_impact(group="ETHN")])
def test_bad_input_exits_2_with_one_message_that_names_the_file(bad, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_bytes(bad)
    done = knowshow("assess", path, "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.decode().splitlines()) == 1
    assert "bad.yaml" in done.stderr.decode()


@pytest.mark.parametrize("usage", [[], ["--template", "pdf"], ["none.yaml"], ["--nonsense"]])
def test_bad_usage_exits_2(usage):
    assert knowshow("assess", *usage).returncode == 2


def test_standard_input_is_a_file_too():
    assert json.loads(knowshow("assess", "-", "--json", stdin=SOUND.encode()).stdout)["title"].startswith("Hiring")


def test_a_severe_but_unlikely_impact_stands_above_mild_certain_spam(tmp_path):
    path = tmp_path / "two.yaml"
    rating = "group: GEN, rationale: Long enough to say what this rating relies on here., "
    path.write_text(
        "knowshow: assessment/1\ntitle: Two\nsubject: {name: Thing}\nimpacts:\n"
        "- {id: spam, state: actual, statement: {group: GEN, right: privacy, feature: mail}, ratings: "
        f"[{{{rating}scale: 1, scope: 4, irremediability: 1, likelihood: actual}}]}}\n"
        "- {id: killing, state: potential, statement: {group: HRD, right: life, feature: maps}, ratings: "
        f"[{{{rating}scale: 4, scope: 1, irremediability: 4, likelihood: remote}}]}}\n",
        encoding="utf-8",
    )
    found = json.loads(knowshow("assess", path, "--json").stdout)
    assert [impact["id"] for impact in found["impacts"]] == ["killing", "spam"]
    (inversion,) = found["heat_map_inversions"]
    assert (inversion["graver"], inversion["ranked_below_by"]) == ("killing", "spam")
    assert (inversion["graver_score"], inversion["other_score"]) == (3.0, 8.0)
    assert inversion["on_every_criterion"] is False


# ---- reports -----------------------------------------------------------------------------------------------


def test_a_report_leaves_standard_output_free_and_says_where_it_went(file, tmp_path):
    out = tmp_path / "report.html"
    done = knowshow("assess", file, "--html", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"Wrote {out}" in done.stderr.decode()
    assert "<!doctype html>" in out.read_text(encoding="utf-8")[:40].lower()
    assert not [one for one in tmp_path.iterdir() if one.suffix == ".part"]


def test_a_report_and_json_go_together(file, tmp_path):
    done = knowshow("assess", file, "--json", "--html", tmp_path / "report.html")
    assert json.loads(done.stdout)["title"].startswith("Hiring")
    assert (tmp_path / "report.html").exists()


def left_behind(tmp_path):
    return sorted(one.name for one in tmp_path.iterdir() if one.name != "sound.yaml")


@pytest.mark.parametrize("second", ["none/report.xlsx", "folder"])
def test_of_two_reports_none_is_written_if_one_cannot_be(file, tmp_path, second):
    (tmp_path / "folder").mkdir()
    (tmp_path / "first.html").write_text("what stood here before", encoding="utf-8")
    done = knowshow("assess", file, "--html", tmp_path / "first.html", "--xlsx", tmp_path / second)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1
    assert left_behind(tmp_path) == ["first.html", "folder"]
    assert (tmp_path / "first.html").read_text(encoding="utf-8") == "what stood here before"
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_bad_file_leaves_an_older_report_as_it_was(tmp_path):
    bad, report = tmp_path / "bad.yaml", tmp_path / "report.html"
    bad.write_bytes(one_impact(scale="9"))
    report.write_text("the old one", encoding="utf-8")
    assert knowshow("assess", bad, "--html", report).returncode == 2
    assert report.read_text(encoding="utf-8") == "the old one"


def test_a_report_never_replaces_its_own_source(file):
    done = knowshow("assess", file, "--html", file)
    assert done.returncode == 2
    assert "would replace its own source" in done.stderr.decode()
    assert file.read_text(encoding="utf-8") == SOUND


def test_two_reports_never_go_to_the_same_file(file, tmp_path):
    done = knowshow("assess", file, "--html", tmp_path / "x", "--xlsx", tmp_path / "." / "x")
    assert done.returncode == 2
    assert "same file" in done.stderr.decode()


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        (["--html", "report.html"], "one file at a time"),
        (["--out", "x.yaml"], "--out goes with"),
    ],
)
def test_usage_that_makes_no_sense_is_explained(file, usage, words):
    done = knowshow("assess", file, file, *usage)
    assert done.returncode == 2
    assert words in done.stderr.decode()


def test_the_list_of_one_file_is_an_object_and_of_two_a_list(file):
    assert isinstance(json.loads(knowshow("assess", file, "--json").stdout), dict)
    assert isinstance(json.loads(knowshow("assess", file, file, "--json").stdout), list)


def test_strict_is_content_where_there_is_no_problem(tmp_path):
    path = tmp_path / "clean.yaml"
    path.write_text(CLEAN, encoding="utf-8")
    done = knowshow("assess", path, "--json", "--strict")
    assert json.loads(done.stdout)["problems"] == []
    assert done.returncode == 0


CLEAN = """\
knowshow: assessment/1
title: One clean impact
subject: {name: Camera}
impacts:
  - id: filmed-in-the-street
    statement: {group: 'OFF', right: privacy, feature: the camera at the door, place: NL}
    state: actual
    ratings:
      - {group: 'OFF', scale: 2, scope: 1, irremediability: 1, likelihood: actual, evidence: [Letters of neighbours],
         rationale: Neighbours are filmed when they come home; they wrote to the company twice.}
"""


def test_a_form_is_never_written_over_one_that_may_be_filled_in(command, tmp_path):
    target = tmp_path / "form.xlsx"
    target.write_bytes(b"filled in")

    code, _out, err = command("assess", "--template", "xlsx", "--out", target)

    assert code == 2
    assert "There is a file of this name" in err
    assert target.read_bytes() == b"filled in"


def test_an_option_is_not_taken_for_the_name_of_a_report(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.yaml").write_text(SOUND, encoding="utf-8")

    code, _out, err = command("assess", "sound.yaml", "--html", "--pdf")

    assert code == 2
    assert "'--pdf' is no name of a file" in err
    assert [path.name for path in tmp_path.iterdir()] == ["sound.yaml"]


# ---- a CNIL PIA --------------------------------------------------------------------------------------------


@pytest.fixture
def pia(tmp_path):
    path = tmp_path / "pia.json"
    path.write_bytes(pias.whole())
    return path


def test_a_pia_becomes_a_file_to_complete_and_says_what_is_left_to_do(command, pia, tmp_path):
    out = tmp_path / "pia.yaml"

    code, printed, err = command("assess", "--import-pia", pia, "--out", out)

    assert (code, printed) == (0, "")
    assert "Left to do: 3 candidates from a CNIL PIA: name the group and rate them." in err
    assert "Not taken over: Names of author" in err
    assert len(read_file(out, allow_unrated=True).impacts) == 3
    assert command("assess", out)[0] == 2


def test_a_completed_pia_is_ranked(command, pia, tmp_path):
    out = tmp_path / "pia.yaml"
    command("assess", "--import-pia", pia, "--out", out)
    rating = "{group: CHI, scale: 3, scope: 2, irremediability: 2, likelihood: foreseeable, rationale: Read by others.}"
    lines = out.read_text(encoding="utf-8").replace("group: GEN", "group: CHI")
    out.write_text(lines.replace("    state: potential\n", f"    state: potential\n    ratings: [{rating}]\n"))

    code, printed, _err = command("assess", out, "--json")

    assert code == 0
    assert len(json.loads(printed)["impacts"]) == 3


def test_without_out_the_file_goes_to_standard_output(command, pia):
    code, printed, _err = command("assess", "--import-pia", pia)

    assert code == 0
    assert "knowshow: assessment/1" in printed


@pytest.mark.parametrize("content", [b"", b"{}", b'{"pia": {', pias.whole(lambda value: value.update(answers=3))])
def test_what_is_no_pia_leaves_nothing_behind(command, content, tmp_path):
    bad, out = tmp_path / "bad.json", tmp_path / "out.yaml"
    bad.write_bytes(content)

    code, printed, err = command("assess", "--import-pia", bad, "--out", out)

    assert (code, printed, out.exists()) == (2, "", False)
    assert "bad.json" in err
    assert len(err.splitlines()) == 1


def test_a_pia_is_never_replaced_by_what_it_becomes(command, pia):
    code, _out, err = command("assess", "--import-pia", pia, "--out", pia)

    assert code == 2
    assert "would replace its own source" in err
    assert pia.read_bytes() == pias.whole()


@pytest.mark.parametrize("usage", [["--import-xlsx", "x.xlsx"], ["x.yaml"], ["--template", "xlsx"]])
def test_a_pia_goes_with_no_other_file(command, usage, pia):
    assert command("assess", "--import-pia", pia, *usage)[0] == 2
