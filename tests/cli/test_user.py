"""``knowshow user``: what the operator does for people's accounts."""

import io
import json

import pytest

from knowshow.foundation.models import HistoryEntry, User
from tests import make
from tests.page import PageClient
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual_umask():
    """Commands make files that only their owner reads; the tests after these keep their own habit."""
    import os

    former = os.umask(0o022)
    yield
    os.umask(former)


def add(command, email="ana@example.org", role="lead", *more):
    return command("user", "add", email, "--organisation", "Acme", "--role", role, *more)


def test_the_first_lead_opens_the_organisation_and_gets_a_link(command):
    code, out, err = add(command, "Ana@Example.org", "lead", "--name", "Ana Adder")
    user = User.objects.get(email="ana@example.org")
    assert code == 0
    assert [(seat.organisation.name, seat.role) for seat in user.memberships.all()] == [("Acme", "lead")]
    assert out.strip().startswith("http://localhost:8000/account/")
    assert "Ana Adder is now Human rights lead of Acme" in err


def test_the_link_leads_to_the_form_for_a_password(command):
    _code, out, _err = add(command, "ana@example.org", "lead", "--json")
    path = json.loads(out)["link"].removeprefix("http://localhost:8000")
    page = PageClient().get(path, follow=True)
    assert any(name.startswith("password") for form in page.forms for name in form.names)


def test_a_link_begins_with_the_address_that_is_given(command):
    _code, out, _err = add(command, "ana@example.org", "lead", "--address", "https://knowshow.example.org/")
    assert out.strip().startswith("https://knowshow.example.org/account/")


def test_a_link_begins_with_the_first_name_of_the_settings(command, monkeypatch):
    monkeypatch.setenv("KNOWSHOW_HOSTS", "knowshow.example.org,localhost")
    monkeypatch.setenv("KNOWSHOW_HTTPS", "yes")
    _code, out, _err = add(command)
    assert out.strip().startswith("https://knowshow.example.org/account/")


@pytest.mark.parametrize("address", ["knowshow.example.org", "ftp://x.org", "https://", "https://x.org/?a=b"])
def test_what_is_no_address_is_refused(command, address):
    make.member(make.organisation("Acme"), "lead", email="ana@example.org")
    code, out, err = command("user", "link", "ana@example.org", "--address", address)
    assert (code, out) == (2, "")
    assert "--address" in err


def test_somebody_with_a_password_gets_no_link(command):
    make.account("Bea", email="bea@example.org", password=PASSWORD)
    _code, out, err = add(command, "bea@example.org")
    assert out == ""
    assert "has a password already" in err


@pytest.mark.parametrize(
    ("email", "role", "says"),
    [
        ("nonsense", "lead", "e-mail address"),
        ("ana@example.org", "observer", "There is no organisation “Acme” yet"),
        ("ana@example.org", "boss", "'boss' is not one of"),
    ],
)
def test_what_cannot_be_done_is_said_once_and_changes_nothing(command, email, role, says):
    code, out, err = add(command, email, role)
    assert (code, out) == (2, "")
    assert says in err
    assert not User.objects.exists()


def test_a_new_link_can_take_password_and_sessions_off(command):
    lead = make.member(make.organisation("Acme"), "lead", email="ana@example.org")
    browser = PageClient(lead)
    code, out, err = command("user", "link", lead.email, "--drop-second-factor", "--json")
    assert code == 0
    assert json.loads(out)["link"]
    assert err == ""
    lead.refresh_from_db()
    assert not lead.has_usable_password()
    browser.get("/", status=302)


def test_a_closed_account_is_signed_out_and_stays_closed(command):
    lead = make.member(make.organisation("Acme"), "lead", email="ana@example.org")
    browser = PageClient(lead)
    assert command("user", "close", lead.email)[0] == 0
    browser.get("/", status=302)
    assert HistoryEntry.objects.filter(action="foundation.account.closed").count() == 1
    code, _out, err = command("user", "link", lead.email)
    assert code == 2
    assert "was closed" in err


def test_closing_an_unknown_account_is_refused(command):
    code, _out, err = command("user", "close", "nobody@example.org")
    assert code == 2
    assert "No account has this address" in err


def test_the_list_shows_who_belongs_where(command):
    make.member(make.organisation("Acme"), "reviewer", name="Remi", email="remi@example.org")
    _code, out, _err = command("user", "list")
    assert "remi@example.org" in out
    assert "Acme (reviewer)" in out
    _code, out, _err = command("user", "list", "--json")
    assert json.loads(out)[0]["organisations"] == [{"organisation": "Acme", "role": "reviewer"}]


def test_an_empty_list_says_how_to_begin(command):
    assert "knowshow user add" in command("user", "list")[2]


def test_removing_the_demos_people_leaves_the_others(command):
    make.account("Demo", email="demo@example.org", is_demo=True)
    make.account("Ana", email="ana@example.org")
    _code, out, _err = command("user", "remove-demo", "--json")
    assert json.loads(out) == {"closed": ["demo@example.org"]}
    assert list(User.objects.filter(is_active=True).values_list("email", flat=True)) == ["ana@example.org"]
    assert "no open demo account" in command("user", "remove-demo")[2]


def test_what_is_held_about_a_person_is_written_as_json(command, tmp_path):
    add(command, "lead@example.org")
    target = tmp_path / "held.json"

    code, _out, err = command("user", "export", "lead@example.org", "--out", target)

    assert (code, err) == (0, f"Wrote {target}\n")
    assert json.loads(target.read_bytes())["account"]["email"] == "lead@example.org"


def test_erasing_asks_first_and_a_no_changes_nothing(command, monkeypatch):
    add(command, "lead@example.org")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))

    code, *_said = command("user", "erase", "lead@example.org")

    assert code == 1
    assert User.objects.get().email == "lead@example.org"


def test_an_erased_person_has_no_name_and_no_address(command):
    add(command, "lead@example.org")

    code, out, _err = command("user", "erase", "lead@example.org", "--yes", "--json")

    assert code == 0
    assert json.loads(out)["erased"] is True
    user = User.objects.get()
    assert (user.email, user.name) == (f"former-member-{user.pk}@erased.invalid", f"Former member {user.pk}")
