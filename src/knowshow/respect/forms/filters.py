"""Forms that narrow lists. What they do not know is ignored: an old bookmark still opens its list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from knowshow.respect.forms.base import group_choices, right_choices
from knowshow.respect.models import ActionKind, ActionState, AssessmentKind, AssessmentState, Conclusion, ImpactState
from knowshow.respect.selectors.actions import WantedActions
from knowshow.respect.selectors.assessments import Wanted
from knowshow.respect.selectors.ranking import PAGE_SIZES, Narrowed
from knowshow.ui.forms import Filters

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _search(label: StrOrPromise) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))


class ImpactFilters(Filters):
    """Narrows the impacts of an assessment or of the register."""

    rare = ("right", "involvement", "attention", "size")

    q = _search(_("Search"))
    group = forms.ChoiceField(label=_("Group"), choices=lambda: [("", _("All groups")), *group_choices()])
    right = forms.ChoiceField(label=_("Right"), choices=lambda: [("", _("All rights")), *right_choices()])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Actual and potential")), *ImpactState.choices])
    tier = forms.ChoiceField(
        label=_("Tier"),
        choices=[("", _("All tiers")), *((str(tier), str(tier)) for tier in (4, 3, 2, 1)), ("unrated", _("Unrated"))],
    )
    involvement = forms.ChoiceField(label=_("Involvement"), choices=[("", _("All")), *Conclusion.choices])
    attention = forms.ChoiceField(
        label=_("Needs attention"),
        choices=[
            ("", _("All")),
            ("no_plan", _("Severe, no action")),
            ("disagreement", _("Ratings differ")),
            ("undetermined", _("Involvement open")),
            ("delay", _("Delay clause")),
        ],
    )
    size = forms.TypedChoiceField(label=_("A page"), coerce=int, choices=[(size, str(size)) for size in PAGE_SIZES])

    def narrowed(self) -> Narrowed:
        """Return what the list is narrowed to."""
        return Narrowed(**{name: value for name, value in self.said().items() if name != "size"})

    @property
    def page_size(self) -> int:
        """How many a page holds."""
        return int(self.said().get("size", PAGE_SIZES[0]))


class ExplainForm(forms.Form):
    """Two places of the order, by their ranks."""

    first = forms.IntegerField(label=_("Rank"), min_value=1)
    second = forms.IntegerField(label=_("against rank"), min_value=1)

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(MaxValueValidator(last))
            field.widget.attrs["max"] = last

    def clean(self) -> dict[str, Any]:
        """Refuse a place compared with itself."""
        said = super().clean() or {}
        if said.get("first") and said.get("first") == said.get("second"):
            self.add_error("second", _("Name another rank."))
        return said

    def ranks(self) -> tuple[int, int]:
        """Return the two ranks."""
        return self.cleaned_data["first"], self.cleaned_data["second"]


class AssessmentFilters(Filters):
    """Narrows the assessments of an organisation."""

    q = _search(_("Search"))
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All states")), *AssessmentState.choices])
    kind = forms.ChoiceField(label=_("Depth"), choices=[("", _("All depths")), *AssessmentKind.choices])
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("gravest", _("Gravest first")), ("title", _("By title")), ("changed", _("Last changed first"))],
    )
    archived = forms.BooleanField(label=_("Archived"))

    def wanted(self) -> Wanted:
        """Return what the list is narrowed to."""
        return Wanted(**self.said())


class ActionFilters(Filters):
    """Narrows a list of actions."""

    q = _search(_("Search"))
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), ("open", _("Open")), ("late", _("Late")), *ActionState.choices],
    )
    owner = forms.ChoiceField(
        label=_("Owner"), choices=[("", _("Everybody's")), ("me", _("Mine")), ("nobody", _("Nobody's"))]
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *ActionKind.choices])
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("due", _("Due first")), ("gravest", _("Gravest impact first")), ("state", _("By state"))],
    )

    def wanted(self) -> WantedActions:
        """Return what the list is narrowed to."""
        return WantedActions(**self.said())


class ProductFilters(Filters):
    """Narrows the products of an organisation."""

    q = _search(_("Search"))
    archived = forms.BooleanField(label=_("Archived"))
