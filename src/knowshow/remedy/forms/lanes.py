"""Forms about codes for groups."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class GroupCodeForm(forms.Form):
    """A code that a representative gives to her people."""

    label = forms.CharField(
        label=_("What the team calls the group"),
        max_length=100,
        help_text=_("Such as “Drivers, north depot”. Write no name of a person."),
    )
    expected = forms.IntegerField(
        label=_("About how many people"), min_value=0, max_value=100_000, initial=0, help_text=_("0: not known.")
    )
    until = forms.DateField(label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
