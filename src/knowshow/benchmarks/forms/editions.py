"""Forms about editions: one ranking of one year, its companies, who researches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.benchmarks.forms.base import Revision, Whole, long_text, search
from knowshow.benchmarks.models import (
    Company,
    Edition,
    EditionState,
    Entry,
    Methodology,
    MethodologyState,
    Step,
    Subject,
)
from knowshow.benchmarks.rules import steps
from knowshow.foundation.models import Membership, Role, User
from knowshow.ui.forms import Explained, Filters

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation


class EditionForm(Whole):
    """What an edition is called, by which methodology, and what it follows."""

    methodology = forms.ModelChoiceField(
        label=_("Methodology"),
        queryset=Methodology.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Published ones only: answers rest on what it asks. It cannot be changed later."),
    )
    title = forms.CharField(label=_("Title"), max_length=300, help_text=_("Such as: Big Tech Scorecard 2026."))
    slug = forms.CharField(
        label=_("In addresses"),
        required=False,
        max_length=80,
        help_text=_(
            "Small letters, digits and hyphens. Public addresses carry it for good; left empty, it is the title."
        ),
    )
    period = forms.CharField(
        label=_("Period"), required=False, max_length=40, help_text=_("The year, as readers know it.")
    )
    previous = forms.ModelChoiceField(
        label=_("Follows"),
        queryset=Edition.objects.none(),
        required=False,
        empty_label=_("No earlier edition"),
        help_text=_("Last year's answers can then be carried over, and both years are compared."),
    )
    licence = forms.CharField(
        label=_("Licence of the data"), required=False, max_length=1000, help_text=_("Such as CC BY 4.0.")
    )
    attribution = forms.CharField(
        label=_("How others name it"),
        required=False,
        max_length=1000,
        help_text=_("What stands beside the data when others use them."),
    )
    note = forms.CharField(
        label=_("Note for readers"), required=False, widget=long_text(), help_text=_("It is published.")
    )
    shows_comments = forms.BooleanField(
        label=_("Publish the researchers' comments with the answers"), required=False, initial=True
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        if "methodology" in self.fields:
            mine = Methodology.objects.filter(organisation=organisation, state=MethodologyState.PUBLISHED)
            self.fields["methodology"].queryset = mine.defer("content")  # type: ignore[attr-defined]  # a model choice
        others = Edition.objects.filter(organisation=organisation).exclude(state=EditionState.ARCHIVED)
        self.fields["previous"].queryset = others  # type: ignore[attr-defined]  # a model choice


class EditionChangeForm(EditionForm):
    """The same for a stored edition; its methodology and its address stay."""

    methodology = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    slug = None  # type: ignore[assignment]  # as above
    revision = Revision()


def initial_of(edition: Edition) -> dict[str, object]:
    """Return what the form shows of a stored edition."""
    names = ("title", "period", "previous", "licence", "attribution", "note", "shows_comments", "revision")
    return {name: getattr(edition, name) for name in names}


class CompaniesForm(forms.Form):
    """Which companies to take into an edition."""

    companies = forms.ModelMultipleChoiceField(
        label=_("Companies"),
        queryset=Company.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        help_text=_("Each comes with those of its parts that the methodology asks."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        free = Company.objects.filter(organisation=edition.organisation, archived_at__isnull=True)
        there = edition.entries.values("company")
        self.fields["companies"].queryset = free.exclude(pk__in=there)  # type: ignore[attr-defined]  # a model choice


class AssignForm(Whole):
    """Who researches a company, and who reviews: two people."""

    researcher = forms.ModelChoiceField(label=_("Researches"), queryset=User.objects.none(), required=False)
    reviewer = forms.ModelChoiceField(label=_("Reviews"), queryset=User.objects.none(), required=False)
    revision = Revision()

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        organisation = entry.edition.organisation
        roles = {"researcher": (Role.LEAD, Role.ASSESSOR), "reviewer": (Role.LEAD, Role.REVIEWER)}
        for name, wanted in roles.items():
            chosen = getattr(entry, f"{name}_id")
            seats = Membership.objects.filter(organisation=organisation, user__is_active=True, role__in=wanted)
            people = User.objects.filter(pk__in=[*seats.values_list("user", flat=True), *([chosen] if chosen else [])])
            field = forms.ModelChoiceField(
                label=self.fields[name].label, queryset=people, required=False, empty_label=_("Nobody yet")
            )
            self.fields[name] = field


class SubjectsForm(forms.Form):
    """Which parts of a company are asked in an edition."""

    subjects = forms.ModelMultipleChoiceField(
        label=_("Parts that are asked"),
        queryset=Subject.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A part that has answers in this edition stays."),
    )
    revision = Revision()

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["subjects"].queryset = entry.company.subjects.all()  # type: ignore[attr-defined]  # a model choice


class _EntriesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """Companies of an edition, each with its step."""

    def label_from_instance(self, obj: Entry) -> Explained:  # type: ignore[override]  # a label with its hint
        """Name the company, and say where it stands."""
        return Explained(obj.company.name, obj.get_step_display())


class StepForm(Whole):
    """To which step the research on a company goes on."""

    to = forms.ChoiceField(label=_("Move to"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=long_text(2),
        max_length=2000,
        help_text=_("Needed where steps are taken out of order. It stays in the history."),
    )
    revision = Revision()

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        following = steps.next_step(entry.step)
        choices = [
            (value, Explained(label, _("The next step.") if value == following else _("Out of order: say why.")))
            for value, label in Step.choices
            if value != entry.step
        ]
        self.fields["to"] = forms.ChoiceField(
            label=_("Move to"), widget=forms.RadioSelect, choices=choices, initial=following
        )
        self.order_fields(["to", "reason", "revision"])


class StepsForm(Whole):
    """Which companies of an edition go to which step, together."""

    entries = forms.ModelMultipleChoiceField(
        label=_("Companies"),
        queryset=Entry.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
    )
    to = forms.ChoiceField(label=_("Move to"), widget=forms.RadioSelect, choices=Step.choices)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=long_text(2),
        max_length=2000,
        help_text=_("Needed where steps are left out or taken back. It stays in the history of each company."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        known = edition.entries.select_related(
            "company", "edition__organisation", "edition__methodology", "researcher", "reviewer"
        )
        field = _EntriesField(
            label=self.fields["entries"].label,
            queryset=known,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        )
        self.fields["entries"] = field
        self.order_fields(["entries", "to", "reason"])


class EditionFilters(Filters):
    """Narrows the editions."""

    q = search()
    archived = forms.BooleanField(label=_("Put away"))


class BoardFilters(Filters):
    """Narrows the companies of an edition."""

    q = search()
    step = forms.ChoiceField(label=_("Step"), choices=[("", _("All steps")), *Step.choices])
    who = forms.ChoiceField(
        label=_("Who has it"), choices=[("", _("Everybody")), ("me", _("Me")), ("nobody", _("Nobody"))]
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("By name")), ("open", _("Most unanswered first")), ("step", _("By step"))],
    )
