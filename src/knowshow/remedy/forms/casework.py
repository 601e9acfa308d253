"""Forms of casework: steps with their letters, answers, codes, tasks, safety, links (GP 29, 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.models import KeyScope
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.rules.triage import LEVELS
from knowshow.remedy.selectors import case_words, wording
from knowshow.remedy.services.appeals import CHANGED_TO
from knowshow.remedy.services.reveals import MOST_DAYS
from knowshow.ui.forms import Explained, Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.models import Case, SystemicIssue

_LONGEST: Final = 100_000
_NOTHING: Final = ("", _("Not said"))


def words_field(label: StrOrPromise, rows: int = 5, **kwargs: Any) -> forms.CharField:  # Any: options of the field
    """Make a box for words that are sealed."""
    return forms.CharField(label=label, max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def day_field(label: StrOrPromise, **kwargs: Any) -> forms.DateField:  # Any: options of the field
    """Make a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ReasonForm(forms.Form):
    """A step, with the reason that both sides read."""

    reason = words_field(_("What the person reads"), help_text=_("Plain words. Both sides read it."))


class InternalForm(forms.Form):
    """Words for the team alone."""

    text = words_field(_("Note"), help_text=_("Not shown to the person, the interpreter or the adviser."))


class TextForm(forms.Form):
    """Words that both sides read."""

    text = words_field(_("Words"), help_text=_("Both sides read it."))


class SecondLookForm(forms.Form):
    """The second look at words to a person who said that it is not safe to answer."""

    although_unsafe = forms.BooleanField(
        label=_("I looked at it: it gives nobody away, should somebody else read it"), required=False
    )


class AnswerForm(SecondLookForm):
    """An answer to the person; where she said that it is not safe, a second look is asked for."""

    text = words_field(_("Answer"), rows=6, help_text=_("Plain words. It goes under the case's key."))
    field_order = ("text", "although_unsafe")

    def __init__(self, *args: Any, is_unsafe: bool, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        if not is_unsafe:
            del self.fields["although_unsafe"]


class TranslationForm(forms.Form):
    """What an entry says, in another language."""

    language = forms.ChoiceField(label=_("Language"))
    text = words_field(_("Translation"), rows=6)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        known = {one.code: one.name for one in languages()}
        known.setdefault(case.language, case.language)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=list(known.items()))


class _Needed(forms.Form):
    """A form in which one answer needs more words: they are called optional only where they are."""

    use_required_attribute = False
    #: The question, the answer that needs the words, and the fields that hold them.
    needs: ClassVar[tuple[str, str, tuple[str, ...]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        question, answer, names = self.needs
        for name in names:
            self.fields[name].required = not self.is_bound or self.data.get(question) == answer


# ---- steps ---------------------------------------------------------------------------------------------------


class LetterForm(forms.Form):
    """An ending, with all that the person is told: why, where else to turn, how to appeal."""

    reason = words_field(_("Why"), help_text=_("The person reads this."))
    other_routes = words_field(
        _("Where else she can turn"),
        rows=4,
        help_text=_("Courts included, and other bodies by name. Nothing here closes those ways."),
    )
    appeal = words_field(_("How she can appeal here"), rows=3)


class AdmissibleForm(_Needed, LetterForm):
    """Whether the case can be dealt with here; where not, the whole letter."""

    is_admissible = forms.ChoiceField(
        label=_("Can it be dealt with here?"),
        choices=[
            ("yes", _("Yes, we take it up")),
            ("no", Explained(_("No"), _("The case is closed, and the person reads all that stands below."))),
        ],
        widget=forms.RadioSelect,
    )
    other_routes = words_field(
        _("For a no: where else she can turn"),
        rows=4,
        help_text=_("Courts included, and other bodies by name. Nothing here closes those ways."),
    )
    appeal = words_field(_("For a no: how she can appeal here"), rows=3)
    needs = ("is_admissible", "no", ("other_routes", "appeal"))
    field_order = ("is_admissible", "reason", "other_routes", "appeal")


class AssessForm(ReasonForm):
    """What was found, and whether somebody outside the unit complained of decided."""

    decided_outside = forms.ChoiceField(
        label=_("Who decided"),
        choices=[("yes", _("Somebody outside the unit complained of")), ("no", _("Somebody of that unit"))],
        widget=forms.RadioSelect,
    )


class DialogueForm(ReasonForm):
    """Both sides look for a remedy together."""

    is_mediated = forms.BooleanField(label=_("With a mediator, as both sides wish"), required=False)


class CloseForm(LetterForm):
    """How a case ends."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("I have told the person all of this, and no step is left to us"))
    field_order = ("outcome", "reason", "other_routes", "appeal", "sure")

    def __init__(self, *args: Any, outcomes: Iterable[Outcome], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        found = set(outcomes)
        choices = [(one.value, wording.OUTCOMES[one]) for one in Outcome if one in found]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]  # a choice field


class PauseForm(ReasonForm):
    """Why our clock stands still."""

    why = forms.ChoiceField(label=_("Why"), choices=list(case_words.PAUSES.items()), widget=forms.RadioSelect)
    field_order = ("why", "reason")


# ---- codes ---------------------------------------------------------------------------------------------------


def _level(label: StrOrPromise, help_text: StrOrPromise) -> forms.TypedChoiceField:
    choices = [("", _("Not known")), *((level, str(level)) for level in LEVELS)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False, help_text=help_text
    )


class RateForm(forms.Form):
    """Severity, urgency, risk of retaliation; what is not known counts as grave."""

    scale = _level(_("Scale"), _("How grave it is for each person: 4 is the gravest."))
    scope = _level(_("Scope"), _("How many people it reaches, or may reach."))
    irremediability = _level(_("Irremediability"), _("How far it can not be put right."))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=list(case_words.URGENCY.items()))
    retaliation_risk = forms.ChoiceField(label=_("Risk of retaliation"), choices=list(case_words.RISK.items()))
    reasons = words_field(_("Reasons"), help_text=_("They are sealed."))
    is_shown = forms.BooleanField(label=_("The person reads the reasons too"), required=False)


class ClassifyForm(forms.Form):
    """What a case is about, and why it happened."""

    right = forms.ChoiceField(label=_("Right"), choices=[_NOTHING, *case_words.RIGHTS.items()], required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    root_cause = forms.ChoiceField(label=_("Root cause"), choices=[_NOTHING, *wording.CAUSES.items()], required=False)
    systemic_issue = forms.ChoiceField(
        label=_("Issue behind several cases"), required=False, help_text=_("What several cases have in common.")
    )

    def __init__(
        self, *args: Any, case: Case, issues: Sequence[SystemicIssue], **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        products = {one["key"]: one["name"] for one in case.mechanism.products}
        if case.product:
            products.setdefault(case.product, case.product)
        chosen = [_NOTHING, *((str(one.pk), one.title) for one in issues)]
        self.fields["product"].choices = [_NOTHING, *products.items()]  # type: ignore[attr-defined]  # a choice field
        self.fields["systemic_issue"].choices = chosen  # type: ignore[attr-defined]  # a choice field


# ---- tasks and safety ----------------------------------------------------------------------------------------


class _Owned(forms.Form):
    """Something that somebody does; only who can open the case is in the list."""

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]  # a choice field


class TaskForm(_Owned):
    """Something to do by a day."""

    text = words_field(_("What is to be done"), rows=3)
    due_on = day_field(_("By"))
    owner = forms.ChoiceField(label=_("Who"))


class PlanForm(_Owned):
    """A safety plan: both sides read it, and somebody asks after two, six and twelve weeks."""

    text = words_field(
        _("Plan"), help_text=_("What was agreed with the person so that nobody makes her pay. Both sides read it.")
    )
    owner = forms.ChoiceField(
        label=_("Who asks again"), help_text=_("After 2, 6 and 12 weeks. Somebody outside the unit complained of.")
    )


class CheckInForm(forms.Form):
    """What was found when somebody asked again."""

    result = forms.ChoiceField(
        label=_("What was found"), choices=list(case_words.CHECK_INS.items()), widget=forms.RadioSelect
    )
    text = words_field(_("Note"), rows=4, help_text=_("Not shown to the person."))


# ---- people and keys -----------------------------------------------------------------------------------------


class GiveForm(forms.Form):
    """Let somebody else into the case."""

    seat = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, seats: Sequence[tuple[str, StrOrPromise]], **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]  # a choice field


class HoldForm(forms.Form):
    """Why a case is kept whatever its time."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Which law or proceeding. Both sides read it; write no name, and no word of the case."),
    )


class ErasureForm(_Needed):
    """The answer to a person who asks that everything be erased."""

    agrees = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            ("yes", Explained(_("Erase everything"), _("At once, and for good: nobody can open it again."))),
            ("no", Explained(_("Not now"), _("She reads the reason below."))),
        ],
        widget=forms.RadioSelect,
    )
    needs = ("agrees", "no", ("reason",))
    reason = words_field(_("Why not"), rows=4)
    sure = forms.BooleanField(label=_("I know that what is erased cannot be brought back"), required=False)


class RevealForm(forms.Form):
    """Ask to see what is sealed apart."""

    what = forms.ChoiceField(label=_("What you ask for"), widget=forms.RadioSelect)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=MOST_DAYS, initial=14)
    reason = words_field(
        _("Why you need it"), rows=4, help_text=_("The person reads it, and in which seat you ask. She decides.")
    )

    def __init__(self, *args: Any, parts: Iterable[str], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        choices = [(what, KeyScope(what).label) for what in parts]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]  # a choice field


class LinkForm(forms.Form):
    """A case that belongs to this one."""

    reference = forms.CharField(label=_("Reference of the other case"), max_length=20)
    kind = forms.ChoiceField(
        label=_("How they belong together"), choices=list(case_words.LINKS.items()), widget=forms.RadioSelect
    )
    reason = words_field(_("Why"), rows=3, help_text=_("Not shown to the person."))


class DecideAppealForm(_Needed):
    """The reviewer's decision."""

    stands = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The first decision stands")), ("no", _("The first decision is changed"))],
        widget=forms.RadioSelect,
    )
    to = forms.ChoiceField(
        label=_("Where the case goes on, if it is changed"),
        choices=[
            ("", _("Nowhere: the first decision stands")),
            *((one.value, wording.STAGES[one]) for one in CHANGED_TO),
        ],
    )
    needs = ("stands", "no", ("to",))
    text = words_field(_("Reasons"), help_text=_("Both sides read them."))
    other_routes = words_field(
        _("Where else she can turn"), rows=4, help_text=_("Courts included: this ends the appeal here.")
    )


# ---- the list ------------------------------------------------------------------------------------------------


class CaseFilters(Filters):
    """Narrows the list of cases; what somebody told is in no filter."""

    rare = ("lane", "mechanism", "language")
    reference = forms.CharField(label=_("Reference"), max_length=20, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("Show"), choices=[("", _("Running")), ("closed", _("Closed")), ("all", _("All"))])
    waiting = forms.ChoiceField(
        label=_("Waiting"),
        choices=[
            ("", _("All")),
            ("unread", _("Unread")),
            ("late", _("Late")),
            ("appeal", _("With an appeal")),
            ("retaliation", _("With a report of retaliation")),
            ("time", _("With a request for more time")),
        ],
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("All")), *((one.value, wording.STAGES[one]) for one in Stage)]
    )
    language = forms.ChoiceField(label=_("Language"))
    lane = forms.ChoiceField(
        label=_("Lane"),
        choices=[("", _("All")), ("ordinary", _("Ordinary")), ("slow", _("Slow lane")), ("quarantine", _("Set aside"))],
    )
    mechanism = forms.TypedChoiceField(label=_("Mechanism"), coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, spoken: Iterable[str], mechanisms: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        self.fields["language"].choices = [every, *((code, wording.language_name(code)) for code in spoken)]  # type: ignore[attr-defined]  # a choice field
        self.fields["mechanism"].choices = [every, *mechanisms]  # type: ignore[attr-defined]  # a choice field
