"""What the pages of a publication show beside its stored rows: figures, explanations, tables. Published facts only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowshow.benchmarks.filing import plan_of
from knowshow.scoring import Company, Sheet, Subject
from knowshow.scoring.explaining import Explanation, explain

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Publication, PublicationFigure, PublishedNode, PublishedScore
    from knowshow.scoring.plan import Plan


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
    """A node above the answers with its value, for the table of one company."""

    node: Mapping[str, Any]  # Any: as JSON says it
    depth: int
    value: Mapping[str, Any]  # Any: as JSON says it


def branches(publication: Publication, company: PublishedScore) -> Iterator[Branch]:
    """Yield every node above the answers in the order of the methodology, with the company's value."""
    nodes = {node["id"]: node for node in publication.results["tree"]}
    for node in publication.results["tree"]:
        yield Branch(node, _depth(nodes, node), company.values.get(node["id"], {}))


def _depth(nodes: Mapping[str, Mapping[str, Any]], node: Mapping[str, Any]) -> int:  # Any: as JSON says it
    depth = 0
    while node["parent"] in nodes:
        node, depth = nodes[node["parent"]], depth + 1
    return depth


def explanation_of(publication: Publication, company: PublishedScore, node: str) -> Explanation:
    """Explain a company's value from the published answers alone, so that everybody can follow it."""
    plan: Plan = plan_of(publication.edition.methodology)
    key = company.company_key
    parts = [Subject(one["name"], one["role"], one["service_class"]) for one in company.subjects]
    sheet = Sheet(plan.methodology, [Company(key, company.company_name, company.company_type, parts)], plan=plan)
    for said in company.answers:
        if said["node"] in plan.leaves:
            sheet.give(key, said.get("subject", ""), said["node"], said["labels"], component=said.get("component", ""))
    return explain(sheet, key, node)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question with the answer for each part of a company."""

    id: str
    title: str
    answers: Sequence[Mapping[str, Any]]  # Any: as JSON says it


def answers_of(node: PublishedNode, company: PublishedScore) -> list[AnswerRow]:
    """Return the questions under a node with one company's answers, each with comment and sources."""
    found = []
    for question in node.table["questions"]:
        said = [one for one in company.answers if one["node"] == question["id"]]
        found.append(AnswerRow(question["id"], question["title"], said))
    return found
