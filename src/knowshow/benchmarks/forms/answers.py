"""Forms of the research: the questions of one page, sources, decisions on what differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.benchmarks.forms.base import Whole, address_field, day_field, long_text, search
from knowshow.benchmarks.models import Same
from knowshow.benchmarks.selectors.telling import choice_told
from knowshow.scoring.methodology import State
from knowshow.ui.forms import Explained, Filters

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from knowshow.benchmarks.models import Answer, Source
    from knowshow.benchmarks.selectors.research import AnswerCell, QuestionRow
    from knowshow.benchmarks.selectors.telling import Choice
    from knowshow.scoring.plan import Leaf, Plan

#: Agree with what the first person answered.
AGREE: Final = "="
#: The word by which an answer cites the source that is added on the same page.
NEW: Final = "new"
#: From so many answers on, a list is quicker than buttons.
_LONG: Final = 12
_CITED: Final = re.compile(r"(?P<number>\d{1,6}|new)\b[\s:,.]*(?P<place>[^;]*)", re.IGNORECASE)


def cited_words(answer: Answer | None) -> str:
    """Write the sources of an answer as the form takes them: numbers, each with its place."""
    if answer is None:
        return ""
    return "; ".join(f"{one.source.number} {one.locator}".strip() for one in answer.citations.all())


def cited_in(words: str) -> list[tuple[str, str]]:
    """Read which sources an answer names: pairs of a number (or ``new``) and the place in it.

    >>> cited_in("12 p. 4; 15; new section 2"), cited_in("see above")
    ([('12', 'p. 4'), ('15', ''), ('new', 'section 2')], [('see above', '')])
    """
    found = []
    for part in re.split(r"[;\n]", words):
        said = part.strip().lstrip("#").strip()
        match = _CITED.fullmatch(said)
        if match:
            found.append((match["number"].lower(), match["place"].strip()))
        elif said:
            found.append((said, ""))
    return found


@dataclass(slots=True)
class Asked:
    """One question of the page with its fields, for the template."""

    row: QuestionRow
    cell: AnswerCell
    prefix: str
    number: int
    form: PageForm
    choices: list[Choice]

    def _field(self, name: str) -> BoundField | None:
        key = f"{self.prefix}-{name}"
        return self.form[key] if key in self.form.fields else None

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return self.prefix

    @property
    def title(self) -> str:
        """The wording of the question."""
        return self.row.node.title

    @property
    def label(self) -> BoundField | None:
        """The answer."""
        return self._field("label")

    @property
    def same(self) -> BoundField | None:
        """Whether last year's answer holds."""
        return self._field("same")

    @property
    def comment(self) -> BoundField | None:
        """The comment."""
        return self._field("comment")

    @property
    def reason(self) -> BoundField | None:
        """Why it does not apply."""
        return self._field("reason")

    @property
    def sources(self) -> BoundField | None:
        """The sources by number."""
        return self._field("sources")

    @property
    def hidden(self) -> list[BoundField]:
        """What goes along unseen: which answer was current when the page was made."""
        return [self.form[f"{self.prefix}-known"]]

    @property
    def first(self) -> Answer | None:
        """The last answer before anybody reviewed."""
        return next((one for one in self.cell.given if one.step in {"import", "collect"}), None)

    @property
    def review(self) -> Answer | None:
        """The answer of the second person."""
        return next((one for one in self.cell.given if one.step == "review"), None)

    @property
    def waits_for_review(self) -> bool:
        """Whether only one person has looked at it."""
        return self.cell.current is not None and self.cell.current.step in {"import", "collect"}

    @property
    def differs(self) -> bool:
        """Whether the two people answered in different ways, and nobody has settled it."""
        current, first = self.cell.current, self.first
        return bool(current and first and current.step == "review" and current.label != first.label)

    @property
    def has_error(self) -> bool:
        """Whether one of its fields was refused."""
        return any(name.startswith(f"{self.prefix}-") for name in self.form.errors)

    @property
    def is_open(self) -> bool:
        """Whether comment and sources show unfolded: something stands in them, or was refused."""
        return self.has_error or not self.cell.current or not self.cell.current.comment


class PageForm(forms.Form):
    """All questions of one page about one part of a company."""

    def __init__(
        self, *args: Any, plan: Plan, rows: Sequence[QuestionRow], part: int, is_review: bool = False, **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.is_review = is_review
        cells = [(row, cell) for row in rows for cell in row.cells if cell.subject.pk == part]
        self.asked = [
            Asked(row, cell, f"q{number}", number, self, self._choices(row))
            for number, (row, cell) in enumerate(cells, start=1)
        ]
        for one in self.asked:
            self._add_fields(one)

    @property
    def applying(self) -> list[Asked]:
        """The questions that apply to the part."""
        return [one for one in self.asked if one.cell.is_asked]

    @property
    def not_applying(self) -> list[Asked]:
        """The questions that the methodology does not ask of such a part; they may be answered all the same."""
        return [one for one in self.asked if not one.cell.is_asked]

    def _choices(self, row: QuestionRow) -> list[Choice]:
        leaf = self.plan.leaves.get(row.node.id)
        return [choice_told(label, entry) for label, entry in leaf.entries.items()] if leaf else []

    # ---- fields --------------------------------------------------------------------------------------------

    def _add_fields(self, one: Asked) -> None:
        current = one.cell.current
        leaf = self.plan.leaves.get(one.row.node.id)
        self._add(one, "known", forms.IntegerField(widget=forms.HiddenInput, required=False), one.cell.known)
        self._add(one, "label", self._label_field(one, leaf), self._label_initial(one))
        if one.cell.last_year is not None:
            same = forms.ChoiceField(
                label=_("Same as last year?"),
                required=False,
                widget=forms.RadioSelect(attrs={"class": "choices-inline"}),
                choices=[(Same.YES, _("Yes, it still holds")), (Same.NO, _("No, it changed"))],
            )
            self._add(one, "same", same, current.same_as_last_year if current else "")
        comment = forms.CharField(label=_("Comment"), required=False, widget=long_text(2), max_length=20_000)
        self._add(one, "comment", comment, current.comment if current else "")
        if any(choice.state and not choice.points for choice in one.choices):
            reason = forms.CharField(
                label=_("Why it does not apply"), required=False, max_length=2000, help_text=_("Only with that answer.")
            )
            self._add(one, "reason", reason, current.na_reason if current else "")
        sources = forms.CharField(
            label=_("Sources"),
            required=False,
            max_length=2000,
            help_text=_("Numbers, each with its place: 12 p. 4; 15. Write “new” for the one that you add below."),
        )
        self._add(one, "sources", sources, cited_words(current))

    def _add(self, one: Asked, name: str, field: forms.Field, initial: object) -> None:
        field.initial = initial
        self.fields[f"{one.prefix}-{name}"] = field

    def _label_field(self, one: Asked, leaf: Leaf | None) -> forms.Field:
        if leaf is None:
            return forms.CharField(label=_("Answer"), required=False, widget=long_text(3), max_length=20_000)
        choices: list[tuple[str, Any]] = [(choice.label, _explained(choice)) for choice in one.choices]
        if leaf.node.choices == "many":
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(label=_("Answers"), required=False, widget=boxes, choices=choices)
        if self.is_review and one.waits_for_review and one.cell.current:
            words = _("I agree: {answer}").format(answer=one.cell.current.words)
            choices.insert(0, (AGREE, Explained(words, _("Comment and sources stay."))))
        if len(choices) > _LONG:
            return forms.ChoiceField(label=_("Answer"), required=False, choices=[("", _("Not answered")), *choices])
        is_short = not any(choice.meaning for choice in one.choices)
        buttons = forms.RadioSelect(attrs={"class": "choices-scale"} if is_short else {})
        return forms.ChoiceField(label=_("Answer"), required=False, widget=buttons, choices=choices)

    def _label_initial(self, one: Asked) -> object:
        current = one.cell.current
        if current is None or (self.is_review and one.waits_for_review and self._is_single(one)):
            return None
        return current.labels if self._is_many(one) else current.words

    def _is_many(self, one: Asked) -> bool:
        leaf = self.plan.leaves.get(one.row.node.id)
        return leaf is not None and leaf.node.choices == "many"

    def _is_single(self, one: Asked) -> bool:
        leaf = self.plan.leaves.get(one.row.node.id)
        return leaf is not None and leaf.node.choices != "many"

    # ---- what was said -------------------------------------------------------------------------------------

    def given(self) -> Iterator[tuple[Asked, Given]]:
        """Yield the questions to which something new was said."""
        for one in self.asked:
            given = self._given(one)
            if given is not None:
                yield one, given

    def _given(self, one: Asked) -> Given | None:
        said = {
            name: self.cleaned_data.get(f"{one.prefix}-{name}", "")
            for name in ("label", "same", "comment", "reason", "sources")
        }
        current = one.cell.current
        label = said["label"]
        agrees = label == AGREE and current is not None
        if agrees and current is not None:
            label = current.label
        if not label and said["same"] == Same.YES and one.cell.last_year is not None:
            label = one.cell.last_year.label
        if not label:
            return None
        found = Given(
            label=label,
            comment=said["comment"],
            na_reason=said["reason"] if self._does_not_apply(one, label) else "",
            same=said["same"],
            sources=said["sources"],
            known=self.cleaned_data.get(f"{one.prefix}-known") or 0,
        )
        return None if not agrees and found.says_what(current) else found

    def _does_not_apply(self, one: Asked, label: str | list[str]) -> bool:
        leaf = self.plan.leaves.get(one.row.node.id)
        labels = label if isinstance(label, list) else [label]
        return leaf is not None and any(
            leaf.entries[key].state == State.NOT_APPLICABLE for key in labels if key in leaf.entries
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a comment on a question that is not answered: it would be lost."""
        said = super().clean() or {}
        for one in self.asked:
            current = one.cell.current
            label, comment = said.get(f"{one.prefix}-label"), said.get(f"{one.prefix}-comment", "").strip()
            changed = comment and comment != (current.comment if current else "")
            if changed and not label and not said.get(f"{one.prefix}-same"):
                self.add_error(f"{one.prefix}-label", _("Choose an answer: a comment alone is not kept."))
        return said


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered on the page."""

    label: Any  # a label or several, as JSON holds it
    comment: str
    na_reason: str
    same: str
    sources: str
    known: int

    def says_what(self, current: Answer | None) -> bool:
        """Whether the current answer says just the same."""
        if current is None:
            return False
        same = (self.label, self.comment.strip(), self.na_reason.strip(), self.same or "")
        here = (current.label, current.comment, current.na_reason, current.same_as_last_year)
        return same == here and cited_in(self.sources) == cited_in(cited_words(current))


def _explained(choice: Choice) -> Explained:
    """A choice with what it means and how much it counts."""
    points = _("{points} points").format(points=choice.points) if choice.points else ""
    state = "" if choice.meaning else choice.state.capitalize()
    hint = " · ".join(part for part in (choice.meaning, state, points) if part)
    return Explained(choice.text, hint)


# ---- sources -----------------------------------------------------------------------------------------------


class SourceForm(Whole):
    """A document as it stood on a day."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=1000)
    url = address_field(label=gettext_lazy("Address"))
    document_date = day_field(label=gettext_lazy("Date of the document"))
    accessed_on = day_field(label=gettext_lazy("Read on"))
    archived_url = address_field(
        label=gettext_lazy("Address of an archived copy"), help_text=gettext_lazy("Where a public archive keeps it.")
    )
    copy = forms.FileField(
        label=gettext_lazy("Archived copy"),
        required=False,
        help_text=gettext_lazy("A file, at most 25 MB. Its fingerprint (SHA-256) is kept with it."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=long_text(2))


class NewSourceForm(SourceForm):
    """The same beside answers: it may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **{"prefix": "source", **kwargs})
        self.fields["title"].required = False
        del self.fields["note"]

    def clean(self) -> dict[str, Any]:
        """Refuse a source without a title."""
        said = super().clean() or {}
        if any(said.get(name) for name in ("url", "archived_url", "copy", "document_date")) and not said.get("title"):
            self.add_error("title", _("Write its title, so that readers can find it."))
        return said

    @property
    def is_filled(self) -> bool:
        """Whether a source was written down."""
        return bool(self.cleaned_data.get("title"))


class SourceChangeForm(SourceForm):
    """What may be corrected of a source."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def initial_of_source(source: Source) -> dict[str, object]:
    """Return what the form shows of a stored source."""
    names = ("title", "url", "document_date", "accessed_on", "archived_url", "note", "revision")
    return {name: getattr(source, name) for name in names}


class SourceFilters(Filters):
    """Narrows the sources."""

    q = search()


# ---- decisions ---------------------------------------------------------------------------------------------


class SettleForm(forms.Form):
    """Which of two answers stands."""

    answer = forms.IntegerField(widget=forms.HiddenInput)
    known = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(required=False, max_length=20_000)


class AcrossFilters(Filters):
    """Narrows one question across companies."""

    node = forms.ChoiceField(label=gettext_lazy("Question"))
    type = forms.ChoiceField(label=gettext_lazy("Type"))
    label = forms.ChoiceField(label=gettext_lazy("Answer"))
    only = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("All")),
            ("rare", gettext_lazy("Rare answers")),
            ("lacks", gettext_lazy("Without comment or sources")),
            ("open", gettext_lazy("Unanswered")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        nodes: Sequence[tuple[str, Any]],
        types: Sequence[str] = (),
        labels: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        options: Mapping[str, tuple[Any, list[tuple[str, Any]]]] = {
            "node": (_("Question"), list(nodes)),
            "type": (_("Type"), [("", _("All types")), *((one, one) for one in types if one)]),
            "label": (_("Answer"), [("", _("All answers")), *((one, one) for one in labels)]),
        }
        for name, (label, choices) in options.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.order_fields(["node", "type", "label", "only"])
