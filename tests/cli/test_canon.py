"""``knowshow canon`` as people and scripts call it."""

import csv
import io
import json

import pytest

from knowshow import canon
from knowshow.canon import checks
from tests.cli.command import Done


@pytest.fixture
def knowshow(command):
    """Run ``knowshow`` in this process."""
    return lambda *arguments: Done(*command(*arguments))


def test_without_a_name_the_collections_are_listed(knowshow):
    done = knowshow("canon", "list")
    assert done.code == 0
    assert "  57  rights" in done.out
    assert "vocabulary/measures" in done.out


def test_collections_as_json_carry_the_release(knowshow):
    found = knowshow("canon", "list", "--json").json()
    assert found["release"] == canon.release
    assert found["collections"]["harms"] == 102


def test_a_collection_is_listed_one_record_a_line(knowshow):
    done = knowshow("canon", "list", "technologies")
    assert len(done.out.splitlines()) == 31
    assert done.out.splitlines()[0].split(maxsplit=1) == ["SOC", "Social media"]
    assert "31 records" in done.err


def test_a_search_goes_over_every_collection(knowshow):
    found = knowshow("canon", "list", "--search", "encryption", "--json").json()
    assert "H-MSG-01" in {record["id"] for record in found}
    assert all("encrypt" in json.dumps(record).casefold() for record in found)


def test_a_search_without_hits_says_so_and_is_no_error(knowshow):
    done = knowshow("canon", "list", "rights", "--search", "zzz")
    assert (done.code, done.out, done.err) == (0, "", "0 records\n")


def test_a_record_is_shown_with_its_source_its_confidence_and_what_names_it(knowshow):
    done = knowshow("canon", "show", "ungp:14")
    assert done.code == 0
    assert "Every company, by size and above all by severity" in done.out
    assert "confidence: L - A legal identifier" in done.out
    assert "source: A/HRC/17/31" in done.out
    assert "named by outputs: O06" in done.out


def test_a_record_as_json_says_what_names_it(knowshow):
    found = knowshow("canon", "show", "VID", "--json").json()
    assert (found["collection"], found["used_by"], found["verified"]) == (
        "technologies",
        {"harms": ["H-VID-01"]},
        False,
    )


def test_an_id_that_stands_in_two_collections_names_the_other(knowshow):
    first = knowshow("canon", "show", "GEN")
    assert first.out.startswith("GEN  General population")
    assert "knowshow canon show technologies/GEN" in first.err
    assert knowshow("canon", "show", "technologies/GEN").out.startswith("GEN  Generative AI")


def test_an_unknown_id_names_the_nearest_and_exits_2(knowshow):
    done = knowshow("canon", "show", "privcy")
    assert (done.code, done.out) == (2, "")
    assert done.err == "knowshow: The canon has no record 'privcy'. Did you mean 'privacy'?\n"


def test_an_unknown_collection_names_the_nearest_and_exits_2(knowshow):
    done = knowshow("canon", "list", "techs")
    assert (done.code, done.out) == (2, "")
    assert "no collection 'techs'" in done.err


def test_a_sound_canon_passes_its_check(knowshow):
    done = knowshow("canon", "check", "--json")
    assert done.code == 0
    assert done.json()["problems"] == []
    assert "0 problems" in knowshow("canon", "check").err


def test_a_broken_canon_fails_its_check(knowshow, monkeypatch):
    finding = checks.Finding("rights", "life", "is gone.")
    monkeypatch.setattr(checks, "file_problems", lambda: [finding])
    done = knowshow("canon", "check")
    assert (done.code, done.out) == (1, "rights/life: is gone.\n")
    as_json = knowshow("canon", "check", "--json")
    assert as_json.code == 1
    assert as_json.json()["problems"] == [{"collection": "rights", "record": "life", "what": "is gone."}]


@pytest.mark.parametrize("form", ["json", "skos", "oscal-catalog", "oscal-mapping"])
def test_an_export_is_written_whole(knowshow, tmp_path, form):
    out = tmp_path / "canon.json"
    assert knowshow("canon", "export", "--format", form, "--out", out).code == 0
    assert json.loads(out.read_text(encoding="utf-8"))
    assert [file.name for file in tmp_path.iterdir()] == ["canon.json"]


def test_an_export_goes_to_standard_output_without_a_file(knowshow):
    rows = list(csv.DictReader(io.StringIO(knowshow("canon", "export", "--format", "csv").out)))
    assert len(rows) == sum(len(canon.collection(name)) for name in canon.collections())


def test_an_export_into_a_missing_folder_exits_2_and_leaves_nothing(knowshow, tmp_path):
    done = knowshow("canon", "export", "--out", tmp_path / "none" / "canon.json")
    assert done.code == 2
    assert "cannot be written" in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_exits_2(knowshow):
    assert knowshow("canon", "export", "--format", "rdf").code == 2
