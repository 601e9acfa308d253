"""What every answer tells the browser: nothing from elsewhere, nothing kept, nothing leaked."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from knowshow.ui import headers

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(as_lead):
    return as_lead.get("/").response


def _policy(response):
    return dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))


def test_the_content_policy_starts_from_nothing_and_adds_our_own_host(answer):
    policy = _policy(answer)
    assert policy["default-src"] == "'none'"
    allowed = {word for name, words in policy.items() if name != "img-src" for word in words.split()}
    assert allowed == {"'self'", "'none'"}
    assert set(policy["img-src"].split()) == {"'self'", "data:"}


def test_the_page_stands_in_no_frame_and_opens_no_base_address(answer):
    policy = _policy(answer)
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_other_pages_learn_nothing(answer):
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_sensor_may_be_asked_for_and_security_keys_only_by_us(answer):
    said = answer.headers["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(said)
    assert [one for one in said if not one.endswith("=()")] == ["publickey-credentials-get=(self)"]


def test_no_cache_keeps_a_page(answer):
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_view_may_say_how_long_its_answer_keeps():
    def view(_request):
        return HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    response = headers.privacy_headers(view)(RequestFactory().get("/"))
    assert response.headers["Cache-Control"] == "private, max-age=60"


def test_a_page_that_is_not_there_has_the_same_headers(as_lead):
    response = as_lead.get("/nowhere/", status=404).response
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
