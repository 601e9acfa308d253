"""What somebody had written when her session had ended: shown once for copying, stored nowhere.

It is never offered for sending again as it stands: a foreign page could have filled the form.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Shorter texts are typed again faster than they are copied.
_SHORTEST: Final = 12
_NEVER: Final = ("token", "password", "code", "credential")


def written(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the longer texts of a posted form by the names of their fields; nothing of a form from elsewhere."""
    origin = request.headers.get("Origin", "")
    if origin and origin != f"{request.scheme}://{request.get_host()}":
        return []
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, texts in request.POST.lists()
        for text in texts
        if len(text) >= _SHORTEST and not any(word in name for word in _NEVER)
    ]


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer a form that was sent after the session had ended."""
    return render(request, "foundation/signed_out.html", {"written": written(request)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Answer a form without a valid token."""
    return render(request, "403_csrf.html", {"written": written(request)}, status=403)
