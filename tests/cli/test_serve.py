"""``knowshow serve`` and ``migrate`` as an operator runs them."""

import json
import os
import shutil
import signal
import socket

import pytest

from tests.cli.running import Browser, Server, asked, eventually, knowshow, runs


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder with a database that has its tables, and nobody in it."""
    folder = tmp_path_factory.mktemp("serve") / "home"
    done = knowshow(folder, "migrate", "--json")
    assert json.loads(done.stdout)["applied"] > 1, done.stderr
    return folder


@pytest.fixture(scope="module")
def server(home):
    running = Server(home, "serve", "--threads", "2")
    yield running
    running.stop()


def test_a_second_migrate_finds_nothing_to_do(home):
    done = knowshow(home, "migrate")
    assert (done.returncode, done.stdout) == (0, "")
    assert "up to date" in done.stderr


def test_an_empty_database_is_refused_with_the_command_that_helps(tmp_path):
    done = knowshow(tmp_path, "serve")
    assert done.returncode == 2
    assert "knowshow migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_programming_errors_are_never_shown_to_others(home):
    done = knowshow(home, "serve", "--host", "0.0.0.0", KNOWSHOW_DEBUG="yes")  # noqa: S104  (it is refused)
    assert done.returncode == 2
    assert "KNOWSHOW_DEBUG is on" in done.stderr


def test_an_address_of_another_machine_is_refused(home):
    done = knowshow(home, "serve", "--host", "192.0.2.1", "--port", "0", KNOWSHOW_HTTPS="yes")
    assert done.returncode == 2
    assert "192.0.2.1" in done.stderr


@pytest.mark.usefixtures("loopback")
def test_it_serves_the_sign_in_page_and_a_link_opens_an_account(server, home):
    assert server.said["names"] == server.said["portal_names"] == ["localhost", "127.0.0.1"]
    _where, page = Browser(server.address).get()
    assert 'type="password"' in page
    added = knowshow(
        home, "user", "add", "lead@example.com", "--name", "Lea", "--organisation", "Acme", "--role", "lead", "--json"
    )
    link = json.loads(added.stdout)["link"]
    assert link.startswith(server.address)
    _where, page = Browser(server.address).get(link.removeprefix(server.address))
    assert page.count('type="password"') >= 1


def test_another_worker_takes_the_place_of_one_that_ends(server):
    *webs, worker = server.children
    os.kill(worker, signal.SIGKILL)
    fresh = eventually(lambda: set(server.children) - {*webs, worker})
    assert set(webs) <= set(server.children)
    assert all(map(runs, fresh))
    eventually(lambda: "a new one takes its place" in server.errors.read_text())


def test_the_doctor_sees_it_run(server, home):
    done = knowshow(home, "doctor", "--json")
    saw = {finding["check"]: finding for finding in json.loads(done.stdout)}
    assert server.address in saw["Server"]["saw"]
    assert f"the portal at {server.portal}" in saw["Server"]["saw"]
    assert saw["Database"]["state"] == "ok"


def test_a_restore_is_refused_while_it_runs(server, home, tmp_path):
    archive = tmp_path / "backup.zip"
    assert knowshow(home, "backup", archive).returncode == 0
    done = knowshow(home, "restore", archive, "--force", "--yes")
    assert done.returncode == 2
    assert f"{server.address} (process {server.process.pid})" in done.stderr
    assert "Stop it first" in done.stderr


@pytest.mark.usefixtures("loopback")
def test_behind_a_proxy_it_believes_the_proxy_and_sends_others_to_https(home, tmp_path):
    shutil.copytree(home, tmp_path / "home")
    names = {"KNOWSHOW_HOSTS": "knowshow.example.org", "KNOWSHOW_PORTAL_HOSTS": "rankings.example.org"}
    behind = {**names, "KNOWSHOW_HTTPS": "yes", "KNOWSHOW_BEHIND_PROXY": "yes"}
    server = Server(tmp_path / "home", "serve", **behind)
    try:
        assert led(server.address, "knowshow.example.org", "https") == (302, "/account/sign-in/?next=/")
        assert led(server.address, "knowshow.example.org", "http") == (301, "https://knowshow.example.org/")
        assert led(server.address, "elsewhere.example.org", "https")[0] == 400
        assert led(server.portal, "rankings.example.org", "https") == (200, None)
        assert led(server.portal, "rankings.example.org", "http") == (301, "https://rankings.example.org/")
        assert led(server.portal, "knowshow.example.org", "https")[0] == 400
    finally:
        server.stop()


def led(address, host, scheme):
    """Ask for the start page as a proxy does; the status, and where it leads."""
    answer = asked(address, Host=host, X_Forwarded_Proto=scheme)
    return answer.status, answer.getheader("Location")


@pytest.mark.usefixtures("loopback")
def test_without_a_portal_only_the_workspace_is_served(home, tmp_path):
    shutil.copytree(home, tmp_path / "home")
    server = Server(tmp_path / "home", "serve", "--no-portal")
    try:
        assert (server.portal, server.said["portal_names"]) == (None, [])
        assert len(server.children) == 2
        assert asked(server.address).status == 302
    finally:
        server.stop()


@pytest.mark.usefixtures("loopback")
def test_a_port_beside_the_workspace_that_is_taken_is_said(home, tmp_path):
    shutil.copytree(home, tmp_path / "home")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = knowshow(tmp_path / "home", "serve", "--port", port - 1)
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert f"--portal-port {port + 1}" in done.stderr


def test_it_stops_with_its_portal(home, tmp_path):
    shutil.copytree(home, tmp_path / "home")
    server = Server(tmp_path / "home", "serve")
    children = server.children
    os.kill(children[1], signal.SIGKILL)
    assert server.process.wait(30) == 2
    server.stop()
    assert not any(map(runs, children))
    assert "portal's web server ended by itself" in server.errors.read_text()


def test_it_stops_with_its_web_server(server):
    children = server.children
    os.kill(children[0], signal.SIGKILL)
    assert server.process.wait(30) == 2
    assert not any(map(runs, children))
    assert "web server ended by itself" in server.errors.read_text()
