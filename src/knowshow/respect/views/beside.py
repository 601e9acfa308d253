"""Pages beside the order: why one impact stands above another, the heat map compared, business risk apart."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.respect.forms.filters import ExplainForm
from knowshow.respect.rules.heat_maps import MEASURED
from knowshow.respect.selectors.beside import business_risks_of, explained, heat_map_of, rated_in_order
from knowshow.respect.views._pages import about_assessment, address_of, assessment_or_404, crumbs, show


@require_safe
@member_page
def explain(request: MemberRequest, pk: int) -> HttpResponse:
    """Say step by step why one impact stands above another."""
    found = assessment_or_404(request, pk)
    last = rated_in_order(found).count()
    form = ExplainForm(request.GET or {"first": 1, "second": min(2, last)}, last=last)
    pair = explained(found, *form.ranks()) if form.is_valid() else None
    title = _("Why one stands above another")
    context = about_assessment(found, "assessment", title=title, form=form, pair=pair, last=last)
    context["crumbs"] = crumbs((found.title, address_of(found)), (title, ""))
    return show(request, "respect/assessments/explain.html", context)


@require_safe
@member_page
def heat_map(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a heat map would have said of this assessment, and how often such maps are wrong."""
    found = assessment_or_404(request, pk)
    pairs = next(iter(MEASURED.values())).pairs
    context = about_assessment(found, "heat_map", heat_map=heat_map_of(found), measured=MEASURED, compared=pairs)
    return show(request, "respect/assessments/heat_map.html", context)


@require_safe
@member_page
def business_risk(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what was said of risk to the business, apart from the order."""
    found = assessment_or_404(request, pk)
    context = about_assessment(found, "business_risk", rows=business_risks_of(found))
    return show(request, "respect/assessments/business_risk.html", context)
