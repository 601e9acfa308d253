"""Forms about what cases teach: issues, actions, consultations, figures from elsewhere, stories (GP 31 e, g, h)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.models import Case
from knowshow.remedy.rules import quarters
from knowshow.remedy.selectors import wording

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.remedy.models import Mechanism

#: Figures that no case tells: what a survey or a check found.
ENTERED: Final = {
    "awareness": _("People of affected groups who know of it (0 to 1)"),
    "awareness_n": _("How many people were asked about that"),
    "trust_of_users": _("People who used it and trust it (0 to 1)"),
    "trust_of_users_n": _("How many of them were asked"),
    "trust_of_non_users": _("People who did not use it and trust it (0 to 1)"),
    "trust_of_non_users_n": _("How many of those were asked"),
    "users": _("People who use the products it covers"),
    "wcag_failures": _("Barriers found on the pages (WCAG 2.2 AA)"),
    "conflict_declarations": _("Handlers who declared on conflicts of interest"),
    "statistics_due": _("Quarterly figures that were due"),
    "statistics_on_time": _("Of these, published in time"),
    "policy_changes": _("Changes of policy that cases led to"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class IssueForm(forms.Form):
    """Something that several cases have in common."""

    title = forms.CharField(label=_("What it is, in a few words"), max_length=200)
    description = forms.CharField(
        label=_("What is behind it"),
        required=False,
        widget=_long(4),
        help_text=_("It is not sealed. Write no names, and nothing by which a person can be recognised."),
    )
    root_cause = forms.ChoiceField(label=_("Root cause"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, *args: Any, mechanism: Mechanism, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["root_cause"].choices = [("", _("Not said")), *wording.CAUSES.items()]  # type: ignore[attr-defined]  # a choice field
        products = [(one["key"], one["name"]) for one in mechanism.products]
        self.fields["product"].choices = [("", _("Not said")), *products]  # type: ignore[attr-defined]  # a choice field


class SystemicActionForm(forms.Form):
    """What is done so that it does not happen again."""

    what = forms.CharField(label=_("What will be done"), max_length=300)
    owner = forms.CharField(label=_("Who does it"), required=False, max_length=200)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=_day())


class ConsultationForm(forms.Form):
    """Who was asked how the mechanism should work."""

    held_on = forms.DateField(label=_("On"), widget=_day())
    group = forms.CharField(
        label=_("Which group"), max_length=200, help_text=_("Such as “couriers in Lyon”. No name of a person.")
    )
    suggestions = forms.IntegerField(label=_("Suggestions made"), min_value=0, initial=0)
    answered = forms.IntegerField(label=_("Of these, answered"), min_value=0, initial=0)
    summary = forms.CharField(label=_("What was said, and what follows"), required=False, widget=_long(4))


class FactForm(forms.Form):
    """A figure that no case tells."""

    indicator = forms.ChoiceField(label=_("Figure"), choices=list(ENTERED.items()))
    value = forms.FloatField(label=_("Value"), min_value=0)
    period_from = forms.DateField(label=_("From"), widget=_day())
    period_to = forms.DateField(label=_("To"), widget=_day())
    grade = forms.ChoiceField(
        label=_("Evidence"), choices=[("A", _("Measured")), ("B", _("Sampled")), ("C", _("Asserted"))]
    )
    source = forms.CharField(label=_("Where it comes from"), max_length=300)


class StoryForm(forms.Form):
    """The story of closed cases, without anybody in it. How and when they ended, they say themselves."""

    cases = forms.ModelMultipleChoiceField(
        label=_("Closed cases on which it rests"),
        queryset=Case.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Cases that ended alike, in the same quarter. Only the team sees which. Everybody reads that quarter, and"
            " how they ended."
        ),
    )
    has_consent = forms.BooleanField(
        label=_("The person of each of these cases agreed to have it told"),
        required=False,
        help_text=_("Needed where there are fewer than five cases. Ask each in her case."),
    )
    summary = forms.CharField(
        label=_("What happened, and what came of it"),
        max_length=2000,
        widget=_long(8),
        help_text=_(
            "Leave out names, places, days, numbers and everything by which the person, her group or her"
            " representative can be recognised. Somebody else confirms it before everybody reads it."
        ),
    )
    issue = forms.CharField(label=_("What it was about"), required=False, max_length=60)
    remedies = forms.MultipleChoiceField(
        label=_("Remedies that a person confirmed"),
        required=False,
        choices=list(wording.REMEDIES.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, closed: QuerySet[Case], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        field = self.fields["cases"]
        field.queryset = closed  # type: ignore[attr-defined]  # a field of models
        field.label_from_instance = _ended  # type: ignore[attr-defined]  # a field of models


class StoryCheckForm(forms.Form):
    """What a second person confirms before everybody reads a story."""

    is_true = forms.BooleanField(label=_("I have looked into these cases: it happened so, and it ended so"))
    is_anonymous = forms.BooleanField(
        label=_("Nobody can be recognised: no person, no group of hers, no representative")
    )


def _ended(case: Case) -> str:
    """Say of a closed case what its story must fit."""
    quarter = quarters.quarter_of(case.closed_on) if case.closed_on else ""
    return f"{case.reference}: {quarter}, {wording.OUTCOMES.get(case.outcome, case.outcome)}"
