"""The organisation itself: its name, and which one is worked in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.forms.members import NameForm
from knowshow.foundation.membership import MemberRequest, choose, everybody_page, key_of, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.foundation.selectors import memberships_of
from knowshow.foundation.services.organisations import rename_organisation
from knowshow.foundation.views._pages import show

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def organisation(request: MemberRequest) -> HttpResponse:
    """Show the name; whoever manages the organisation changes it."""
    found = request.organisation
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        require(request.user, Permission.MANAGE, found)
        if form.is_valid():
            name = form.cleaned_data["name"]
            if attempt(form, rename_organisation, actor=request.user, organisation=found, name=name):
                messages.success(request, _("The name is saved."))
                return redirect("organisation")
    context = {"title": _("Organisation"), "form": form, "shown": found}
    return show(request, "foundation/organisation/name.html", context, tab="organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@everybody_page
def organisation_choose(request: MemberRequest) -> HttpResponse:
    """Work in another of one's organisations."""
    mine = memberships_of(request.user)
    if request.method == "POST":
        wanted = request.POST.get("organisation", "")
        found = get_object_or_404(mine, organisation_id=key_of(wanted))
        choose(request, found.organisation)
        messages.success(request, _("You now work in {name}.").format(name=found.organisation))
        return redirect("today")
    context = {"title": _("Your organisations"), "places": mine, "crumbs": []}
    return show(request, "foundation/organisation/choose.html", context)
