"""Where a person begins, and the pages that only tell."""

import pytest

from knowshow.foundation import history
from knowshow.remedy.models import Mechanism
from tests import make
from tools import stylesheets

pytestmark = pytest.mark.django_db

PAGES = ["/limits/", "/history/", "/help/", "/speak/"]


def test_without_an_open_mechanism_the_portal_begins_with_what_is_published(as_public):
    make.mechanism(is_open=False)
    assert as_public.get("/").heading == "What is published here"


def test_with_one_it_begins_with_three_doors(as_public):
    make.mechanism()
    page = as_public.get("/")
    assert page.heading == page.title == "You can tell us here"
    assert page.link("Tell us what happened") == "/write/"
    assert page.link("Read an answer") == "/return/"
    assert page.click("See what is published").heading == "What is published here"
    assert page.link("What came of complaints") == "/outcomes/"
    assert "You hear from us within 5 working days." in page.main
    assert page.response.headers["Cache-Control"] == "no-store"


def test_of_several_mechanisms_each_says_who_reads_and_the_slowest_clock_is_promised(as_public):
    make.mechanism(name="One", texts={"en": {"about": "Three people at One read it."}}, clocks={"acknowledged": 3})
    make.mechanism(name="Two", texts={"en": {"about": "Two people at Two read it."}}, clocks={"acknowledged": 7})
    page = as_public.get("/")
    assert "Three people at One read it." in page.main
    assert "Two people at Two read it." in page.main
    assert "You hear from us within 7 working days." in page.main


@pytest.mark.parametrize("address", ["/", *PAGES])
def test_neither_title_nor_head_says_who_publishes(as_public, monkeypatch, address):
    monkeypatch.setenv("KNOWSHOW_PORTAL_NAME", "The Example Company")
    make.mechanism()
    page = as_public.get(address)
    assert page.title == page.heading
    assert "The Example Company" not in page.html


@pytest.mark.parametrize("address", ["/", *PAGES])
def test_the_way_out_stands_first_and_passes_nothing_on(as_public, address):
    make.mechanism(exit_address="https://weather.example.org/")
    page = as_public.get(address)
    (way_out,) = page.by_class("exit")
    assert way_out.get("rel") == "noreferrer"
    assert way_out.get("href").startswith("https://")
    if address == "/":
        assert way_out.get("href") == "https://weather.example.org/"


def test_the_first_page_with_its_style_arrives_over_a_slow_line(as_public):
    make.mechanism()
    page = as_public.get("/")
    assert len(page.response.content) + len(stylesheets.plain().encode()) <= 50_000


@pytest.mark.parametrize("code", ["fr", "es", "ar", "ru", "zh-hans"])
def test_every_page_stands_in_every_language(as_public, code):
    make.mechanism()
    for address in ("/", *PAGES):
        page = as_public.get(f"/{code}{address}")
        assert page.root.get("dir") == ("rtl" if code == "ar" else "ltr")


def test_helplines_are_those_that_somebody_wrote_down_in_the_language_of_the_page_or_in_english(as_public):
    make.mechanism(texts={"en": {"helplines": "Ask for Amina at the union."}, "fr": {"helplines": "Demandez Amina."}})
    assert "Ask for Amina" in as_public.get("/help/").main
    assert "Demandez Amina" in as_public.get("/fr/help/").main
    assert "Ask for Amina" in as_public.get("/es/help/").main


def test_no_number_is_made_up_where_nobody_wrote_one_down(as_public):
    make.mechanism()
    page = as_public.get("/help/")
    assert "We have no list of helplines" in page.main
    assert not any(character.isdigit() for character in page.main)


ABOUT = {"en": {"helplines": "Ask for Amina at the union.", "spoken": "Come to the office on Mondays."}}


def test_a_mechanism_that_is_still_being_set_up_stands_on_no_public_page(as_public):
    unopened = make.mechanism(name="Not opened yet", is_open=False, texts=ABOUT)
    as_public.get("/outcomes/", status=404)
    make.mechanism(name="Open to all")
    assert "Open to all" in as_public.get("/outcomes/").main
    for address in ("/", "/help/", "/speak/", "/outcomes/", "/write/"):
        page = as_public.get(address)
        assert "Not opened yet" not in page.html
        assert "Amina" not in page.html
    as_public.get(f"/outcomes/{unopened.code}/", status=404)


def test_one_that_has_closed_keeps_its_record_and_its_helplines(as_public):
    of = make.mechanism(name="Has closed", texts=ABOUT)
    make.report(of)
    Mechanism.objects.filter(pk=of.pk).update(is_open=False)
    assert "Has closed" in as_public.get(f"/outcomes/{of.code}/").main
    assert "Ask for Amina" in as_public.get("/help/").main


def test_one_that_closed_before_anybody_wrote_still_says_where_else_to_turn(as_public):
    of = make.mechanism(name="Has closed", texts=ABOUT, is_open=False)
    history.record(
        actor=None, action="remedy.mechanism.opened", organisation=of.organisation, subject=of, to_the_day=True
    )
    assert "Ask for Amina" in as_public.get("/help/").main


@pytest.mark.parametrize("address", ["/", "/help/", "/limits/", "/published/"])
def test_what_came_of_complaints_is_found_from_where_people_read(as_public, address):
    make.mechanism()
    found = as_public.get(address).click("What came of complaints")
    assert found.heading == found.title == "What came of complaints"
    assert found.by_class("exit")


def test_where_no_mechanism_is_public_nothing_leads_to_a_record(as_public):
    for address in ("/help/", "/published/"):
        assert "What came of complaints" not in as_public.get(address).text


def test_links_to_helplines_and_to_other_ways_stand_only_where_there_are_some(as_public):
    links = ("Who can help now", "Speak or send a letter instead", "Would you rather speak or send a letter?")
    make.mechanism(texts={"en": {"about": "Three people read it."}})
    for address in ("/", "/write/", "/limits/"):
        page = as_public.get(address)
        assert not [one for one in links if one in page.text]
    make.mechanism(name="Open to all", texts=ABOUT)
    page = as_public.get("/")
    assert [one for one in links if one in page.text] == list(links)
