"""What every answer of the portal tells the browser: no script, nothing from elsewhere, nothing leaked, nothing kept.

One page, and only during an attack, lets one script of our own run: see ``knowshow.remedy.puzzles``.
A page that everybody may read says so itself, with ``knowshow.ui.published``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from knowshow.ui.posted import TAKES_POSTS

Answer = Callable[[HttpRequest], HttpResponseBase]

#: Settings of django-csp. What is not named is refused: scripts, fonts, frames, connections.
CONTENT_SECURITY_POLICY: Final[dict[str, dict[str, list[str]]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
#: Where a reader came from is nobody's business, not even that of the next page here.
REFERRER_POLICY: Final = "no-referrer"

_REFUSED: Final = ("browsing-topics", "camera", "geolocation", "microphone", "payment", "publickey-credentials-get")
_DEFAULTS: Final = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _REFUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
_METHODS: Final = ("GET", "HEAD")


def privacy_headers(answer: Answer) -> Answer:
    """Middleware: an answer stays out of caches and search engines, unless its view says otherwise."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in _DEFAULTS.items():
            response.headers.setdefault(name, value)
        return response

    return respond


class reading_only:  # noqa: N801  (a middleware is called like a function)
    """Middleware: refuse whatever would change something, but on the pages that people write to."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let what reads through, and what writes as far as its view."""
        return self._answer(request) if request.method in (*_METHODS, "POST") else HttpResponseNotAllowed(_METHODS)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object
    ) -> HttpResponseBase | None:
        """Refuse to post to a page that takes nothing."""
        is_taken = request.method in _METHODS or getattr(view, TAKES_POSTS, False)
        return None if is_taken else HttpResponseNotAllowed(_METHODS)
