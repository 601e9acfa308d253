"""``knowshow demo`` as a newcomer runs it."""

import signal
import socket
import sqlite3

import pytest

from tests.cli.running import Browser, Server, asked, eventually, knowshow, runs

EXAMPLES = 5


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "home"


@pytest.fixture(scope="module")
def demo(home):
    """One demo for all tests of this file; the operator's own database does not answer, and is not asked."""
    theirs = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "KNOWSHOW_PORTAL_HOSTS": "rankings.example.org"}
    server = Server(home, "demo", **theirs)
    yield server
    server.stop()


def database(home):
    return sqlite3.connect(home / "demo" / "knowshow.sqlite3")


@pytest.mark.usefixtures("loopback")
def test_the_printed_address_shows_the_sign_in_page(demo):
    where, page = Browser(demo.address).get()
    assert demo.address.startswith("http://127.0.0.1:")
    assert where.startswith(demo.address)
    assert 'type="password"' in page


@pytest.mark.usefixtures("loopback")
def test_the_portal_answers_anybody_at_an_address_of_its_own(demo):
    answer = asked(demo.portal)
    assert demo.portal != demo.address
    assert (answer.status, answer.getheader("Set-Cookie")) == (200, None)
    assert "Accessibility" in answer.text
    assert asked(demo.portal, "/account/sign-in/").status == 404


@pytest.mark.usefixtures("loopback")
def test_everybody_of_the_demo_signs_in_with_the_printed_password(demo):
    for person in demo.said["people"]:
        where, page = Browser(demo.address).sign_in(person["email"], demo.said["password"])
        assert where == demo.address, person
        assert "<h1" in page
        assert 'type="password"' not in page


@pytest.mark.usefixtures("loopback")
def test_another_password_lets_nobody_in(demo):
    _where, page = Browser(demo.address).sign_in("lead@example.org", "not the password of the demo")
    assert 'type="password"' in page


@pytest.mark.usefixtures("demo")
def test_the_worked_examples_are_there(home):
    with database(home) as opened:
        names = {name for (name,) in opened.execute("SELECT example FROM respect_assessment")}
    assert len(names) == EXAMPLES
    assert "facebook-myanmar-2018" in names


@pytest.mark.usefixtures("loopback")
def test_the_printed_passphrase_opens_the_invented_cases(demo):
    browser = Browser(demo.address)
    browser.sign_in("lead@example.org", demo.said["password"])
    where, page = browser.get("remedy/open/?next=/remedy/mechanisms/")
    assert "Open your cases" in page
    where, page = browser.send(where, page, passphrase=demo.said["case_passphrase"])
    assert where == f"{demo.address}remedy/mechanisms/"
    assert "Close my cases" in page


def test_the_printed_receipt_is_of_an_invented_case(demo, home):
    with database(home) as opened:
        found = opened.execute("SELECT reference FROM remedy_case").fetchall()
    assert (demo.said["receipt"]["reference"],) in found
    assert len(demo.said["receipt"]["words"].split()) == 8


def test_only_its_owner_may_read_the_data(demo, home):
    assert demo.said["folder"] == str(home / "demo")
    assert (home / "demo").stat().st_mode & 0o077 == 0
    assert (home / "demo" / "knowshow.sqlite3").stat().st_mode & 0o077 == 0


def test_a_second_demo_is_refused_and_told_where_the_first_runs(demo, home):
    done = knowshow(home, "demo", "--port", "0")
    assert done.returncode == 2
    assert demo.address in done.stderr
    assert done.stdout == ""


def test_it_refuses_to_answer_others(tmp_path):
    done = knowshow(tmp_path, "demo", "--host", "192.0.2.1")
    assert done.returncode == 2
    assert "this computer only" in done.stderr
    assert "knowshow serve" in done.stderr
    assert not (tmp_path / "demo").exists()


@pytest.mark.usefixtures("loopback")
def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = knowshow(tmp_path, "demo", "--port", port)
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert f"--port {port + 1}" in done.stderr


@pytest.mark.usefixtures("loopback")
def test_a_port_of_the_portal_that_is_taken_is_said(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = knowshow(tmp_path, "demo", "--port", "0", "--portal-port", port)
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert f"--portal-port {port + 1}" in done.stderr


def test_it_never_touches_the_operators_database(demo, home):
    assert (home / "demo" / "knowshow.sqlite3").exists()
    assert not (home / "knowshow.sqlite3").exists()


@pytest.fixture(scope="module")
def later(home, demo):
    """A later start on the same data, after the first was stopped. It comes last: the first does not come back."""
    children = demo.children
    assert (demo.stop(), len(children)) == (0, 3)
    assert not any(map(runs, children))
    with database(home) as opened:
        opened.execute("UPDATE respect_assessment SET title = 'Changed by hand' WHERE example = 'hiring-assistant'")
    opened.close()
    server = Server(home, "demo")
    yield server
    server.stop()


@pytest.mark.usefixtures("loopback")
def test_a_later_start_has_another_password_and_the_former_lets_nobody_in(demo, later):
    assert later.said["password"] != demo.said["password"]
    _where, page = Browser(later.address).sign_in("lead@example.org", demo.said["password"])
    assert 'type="password"' in page


@pytest.mark.usefixtures("later")
def test_a_later_start_keeps_what_was_changed_and_loads_nothing_twice(home):
    with database(home) as opened:
        titles = [title for (title,) in opened.execute("SELECT title FROM respect_assessment")]
    assert len(titles) == EXAMPLES
    assert "Changed by hand" in titles


def test_when_it_is_killed_nothing_stays_behind(later):
    children = later.children
    assert len(children) == 3
    later.stop(signal.SIGKILL)
    eventually(lambda: not any(map(runs, children)))


def test_serve_refuses_the_demos_accounts_until_they_are_closed(later, home):
    later.stop()
    refused = knowshow(home / "demo", "serve")
    assert refused.returncode == 2
    assert "4 demo accounts" in refused.stderr
    assert "knowshow user remove-demo" in refused.stderr
    closed = knowshow(home / "demo", "user", "remove-demo", "--json")
    assert "lead@example.org" in closed.stdout
