"""What all pages for people who complain share: a neutral shell, the way out, and nothing that a cache keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csp.constants import SELF
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.models import Mechanism

#: Where "Leave now" leads while no mechanism says otherwise.
USUAL_EXIT: Final = "https://www.wikipedia.org/"


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    mechanism: Mechanism | None = None,
    status: int = 200,
    runs_script: bool = False,
) -> HttpResponse:
    """Show ``remedy/portal/<template>.html``, with the way out that its mechanism chose. Nobody keeps it.

    No script runs on it, unless the one page that offers work during an attack says so: then only ours can.
    """
    exit_address = mechanism.exit_address if mechanism else USUAL_EXIT
    given = {"exit_address": exit_address, "mechanism": mechanism, **(context or {})}
    response = render(request, f"remedy/portal/{template}.html", given, status=status)
    response.headers["Cache-Control"] = "no-store"
    if runs_script:
        # Where django-csp looks for it, as its own decorator puts it there.
        response._csp_update = {"script-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response
