"""Forms about the team of a mechanism: seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.foundation.models import Role
from knowshow.remedy.models import SeatRole
from knowshow.ui.forms import Explained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowshow.foundation.models import Membership

_DUTIES = {
    SeatRole.INTAKE: _("Reads new reports and answers them first."),
    SeatRole.HANDLER: _("Works on the cases that are given to her."),
    SeatRole.REVIEWER: _("Decides appeals, and had no part in the case."),
    SeatRole.CUSTODIAN: _("Holds a share of the keys of names and contacts; opens no case."),
    SeatRole.INTERPRETER: _("Translates in a case; sees what the person sees."),
    SeatRole.ADVISER: _("Advises the person or the team in a case; sees what the person sees."),
    SeatRole.ANALYST: _("Sees clocks and counts, and no content."),
    SeatRole.OBSERVER: _("From outside: sees clocks, counts and breaches, and no content."),
    SeatRole.ADMINISTRATOR: _("Changes how the mechanism works, and opens no case."),
}


def role_choices() -> list[tuple[str, Explained]]:
    """Return the seats with what each does."""
    return [(role.value, Explained(role.label, _DUTIES[role])) for role in SeatRole]


class SeatForm(forms.Form):
    """A seat for somebody."""

    user = forms.ChoiceField(
        label=_("Person"),
        help_text=_("Members of the organisation, and people who were added as “Case team only”."),
    )
    role = forms.ChoiceField(label=_("Seat"), choices=role_choices, widget=forms.RadioSelect)
    label = forms.CharField(
        label=_("Label"),
        max_length=60,
        help_text=_("The public sees this in place of a name, such as “Casework 2”."),
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=100,
        required=False,
        help_text=_("Where in the company, so that no unit looks into a complaint about itself."),
    )
    is_outside = forms.BooleanField(label=_("Comes from outside the company"), required=False)

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        people = [(str(one.user_id), str(one.user)) for one in members if one.role != Role.COMPANY]
        self.fields["user"] = forms.ChoiceField(
            label=_("Person"), choices=[("", _("Choose somebody")), *people], help_text=self.fields["user"].help_text
        )
