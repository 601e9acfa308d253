"""The start page: what needs attention now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowshow.foundation.membership import MemberRequest, member_page


@require_safe
@member_page
def today(request: MemberRequest) -> HttpResponse:
    """Show the start page of the organisation."""
    return render(request, "ui/workspace.html", {"title": "Today"})
