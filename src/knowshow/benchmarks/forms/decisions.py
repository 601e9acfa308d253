"""Forms of what is decided: feedback of companies, publication, corrections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.benchmarks.forms.base import Whole, address_field, long_text
from knowshow.benchmarks.models import FeedbackState
from knowshow.ui.forms import Explained, Filters


class FeedbackFilters(Filters):
    """Narrows the feedback of companies."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("All states")), *FeedbackState.choices])
    company = forms.ChoiceField(label=_("Company"))

    def __init__(self, *args: Any, companies: list[tuple[str, str]], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        choices = [("", _("All companies")), *companies]
        self.fields["company"] = forms.ChoiceField(label=_("Company"), choices=choices, required=False)


class FeedbackDecisionForm(Whole):
    """What is decided on a company's remark, and what it is told."""

    state = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (
                FeedbackState.ACCEPTED,
                Explained(_("Accept it"), _("Then answer anew: the answer changes only by a new one.")),
            ),
            (FeedbackState.REJECTED, Explained(_("Do not accept it"), _("Say why, so that the company can follow."))),
            (FeedbackState.NOTED, Explained(_("Note it"), _("It changes no answer."))),
        ],
    )
    outcome = forms.CharField(
        label=_("What the company is told"), widget=long_text(), max_length=4000, help_text=_("It reads these words.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FeedbackForm(Whole):
    """What a company says of an answer."""

    text = forms.CharField(
        label=_("What is wrong or missing"),
        widget=long_text(5),
        max_length=20_000,
        help_text=_(
            "Say which answer you would expect, and why. The researchers decide, and you read their decision here."
        ),
    )
    evidence_url = address_field(
        label=_("Address of a public document"),
        help_text=_("Answers rest on what is published: name the page that shows it."),
    )


class PublishForm(Whole):
    """Why an edition is published although not everything is final."""

    unfinished_reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=long_text(),
        max_length=4000,
        help_text=_("Why it is published before everything is final. Everybody reads it."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_reason: bool = False, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["unfinished_reason"]


class CorrectForm(PublishForm):
    """What was corrected since the last publication."""

    note = forms.CharField(
        label=_("What was corrected"), widget=long_text(), max_length=4000, help_text=_("Everybody reads it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.order_fields(["note", "unfinished_reason", "revision"])
