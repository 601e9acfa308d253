"""The form about an action: what, who, by when, how one will know that it helped (GP 19, 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.foundation.models import User
from knowshow.respect.forms.base import Revision, Whole, day_field, leverage_choices, long_text, members_of
from knowshow.respect.models import ActionKind, ActionState
from knowshow.ui.forms import Explained

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation
    from knowshow.respect.models import Action


class ActionForm(Whole):
    """One step to prevent, mitigate or remedy the impact."""

    title = forms.CharField(label=_("What will be done"), max_length=2000, widget=long_text(2))
    kind = forms.ChoiceField(
        label=_("What kind of step"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (ActionKind.AVOID, Explained(_("Avoid"), _("Do not build it, sell it or switch it on."))),
            (ActionKind.REDESIGN, Explained(_("Redesign"), _("Change the product so that the harm cannot arise."))),
            (ActionKind.REDUCE, Explained(_("Reduce"), _("Make it rarer, smaller, or easier to put right."))),
            (ActionKind.RESTRICT, Explained(_("Restrict"), _("Limit who may use it, where and for what."))),
            (ActionKind.WARN, Explained(_("Warn"), _("Tell people, train staff."))),
            (ActionKind.COMPENSATE, Explained(_("Compensate"), _("Make good what was suffered."))),
        ],
        help_text=_("In order of strength: take the first that is possible."),
    )
    owner = forms.ModelChoiceField(queryset=User.objects.none())  # replaced for each organisation
    owner_name = forms.CharField(label=_("Or a team or person without an account"), required=False, max_length=200)
    due_on = day_field(label=_("Due on"))
    state = forms.ChoiceField(
        label=_("State"),
        choices=ActionState.choices,
        initial=ActionState.PLANNED,
        help_text=_("Done says that it happened; effective says that it helped."),
    )
    indicator = forms.CharField(
        label=_("How will you know that it helped?"),
        required=False,
        widget=long_text(2),
        help_text=_("An outcome for people, not an activity. At best, they say it themselves."),
    )
    leverage = forms.MultipleChoiceField(
        label=_("Leverage over others"),
        required=False,
        choices=leverage_choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        help_text=_("Where others do the harm: the means to change their conduct."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=long_text(2))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.fields["owner"] = members_of(organisation, besides=self.initial.get("owner"))
        self.fields["owner"].label = _("Who does it")


class ActionChangeForm(ActionForm):
    """The same for a stored action."""

    revision = Revision()


def initial_of(action: Action) -> dict[str, object]:
    """Return what the form shows of a stored action."""
    facts = {name: getattr(action, name) for name in ActionChangeForm.base_fields}
    return facts | {"owner_name": "" if action.owner else action.owner_name}
