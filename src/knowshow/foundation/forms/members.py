"""Forms about members, one's own name, and the organisation. Services check what is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from knowshow.foundation.models import Role
from knowshow.foundation.roles import described
from knowshow.foundation.selectors import WantedEntries, kinds_in_history, people_in_history

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from knowshow.foundation.models import Organisation


class NameForm(forms.Form):
    """One name: of a person or of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=200)


class RoleForm(forms.Form):
    """One of the roles, each with what it may do."""

    role = forms.ChoiceField(label=_("Role"), choices=described, widget=forms.RadioSelect)


class MemberForm(RoleForm):
    """Somebody new."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The person signs in with it. Check it twice.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("As colleagues should see it in lists.")
    )
    field_order = ("email", "name", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: the signature is Django's
        kwargs.setdefault("initial", {"role": Role.ASSESSOR})
        super().__init__(*args, **kwargs)


#: Days that a filter takes: others have no next day, or no place in every time zone.
_DAYS: Final = (MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


class HistoryFilters(forms.Form):
    """What of the history to show."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("Of what"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, validators=_DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, validators=_DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        people = [("", _("Everybody")), *people_in_history(organisation), ("system", _("The operator or Knowshow"))]
        self.fields["person"] = forms.ChoiceField(label=_("Who"), required=False, choices=people)
        kinds = [("", _("Everything")), *kinds_in_history(organisation)]
        self.fields["kind"] = forms.ChoiceField(label=_("Of what"), required=False, choices=kinds)

    @property
    def usual_fields(self) -> list[BoundField]:
        """Every filter always shows; the component that draws them asks."""
        return self.visible_fields()

    @property
    def is_used(self) -> bool:
        """Whether any filter was set."""
        return any(self.data.get(name) for name in self.fields)

    def wanted(self) -> WantedEntries:
        """Return what is asked for; a filter that makes no sense narrows nothing."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return WantedEntries(**asked)
