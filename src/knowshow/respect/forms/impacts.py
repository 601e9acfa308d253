"""Forms about one adverse impact: the structured sentence, suggestions, overrides, dismissals (GP 17, 18, 24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow import canon
from knowshow.foundation.models import User
from knowshow.respect.forms.base import CHOOSE, Revision, Whole, group_choices, long_text, members_of, right_choices
from knowshow.respect.models import BusinessRisk, Effect, ImpactState, StatusWord
from knowshow.ui.forms import Explained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from knowshow.canon.records import Harm
    from knowshow.foundation.models import Organisation
    from knowshow.respect.models import Impact


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields that belong together and may wait."""

    heading: StrOrPromise
    fields: list[forms.BoundField]

    @property
    def is_open(self) -> bool:
        """Whether something is said, or wrong, in one of the fields."""
        return any(field.errors or field.value() not in _SAYS_NOTHING for field in self.fields)


_SAYS_NOTHING: Final[tuple[object, ...]] = (None, "", False, [], Effect.LIMITED)


class ImpactForm(Whole):
    """The structured sentence first; everything else may wait."""

    group = forms.ChoiceField(
        label=_("Who is, or may be, harmed?"),
        choices=lambda: [CHOOSE, *group_choices()],
        help_text=_("The group that is harmed most. Others can be rated beside it."),
    )
    who = forms.CharField(
        label=_("More precisely"),
        required=False,
        max_length=500,
        help_text=_("Such as: women who ran for office in 2025. It stands in the sentence in place of the group."),
    )
    state = forms.ChoiceField(
        label=_("Has it happened?"),
        widget=forms.RadioSelect,
        initial=ImpactState.POTENTIAL,
        choices=[
            (ImpactState.POTENTIAL, Explained(_("They may be harmed"), _("Potential: it has not happened yet."))),
            (ImpactState.ACTUAL, Explained(_("They are harmed"), _("Actual: it is happening, or has happened."))),
        ],
    )
    right = forms.ChoiceField(label=_("In which right?"), choices=lambda: [CHOOSE, *right_choices()])
    feature = forms.CharField(
        label=_("Through what?"),
        max_length=1000,
        help_text=_("The feature, decision or use of the product, such as: the ranking of posts."),
    )
    place = forms.CharField(
        label=_("Where?"),
        required=False,
        max_length=300,
        help_text=_("A country, a region, or a situation. Two letters count as a country's code."),
    )
    how = forms.CharField(
        label=_("How does it come about?"),
        required=False,
        widget=long_text(),
        help_text=_("From what the product does to what the person suffers, in two or three sentences."),
    )
    rights = forms.MultipleChoiceField(
        label=_("Other rights that it touches"),
        required=False,
        choices=right_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    effect = forms.ChoiceField(label=_("What happens to the right"), choices=Effect.choices, initial=Effect.LIMITED)
    status_word = forms.ChoiceField(
        label=_("What is known"),
        required=False,
        choices=[("", _("Our own assessment")), *StatusWord.choices],
        help_text=_("An allegation says that it is one, here and in the report."),
    )
    delay_makes_irremediable = forms.BooleanField(
        label=_("Waiting would make the harm irremediable"),
        required=False,
        help_text=_("Guiding Principle 24. It moves the impact up inside its tier, so it needs its own reason."),
    )
    delay_rationale = forms.CharField(label=_("What would be lost by waiting"), required=False, widget=long_text(2))
    owner = forms.ModelChoiceField(queryset=User.objects.none())  # replaced for each organisation
    business_risk = forms.ChoiceField(
        label=_("Risk to the business"),
        required=False,
        choices=[("", _("Not said")), *BusinessRisk.choices],
        help_text=_("Kept apart. It never enters the order."),
    )
    notes = forms.CharField(label=_("Notes"), required=False, widget=long_text(2))
    harms = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(harm.id, harm.id) for harm in canon.harms().values()],
        widget=forms.MultipleHiddenInput,
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["owner"] = members_of(organisation, besides=self.initial.get("owner"))
        self.fields["owner"].label = _("Who answers for it")
        kind = self.initial.get("business_risk")
        if kind and kind not in BusinessRisk.values:
            self.fields["business_risk"].choices += [(kind, kind)]  # type: ignore[attr-defined]  # a choice field

    def sentence_fields(self) -> list[forms.BoundField]:
        """Return what makes the sentence."""
        return [self[name] for name in ("group", "who", "state", "right", "feature", "place", "how")]

    def sections(self) -> list[FormSection]:
        """Group what may wait as the page shows it: folded away unless something is said there."""
        parts: tuple[tuple[StrOrPromise, tuple[str, ...]], ...] = (
            (_("More about the harm"), ("rights", "effect", "status_word")),
            (_("Urgency"), ("delay_makes_irremediable", "delay_rationale")),
            (_("Beside the order"), ("owner", "business_risk", "notes")),
        )
        return [FormSection(heading, [self[name] for name in names]) for heading, names in parts]


class ImpactChangeForm(ImpactForm):
    """The same for a stored impact."""

    revision = Revision()


def initial_of(impact: Impact) -> dict[str, object]:
    """Return what the form shows of a stored impact."""
    return {name: getattr(impact, name) for name in ImpactChangeForm.base_fields}


def initial_from(harm: Harm) -> dict[str, object]:
    """Return what the form shows of a suggestion from the catalogue: a start to be rewritten."""
    return {"group": harm.groups[0], "right": harm.rights[0], "rights": list(harm.rights[1:]), "harms": [harm.id]}


class SuggestionsForm(forms.Form):
    """Harms of the catalogue that may apply here; each chosen one becomes a draft."""

    harms = forms.MultipleChoiceField(
        label=_("Which of these may happen here?"),
        widget=forms.CheckboxSelectMultiple,
        required=True,
        error_messages={"required": _("Choose at least one, or write an impact of your own.")},
    )
    feature = forms.CharField(
        label=_("Through what?"),
        max_length=1000,
        help_text=_("The feature or use that you mean. Each sentence can be made more precise afterwards."),
    )

    def __init__(self, *args: Any, harms: Iterable[Harm], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["harms"].choices = [(harm.id, harm.text) for harm in harms]  # type: ignore[attr-defined]  # a choice field


class OverrideForm(forms.Form):
    """Another tier than the computed one, with the reason."""

    tier = forms.TypedChoiceField(
        label=_("Tier"), coerce=int, widget=forms.RadioSelect, choices=[(level, str(level)) for level in (4, 3, 2, 1)]
    )
    reason = forms.CharField(
        label=_("Why"), widget=long_text(), help_text=_("It stands in the report beside the order.")
    )


class OverrideDecisionForm(forms.Form):
    """What the second person says."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("approve", Explained(_("Approve"), _("It is shown beside the order. The order itself stays."))),
            ("refuse", Explained(_("Refuse"), _("It stays on record as refused."))),
        ],
    )


class ReasonForm(forms.Form):
    """A reason, where something is set aside or taken back."""

    reason = forms.CharField(label=_("Reason"), widget=long_text())
