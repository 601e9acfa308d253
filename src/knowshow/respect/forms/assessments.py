"""Forms about an assessment as a whole, its files, versions and approvals (GP 17, 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.respect.forms.base import Revision, Whole, day_field, long_text, year_field
from knowshow.respect.models import AssessmentKind, Decision, FileFormat, Product, WithinTier
from knowshow.respect.rules import assessment as records
from knowshow.ui.forms import Explained

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation
    from knowshow.respect.models import Assessment

_KINDS = [
    (AssessmentKind.SCREENING, Explained(_("Screening"), _("A first look at where the gravest impacts may be."))),
    (AssessmentKind.FULL, Explained(_("Full"), _("All impacts, with the people affected."))),
    (AssessmentKind.DELTA, Explained(_("Change only"), _("What a new feature, market or customer changes."))),
    (AssessmentKind.HEIGHTENED, Explained(_("Heightened"), _("In armed conflict or where institutions have failed."))),
    (AssessmentKind.EXIT, Explained(_("Responsible exit"), _("Who is harmed if the company leaves, and how."))),
]


class SourceFields(Whole):
    """The publication that something was taken from."""

    source_title = forms.CharField(label=_("Title of the publication"), required=False, max_length=1000)
    source_publisher = forms.CharField(label=_("Publisher"), required=False, max_length=300)
    source_year = year_field()
    source_url = forms.URLField(
        label=_("Address"), required=False, assume_scheme="https", error_messages={"invalid": _("Begin with https://.")}
    )

    def clean(self) -> dict[str, Any]:  # Any: each field has its own type
        """Refuse a source without its title."""
        said = super().clean() or {}
        named = any(said.get(f"source_{part}") for part in ("publisher", "year", "url"))
        if named and not said.get("source_title"):
            self.add_error("source_title", _("Write the title too, so that readers can find it."))
        return said

    def source(self, kept: dict[str, Any] | None = None) -> records.Source | None:  # Any: as it is stored
        """Return the source, with what a stored one says beyond these fields."""
        said = self.cleaned_data
        if not said.get("source_title"):
            return None
        facts = {part: said.get(f"source_{part}") for part in ("title", "publisher", "year", "url")}
        known = {name: value for name, value in {**(kept or {}), **facts}.items() if value}
        return msgspec.convert(known, records.Source)


SOURCE_FIELDS = ("source_title", "source_publisher", "source_year", "source_url")


def source_initial(source: dict[str, Any] | None) -> dict[str, object]:  # Any: as it is stored
    """Return what the fields show of a stored source."""
    return {f"source_{part}": (source or {}).get(part) for part in ("title", "publisher", "year", "url")}


class AssessmentForm(SourceFields):
    """What is assessed, how deep, and from which publication a published case is coded."""

    product = forms.ModelChoiceField(label=_("Product or service"), queryset=Product.objects.none())
    title = forms.CharField(
        label=_("Title"), max_length=300, help_text=_("What and when, such as: Photo sharing in Kenya, 2026.")
    )
    kind = forms.ChoiceField(label=_("Depth"), widget=forms.RadioSelect, choices=_KINDS, initial=AssessmentKind.FULL)
    company = forms.CharField(
        label=_("Company"), required=False, max_length=300, help_text=_("Whose product it is, if it is not yours.")
    )
    assessed_on = day_field(label=_("Assessed on"))
    note = forms.CharField(
        label=_("Note for readers"),
        required=False,
        widget=long_text(),
        help_text=_("What this assessment covers, and what it leaves out. It stands in the report."),
    )
    within_tier = forms.ChoiceField(
        label=_("Order inside a tier"),
        widget=forms.RadioSelect,
        initial=WithinTier.SEVERITY_FIRST,
        choices=[
            (
                WithinTier.SEVERITY_FIRST,
                Explained(_("Severity first"), _("No impact stands below one that it outweighs. Recommended.")),
            ),
            (
                WithinTier.LIKELIHOOD_FIRST,
                Explained(
                    _("Likelihood first"),
                    _("Inside a tier only. Nearly one pair in eleven is then ordered against severity."),
                ),
            ),
        ],
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        products = Product.objects.filter(organisation=organisation, archived_at__isnull=True)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]  # a model choice


class AssessmentChangeForm(AssessmentForm):
    """The same for a stored assessment; its product stays."""

    product = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    revision = Revision()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super(AssessmentForm, self).__init__(*args, **kwargs)


def initial_of(assessment: Assessment) -> dict[str, object]:
    """Return what the form shows of a stored assessment."""
    names = ("title", "kind", "company", "assessed_on", "note", "within_tier", "revision")
    return {name: getattr(assessment, name) for name in names} | source_initial(assessment.source)


class FileForm(forms.Form):
    """An assessment file to take in."""

    file = forms.FileField(label=_("Assessment file"), help_text=_("YAML, JSON or Excel, at most 10 MB."))


class NewFileForm(FileForm):
    """A file that becomes a new assessment."""

    file = forms.FileField(
        label=_("Assessment file"), help_text=_("YAML, JSON or Excel, or a CNIL PIA (.json); at most 10 MB.")
    )


class VersionForm(forms.Form):
    """A name for what is frozen."""

    label = forms.CharField(
        label=_("Name of the version"),
        required=False,
        max_length=300,
        help_text=_("Such as: before the board meeting."),
    )


class DecisionForm(forms.Form):
    """What the reviewer decides about a frozen version."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (Decision.APPROVED, Explained(_("Approve"), _("This content, and no other. A later change reopens it."))),
            (Decision.REFUSED, Explained(_("Send back"), _("Say below what has to change."))),
        ],
    )
    comment = forms.CharField(label=_("Comment"), required=False, widget=long_text())


class CompareForm(forms.Form):
    """Which two contents to compare."""

    before = forms.ChoiceField(label=_("Earlier"))
    after = forms.ChoiceField(label=_("Later"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, choices=choices)


class ReportForm(forms.Form):
    """Which format to make."""

    format = forms.ChoiceField(choices=FileFormat.choices)
