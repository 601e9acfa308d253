"""Writing a file: whatever a record holds stands in the file, and reading it gives the same record."""

import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from knowshow.respect.rules.assessment import Assessment, Subject
from knowshow.respect.rules.reading import read_bytes
from knowshow.respect.rules.writing import as_tree, as_yaml, canonical_json
from tests.respect.rules.files import sound
from tests.respect.rules.records import assessments

ONE = read_bytes(sound(), "a.yaml")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(assessments)
def test_any_assessment_survives_writing_and_reading(record):
    written = as_yaml(record)
    again = read_bytes(written.encode(), "b.yaml")
    assert again == record
    assert as_yaml(again) == written
    assert canonical_json(again) == canonical_json(record)


@pytest.mark.parametrize(
    "title",
    ["no", "Yes", "OFF", "y", "null", "~", "2026-01-01", "12:30", "0x1F", "1e3", "1_000", "= x", "<<", "a: b", "# x",
     "- x",
     "'", '"', "\\", "{a}", "[a]", "&a", "*a", "!a", "%a", "@a", "`a", "|", ">", "?", "a\n\nb", "a\n  b\nc", "x" * 500,
     "word " * 60 + "end", "مرحبا", "缅甸", "e\u0301", "a\u2028b", "\ufeffx", "😀"],
)  # fmt: skip
def test_a_title_that_yaml_could_mistake_survives(title):
    record = Assessment(title=title, subject=Subject(name="x"))
    assert read_bytes(as_yaml(record).encode(), "b.yaml").title == title.strip()


def test_other_yaml_readers_read_the_same_words():
    record = Assessment(title="no", company="Yes", note="2026-01-01", subject=Subject(name="007", countries=("NO",)))
    read = yaml.safe_load(as_yaml(record))
    assert (read["title"], read["company"], read["note"]) == ("no", "Yes", "2026-01-01")
    assert (read["subject"]["name"], read["subject"]["countries"]) == ("007", ["NO"])


def test_the_format_comes_first_and_empty_fields_are_left_out():
    lines = as_yaml(ONE).splitlines()
    assert lines[:2] == ["knowshow: assessment/1", "title: Hiring assistant, first assessment"]
    assert "override" not in as_yaml(ONE)
    assert next(iter(as_tree(ONE))) == "knowshow"


def test_a_written_file_has_no_aliases_and_no_line_that_nobody_can_read():
    twice = Assessment(title="T", subject=Subject(name="x"), impacts=(ONE.impacts[0],))
    written = as_yaml(twice)
    assert "&id" not in written
    assert max(map(len, written.splitlines())) <= 120


def test_the_bytes_that_approvals_are_bound_to_do_not_depend_on_the_order_of_fields():
    other = read_bytes(
        sound(
            (
                "title: Hiring assistant, first assessment\ncompany: Example Ltd\n",
                "company: Example Ltd\ntitle: Hiring assistant, first assessment\n",
            )
        ),
        "b.yaml",
    )
    assert canonical_json(other) == canonical_json(ONE)
    assert list(json.loads(canonical_json(ONE))) == sorted(json.loads(canonical_json(ONE)))


def test_a_default_that_is_written_out_is_no_other_fact():
    written_out = sound(("kind: redesign", "state: planned, kind: redesign"), ("company:", "kind: full\ncompany:"))
    other = read_bytes(written_out, "b.yaml")
    assert other == ONE
    assert canonical_json(other) == canonical_json(ONE)
    assert as_yaml(other) == as_yaml(ONE)


def test_one_changed_word_changes_the_bytes():
    assert canonical_json(read_bytes(sound(("Example Ltd", "Example Ltd.")), "b.yaml")) != canonical_json(ONE)
