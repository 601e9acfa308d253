"""Forms about files of a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """A file that the team adds."""

    file = forms.FileField(label=_("File"), help_text=_("It is sealed as soon as it arrives."))
    is_shown = forms.BooleanField(
        label=_("The person can see it"),
        required=False,
        initial=True,
        help_text=_("Such as a proof that a remedy was carried out. Look first whether it gives others away."),
    )
