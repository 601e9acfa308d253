"""Which organisation a signed-in person works in at the moment, and the gate in front of every workspace page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from knowshow.errors import NotAllowedError
from knowshow.foundation.models import Membership, Role
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.unsaved import signed_out, written

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User

Arguments = ParamSpec("Arguments")
#: The pages where people begin who are none of the organisation's own.
HOMES: Final[dict[str, str]] = {Role.COMPANY: "benchmarks:feedback", Role.CASE_TEAM: "remedy:mechanisms"}
_CHOSEN = "organisation"
_LONGEST_KEY = 18


class MemberRequest(HttpRequest):
    """A request that passed the gate: a signed-in member, and the organisation that she works in."""

    user: User
    membership: Membership
    #: The organisation whose pages are shown.
    organisation: Organisation


def member_page(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """Let in signed-in members only; whoever belongs to no organisation is told so, and sees nothing else.

    A company contact, or somebody of a case team only, belongs to the organisation and is none of its people: she is
    shown the way to her own pages.
    """
    return _gate(view, Permission.VIEW)


def contact_page(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """Let in company contacts only: the pages on which a company says what it thinks of the answers about it."""
    return _gate(view, Permission.ANSWER_AS_COMPANY)


def case_team_page(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """Let in whoever may hold a seat in a grievance mechanism; the page itself asks for the seat (GP 31 a)."""
    return _gate(view, Permission.SIT_IN_MECHANISMS)


def everybody_page(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """Let in everybody who belongs here in any role: pages that show nothing of the organisation but its name."""
    return _gate(view, None)


def _gate(
    view: Callable[Concatenate[MemberRequest, Arguments], HttpResponseBase], needed: Permission | None
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    @wraps(view)
    def gate(request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return signed_out(request) if written(request) else redirect_to_login(request.get_full_path())
        membership = membership_of(request)
        if membership is None:
            return render(request, "foundation/no_organisation.html", status=403)
        if needed is not None and not may(membership.user, needed, membership.organisation):
            return _turned_away(request, membership)
        let_in = cast("MemberRequest", request)
        let_in.organisation = membership.organisation
        return view(let_in, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]", gate)


def _turned_away(request: HttpRequest, membership: Membership) -> HttpResponseBase:
    """Lead who is none of the organisation's people from the start page to hers; say what any other page is for."""
    home = home_of(membership)
    if home and request.method in {"GET", "HEAD"} and request.path == reverse(settings.LOGIN_REDIRECT_URL):
        return redirect(home)
    if membership.role not in HOMES:
        raise NotAllowedError(
            "This page is for the contacts of companies. Look at the research on the company instead."
        )
    page = "only_contact" if membership.role == Role.COMPANY else "only_case_team"
    return render(request, f"foundation/{page}.html", {"home_url": home}, status=403)


def home_of(membership: Membership) -> str:
    """Return where people begin who see their own pages only; nothing for others, and where no such page is served."""
    if membership.role not in HOMES:
        return ""
    try:
        return reverse(HOMES[membership.role])
    except NoReverseMatch:
        return ""


def membership_of(request: HttpRequest) -> Membership | None:
    """Return the membership that the person chose, or the first; looked up once a request."""
    if not hasattr(request, "membership"):
        request.membership = _find(request)  # type: ignore[attr-defined]  # what MemberRequest declares
    return cast("MemberRequest", request).membership


def key_of(text: str) -> int | None:
    """Return a record's key as an address or a form gives it; nothing for what is none, however long.

    >>> key_of("12"), key_of("twelve"), key_of("9" * 5000)
    (12, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_KEY else None


def choose(request: HttpRequest, organisation: Organisation) -> None:
    """Work in another of one's organisations from now on."""
    request.session[_CHOSEN] = organisation.pk


def context(request: HttpRequest) -> dict[str, object]:
    """Give templates `organisation` and `membership`; looked up only where a template asks."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {}
    membership = membership_of(request)
    return {
        "membership": membership,
        "organisation": membership.organisation if membership else None,
        "has_several_organisations": len(request.user.__dict__.get("_roles", {})) > 1,
    }


def _find(request: HttpRequest) -> Membership | None:
    user = request.user
    if not user.is_authenticated:
        return None
    mine = list(
        Membership.objects.filter(user_id=user.pk).select_related("organisation").order_by("organisation__name")
    )
    chosen = request.session.get(_CHOSEN)
    found = next((one for one in mine if one.organisation_id == chosen), mine[0] if mine else None)
    user.__dict__["_roles"] = {one.organisation_id: one.role for one in mine}
    if found:
        found.user = user
    return found
