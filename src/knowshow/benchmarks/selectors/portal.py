"""What everybody may read: publications, and nothing else. These functions take no actor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.db.models import Max

from knowshow.benchmarks.models import Publication, PublicationFigure, PublicationState, PublishedNode, PublishedScore

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What a list of companies does not need, and what makes a row long.
_LONG: Final = ("values", "subjects", "answers", "sources")

#: The figure that shows the year before.
_OF_CHANGE: Final = "slopes"


def publications_listed() -> list[Publication]:
    """Return the newest publication of each edition, newest edition first; one that was withdrawn is left out."""
    newest = Publication.objects.order_by().values("edition").annotate(last=Max("pk")).values("last")
    found = Publication.objects.filter(state=PublicationState.PUBLISHED, pk__in=newest)
    return list(found.select_related("edition__organisation").order_by("-edition__period", "title", "-pk"))


def publication_of(slug: str, number: int | None = None) -> Publication | None:
    """Return a publication by its permanent address, a withdrawn one too; without a number, the newest.

    A correction that was withdrawn does not bring back what it corrected: its page says why it is gone.
    """
    found = Publication.objects.filter(edition__slug=slug).select_related("edition__organisation")
    publication = found.filter(number=number).first() if number is not None else found.order_by("-number").first()
    return _without_withdrawn_year(publication) if publication else None


def _without_withdrawn_year(publication: Publication) -> Publication:
    """Compare with the year before only as long as that year stands: what was withdrawn shows nowhere."""
    before = publication.results.get("changes", {}).get("previous", {})
    if before and not Publication.objects.filter(
        edition__slug=before["slug"], number=before["number"], state=PublicationState.PUBLISHED
    ):
        publication.results = {**publication.results, "changes": {}}
    return publication


def numbers_of(publication: Publication) -> list[Publication]:
    """Return all publications of the same edition, newest first, for the list of corrections."""
    return list(publication.edition.publications.defer("results", "differences").order_by("-number"))


def companies_of(publication: Publication) -> QuerySet[PublishedScore]:
    """Return the companies in the order of the ranking, without what only a company's own page shows."""
    return publication.scores.defer(*_LONG)


def values_of(publication: Publication) -> QuerySet[PublishedScore]:
    """Return the companies with the value of every node, for tables that show many."""
    return publication.scores.defer("subjects", "answers", "sources")


def company_of(publication: Publication, slug: str) -> PublishedScore | None:
    """Return one company with its parts, answers and sources."""
    return publication.scores.filter(company_slug=slug).first()


def nodes_of(publication: Publication) -> QuerySet[PublishedNode]:
    """Return the nodes that have a page, in the order of the methodology, without their tables."""
    return publication.nodes.defer("table")


def node_of(publication: Publication, node: str) -> PublishedNode | None:
    """Return one node with every company's value and the answers side by side."""
    return publication.nodes.filter(node=node).first()


def figures_of(publication: Publication, *kinds: str) -> list[PublicationFigure]:
    """Return the figures that are drawn, all of them or those of the kinds named, in the order named."""
    found = publication.figures.filter(kind__in=kinds) if kinds else publication.figures.all()
    if not publication.results["changes"]:
        found = found.exclude(kind=_OF_CHANGE)
    order = {kind: place for place, kind in enumerate(kinds)}
    return sorted(found, key=lambda figure: order.get(figure.kind, 0))


# ---- downloads ---------------------------------------------------------------------------------------------


def score_rows(publication: Publication) -> Iterator[Sequence[object]]:
    """Yield a heading, then company, type, rank, node, score, score as published, band, and why there is none."""
    yield ("company", "company_label", "company_type", "rank", "node", "score", "rounded", "band", "state")
    for row in values_of(publication).iterator(chunk_size=200):
        for node, said in row.values.items():
            yield (
                row.company_key,
                row.company_name,
                row.company_type,
                row.rank if node == "TOTAL" else "",
                node,
                said["value"],
                said["rounded"],
                said.get("band", ""),
                said.get("state", ""),
            )


def answer_rows(publication: Publication) -> Iterator[Sequence[object]]:
    """Yield a heading, then every answer; with ``subjects.csv`` and the methodology they can be scored again."""
    yield ("company", "subject", "element", "component", "answer", "state", "comment", "na_reason", "sources")
    for row in publication.scores.defer("values", "subjects", "sources").iterator(chunk_size=50):
        for said in row.answers:
            sources = "; ".join(_cited(one) for one in said.get("sources", ()))
            yield (
                row.company_key,
                said["subject"],
                said["node"],
                said.get("component", ""),
                "; ".join(said["labels"]),
                said.get("state", ""),
                said.get("comment", ""),
                said.get("na_reason", ""),
                sources,
            )


def scored_rows(publication: Publication) -> Iterator[Sequence[object]]:
    """Yield a heading, then the answers that scores are made of: an answer in free words is none."""
    nodes = publication.edition.methodology.content["nodes"]
    words = {node["id"] for node in nodes if node.get("is_text")}
    return (row for row in answer_rows(publication) if row[2] not in words)


def _cited(said: dict[str, object]) -> str:
    """Name a source and the place in it; a semicolon stands between two of them only."""
    return " ".join(str(part).replace(";", ",") for part in (said["number"], said["locator"]) if part)


def subject_rows(publication: Publication) -> Iterator[Sequence[object]]:
    """Yield a heading, then the parts of each company, as a folder that can be scored again holds them."""
    yield ("company", "company_label", "company_type", "subject", "role", "service_class")
    for row in publication.scores.defer("values", "answers", "sources").iterator(chunk_size=100):
        for part in row.subjects:
            yield (
                row.company_key,
                row.company_name,
                row.company_type,
                part["name"],
                part["role"],
                part["service_class"],
            )


def source_rows(publication: Publication) -> Iterator[Sequence[object]]:
    """Yield a heading, then every source once."""
    names = ("number", "title", "url", "document_date", "accessed_on", "archived_url", "sha256")
    yield names
    seen: set[int] = set()
    for row in publication.scores.defer("values", "subjects", "answers").iterator(chunk_size=100):
        for source in row.sources:
            if source["number"] not in seen:
                seen.add(source["number"])
                yield tuple(source.get(name, "") for name in names)


def methodology_of(publication: Publication) -> dict[str, object] | None:
    """Return the methodology as its file says it; nothing where its licence does not allow its wording."""
    methodology = publication.edition.methodology
    if not methodology.licence_allows_text:
        return None
    found: dict[str, object] = methodology.content
    return found


def whole(publication: Publication) -> dict[str, object]:
    """Return everything that was published, for one JSON file."""
    return {
        "publication": {
            "number": publication.number,
            "state": publication.state,
            "published_at": publication.published_at.isoformat(),
            "correction_note": publication.correction_note,
            "unfinished_reason": publication.unfinished_reason,
            "withdrawal_reason": publication.withdrawal_reason,
            "methodology_digest": publication.methodology_digest,
            "answers_digest": publication.answers_digest,
        },
        **publication.results,
        "differences": publication.differences,
        "scores": [
            {
                "company": row.company_key,
                "slug": row.company_slug,
                "name": row.company_name,
                "type": row.company_type,
                "rank": row.rank,
                "total": row.total,
                "rounded": row.rounded,
                "band": row.band,
                "state": row.state,
                "questions": row.questions,
                "not_researched": row.not_researched,
                "identifiers": row.identifiers,
                "values": row.values,
                "subjects": row.subjects,
                "answers": row.answers,
                "sources": row.sources,
            }
            for row in publication.scores.iterator(chunk_size=50)
        ],
    }
