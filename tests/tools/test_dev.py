"""``dev.py``: the one entry for developers, which the Makefile only repeats."""

import re
import subprocess
import sys
from pathlib import Path

import dev

ROOT = Path(__file__).resolve().parents[2]


def test_help_names_every_command():
    done = subprocess.run([sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name, command in dev.COMMANDS.items():
        assert f"{name:6} {command.__doc__}" in done.stdout


def test_an_unknown_command_is_bad_usage():
    done = subprocess.run([sys.executable, "dev.py", "walk"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "walk" in done.stderr


def test_the_makefile_repeats_every_command_and_nothing_else():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()) == set(dev.COMMANDS)
    assert re.findall(r"^\t(.*)$", text, re.MULTILINE) == ["python3 dev.py $@ $(ARGS)"]


def test_what_must_pass_fails_on_skips():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 dev.py test --strict-skips" in text
    assert "python3 dev.py check" in text
