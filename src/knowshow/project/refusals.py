"""Turn the exceptions of our tree into pages: a refusal says what happened and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from knowshow.errors import BadInputError, ConflictError, MissingProgramError, NotAllowedError, OperationError


class refusals:  # noqa: N801  (a middleware is called like a function; its hook needs a class)
    """Answer a refused act with the page of its kind."""

    template = "refused.html"

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; refusals are caught in `process_exception`."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer 403, 409, 400 or 503 for what our own code raised on purpose; leave the rest to Django."""
        if isinstance(error, NotAllowedError):
            raise PermissionDenied(str(error)) from error
        status = _status(error)
        if status is None:
            return None
        return render(request, self.template, {"message": str(error), "status": status}, status=status)


def _status(error: Exception) -> int | None:
    kinds = ((ConflictError, 409), (BadInputError, 400), (MissingProgramError, 503), (OperationError, 503))
    return next((status for kind, status in kinds if isinstance(error, kind)), None)
