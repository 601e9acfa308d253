"""``knowshow benchmark``: bring an index in, turn a table of answers into one, copy our own methodologies."""

import csv
import json

import pytest

from knowshow.benchmarks.models import Answer, Edition
from knowshow.cli import benchmark
from knowshow.errors import BadInputError
from knowshow.scoring import read_methodology
from knowshow.scoring.folder import read_folder
from tests import make
from tests.benchmarks.surveys import survey

METHODOLOGY = {
    "knowshow": "methodology/1",
    "id": "small",
    "title": "A small index",
    "scales": {"answer": {"yes": 100, "no": 0}},
    "default_scale": "answer",
    "nodes": [{"id": "a", "kind": "category", "title": "A"}, {"id": "a1", "parent": "a", "title": "Is it done?"}],
}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    (place / "methodology.json").write_text(json.dumps(METHODOLOGY))
    (place / "subjects.csv").write_text("company,subject\nFirst,First\nSecond,Second\n")
    (place / "answers.csv").write_text("company,subject,element,answer\nFirst,First,a1,yes\nSecond,Second,a1,no\n")
    return place


@pytest.fixture
def opened(monkeypatch):
    """The database of the test stands in for that of the operator."""
    from knowshow.project import database

    monkeypatch.setattr(database, "open_database", lambda: None)
    monkeypatch.setattr(database, "require_migrated", lambda: None)


def test_a_folder_becomes_an_edition(lead, opened, folder, capsys):
    benchmark.import_folder(folder, title="Small 2026", period="2026", as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["edition"], said["answers"], said["state"]) == ("Small 2026", 2, "done")
    assert [said[name] for name in ("comments", "sources", "figures", "differing")] == [0, 0, 0, 0]
    assert Edition.objects.get().period == "2026"
    assert Answer.objects.count() == 2


def test_the_publishers_figures_come_along_and_are_compared(lead, opened, folder, capsys):
    (folder / "expected_scores.csv").write_text("company,node,score\nFirst,TOTAL,7\n")
    benchmark.import_folder(folder)
    assert "Figures of its publisher: 1; not what the answers give: 1." in capsys.readouterr().err


def test_a_wrong_row_takes_nothing_in_and_is_named(lead, opened, folder):
    (folder / "answers.csv").write_text("company,subject,element,answer\nFirst,First,a1,yess\n")
    with pytest.raises(BadInputError, match=r'answers\.csv:2.*"yes"'):
        benchmark.import_folder(folder)
    assert not Edition.objects.exists()


def test_which_organisation_is_asked_where_there_are_several(lead, outsider, opened, folder):
    with pytest.raises(BadInputError, match="Another Company"):
        benchmark.import_folder(folder)
    benchmark.import_folder(folder, organisation="Example Company")
    assert Edition.objects.get().organisation.name == "Example Company"


def test_who_brings_it_in_is_a_member(lead, opened, folder):
    with pytest.raises(BadInputError, match="no member"):
        benchmark.import_folder(folder, actor="nobody@example.org")


def test_an_organisation_without_a_lead_says_so(opened, folder, db):
    make.organisation("Empty")
    with pytest.raises(BadInputError, match="no lead"):
        benchmark.import_folder(folder)


def test_no_folder_is_one_message(opened, tmp_path, db):
    with pytest.raises(BadInputError, match="no such folder"):
        benchmark.import_folder(tmp_path / "absent")


# ---- tables of answers, methodologies ----------------------------------------------------------------------


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "answers.csv"
    rows = [("Metric", "Company", "Year", "Value", "Original Source", "Comments")]
    rows += [("Maker+Policy", "Bank A", "2022", "Yes", "https://example.org/a", "Page 3")]
    rows += [("Maker+Policy", "Bank B", "2022", "Unknown", "", "")]
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    return file


def test_a_table_of_answers_becomes_a_folder_that_can_be_scored(table, tmp_path):
    out = tmp_path / "made"
    benchmark.from_wikirate(table, out)
    found = read_folder(out)
    assert {company.label for company in found.sheet.companies.values()} == {"Bank A", "Bank B"}
    assert "Page 3" in (out / "answers.csv").read_text()


def test_a_folder_that_is_there_is_not_touched(table, tmp_path):
    with pytest.raises(BadInputError, match="Name another"):
        benchmark.from_wikirate(table, tmp_path)


def test_a_wrong_row_leaves_no_folder(table, tmp_path):
    table.write_text(table.read_text().replace("2022,Yes", "20x2,Yes"))
    with pytest.raises(BadInputError):
        benchmark.from_wikirate(table, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_survey_becomes_a_methodology_that_is_read_again(tmp_path):
    file, out = tmp_path / "survey.json", tmp_path / "methodology.json"
    file.write_bytes(survey())
    benchmark.from_survey(file, out)
    assert read_methodology(out).version == "v2.0.0"
    with pytest.raises(BadInputError, match="another name"):
        benchmark.from_survey(file, out)


def test_our_own_methodologies_are_listed(capsys):
    benchmark.methodologies(as_json=True)
    assert "gp31-effectiveness" in {one["id"] for one in json.loads(capsys.readouterr().out)}


def test_a_copy_of_one_replaces_nothing(tmp_path):
    out = tmp_path / "copy.yaml"
    benchmark.methodology("gp16-embedding", out)
    assert "gp16-embedding" in out.read_text()
    with pytest.raises(BadInputError, match="another name"):
        benchmark.methodology("gp16-embedding", out)
