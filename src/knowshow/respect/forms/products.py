"""Forms about products and services (GP 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from knowshow.respect.forms.base import CountriesField, Revision, Whole, long_text, technology_choices
from knowshow.respect.models import Lifecycle, RelationshipKind
from knowshow.respect.rules import assessment as records

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from knowshow.respect.models import Product


class ProductForm(Whole):
    """What a product is, which technologies it uses, where, at which stage."""

    name = forms.CharField(label=_("Name"), max_length=300)
    description = forms.CharField(
        label=_("What it does"),
        required=False,
        widget=long_text(),
        help_text=_("In two or three sentences that an outsider understands."),
    )
    technologies = forms.MultipleChoiceField(
        label=_("Technologies"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        choices=technology_choices,
        help_text=_("Typical harms are suggested by these."),
    )
    lifecycle = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("Not said")), *Lifecycle.choices])
    countries = CountriesField(label=_("Countries"), required=False)


class RelationshipForm(forms.Form):
    """One business relationship: who, what kind, and for what the product is used there."""

    name = forms.CharField(label=_("Who"), required=False, max_length=300)
    kind = forms.CharField(label=_("What they are"), required=False, max_length=100)
    end_use = forms.CharField(label=_("What they use it for"), required=False, max_length=1000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        known: list[tuple[str, StrOrPromise]] = [("", _("Choose")), *RelationshipKind.choices]
        said = str(self.initial.get("kind", ""))
        if said and said not in RelationshipKind.values:
            known.append((said, said))
        self.fields["kind"] = forms.ChoiceField(label=_("What they are"), required=False, choices=known)

    def clean(self) -> dict[str, object]:
        """Refuse a line that says something of nobody."""
        said: dict[str, object] = super().clean() or {}
        if (said.get("kind") or said.get("end_use")) and not said.get("name"):
            self.add_error("name", _("Name them, or clear the line."))
        return said


RelationshipForms = formset_factory(RelationshipForm, extra=2, max_num=200, validate_max=True)


def relationships_in(formset: forms.BaseFormSet[RelationshipForm]) -> list[records.Relationship]:
    """Return the lines that were filled in; clearing a line removes it."""
    return [
        records.Relationship(name=said["name"].strip(), kind=said["kind"], end_use=said["end_use"].strip())
        for form in formset
        if (said := form.cleaned_data) and said.get("name", "").strip()
    ]


class ProductChangeForm(ProductForm):
    """The same, for a product that is stored."""

    revision = Revision()


def initial_of(product: Product) -> dict[str, object]:
    """Return what the forms show of a stored product."""
    names = ("name", "description", "technologies", "lifecycle", "countries", "revision")
    return {name: getattr(product, name) for name in names}


def relationships_of(product: Product) -> list[dict[str, object]]:
    """Return the lines of a stored product's relationships."""
    return [{"name": one.name, "kind": one.kind, "end_use": one.end_use} for one in product.relationships.all()]
