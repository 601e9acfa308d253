"""What the portal tells browsers and caches, and what it does not take."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from knowshow.ui.published import published

pytestmark = pytest.mark.django_db

CHANGING = ["post", "put", "patch", "delete", "options", "trace"]


@pytest.mark.parametrize("method", CHANGING)
def test_nothing_can_be_sent(as_public, method):
    answer = as_public.ask(method, "/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_head_answers_without_a_body(as_public):
    answer = as_public.ask("head", "/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_no_script_can_run_whatever_a_page_holds(as_public):
    policy = as_public.get("/").response.headers["Content-Security-Policy"]
    words = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert words["default-src"] == "'none'"
    assert not {"script-src", "connect-src", "frame-src", "font-src"} & set(words)
    assert words["style-src"] == words["form-action"] == "'self'"


def test_nothing_is_passed_on_and_no_sensor_is_asked_for(as_public):
    said = as_public.get("/").response.headers
    assert said["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in said["Permissions-Policy"]
    assert "publickey-credentials-get=()" in said["Permissions-Policy"]


def test_a_published_page_keeps_for_five_minutes_and_is_found(as_public):
    said = as_public.get("/").response.headers
    assert said["Cache-Control"] == "public, max-age=300"
    assert said["X-Robots-Tag"] == "all"


def test_a_copy_that_still_holds_is_not_sent_again(as_public):
    first = as_public.get("/").response
    again = as_public.ask("get", "/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=300"


def test_what_is_not_there_is_not_kept_and_not_found(as_public):
    said = as_public.get("/nowhere/", status=404).response.headers
    assert said["Cache-Control"] == "no-store"
    assert said["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in said


def test_whoever_is_signed_in_elsewhere_is_nobody_here(as_public, lead):
    as_public.browser.force_login(lead)
    page = as_public.ask("get", "/")
    assert lead.name not in page.content.decode()
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")


# ---- the mark of a view ------------------------------------------------------------------------------------


def _answer(status=200, **headers):
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    view = published(lambda _request: HttpResponse(status=status, headers=said))
    return view(RequestFactory().get("/"))


@pytest.mark.parametrize("status", [302, 404, 410])
def test_only_what_was_found_is_public(status):
    assert "Cache-Control" not in _answer(status).headers


def test_a_view_may_say_for_itself_how_long_its_answer_keeps():
    answer = _answer(Cache_Control="public, max-age=31536000, immutable")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_published_view_takes_no_form():
    view = published(lambda _request: HttpResponse("never"))
    assert view(RequestFactory().post("/")).status_code == 405
