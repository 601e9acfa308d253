"""The page on the methodology file says what the records and the command say, and its example runs as it says."""

import json
import re

import jsonschema
import msgspec
import pytest
import yaml

from knowshow.scoring.library import own_file, own_methodologies
from knowshow.scoring.methodology import Missing, Op, State
from tests.cli.command import Done
from tests.contracts.pages import methodology_file
from tests.contracts.pages.methodology_file import EXAMPLE, RECORDS, RESULT
from tests.contracts.pages.methodology_meanings import FIELDS, PRINTED, WORDS


@pytest.fixture
def example(tmp_path):
    """The files as they stand on the page."""
    blocks = re.findall(
        r"^`([a-z]+\.(?:yaml|csv))`:\n\n```[a-z]+\n(.*?)```$", methodology_file.page(), re.DOTALL | re.MULTILINE
    )
    assert [name for name, _ in blocks] == list(EXAMPLE)
    for name, text in blocks:
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def command(capsys, monkeypatch):
    """Run a command in this process."""
    from knowshow.cli import main

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["knowshow", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main.run()
        return Done(left.value.code or 0, *capsys.readouterr())

    return run


def test_every_field_has_its_meaning_and_no_meaning_is_left_over():
    declared = {
        f"{record.__name__}.{field.encode_name}" for record in RECORDS for field in msgspec.structs.fields(record)
    }
    assert set(FIELDS) == declared


def test_every_record_is_described():
    named = set(re.findall(r"\[([A-Z][A-Za-z]+)\]\(#", methodology_file.page()))
    assert named | {"Methodology"} == {record.__name__ for record in RECORDS}


def test_every_word_of_a_closed_list_has_its_meaning():
    for title, words in (("Operations", Op), ("Policies for missing answers", Missing), ("States of an answer", State)):
        assert list(WORDS[title]) == [one.value for one in words]


def test_the_example_gives_what_the_page_says(example, command):
    (company,) = command("score", example, "--json").json()["companies"]
    assert {node: company["scores"][node] for node in RESULT} == RESULT
    assert company["bands"] == {"TOTAL": "weak"}
    assert company["states"] == {"harm-remedy": "missing"}
    assert "The total is (37.5 + 0) / 2 = 18.75, which is weak." in methodology_file.page()


@pytest.mark.parametrize("option", PRINTED)
def test_every_field_that_is_printed_has_its_meaning(example, command, option):
    (example / "expected_scores.csv").write_text("company,node,score\nacme,TOTAL,20\n", encoding="utf-8")
    more = {"": [], "--compare": ["--compare"]}.get(option, [option, "acme"])
    printed = command("score", example, *more, "--json").json()
    assert set(_paths(printed, PRINTED[option])) == set(PRINTED[option])


def _paths(value, known, path=""):
    """Every path in what was printed, as deep as the page goes."""
    for one in value if isinstance(value, list) else [value]:
        for key, inner in one.items() if isinstance(one, dict) else ():
            found = f"{path}{key}"
            yield found
            if any(other.startswith(f"{found}.") for other in known):
                yield from _paths(inner, known, f"{found}.")


class _Editor(yaml.CSafeLoader):
    """Reads as an editor does: YAML 1.2, where only true and false are no words, and dates are."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(("timestamp", "bool"))]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
} | {first: [("tag:yaml.org,2002:bool", re.compile("^(true|false)$"))] for first in "tf"}


@pytest.mark.parametrize("key", own_methodologies())
def test_a_methodology_that_ships_satisfies_the_schema(key):
    content = yaml.load(own_file(key), Loader=_Editor)  # noqa: S506  (a safe loader with fewer words)
    jsonschema.Draft202012Validator(json.loads(methodology_file.schema())).validate(content)


def test_the_schema_refuses_an_unknown_field_at_any_depth():
    schema = jsonschema.Draft202012Validator(json.loads(methodology_file.schema()))
    sound = {"knowshow": "methodology/1", "id": "a", "title": "A", "scales": {}, "nodes": [{"id": "q"}]}
    schema.validate(sound)
    for bad in ({"wieght": 1}, {"weight": 0}, {"applies_if": {"nod": "q"}}, {"op": "median"}):
        with pytest.raises(jsonschema.ValidationError):
            schema.validate({**sound, "nodes": [{"id": "q", **bad}]})
