"""Forms about companies, what identifies them, their parts and their contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.benchmarks.forms.base import Revision, Whole, day_field, long_text, search
from knowshow.benchmarks.models import Scheme
from knowshow.ui.forms import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowshow.benchmarks.models import Company, Subject


class WithSuggestions(forms.TextInput):
    """A box to write in that offers what others wrote before."""

    template_name = "benchmarks/workspace/forms/suggested.html"

    def __init__(self, known: Iterable[str] = ()) -> None:
        super().__init__()
        self.known = sorted({one for one in known if one})

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Hand the suggestions to the template."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["known"] = self.known
        context["widget"]["attrs"]["list"] = f"known-{name}"
        return context


class CompanyForm(Whole):
    """What a company is called, and which kind it is."""

    name = forms.CharField(label=_("Name"), max_length=300)
    key = forms.CharField(
        label=_("Key in files"),
        required=False,
        max_length=80,
        help_text=_("As files of answers name it, for good. Left empty, it is the name."),
    )
    company_type = forms.CharField(
        label=_("Type"),
        required=False,
        max_length=80,
        help_text=_("As your methodology names it, such as platform or telco. It decides what is asked."),
    )
    country = forms.CharField(
        label=_("Country of its seat"), required=False, max_length=2, help_text=_("Two letters, such as KE.")
    )
    note = forms.CharField(label=_("Note"), required=False, widget=long_text())

    def __init__(self, *args: Any, types: Iterable[str] = (), **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["company_type"].widget = WithSuggestions(types)


class CompanyChangeForm(CompanyForm):
    """The same for a company that is stored; its key stays."""

    key = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    revision = Revision()


def initial_of(company: Company) -> dict[str, object]:
    """Return what the form shows of a stored company."""
    return {name: getattr(company, name) for name in ("name", "company_type", "country", "note", "revision")}


class SubjectForm(Whole):
    """A part of a company that is asked."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As files of answers name it."))
    role = forms.CharField(
        label=_("Role"), required=False, max_length=80, help_text=_("As your methodology names it: group, service ...")
    )
    service_class = forms.CharField(
        label=_("Class of service"), required=False, max_length=80, help_text=_("Such as email or search.")
    )

    def __init__(
        self, *args: Any, roles: Iterable[str] = (), classes: Iterable[str] = (), **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["role"].widget = WithSuggestions(roles)
        self.fields["service_class"].widget = WithSuggestions(classes)


def initial_of_subject(subject: Subject) -> dict[str, object]:
    """Return what the form shows of a stored part."""
    return {"name": subject.name, "role": subject.role, "service_class": subject.service_class}


class IdentifierForm(Whole):
    """A number by which others know the company."""

    scheme = forms.ChoiceField(label=_("Which number"), choices=Scheme.choices)
    value = forms.CharField(
        label=_("Number"), max_length=200, help_text=_("LEI, ISIN and FIGI are checked by their check digits.")
    )
    source = forms.CharField(
        label=_("Where it is said"), required=False, max_length=1000, help_text=_("Such as an address, or a register.")
    )
    valid_from = day_field(label=_("Valid from"))
    valid_until = day_field(label=_("Valid until"))


class ContactForm(Whole):
    """Somebody who speaks for a company."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), required=False, max_length=150)


class CompanyFilters(Filters):
    """Narrows and sorts the companies."""

    q = search()
    type = forms.ChoiceField(label=_("Type"))
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("By name")), ("type", _("By type")), ("changed", _("Last changed first"))],
    )
    archived = forms.BooleanField(label=_("Put away"))

    def __init__(self, *args: Any, types: Iterable[str] = (), **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        choices = [("", _("All types")), *((one, one) for one in sorted(types) if one)]
        self.fields["type"] = forms.ChoiceField(label=_("Type"), choices=choices, required=False)
        self.order_fields(["q", "type", "sort", "archived"])
