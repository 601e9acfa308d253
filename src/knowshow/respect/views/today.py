"""The start page: what needs attention now."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.respect.selectors.dashboard import dashboard_of
from knowshow.respect.views._pages import show


@require_safe
@member_page
def today(request: MemberRequest) -> HttpResponse:
    """Show what waits for this person, the gravest impacts, and how far the organisation is."""
    board = dashboard_of(request.user, request.organisation)
    context = {"title": _("Today"), "board": board, "today": timezone.localdate()}
    return show(request, "respect/today.html", context)
