"""Methodologies: the list, one of them in words, take in, publish, begin a new version, hand out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.forms.base import Confirmed
from knowshow.benchmarks.forms.methodologies import MethodologyFileForm, MethodologyFilters, VersionForm
from knowshow.benchmarks.models import Methodology
from knowshow.benchmarks.selectors.telling import scopes_told, told
from knowshow.benchmarks.services import methodologies as services
from knowshow.benchmarks.views.workspace._pages import (
    methodology_or_404,
    posted,
    require_answer,
    require_research,
    show,
)
from knowshow.errors import BadInputError, ConflictError
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.scoring.library import own_file, own_methodologies, own_methodology

if TYPE_CHECKING:
    from django.db.models import QuerySet

_PAGE: Final = 50


@require_safe
@member_page
def methodologies(request: MemberRequest) -> HttpResponse:
    """List the methodologies, and those of Knowshow that are not here yet."""
    filters = MethodologyFilters(request.GET)
    page = Paginator(_narrowed(request, filters), _PAGE).get_page(request.GET.get("page"))
    here = set(Methodology.objects.filter(organisation=request.organisation).values_list("key", "version"))
    context = {
        "title": _("Methodologies"),
        "page": page,
        "filters": filters,
        "is_narrowed": bool(filters.said()),
        "shipped": [one for key in own_methodologies() if ((one := own_methodology(key)).id, one.version) not in here],
    }
    return show(request, "methodologies/list", context)


def _narrowed(request: MemberRequest, filters: MethodologyFilters) -> QuerySet[Methodology]:
    said = filters.said()
    found = Methodology.objects.filter(organisation=request.organisation).defer("content")
    for word in said.get("q", "").split():
        found = found.filter(Q(title__icontains=word) | Q(publisher__icontains=word) | Q(key__icontains=word))
    if "state" in said:
        found = found.filter(state=said["state"])
    return found.annotate(edition_count=Count("editions")).order_by("title", "-pk")


@require_safe
@member_page
def methodology(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a methodology in words."""
    found = methodology_or_404(request, pk)
    plan = plan_of(found)
    versions = Methodology.objects.filter(organisation=request.organisation, key=found.key).defer("content")
    context = {
        "title": found.title,
        "methodology": found,
        "record": plan.methodology,
        "told": told(found),
        "scopes": scopes_told(plan),
        "versions": versions.exclude(pk=pk),
        "editions": found.editions.all(),
        "crumbs": _crumbs((found.title, "")),
    }
    return show(request, "methodologies/detail", context)


def _crumbs(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Methodologies"), reverse("benchmarks:methodologies")), *steps]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def methodology_import(request: MemberRequest) -> HttpResponse:
    """Take a methodology file in: all of it, or nothing with the place that is wrong."""
    require_research(request)
    form = MethodologyFileForm(request.POST or None, request.FILES or None)
    if posted(request, form):
        taken = _take_in(request, form)
        if taken is not None:
            messages.success(request, _("“{title}” is here.").format(title=taken))
            return redirect("benchmarks:methodology", pk=taken.pk)
    title = _("Take in a methodology")
    return show(request, "methodologies/import", {"title": title, "form": form, "crumbs": _crumbs((title, ""))})


def _take_in(request: MemberRequest, form: MethodologyFileForm) -> Methodology | None:
    """Take the file in, or say at its field where in it what is wrong."""
    file = form.cleaned_data["file"]
    try:
        return services.import_methodology(
            actor=request.user, organisation=request.organisation, content=file.read(), name=file.name
        )
    except BadInputError as error:
        form.add_error("file", error.message)
    except ConflictError as error:
        form.add_error("file", str(error))
    return None


@require_POST
@member_page
def methodology_take(request: MemberRequest, key: str) -> HttpResponse:
    """Take in one of the methodologies that come with Knowshow."""
    require_research(request)
    if key not in own_methodologies():
        raise Http404
    taken = services.import_methodology(
        actor=request.user, organisation=request.organisation, content=own_file(key), name=key
    )
    messages.success(request, _("“{title}” is here. Read it, then publish it.").format(title=taken.title))
    return redirect("benchmarks:methodology", pk=taken.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def methodology_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then fix a version for good."""
    require_answer(request)
    found = methodology_or_404(request, pk)
    form = Confirmed(request.POST or None, initial={"revision": found.revision})
    if posted(request, form):
        revision = form.cleaned_data["revision"]
        services.publish_methodology(actor=request.user, methodology=found, revision=revision)
        messages.success(request, _("Published. Editions can rest on it now."))
        return redirect("benchmarks:methodology", pk=pk)
    verb = _("Publish version {version}").format(version=found.version)
    context = {
        "title": f"{verb}: {found.title}",
        "form": form,
        "words": _(
            "From then on this version never changes: its questions, answers, points and rules stay as they are,"
            " so that every score can be recomputed. What has to change later becomes a new version."
        ),
        "verb": verb,
        "back_url": reverse("benchmarks:methodology", args=[pk]),
    }
    return show(request, "confirm", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def methodology_version(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin a new version as a draft."""
    require_research(request)
    found = methodology_or_404(request, pk)
    form = VersionForm(request.POST or None)
    if posted(request, form):
        made = attempt(form, services.new_version, actor=request.user, methodology=found, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("Begun. Hand it out as a file, change it there, and take it in again."))
            return redirect("benchmarks:methodology", pk=made.pk)
    title = _("New version of {title}").format(title=found.title)
    context = {"title": title, "form": form, "methodology": found, "crumbs": _crumbs((title, ""))}
    return show(request, "methodologies/version", context)


@require_safe
@member_page
def methodology_file(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the methodology as its file; it can be taken in again."""
    found = methodology_or_404(request, pk)
    text = json.dumps(found.content, ensure_ascii=False, indent=1)
    response = HttpResponse(text.encode(), content_type="application/json")
    name = slugify(f"{found.key}-{found.version}") or "methodology"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
