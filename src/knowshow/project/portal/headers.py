"""What every answer of the portal tells the browser: no script, nothing from elsewhere, nothing leaked, nothing kept.

A page that everybody may read says so itself, with ``knowshow.ui.published``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

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


def reading_only(answer: Answer) -> Answer:
    """Middleware: refuse whatever would change something."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        return answer(request) if request.method in _METHODS else HttpResponseNotAllowed(_METHODS)

    return respond
