"""A real browser, Debian's Chromium, on a server of this process.

The browser lives for the tests of this folder only: while it does, its event loop makes Django suspect asynchronous
code, which is allowed here and nowhere else.
"""

import os
import shutil
from dataclasses import dataclass, field

import pytest
from django.urls import reverse

from tests.journeys import portal as portals
from tests.people import PASSWORD

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_SWITCHES = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
#: Widths at which pages are looked at: a desk, and a phone.
DESK, PHONE = 1440, 390


def pytest_collection_modifyitems(items):
    """Mark every test here: each needs the browser, and most a database that other threads see."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)
            if "office" not in item.fixturenames:
                item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="package")
def chromium():
    """The running browser."""
    if _CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright
    from pytest_socket import enable_socket

    enable_socket()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=[*_SWITCHES, *as_root])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Person:
    """Somebody at a browser of her own."""

    tab: object
    base: str
    complaints: list[str] = field(default_factory=list)
    #: Whose pages she reads; she is nobody there. Otherwise it is the workspace.
    portal: object = None

    def visit(self, path):
        """Open an address of the server."""
        if self.portal is not None:
            self.portal.catch_up()
        self.tab.goto(f"{self.base}{path}")
        return self

    def sign_in(self, user):
        """Sign in by the form."""
        self.visit(reverse("account_login"))
        self.tab.get_by_label("E-mail address").fill(user.email)
        self.tab.get_by_label("Password", exact=True).fill(PASSWORD)
        with self.tab.expect_navigation():
            self.press("Sign in")
        return self

    def fill(self, **labels):
        """Write into fields by their labels; underscores stand for spaces."""
        for label, words in labels.items():
            self.tab.get_by_label(label.replace("_", " ")).first.fill(words)
        return self

    def write(self, name, words):
        """Write into the field of this name."""
        self.tab.locator(f'[name="{name}"]').fill(words)
        return self

    def bring(self, label, **files):
        """Choose files: by their names without ending, which is that of JSON or CSV."""
        named = [
            {"name": f"{name}.{ending}", "mimeType": "application/octet-stream", "buffer": content}
            for name, (ending, content) in files.items()
        ]
        self.tab.get_by_label(label).first.set_input_files(named)
        return self

    def unfold(self, words):
        """Open what is folded under these words."""
        self.tab.locator("summary", has_text=words).first.click()
        return self

    def press(self, words):
        """Press a button by its words."""
        self.tab.get_by_role("button", name=words, exact=True).first.click()
        return self

    def follow(self, words):
        """Follow a link by its words."""
        self.tab.get_by_role("link", name=words).first.click()
        return self

    def choose(self, name, value):
        """Choose one of several: a radio button or a check box by the name and value of its input."""
        self.tab.locator(f'input[name="{name}"][value="{value}"]').check(force=True)
        return self

    def sees(self, words):
        """Wait until the words are on the page."""
        self.tab.get_by_text(words).filter(visible=True).first.wait_for()
        return self

    def sees_nothing_of(self, *words):
        """The main part of the page, whole by now, holds none of these words."""
        said = self.tab.locator("main").inner_text()
        assert not [one for one in words if one in said], said
        return self

    @property
    def heading(self):
        """The main heading of the page."""
        return self.tab.locator("h1").inner_text()


@pytest.fixture(scope="package")
def portal_process(tmp_path_factory, django_db_setup, django_db_blocker):
    """The portal, running."""
    from pytest_socket import enable_socket

    enable_socket()
    with django_db_blocker.unblock(), portals.served(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture
def portal(portal_process, live_server):
    """The portal beside the workspace, which knows its address: `at_browser(portal=portal)`."""
    with portal_process.announced(live_server.url):
        yield portal_process


@pytest.fixture
def at_browser(chromium, live_server, socket_enabled):
    """Give somebody a browser: `at_browser(scripts=False, width=PHONE)`. What it complains of fails the test."""
    people = []

    def open_one(*, scripts=True, width=DESK, dark=False, portal=None):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        context.set_default_timeout(10_000)
        person = Person(context.new_page(), portal.address.rstrip("/") if portal else live_server.url, portal=portal)
        person.tab.on("console", lambda said: _note(person, said))
        person.tab.on("pageerror", lambda error: person.complaints.append(str(error)))
        people.append((person, context))
        return person

    yield open_one
    for person, context in people:
        context.close()
        assert not person.complaints


def _note(person, said):
    if said.type in {"error", "warning"}:
        person.complaints.append(f"{said.text} {said.location.get('url', '')}")
