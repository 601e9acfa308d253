"""What everybody reads of an edition: worked out once when it is published, so that a page only looks it up.

Where the licence of a methodology does not allow its wording, questions are named by their identifiers alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from knowshow.benchmarks.filing.asked import counts_of
from knowshow.benchmarks.filing.comparing import changes_since
from knowshow.benchmarks.filing.figures import comparison_with_publisher, difference_rows, figure_counts
from knowshow.benchmarks.filing.scores import entries_of, scores_of, sheet_of
from knowshow.benchmarks.models import Answer, AnswerSource, Edition, Entry, Source
from knowshow.scoring import TOTAL
from knowshow.scoring.engine import CompanyScores, Evaluation
from knowshow.scoring.sensitivity import unanswered
from knowshow.scoring.standing import SubjectStanding, rank_companies, rounded_score
from knowshow.scoring.values import number

if TYPE_CHECKING:
    from knowshow.scoring.methodology import Node
    from knowshow.scoring.plan import Plan

#: What JSON holds.
Json = dict[str, Any]  # Any: as it says
NOT_RESEARCHED: Final = "not_researched"


@dataclass(frozen=True, slots=True)
class Content:
    """A publication before it is stored: what all pages show, and the rows of companies and nodes."""

    results: Json
    scores: list[Json] = field(default_factory=list)
    nodes: list[Json] = field(default_factory=list)
    #: Figures of the index's own publisher that the answers do not give.
    differences: list[Json] = field(default_factory=list)


def content_of(edition: Edition) -> Content:
    """Return what an edition would publish now."""
    maker = _Maker(edition)
    return Content(maker.results(), list(maker.scores()), list(maker.nodes()), maker.differences())


class _Maker:
    """Everything that the parts of a publication share, each looked up once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.entries: Sequence[Entry] = entries_of(edition)
        self.by_key = {one.company.key: one for one in self.entries}
        self.sheet = sheet_of(edition, self.entries)
        self.found = scores_of(edition)
        self.plan: Plan = self.sheet.plan
        self.shows_text = edition.methodology.licence_allows_text
        self.counts = counts_of(edition)
        self.compared = comparison_with_publisher(edition)

    # ---- what all pages show -------------------------------------------------------------------------------

    def results(self) -> Json:
        """Return the facts of the edition and its methodology, the tree, and counts."""
        record = self.plan.methodology
        return {
            "edition": self._edition(),
            "methodology": {
                "id": record.id,
                "version": record.version,
                "title": record.title,
                "publisher": record.publisher,
                "licence": record.licence,
                "digest": self.edition.methodology.digest,
                "unit": record.unit,
                "shows_text": self.shows_text,
            },
            "ranking": {
                "within": record.ranking.within,
                "order": record.ranking.order,
                "digits": record.rounding.digits,
            },
            "top": self._most(),
            "categories": [self._named(self.plan.nodes[key]) for key in self.plan.roots],
            "tops": [self._named(self.plan.nodes[key]) for key in self.plan.tops],
            "tree": [self._named(node) for node in record.nodes if node.id in self._shown],
            "companies": len(self.entries),
            "subjects": sum(len(one.subjects.all()) for one in self.entries),
            "answers": sum(len(rows) for rows in self._answers.values()),
            "sources": len(self._sources),
            "questions": sum(one.asked for one in self.counts.values()),
            "not_researched": sum(one.unanswered for one in self.counts.values()),
            "publisher": figure_counts(self.compared),
            "labels": self._labels(),
            "shares": list(self._shares()),
            "changes": self._changes(),
        }

    def _edition(self) -> Json:
        names = ("slug", "title", "period", "licence", "attribution", "note")
        return {name: getattr(self.edition, name) for name in names}

    def _most(self) -> float | None:
        """Return the highest total that is possible; none where nobody can say."""
        most = max((self.plan.most(key) for key in self.plan.total_over), default=0.0)
        return most if self.plan.total.op in {"mean", "weighted_mean", "max"} and not self.plan.total.then else None

    @cached_property
    def _shown(self) -> set[str]:
        """The nodes that have a page: those above the answers, and questions that stand alone."""
        return {node.id for node in self.plan.combined} | set(self.plan.asked)

    def _named(self, node: Node) -> Json:
        return {"id": node.id, "title": self._title(node), "kind": node.kind, "parent": node.parent or ""}

    def _title(self, node: Node) -> str:
        """Name a node; where the licence keeps the wording back, only categories have a name, which ask nothing."""
        is_category = node.id in self.plan.roots and self.plan.children[node.id] and node.id not in self.plan.asked
        return node.title if self.shows_text or is_category else ""

    def _labels(self) -> list[Json]:
        """Return the answers of all scales, in the order of the scales, each once."""
        found: dict[str, str] = {}
        for leaf in self.plan.leaves.values():
            for label, entry in leaf.entries.items():
                found.setdefault(label, str(entry.state or ""))
        return [{"label": label, "state": state} for label, state in found.items()]

    def _shares(self) -> Iterator[Json]:
        """Count the answers by category and type of company, the gaps in the research too."""
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for key, _subject, node, _component, labels in self.sheet:
            counts[self._category(node), self.sheet.companies[key].type].update(labels)
        gaps: Counter[tuple[str, str]] = Counter()
        for key, company in self.sheet.companies.items():
            for _part, leaf, _component in unanswered(Evaluation(self.sheet, key)):
                gaps[self._category(leaf.node.id), company.type] += 1
        order = {root: place for place, root in enumerate(self.plan.roots)}
        for category, kind in sorted({*counts, *gaps}, key=lambda pair: (order.get(pair[0], 0), pair[1])):
            here = {"category": category, "company_type": kind, "counts": dict(counts[category, kind])}
            yield {**here, NOT_RESEARCHED: gaps[category, kind]}

    def _category(self, node: str) -> str:
        return [one.id for one in self.plan.above(node)][-1]

    def _changes(self) -> Json:
        """Compare with the year before, where everybody may read that year: research does not become public here."""
        previous = self.edition.previous
        numbers = previous.publications.select_related("edition__methodology") if previous else None
        published = numbers.order_by("-number").first() if numbers is not None else None
        if previous is None or published is None or published.is_withdrawn:
            return {}
        compared = changes_since(self.edition, published)
        return {
            "previous": {
                "title": published.title,
                "period": published.results["edition"]["period"],
                "slug": previous.slug,
                "number": published.number,
            },
            "comparable": compared.comparable,
            "left_out": compared.left_out,
            "rows": [
                {
                    "slug": self.by_key[one.company].company.slug,
                    "name": self.by_key[one.company].company.name,
                    "before": one.before,
                    "after": one.after,
                }
                for one in compared.changes
                if one.node == TOTAL
            ],
        }

    def differences(self) -> list[Json]:
        """Return what the index's own publisher printed and the answers do not give."""
        return difference_rows(self.edition, self.compared, self._title)

    # ---- companies -----------------------------------------------------------------------------------------

    def scores(self) -> Iterator[Json]:
        """Yield the fields of each company's row, in the order of the ranking."""
        ranks = self._ranks(TOTAL)
        ordered = sorted(self.entries, key=lambda one: self._place(one, ranks))
        for position, entry in enumerate(ordered):
            company, values = entry.company, self.found.companies[entry.company.key]
            yield {
                "position": position,
                "company_slug": company.slug,
                "company_key": company.key,
                "company_name": company.name,
                "company_type": company.company_type,
                "rank": ranks.get(company.key),
                "total": values.total,
                "rounded": rounded_score(self.plan, values.total),
                "band": values.bands.get(TOTAL, ""),
                "state": values.states.get(TOTAL, ""),
                "questions": self.counts[company.key].asked,
                "not_researched": self.counts[company.key].unanswered,
                "tops": {key: values.values.get(key) for key in (*self.plan.roots, *self.plan.tops)},
                "values": {key: self._value(values, key) for key in self.found.companies[company.key].values},
                "subjects": list(self._subjects(entry)),
                "answers": [self._public(row) for row in self._answers[company.pk]],
                "sources": self._sources_of(company.pk),
                "identifiers": [
                    {"scheme": one.scheme, "name": one.get_scheme_display(), "value": one.value}
                    for one in company.identifiers.all()
                ],
            }

    def _place(self, entry: Entry, ranks: dict[str, int]) -> tuple[object, ...]:
        """Order by type where types are ranked apart, then by rank; whoever has none stands last."""
        company = entry.company
        apart = company.company_type if self.plan.methodology.ranking.within == "company_type" else ""
        return (apart, ranks.get(company.key, 10**9), company.name.casefold())

    def _ranks(self, node: str) -> dict[str, int]:
        return rank_companies(self.found, node)

    def _value(self, values: CompanyScores, key: str) -> Json:
        value = values.values[key]
        shown = {"value": value, "rounded": rounded_score(self.plan, value)}
        more = {"band": values.bands.get(key, ""), "state": values.states.get(key, "")}
        return {**shown, **{name: said for name, said in more.items() if said}}

    def _subjects(self, entry: Entry) -> Iterator[Json]:
        """Yield the parts of a company, each with what it was asked and with its own standing."""
        key = entry.company.key
        evaluation = Evaluation(self.sheet, key)
        for subject in self.sheet.companies[key].subjects:
            standing = SubjectStanding(evaluation, subject)
            values = self.found.companies[key].subjects[subject.key]
            yield {
                "name": subject.key,
                "role": subject.role,
                "service_class": subject.service_class,
                "total": number(standing.value(TOTAL)),
                "tops": {root: number(standing.value(root)) for root in self.plan.roots},
                "values": values,
            }

    # ---- answers -------------------------------------------------------------------------------------------

    @cached_property
    def _answers(self) -> dict[int, list[Json]]:
        """The current answers by company, in the order of the methodology."""
        names = ("subject__company_id", "subject__name", "node", "component", "label", "comment", "na_reason", "pk")
        asked = {part.pk for one in self.entries for part in one.subjects.all()}
        rows = Answer.objects.filter(edition=self.edition, is_current=True).values("subject_id", *names)
        order = {key: place for place, key in enumerate(self.plan.nodes)}
        found: dict[int, list[Json]] = defaultdict(list)
        for row in sorted(rows, key=lambda one: (order.get(one["node"], 0), one["subject__name"], one["component"])):
            if row["subject_id"] in asked and row["node"] in order:
                found[row["subject__company_id"]].append(row)
        return found

    def _public(self, row: Json) -> Json:
        """Return an answer as everybody reads it, without who gave it."""
        labels = row["label"] if isinstance(row["label"], list) else [row["label"]]
        said = {
            "subject": row["subject__name"],
            "node": row["node"],
            "component": row["component"],
            "labels": labels,
            "state": self._state(row["node"], labels),
            "comment": row["comment"] if self.edition.shows_comments else "",
            "na_reason": row["na_reason"] if self.edition.shows_comments else "",
            "sources": [{"number": number, "locator": locator} for number, locator in self._cited[row["pk"]]],
        }
        return {name: value for name, value in said.items() if value}

    def _state(self, node: str, labels: Sequence[str]) -> str:
        """Say what kind of answer it is, so that a no, a silence and a question that does not apply stay apart."""
        leaf = self.plan.leaves.get(node)
        return str(leaf.entries[labels[0]].state or "") if leaf and labels and labels[0] in leaf.entries else ""

    @cached_property
    def _cited(self) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        rows = AnswerSource.objects.filter(answer__edition=self.edition, answer__is_current=True)
        for answer, source, locator in rows.values_list("answer_id", "source__number", "locator"):
            found[answer].append((source, locator))
        return found

    @cached_property
    def _sources(self) -> dict[int, Source]:
        numbers = {number for cited in self._cited.values() for number, _locator in cited}
        rows = Source.objects.filter(organisation=self.edition.organisation, citations__answer__edition=self.edition)
        return {one.number: one for one in rows.distinct() if one.number in numbers}

    def _sources_of(self, company: int) -> list[Json]:
        numbers = {number for row in self._answers[company] for number, _locator in self._cited[row["pk"]]}
        return [_source(self._sources[number]) for number in sorted(numbers)]

    # ---- nodes ---------------------------------------------------------------------------------------------

    def nodes(self) -> Iterator[Json]:
        """Yield the fields of each node's row: every company beside the others."""
        shown = [node for node in self.plan.methodology.nodes if node.id in self._shown]
        for position, node in enumerate(shown):
            yield {
                "position": position,
                "node": node.id,
                "kind": node.kind,
                "title": self._title(node),
                "parent": node.parent or "",
                "table": self._table(node),
            }

    def _table(self, node: Node) -> Json:
        ranks = self._ranks(node.id)
        below = [self.plan.nodes[key] for key in self.plan.children[node.id]]
        over = [one for one in self.plan.above(node.id) if one.id != node.id]
        return {
            "guidance": node.guidance if self.shows_text else "",
            "gp_refs": list(node.gp_refs),
            "above": [self._named(one) for one in reversed(over)],
            "below": [self._named(one) for one in below if one.id in self._shown],
            "companies": [self._row(entry, node.id, ranks) for entry in self.entries],
            "subjects": list(self._values_of_subjects(node.id)),
            "questions": self._questions(node),
        }

    def _row(self, entry: Entry, node: str, ranks: dict[str, int]) -> Json:
        company = entry.company
        facts = {"slug": company.slug, "name": company.name, "type": company.company_type}
        return {**facts, "rank": ranks.get(company.key), **self._value(self.found.companies[company.key], node)}

    def _values_of_subjects(self, node: str) -> Iterator[Json]:
        for entry in self.entries:
            for subject, values in self.found.companies[entry.company.key].subjects.items():
                if node in values:
                    yield {"company": entry.company.slug, "subject": subject, "value": values[node]}

    def _questions(self, node: Node) -> list[Json]:
        """Return the questions right below, those in free words too; one that stands alone is its own only question."""
        below = {key for key in self.plan.children[node.id] if key not in self._shown}
        asked = [
            one for one in self.plan.methodology.nodes if one.id in below or (one.is_text and one.parent == node.id)
        ]
        alone = [node] if node.id in self.plan.leaves else []
        return [self._question(one) for one in asked or alone]

    def _question(self, node: Node) -> Json:
        answers = [
            {"company": self._slugs[company], **{name: said for name, said in row.items() if name != "node"}}
            for company, row in self._by_node[node.id]
        ]
        return {"id": node.id, "title": self._title(node), "answers": answers}

    @cached_property
    def _slugs(self) -> dict[int, str]:
        return {one.company_id: one.company.slug for one in self.entries}

    @cached_property
    def _by_node(self) -> dict[str, list[tuple[int, Json]]]:
        found: dict[str, list[tuple[int, Json]]] = defaultdict(list)
        for company, rows in self._answers.items():
            for row in rows:
                found[row["node"]].append((company, self._public(row)))
        return found


def _source(source: Source) -> Json:
    said = {
        "number": source.number,
        "title": source.title,
        "url": source.url,
        "document_date": source.document_date.isoformat() if source.document_date else "",
        "accessed_on": source.accessed_on.isoformat() if source.accessed_on else "",
        "archived_url": source.archived_url,
        "sha256": source.sha256,
    }
    return {name: value for name, value in said.items() if value}
