"""Products and services: list, one product, add, change, archive, restore (GP 13)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow import canon
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, require
from knowshow.respect.forms.filters import ProductFilters
from knowshow.respect.forms.products import (
    ProductChangeForm,
    ProductForm,
    RelationshipForms,
    initial_of,
    relationships_in,
    relationships_of,
)
from knowshow.respect.models import Product
from knowshow.respect.rules.statement import place_name
from knowshow.respect.selectors.assessments import Wanted, assessments_listed
from knowshow.respect.selectors.products import products_listed
from knowshow.respect.services import products as services
from knowshow.respect.views._pages import posted, product_or_404, require_assess, show

_PAGE = 50


@require_safe
@member_page
def products(request: MemberRequest) -> HttpResponse:
    """List products by name."""
    filters = ProductFilters(request.GET)
    found = products_listed(request.user, request.organisation, **filters.said())
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Products and services"),
        "page": page,
        "filters": filters,
        "is_narrowed": bool(filters.said()),
    }
    return show(request, "respect/products/list.html", context)


@require_safe
@member_page
def product(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a product with its assessments."""
    found = product_or_404(request, pk)
    listed = assessments_listed(request.user, request.organisation, Wanted()).filter(product=found)
    context = {
        "title": found.name,
        "product": found,
        "assessments": listed,
        "reassessments": found.reassessments.order_by("-pk")[:10],
        "relationships": found.relationships.all(),
        "technologies": [record.name for key in found.technologies if (record := canon.technologies().get(key))],
        "countries": [place_name(code) for code in found.countries],
        "crumbs": [(_("Products"), reverse("respect:products")), (found.name, "")],
    }
    return show(request, "respect/products/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def product_add(request: MemberRequest) -> HttpResponse:
    """Add a product, then go on to its first assessment."""
    require_assess(request)
    form = ProductForm(request.POST or None)
    lines = RelationshipForms(request.POST or None, prefix="relationships")
    if posted(request, form) and lines.is_valid():
        added = attempt(
            form,
            services.add_product,
            actor=request.user,
            organisation=request.organisation,
            relationships=relationships_in(lines),
            **form.facts(),
        )
        if added is not None:
            messages.success(request, _("“{name}” is added. Start an assessment of it.").format(name=added.name))
            return redirect(reverse("respect:assessment_add") + f"?product={added.pk}")
    return _form_page(request, form, lines, _("Add a product or service"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def product_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of a product."""
    require_assess(request)
    found = product_or_404(request, pk)
    form = ProductChangeForm(request.POST or None, initial=initial_of(found))
    lines = RelationshipForms(request.POST or None, initial=relationships_of(found), prefix="relationships")
    if posted(request, form) and lines.is_valid():
        changed = attempt(
            form,
            services.change_product,
            actor=request.user,
            product=found,
            revision=form.cleaned_data["revision"],
            relationships=relationships_in(lines),
            **form.facts(),
        )
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect("respect:product", pk=pk)
    return _form_page(request, form, lines, _("Change {name}").format(name=found.name), product=found)


def _form_page(
    request: MemberRequest, form: ProductForm, lines: object, title: str, *, product: Product | None = None
) -> HttpResponse:
    steps = [(_("Products"), reverse("respect:products")), (title, "")]
    context = {"title": title, "form": form, "lines": lines, "product": product, "crumbs": steps}
    return show(request, "respect/products/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def product_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then put a product away, or take it back."""
    require(request.user, Permission.MANAGE, request.organisation)
    found = product_or_404(request, pk)
    if request.method == "POST":
        act = services.restore_product if found.is_archived else services.archive_product
        act(actor=request.user, product=found, revision=found.revision)
        messages.success(request, _("Restored.") if not found.is_archived else _("Archived. You can restore it here."))
        return redirect("respect:product", pk=pk)
    return show(request, "respect/confirm.html", _archive_question(found))


def _archive_question(product: Product) -> dict[str, object]:
    if product.is_archived:
        words = _("The product and its assessments come back into the register.")
        verb = _("Restore the product")
    else:
        words = _(
            "The product and its assessments leave all lists and the register."
            " Nothing is deleted, and you can restore it."
        )
        verb = _("Archive the product")
    return {
        "title": f"{verb}: {product.name}",
        "words": words,
        "verb": verb,
        "back_url": reverse("respect:product", args=[product.pk]),
    }
