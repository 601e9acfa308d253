"""What the pages of a publication show beside its stored rows: figures, explanations, tables. Published facts only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.utils import translation

from knowshow.benchmarks.filing import plan_of, published_sheet
from knowshow.scoring.explaining import Explanation, explain
from knowshow.scoring.methodology import Step, entries
from knowshow.scoring.plan import Plan

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Publication, PublicationFigure, PublishedNode, PublishedScore


#: A node as a publication stores it.
Node = Mapping[str, Any]  # Any: as JSON says it


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A stored figure as the component shows it."""

    name: str
    caption: str
    measures: str
    svg: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    csv_address: str
    spec_address: str


def shown_figure(figure: PublicationFigure, base: str) -> ShownFigure:
    """Return a figure with the addresses of its data, under the address of its publication."""
    return ShownFigure(
        name=figure.kind.replace(":", "-"),
        caption=figure.caption,
        measures=figure.description,
        svg=figure.svg,
        headings=figure.table.get("headings", ()),
        rows=figure.table.get("rows", ()),
        csv_address=f"{base}figures/{figure.kind}.csv",
        spec_address=f"{base}figures/{figure.kind}.json",
    )


@dataclass(frozen=True, slots=True)
class Branch:
    """A node above the answers, how deep it stands in its category, and a company's value of it."""

    node: Node
    depth: int
    value: Mapping[str, Any]  # Any: as JSON says it


@dataclass(frozen=True, slots=True)
class Category:
    """A category with everything that stands in it, in the order of the methodology."""

    top: Branch
    below: list[Branch]


def categories(publication: Publication, company: PublishedScore | None = None) -> list[Category]:
    """Return the categories with all nodes above the answers; with a company, with its values."""
    values = company.values if company else {}
    below: dict[str, list[Node]] = {}
    for node in publication.results["tree"]:
        below.setdefault(node["parent"], []).append(node)
    return [
        Category(Branch(root, 0, values.get(root["id"], {})), list(_branches(below, root["id"], 0, values)))
        for root in below.get("", ())
    ]


def _branches(
    below: Mapping[str, list[Node]], key: str, depth: int, values: Mapping[str, Mapping[str, Any]]
) -> Iterator[Branch]:  # Any: as JSON says it
    for node in below.get(key, ()):
        yield Branch(node, depth, values.get(node["id"], {}))
        yield from _branches(below, node["id"], depth + 1, values)


def explanation_of(publication: Publication, company: PublishedScore, node: str) -> Explanation:
    """Explain a company's value from the published answers alone, so that everybody can follow it."""
    methodology = publication.edition.methodology
    plan = plan_of(methodology) if methodology.licence_allows_text else _wordless(plan_of(methodology))
    return explain(published_sheet(plan, [company]), company.company_key, node, words=translation)


def _wordless(plan: Plan) -> Plan:
    """Return a methodology that scores alike and names everything by its identifier alone."""
    replace = msgspec.structs.replace
    bare = [
        replace(node, title="", titles={}, guidance="", then=[_silent(step) for step in node.then])
        for node in plan.methodology.nodes
    ]
    composites = {key: replace(one, title="") for key, one in plan.methodology.composites.items()}
    scales = {
        key: {label: replace(entry, text="", texts={}, meaning="") for label, entry in entries(scale).items()}
        for key, scale in plan.methodology.scales.items()
    }
    return Plan(replace(plan.methodology, nodes=bare, scales=scales, composites=composites, digest=""))


def _silent(step: Step) -> Step:
    """Return a step without the words of its reason."""
    if step.modifier is None:
        return step
    return msgspec.structs.replace(step, modifier=msgspec.structs.replace(step.modifier, because=""))


Said = Mapping[str, Any]  # Any: as JSON says it


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question: the answer of each part in the order of the columns, and what was said of them."""

    id: str
    title: str
    cells: list[Said | None]
    remarks: list[Said]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a company answered under a node: questions down, its parts across."""

    parts: list[str]
    rows: list[AnswerRow]
    #: The value of each part, in the order of the columns.
    values: list[float | None]

    @property
    def has_remarks(self) -> bool:
        """Whether any answer has a comment, a reason or a source."""
        return any(row.remarks for row in self.rows)


def answers_of(node: PublishedNode, company: PublishedScore) -> Answers:
    """Return the questions under a node with one company's answers."""
    asked = {question["id"] for question in node.table["questions"]}
    said = [one for one in company.answers if one["node"] in asked]
    parts = list(dict.fromkeys(_part(one) for one in said))
    rows = []
    for question in node.table["questions"]:
        own = {_part(one): one for one in said if one["node"] == question["id"]}
        remarks = [one for one in own.values() if _REMARKS.intersection(one)]
        rows.append(AnswerRow(question["id"], question["title"], [own.get(part) for part in parts], remarks))
    values = {one["name"]: one["values"].get(node.node) for one in company.subjects}
    return Answers(parts, rows, [values.get(part) for part in parts])


#: What an answer may have besides its label.
_REMARKS: Final = frozenset({"comment", "na_reason", "sources"})


def _part(said: Said) -> str:
    return ", ".join(filter(None, (said.get("subject", ""), said.get("component", ""))))
