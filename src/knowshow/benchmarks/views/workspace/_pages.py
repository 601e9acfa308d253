"""How every page of rankings is shown: what the member may do goes with it, and her organisation's records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knowshow.benchmarks.models import Company, Edition, Entry, Methodology
from knowshow.foundation.permissions import Permission, may, require

if TYPE_CHECKING:
    from django.forms import BaseForm

    from knowshow.foundation.membership import MemberRequest


@dataclass(frozen=True, slots=True)
class Can:
    """What the member may do here; pages show only those buttons."""

    research: bool
    review: bool
    manage: bool

    @property
    def answer(self) -> bool:
        """Whether she takes part in the research at all."""
        return self.research or self.review


def can_of(request: MemberRequest) -> Can:
    """Return what the member may do."""
    who, organisation = request.user, request.organisation
    return Can(
        research=may(who, Permission.RESEARCH, organisation),
        review=may(who, Permission.REVIEW, organisation),
        manage=may(who, Permission.MANAGE, organisation),
    )


def show(request: MemberRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Render a page with what the member may do."""
    page = f"benchmarks/workspace/{template}.html"
    return render(request, page, {"can": can_of(request), **context}, status=status)


def posted(request: MemberRequest, form: BaseForm) -> bool:
    """Whether the form was sent, and holds what it asks for."""
    return request.method == "POST" and form.is_valid()


def require_research(request: MemberRequest) -> None:
    """Refuse who may not change what is researched."""
    require(request.user, Permission.RESEARCH, request.organisation)


def require_review(request: MemberRequest) -> None:
    """Refuse who may not decide."""
    require(request.user, Permission.REVIEW, request.organisation)


def require_answer(request: MemberRequest) -> None:
    """Refuse who takes no part in the research."""
    if not may(request.user, Permission.REVIEW, request.organisation):
        require_research(request)


# ---- records of the organisation ---------------------------------------------------------------------------


def methodology_or_404(request: MemberRequest, pk: int) -> Methodology:
    """Return a methodology of the organisation."""
    return get_object_or_404(Methodology.objects.filter(organisation=request.organisation), pk=pk)


def company_or_404(request: MemberRequest, pk: int) -> Company:
    """Return a company of the organisation."""
    return get_object_or_404(Company.objects.filter(organisation=request.organisation), pk=pk)


def edition_or_404(request: MemberRequest, pk: int) -> Edition:
    """Return an edition of the organisation, with its methodology."""
    mine = Edition.objects.filter(organisation=request.organisation)
    return get_object_or_404(mine.select_related("methodology", "organisation", "previous"), pk=pk)


def entry_or_404(request: MemberRequest, pk: int) -> Entry:
    """Return a company in an edition of the organisation."""
    mine = Entry.objects.filter(edition__organisation=request.organisation)
    related = (
        "edition__methodology",
        "edition__organisation",
        "edition__previous",
        "company",
        "researcher",
        "reviewer",
    )
    return get_object_or_404(mine.select_related(*related), pk=pk)


# ---- where a page stands -----------------------------------------------------------------------------------


def about_edition(edition: Edition, current: str, *steps: tuple[object, str], **context: object) -> dict[str, object]:
    """Return what every page of an edition shows: its title, its tabs, the way back."""
    return {
        "edition": edition,
        "crumbs": [(_("Research"), reverse("benchmarks:research")), *_edition_steps(edition, steps)],
        "tabs": _tabs(edition, current),
        **context,
    }


def _edition_steps(edition: Edition, steps: tuple[tuple[object, str], ...]) -> list[tuple[object, str]]:
    if not steps:
        return [(edition.title, "")]
    return [(edition.title, reverse("benchmarks:edition", args=[edition.pk])), *steps]


def _tabs(edition: Edition, current: str) -> list[dict[str, object]]:
    tabs = [
        ("edition", _("Progress")),
        ("ranking", _("Ranking")),
        ("across", _("Across companies")),
        ("edition_feedback", _("Feedback")),
        ("years", _("Year on year")),
        ("next_research", _("What to research next")),
        ("imports", _("Imports")),
        ("publish", _("Publication")),
    ]
    if edition.previous_id is None:
        tabs = [tab for tab in tabs if tab[0] != "years"]
    return [
        {"label": label, "url": reverse(f"benchmarks:{name}", args=[edition.pk]), "current": name == current}
        for name, label in tabs
    ]
