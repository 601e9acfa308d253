"""Forms of questionnaires: begin one, answer a section, bring results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.benchmarks.models import Methodology, QuestionnaireState
from knowshow.ui.forms import Explained, Filters

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from knowshow.benchmarks.selectors.questionnaires import Item, Standing
    from knowshow.scoring.methodology import Methodology as Record
    from knowshow.scoring.methodology import Node
    from knowshow.scoring.plan import Leaf

#: From so many answers on, a list is quicker than buttons.
_LONG = 12
_LONGEST_TEXT = 20_000
LARGEST_FILE = 20 * 1024 * 1024


class QuestionnaireFilters(Filters):
    """Narrows the list of questionnaires."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Open and finished")), *QuestionnaireState.choices],
    )


class AboutForm(forms.Form):
    """What a questionnaire is called and what it is about."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=300, help_text=gettext_lazy("How you will find it again.")
    )
    about = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The system, the company or the mechanism that is looked at."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StartForm(AboutForm):
    """Begin a questionnaire: choose what to answer, or bring its file."""

    methodology = forms.ChoiceField(label=gettext_lazy("What do you want to answer?"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or bring a questionnaire"),
        required=False,
        help_text=gettext_lazy("A SurveyJS questionnaire (JSON), or a methodology file (JSON, YAML). At most 20 MB."),
    )
    field_order = ("methodology", "file", "title", "about")

    def __init__(
        self, *args: Any, own: Sequence[Record], known: Sequence[Methodology], **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        here = {(one.key, one.version) for one in known}
        shipped = [(f"own:{one.id}", one.title) for one in own if (one.id, one.version) not in here]
        choices = [(str(one.pk), str(one)) for one in known] + shipped
        field = self.fields["methodology"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("Choose")), *choices]

    def clean(self) -> dict[str, Any]:  # Any: each field has its own type
        """Ask for one of the two: a choice or a file."""
        found = super().clean() or {}
        if bool(found.get("methodology")) == bool(found.get("file")) and "file" not in self.errors:
            self.add_error("methodology", _("Choose a questionnaire from the list, or bring a file."))
        upload = found.get("file")
        if upload and (upload.size or 0) > LARGEST_FILE:
            self.add_error("file", _("The file has more than 20 MB."))
        return found


class ResultsForm(forms.Form):
    """Bring answers that were given elsewhere, or here before."""

    file = forms.FileField(
        label=gettext_lazy("File with results"),
        help_text=gettext_lazy("As this questionnaire hands them out, or as the SurveyJS tool saves them (JSON)."),
    )
    force = forms.BooleanField(
        label=gettext_lazy("Take them in although they are of another version"),
        required=False,
        help_text=gettext_lazy("The same answers may lead to another level. Unknown questions are left out."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Row:
    """A heading or a question of a section, as the page shows it."""

    node: Node
    depth: int
    field: BoundField | None
    note: BoundField | None = None


class SectionForm(forms.Form):
    """The questions of one section that apply, as the methodology asks them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, standing: Standing, items: Sequence[Item], **kwargs: Any) -> None:  # Any: Django's
        answers = standing.questionnaire.answers
        self._items = items
        self._names = {item.node.id: f"q{place}" for place, item in enumerate(items) if not item.is_heading}
        initial = {name: _shown(answers.get(key)) for key, name in self._names.items()}
        kwargs["initial"] = {"revision": standing.questionnaire.revision, **initial}
        super().__init__(*args, **kwargs)
        for item in items:
            if not item.is_heading:
                self._add(item.node, standing.plan.leaves.get(item.node.id), standing.questionnaire.notes)

    def _add(self, node: Node, leaf: Leaf | None, notes: Mapping[str, str]) -> None:
        name = self._names[node.id]
        self.fields[name] = _field(node, leaf)
        if leaf is not None:
            self.fields[f"{name}-note"] = _note_field()
            self.initial[f"{name}-note"] = notes.get(node.id, "")

    def rows(self) -> Iterator[Row]:
        """Yield headings and questions in the order of the methodology."""
        for item in self._items:
            name = self._names.get(item.node.id)
            note = f"{name}-note"
            yield Row(item.node, item.depth, self[name] if name else None, self[note] if note in self.fields else None)

    def answers(self) -> dict[str, str | list[str] | None]:
        """Return what was answered, by node; nothing for what was left open."""
        return {key: self.cleaned_data.get(name) or None for key, name in self._names.items()}

    def notes(self) -> dict[str, str]:
        """Return what shows each answer, by node."""
        data = self.cleaned_data
        return {key: data[f"{name}-note"] for key, name in self._names.items() if f"{name}-note" in data}

    def name_of(self, node: str) -> str | None:
        """Return the field of a node, for a refusal that names it."""
        return self._names.get(node)


def _shown(answer: object) -> object:
    return answer if answer is not None else ""


def _field(node: Node, leaf: Leaf | None) -> forms.Field:
    label, hint = node.title or node.id, node.guidance
    if leaf is None:
        return forms.CharField(
            label=label,
            help_text=hint,
            required=False,
            max_length=_LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    choices = [(key, _explained(entry.text or key, entry.meaning)) for key, entry in leaf.entries.items()]
    if node.choices == "many":
        return forms.MultipleChoiceField(
            label=label, help_text=hint, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    if len(choices) > _LONG:
        return forms.ChoiceField(
            label=label, help_text=hint, required=False, choices=[("", _("Not answered")), *choices]
        )
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=[*choices, ("", _explained(_("Not answered yet"), ""))],
        widget=forms.RadioSelect,
    )


def _note_field() -> forms.CharField:
    return forms.CharField(
        label=_("What shows it?"),
        required=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _explained(text: str, hint: str) -> Explained | SafeString | str:
    return Explained(text, hint) if hint else text
