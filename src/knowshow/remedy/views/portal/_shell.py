"""What all pages for people who complain share: a neutral shell, the way out, and nothing that a cache keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from csp.constants import SELF
from django.shortcuts import render

from knowshow.remedy.selectors.public import Ways, ways_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.models import Mechanism

#: Where "Leave now" leads while no mechanism says otherwise.
USUAL_EXIT: Final = "https://www.wikipedia.org/"
_FAILED: Final = 500


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
    response = shown(request, template, {"mechanism": mechanism, **(context or {})}, status=status)
    response.headers["Cache-Control"] = "no-store"
    if runs_script:
        # Where django-csp looks for it, as its own decorator puts it there.
        response._csp_update = {"script-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def shown(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Render ``remedy/portal/<template>.html`` with the way out and the links at its foot."""
    mechanism = cast("Mechanism | None", context.get("mechanism"))
    # Where the database fails, the page that saves her words must not ask it anything.
    ways = Ways() if status >= _FAILED else ways_in()
    exit_address = mechanism.exit_address if mechanism else USUAL_EXIT
    given = {"exit_address": exit_address, "ways": ways, **context}
    return render(request, f"remedy/portal/{template}.html", given, status=status)
