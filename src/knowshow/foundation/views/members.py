"""Members of the organisation: who they are, what they may do, and how they get in (GP 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.foundation import accounts, mail
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.forms.members import MemberForm, RoleForm
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.foundation.roles import described
from knowshow.foundation.selectors import members_of
from knowshow.foundation.services import members as services
from knowshow.foundation.views._pages import show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from knowshow.foundation.models import Membership


@require_safe
@member_page
def members(request: MemberRequest) -> HttpResponse:
    """List the members, with role and second factor."""
    found = members_of(actor=request.user, organisation=request.organisation)
    context = {"title": _("Members"), "members": found, "roles": described()}
    return show(request, "foundation/members/list.html", context, tab="members")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def member_add(request: MemberRequest) -> HttpResponse:
    """Add somebody, and hand over the link that opens the account."""
    require(request.user, Permission.MANAGE, request.organisation)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(
            form, services.add_member, actor=request.user, organisation=request.organisation, **form.cleaned_data
        )
        if added is not None:
            return _hand_over(request, added, accounts.password_link(added.user), title=_("Member added"))
    return show(request, "foundation/members/add.html", {"title": _("Add a member"), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def member_role(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    member = _member_or_404(request, pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        if attempt(form, services.change_role, actor=request.user, membership=member, role=role) is not None:
            said = _("{name} is now: {role}.").format(name=member.user, role=member.get_role_display())
            messages.success(request, said)
            return redirect("members")
    title = _("Role of {name}").format(name=member.user)
    return show(request, "foundation/members/role.html", {"title": title, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def member_link(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then make a new link with which a member sets a password."""
    member = _member_or_404(request, pk)
    if request.method == "POST":
        link = services.make_link(actor=request.user, membership=member)
        return _hand_over(request, member, link, title=_("New link"))
    context = {
        "title": _("New link for {name}").format(name=member.user),
        "words": _(
            "With the link, {name} sets a new password; the password until now works until then. Use it when the"
            " first link has expired or the password is lost. The history will show that you made it."
        ).format(name=member.user),
        "verb": _("Make the link"),
        "back_url": reverse("members"),
    }
    return show(request, "foundation/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def member_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then let a member go."""
    member = _member_or_404(request, pk)
    if request.method == "POST":
        services.remove_member(actor=request.user, membership=member)
        messages.success(request, _("{name} is no longer a member.").format(name=member.user))
        return redirect("members")
    context = {
        "title": _("Remove {name}").format(name=member.user),
        "words": _(
            "{name} can no longer open anything of {organisation}, from now on. What {name} wrote stays, and the"
            " history keeps the name. You can add {name} again later."
        ).format(name=member.user, organisation=request.organisation),
        "verb": _("Remove the member"),
        "back_url": reverse("members"),
        "danger": True,
    }
    return show(request, "foundation/confirm.html", context)


def _member_or_404(request: MemberRequest, pk: int) -> Membership:
    """Return a member of this organisation, to somebody who may change it."""
    require(request.user, Permission.MANAGE, request.organisation)
    return get_object_or_404(members_of(actor=request.user, organisation=request.organisation), pk=pk)


def _hand_over(request: MemberRequest, member: Membership, link: str, *, title: str) -> HttpResponse:
    """Send the link, or show it once, in the answer itself: it is kept nowhere."""
    address = request.build_absolute_uri(link)
    sent = mail.send_link(to=member.user, address=address, organisation=request.organisation)
    context = {"title": title, "member": member, "sent": sent, "address": "" if sent else address}
    return show(request, "foundation/members/link.html", context)
