"""The form about involvement: seven questions, a proposal, and what a named person concludes (GP 13, 19)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.respect.forms.assessments import SOURCE_FIELDS, SourceFields, source_initial
from knowshow.respect.forms.base import Revision, day_field, long_text
from knowshow.respect.models import Conclusion, Impact
from knowshow.respect.rules.involvement import CONSEQUENCES, FACTORS, QUESTIONS
from knowshow.ui.forms import Explained

_ANSWERS = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]


class InvolvementForm(SourceFields):
    """Answers, factors, conclusion and reason; a conclusion about another company quotes a named finding."""

    factors = forms.MultipleChoiceField(
        label=_("What the technology added"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        choices=list(FACTORS.items()),
        help_text=_("Each makes a contribution more likely."),
    )
    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        widget=forms.RadioSelect,
        initial=Conclusion.UNDETERMINED,
        choices=[(value, Explained(label, CONSEQUENCES[value])) for value, label in Conclusion.choices],
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=long_text(),
        help_text=_("Needed for every conclusion. It stands in the report."),
    )
    decided_by = forms.CharField(label=_("Decided by"), required=False, max_length=200)
    decided_on = day_field(label=_("Decided on"))
    quote = forms.CharField(
        label=_("The words of the finding"),
        required=False,
        widget=long_text(2),
        help_text=_(
            "For a finding of a court, an inquiry or an independent assessment: quote it shortly, and name it below."
        ),
    )
    revision = Revision()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[f"answer_{question.id}"] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                required=False,
                choices=_ANSWERS,
                widget=forms.RadioSelect(attrs={"class": "choices-inline"}),
            )

    def answers(self) -> dict[str, str]:
        """Return the answers that were given."""
        said = {question.id: self.cleaned_data.get(f"answer_{question.id}", "") for question in QUESTIONS}
        return {key: answer for key, answer in said.items() if answer}

    def conclusion_facts(self) -> dict[str, Any]:  # Any: each field has its own type
        """Return everything but the answers and the source."""
        return self.facts(*SOURCE_FIELDS, *(f"answer_{question.id}" for question in QUESTIONS))

    def questions(self) -> list[forms.BoundField]:
        """Return the seven questions."""
        return [self[f"answer_{question.id}"] for question in QUESTIONS]

    def conclusions(self) -> list[forms.BoundField]:
        """Return the fields of the conclusion."""
        return [self[name] for name in ("conclusion", "reason", "decided_by", "decided_on")]

    def quotation(self) -> list[forms.BoundField]:
        """Return the fields of a quoted finding."""
        return [self[name] for name in ("quote", *SOURCE_FIELDS)]


def initial_of(impact: Impact) -> dict[str, object]:
    """Return what the form shows of a stored impact."""
    return {
        "factors": impact.involvement_factors,
        "conclusion": impact.involvement_conclusion,
        "reason": impact.involvement_reason,
        "decided_by": impact.involvement_decided_by,
        "decided_on": impact.involvement_decided_on,
        "quote": impact.involvement_quote,
        "revision": impact.revision,
        **source_initial(impact.involvement_source),
        **{f"answer_{key}": value for key, value in impact.involvement_answers.items()},
    }
