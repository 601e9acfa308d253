"""What the forms of this pillar share: boxes to write in, days, the revision, filters of lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _


class Revision(forms.IntegerField):
    """The hidden number by which a save notices that somebody else saved meanwhile."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(min_value=1, required=True)


class Whole(forms.Form):
    """A form that hands its facts to a service by their names."""

    def facts(self, *besides: str) -> dict[str, Any]:  # Any: each field has its own type
        """Return what was typed, without the revision and the fields named."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision" and name not in besides}


def long_text(rows: int = 3) -> forms.Textarea:
    """Make a box for longer text."""
    return forms.Textarea(attrs={"rows": rows})


def day_field(**kwargs: Any) -> forms.DateField:  # Any: the options of the field
    """Make a field for a day of our times; a slip of the year is told."""
    within = (MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 12, 31)))
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=box, validators=within, **kwargs)


def address_field(**kwargs: Any) -> forms.URLField:  # Any: the options of the field
    """Make a field for a web address."""
    return forms.URLField(
        required=False, assume_scheme="https", max_length=2000, error_messages={"invalid": _("Begin with https://.")},
        **kwargs,
    )  # fmt: skip


def search() -> forms.CharField:
    """Make the field of a list that looks for words."""
    return forms.CharField(label=_("Search"), max_length=200, widget=forms.TextInput(attrs={"type": "search"}))


class ReasonForm(forms.Form):
    """Why something is done that others have to understand later."""

    reason = forms.CharField(label=_("Reason"), widget=long_text(), max_length=2000)


class Confirmed(forms.Form):
    """A question before something is done: it holds for the record as the page showed it."""

    revision = Revision()
