"""Somebody tells what happened on the portal, without scripts: by mouse, by thumb, by keyboard, in Arabic."""

import pytest

from tests import make
from tests.journeys.conftest import PHONE

STORY = "They closed my account.\nNobody tells me why."
ARABIC = "أغلقوا حسابي ولا أحد يقول لي لماذا."


@pytest.fixture
def mechanism():
    return make.mechanism()


@pytest.fixture
def she(at_browser, portal, mechanism):
    """Somebody at a phone, without scripts."""
    return at_browser(scripts=False, width=PHONE, portal=portal)


def retype(she):
    """Type the two words that the receipt page asks for."""
    listed = [item.inner_text().split()[1] for item in she.tab.locator(".words li").all()]
    for place in she.tab.locator("input[name=places]").input_value().split(","):
        she.write(f"word{place}", listed[int(place) - 1])


def test_from_the_first_page_to_a_receipt_that_was_kept_and_a_file(she):
    she.visit("/").follow("Tell us what happened")
    she.write("text", STORY).choose("safe", "yes").press("Continue")
    she.write("q.product", "An app for rides").press("Continue")
    she.press("Back").press("Back")
    assert she.tab.locator("#text").input_value() == STORY
    she.press("Send now").sees("Your report has arrived.")
    retype(she)
    she.press("I have kept my receipt").sees("You can close this page now.")
    she.press("Add a file").bring("File", note=("txt", b"Only words.\n")).press("Send this file")
    she.sees("It is sealed with your report.")
    assert she.tab.context.cookies() == []


def test_the_keyboard_alone_is_enough(she):
    she.visit("/write/")
    she.tab.keyboard.press("Tab")
    assert she.tab.locator(":focus").inner_text() == "Skip to the page"
    she.tab.locator("#text").focus()
    she.tab.keyboard.type("They closed my account.")
    for _ in range(20):
        she.tab.keyboard.press("Tab")
        if she.tab.locator(":focus").inner_text() == "Send now":
            break
    she.tab.keyboard.press("Enter")
    she.sees("Your report has arrived.")


def test_in_arabic_from_right_to_left(she):
    she.visit("/ar/write/").write("text", ARABIC)
    she.tab.locator("button[name=do][value=send]").click()
    assert she.tab.locator("html").get_attribute("dir") == "rtl"
    assert she.tab.url.endswith("/ar/write/")
    retype(she)
    she.tab.locator("button[value=confirm]").click()
    she.tab.locator("form[action='/ar/file/']").wait_for()


def test_on_paper_stand_the_reference_and_the_words_alone(she):
    she.visit("/write/").write("text", STORY).press("Send now")
    she.tab.emulate_media(media="print")
    shown = she.tab.locator("body").inner_text().split()
    words = [item.inner_text().split() for item in she.tab.locator(".words li").all()]
    reference = she.tab.locator(".reference").inner_text()
    assert shown == [reference, *(piece for word in words for piece in word)]


def test_at_no_width_does_a_page_run_over_its_edge(at_browser, portal, mechanism):
    for width in (320, PHONE, 1440):
        she = at_browser(scripts=False, width=width, portal=portal)
        for path in ("/", "/write/", "/ar/write/", "/limits/", "/history/"):
            she.visit(path)
            wide = she.tab.locator("body").evaluate("body => body.scrollWidth")
            assert wide <= width, (path, width)
