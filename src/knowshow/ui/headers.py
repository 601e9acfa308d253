"""What every answer tells the browser: nothing from elsewhere, nothing kept, nothing leaked.

Settings to take over, in `knowshow.project.settings`:

    from knowshow.ui.headers import CONTENT_SECURITY_POLICY
    MIDDLEWARE: "django.middleware.security.SecurityMiddleware", "csp.middleware.CSPMiddleware",
        "knowshow.ui.headers.privacy_headers", ... "django.middleware.clickjacking.XFrameOptionsMiddleware"
    SECURE_CONTENT_TYPE_NOSNIFF = True
    SECURE_REFERRER_POLICY = REFERRER_POLICY
    SECURE_CROSS_ORIGIN_OPENER_POLICY = OPENER_POLICY
    X_FRAME_OPTIONS = "DENY"
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csp.constants import NONE, SELF
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

#: Settings of django-csp. No inline script or style, no other host, no frame, no base address.
CONTENT_SECURITY_POLICY: Final[dict[str, dict[str, list[str]]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

REFERRER_POLICY: Final = "same-origin"
OPENER_POLICY: Final = "same-origin"

#: What no page of ours needs, nor anything that a page might be made to load.
_REFUSED: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
#: Security keys need their own entry, for our own pages only.
PERMISSIONS_POLICY: Final = ", ".join([*(f"{feature}=()" for feature in _REFUSED), "publickey-credentials-get=(self)"])


def privacy_headers(answer: Answer) -> Answer:
    """Refuse sensors and shared caches: a signed-in page stays in no cache unless its view says otherwise."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond
