"""The page client of the portal sees what must not be on a public page."""

import pytest
from django.http import HttpResponse

from tests.page import Page, no_scripts, portal_problems

FINE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=300",
    "X-Frame-Options": "DENY",
}


def test_sound_headers_are_fine():
    assert portal_problems(HttpResponse(headers=FINE)) == []


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"Content-Security-Policy": f"{FINE['Content-Security-Policy']}; script-src 'self'"}, "scripts"),
        ({"Referrer-Policy": "same-origin"}, "passed on"),
        ({"Cache-Control": "private", "X-Robots-Tag": "noindex"}, "neither that it is public nor"),
        ({"Cache-Control": "no-store"}, "search engines"),
        ({"Set-Cookie": "sessionid=1"}, "a cookie"),
        ({"Vary": "Cookie"}, "by cookie"),
    ],
)
def test_a_header_that_is_wrong_is_named(headers, problem):
    (found,) = portal_problems(HttpResponse(headers={**FINE, **headers}))
    assert problem in found


@pytest.mark.parametrize("part", ['<script src="/a.js"></script>', '<p hx-get="/a">a</p>', '<p data-hx-get="/a">a</p>'])
def test_what_needs_a_script_is_named(part):
    html = f"<!doctype html><html><head><title>a</title></head><body>{part}</body></html>"
    page = Page(client=None, response=HttpResponse(html), url="/")
    assert len(list(no_scripts(page))) == 1
