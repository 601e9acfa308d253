"""What is answered to a request that reaches no page: too large, or not in a shape that can be read.

The server's own answer would be English, and might repeat what was sent. This one is a page in the language of the
address, as the pages are, and repeats nothing.
"""

from __future__ import annotations

from typing import Final

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

_TOO_LARGE: Final = 413
_TEMPLATE: Final = "ui/portal_unread.html"
_HEADERS: Final = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
)


class UnreadAnswer(ErrorTask):  # type: ignore[misc]  # the library has no types
    """Answers such a request, and lets the connection go."""

    def execute(self) -> None:
        """Write the page."""
        error = self.request.error
        body = page(error.code, str(getattr(self.request, "path", "") or ""))
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(_HEADERS)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]  # the library has no types
    """A connection whose errors are told in our words."""

    error_task_class = UnreadAnswer


def page(status: int, path: str) -> bytes:
    """Return the page in the language of an address, whatever else stands in it."""
    from django.template import loader
    from django.utils import translation

    from knowshow.ui.languages import language_of

    with translation.override(language_of(path)):
        text = loader.get_template(_TEMPLATE).render({"is_too_large": status == _TOO_LARGE})
    return text.encode()
