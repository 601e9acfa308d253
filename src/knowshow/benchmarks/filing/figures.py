"""The figures of an index's own publisher beside what the answers give: recomputed as the answers stand now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from knowshow.benchmarks.filing.newest import Newest
from knowshow.benchmarks.filing.scores import mark_of, scores_of, sheet_of
from knowshow.benchmarks.models import PublisherFigures
from knowshow.scoring import TOTAL
from knowshow.scoring.comparison import Comparison, Difference, Figure, compare_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from knowshow.benchmarks.models import Edition
    from knowshow.scoring.methodology import Node

_MOST: Final = 6
_kept: Newest[Comparison] = Newest(_MOST)
#: What JSON holds.
Json = dict[str, Any]  # Any: as it says


def comparison_with_publisher(edition: Edition) -> Comparison | None:
    """Compare the scores of an edition with the figures that came in with it; nothing where none did."""
    stored = PublisherFigures.objects.filter(edition=edition).first()
    if stored is None:
        return None
    found = _kept.of(edition.pk, (*mark_of(edition), stored.brought_at), lambda: _compared(edition, stored))
    return found if sum(found.compared.values()) else None


def _compared(edition: Edition, stored: PublisherFigures) -> Comparison:
    figures = {name: [Figure(*row) for row in rows] for name, rows in stored.files.items()}
    return compare_with(figures, sheet_of(edition), scores_of(edition))


def merged_figures(known: Mapping[str, Sequence[Any]], brought: Mapping[str, Iterable[Figure]]) -> dict[str, list[Any]]:
    """Return the figures by file, those that were brought last in the place of earlier ones."""  # Any: rows of JSON
    return {
        **{name: list(rows) for name, rows in known.items()},
        **{name: list(rows) for name, rows in brought.items()},
    }


def figure_counts(found: Comparison | None) -> Json:
    """Say how many figures were compared and how many differ; nothing where none were."""
    if found is None:
        return {}
    return {
        "compared": found.compared,
        "total": sum(found.compared.values()),
        "differing": len(found.differences),
        "left_out": found.left_out,
    }


def difference_rows(edition: Edition, found: Comparison | None, title: Callable[[Node], str]) -> list[Json]:
    """Return every difference as a page names it; ``title`` says how a node is called there."""
    if found is None:
        return []
    names = {one.company.key: one.company for one in edition.entries.select_related("company")}
    nodes = scores_of(edition).plan.nodes
    rows = []
    for one in found.differences:
        company, node = names[one.company], nodes.get(one.node)
        named = {"slug": company.slug, "name": company.name, "title": title(node) if node else ""}
        rows.append({**_said(one), **named})
    return rows


def _said(one: Difference) -> Json:
    return {
        "file": one.file,
        "row": one.line,
        "kind": one.kind,
        "company": one.company,
        "subject": one.subject,
        "node": "" if one.node == TOTAL else one.node,
        "published": one.published,
        "recomputed": one.computed,
    }
