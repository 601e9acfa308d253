"""What the background worker draws of a publication: once, since a publication never changes (GP 21).

A figure that its data cannot fill is left out: too many kinds of answers to tell apart, no year before, one service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.text import slugify

from knowshow.benchmarks.models import Publication, PublicationFigure, PublishedScore
from knowshow.benchmarks.reports import figures
from knowshow.benchmarks.reports.figures.records import LABELS_AT_MOST, PARTS_AT_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.benchmarks.reports.figures.records import Score
    from knowshow.ui.figures import Figure

_NOT_RESEARCHED: Final = "not researched"
_KINDS: Final = {
    "no_disclosure": figures.AnswerKind.NOT_FOUND,
    "not_applicable": figures.AnswerKind.NOT_APPLICABLE,
    "unknown": figures.AnswerKind.NOT_RESEARCHED,
}


def draw(publication_pk: int) -> None:
    """Draw the figures of a publication that are not drawn yet."""
    publication = Publication.objects.filter(pk=publication_pk).first()
    if publication is None:
        return
    there = set(publication.figures.values_list("kind", flat=True))
    for kind, drawing in _Drawer(publication).all():
        if kind not in there:
            _keep(publication, kind, drawing)


def _keep(publication: Publication, kind: str, drawing: Figure) -> None:
    PublicationFigure.objects.update_or_create(
        publication=publication,
        kind=kind,
        defaults={
            "svg": drawing.svg,
            "caption": drawing.caption,
            "description": drawing.measures,
            "table": {"headings": list(drawing.headings), "rows": [list(row) for row in drawing.rows]},
            "spec": dict(drawing.spec),
            "drawn_at": timezone.now(),
        },
    )


class _Drawer:
    """One publication, and the figures that its data can fill."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.results: dict[str, Any] = publication.results  # Any: what JSON holds
        self.rows: Sequence[PublishedScore] = list(publication.scores.defer("answers", "sources"))
        self.titles = {one["id"]: one["title"] or one["id"] for one in self.results["tree"]}

    def all(self) -> Iterator[tuple[str, Figure]]:
        """Yield every figure with its kind."""
        yield from self._rankings()
        yield "heat-map", self._heat_map()
        if self.results["shares"] and len(self._labels()) <= LABELS_AT_MOST:
            yield "answers", self._answers()
        if self.results["changes"]:
            yield "slopes", self._slopes()
        yield from self._services()

    def _measure(self, what: str) -> figures.Measure:
        unit = self.results["methodology"]["unit"]
        return figures.Measure(
            what=f"{what}, {self.results['edition']['title']}",
            unit="per cent" if unit == "%" else unit,
            top=self.results["top"],
            decimals=self.results["ranking"]["digits"],
        )

    # ---- rankings ------------------------------------------------------------------------------------------

    def _rankings(self) -> Iterator[tuple[str, Figure]]:
        """Draw one ranking, or one for each type where types are ranked apart."""
        kinds = list(dict.fromkeys(row.company_type for row in self.rows))
        apart = self.results["ranking"]["within"] == "company_type" and len(kinds) > 1
        if not apart:
            yield "ranking", self._ranking(self.rows, "Total scores")
            return
        for kind in kinds:
            rows = [row for row in self.rows if row.company_type == kind]
            yield f"ranking:{slugify(kind) or 'other'}", self._ranking(rows, f"Total scores of the type {kind}".strip())

    def _ranking(self, rows: Sequence[PublishedScore], what: str) -> Figure:
        categories = [one["id"] for one in self.results["categories"]]
        shown = categories if 1 < len(categories) <= PARTS_AT_MOST else []
        ranking = [
            figures.RankedCompany(
                label=row.company_name,
                rank=row.rank,
                total=row.total,
                rounded=row.rounded,
                parts={self.titles.get(key, key): row.tops.get(key) for key in shown},
                absent=_absence(row.state),
            )
            for row in rows
        ]
        return figures.ranked_dot_plot(ranking, self._measure(what))

    # ---- indicators, answers, years ------------------------------------------------------------------------

    def _heat_map(self) -> Figure:
        tops = self.results["tops"] or self.results["categories"]
        groups = {one["id"]: one["title"] or one["id"] for one in self.results["categories"]}
        rows = [
            figures.HeatRow(
                code=one["id"],
                title=one["title"],
                scores={row.company_name: _score(row.values.get(one["id"])) for row in self.rows},
                group=groups.get(one["parent"], ""),
            )
            for one in tops
        ]
        return figures.indicator_heat_map(rows, [row.company_name for row in self.rows], self._measure("Scores"))

    def _labels(self) -> list[figures.AnswerLabel]:
        """Return the answers that were given at all, in the order of the scales, and the gaps in the research."""
        given = {label for one in self.results["shares"] for label, count in one["counts"].items() if count}
        found = [
            figures.AnswerLabel(one["label"], _KINDS.get(one["state"], figures.AnswerKind.GIVEN))
            for one in self.results["labels"]
            if one["label"] in given
        ]
        if any(one["not_researched"] for one in self.results["shares"]):
            found.append(figures.AnswerLabel(_NOT_RESEARCHED, figures.AnswerKind.NOT_RESEARCHED))
        return found

    def _answers(self) -> Figure:
        several = len({one["company_type"] for one in self.results["shares"]}) > 1
        shares = [
            figures.AnswerShare(
                category=self.titles.get(one["category"], one["category"]),
                counts=_counts(one),
                variant=one["company_type"] if several else "",
            )
            for one in self.results["shares"]
        ]
        return figures.share_of_answers(shares, self._labels(), self._measure("Answers"))

    def _slopes(self) -> Figure:
        said = self.results["changes"]
        changes = [figures.Change(one["name"], one["before"], one["after"]) for one in said["rows"]]
        before = said["previous"]["period"] or said["previous"]["title"]
        after = self.results["edition"]["period"] or self.results["edition"]["title"]
        note = f"{said['left_out']} questions that the two do not ask alike are left out" if said["left_out"] else ""
        what = "Total scores over the questions that both ask"
        return figures.slope_between_years(changes, self._measure(what), before=before, after=after, note=note)

    # ---- services ------------------------------------------------------------------------------------------

    def _services(self) -> Iterator[tuple[str, Figure]]:
        for row in self.rows:
            parts = [one for one in row.subjects if one["total"] is not None]
            if len(parts) > 1:
                yield f"services:{row.company_slug}", self._of_company(row, parts)

    def _of_company(self, row: PublishedScore, parts: Sequence[dict[str, Any]]) -> Figure:  # Any: what JSON holds
        scores = [
            figures.ServiceScores(
                service=one["name"],
                scores={self.titles.get(key, key): _value(value) for key, value in one["tops"].items()},
                kind=one["service_class"] or one["role"],
                total=one["total"],
            )
            for one in parts
        ]
        return figures.small_multiples_by_service(row.company_name, scores, self._measure("Scores by part"))


def _counts(share: dict[str, Any]) -> dict[str, int]:  # Any: what JSON holds
    gaps = {_NOT_RESEARCHED: share["not_researched"]} if share["not_researched"] else {}
    return {**{label: count for label, count in share["counts"].items() if count}, **gaps}


def _score(said: dict[str, Any] | None) -> Score:  # Any: what JSON holds
    if said is None:
        return figures.Absence.NOT_RESEARCHED
    value = said["value"]
    return _absence(said.get("state", "")) if value is None else float(value)


def _value(value: float | None) -> Score:
    return figures.Absence.NOT_APPLICABLE if value is None else value


def _absence(state: str) -> figures.Absence:
    return figures.Absence.NOT_APPLICABLE if state == "not_applicable" else figures.Absence.NOT_RESEARCHED
