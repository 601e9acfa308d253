"""The portal's own pages: where one starts, how accessible it is, and what is said when a page cannot be shown."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.views.decorators.http import require_safe

from knowshow.project import environment
from knowshow.project.refusals import refusals as _refusals
from knowshow.remedy.selectors.public import open_mechanisms, public_mechanisms
from knowshow.remedy.views.portal.home import home
from knowshow.ui.published import published

_ROBOTS: Final = "User-agent: *\nAllow: /\n"


def publisher(_request: HttpRequest) -> dict[str, object]:
    """Tell every page who publishes here, and how to reach them."""
    return {"publisher": environment.PORTAL_NAME.text, "contact": environment.PORTAL_CONTACT.text}


@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    """Where a mechanism takes reports, begin with that; otherwise with what is published."""
    return home(request) if open_mechanisms() else publications(request)


@published
def publications(request: HttpRequest) -> HttpResponse:
    """Say what is published here."""
    records = reverse("grievance:records") if public_mechanisms().exists() else ""
    return render(request, "ui/portal_start.html", {"records": records})


@published
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far everybody can use these pages, and where to turn if not."""
    return render(request, "ui/portal_accessibility.html")


@published
def robots(_request: HttpRequest) -> HttpResponse:
    """Let search engines in: what must stay out of them says so itself."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


class refusals(_refusals):  # noqa: N801  (a middleware is called like a function)
    """Answer a refused act in the shell of the portal."""

    template = "ui/portal_refused.html"


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (the signature is Django's)
    """Answer 400. The words of the exception may be those of the request, so they are not repeated."""
    return _without_page(request, 400)


def closed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (the signature is Django's)
    """Answer 403."""
    return _without_page(request, 403)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (the signature is Django's)
    """Answer 404."""
    return _without_page(request, 404)


def failed(_request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that asks nothing that might fail again."""
    return HttpResponse(loader.get_template("ui/portal_500.html").render(), status=500)


def _without_page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "ui/portal_refused.html", {"status": status}, status=status)
