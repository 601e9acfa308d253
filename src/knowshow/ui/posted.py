"""Pages of the portal that take what somebody writes: nowhere kept, open for writing only while they are answered.

Such a page asks for no cookie. A browser that says the form came from another site is shown the words again instead
of having them taken: see ``came_from_elsewhere``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from knowshow.foundation.writing import writing

P = ParamSpec("P")
#: What the middleware of the portal looks for before it lets a request through that would change something.
TAKES_POSTS: Final = "takes_posts"
_ELSEWHERE: Final = frozenset({"cross-site", "same-site"})


def posted_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a view of the portal that people write to. GET, HEAD and POST; kept by no cache, found by no search."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return _unkept(view(request, *args, **kwargs))
        with writing():
            return _unkept(view(request, *args, **kwargs))

    setattr(respond, TAKES_POSTS, True)
    return respond


def came_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another site sent this form."""
    if request.headers.get("Sec-Fetch-Site", "") in _ELSEWHERE:
        return True
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin != "null" and urlsplit(origin).netloc != request.get_host()


def _unkept(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "no-store"
    return response
