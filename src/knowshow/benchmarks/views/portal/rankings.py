"""Published rankings for everybody: no session, no script, a permanent address for each publication (GP 21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knowshow.benchmarks.selectors import differences, portal
from knowshow.benchmarks.selectors import published as shown
from knowshow.benchmarks.selectors.telling import told
from knowshow.ui.published import published

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Publication

Arguments = ParamSpec("Arguments")


def published_page(
    view: Callable[Concatenate[HttpRequest, Publication, Arguments], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, int, Arguments], HttpResponseBase]:
    """Find the publication of an address; one that was withdrawn says so, with the reason, and nothing else."""

    @wraps(view)
    def found(
        request: HttpRequest, slug: str, number: int, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        publication = portal.publication_of(slug, number)
        if publication is None:
            raise Http404
        if publication.is_withdrawn:
            return _show(request, publication, "withdrawn", "", {"title": publication.title}, status=410)
        return view(request, publication, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, str, int, Arguments], HttpResponseBase]", published(found))


@published
def index(request: HttpRequest) -> HttpResponse:
    """List what is published."""
    context = {"title": _("Rankings"), "publications": portal.publications_listed()}
    return render(request, "benchmarks/rankings/index.html", context)


@published
def newest(_request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the newest publication that stands: its own address stays the same."""
    publication = portal.publication_of(slug)
    if publication is None:
        raise Http404
    return redirect("rankings:ranking", slug, publication.number)


@published_page
def ranking(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show who stands where."""
    rows = list(portal.companies_of(publication))
    kinds = list(dict.fromkeys(row.company_type for row in rows))
    is_apart = publication.results["ranking"]["within"] == "company_type" and len(kinds) > 1
    groups = [
        (kind if is_apart else "", [one for one in rows if not is_apart or one.company_type == kind]) for kind in kinds
    ]
    names = [kind for kind in publication.figures.values_list("kind", flat=True) if kind.split(":")[0] == "ranking"]
    context = {
        "title": publication.title,
        "groups": groups if is_apart else groups[:1],
        "agreement": differences.agreement_words(publication.results["publisher"]),
        "figures": _figures(publication, *names),
    }
    return _show(request, publication, "ranking", "ranking", context)


@published_page
def differing(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Name every figure that the index's own publisher printed and the answers do not give."""
    context = {
        "title": _("Differences"),
        "agreement": differences.agreement_words(publication.results["publisher"]),
        "differences": differences.named(publication.differences),
    }
    return _show(request, publication, "differences", "ranking", context)


@published_page
def companies(request: HttpRequest, publication: Publication) -> HttpResponse:
    """List the companies by name."""
    rows = sorted(portal.companies_of(publication), key=lambda row: row.company_name.casefold())
    return _show(request, publication, "companies", "companies", {"title": _("Companies"), "rows": rows})


@published_page
def company(request: HttpRequest, publication: Publication, company: str) -> HttpResponse:
    """Show one company: its total, every indicator, its services."""
    row = portal.company_of(publication, company)
    if row is None:
        raise Http404
    is_apart = publication.results["ranking"]["within"] == "company_type"
    others = [one for one in portal.companies_of(publication) if not is_apart or one.company_type == row.company_type]
    context = {
        "title": row.company_name,
        "company": row,
        "categories": shown.categories(publication, row),
        "figures": _figures(publication, f"services:{company}"),
        "others": others,
    }
    return _show(request, publication, "company", "companies", context)


@published_page
def company_node(request: HttpRequest, publication: Publication, company: str, node: str) -> HttpResponse:
    """Show one company on one indicator: why its score is what it is, each answer with comment and sources."""
    row, found = portal.company_of(publication, company), portal.node_of(publication, node)
    if row is None or found is None:
        raise Http404
    context = {
        "title": _("{company}: {node}").format(company=row.company_name, node=found.title or found.node),
        "company": row,
        "node": found,
        "why": shown.explanation_of(publication, row, node),
        "answers": shown.answers_of(found, row),
        "sources": {source["number"]: source for source in row.sources},
    }
    return _show(request, publication, "company_node", "companies", context)


@published_page
def indicators(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show every indicator for every company."""
    context = {
        "title": _("Indicators"),
        "categories": shown.categories(publication),
        "figures": _figures(publication, "heat-map"),
    }
    return _show(request, publication, "indicators", "indicators", context)


@published_page
def indicator(request: HttpRequest, publication: Publication, node: str) -> HttpResponse:
    """Show one indicator: the companies by their score, and what each answered."""
    found = portal.node_of(publication, node)
    if found is None:
        raise Http404
    rows = sorted(found.table["companies"], key=lambda row: (row["value"] is None, -(row["value"] or 0), row["name"]))
    context = {"title": found.title or found.node, "node": found, "rows": rows}
    return _show(request, publication, "indicator", "indicators", context)


@published_page
def changes(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show what changed since the edition before, over what both ask alike."""
    if not publication.results["changes"]:
        raise Http404
    rows = publication.results["changes"]["rows"]
    context = {"title": _("Change"), "rows": rows, "figures": _figures(publication, "slopes")}
    return _show(request, publication, "changes", "changes", context)


@published_page
def answers(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show how often each answer was given."""
    labels = [one["label"] for one in publication.results["labels"]]
    titles = {one["id"]: one["title"] or one["id"] for one in publication.results["categories"]}
    shares = [
        (titles.get(share["category"], share["category"]), share, [share["counts"].get(label, 0) for label in labels])
        for share in publication.results["shares"]
    ]
    context = {
        "title": _("Share of answers"),
        "labels": labels,
        "shares": shares,
        "figures": _figures(publication, "answers"),
    }
    return _show(request, publication, "answers", "answers", context)


@published_page
def methodology(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Tell how answers become scores."""
    allowed = publication.results["methodology"]["shows_text"]
    context = {"title": _("Methodology"), "told": told(publication.edition.methodology) if allowed else None}
    return _show(request, publication, "methodology", "methodology", context)


@published_page
def data(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Offer the data, and say how to recompute every score."""
    return _show(request, publication, "data", "data", {"title": _("Data")})


# ---- what the pages share ----------------------------------------------------------------------------------


def _show(
    request: HttpRequest,
    publication: Publication,
    name: str,
    tab: str,
    context: Mapping[str, Any],  # Any: what templates take
    *,
    status: int = 200,
) -> HttpResponse:
    others = portal.numbers_of(publication)
    shared = {
        "publication": publication,
        "results": publication.results,
        "numbers": others,
        "newer": others[0] if others[0].number > publication.number else None,
        "tabs": _tabs(publication, tab),
        "base": address_of(publication),
    }
    return render(request, f"benchmarks/rankings/{name}.html", {**shared, **context}, status=status)


def address_of(publication: Publication) -> str:
    """Return the permanent address of a publication."""
    return reverse("rankings:ranking", args=[publication.edition.slug, publication.number])


def _figures(publication: Publication, *kinds: str) -> list[shown.ShownFigure]:
    base = address_of(publication)
    return [shown.shown_figure(one, base) for one in portal.figures_of(publication, *kinds)] if kinds else []


def _tabs(publication: Publication, current: str) -> list[dict[str, object]]:
    previous = publication.results["changes"].get("previous", {})
    since = previous.get("period") or previous.get("title", "")
    tabs = [
        ("ranking", _("Ranking")),
        ("companies", _("Companies")),
        ("indicators", _("Indicators")),
        *([("changes", _("Change since {year}").format(year=since))] if previous else []),
        ("answers", _("Share of answers")),
        ("methodology", _("Methodology")),
        ("data", _("Data")),
    ]
    args = [publication.edition.slug, publication.number]
    return [
        {"label": label, "url": reverse(f"rankings:{name}", args=args), "current": name == current}
        for name, label in tabs
    ]
