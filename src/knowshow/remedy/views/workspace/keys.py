"""One's own case key: make it, open one's cases with it, change its passphrase, close the cases (grievance.md 2.7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.errors import BadInputError, NotAllowedError, Place
from knowshow.foundation import accounts
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.remedy.filing import noted
from knowshow.remedy.forms.keys import ChangeForm, MakeKeyForm, UnlockForm
from knowshow.remedy.models import MemberKey, Seat
from knowshow.remedy.services import keys as services
from knowshow.remedy.standing import active
from knowshow.remedy.views.workspace import _tries
from knowshow.remedy.views.workspace._guarded import ask_for_second_factor
from knowshow.remedy.views.workspace._opened import OpenedRequest, forget, keys_of, next_of, opened_page, remember

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import MemberKeys


def _seated_page(view: Callable[[MemberRequest], HttpResponse]) -> Callable[[MemberRequest], HttpResponse]:
    """Let in who holds a seat anywhere, in a session with a second factor; say how to get one."""

    @wraps(view)
    def seated(request: MemberRequest) -> HttpResponse:
        if not Seat.objects.filter(active(), user=request.user).exists():
            raise NotAllowedError("You hold no seat in a mechanism. Ask its administrator if you should.")
        if not accounts.used_second_factor(request):
            return ask_for_second_factor(request, _("Cases open with a second factor"))
        return view(request)

    return seated


@require_safe
@never_cache
@case_team_page
@_seated_page
def keys(request: MemberRequest) -> HttpResponse:
    """Show what one's key is, since when, which were made in one's name, and what can be done with it."""
    stored = _stored(request.user)
    made = noted.keys_made(stored) if stored else []
    context = {
        "title": _("Your case key"),
        "key": stored,
        "sign": noted.sign_of(stored) if stored else "",
        "made": made,
        "is_strange": stored is not None and not any(one.is_in_use or not one.sign for one in made),
        "is_open": keys_of(request) is not None,
        "crumbs": _crumbs(_("Your case key")),
    }
    return render(request, "remedy/workspace/keys/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
@_seated_page
def unlock(request: MemberRequest) -> HttpResponse:
    """Open one's cases with the case passphrase."""
    if _stored(request.user) is None:
        return redirect("remedy:key_make")
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = attempt(form, _open, request.user, form.cleaned_data["passphrase"])
        if opened is not None:
            response = redirect(next_of(request))
            remember(request, response, opened)
            return response
    context = {"title": _("Open your cases"), "form": form, "next": next_of(request), "crumbs": _crumbs(_("Open"))}
    return render(request, "remedy/workspace/keys/unlock.html", context)


@require_POST
@case_team_page
def lock(request: MemberRequest) -> HttpResponse:
    """Close one's cases."""
    response = redirect("remedy:mechanisms")
    forget(request, response)
    messages.success(request, _("Your cases are closed."))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
@_seated_page
def key_make(request: MemberRequest) -> HttpResponse:
    """Make one's case key; opening the cases with it right afterwards is the first drill."""
    stored = _stored(request.user)
    form = MakeKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        if succeeds(form, services.make_keys, actor=request.user, passphrase=passphrase, former=keys_of(request)):
            messages.success(request, _("Your key is made. Now type the passphrase once more: this is the drill."))
            response = redirect("remedy:unlock")
            forget(request, response)
            return response
    title = _("Make a new case key") if stored else _("Make your case key")
    is_open = keys_of(request) is not None
    context = {"title": title, "form": form, "key": stored, "is_open": is_open, "crumbs": _crumbs(title)}
    return render(request, "remedy/workspace/keys/make.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@opened_page
def passphrase_change(request: OpenedRequest) -> HttpResponseBase:
    """Lock the same key under another passphrase, for whoever knows the one until now."""
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_changed(request, form):
        messages.success(request, _("Your case passphrase is changed."))
        return redirect("remedy:keys")
    context = {
        "title": _("Change your case passphrase"),
        "form": form,
        "crumbs": _crumbs(_("Change the passphrase")),
    }
    return render(request, "remedy/workspace/keys/change.html", context)


def _is_changed(request: OpenedRequest, form: ChangeForm) -> bool:
    said = form.cleaned_data
    attempt(form, _change, request.user, said["former"], said["passphrase"])
    return not form.errors


def _change(user: User, former: str, passphrase: str) -> None:
    """Try the passphrase until now, and lock the key under another; wrong ones are counted as when opening."""
    services.check_passphrase(passphrase)
    _tries.count(user)
    try:
        services.change_passphrase(actor=user, former=former, passphrase=passphrase)
    except BadInputError as error:
        raise BadInputError(error.what, place=Place(field="former"), remedy=error.remedy) from error
    _tries.start_over(user)


def _open(user: User, passphrase: str) -> MemberKeys:
    """Try a passphrase; wrong ones are counted."""
    _tries.count(user)
    opened = services.open_keys(actor=user, passphrase=passphrase)
    _tries.start_over(user)
    return opened


def _stored(user: User) -> MemberKey | None:
    return MemberKey.objects.filter(user=user, retired_on__isnull=True).first()


def _crumbs(words: str) -> list[tuple[object, str]]:
    return [(_("Mechanisms"), reverse("remedy:mechanisms")), (words, "")]
