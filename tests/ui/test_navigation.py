"""The side navigation shows what exists, opens the pillar in use, and says where one is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from knowshow.ui import navigation
from knowshow.ui.navigation import Entry, links_for

ENTRIES = (
    Entry("today", "Today", position=0),
    Entry("respect:assessments", "Respect", key="respect", position=20),
    Entry("respect:assessments", "Assessments", under="respect", position=20),
    Entry("respect:products", "Products", under="respect", position=10),
    Entry("nowhere:yet", "Remedy", key="remedy", position=10),
    Entry("nowhere:below", "Cases", under="remedy"),
)


def links(path, entries=ENTRIES):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return links_for(request, entries)


def test_what_has_no_address_is_left_out():
    assert [link.label for link in links("/")] == ["Today", "Respect"]


def test_only_the_pillar_in_use_is_open():
    today, respect = links("/")
    assert (today.current, respect.is_open, respect.links) == ("page", False, ())


def test_the_pages_of_the_open_pillar_stand_in_their_order():
    _today, respect = links("/respect/products/")
    assert [link.label for link in respect.links] == ["Products", "Assessments"]
    assert respect.is_open


@pytest.mark.parametrize(
    ("path", "current"),
    [("/respect/products/", "page"), ("/respect/products/7/edit/", "true"), ("/respect/assessments/", "")],
)
def test_a_link_says_whether_it_is_this_page_or_one_above_it(path, current):
    _today, respect = links(path)
    assert respect.links[0].current == current


def test_the_start_page_is_above_no_other_page():
    assert links("/respect/products/")[0].current == ""


def test_a_pillar_without_pages_below_is_current_itself():
    (alone,) = links("/respect/assessments/", [Entry("respect:assessments", "Respect", key="respect")])
    assert alone.current == "page"


def test_an_entry_that_is_registered_twice_stands_once(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", list(ENTRIES))
    extra = Entry("today", "Also today", position=5)
    navigation.register(extra)
    navigation.register(extra)
    assert [link.label for link in links("/", None)].count("Also today") == 1


@pytest.mark.django_db
def test_a_page_marks_one_place_in_the_navigation(as_lead):
    page = as_lead.get("/respect/products/")
    current = [one for one in page.all("a") if one.get("aria-current") == "page"]
    assert list(map(_words, current)) == ["Products"]


def _words(element):
    return "".join(element.itertext()).strip()
