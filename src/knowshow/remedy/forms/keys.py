"""Forms about one's own case key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def passphrase_field(label: StrOrPromise, **kwargs: Any) -> forms.CharField:  # Any: options of the field
    """Make a field for a passphrase, which is taken as it was typed, blanks included."""
    box = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=500, strip=False, widget=box, **kwargs)


class UnlockForm(forms.Form):
    """Opens one's cases."""

    passphrase = passphrase_field(_("Case passphrase"), help_text=_("Not the password with which you sign in."))


class NewPassphraseForm(forms.Form):
    """A passphrase twice, since nobody can see it or give it back."""

    passphrase = passphrase_field(
        _("Case passphrase"),
        help_text=_("At least 16 characters. Four or more unrelated words are best: long, and easy to remember."),
    )
    again = passphrase_field(_("The same once more"))

    def clean(self) -> dict[str, Any]:  # Any: as Django has it
        """Refuse two that differ."""
        said = super().clean() or {}
        if said.get("again") is not None and said.get("passphrase") != said["again"]:
            self.add_error("again", gettext("The two differ. Type both again."))
        return said


class ChangeForm(NewPassphraseForm):
    """Another passphrase, from whoever knows the one until now."""

    former = passphrase_field(_("Your passphrase until now"))
    field_order = ("former", "passphrase", "again")


class MakeKeyForm(NewPassphraseForm):
    """A first or a new case key."""

    understood = forms.BooleanField(
        label=_("I know that nobody can give my passphrase back to me"),
        error_messages={"required": _("Confirm this, so that nobody is surprised later.")},
    )
