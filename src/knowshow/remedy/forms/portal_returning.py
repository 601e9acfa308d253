"""What a person fills in when she comes back: each form is short, and what she may leave out says so (GP 31 b, h)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.forms.portal import CONSENTS
from knowshow.remedy.models import RemedyKind
from knowshow.remedy.selectors.person_words import SURVEY
from knowshow.remedy.services.offers import Proposed
from knowshow.remedy.services.person import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrOrPromise

#: Parts that a proposal of hers has room for; more goes into its words.
ROOM_FOR_PARTS: Final = 3
_LONGEST_PART: Final = 500
_LONGEST_LINE: Final = 300
_DAYS: Final = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


class ReturnForm(forms.Form):
    """A form on an answer to a POST: what was typed comes back with it, and so does what was left out."""

    #: The browser stops nobody: a button for another language sends what is there.
    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:  # Any: Django's own arguments
        more.setdefault("auto_id", "%s")
        super().__init__(data, **more)

    @property
    def parts(self) -> list[Proposed]:
        """What is proposed part by part; most forms propose nothing."""
        return []

    def look_at_nothing(self) -> None:
        """Show what was typed without a word about it: another language was chosen, and nothing was sent yet."""
        self._errors = ErrorDict()


def _words(label: StrOrPromise, *, required: bool, hint: StrOrPromise = "", rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def _day(label: StrOrPromise, hint: StrOrPromise = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=_DAYS,
        help_text=hint,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class NoForm(ReturnForm):
    """Nothing to fill in: yes is enough."""


class MayAddForm(ReturnForm):
    """Words that she may leave out."""

    text = _words(_("If you want to add something"), required=False, rows=3)


class WordsForm(ReturnForm):
    """Words that are needed."""

    text = _words(_("In your own words"), required=True, hint=_("In any language. As little or as much as you like."))


class TimeForm(ReturnForm):
    """Until when she would like to think about an offer."""

    until = _day(_("Until when?"), _("You may leave this empty."))
    text = _words(_("If you want to add something"), required=False, rows=3)

    def clean_until(self) -> date | None:
        """A day that lies ahead, or none."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until <= timezone.localdate():
            raise ValidationError(_g("Choose a day that lies ahead, or leave it empty."))
        return until


class ProposalForm(ReturnForm):
    """What she proposes instead: in her words, and part by part if she likes."""

    text = _words(_("What would put it right?"), required=True)

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:  # Any: Django's own arguments
        super().__init__(data, **more)
        for place in range(1, ROOM_FOR_PARTS + 1):
            self.fields[f"kind{place}"] = forms.ChoiceField(
                label=_g("Kind"), required=False, choices=[("", _g("Choose if you like")), *RemedyKind.choices]
            )
            self.fields[f"what{place}"] = forms.CharField(
                label=_g("What exactly"),
                required=False,
                max_length=_LONGEST_PART,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
            self.fields[f"day{place}"] = _day(_g("By when"))

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The parts, each with its three fields."""
        names = ("kind", "what", "day")
        return [(place, [self[f"{name}{place}"] for name in names]) for place in range(1, ROOM_FOR_PARTS + 1)]

    def clean(self) -> dict[str, Any]:  # Any: each field has its own type
        """A part that was begun has a kind, and says what it is."""
        given = super().clean() or {}
        for place in range(1, ROOM_FOR_PARTS + 1):
            kind, what, day = (given.get(f"{name}{place}") for name in ("kind", "what", "day"))
            if (kind or day) and not what:
                self.add_error(f"what{place}", _g("Write what it is, or leave this part empty."))
            if what and not kind:
                self.add_error(f"kind{place}", _g("Choose the kind that fits best."))
            if day and day < timezone.localdate():
                self.add_error(f"day{place}", _g("Choose a day that lies ahead, or leave it empty."))
        return given

    @property
    def parts(self) -> list[Proposed]:
        """What she proposes, part by part."""
        given = self.cleaned_data
        places = range(1, ROOM_FOR_PARTS + 1)
        return [
            Proposed(given[f"kind{one}"], given[f"what{one}"], given[f"day{one}"])
            for one in places
            if given[f"what{one}"]
        ]


class ReferralForm(ReturnForm):
    """What another body may be told; she unticks what it may not, and says until when."""

    until = _day(_("Until when may it be sent?"), _("After this day we have to ask you again."))
    text = _words(_("If you want to add something"), required=False, rows=3)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, offered: Iterable[tuple[str, str]] = (), **more: Any
    ) -> None:  # Any: Django's own arguments
        choices = list(offered)
        until = timezone.localdate() + timedelta(days=90)
        initial = {"fields_agreed": [name for name, _label in choices], "until": until}
        super().__init__(data, initial=initial, **more)
        self.fields["fields_agreed"] = forms.MultipleChoiceField(
            label=_g("What may be passed on?"),
            help_text=_g("Take the mark away from whatever must not be passed on."),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _g("Mark at least one, or go back and say no.")},
        )
        self.order_fields(["fields_agreed", "until", "text"])

    def clean_until(self) -> date | None:
        """A day that is not over, or none."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise ValidationError(_g("Choose a day that lies ahead, or leave it empty."))
        return until


class SafeForm(ReturnForm):
    """Whether it is safe to answer here."""

    safe = forms.ChoiceField(
        label=_("Is it safe for us to answer you here?"),
        help_text=_("If not, we write nothing that could give you away."),
        choices=[
            ("yes", _("Yes, I can come back to this site")),
            ("no", _("Not now")),
            ("unsure", _("I do not know")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )


class DetailsForm(ReturnForm):
    """Her name, how to reach her, and whether she wants to be told that something is new."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=_LONGEST_LINE,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    consent = forms.ChoiceField(
        label=_("May those who work on your case be told your name?"),
        choices=list(zip(CONSENTS, (_("Ask me first"), _("Yes, those who work on my case")), strict=True)),
        widget=forms.RadioSelect,
        initial="ask",
        required=False,
    )
    contact = forms.CharField(
        label=_("How to reach you"),
        required=False,
        max_length=1000,
        help_text=_("For example a phone number and safe hours, or a person whom we can ask."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "email", "autocomplete": "off"}),
    )
    notices = forms.BooleanField(
        label=_("Send me an e-mail when there is something to read"),
        required=False,
        help_text=_("It says only that something is new. Still, whoever reads your mail may wonder."),
    )

    def clean_consent(self) -> str:
        """Who did not say wants to be asked first."""
        return self.cleaned_data["consent"] or CONSENTS[0]

    def clean_email(self) -> str:
        """An address, or nothing."""
        email: str = self.cleaned_data["email"].strip()
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise ValidationError(_g("This is not an e-mail address. Correct it, or leave it empty.")) from None
        return email

    def clean(self) -> dict[str, Any]:  # Any: each field has its own type
        """Notices need somewhere to go."""
        given = super().clean() or {}
        if given.get("notices") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _g("We need an e-mail address to send notices to. Or take back the choice."))
        return given


class SurveyForm(ReturnForm):
    """Five statements to agree with or not; each may be skipped. Process and outcome stand apart."""

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:  # Any: Django's own arguments
        super().__init__(data, **more)
        choices = [
            ("1", _g("Not at all")), ("2", _g("Rather not")), ("3", _g("Partly")), ("4", _g("Rather yes")),
            ("5", _g("Fully")), ("", _g("I skip this")),
        ]  # fmt: skip
        for key, words in SURVEY.items():
            self.fields[key] = forms.ChoiceField(
                label=str(words), required=False, choices=choices, widget=forms.RadioSelect, initial=""
            )
