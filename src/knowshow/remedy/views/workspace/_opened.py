"""Open cases: a member's keys, for as long as her browser's cookie, her session and this process hold together.

A page under ``opened_page`` has ``request.case_keys``. Whoever has not opened her cases is led to where she does; what
she had written is shown to her once. The cookie says nothing by its name, and opens nothing without the session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, cast

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from knowshow.foundation import unlocked, vault
from knowshow.foundation.membership import MemberRequest, case_team_page
from knowshow.foundation.unsaved import written
from knowshow.remedy import envelopes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from knowshow.remedy.envelopes import MemberKeys

Arguments = ParamSpec("Arguments")
COOKIE: Final = "place"
_MARK: Final = vault.KEY_BYTES


class OpenedRequest(MemberRequest):
    """A request of a member whose cases are open."""

    case_keys: MemberKeys


def opened_page(
    view: Callable[Concatenate[OpenedRequest, Arguments], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """Let in whoever may sit in a mechanism and has opened her cases in this session; the page asks for the seat."""

    @wraps(view)
    def opened(request: MemberRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        keys = keys_of(request)
        if keys is None:
            return _closed(request)
        let_in = cast("OpenedRequest", request)
        let_in.case_keys = keys
        return view(let_in, *args, **kwargs)

    return case_team_page(cast("Callable[Concatenate[MemberRequest, Arguments], HttpResponseBase]", opened))


def keys_of(request: MemberRequest) -> MemberKeys | None:
    """Return the keys that were opened in this very session; nothing where they were forgotten."""
    secret = unlocked.held(request.COOKIES.get(COOKIE, ""))
    if not vault.same(secret[:_MARK], _mark(request)):
        return None
    keys = envelopes.unpacked(secret[_MARK:])
    return keys if keys.user_id == request.user.pk else None


def remember(request: MemberRequest, response: HttpResponseBase, keys: MemberKeys) -> None:
    """Hold opened keys in memory, and give the browser what opens them until it is closed."""
    unlocked.forget(request.COOKIES.get(COOKIE, ""))
    response.set_cookie(
        COOKIE,
        unlocked.keep(_mark(request) + envelopes.packed(keys)),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Close the cases."""
    unlocked.forget(request.COOKIES.get(COOKIE, ""))
    response.delete_cookie(COOKIE, samesite="Strict")


def forget_at_sign_out(request: HttpRequest | None = None, **_signal: Any) -> None:  # Any: what a signal carries
    """Forget the keys when their owner signs out; the cookie that stays in the browser opens nothing any more."""
    if request is not None:
        unlocked.forget(request.COOKIES.get(COOKIE, ""))


def next_of(request: HttpRequest) -> str:
    """Return the page of ours that was asked for before the cases were opened."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        said, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return said if is_ours and said.startswith("/") else _home()


def _home() -> str:
    """Return where whoever opened her cases goes on: to the list of them."""
    try:
        return reverse("remedy:cases")
    except NoReverseMatch:
        return reverse("remedy:mechanisms")


def _closed(request: MemberRequest) -> HttpResponseBase:
    """Lead to where cases are opened; show what was written, which is stored nowhere."""
    is_sent = request.method == "POST"
    address = reverse("remedy:unlock") + "?" + urlencode({"next": request.path if is_sent else request.get_full_path()})
    if not is_sent:
        return redirect(address)
    context = {"written": written(request), "unlock_url": address}
    return render(request, "remedy/workspace/keys/closed.html", context, status=403)


def _mark(request: HttpRequest) -> bytes:
    return vault.digest(b"session", (request.session.session_key or "").encode())
