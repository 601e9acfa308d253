"""``dev.py`` on a bare machine: what it installs, what it skips, and what it says when it cannot."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parents[2]
PIP_SAYS = """Collecting altair==6.3.0 (from -r locks/run.txt (line 1))
  Downloading altair-6.3.0.whl (795 kB)
Processing ./wheels/asgiref-3.11.0.whl (from -r locks/run.txt (line 9))
Requirement already satisfied: babel==2.17.0
Installing collected packages: altair, asgiref
"""


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "run.txt"
    path.write_text("altair==6.3.0 \\\n    --hash=sha256:00\nbabel==2.17.0 ; python_full_version == '3.11'\n")
    return path


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment that seems to hold what is recorded, and a record of what pip was asked for."""
    asked = []
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(environment, "program", lambda _name: Path(sys.executable))
    monkeypatch.setattr(environment, "_pip", lambda: ["pip"])
    monkeypatch.setattr(environment, "_install", lambda _pip, arguments, _what: asked.append(arguments))
    return asked


def heard(lock, capsys):
    with environment._Progress(["-r", str(lock)]) as progress:
        for line in PIP_SAYS.splitlines():
            progress.hear(line.strip())
    return progress, capsys.readouterr().err


def test_a_terminal_sees_each_package(lock, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress, said = heard(lock, capsys)
    assert (progress.done, progress.total) == (2, 2)
    assert "package 1 of 2: altair" in said
    assert "package 2 of 2: asgiref-3.11.0.whl" in said
    assert "unpacking" in said


def test_a_log_gets_few_lines(lock, capsys):
    _progress, said = heard(lock, capsys)
    assert said == "dev.py: all fetched; unpacking ...\n"


def test_a_second_start_installs_nothing(venv):
    environment.install("run")
    assert len(venv) == 2
    environment.install("run")
    assert len(venv) == 2


def test_what_the_tests_need_is_enough_to_run(venv):
    environment.install("dev")
    environment.install("run")
    assert len(venv) == 2


def test_a_lock_that_changed_is_installed_again(venv):
    environment.install("run")
    recorded = json.loads(environment.STAMP.read_text())
    environment.STAMP.write_text(json.dumps(dict.fromkeys(recorded, "other")))
    environment.install("run")
    assert len(venv) == 4


def test_packages_come_with_hashes_and_nothing_else(venv):
    environment.install("run")
    assert "--require-hashes" in venv[0]
    assert "--no-deps" in venv[0]
    assert "--no-build-isolation" in venv[1]


def bare(tmp_path, absent=()):
    """Run ``dev.py run`` in a copy without an environment, with a Python that lacks some of its modules."""
    tree, lacking = tmp_path / "tree", tmp_path / "lacking"
    lacking.mkdir()
    tree.mkdir()
    for name in ("dev.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, tree)
    for name in ("tools", "locks"):
        shutil.copytree(ROOT / name, tree / name)
    for name in absent:
        (lacking / name).mkdir()
        (lacking / name / "__init__.py").write_text(f"raise ModuleNotFoundError('No module named {name}')\n")
    python = getattr(sys, "_base_executable", sys.executable)
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(lacking), "PIP_CONFIG_FILE": os.devnull}
    nowhere = {"PIP_NO_INDEX": "1", "HOME": str(tmp_path)}
    return subprocess.run(
        [python, "dev.py", "run"],
        cwd=tree,
        env={**surroundings, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("absent", "says"),
    [
        (["venv"], "apt-get install python3-venv"),
        (["pip", "ensurepip"], "apt-get install python3-pip"),
        ([], "pip could not install locks/run.txt"),
    ],
)
def test_what_a_bare_machine_lacks_is_said_plainly(tmp_path, absent, says):
    done = bare(tmp_path, absent)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
