"""The library's forms of sign-in in our words: labels instead of placeholders, and a plain rule for passwords."""
# mypy: disallow-subclassing-any=False
# (the library is not typed)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_RULE: Final = _("At least 12 characters, and no common password. A sentence that only you know works well.")
_CODE: Final = _("Six figures from your app, or one of your recovery codes.")


class _Worded:
    """Takes the placeholders out, and puts our labels and hints in."""

    labels: dict[str, StrOrPromise]
    hints: dict[str, StrOrPromise]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: the signatures are the library's
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # of the form this is mixed into
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(_Worded, account.LoginForm):
    """Address and password."""

    labels = {"login": _("E-mail address"), "password": _("Password")}
    hints = {}


class ResetForm(_Worded, account.ResetPasswordForm):
    """Where to send a link."""

    labels = {"email": _("E-mail address")}
    hints = {}


class NewPasswordForm(_Worded, account.ResetPasswordKeyForm):
    """A password, by the link that opens an account."""

    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": _RULE}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    """Another password."""

    labels = {"oldpassword": _("Password until now"), **NewPasswordForm.labels}
    hints = {"password1": _RULE}


class SetPasswordForm(_Worded, account.SetPasswordForm):
    """A password, for somebody who has signed in with a security key alone."""

    labels = NewPasswordForm.labels
    hints = {"password1": _RULE}


class ConfirmForm(_Worded, account.ReauthenticateForm):
    """The password once more, before something grave."""

    labels = {"password": _("Password")}
    hints = {}


class CodeForm(_Worded, second_step.AuthenticateForm):
    """The code of the second step."""

    labels = {"code": _("Code")}
    hints = {"code": _CODE}


class ConfirmCodeForm(_Worded, second_step.ReauthenticateForm):
    """A code, before something grave."""

    labels = {"code": _("Code")}
    hints = {"code": _CODE}


class AppForm(_Worded, ActivateTOTPForm):
    """The first code of an authenticator app, which proves that it works."""

    labels = {"code": _("Code from the app")}
    hints = {"code": _("Six figures; a new code comes every 30 seconds.")}


class AddKeyForm(_Worded, AddWebAuthnForm):
    """A new security key."""

    labels = {"name": _("Name of the key"), "passwordless": _("Sign in with this key alone, without the password")}
    hints = {
        "name": _("So that you know it again in the list."),
        "passwordless": _("The key then asks for its own PIN or for your fingerprint."),
    }


class KeyNameForm(_Worded, EditWebAuthnForm):
    """Another name for a security key."""

    labels = {"name": _("Name of the key")}
    hints = {}
