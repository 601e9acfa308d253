"""The checks before a push run all that they promise, and say clearly what they do not know."""

from pathlib import Path

import pytest

from tools import checks

ROOT = Path(__file__).resolve().parents[2]


def test_every_kind_of_check_is_there():
    assert list(checks.CHECKS) == [
        "format", "style", "templates", "types", "imports", "canon", "migrations", "documentation", "catalogues",
    ]  # fmt: skip


def test_an_unknown_check_is_refused_with_the_known_ones(capsys):
    assert checks.run(["tidiness"]) == 2
    assert "There is no check tidiness. There are: format, style" in capsys.readouterr().err


def test_one_that_fails_is_shown_and_the_others_run_all_the_same(monkeypatch, capsys):
    code = "import sys; sys.exit('something is wrong')"
    monkeypatch.setattr(checks, "CHECKS", {"bad": ["python", "-c", code], "good": ["python", "-c", "pass"]})

    assert checks.run([]) == 1

    said = capsys.readouterr().err
    assert "something is wrong" in said
    assert "bad            FAILED" in said
    assert "good           passed" in said


def test_the_checks_never_see_the_data_of_whoever_runs_them(monkeypatch, capsys):
    monkeypatch.setenv("KNOWSHOW_HOME", "/somebody/at/home")
    code = "import os, sys; sys.exit(os.environ['KNOWSHOW_HOME'] == '/somebody/at/home')"
    monkeypatch.setattr(checks, "CHECKS", {"apart": ["python", "-c", code]})

    assert checks.run([]) == 0


@pytest.mark.parametrize("file", [".ci/run", "Makefile"])
def test_other_entries_only_repeat_the_developers_entry(file):
    lines = [line.strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    steps = [line for line in lines if line.startswith(("python", "pip", "pytest", "ruff", ".venv", "mypy"))]
    assert steps
    assert all(line.startswith("python3 dev.py ") for line in steps)
