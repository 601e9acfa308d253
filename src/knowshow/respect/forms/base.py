"""What the forms share: choices from the canon, places as people write them, boxes to write in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow import canon
from knowshow.foundation.models import MEMBER_ROLES, Membership, User
from knowshow.respect.rules.statement import countries

if TYPE_CHECKING:
    from knowshow.canon.records import Record
    from knowshow.foundation.models import Organisation

#: The empty choice of a list in which one has to choose.
CHOOSE: Final = ("", gettext_lazy("Choose"))


def group_choices() -> list[tuple[str, str]]:
    """Return the groups of the canon by name."""
    return _by_name(canon.groups())


def right_choices() -> list[tuple[str, str]]:
    """Return the rights of the canon by name."""
    return _by_name(canon.rights())


def technology_choices() -> list[tuple[str, str]]:
    """Return the technologies of the canon by name."""
    return _by_name(canon.technologies())


def leverage_choices() -> list[tuple[str, str]]:
    """Return the catalogue of leverage in its own order."""
    return [(record.id, record.name) for record in canon.leverage().values()]


def _by_name(records: Mapping[str, Record]) -> list[tuple[str, str]]:
    return sorted(((record.id, record.name) for record in records.values()), key=lambda pair: pair[1].casefold())


def members_of(
    organisation: Organisation, *, besides: User | None = None, roles: Sequence[str] = MEMBER_ROLES
) -> forms.ModelChoiceField[User]:
    """Make a field that chooses one of the organisation's members, or nobody; who is chosen already may have left."""
    seats = Membership.objects.filter(organisation=organisation, user__is_active=True, role__in=roles)
    chosen = Q(pk=besides.pk) if besides else Q()
    people = User.objects.filter(Q(pk__in=seats.values("user")) | chosen)
    return forms.ModelChoiceField(queryset=people, required=False, empty_label=_("Nobody yet"))


class Revision(forms.IntegerField):
    """The hidden number by which a save notices that somebody else saved meanwhile."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(min_value=1, required=True)


class CountriesField(forms.CharField):
    """Countries by name or two-letter code, with commas or semicolons between them."""

    def __init__(self, **kwargs: Any) -> None:  # Any: the options of the field
        kwargs.setdefault("help_text", gettext_lazy("Names or two-letter codes, with commas between them: Kenya, MM."))
        super().__init__(max_length=4000, **kwargs)

    def prepare_value(self, value: object) -> object:
        """Show stored codes as names."""
        if isinstance(value, list):
            names = countries()
            return ", ".join(names.get(str(code), str(code)) for code in value)
        return value

    def clean(self, value: object) -> list[str]:
        """Return the codes, each once. Refuses a name that no country has, and says which is near."""
        said = [word.strip() for word in re.split(r"[;,\n]", str(super().clean(value) or "")) if word.strip()]
        return list(dict.fromkeys(_code(word) for word in said))


def _code(word: str) -> str:
    if word.upper() in countries():
        return word.upper()
    known = _codes_by_name()
    found = known.get(word.casefold())
    if found:
        return found
    near = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.7)
    hint = _(" Did you mean {name}?").format(name=countries()[known[near[0]]]) if near else ""
    raise ValidationError(_("No country is named “{word}”.").format(word=word) + hint)


@cache
def _codes_by_name() -> dict[str, str]:
    """Every name in lower case; a name with its other form in brackets is found by either."""
    found = {}
    for code, name in countries().items():
        found[name.casefold()] = code
        found.setdefault(re.sub(r"\s*\(.*\)", "", name).casefold(), code)
    return found


def long_text(rows: int = 3) -> forms.Textarea:
    """Make a box for longer text."""
    return forms.Textarea(attrs={"rows": rows})


def date_box() -> forms.DateInput:
    """Make a box for a day, with the browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(**kwargs: Any) -> forms.DateField:  # Any: the options of the field
    """Make a field for a day of our times; a slip of the year is told."""
    within = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31)))
    return forms.DateField(required=False, widget=date_box(), validators=within, **kwargs)


def year_field() -> forms.IntegerField:
    """Make a field for the year of a publication."""
    return forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1900, max_value=2100)


class Whole(forms.Form):
    """A form that hands its facts to a service by their names."""

    def facts(self, *besides: str) -> dict[str, Any]:  # Any: each field has its own type
        """Return what was typed, without the revision and the fields named."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision" and name not in besides}
