"""Sample values for the pattern page. They show form, not fact: no real company, person or product."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.ui.figures import sample_figures
from knowshow.ui.forms import Explained, FilterForm, RatingCards
from knowshow.ui.languages import links_to

_MONDAY: Final = dt.date(2026, 11, 23)

_SCALE: Final = (
    (1, _("Inconvenience; the right is exercised with small effort")),
    (2, _("A real restriction; livelihood or dignity touched, no lasting injury expected")),
    (3, _("Home, job, school or liberty lost for a short time; serious mental harm")),
    (4, _("Life, bodily or sexual integrity, long detention, persecution")),
)
_LIKELIHOOD: Final = (
    ("actual", Explained(_("Actual: it is happening or has happened"))),
    ("expected", Explained(_("Expected within twelve months without more action"))),
    ("unknown", Explained(_("Unknown"), _("Ranked as if it were certain until someone finds out."))),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    scale = forms.TypedChoiceField(
        label=_("Scale: how grave is it for each person?"),
        help_text=_("Judge it for this group. What is an inconvenience to one may be ruin to another."),
        choices=_SCALE,
        coerce=int,
        widget=RatingCards,
    )
    rationale = forms.CharField(
        label=_("Why these ratings?"),
        help_text=_("At least 40 characters. Name what you relied on. This text is in the report."),
        widget=forms.Textarea,
        min_length=40,
    )
    likelihood = forms.ChoiceField(
        label=_("Likelihood"),
        help_text=_("Used only to order impacts that are equal in severity. It never lowers a tier."),
        choices=_LIKELIHOOD,
        widget=forms.RadioSelect,
    )
    owner = forms.CharField(label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.FileField(label=_("Evidence"), help_text=_("A PDF, an image or a text."), required=False)
    groups = forms.MultipleChoiceField(
        label=_("Groups"),
        choices=[("children", _("Children")), ("workers", _("Workers at suppliers"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    delay = forms.BooleanField(
        label=_("Delay would make the harm irremediable"),
        help_text=_("Guiding Principle 24. Say in the rationale why."),
        required=False,
    )


class SampleFilters(FilterForm):
    """Filters as a list has them."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Actual and potential")), ("actual", _("Actual")), ("potential", _("Potential"))],
    )


@dataclass(frozen=True, slots=True)
class SampleImpact:
    """What a ranked list shows of an impact."""

    rank: int
    tier: int
    group: str
    right: str
    feature: str
    place: str
    state: str
    scale: int | None
    scope: int | None
    irremediability: int | None
    why: str


IMPACTS: Final = (
    SampleImpact(
        1, 4, "people of a minority", "life", "the ranking of posts", "Country A", "actual", 4, 4, 4,
        "Ranked first: gravest on all three criteria.",
    ),
    SampleImpact(
        2, 3, "workers at suppliers", "health", "review queues without support", "", "actual", 3, 2, 3,
        "Above 3 because it is graver for each person (scale 3 against 2).",
    ),
    SampleImpact(
        3, 2, "readers", "information", "removal of posts", "Country B", "potential", 2, None, 1,
        "Scope is unknown, so it counts as grave until someone finds out.",
    ),
)  # fmt: skip


def context() -> dict[str, object]:
    """Give the pattern page its values."""
    return {
        "title": _("Patterns"),
        "crumbs": [(_("Standards"), "#main"), (_("Patterns"), "")],
        "impacts": IMPACTS,
        "tiers": (4, 3, 2, 1),
        "facts": [(_("Source"), _("A made-up assessment")), (_("Version"), _("3, in review"))],
        "tabs": _tabs(),
        "steps": _steps(),
        "events": _events(),
        "form": SampleForm(),
        "refused_form": SampleForm({"scale": "3", "rationale": "Short."}, prefix="refused"),
        "filters": SampleFilters({"state": "actual"}),
        "figures": sample_figures(),
        "badges": _badges(),
        "language_links": links_to("/"),
        "written": [("Rationale", "Interviews with twelve people in August describe it in detail.")],
    }


def _tabs() -> list[dict[str, object]]:
    return [
        {"label": _("Ranked impacts"), "url": "#lists", "current": True, "count": 3},
        {"label": _("Actions"), "url": "#tables", "count": 0},
        {"label": _("Business risk, apart"), "url": "#notices"},
    ]


def _steps() -> list[dict[str, object]]:
    return [
        {"label": _("Describe the product"), "state": "done", "url": "#main"},
        {"label": _("Write the impacts"), "state": "now"},
        {"label": _("Rate each group"), "state": "next"},
    ]


def _events() -> list[dict[str, object]]:
    return [
        {"on": _MONDAY, "words": _("Scope raised from 1 to 2, on new evidence"), "url": "#lists"},
        {"on": _MONDAY - dt.timedelta(days=11), "words": _("Plan agreed"), "who": _("Content policy lead")},
    ]


def _badges() -> list[tuple[object, str]]:
    return [
        (_("Draft"), ""), (_("Frozen"), "strong"), (_("In review"), "info"), (_("Verified"), "positive"),
        (_("Unverified"), "caution"), (_("Late"), "danger"),
    ]  # fmt: skip
