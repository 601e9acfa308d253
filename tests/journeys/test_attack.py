"""Under attack, in a real browser: with scripts it works by itself for a moment; without them a word does the same."""

import contextlib
import re

import pytest

from knowshow.remedy.floods import ATTACK_AT
from tests.journeys.conftest import PHONE
from tests.journeys.grievance import Complainant, Office
from tests.reporting.person import Connection, report

STORY = "They closed my account at Wexelford, and nobody tells me why."


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Both servers, on a database of their own, attacked: so many reports have come."""
    from pytest_socket import enable_socket

    enable_socket()
    with Office(tmp_path_factory.mktemp("attack") / "home").serving() as served:
        served.asked("slow", after=2)
        for number in range(2 * ATTACK_AT + 1):
            with contextlib.closing(Connection(f"{served.addresses['portal']}/")) as sender:
                report(sender, f"One of very many, number {number}.")
        yield served


@pytest.fixture
def visitor(chromium, office, socket_enabled):
    """Somebody at a phone whose browser runs scripts, or not; what it complains of fails the test."""
    contexts, people = [], []

    def open_one(*, scripts):
        contexts.append(chromium.new_context(viewport={"width": PHONE, "height": 900}, java_script_enabled=scripts))
        contexts[-1].set_default_timeout(20_000)
        person = Complainant(contexts[-1].new_page(), office.addresses["portal"])
        person.tab.on("console", lambda said: person.complaints.append(said.text))
        people.append(person)
        return person

    yield open_one
    for context in contexts:
        context.close()
    assert [one.complaints for one in people if one.complaints] == []


def _at_the_last_page(she):
    she.visit("/write/").write("text", STORY)
    while not she.tab.get_by_role("button", name="Send my report").count():
        she.press("Continue")
    return she


def test_a_browser_with_scripts_works_while_she_reads_and_her_report_is_not_slow(visitor, office):
    she = _at_the_last_page(visitor(scripts=True))
    she.tab.get_by_text("your device has done a small piece of work").wait_for()
    assert re.fullmatch(r"\d+\.16\.[0-9a-f]{32}:\d+", she.tab.locator("#puzzle").input_value())
    assert she.tab.evaluate("localStorage.length + sessionStorage.length") == 0
    she.press("Send my report").keep_receipt()
    assert office.asked("lanes")[she.reference] == "ordinary"
    she.gave_nothing_away()


def test_a_browser_without_scripts_is_asked_for_a_word_and_may_leave_it_out(visitor, office):
    she = _at_the_last_page(visitor(scripts=False))
    assert she.tab.locator("#plain").is_visible()
    assert not she.tab.get_by_text("your device has done").is_visible()
    she.press("Send my report").keep_receipt()
    assert office.asked("lanes")[she.reference] in {"slow", "quarantine"}


def test_a_script_that_somebody_else_put_there_does_not_run(visitor):
    she = visitor(scripts=True)
    she.tab.route("**/remedy/puzzle.js", lambda route: route.fulfill(
        body="document.title = 'changed'", content_type="text/javascript"
    ))  # fmt: skip
    _at_the_last_page(she)
    assert she.tab.title() == "Check and send"
    assert she.tab.locator("#puzzle").input_value() == ""
    assert [one for one in she.complaints if "integrity" in one]
    she.complaints.clear()
