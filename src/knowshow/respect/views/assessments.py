"""Assessments: the list, start, change, archive; the ranked list is an assessment's home (GP 17, 18, 24)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow import canon
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, key_of, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.respect.forms.assessments import SOURCE_FIELDS, AssessmentChangeForm, AssessmentForm, initial_of
from knowshow.respect.forms.filters import AssessmentFilters, ImpactFilters
from knowshow.respect.models import Assessment, ReassessmentState
from knowshow.respect.rules.statement import place_name
from knowshow.respect.selectors.assessments import assessments_listed
from knowshow.respect.selectors.changes import changes_of
from knowshow.respect.selectors.products import products_listed
from knowshow.respect.selectors.ranking import ranked_page
from knowshow.respect.selectors.register import register_page
from knowshow.respect.services import assessments as services
from knowshow.respect.views._pages import about_assessment, assessment_or_404, crumbs, posted, require_assess, show

_PAGE = 25


@require_safe
@member_page
def assessments(request: MemberRequest) -> HttpResponse:
    """List assessments, those with the gravest impacts first."""
    filters = AssessmentFilters(request.GET)
    found = assessments_listed(request.user, request.organisation, filters.wanted())
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {"title": _("Assessments"), "page": page, "filters": filters, "is_narrowed": bool(filters.said())}
    return show(request, "respect/assessments/list.html", context)


@require_safe
@member_page
def register(request: MemberRequest) -> HttpResponse:
    """Show the impacts of all assessments in one order."""
    filters = ImpactFilters(request.GET)
    product = request.GET.get("product", "")
    page, rows = register_page(
        request.user,
        request.organisation,
        filters.narrowed(),
        product=key_of(product),
        number=request.GET.get("page", "1"),
        size=filters.page_size,
    )
    context = {
        "title": _("All impacts"),
        "page": page,
        "rows": rows,
        "filters": filters,
        "is_narrowed": bool(filters.said()),
    }
    return show(request, "respect/register.html", context)


@require_safe
@member_page
def assessment(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the ranked impacts of an assessment, each with the reason for its place."""
    found = assessment_or_404(request, pk)
    filters = ImpactFilters(request.GET)
    ranked = ranked_page(found, filters.narrowed(), number=request.GET.get("page", "1"), size=filters.page_size)
    context = about_assessment(found, "assessment", ranked=ranked, filters=filters, page=ranked.page)
    context["is_narrowed"] = not filters.narrowed().is_everything
    context["facts"] = _facts(found)
    context["reassessments"] = found.reassessments.filter(state=ReassessmentState.OPEN)
    return show(request, "respect/assessments/ranked.html", context)


def _facts(assessment: Assessment) -> list[tuple[str, object]]:
    product = assessment.product
    names = [record.name for key in product.technologies if (record := canon.technologies().get(key))]
    places = [place_name(code) for code in product.countries]
    return [
        (_("Product"), product.name if product.name != assessment.title else ""),
        (_("Company"), assessment.company),
        (_("Technology"), ", ".join(names)),
        (_("Places"), ", ".join(places)),
        (_("Depth"), assessment.get_kind_display()),
        (_("State"), assessment.get_state_display()),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def assessment_add(request: MemberRequest) -> HttpResponse:
    """Start an assessment of a product; without a product, add one first."""
    require_assess(request)
    if not products_listed(request.user, request.organisation).exists():
        messages.info(request, _("Describe the product first. The assessment follows from it."))
        return redirect("respect:product_add")
    initial = _initial(request)
    form = AssessmentForm(request.POST or None, initial=initial, organisation=request.organisation)
    if posted(request, form):
        started = attempt(
            form, services.start_assessment, actor=request.user, source=form.source(), **form.facts(*SOURCE_FIELDS)
        )
        if started is not None:
            messages.success(request, _("The assessment is started. Now write down who may be harmed."))
            return redirect("respect:suggestions", pk=started.pk)
    return _form_page(request, form, _("Start an assessment"))


def _initial(request: MemberRequest) -> dict[str, object]:
    """Begin with the product that was chosen, or the only one, and a title that says what and when."""
    known = {str(product.pk): product for product in products_listed(request.user, request.organisation)}
    only = next(iter(known.values())) if len(known) == 1 else None
    chosen = known.get(request.GET.get("product", ""), only)
    if chosen is None:
        return {}
    return {"product": chosen.pk, "title": f"{chosen.name}, {timezone.localdate().year}"}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def assessment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of an assessment as a whole."""
    require_assess(request)
    found = assessment_or_404(request, pk)
    form = AssessmentChangeForm(request.POST or None, initial=initial_of(found))
    if posted(request, form):
        changed = attempt(
            form,
            services.change_assessment,
            actor=request.user,
            assessment=found,
            revision=form.cleaned_data["revision"],
            source=form.source(found.source),
            **form.facts(*SOURCE_FIELDS),
        )
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect("respect:assessment", pk=pk)
    return _form_page(request, form, _("Change “{title}”").format(title=found.title), assessment=found)


def _form_page(
    request: MemberRequest, form: AssessmentForm, title: str, *, assessment: Assessment | None = None
) -> HttpResponse:
    context = {"title": title, "form": form, "assessment": assessment, "crumbs": crumbs((title, ""))}
    return show(request, "respect/assessments/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def assessment_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then put an assessment away, or take it back."""
    require(request.user, Permission.MANAGE, request.organisation)
    found = assessment_or_404(request, pk)
    if request.method == "POST":
        act = services.restore_assessment if found.is_archived else services.archive_assessment
        act(actor=request.user, assessment=found, revision=found.revision)
        messages.success(request, _("Archived. You can restore it here.") if found.is_archived else _("Restored."))
        return redirect("respect:assessment", pk=pk)
    return show(request, "respect/confirm.html", _archive_question(found))


def _archive_question(assessment: Assessment) -> dict[str, object]:
    if assessment.is_archived:
        words, verb = _("The assessment comes back into the lists and the register."), _("Restore the assessment")
    else:
        words = _("The assessment leaves the lists and the register. Nothing is deleted, and you can restore it.")
        verb = _("Archive the assessment")
    back = reverse("respect:assessment", args=[assessment.pk])
    return {"title": f"{verb}: {assessment.title}", "words": words, "verb": verb, "back_url": back}


@require_safe
@member_page
def history(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who changed what in an assessment, newest first."""
    found = assessment_or_404(request, pk)
    page = Paginator(changes_of(request.user, found), 50).get_page(request.GET.get("page"))
    return show(request, "respect/assessments/history.html", about_assessment(found, "history", page=page))
