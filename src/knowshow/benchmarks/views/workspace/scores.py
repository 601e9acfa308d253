"""Scores as they stand: the ranking, why a company has its score, what to research next, year on year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.selectors.differences import agreement_of
from knowshow.benchmarks.selectors.editions import progress_of
from knowshow.benchmarks.selectors.review import changed_answers
from knowshow.benchmarks.selectors.scores import comparison_of, explanation_of, range_for, scores_of, swings_of
from knowshow.benchmarks.views.workspace._pages import about_edition, edition_or_404, entry_or_404, show
from knowshow.benchmarks.views.workspace.entries import about_entry, parent_of
from knowshow.foundation.membership import MemberRequest, key_of, member_page
from knowshow.scoring.methodology import TOTAL
from knowshow.scoring.standing import rounded_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowshow.benchmarks.models import Entry
    from knowshow.benchmarks.selectors.editions import Progress
    from knowshow.scoring import Scores
    from knowshow.scoring.explaining import Explanation
    from knowshow.scoring.plan import Plan

_PAGE: Final = 100
_SWINGS: Final = 25
#: So many parts of a total show as columns of their own; of more only the largest groups do.
_COLUMNS: Final = 8


@require_safe
@member_page
def ranking(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the ranking as the answers stand now: scores first, then who has none, and why."""
    edition = edition_or_404(request, pk)
    scores, progress = scores_of(request.user, edition), progress_of(request.user, edition)
    columns = _columns(scores.plan)
    sort = request.GET.get("sort", "")
    rows = [_row(one, scores, columns) for one in progress if one.score is not None]
    rows = _sorted(rows, sort, [key for key, _title in columns])
    context = about_edition(
        edition,
        "ranking",
        title=_("Ranking"),
        columns=columns,
        sort=sort,
        groups=_by_type(rows, scores.plan),
        without=[one for one in progress if one.score is None],
        unfinished=sum(one.count.answered < one.count.asked for one in progress),
        unit=scores.plan.methodology.unit,
        agreement=agreement_of(request.user, edition),
        most=max((scores.plan.most(key) for key in scores.plan.total_over), default=0) or 100,
    )
    return show(request, "scores/ranking", context)


def _columns(plan: Plan) -> list[tuple[str, str]]:
    """Return what stands beside the total: the categories, where there are few enough."""
    roots = [key for key in plan.roots if key in plan.rules or key in plan.asked]
    return [(key, plan.nodes[key].title or key) for key in roots[:_COLUMNS]] if len(roots) > 1 else []


def _row(one: Progress, scores: Scores, columns: Sequence[tuple[str, str]]) -> dict[str, Any]:  # Any: cells of a table
    found = scores.companies[one.entry.company.key]
    cells = [
        (rounded_score(scores.plan, found.values.get(key)), found.states.get(key, ""), title) for key, title in columns
    ]
    return {"progress": one, "entry": one.entry, "cells": cells}


def _sorted(rows: list[dict[str, Any]], sort: str, keys: list[str]) -> list[dict[str, Any]]:  # Any: as above
    """Sort by rank, by name, or by one of the columns; what has no value stands last."""
    if sort == "name":
        return sorted(rows, key=lambda row: row["entry"].company.name.casefold())
    if sort in keys:
        place = keys.index(sort)
        return sorted(rows, key=lambda row: (row["cells"][place][0] is None, -(row["cells"][place][0] or 0)))
    return sorted(rows, key=lambda row: (row["progress"].rank or 0, row["entry"].company.name))


def _by_type(rows: list[dict[str, Any]], plan: Plan) -> list[tuple[str, list[dict[str, Any]]]]:  # Any: as above
    """Group the rows where the methodology ranks within types of companies."""
    if plan.methodology.ranking.within != "company_type":
        return [("", rows)]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["entry"].company.company_type, []).append(row)
    return sorted(groups.items())


# ---- why ---------------------------------------------------------------------------------------------------


@require_safe
@member_page
def entry_score(request: MemberRequest, pk: int) -> HttpResponse:
    """Explain the score of a company, down to its answers, and say between which figures it can still end."""
    entry = entry_or_404(request, pk)
    explanation = explanation_of(request.user, entry)
    context = about_entry(
        entry,
        "entry_score",
        title=_("Score and why"),
        explanation=explanation,
        parts=_open_top(explanation),
        range=range_for(request.user, entry),
    )
    return show(request, "scores/entry", context)


def _open_top(explanation: Explanation) -> list[Explanation]:
    return list(explanation.children)


# ---- what to research next ---------------------------------------------------------------------------------


@require_safe
@member_page
def next_research(request: MemberRequest, pk: int) -> HttpResponse:
    """Say of one company which open questions could move its score most, and of all where they can still end."""
    edition = edition_or_404(request, pk)
    progress = [one for one in progress_of(request.user, edition) if one.count.answered < one.count.asked]
    progress.sort(key=lambda one: one.count.answered - one.count.asked)
    chosen = _chosen(request, progress)
    context = about_edition(
        edition,
        "next_research",
        title=_("What to research next"),
        progress=progress,
        chosen=chosen,
        swings=list(_swings(request, chosen)) if chosen else [],
        range=range_for(request.user, chosen) if chosen else None,
    )
    return show(request, "scores/next", context)


def _chosen(request: MemberRequest, progress: Sequence[Progress]) -> Entry | None:
    wanted = key_of(request.GET.get("company", ""))
    found = next((one.entry for one in progress if one.entry.pk == wanted), progress[0].entry if progress else None)
    return entry_or_404(request, found.pk) if found else None


def _swings(request: MemberRequest, entry: Entry) -> Iterator[dict[str, object]]:
    plan = plan_of(entry.edition.methodology)
    parts = {one.name: one.pk for one in entry.subjects.all()}
    for one in swings_of(request.user, entry, most=_SWINGS):
        node = plan.nodes[one.node]
        url = reverse("benchmarks:questions", args=[entry.pk, parent_of(entry, one.node)])
        yield {"swing": one, "node": node, "url": f"{url}?part={parts.get(one.subject, '')}"}


# ---- year on year ------------------------------------------------------------------------------------------


@require_safe
@member_page
def years(request: MemberRequest, pk: int) -> HttpResponse:
    """Compare an edition with the one before it, over the questions that both ask alike and nothing else."""
    edition = edition_or_404(request, pk)
    comparison = comparison_of(request.user, edition)
    plan = plan_of(edition.methodology)
    nodes = [(TOTAL, _("Total")), *((key, plan.nodes[key].title or key) for key in plan.roots)]
    held = {one.node for one in comparison.changes}
    nodes = [(key, title) for key, title in nodes if key in held]
    node = request.GET.get("node", TOTAL)
    node = node if node in held else TOTAL
    company = request.GET.get("company", "")
    names = {one.company.key: one.company.name for one in edition.entries.select_related("company")}
    rows = [(names.get(one.company, one.company), one) for one in comparison.changes if one.node == node]
    rows.sort(key=lambda pair: (pair[1].difference is None, -(pair[1].difference or 0)))
    changed = changed_answers(request.user, edition, company=company if company in names else "")
    context = about_edition(
        edition,
        "years",
        title=_("Year on year"),
        comparison=comparison,
        nodes=nodes,
        node=node,
        rows=rows,
        names=sorted(names.items(), key=lambda pair: pair[1].casefold()),
        company=company,
        page=Paginator(changed, _PAGE).get_page(request.GET.get("page")),
    )
    return show(request, "scores/years", context)
