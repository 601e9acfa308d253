"""Forms about how a mechanism works: basics, clocks, texts, questions."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.rules.clocks import LIMITS, ClockPolicy
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.questions import question_sets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField

    from knowshow.remedy.models import Mechanism

_CLOCKS: Final = {
    "acknowledged": _("We acknowledge a report"),
    "admissible": _("We say whether we can take it up"),
    "assessed": _("We say what we found"),
    "dialogue": _("A dialogue leads to an offer"),
    "remedy_offered": _("We offer a remedy"),
    "agreed": _("The person decides on an offer"),
    "implemented": _("We carry out what was agreed"),
    "verified": _("The person says whether it was carried out"),
    "closed": _("We close the case"),
    "appeal": _("Somebody else decides an appeal"),
    "retaliation": _("We answer a report of retaliation"),
    "escalation": _("A severe case reaches those who can act"),
}
_WEEKDAYS: Final = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)
_TEXT_ROWS: Final = 8


class NameForm(forms.Form):
    """A new mechanism."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As the public should know it."))


def _language_choices() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in languages()]


class BasicsForm(forms.Form):
    """Name, languages, products, how long things are kept."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As the public knows it."))
    languages = forms.MultipleChoiceField(
        label=_("Languages in which somebody here answers without an interpreter"),
        choices=_language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    products = forms.CharField(
        label=_("Products that a report may be about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. Nobody has to choose one."),
    )
    exit_address = forms.URLField(
        label=_("Where “Leave this page” leads"),
        assume_scheme="https",
        help_text=_("An everyday page that tells nobody anything, such as the weather."),
    )
    keep_days = forms.IntegerField(label=_("Days for which a closed case is kept"), min_value=30, max_value=3650)
    draft_days = forms.IntegerField(label=_("Days for which a draft is kept"), min_value=7, max_value=365)
    slow_after = forms.IntegerField(
        label=_("Reports an hour after which further ones wait apart"),
        min_value=10,
        max_value=10_000,
        help_text=_("None is refused. Reports with a group code do not count."),
    )
    asks_matching = forms.BooleanField(
        label=_("Ask people whether others named the same"),
        required=False,
        help_text=_(
            "Only where trustees hold a matching key. No name is told to anyone without both persons' consent."
        ),
    )

    def facts(self) -> dict[str, Any]:  # Any: each field has its own type
        """Return what the service takes."""
        return {**self.cleaned_data, "products": _products(self.cleaned_data["products"])}


def basics_of(mechanism: Mechanism) -> dict[str, Any]:  # Any: as above
    """Return what the form shows of a mechanism."""
    facts = {name: getattr(mechanism, name) for name in BasicsForm.base_fields}
    return {**facts, "products": "\n".join(one["name"] for one in mechanism.products)}


def _products(text: str) -> list[dict[str, str]]:
    """Make a key for each product from its name; two of one name become one."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if name := line.strip():
            found.setdefault(slugify(name, allow_unicode=True) or f"product-{len(found) + 1}", name)
    return [{"key": key, "name": name} for key, name in found.items()]


class ClocksForm(forms.Form):
    """The days on which a mechanism works, and how many each step may take."""

    country = forms.CharField(
        label=_("Country of the public holidays"),
        max_length=10,
        required=False,
        help_text=_("Two letters, such as KE, or with a region: ES-CT. Empty: no public holidays."),
    )
    weekend = forms.MultipleChoiceField(
        label=_("Days of the week without work"),
        choices=_WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: those usual in the country."),
    )
    closed_days = forms.CharField(
        label=_("Further days without work"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line, such as 2026-12-24."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        for name, (least, most) in LIMITS.items():
            said = gettext("%(least)s to %(most)s working days") % {"least": least, "most": most}
            self.fields[name] = forms.IntegerField(label=_CLOCKS[name], min_value=least, max_value=most, help_text=said)

    @property
    def clock_fields(self) -> list[BoundField]:
        """The clocks, in their order."""
        return [self[name] for name in LIMITS]

    def clean_closed_days(self) -> list[str]:
        """Read the days one by one; name the first that is none."""
        days = self.cleaned_data["closed_days"].split()
        for day in days:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) or not _is_day(day):
                raise ValidationError(gettext("Write each day like 2026-12-24."))
        return sorted(set(days))

    def facts(self) -> dict[str, Any]:  # Any: as above
        """Return what the service takes."""
        said = self.cleaned_data
        return {
            "country": said["country"].strip().upper(),
            "weekend": [int(day) for day in said["weekend"]],
            "closed_days": said["closed_days"],
            "clocks": {name: said[name] for name in LIMITS},
        }


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def clocks_of(mechanism: Mechanism) -> dict[str, Any]:  # Any: as above
    """Return what the form shows of a mechanism: its own days, or the defaults."""
    policy = ClockPolicy.of(mechanism.clocks)
    return {
        "country": mechanism.country,
        "weekend": [str(day) for day in mechanism.weekend],
        "closed_days": "\n".join(mechanism.closed_days),
        **{name: getattr(policy, name) for name in LIMITS},
    }


def _long_text(label: Any, hint: Any) -> forms.CharField:  # noqa: ANN401  (words that are translated later)
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": _TEXT_ROWS, "dir": "auto"}),
    )


class TextsForm(forms.Form):
    """What the public reads about the mechanism in one language."""

    about = _long_text(_("Who we are"), _("Whose mechanism this is, who works in it, who looks on from outside."))
    terms = _long_text(
        _("Terms"),
        _("What we do with a report, who sees it, how long it is kept, and that no other way is given up by it."),
    )
    spoken = _long_text(_("By voice"), _("Where to call or whom to meet, and when, for people who do not write."))
    helplines = _long_text(_("Help in danger"), _("Numbers that somebody answers now. Check each of them."))


class QuestionsForm(forms.Form):
    """Which questions follow “What happened?”."""

    question_set = forms.ChoiceField(label=_("Questions"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        newest: Mapping[str, str] = {one.id: one.texts_in("en").title for one in question_sets()}
        choices = [(id_, f"{title} ({id_})") for id_, title in newest.items()]
        self.fields["question_set"] = forms.ChoiceField(label=_("Questions"), choices=choices, widget=forms.RadioSelect)
