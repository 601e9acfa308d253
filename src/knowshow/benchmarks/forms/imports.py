"""The form with which an index, or answers of an edition, are brought from files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.benchmarks.models import Edition


class _SeveralFiles(forms.ClearableFileInput):
    """A box for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked as one would be."""

    widget = _SeveralFiles

    def clean(self, data: object, initial: object = None) -> list[Any]:  # Any: Django's own
        """Return the files that were chosen."""
        several = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not several:
            return [super().clean(None, initial)]
        return [super(FilesField, self).clean(one, initial) for one in several]


class ImportForm(forms.Form):
    """Files of an index."""

    brought = FilesField(
        label=_("Files"),
        help_text=_(
            "A ZIP file, or several files at once: methodology.json (or .yaml), subjects.csv, answers.csv; where there"
            " are, sources.csv and the publisher's own figures (expected_scores.csv and its like). At most 25 MB each."
        ),
    )
    title = forms.CharField(
        label=_("Title of the edition"),
        required=False,
        max_length=300,
        help_text=_("Left empty, it is called as the methodology."),
    )
    period = forms.CharField(
        label=_("Period"), required=False, max_length=40, help_text=_("The year, as readers know it.")
    )

    def __init__(self, *args: Any, edition: Edition | None = None, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        if edition is not None:
            del self.fields["title"], self.fields["period"]
            self.fields["brought"].help_text = _(
                "answers.csv, with subjects.csv where parts are new and sources.csv where answers cite documents;"
                " or a ZIP file with them. At most 25 MB each."
            )
