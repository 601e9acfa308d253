"""Sources: the list, one document, add and correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.benchmarks.forms.answers import SourceChangeForm, SourceFilters, SourceForm, initial_of_source
from knowshow.benchmarks.selectors.companies import sources_listed, sources_visible_to
from knowshow.benchmarks.services import sources as services
from knowshow.benchmarks.views.workspace._pages import posted, require_answer, show
from knowshow.errors import BadInputError, ConflictError
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.services.attachments import keep_file

if TYPE_CHECKING:
    from django.forms import Form as AnyForm

    from knowshow.benchmarks.models import Source

_PAGE: Final = 50
Form = TypeVar("Form", bound="AnyForm")


@require_safe
@member_page
def sources(request: MemberRequest) -> HttpResponse:
    """List the sources."""
    filters = SourceFilters(request.GET)
    found = sources_listed(request.user, request.organisation, **filters.said())
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Sources"),
        "page": page,
        "filters": filters,
        "is_narrowed": bool(filters.said()),
        "crumbs": _crumbs(),
    }
    return show(request, "sources/list", context)


def _crumbs(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    research = (_("Research"), reverse("benchmarks:research"))
    return [research, (_("Sources"), reverse("benchmarks:sources") if steps else ""), *steps]


@require_safe
@member_page
def source(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one source, and which answers rest on it."""
    found = get_object_or_404(sources_visible_to(request.user, request.organisation), pk=pk)
    cited = found.citations.filter(answer__is_current=True).select_related(
        "answer__edition", "answer__subject__company"
    )
    title = _("Source {number}: {title}").format(number=found.number, title=found.title)
    page = Paginator(cited, _PAGE).get_page(request.GET.get("page"))
    context = {"title": title, "source": found, "page": page, "crumbs": _crumbs((found.number, ""))}
    return show(request, "sources/detail", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def source_add(request: MemberRequest) -> HttpResponse:
    """Add a source."""
    require_answer(request)
    form = SourceForm(request.POST or None, request.FILES or None, initial={"accessed_on": timezone.localdate()})
    without_copy(request, form)
    if posted(request, form) and (added := _stored(request, form, None)):
        messages.success(request, _("It is source {number}.").format(number=added.number))
        return redirect("benchmarks:source", pk=added.pk)
    title = _("Add a source")
    return show(request, "sources/form", {"title": title, "form": form, "crumbs": _crumbs((title, ""))})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def source_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what is said of a source."""
    require_answer(request)
    found = get_object_or_404(sources_visible_to(request.user, request.organisation), pk=pk)
    form = SourceChangeForm(request.POST or None, request.FILES or None, initial=initial_of_source(found))
    without_copy(request, form)
    if posted(request, form) and _stored(request, form, found):
        messages.success(request, _("Saved."))
        return redirect("benchmarks:source", pk=pk)
    title = _("Correct source {number}").format(number=found.number)
    context = {"title": title, "form": form, "source": found, "crumbs": _crumbs((title, ""))}
    return show(request, "sources/form", context)


def without_copy(request: MemberRequest, form: Form) -> Form:
    """Leave out the archived copy for who may not keep files: she names its address."""
    if not may(request.user, Permission.ASSESS, request.organisation):
        del form.fields["copy"]
    return form


def _stored(request: MemberRequest, form: SourceForm, source: Source | None) -> Source | None:
    """Store a source with its copy, or say at its field what is wrong."""
    facts = form.facts("copy")
    try:
        if form.cleaned_data.get("copy"):
            facts["attachment"] = keep_file(
                actor=request.user, organisation=request.organisation, upload=form.cleaned_data["copy"]
            )
        if source is None:
            return services.add_source(actor=request.user, organisation=request.organisation, **facts)
        return services.change_source(
            actor=request.user, source=source, revision=form.cleaned_data["revision"], **facts
        )
    except BadInputError as error:
        field = "copy" if error.place.field == "file" else error.place.field
        form.add_error(field if field in form.fields else None, f"{error.what} {error.remedy}".strip())
    except ConflictError as error:
        form.add_error(None, str(error))
    return None
