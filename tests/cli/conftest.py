"""What the tests of commands share: the command line in this process, and a door to loopback."""

import pytest
import pytest_socket


@pytest.fixture
def loopback():
    """Let this test reach servers on this machine, and nothing else."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"])
    yield
    pytest_socket._remove_restrictions()


@pytest.fixture
def command(capsys, monkeypatch):
    """Run a command in this process: its exit code, standard output and standard error."""
    from knowshow.cli import main

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["knowshow", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main.run()
        return left.value.code or 0, *capsys.readouterr()

    return run
