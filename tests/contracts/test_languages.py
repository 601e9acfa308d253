"""Every page of the portal can be read in six languages, to the last word of ours."""

import gettext
import re
from html import unescape

import pytest
from django.utils.translation import trans_real

from knowshow.ui.languages import NAMES, SOURCE, in_language, statuses
from tests.benchmarks import make
from tests.contracts.pages.addresses import portal_addresses
from tests.page import Page, attribute, page_problems, tag_of
from tools import catalogues

OTHERS = [code for code in NAMES if code != SOURCE]
_SAMPLES = {"number": "1", "company": "bolt", "node": "P1", "name": "scores", "kind": "ranking", "form": "csv"}
#: Names that stay in Latin letters in every language.
_NAMES_OF_THINGS = {"Apache", "Knowshow", "WCAG", "Tor", "Browser", "Cookie", "cookie"}


class _Misses(gettext.NullTranslations):
    """The end of the chain of catalogues: what arrives here has no translation."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def gettext(self, message):
        self.found.add(message)
        return message

    def ngettext(self, msgid1, msgid2, n):
        self.found.add(msgid1)
        return msgid1 if n == 1 else msgid2


@pytest.fixture
def misses(monkeypatch):
    """Every text that a page asks for and no catalogue has; without it, such a text would be English in silence."""
    found = _Misses()
    monkeypatch.setattr(trans_real.DjangoTranslation, "_add_fallback", lambda self, *_: self.add_fallback(found))
    monkeypatch.setattr(trans_real, "_translations", {})
    yield found.found
    trans_real._translations.clear()


@pytest.fixture
def publication(db, organisation):
    return make.published(organisation, title="Small index 2026", attribution="By the example institute.")


def _addresses(publication):
    samples = {**_SAMPLES, "slug": publication.edition.slug}
    for address, _name in portal_addresses():
        yield re.sub(r"<(\w+)>", lambda found: samples.get(found.group(1), "1"), address)
    yield "/nowhere/"


def _page(client, url):
    answer = client.ask("get", url)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code not in {301, 302}
    return Page(client=client, response=answer, url=url) if is_page else None


# ---- catalogues --------------------------------------------------------------------------------------------


def test_catalogues_say_all_that_the_portal_says_whole_and_as_compiled():
    assert list(catalogues.problems()) == []


def test_the_status_of_every_language_is_known():
    assert list(statuses()) == list(NAMES)
    assert list(catalogues.PLURALS) == OTHERS


# ---- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", OTHERS)
def test_no_page_falls_back_to_english(code, as_public, publication, misses):
    pages = [_page(as_public, in_language(address, code)) for address in _addresses(publication)]
    assert len([page for page in pages if page]) > 15
    assert misses == set()


@pytest.mark.parametrize("code", NAMES)
def test_each_page_says_its_language_and_direction_and_is_sound(code, as_public, publication):
    for address in _addresses(publication):
        page = _page(as_public, in_language(address, code))
        if page:
            assert page.root.get("lang") == code
            assert page.root.get("dir") == ("rtl" if code == "ar" else "ltr")
            assert page_problems(page) == [], page.url


@pytest.mark.parametrize("code", OTHERS)
def test_links_of_a_page_stay_in_its_language(code, as_public, publication):
    for address in _addresses(publication):
        page = _page(as_public, in_language(address, code))
        for link in page.all("a") if page else ():
            href = link.get("href") or ""
            if href.startswith("/") and not link.get("hreflang"):
                assert href.startswith(f"/{code}/"), f"{page.url} leads to {href}"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accessibility/", "/published/", "/rankings/", "/nowhere/"])
def test_no_english_word_stands_on_an_arabic_page(address, as_public):
    """Also one that never went through a catalogue."""
    page = _page(as_public, in_language(address, "ar"))
    latin = {word for text in _said(page.root) for word in re.findall(r"[A-Za-z]{3,}", unescape(text))}
    assert latin - _NAMES_OF_THINGS == set()


def _said(element):
    """The words of an element, without parts in another language, and what is read out of its attributes."""
    if tag_of(element) in {"style", "script"}:
        return
    yield element.text or ""
    yield from (attribute(element, name) or "" for name in ("aria-label", "title", "alt", "placeholder"))
    for child in element:
        if isinstance(child.tag, str) and not child.get("hreflang") and "lang" not in child.attrib:
            yield from _said(child)
        yield child.tail or ""


@pytest.mark.django_db
@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_that_nobody_checked_says_so_on_every_page(code, as_public):
    for address in ("/", "/accessibility/", "/rankings/", "/nowhere/"):
        assert _page(as_public, in_language(address, code)).by_class("unreviewed")
        assert not _page(as_public, address).by_class("unreviewed")


def test_the_portal_and_the_mechanism_name_the_same_languages_and_who_has_read_them():
    """Two files, for two layers: the pages' own status, and what the operator sees by part."""
    from knowshow.remedy.rules.languages import languages
    from knowshow.ui.languages import NAMES, statuses

    known = {one.code: one for one in languages()}
    assert {code: one.name for code, one in known.items()} == NAMES
    for code, one in known.items():
        told, part = statuses()[code], one.covers["portal"]
        assert (told.translated_by, told.reviewed_by, told.reviewed_on) == (part.by, part.reviewed_by, part.reviewed_on)
