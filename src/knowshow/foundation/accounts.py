"""How sign-in behaves here: nobody makes an account alone, and a closed account stays closed."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from knowshow.foundation.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """The library's behaviour, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (the signature is the library's)
        """Refuse: members are added by the human rights lead, or by the operator."""
        return False


def password_link(user: User) -> str:
    """Return the address where this person sets a password, once. It works until a password is set, for three days."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
