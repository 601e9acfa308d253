"""What everybody may read: kept by caches for a short time, and found by search engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)

#: A correction reaches every reader within five minutes; in between, a browser asks whether its copy still holds.
KEPT_FOR: Final = 300
_HEADERS: Final = {"Cache-Control": f"public, max-age={KEPT_FOR}", "X-Robots-Tag": "all"}


def published(
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a view of the portal as public. It takes GET and HEAD only; what is not found stays out of caches."""

    @require_safe
    @wraps(view)
    def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code < 300:  # noqa: PLR2004  (it was found)
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return respond
