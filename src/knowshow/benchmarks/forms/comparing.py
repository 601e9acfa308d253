"""The form with which a publisher's figures are brought, to compare them with what the answers give."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.benchmarks.forms.imports import FilesField


class FiguresForm(forms.Form):
    """Files of published figures."""

    brought = FilesField(
        label=_("Published figures"),
        help_text=_(
            "One or more of expected_scores.csv, expected_subject_scores.csv, expected_rankings.csv,"
            " expected_service_scores.csv. They are compared and not kept."
        ),
    )
