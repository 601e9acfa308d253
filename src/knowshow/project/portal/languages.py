"""The language of a page of the portal is what its address says, so that one address is one page for everybody.

Django's own middleware would look at cookies and at what the browser prefers. Then two readers would get two pages from
one address, every cache would have to tell them apart, and a shared phone would show whose language it was set to.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.encoding import escape_uri_path, iri_to_uri

from knowshow.ui.languages import is_unreviewed, language_of, links_to

Answer = Callable[[HttpRequest], HttpResponseBase]


def by_address(answer: Answer) -> Answer:
    """Middleware: answer in the language that the address names."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        code = language_of(request.path_info)
        with translation.override(code):
            response = answer(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return respond


def switch(request: HttpRequest) -> dict[str, object]:
    """Tell every page where it stands in the other languages, and whether anybody has checked this one.

    What was posted is not in the links: they lead to where the page begins.
    """
    query = iri_to_uri(request.META.get("QUERY_STRING", "")) if request.method == "GET" else ""
    path = escape_uri_path(request.path_info)
    return {
        "language_links": links_to(f"{path}?{query}" if query else path),
        "is_unreviewed": is_unreviewed(translation.get_language()),
    }
