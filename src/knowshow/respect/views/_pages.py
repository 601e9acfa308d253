"""How every page of Pillar II is shown: what the member may do goes with it, and her organisation's records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knowshow.foundation.permissions import Permission, may, require
from knowshow.respect.models import Assessment, Impact, Product
from knowshow.respect.selectors.assessments import Progress, assessments_visible_to, progress_of
from knowshow.respect.selectors.products import products_visible_to
from knowshow.respect.selectors.register import impacts_visible_to

if TYPE_CHECKING:
    from django.forms import BaseForm, BaseFormSet

    from knowshow.foundation.membership import MemberRequest


@dataclass(frozen=True, slots=True)
class Can:
    """What the member may do here; pages show only those buttons."""

    assess: bool
    review: bool
    manage: bool


def show(request: MemberRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Render a page with what the member may do."""
    organisation = request.organisation
    can = Can(
        assess=may(request.user, Permission.ASSESS, organisation),
        review=may(request.user, Permission.REVIEW, organisation),
        manage=may(request.user, Permission.MANAGE, organisation),
    )
    return render(request, template, {"can": can, **context}, status=status)


def posted(request: MemberRequest, form: BaseForm | BaseFormSet[BaseForm]) -> bool:
    """Whether the form was sent, and holds what it asks for."""
    return request.method == "POST" and form.is_valid()


def require_assess(request: MemberRequest) -> None:
    """Refuse who may not change assessments."""
    require(request.user, Permission.ASSESS, request.organisation)


def product_or_404(request: MemberRequest, pk: int) -> Product:
    """Return a product of the organisation."""
    return get_object_or_404(products_visible_to(request.user, request.organisation), pk=pk)


def assessment_or_404(request: MemberRequest, pk: int) -> Assessment:
    """Return an assessment of the organisation."""
    return get_object_or_404(assessments_visible_to(request.user, request.organisation), pk=pk)


def impact_or_404(request: MemberRequest, pk: int) -> Impact:
    """Return an impact of the organisation."""
    return get_object_or_404(impacts_visible_to(request.user, request.organisation), pk=pk)


def crumbs(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    """Lead from the list of assessments to the page."""
    return [(_("Assessments"), reverse("respect:assessments")), *steps]


def address_of(record: Assessment | Impact | Product) -> str:
    """Return the address of a record's own page."""
    name = {Assessment: "assessment", Impact: "impact", Product: "product"}[type(record)]
    return reverse(f"respect:{name}", args=[record.pk])


def about_assessment(assessment: Assessment, current: str, **context: object) -> dict[str, object]:
    """Return what every page of an assessment shows: title, tabs, the guided steps."""
    progress = progress_of(assessment)
    return {
        "assessment": assessment,
        "crumbs": crumbs((assessment.title, "")),
        "tabs": _tabs(assessment, current, progress),
        "progress": progress,
        "steps": _steps(assessment, progress),
        **context,
    }


def _tabs(assessment: Assessment, current: str, progress: Progress) -> list[dict[str, object]]:
    tabs: tuple[tuple[str, object, int | str], ...] = (
        ("assessment", _("Ranked impacts"), progress.impacts),
        ("assessment_actions", _("Actions"), progress.actions),
        ("findings", _("Weak spots"), ""),
        ("versions", _("Versions and approval"), progress.versions),
        ("reports", _("Figures and reports"), ""),
        ("heat_map", _("Heat map"), ""),
        ("business_risk", _("Business risk, apart"), ""),
        ("history", _("History"), ""),
    )
    return [
        {
            "label": label,
            "url": reverse(f"respect:{name}", args=[assessment.pk]),
            "current": name == current,
            "count": count or "",
        }
        for name, label, count in tabs
    ]


def _steps(assessment: Assessment, progress: Progress) -> list[dict[str, object]]:
    """The guided path of an assessment; empty once it is approved."""
    if progress.step == "done":
        return []
    labels = (
        ("impacts", _("Write the impacts"), reverse("respect:suggestions", args=[assessment.pk])),
        ("ratings", _("Rate each group"), f"{address_of(assessment)}?tier=unrated"),
        ("actions", _("Plan what to do"), f"{address_of(assessment)}?attention=no_plan"),
        ("approval", _("Ask for approval"), reverse("respect:versions", args=[assessment.pk])),
    )
    now = [name for name, _label, _url in labels].index(progress.step)
    states = ["done" if index < now else "now" if index == now else "next" for index in range(len(labels))]
    first: dict[str, object] = {
        "label": _("Describe the product"),
        "state": "done",
        "url": address_of(assessment.product),
    }
    return [
        first,
        *(
            dict[str, object](label=label, state=state, url=url if state != "next" else "")
            for (_name, label, url), state in zip(labels, states, strict=True)
        ),
    ]
