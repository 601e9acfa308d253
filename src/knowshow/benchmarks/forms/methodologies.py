"""Forms about methodologies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.benchmarks.forms.base import search
from knowshow.benchmarks.models import MethodologyState
from knowshow.ui.forms import Filters


class MethodologyFileForm(forms.Form):
    """A methodology file to take in."""

    file = forms.FileField(
        label=_("Methodology file"),
        help_text=_("JSON or YAML in the format methodology/1, at most 20 MB. It comes in as a draft."),
    )


class VersionForm(forms.Form):
    """The number of a new version."""

    version = forms.CharField(
        label=_("New version"), max_length=40, help_text=_("Such as 2027 or 1.1. It cannot be changed later.")
    )


class MethodologyFilters(Filters):
    """Narrows the methodologies."""

    q = search()
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Draft and published")), *MethodologyState.choices])
