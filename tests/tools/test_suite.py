"""The suite's own rules: what counts as a failure, and what the second run holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import suite

ROOT = Path(__file__).resolve().parents[2]
HOOKS = """
from tests.conftest import pytest_addoption, pytest_collection_modifyitems, pytest_runtest_makereport
from tests.conftest import pytest_make_collect_report
"""


def ran(tmp_path, text, *options):
    """Run a file of tests under our hooks; return the exit code and what was said."""
    (tmp_path / "conftest.py").write_text(HOOKS)
    (tmp_path / "test_it.py").write_text(text)
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # our hooks need none, and to load them takes longest
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", tmp_path]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *options, tmp_path / "test_it.py"],
        env={**kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [
        ("def test_it(): pass", 0, 0),
        ("import pytest\ndef test_it(): pytest.skip('no browser')", 0, 1),
        ("import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): pass", 0, 1),
        ("import pytest\npytest.skip('no browser', allow_module_level=True)", 5, 2),
        ("import pytest\ndef test_it(): pytest.skip('real data absent: ask for them')", 0, 0),
        ("import pytest\n@pytest.mark.xfail\ndef test_it(): assert False", 0, 0),
    ],
)
def test_where_all_is_installed_a_skip_is_a_failure_but_for_absent_data(tmp_path, text, plain, strict):
    assert ran(tmp_path, text)[0] == plain
    assert ran(tmp_path, text, "--strict-skips")[0] == strict


def test_the_second_run_holds_what_touches_the_database_marked_or_not(tmp_path):
    text = (
        "import pytest\n@pytest.fixture\ndef db(): pass\n@pytest.fixture\ndef lead(db): pass\n"
        "def test_by_person(lead): pass\ndef test_pure(): assert False\n"
        "@pytest.mark.any_database\ndef test_looks(lead): assert False\n"
    )
    code, said = ran(tmp_path, text, "--database-only")
    assert code == 0
    assert "1 passed" in said


@pytest.fixture
def runs(monkeypatch):
    """What the suite would run, without running it."""
    asked = []

    def note(arguments, settings):
        asked.append((arguments, settings))
        return 0

    monkeypatch.setattr(suite, "_pytest", note)
    monkeypatch.delenv("CI", raising=False)
    return asked


def test_without_postgresql_one_run_is_enough_unless_nothing_may_be_skipped(runs, monkeypatch):
    monkeypatch.setattr(suite.postgres, "is_there", lambda: False)
    assert suite.run([]) == 0
    assert suite.run(["--strict-skips"]) == 1
    assert [settings for _arguments, settings in runs] == [{"DATABASE_URL": ""}] * 2


def test_with_postgresql_there_are_two_runs(runs, monkeypatch):
    from contextlib import nullcontext

    monkeypatch.setattr(suite.postgres, "is_there", lambda: True)
    monkeypatch.setattr(suite.postgres, "cluster", lambda: nullcontext("postgresql://here"))
    assert suite.run(["tests/cli"]) == 0
    assert runs == [
        (["tests/cli"], {"DATABASE_URL": ""}),
        (["tests/cli", "--database-only"], {"DATABASE_URL": "postgresql://here"}),
    ]


@pytest.mark.parametrize(
    ("cores", "arguments", "shared_out"),
    [
        (2, [], True),
        (2, ["tests/cli"], True),
        (2, ["tests/cli/test_user.py"], False),
        (2, ["-k", "outsider", "tests/cli/test_user.py::test_it"], False),
        (2, ["tests/cli/test_user.py", "tests/cli/test_canon.py"], True),
        (1, [], False),
    ],
)
def test_cores_share_the_tests_but_those_of_one_file(cores, arguments, shared_out, monkeypatch):
    asked = []
    monkeypatch.setattr(suite.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(suite.subprocess, "call", lambda command, **_place: asked.append(command))
    suite._pytest(arguments, {})
    assert ("--numprocesses=2" in asked[0]) == shared_out
    assert asked[0][-len(arguments) :] == arguments or not arguments


def test_workers_keep_the_tests_of_a_file_together_and_what_is_asked_comes_last(monkeypatch):
    asked = []
    monkeypatch.setattr(suite.os, "cpu_count", lambda: 16)
    monkeypatch.setattr(suite.subprocess, "call", lambda command, **_place: asked.append(command))
    suite._pytest(["-n0"], {})
    assert asked[0][3:] == ["--numprocesses=4", "--dist=loadfile", "--no-loadscope-reorder", "-n0"]
