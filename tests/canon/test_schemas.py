"""Editors' schemas: those in the documentation are those of the records, and every data file satisfies its own."""

import re

import jsonschema
import pytest
import yaml

from knowshow.canon import loading, schemas
from tests.real_data import ROOT

FOLDER = ROOT / "docs" / "reference" / "schemas"
FILES = [(name, file) for name in loading.COLLECTIONS for file in loading.data_files(name)]


class _Editor(yaml.CSafeLoader):
    """Reads as an editor does: numbers are numbers, dates are words."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(("timestamp", "bool"))]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
} | {first: [("tag:yaml.org,2002:bool", re.compile("^(true|false)$"))] for first in "tf"}


def test_the_schemas_in_the_documentation_are_up_to_date():
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    del written["methodology.json"]  # of another format: tests/contracts
    assert written == schemas.schemas(), "run: python -m knowshow.canon.schemas docs/reference/schemas"


@pytest.mark.parametrize(("name", "file"), FILES, ids=[f"{name}-{file.stem}" for name, file in FILES])
def test_a_data_file_names_its_schema_and_satisfies_it(name, file):
    text = file.read_text(encoding="utf-8")
    address = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)[1]
    found = (file.parent / address).resolve()
    assert found.parent == FOLDER
    content = yaml.load(text, Loader=_Editor)  # noqa: S506  (a safe loader with fewer words)
    jsonschema.Draft202012Validator(yaml.safe_load(found.read_text(encoding="utf-8"))).validate(content)


def test_a_schema_refuses_an_unknown_field():
    schema = yaml.safe_load(schemas.schemas()["groups.json"])
    bad = {"collection": "groups", "records": [{"id": "NEW", "colour": "red"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(bad)


def test_the_command_writes_every_schema(tmp_path):
    schemas.write(tmp_path / "new")
    assert {file.name for file in (tmp_path / "new").iterdir()} == set(schemas.schemas())
