"""The pattern page: every component in its usual place, in both text directions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowshow.ui import patterns as samples


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Show all components; `?dir=rtl` mirrors the page."""
    direction = "rtl" if request.GET.get("dir") == "rtl" else "ltr"
    context = {
        **samples.context(),
        "text_direction": direction,
        "page": Paginator(range(1, 201), per_page=25).get_page(request.GET.get("page", "3")),
    }
    return render(request, "ui/patterns.html", context)
