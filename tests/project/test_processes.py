"""Processes that are started, watched and ended as one."""

import sys
import time

import pytest

from knowshow.errors import OperationError
from knowshow.project.processes import Group, Process

_MODULES = {
    "patient": "import sys\nsys.stdin.read()\n",
    "brief": "",
    "failing": "raise SystemExit(3)\n",
    "stubborn": "import signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('deaf', file=sys.stderr, flush=True)\ntime.sleep(60)\n",
}


@pytest.fixture(autouse=True)
def modules(tmp_path, monkeypatch, capfd):
    """Modules that the processes run, and a standard error that has a number."""
    for name, text in _MODULES.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "stderr", sys.__stderr__)


def until_ended(process):
    while process.ended_with is None:
        time.sleep(0.01)


def test_all_end_when_the_block_ends():
    members = [Process("one", "patient"), Process("two", "patient")]
    group = Group(members[:1], print)
    with group.started():
        group.add(members[1])
        assert [member.ended_with for member in members] == [None, None]
    assert all(member.ended_with is not None for member in members)


def test_all_end_when_the_block_fails():
    member = Process("one", "patient")
    with pytest.raises(ZeroDivisionError), Group([member], print).started():
        1 / 0  # noqa: B018
    assert member.ended_with is not None


def test_one_that_ends_by_itself_is_an_error_that_names_it():
    member = Process("web server", "failing")
    group = Group([member], print)
    with group.started():
        until_ended(member)
        with pytest.raises(OperationError, match=r"The web server ended by itself \(exit code 3\)"):
            group.look()


def test_one_that_may_be_renewed_is_renewed_and_said():
    said, member = [], Process("worker", "failing", is_renewed=True)
    group = Group([member], said.append)
    with group.started():
        first = member.pid
        until_ended(member)
        group.look()
        assert member.pid != first
    assert said == ["The worker ended by itself (exit code 3); a new one takes its place."]


def test_one_that_ended_well_is_renewed_without_a_word():
    said, member = [], Process("worker", "brief", is_renewed=True)
    group = Group([member], said.append)
    with group.started():
        first = member.pid
        until_ended(member)
        group.look()
        assert member.pid != first
    assert said == []


def test_one_that_fails_again_and_again_is_given_up():
    member = Process("worker", "failing", is_renewed=True)
    group = Group([member], lambda _text: None)
    with group.started(), pytest.raises(OperationError, match="5 times in a row"):  # noqa: PT012  (a loop by nature)
        for _ in range(10):
            until_ended(member)
            group.look()


def test_one_that_does_not_listen_is_ended_all_the_same(monkeypatch, capfd):
    monkeypatch.setattr("knowshow.project.processes._PATIENCE", 0.2)
    member = Process("worker", "stubborn")
    with Group([member], print).started():
        heard = ""
        while "deaf" not in heard:
            heard += capfd.readouterr().err
            time.sleep(0.01)
    assert member.ended_with == -9
