"""The engine knows no index by name, and never evaluates text."""

import ast
import re
from pathlib import Path

import pytest

import knowshow.scoring

FOLDER = Path(knowshow.scoring.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
_NAMES = re.compile(r"\b(rdr|ranking digital rights|aia|algorithmic impact|canad\w*)\b", re.IGNORECASE)


def _id(path):
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_the_engine_names_no_index(path):
    text = path.read_text(encoding="utf-8")
    assert not _NAMES.findall(text)
    if "importers" not in path.parts:
        assert "wikirate" not in text.casefold()


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_the_engine_evaluates_no_text(path):
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__"}


def test_the_names_would_be_found():
    assert _NAMES.findall("as in RDR, or Canada's") == ["RDR", "Canada"]
