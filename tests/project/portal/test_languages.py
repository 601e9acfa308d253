"""The portal answers in the language of the address, whatever a browser or a cookie says."""

import pytest

from tests.page import words_of

pytestmark = pytest.mark.django_db


def test_what_a_browser_prefers_changes_nothing_and_caches_need_not_tell_readers_apart(as_public):
    page = as_public.get("/", **{"Accept-Language": "ar"})
    assert page.root.get("lang") == "en"
    assert page.response.headers["Content-Language"] == "en"
    assert "language" not in page.response.headers.get("Vary", "").lower()


def test_a_cookie_of_djangos_name_changes_nothing(as_public):
    answer = as_public.ask("get", "/", headers={"Cookie": "django_language=fr"})
    assert answer.headers["Content-Language"] == "en"
    assert "cookie" not in answer.headers.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/en/", "/en/accessibility/", "/FR/", "/de/", "/fr-ca/"])
def test_another_spelling_of_a_language_is_no_address(as_public, path):
    as_public.get(path, status=404)


def test_an_address_without_its_last_stroke_leads_on_in_its_language(as_public):
    assert as_public.ask("get", "/fr").headers["Location"] == "/fr/"
    assert as_public.ask("get", "/ar/accessibility").headers["Location"] == "/ar/accessibility/"


def test_the_switch_leads_to_the_same_page_and_back(as_public):
    page = as_public.get("/accessibility/").click("العربية")
    assert (page.url, page.root.get("dir")) == ("/ar/accessibility/", "rtl")
    assert page.click("English").url == "/accessibility/"


def test_the_switch_keeps_what_was_asked_for_in_the_address(as_public):
    assert as_public.get("/accessibility/?a=b c").link("Русский") == "/ru/accessibility/?a=b%20c"


def test_the_switch_offers_the_present_language_as_no_link(as_public):
    page = as_public.get("/fr/accessibility/")
    (current,) = [one for one in page.by_class("languages")[0].iter() if one.get("aria-current")]
    assert (words_of(current), current.tag) == ("Français", "span")


def test_what_is_not_there_is_said_in_the_language_of_the_address(as_public):
    page = as_public.get("/es/nowhere/", status=404)
    assert page.heading == "Esta página no existe"
    assert page.link("Ir a la página de inicio") == "/es/"


def test_what_fails_is_said_in_the_language_of_the_address(as_public, monkeypatch):
    as_public.browser.raise_request_exception = False
    monkeypatch.setenv("KNOWSHOW_PORTAL_NAME", "x")
    monkeypatch.setattr("knowshow.project.portal.views.render", _failing)
    page = as_public.get("/ru/accessibility/", status=500)
    assert (page.root.get("lang"), page.heading) == ("ru", "На нашей стороне произошёл сбой")
    assert page.link("Перейти на начальную страницу") == "/ru/"


def _failing(*_arguments, **_named):
    raise ZeroDivisionError


def test_the_language_of_one_answer_does_not_stay_for_the_next(as_public):
    as_public.get("/ar/accessibility/")
    assert as_public.get("/accessibility/").root.get("lang") == "en"


def test_robots_are_told_once_for_all_languages(as_public):
    assert as_public.download("/robots.txt").status_code == 200
    as_public.get("/fr/robots.txt", status=404)
