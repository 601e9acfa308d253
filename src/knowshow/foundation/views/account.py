"""One's own account: name, where one works, how one signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.foundation import accounts
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.forms.members import NameForm
from knowshow.foundation.roles import duty_of
from knowshow.foundation.selectors import memberships_of
from knowshow.foundation.services import members

if TYPE_CHECKING:
    from knowshow.foundation.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show what we keep of the person, and change her name."""
    user = cast("User", request.user)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        renamed = attempt(form, members.rename, actor=user, name=form.cleaned_data["name"])
        if renamed is not None:
            messages.success(request, _("Your name is saved."))
            return redirect("account")
    context = {
        "title": _("Your account"),
        "form": form,
        "places": [(one, duty_of(one.role)) for one in memberships_of(user)],
        "is_guarded": accounts.has_second_factor(user),
        "session_count": accounts.session_count(user),
    }
    return render(request, "foundation/account.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ask, then end every session of the person, this one included."""
    if request.method == "POST":
        accounts.end_sessions(cast("User", request.user))
        logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("account_login")
    context = {
        "title": _("Sign out everywhere"),
        "words": _("Every open session ends, in this browser and in all others. What you saved stays."),
        "verb": _("Sign out everywhere"),
        "back_url": reverse("account"),
        "crumbs": [(_("Your account"), reverse("account")), (_("Sign out everywhere"), "")],
    }
    return render(request, "foundation/confirm.html", context)
