"""Companies: the list, one company with its parts, numbers and contacts (GP 13, 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.benchmarks.forms.companies import CompanyChangeForm, CompanyFilters, CompanyForm, initial_of
from knowshow.benchmarks.models import Company
from knowshow.benchmarks.services import companies as services
from knowshow.benchmarks.views.workspace._pages import company_or_404, posted, require_research, show
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from django.db.models import QuerySet

_PAGE: Final = 50
_ORDERS: Final = {"": ("name", "pk"), "type": ("company_type", "name", "pk"), "changed": ("-updated_at", "pk")}


@require_safe
@member_page
def companies(request: MemberRequest) -> HttpResponse:
    """List the companies."""
    filters = CompanyFilters(request.GET, types=types_of(request))
    page = Paginator(_narrowed(request, filters), _PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Companies"),
        "page": page,
        "filters": filters,
        "is_narrowed": bool(set(filters.said()) - {"sort"}),
        "crumbs": [(_("Research"), reverse("benchmarks:research")), (_("Companies"), "")],
    }
    return show(request, "companies/list", context)


def types_of(request: MemberRequest) -> list[str]:
    """Return the types that companies here have."""
    found = Company.objects.filter(organisation=request.organisation).order_by("company_type")
    return list(found.values_list("company_type", flat=True).distinct())


def _narrowed(request: MemberRequest, filters: CompanyFilters) -> QuerySet[Company]:
    said = filters.said()
    found = Company.objects.filter(
        organisation=request.organisation, archived_at__isnull=not said.get("archived", False)
    )
    for word in said.get("q", "").split():
        found = found.filter(Q(name__icontains=word) | Q(key__icontains=word) | Q(identifiers__value__icontains=word))
    if "type" in said:
        found = found.filter(company_type=said["type"])
    counted = found.annotate(
        subject_count=Count("subjects", distinct=True), edition_count=Count("entries", distinct=True)
    )
    return counted.order_by(*_ORDERS[said.get("sort", "")])


@require_safe
@member_page
def company(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a company: its parts, its numbers, who speaks for it, in which editions it stands."""
    found = company_or_404(request, pk)
    context = {
        "title": found.name,
        "company": found,
        "subjects": found.subjects.all(),
        "identifiers": found.identifiers.all(),
        "contacts": found.contacts.select_related("membership__user"),
        "entries": found.entries.select_related("edition").order_by("-edition__period", "pk"),
        "crumbs": crumbs((found.name, "")),
    }
    return show(request, "companies/detail", context)


def crumbs(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    """Lead from the list of companies to the page."""
    return [
        (_("Research"), reverse("benchmarks:research")),
        (_("Companies"), reverse("benchmarks:companies")),
        *steps,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def company_add(request: MemberRequest) -> HttpResponse:
    """Add a company, then go on to its parts."""
    require_research(request)
    form = CompanyForm(request.POST or None, types=types_of(request))
    if posted(request, form):
        added = attempt(
            form, services.add_company, actor=request.user, organisation=request.organisation, **form.facts()
        )
        if added is not None:
            said = _("“{name}” is added. Add the parts of it that are asked: the group, its services.")
            messages.success(request, said.format(name=added.name))
            return redirect("benchmarks:company", pk=added.pk)
    title = _("Add a company")
    return show(request, "companies/form", {"title": title, "form": form, "crumbs": crumbs((title, ""))})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def company_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of a company."""
    require_research(request)
    found = company_or_404(request, pk)
    form = CompanyChangeForm(request.POST or None, initial=initial_of(found), types=types_of(request))
    if posted(request, form):
        revision = form.cleaned_data["revision"]
        facts = form.facts()
        if attempt(form, services.change_company, actor=request.user, company=found, revision=revision, **facts):
            messages.success(request, _("Saved."))
            return redirect("benchmarks:company", pk=pk)
    title = _("Change {name}").format(name=found.name)
    context = {"title": title, "form": form, "company": found, "crumbs": crumbs(*_step(found), (title, ""))}
    return show(request, "companies/form", context)


def _step(company: Company) -> tuple[tuple[object, str]]:
    return ((company.name, reverse("benchmarks:company", args=[company.pk])),)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def company_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then put a company away, or take it back."""
    require(request.user, Permission.MANAGE, request.organisation)
    found = company_or_404(request, pk)
    if request.method == "POST":
        act = services.restore_company if found.archived_at else services.archive_company
        act(actor=request.user, company=found, revision=found.revision)
        messages.success(request, _("Put away. You can take it back here.") if found.archived_at else _("Taken back."))
        return redirect("benchmarks:company", pk=pk)
    verb = _("Take the company back") if found.archived_at else _("Put the company away")
    words = (
        _("New editions offer it again.")
        if found.archived_at
        else _("New editions no longer offer it. Its answers and what was published stay, and you can take it back.")
    )
    context = {
        "title": f"{verb}: {found.name}",
        "words": words,
        "verb": verb,
        "back_url": reverse("benchmarks:company", args=[pk]),
    }
    return show(request, "confirm", context)
