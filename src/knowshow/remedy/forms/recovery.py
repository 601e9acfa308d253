"""Forms about the trustees' keys: draw one, prove a share, use one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowshow.foundation.membership import key_of
from knowshow.foundation.models import Role
from knowshow.remedy.services.recovery import Named
from knowshow.remedy.standing import HANDLING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField

    from knowshow.foundation.models import Membership
    from knowshow.remedy.models import Seat

#: Trustees for whom the form has room.
PLACES: Final = 6
_LEAST: Final = 2


class DrawForm(forms.Form):
    """Who holds shares, and how many open the key together."""

    needed = forms.IntegerField(
        label=_("Shares that open it together"), min_value=_LEAST, max_value=PLACES, initial=_LEAST
    )

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        people = [(str(one.user_id), str(one.user)) for one in members if one.role != Role.COMPANY]
        for number in range(1, PLACES + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=gettext("Trustee %(number)s") % {"number": number}, max_length=200, required=number <= _LEAST
            )
            self.fields[f"is_outside_{number}"] = forms.BooleanField(
                label=gettext("Trustee %(number)s is outside the company") % {"number": number}, required=False
            )
            self.fields[f"keeper_{number}"] = forms.ChoiceField(
                label=gettext("Share %(number)s is shown to") % {"number": number},
                choices=[("", gettext("Choose a member")), *people],
                required=number <= _LEAST,
            )

    @property
    def places(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """For each trustee: the name, the member to whom the share is shown, whether she is outside."""
        return [(self[f"name_{n}"], self[f"keeper_{n}"], self[f"is_outside_{n}"]) for n in range(1, PLACES + 1)]

    def trustees(self) -> list[Named]:
        """Return those who are named, each with the member at whose sign-in the share is shown."""
        said = self.cleaned_data
        return [
            Named(said[f"name_{n}"], said[f"is_outside_{n}"], key_of(said[f"keeper_{n}"]) or 0)
            for n in range(1, PLACES + 1)
            if said[f"name_{n}"].strip()
        ]


class ProofForm(forms.Form):
    """Two words of a share, read from the paper."""

    def __init__(self, *args: Any, places: Iterable[int], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.places = tuple(places)
        for place in self.places:
            self.fields[f"word_{place}"] = forms.CharField(
                label=gettext("Word %(place)s of your share") % {"place": place},
                max_length=40,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    def is_right_for(self, share: str) -> bool:
        """Whether the words are those of the share."""
        words = share.split()
        return all(self.cleaned_data[f"word_{place}"].strip().lower() == words[place - 1] for place in self.places)


class UseForm(forms.Form):
    """Use of the recovery key: the shares, for whom, why."""

    seat = forms.ChoiceField(label=_("Open the cases for"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Each person whose case is opened so reads this. Write no name."),
    )
    references = forms.CharField(
        label=_("Which cases"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("References of cases that nobody of the team can open today. Empty: all of them."),
    )

    def __init__(self, *args: Any, seats: Iterable[Seat], needed: int, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.label} ({one.user})") for one in seats if one.role in HANDLING]
        self.fields["seat"] = forms.ChoiceField(
            label=_("Open the cases for"), choices=[("", _("Choose a seat")), *choices]
        )
        self.needed = needed
        for number in range(1, needed + 1):
            self.fields[f"share_{number}"] = forms.CharField(
                label=gettext("Share %(number)s") % {"number": number},
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
            )

    @property
    def share_fields(self) -> list[BoundField]:
        """The shares, each typed by the trustee who holds it."""
        return [self[f"share_{number}"] for number in range(1, self.needed + 1)]

    def shares(self) -> list[str]:
        """Return the shares."""
        return [self.cleaned_data[f"share_{number}"] for number in range(1, self.needed + 1)]

    def references_given(self) -> list[str]:
        """Return the references, however they were divided."""
        said: str = self.cleaned_data["references"]
        return said.replace(",", " ").split()
