"""The portal's own pages, as anybody sees them."""

import datetime as dt
import re

import pytest

from knowshow.errors import NotAllowedError, OperationError
from knowshow.project.portal import views

pytestmark = pytest.mark.django_db


def test_the_start_page_says_what_is_published(as_public):
    page = as_public.get("/")
    assert page.heading == "What is published here"
    assert page.link("Rankings of companies") == "/rankings/"
    assert page.click("Accessibility").heading == "Accessibility"


def test_who_publishes_is_named_on_every_page_and_can_be_reached(as_public, monkeypatch):
    monkeypatch.setenv("KNOWSHOW_PORTAL_NAME", "The Example Index")
    monkeypatch.setenv("KNOWSHOW_PORTAL_CONTACT", "index@example.org")
    for address in ("/", "/accessibility/"):
        page = as_public.get(address)
        assert page.title.endswith("The Example Index")
        assert "Published by The Example Index." in page.text
        assert page.link("Report a mistake") == "mailto:index@example.org"


def test_without_a_name_nobody_is_said_to_publish(as_public):
    page = as_public.get("/")
    assert page.title == "What is published here - Knowshow"
    assert "Published by" not in page.text
    assert not page.has_link("Report a mistake")


def test_the_accessibility_statement_was_reviewed_lately(as_public):
    said = re.search(r"Last reviewed on (\d{4}-\d\d-\d\d)", as_public.get("/accessibility/").text)[1]
    assert dt.datetime.now(dt.UTC).date() - dt.date.fromisoformat(said) < dt.timedelta(days=183)


def test_search_engines_may_read_what_is_published(as_public):
    answer = as_public.download("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow" not in answer.content.decode()


# ---- what cannot be shown ----------------------------------------------------------------------------------


def test_an_address_that_leads_nowhere_is_said_in_the_portals_own_words(as_public):
    page = as_public.get("/nowhere/", status=404)
    assert page.heading == "This page does not exist"
    assert "no longer published" in page.main
    assert page.link("Go to the start page") == "/"


@pytest.mark.parametrize("address", ["/account/sign-in/", "/respect/", "/benchmarks/", "/organisation/", "/files/1/"])
def test_nothing_of_the_workspace_has_an_address_here(as_public, address):
    as_public.get(address, status=404)


def test_a_name_that_is_not_the_portals_is_refused_without_repeating_it(as_public):
    page = as_public.get("/", status=400, Host="elsewhere.example.org")
    assert page.heading == "This request could not be read"
    assert "elsewhere" not in page.text


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (NotAllowedError("Only members may."), 403, "This page is not public"),
        (OperationError("The disk is full."), 503, "The server lacks something"),
    ],
)
def test_what_is_refused_on_purpose_is_said_in_the_shell_of_the_portal(as_public, monkeypatch, error, status, heading):
    monkeypatch.setattr(views, "_ROBOTS", _Refusal(error))
    page = as_public.get("/robots.txt", status=status)
    assert page.heading == heading
    assert page.link("Go to the start page") == "/"


def test_what_fails_has_a_page_that_stands_alone(as_public, monkeypatch):
    as_public.browser.raise_request_exception = False
    monkeypatch.setattr(views, "_ROBOTS", _Refusal(ZeroDivisionError("a secret")))
    page = as_public.get("/robots.txt", status=500)
    assert page.heading == "Something failed on our side"
    assert "secret" not in page.text


class _Refusal:
    """What a page cannot be made of."""

    def __init__(self, error):
        self.error = error

    def __iter__(self):
        raise self.error
