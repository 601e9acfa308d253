"""Forms about severity: ratings with the scale's own words, evidence, who settles what differs (GP 14, 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow import canon
from knowshow.foundation.models import Role, User
from knowshow.respect.forms.base import CHOOSE, Whole, day_field, group_choices, long_text, members_of, year_field
from knowshow.respect.models import Basis, Confidence, ImpactState
from knowshow.respect.rules.assessment import RATIONALE_MINIMUM
from knowshow.ui.forms import Explained, RatingCards

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation
    from knowshow.respect.models import Impact, Rating

_CRITERIA = {
    "scale": (
        _("Scale: how grave is it for each person?"),
        _("Judge it for this group. What is an inconvenience to one may be ruin to another."),
    ),
    "scope": (
        _("Scope: how many people are harmed?"),
        _("Count people expected to be harmed, not everybody reached. Take the higher of number and share."),
    ),
    "irremediability": (
        _("Irremediability: can it be put right?"),
        _("Think of the person's life, not of the product."),
    ),
}


def _cards(criterion: str) -> forms.TypedChoiceField:
    """Make the four cards of a criterion, each with the words of the scale."""
    legend, hint = _CRITERIA[criterion]
    return forms.TypedChoiceField(
        label=legend,
        help_text=hint,
        coerce=int,
        widget=RatingCards,
        choices=[(int(level.value), level.text) for level in canon.scales()[criterion].levels],
        error_messages={"required": _("Choose one of the four.")},
    )


def _likelihoods(*, is_actual: bool) -> list[tuple[str, Explained]]:
    """Return the words for likelihood; only what happens can be rated as happening."""
    levels = canon.scales()["likelihood"].levels
    return [
        (level.value, Explained(level.title, level.text if level.text != level.title else ""))
        for level in levels
        if is_actual or level.value != "actual"
    ]


class EvidenceFields(Whole):
    """One piece of evidence: a link, a file, or both."""

    evidence_title = forms.CharField(label=_("What it is"), required=False, max_length=1000)
    evidence_url = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", error_messages={"invalid": _("Begin with https://.")}
    )
    evidence_file = forms.FileField(
        label=_("File"), required=False, help_text=_("A document, picture or sound, at most 25 MB.")
    )
    evidence_publisher = forms.CharField(label=_("Publisher or author"), required=False, max_length=300)
    evidence_year = year_field()
    evidence_note = forms.CharField(label=_("What it shows, and where in it"), required=False, widget=long_text(2))
    evidence_from_affected_people = forms.BooleanField(
        label=_("It comes from people affected, or those who speak for them"), required=False
    )

    def clean(self) -> dict[str, Any]:  # Any: each field has its own type
        """Refuse evidence without a title."""
        said = super().clean() or {}
        given = any(said.get(f"evidence_{part}") for part in ("url", "file", "publisher", "note"))
        if given and not said.get("evidence_title"):
            self.add_error("evidence_title", _("Say in a few words what it is."))
        return said

    def evidence(self) -> dict[str, Any]:  # Any: each field has its own type
        """Return the facts of the evidence, the file apart; nothing if none was given."""
        if not self.cleaned_data.get("evidence_title"):
            return {}
        parts = ("title", "url", "publisher", "year", "note", "from_affected_people")
        return {part: self.cleaned_data[f"evidence_{part}"] for part in parts}


class RatingForm(EvidenceFields):
    """How grave the impact is for one group, and why."""

    group = forms.ChoiceField(
        label=_("For which group?"),
        choices=lambda: [CHOOSE, *group_choices()],
        help_text=_("Rate each group that is harmed differently. The gravest rating decides."),
    )
    scale = _cards("scale")
    scope = _cards("scope")
    irremediability = _cards("irremediability")
    rationale = forms.CharField(
        label=_("Why these ratings?"),
        widget=long_text(4),
        help_text=_(
            "Name what you relied on. It stands in the report; under {minimum} characters it is a weak spot."
        ).format(minimum=RATIONALE_MINIMUM),
    )
    likelihood = forms.ChoiceField(
        label=_("Likelihood"),
        help_text=_("Used only to order impacts that are equal in severity. It never lowers a tier."),
        widget=forms.RadioSelect,
    )
    confidence = forms.ChoiceField(label=_("How sure are you?"), choices=Confidence.choices, initial=Confidence.MEDIUM)
    basis = forms.ChoiceField(
        label=_("Rated before or after existing measures?"),
        choices=Basis.choices,
        initial=Basis.INHERENT,
        help_text=_("Before measures decides the order. After measures shows what they achieve."),
    )
    assessor_name = forms.CharField(
        label=_("Entered for somebody else"),
        required=False,
        max_length=200,
        help_text=_("The name or role of an outside expert whose judgement this is."),
    )

    def __init__(self, *args: Any, impact: Impact, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        choices = _likelihoods(is_actual=impact.state == ImpactState.ACTUAL)
        self.fields["likelihood"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_rationale(self) -> str:
        """Refuse an empty reason; a short one is kept and pointed at."""
        return str(self.cleaned_data["rationale"]).strip()

    def judgement(self) -> dict[str, Any]:  # Any: each field has its own type
        """Return the rating's facts, evidence apart."""
        return self.facts(*(name for name in self.fields if name.startswith("evidence_")))


def initial_of(rating: Rating) -> dict[str, object]:
    """Return what the form shows of an earlier rating of the same assessor."""
    names = ("group", "scale", "scope", "irremediability", "likelihood", "rationale", "confidence", "basis")
    return {name: getattr(rating, name) for name in names}


class EvidenceForm(EvidenceFields):
    """Evidence for a rating that is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["evidence_title"].required = True


class ResolverForm(forms.Form):
    """Who settles ratings that differ."""

    resolver = forms.ModelChoiceField(queryset=User.objects.none())  # replaced for each organisation
    resolver_name = forms.CharField(
        label=_("Or somebody else"),
        required=False,
        max_length=200,
        help_text=_("The name or role of a person without an account."),
    )
    note = forms.CharField(label=_("What is to be settled"), required=False, widget=long_text(2))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["resolver"] = members_of(organisation, roles=(Role.LEAD, Role.ASSESSOR, Role.REVIEWER))
        self.fields["resolver"].label = _("Who settles it")


class ResolutionForm(forms.Form):
    """How a disagreement was settled."""

    note = forms.CharField(
        label=_("How it was settled"),
        widget=long_text(),
        help_text=_("Both ratings stay on record; the graver one counts until one is withdrawn."),
    )
    resolved_on = day_field(label=_("Settled on"))
