"""Pages on which keys are made or used, or given away with a seat: in a session with a second factor only.

A stolen password must not be enough to draw the trustees' key, to use it, or to seat somebody who then opens cases.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from knowshow.foundation import accounts
from knowshow.foundation.membership import MemberRequest
from knowshow.remedy.selectors.seated import Sitting
from knowshow.remedy.views.workspace._mechanism import administered_or_404

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Arguments = ParamSpec("Arguments")


def guarded_page(
    view: Callable[Concatenate[MemberRequest, Sitting, Arguments], HttpResponse],
) -> Callable[Concatenate[MemberRequest, int, Arguments], HttpResponse]:
    """Let in who administers the mechanism, in a session with a second factor; say how to get one."""

    @wraps(view)
    def guarded(request: MemberRequest, pk: int, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        sitting = administered_or_404(request, pk)
        if not accounts.used_second_factor(request):
            return ask_for_second_factor(request, _("This page opens with a second factor"))
        return view(request, sitting, *args, **kwargs)

    return cast("Callable[Concatenate[MemberRequest, int, Arguments], HttpResponse]", guarded)


def ask_for_second_factor(request: MemberRequest, title: StrOrPromise) -> HttpResponse:
    """Say that a second factor is needed, and how to get one or use the one there is."""
    context = {
        "title": title,
        "is_guarded": accounts.has_second_factor(request.user),
        "next": request.get_full_path(),
    }
    return render(request, "remedy/workspace/keys/second_factor.html", context, status=403)
