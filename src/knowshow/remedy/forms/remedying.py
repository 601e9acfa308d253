"""Forms about remedies: an offer in parts, an answer to a counter-proposal, a proof, a referral (GP 25, 28, 31 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.forms.casework import day_field, words_field
from knowshow.remedy.models import ReferralState
from knowshow.remedy.rules.remedies import Terms
from knowshow.remedy.selectors import case_words, wording
from knowshow.remedy.services.offers import Proposed
from knowshow.remedy.services.referrals import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.rules.remedies import Finding

#: Rows for parts of an offer; who needs more writes a second offer that replaces the first.
ROWS: Final = 6


class OfferForm(forms.Form):
    """An offer: words, its terms, until when it stays open. Its parts are ``PartForm``."""

    text = words_field(_("What you say with it"), help_text=_("Plain words. Both sides read it."))
    remedies = forms.CharField(label=_("Parts"), required=False, widget=forms.HiddenInput)
    gives_up_court = forms.BooleanField(label=_("The offer asks the person to give up going to court"), required=False)
    gives_up_other_bodies = forms.BooleanField(
        label=_("The offer asks the person to give up going to another body"), required=False
    )
    silence = forms.BooleanField(label=_("The offer asks the person to be silent"), required=False)
    lost_money = forms.BooleanField(label=_("The person lost money"), required=False)
    #: Codes of what was found in the offer and shown beside ``confirmed``.
    told = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(label=_("I read this, and make the offer all the same"), required=False)
    open_until = day_field(
        _("Open until"), required=False, help_text=_("Left empty: as long as the mechanism's terms say.")
    )

    def terms(self) -> Terms:
        """Return what is asked in return; every offer tells her that she may take advice."""
        asked = {name: self.cleaned_data[name] for name in ("gives_up_court", "gives_up_other_bodies", "silence")}
        return Terms(**asked, tells_she_may_take_advice=True)

    def confirms(self, found: Iterable[Finding]) -> bool:
        """Whether all that was found in the offer was shown before, and the offer is meant all the same."""
        told = self.cleaned_data["told"].split()
        return all(self.cleaned_data["confirmed"] and one.code in told for one in found)


class PartForm(forms.Form):
    """One part of an offer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("None")), *wording.REMEDIES.items()], required=False)
    what = forms.CharField(label=_("What"), max_length=500, required=False)
    due_on = day_field(_("Done by"), required=False)

    def proposed(self) -> Proposed | None:
        """Return the part; nothing for a row that was left empty."""
        said = self.cleaned_data
        if not said.get("kind") and not said.get("what"):
            return None
        return Proposed(said["kind"], said["what"], said["due_on"])


Parts = forms.formset_factory(PartForm, extra=ROWS, max_num=ROWS)


class CounterForm(forms.Form):
    """The answer to what the person proposed."""

    accepts = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Yes: this is agreed, as she wrote it")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    text = words_field(_("What you say with it"), help_text=_("Both sides read it."))
    due_on = day_field(_("Done by"), required=False, help_text=_("For the parts for which she named no day."))


class ProveAllForm(forms.Form):
    """Which kind of remedy was carried out for all of a group, and how each can see it."""

    kind = forms.ChoiceField(label=_("What was carried out"), widget=forms.RadioSelect)
    text = words_field(_("Words"), help_text=_("Each of them reads it. Give nobody away."))

    def __init__(
        self, *args: Any, kinds: list[tuple[str, StrOrPromise]], **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field


class ExtendForm(forms.Form):
    """More time to decide."""

    open_until = day_field(_("Open until"))


class ReferralForm(forms.Form):
    """A proposal to the person that another body deals with it."""

    body = forms.CharField(label=_("Which body"), max_length=200)
    purpose = forms.CharField(label=_("What for"), max_length=300)
    fields_told = forms.MultipleChoiceField(
        label=_("What it would be told"),
        choices=[(name, case_words.FIELDS[name]) for name in FIELDS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The person ticks each herself. Propose no more than the body needs."),
    )
    public_key = forms.CharField(
        label=_("Public key of the body"),
        max_length=200,
        required=False,
        help_text=_("64 hexadecimal digits (X25519). Needed for a name or a contact; the packet is sealed to it."),
    )
    text = words_field(_("What you say to the person"), help_text=_("Why this body, and what may come of it."))


class PacketForm(forms.Form):
    """The minimal facts of what she agreed to."""

    def __init__(self, *args: Any, agreed: list[str], **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        for name in ("summary", "wishes"):
            if name in agreed:
                self.fields[name] = words_field(case_words.FIELDS[name], required=False)
        self.fields["sure"] = forms.BooleanField(
            label=_("Only what the body needs is in it: what has gone cannot be called back")
        )


class ReceiptForm(forms.Form):
    """What the other body answered."""

    state = forms.ChoiceField(
        label=_("The body"),
        choices=[
            (ReferralState.RECEIVED, _("has received it")),
            (ReferralState.ACCEPTED, _("has taken it up")),
            (ReferralState.REFUSED, _("has refused it")),
            (ReferralState.REREFERRED, _("has passed it on")),
            (ReferralState.CLOSED, _("has closed it")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Why, if it refused"), choices=[("", _("Not said")), *case_words.REFUSALS.items()], required=False
    )
    text = words_field(_("What the person reads"), rows=3, required=False)
