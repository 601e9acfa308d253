"""One server for one data folder."""

import pytest

from knowshow.errors import OperationError
from knowshow.project import running

SERVER = running.Server("demo", 4711, "http://127.0.0.1:8000/")


def test_nothing_serves_a_folder_that_nobody_holds(tmp_path):
    assert running.found(tmp_path) is None


def test_who_holds_the_folder_is_found_and_named_to_the_next(tmp_path):
    with running.held(tmp_path, "demo"):
        running.announce(tmp_path, SERVER)
        assert running.found(tmp_path) == SERVER
        with pytest.raises(OperationError, match=r"A demo is running .* at http://127.0.0.1:8000/ \(process 4711\)"):
            running.held(tmp_path, "demo").__enter__()
    assert running.found(tmp_path) is None


def test_a_folder_that_was_let_go_can_be_held_again(tmp_path):
    for _ in range(2):
        with running.held(tmp_path, "server"):
            pass


def test_what_a_killed_server_left_behind_is_not_believed(tmp_path):
    (tmp_path / "server.lock").touch()
    running.announce(tmp_path, SERVER)
    assert running.found(tmp_path) is None


def test_a_server_that_has_not_said_its_address_yet_is_a_server(tmp_path):
    with running.held(tmp_path, "server"):
        assert running.found(tmp_path).address == ""
        with pytest.raises(OperationError, match="Stop it first"):
            running.held(tmp_path, "restore").__enter__()
