"""How sign-in behaves here: nobody makes an account alone, and a closed account stays closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from knowshow.foundation.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """The library's behaviour, without sign-up, and in our words."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("No account has this address with this password. Check both."),
        "enter_current_password": _("This is not the password until now."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("This was tried too often. Wait five minutes, then try again."),
        "rate_limited": _("This was tried too often. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (the signature is the library's)
        """Refuse: members are added by the human rights lead, or by the operator."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  (as above)
        """Go back to one's own account page."""
        return reverse("account")


def password_link(user: User) -> str:
    """Return the address where this person sets a password, once. It works until a password is set, for three days."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})


def start_afresh(user: User) -> None:
    """Take password, second factors and open sessions off an account, so that only a new link opens it."""
    from allauth.mfa.models import Authenticator

    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)


def forget_addresses(user: User) -> None:
    """Drop the sign-in library's own list of addresses."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=user).delete()


def end_sessions(user: User) -> None:
    """Sign the person out in every browser."""
    from allauth.usersessions.models import UserSession

    for session in UserSession.objects.filter(user=user):
        session.end()


def session_count(user: User) -> int:
    """Return in how many browsers the person is signed in; sessions that have ended are forgotten on the way."""
    from allauth.usersessions.models import UserSession

    return len(UserSession.objects.purge_and_list(user))


def has_second_factor(user: User) -> bool:
    """Whether signing in takes more than a password."""
    from allauth.mfa.utils import is_mfa_enabled

    return cast("bool", is_mfa_enabled(user))


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with a second factor; an account of the demo has none to use."""
    from allauth.account.authentication import get_authentication_records

    user = request.user
    if not user.is_authenticated:
        return False
    return user.is_demo or any(one.get("method") == "mfa" for one in get_authentication_records(request, user))


def context(_request: HttpRequest) -> dict[str, object]:
    """Tell the pages of sign-in whether this server sends mail."""
    return {"sends_mail": bool(settings.EMAIL_HOST)}
