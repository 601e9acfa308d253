"""The reference says what the code says: commands, settings, fields, collections, addresses."""

import re
from pathlib import Path

import pytest
import yaml

from knowshow import canon as standards
from knowshow.project.environment import VARIABLES
from knowshow.respect.rules import assessed, reading
from tests.contracts import reference
from tests.contracts.pages import assess_json, assessment_file, canon, cli
from tests.contracts.pages.meanings import FIELDS, WORDS

ROOT = Path(__file__).resolve().parents[2]
#: Read by the tests and by developers' tools, not by the product.
_OF_DEVELOPERS = {"KNOWSHOW_REAL_DATA"}


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_page_is_up_to_date(name):
    assert name not in reference.outdated(), "run python3 dev.py docs"


def test_writing_names_the_addresses_that_are_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    (tmp_path / "addresses.md").write_text("| `/respect/an-old-page/` | `respect:old` |\n", encoding="utf-8")

    assert reference.write() == ["/respect/an-old-page/"]
    assert reference.outdated() == []


# ---- the command line --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "command"), cli.commands())
def test_a_command_and_each_of_its_options_say_what_they_do(name, command):
    silent = [one.name for one in cli.parameters(command) if not one.help]
    assert command.help, name
    assert not silent, f"{name} does not explain {silent}"


# ---- settings ----------------------------------------------------------------------------------------------


def test_only_one_module_reads_the_environment():
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if re.search(r"os\.environ(?:\.get\(|\[[^\]]*\](?! = ))|os\.getenv", path.read_text(encoding="utf-8"))
    }
    assert readers == {"src/knowshow/project/environment.py"}


def test_every_variable_that_a_text_names_exists():
    known = {one.name for one in VARIABLES} | _OF_DEVELOPERS
    for path in _texts():
        named = set(re.findall(r"\bKNOWSHOW_[A-Z][A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))
        assert named <= known, f"{path}: {sorted(named - known)}"


def _texts():
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [*found, *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html")]


# ---- the assessment file -----------------------------------------------------------------------------------


def _declared():
    return {
        f"{assessment_file.owner(record, name).__name__}.{name}"
        for record in assessment_file.RECORDS
        for name in assessment_file.fields(record)
    }


def test_every_field_has_its_meaning_and_no_meaning_is_left_over():
    assert set(FIELDS) == _declared()


def test_every_record_of_the_file_is_described():
    reachable, waiting = set(), [assessment_file.RECORDS[0]]
    while waiting:
        record = waiting.pop()
        reachable.add(record)
        waiting += [one for one in _records_in(record) if one not in reachable]
    assert reachable == set(assessment_file.RECORDS)


def _records_in(record):
    text = " ".join(str(kind) for _field, kind in assessment_file.fields(record).values())
    return [one for one in assessment_file.RECORDS if re.search(rf"\b{one.__name__}\b", text)]


def test_every_word_of_a_closed_list_has_its_meaning():
    for record in assessment_file.RECORDS:
        for name, (_field, kind) in assessment_file.fields(record).items():
            words = assessment_file.allowed(kind)
            if words and name != "knowshow":
                assert list(WORDS[f"{record.__name__}.{name}"]) == words


def test_the_example_on_the_page_is_a_sound_file_without_weak_spots_but_what_it_leaves_out():
    (example,) = re.findall(r"```yaml\n(.*?)```", assessment_file.page(), flags=re.DOTALL)
    found = assessed.assess(reading.read_bytes(example.encode(), "example.yaml"))
    assert yaml.safe_load(example)["title"] == found.assessment.title
    assert [one.impact.id for one in found.impacts] == ["age-screening"]


def test_every_field_that_assess_prints_has_its_meaning():
    assert set(assess_json.FIELDS) == assess_json.printed()


# ---- the canon ---------------------------------------------------------------------------------------------


def test_every_collection_of_the_canon_is_described():
    assert set(canon.meanings()) == set(standards.collections())
