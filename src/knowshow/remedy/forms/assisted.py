"""The form for a report that came by phone, on paper, in a meeting or in the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.models import Channel, Standing
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.services.assisted import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.models import Mechanism, Seat

_SAFE: Final[tuple[tuple[str, StrOrPromise], ...]] = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("unsure", _("The person is not sure")),
    ("", _("Not asked, or not said")),
)
_CONSENT: Final[tuple[tuple[str, StrOrPromise], ...]] = (
    ("ask", _("Ask the person each time")),
    ("handlers", _("Those who handle the case may know")),
)
_LONGEST: Final = 100_000


class AssistedForm(forms.Form):
    """A report in the person's words, written down by somebody else."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(one.value, one.label) for one in Channel if one in CHANNELS],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the person"))
    text = forms.CharField(
        label=_("What happened, in the person's own words"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("Write down what was said, in the language in which it was said. Read it back before you send it."),
    )
    safe = forms.ChoiceField(
        label=_("Is it safe to answer where the person will look?"), choices=_SAFE, initial="", required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    standing = forms.ChoiceField(
        label=_("Who speaks"),
        choices=Standing.choices,
        initial=Standing.UNKNOWN,
        help_text=_("Where somebody speaks for others, ask for the mandate in the questions below."),
    )
    product = forms.ChoiceField(label=_("Product"), required=False)
    name = forms.CharField(
        label=_("Name of the person"),
        required=False,
        max_length=300,
        help_text=_(
            "Only if the person wants to give it. It is sealed apart: custodians hold its key, handlers do not."
        ),
    )
    contact = forms.CharField(
        label=_("How to reach the person"),
        required=False,
        max_length=500,
        help_text=_("Only if the person wants to give it. It is sealed apart, too."),
    )
    consent = forms.ChoiceField(
        label=_("Who may know name and contact"), choices=_CONSENT, initial="ask", widget=forms.RadioSelect
    )
    concerns = forms.MultipleChoiceField(
        label=_("Whom of the team it concerns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever is marked here gets no key of the case."),
    )

    def __init__(self, *args: Any, mechanism: Mechanism, seats: Iterable[Seat], **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the person"), choices=[(one.code, one.name) for one in languages()]
        )
        products = [("", _("Not said")), *((one["key"], one["name"]) for one in mechanism.products)]
        self.fields["product"] = forms.ChoiceField(label=_("Product"), choices=products, required=False)
        concerns = self.fields["concerns"]
        if isinstance(concerns, forms.MultipleChoiceField):
            concerns.choices = [(str(one.pk), one.label) for one in seats]
