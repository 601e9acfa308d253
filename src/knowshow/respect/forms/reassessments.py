"""The form that says what came of a wish to look again (GP 20)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.respect.forms.base import long_text
from knowshow.respect.models import ReassessmentState
from knowshow.ui.forms import Explained


class AnswerForm(forms.Form):
    """What came of it, in words that whoever asked reads."""

    state = forms.ChoiceField(
        label=_("What came of it?"),
        widget=forms.RadioSelect,
        choices=[
            (ReassessmentState.DONE, Explained(_("We looked again"), _("The assessment says now what we found."))),
            (ReassessmentState.DECLINED, Explained(_("Not needed"), _("The assessment holds as it is. Say why."))),
        ],
    )
    answer = forms.CharField(
        label=_("What you found, or why it is not needed"),
        widget=long_text(4),
        help_text=_("Those who asked read this. They may not see the assessment."),
    )
