"""What makes a methodology sound: its parts fit together, nothing in it is without effect, no figure is beyond measure.

A methodology that says something which the engine would pass over in silence is refused, so that its author hears.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

import msgspec

from knowshow.scoring.conditions import nodes_of, parts_of, tests_in
from knowshow.scoring.methodology import (
    TOTAL,
    Band,
    Condition,
    Methodology,
    Node,
    Scope,
    State,
    Step,
    TotalRule,
    entries,
    fingerprint,
)  # fmt: skip
from knowshow.scoring.plan import Plan
from knowshow.scoring.sheet import nearest

#: How deep nodes and composites may stand in each other.
DEEPEST: Final = 40
#: The most nodes; the largest index that is known has a few hundred.
MOST: Final = 20_000
#: The largest number in a methodology, so that no combination of them is beyond floating point.
LARGEST: Final = 1e9


class Complaint(NamedTuple):
    """One thing that is wrong: what, where, and what to do."""

    what: str
    where: str
    remedy: str = ""


def complaints(methodology: Methodology) -> Iterator[Complaint]:
    """Yield everything that is wrong with a methodology; what rests on sound links, only where the links are sound."""
    if len(methodology.nodes) > MOST:
        yield Complaint(f"There are {len(methodology.nodes):,} nodes.", "nodes", f"At most {MOST:,} are read.")
        return
    links = [
        *_in_numbers(methodology),
        *_in_scales(methodology),
        *_in_composites(methodology),
        *_in_scopes(methodology),
        *_in_nodes(methodology),
        *_in_ops(methodology),
        *_in_circles(methodology),
    ]
    yield from links
    if not links:
        yield from _in_tree(methodology)
    if methodology.digest and methodology.digest != fingerprint(methodology):
        yield Complaint(
            f"The methodology {methodology.key} was changed after it was published.",
            "digest",
            "Restore the published file, or give the changed one a new version and no digest.",
        )


# ---- numbers -----------------------------------------------------------------------------------------------


def _in_numbers(methodology: Methodology) -> Iterator[Complaint]:
    for section in ("scales", "ops"):
        for key, said in getattr(methodology, section).items():
            yield from _numbers_below(msgspec.to_builtins(said), f"{section}.{key}")
    for node in methodology.nodes:
        yield from _numbers_below(msgspec.to_builtins(node), f"node {node.id}")


def _numbers_below(value: object, where: str) -> Iterator[Complaint]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers_below(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers_below(inner, where)
    elif isinstance(value, float) and not abs(value) <= LARGEST:
        yield Complaint(f"{value} is not a number to score with.", where, f"Numbers lie within {LARGEST:,.0f}.")


# ---- scales ------------------------------------------------------------------------------------------------


def _in_scales(methodology: Methodology) -> Iterator[Complaint]:
    for key, scale in methodology.scales.items():
        if not scale:
            yield Complaint("The scale has no answers.", f"scales.{key}", "Give it some, or remove it.")
        for label, entry in entries(scale).items():
            where = f"scales.{key}.{label}"
            if not label or label != label.strip():
                yield Complaint(f"{label!r} cannot be given: it is empty, or has spaces around it.", where)
            if entry.value is None and entry.state not in {State.NOT_APPLICABLE, State.UNKNOWN}:
                yield Complaint("An answer without points is not applicable or unknown.", where, "Say which, in state.")
    yield from _unknown(methodology.default_scale, methodology.scales, "scale", "default_scale")


def _unknown(key: str | None, known: Collection[str], kind: str, where: str) -> Iterator[Complaint]:
    """Complain of a key that is not there."""
    if key is not None and key not in known:
        yield Complaint(f"There is no {kind} {key!r}.", where, nearest(key, known, f"The {kind}s"))


# ---- who is asked ------------------------------------------------------------------------------------------


def _in_composites(methodology: Methodology) -> Iterator[Complaint]:
    for key, composite in methodology.composites.items():
        where = f"composites.{key}"
        if not composite.of:
            yield Complaint("The composite takes nobody in.", where, "Name a role or a composite.")
        for member in composite.of:
            if sum(one is not None for one in (member.role, member.each, member.composite)) != 1:
                yield Complaint("A member is one of role, each and composite.", where, "Name exactly one.")
            yield from _unknown(member.role, methodology.roles, "role", where)
            yield from _unknown(member.each, methodology.roles, "role", where)
            yield from _unknown(member.composite, methodology.composites, "composite", where)


def _in_scopes(methodology: Methodology) -> Iterator[Complaint]:
    for key, scope in methodology.scopes.items():
        asked = scope.of if isinstance(scope, Scope) else scope
        if not asked:
            yield Complaint("The scope asks nobody.", f"scopes.{key}", "Name a composite.")
        for composite in asked:
            yield from _unknown(composite, methodology.composites, "composite", f"scopes.{key}")
    yield from _unknown(methodology.default_scope, methodology.scopes, "scope", "default_scope")


# ---- nodes -------------------------------------------------------------------------------------------------


def _in_nodes(methodology: Methodology) -> Iterator[Complaint]:
    known = {node.id: node for node in methodology.nodes}
    if not known:
        yield Complaint("The methodology asks nothing.", "nodes", "Give it nodes.")
    for key, count in Counter(node.id for node in methodology.nodes).items():
        if count > 1:
            yield Complaint(f"There are two nodes {key!r}.", f"node {key}", "Rename or remove one.")
    if TOTAL in known:
        yield Complaint(f"{TOTAL} is the name of the total.", f"node {TOTAL}", "Give the node another id.")
    for node in methodology.nodes:
        yield from _in_node(methodology, node, known)


def _in_node(methodology: Methodology, node: Node, known: Mapping[str, Node]) -> Iterator[Complaint]:
    where = f"node {node.id}"
    if not node.id.isprintable() or {".", ".."}.intersection(node.id.split("/")):
        yield Complaint(f"{node.id!r} cannot stand in an address.", where, "Give the node another id.")
    yield from _unknown(node.parent, known, "node", where)
    yield from _unknown(node.scale, methodology.scales, "scale", where)
    yield from _unknown(node.scope, methodology.scopes, "scope", where)
    for component in node.components:
        yield from _unknown(component, methodology.components, "component", where)
    for child in node.of:
        yield from _scored(child, known, where)
    yield from _in_steps(node.then, known, where)
    for part in parts_of(node.applies_if) if node.applies_if else ():
        yield from _in_condition(methodology, part, known, f"{where}.applies_if")


def _scored(key: str, known: Mapping[str, Node], where: str) -> Iterator[Complaint]:
    """Complain of a key whose node has no value."""
    yield from _unknown(key, known, "node", where)
    if key in known and known[key].is_text:
        yield Complaint(f"{key} is answered in words: it is never scored.", where, "Leave it out.")


def _in_steps(steps: list[Step], known: Mapping[str, Node], where: str) -> Iterator[Complaint]:
    for step in steps:
        if sum(part is not None for part in (step.modifier, step.round, step.bands)) != 1:
            yield Complaint("A step is one of modifier, round and bands.", where, "Name exactly one.")
        if step.modifier:
            yield from _scored(step.modifier.node, known, where)
        if step.bands is not None and not _rise(step.bands):
            yield Complaint("Bands rise, and only the last may be open.", where, "Put them in order.")


def _rise(bands: list[Band]) -> bool:
    limits = [float("inf") if band.upto is None else band.upto for band in bands]
    return bool(bands) and all(low < high for low, high in pairwise(limits))


def _in_condition(
    methodology: Methodology, part: Condition, known: Mapping[str, Node], where: str
) -> Iterator[Complaint]:
    tests = sum(one is not None for one in (part.is_, part.in_, part.includes, part.answered))
    if tests_in(part) != 1 or tests != (part.node is not None):
        yield Complaint("A condition makes exactly one test.", where, "Join several with all or any.")
    for role in part.role or ():
        yield from _unknown(role, methodology.roles, "role", where)
    yield from _unknown(part.node, known, "node", where)
    node = known.get(part.node or "")
    if node and not node.is_text:
        yield from _in_labels(methodology, part, node, where)


def _in_labels(methodology: Methodology, part: Condition, node: Node, where: str) -> Iterator[Complaint]:
    scale = methodology.scales.get(node.scale or methodology.default_scale or "", {})
    wanted = [part.is_] if isinstance(part.is_, str) else part.is_ or part.in_ or part.includes or []
    for label in wanted if scale else ():
        if label not in scale:
            yield Complaint(f"{node.id} has no answer {label!r}.", where, nearest(label, scale, "Its answers"))


# ---- operations --------------------------------------------------------------------------------------------


def _in_ops(methodology: Methodology) -> Iterator[Complaint]:
    kinds = {node.kind for node in methodology.nodes} | {"subject", "component", "indicator", "total"}
    for kind, said in methodology.ops.items():
        where = f"ops.{kind}"
        if kind not in kinds:
            yield Complaint(f"There is no kind of node {kind!r}.", where, nearest(kind, sorted(kinds), "The kinds"))
        if isinstance(said, TotalRule):
            yield from _in_total(methodology, said, kind, where)


def _in_total(methodology: Methodology, said: TotalRule, kind: str, where: str) -> Iterator[Complaint]:
    known = {node.id: node for node in methodology.nodes}
    if kind != "total":
        yield Complaint("Only the total says what it is made of.", where, "Name the operation alone.")
    yield from _in_steps(said.then, known, where)
    if isinstance(said.over, list):
        for key in said.over:
            yield from _scored(key, known, where)
        if not said.over or len(set(said.over)) < len(said.over):
            yield Complaint("The total is made of at least one node, each named once.", where, "Correct over.")


# ---- circles and depth -------------------------------------------------------------------------------------

Graph = Mapping[str, list[str]]


def _in_circles(methodology: Methodology) -> Iterator[Complaint]:
    composites = {
        key: [member.composite for member in composite.of if member.composite]
        for key, composite in methodology.composites.items()
    }
    for what, section, graph in (("Composites", "composites", composites), ("Nodes", "nodes", _needs(methodology))):
        circle = _circle(graph)
        where = f"node {circle[0]}" if circle and section == "nodes" else section
        if circle:
            yield Complaint(f"{what} stand in a circle: {' > '.join(circle)}.", where, "Break it.")
        elif _depth(graph) > DEEPEST:
            yield Complaint(f"{what} stand more than {DEEPEST} deep in each other.", where, "Make the tree flatter.")


def _needs(methodology: Methodology) -> Graph:
    """Return which nodes each node needs for its value: children, and what its modifiers look at."""
    graph: dict[str, list[str]] = {node.id: [] for node in methodology.nodes}
    for node in methodology.nodes:
        if node.parent in graph and node.parent is not None:
            graph[node.parent].append(node.id)
        graph[node.id] += [*node.of, *(step.modifier.node for step in node.then if step.modifier)]
    return graph


def _circle(graph: Graph) -> list[str]:
    """Return a circle of a graph, or nothing. Walks without recursion, so that no depth is too much.

    >>> _circle({"a": ["b"], "b": ["a"]}), _circle({"a": ["b"], "b": []})
    (['a', 'b', 'a'], [])
    """
    done: set[str] = set()
    for start in graph:
        path: dict[str, None] = {}
        stack = [(start, False)]
        while stack:
            key, is_left = stack.pop()
            if is_left:
                del path[key]
                done.add(key)
            elif key in path:
                walked = list(path)
                return [*walked[walked.index(key) :], key]
            elif key not in done:
                path[key] = None
                stack.append((key, True))
                stack.extend((child, False) for child in graph.get(key, ()))
    return []


def _depth(graph: Graph) -> int:
    """Return how many levels a graph without circles has, counted no further than needed.

    >>> _depth({"a": ["b"], "b": ["c"], "c": []})
    3
    """
    level, depth = set(graph), 0
    while level and depth <= DEEPEST:
        level = {child for key in level for child in graph.get(key, ())}
        depth += 1
    return depth


# ---- the tree ----------------------------------------------------------------------------------------------


def _in_tree(methodology: Methodology) -> Iterator[Complaint]:
    plan = Plan(methodology)
    groups = {node.kind for node in methodology.nodes if plan.children[node.id]} - {"element"}
    for node in methodology.nodes:
        yield from _Standing(plan, node, groups)


class _Standing:
    """What is wrong with how one node stands in a tree whose links are sound."""

    def __init__(self, plan: Plan, node: Node, groups: set[str]) -> None:
        self.plan, self.node, self.groups = plan, node, groups
        self.where = f"node {node.id}"

    def __iter__(self) -> Iterator[Complaint]:
        yield from self._of_scopes()
        if not self.node.is_text:
            yield from self._of_leaf() if self._is_leaf else self._of_group()
        yield from self._of_conditions()

    @property
    def _is_leaf(self) -> bool:
        return not (self.plan.in_file[self.node.id] or self.node.of)

    def _of_scopes(self) -> Iterator[Complaint]:
        asked = next((one for one in list(self.plan.above(self.node.id))[1:] if one.id in self.plan.asked), None)
        if asked is None:
            return
        if self.node.scope:
            yield self._wrong(f"{asked.id}, above it, has a scope already.", "Keep one of the two scopes.")
        if self.node.components:
            yield self._wrong(f"Components stand where subjects are asked: on {asked.id} or above.", "Move them.")
        if self.node.then and not self.node.is_text:
            yield self._wrong(f"It stands below {asked.id}, which is asked of each subject.", "Move its steps there.")

    def _of_leaf(self) -> Iterator[Complaint]:
        methodology, node = self.plan.methodology, self.node
        if node.op:
            yield self._wrong("A node without children combines nothing.", "Remove op, or give it children.")
        if not node.scale and not methodology.default_scale:
            yield self._wrong("It has no scale to be answered on.", "Name one, or a default_scale.")
        elif not node.scale and node.kind in self.groups:
            yield self._wrong(
                f"Other nodes of its kind, {node.kind!r}, combine children, and it has none.",
                "Name its scale if it is a question; else give it children, or remove it.",
            )

    def _of_group(self) -> Iterator[Complaint]:
        node = self.node
        if node.scale:
            yield self._wrong("It combines what is below it, and is not answered itself.", "Remove its scale.")
        if node.choices == "many":
            yield self._wrong("It combines what is below it, and is not answered itself.", "Remove choices.")
        limits = node.applies_if or node.not_applicable_to or node.not_applicable_to_service_classes
        if limits and not self.plan.in_file[node.id]:
            yield self._wrong(
                "It gathers what stands elsewhere, and cannot say when that applies.", "Say it where the questions are."
            )

    def _of_conditions(self) -> Iterator[Complaint]:
        for key in nodes_of(self.node.applies_if) if self.node.applies_if else ():
            if key not in self.plan.leaves and not self.plan.nodes[key].is_text:
                yield self._wrong(f"{key} is not answered: it combines others.", "Ask after an answer.")

    def _wrong(self, what: str, remedy: str) -> Complaint:
        return Complaint(what, self.where, remedy)


def at(where: str, content: Any) -> tuple[str | int, ...]:  # noqa: ANN401  # whatever JSON or YAML holds
    """Return the path in a file of the place that a complaint names.

    >>> at("node q1.applies_if", {"nodes": [{"id": "q0"}, {"id": "q1"}]}), at("scales.s.yes", {})
    (('nodes', 1), ('scales', 's', 'yes'))
    """
    if not where.startswith("node "):
        return tuple(where.split(".", 2))
    names = [node["id"] for node in content["nodes"]]
    said = where.removeprefix("node ")
    found = [place for place, name in enumerate(names) if said == name or said.startswith(f"{name}.")]
    return ("nodes", max(found, key=lambda place: (len(names[place]), place)))
