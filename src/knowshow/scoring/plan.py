"""A methodology made ready for scoring: who stands under whom, what an answer is worth, in which order to compute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from knowshow.scoring.conditions import nodes_of
from knowshow.scoring.methodology import (
    TOTAL,
    Composite,
    Condition,
    Entry,
    Member,
    Methodology,
    Missing,
    Node,
    Op,
    Scope,
    State,
    TotalRule,
    entries,
)  # fmt: skip
from knowshow.scoring.values import Absent, Combining, Value, alike

#: The composite of all subjects, for methodologies that name none.
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A question: its place among all leaves, the labels that answer it, and what each is worth."""

    place: int
    node: Node
    #: The code of each label, from 1 on.
    codes: dict[str, int]
    entries: dict[str, Entry]
    #: The value of each code; code 0 is "nobody has answered".
    worth: tuple[Value, ...]
    #: The parts that it is answered for, each apart; empty: the whole, or whichever parts are answered.
    components: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the scale."""
        return tuple(self.codes)


@dataclass(frozen=True, slots=True)
class AskedNode:
    """A node that is asked of subjects, and how they combine."""

    node: Node
    composites: tuple[str, ...]
    #: How the composites combine.
    rule: Combining
    #: The roles that are asked; empty: all.
    roles: frozenset[str]
    #: The parts that each subject answers apart; empty: those that were answered.
    components: tuple[str, ...]
    #: The fast path, for a mean of answers with nothing conditional: place and worth of each leaf; else empty.
    plain: tuple[tuple[int, tuple[Value, ...]], ...]

    def is_asked_of(self, role: str) -> bool:
        """Whether subjects of a role are asked."""
        return not self.roles or role in self.roles


class Plan:
    """A sound methodology, indexed. ``reading`` checks that it is sound; this class relies on it."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.nodes: dict[str, Node] = {node.id: node for node in methodology.nodes}
        self.children: dict[str, tuple[str, ...]] = _children(methodology)
        self.leaves: dict[str, Leaf] = _leaves(methodology, self.children)
        for key, leaf in self.leaves.items():
            self.leaves[key] = replace(leaf, components=self.components_of(key))

    # ---- the tree ------------------------------------------------------------------------------------------

    def above(self, key: str) -> Iterator[Node]:
        """Yield a node and everything above it, upwards."""
        node: Node | None = self.nodes[key]
        while node:
            yield node
            node = self.nodes[node.parent] if node.parent else None

    def leaves_below(self, key: str) -> Iterator[Leaf]:
        """Yield the leaves under a node, or the node itself."""
        if key in self.leaves:
            yield self.leaves[key]
        for child in self.children[key]:
            yield from self.leaves_below(child)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The nodes that stand under none: categories, or indicators of an index without categories."""
        return tuple(node.id for node in self.methodology.nodes if node.parent is None and not node.is_text)

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """What stands directly under the categories: families and indicators that belong to no family."""
        return tuple(top for root in self.roots for top in self._tops_of(root))

    def _tops_of(self, root: str) -> tuple[str, ...]:
        return (root,) if root in self.leaves or root in self.asked else self.children[root]

    @cached_property
    def combined(self) -> tuple[Node, ...]:
        """Every node that combines others, in the order of the file."""
        return tuple(node for node in self.methodology.nodes if node.id not in self.leaves and not node.is_text)

    @cached_property
    def in_file(self) -> dict[str, tuple[str, ...]]:
        """What stands under each node in the order of the file, questions in free words among it."""
        found: dict[str, tuple[str, ...]] = {node.id: () for node in self.methodology.nodes}
        for node in self.methodology.nodes:
            if node.parent:
                found[node.parent] += (node.id,)
        return found

    # ---- how values combine --------------------------------------------------------------------------------

    @cached_property
    def rules(self) -> dict[str, Combining]:
        """How the children of each node combine."""
        return {node.id: self._rule(node) for node in self.combined}

    def _rule(self, node: Node) -> Combining:
        return self._combining(
            self._op_of(node), self._missing_of(node), self.children[node.id], node.points, met_at=node.met_at
        )

    def _combining(
        self, op: Op, missing: Missing, below: tuple[str, ...], points: float, *, met_at: float | None = None
    ) -> Combining:
        own = tuple(self.nodes[child].missing if child in self.leaves else None for child in below)
        return Combining(
            op=op,
            missing=missing,
            weights=tuple(self.nodes[child].weight for child in below),
            met_at=tuple(self.most(child) if met_at is None else met_at for child in below),
            points=points,
            own=own if any(own) else (),
        )

    def _missing_of(self, node: Node) -> Missing:
        return node.missing or self.methodology.missing

    def _op_of(self, node: Node) -> Op:
        """Return how the children of a node combine.

        Its own operation comes first. Of a node that is asked of subjects, ``ops.subject`` comes next; and where it has
        a scope, ``ops.indicator`` is about its composites and says nothing of its children.
        """
        if node.op:
            return node.op
        is_asked = node.id in self._asked_keys
        if is_asked and "subject" in self.methodology.ops:
            return self.op("subject")
        return Op.MEAN if is_asked and node.kind == "indicator" and self._scope_key(node) else self.op(node.kind)

    def op(self, kind: str) -> Op:
        """Return the operation that the methodology names for a kind of node: the mean, where it names none."""
        said = self.methodology.ops.get(kind, Op.MEAN)
        return said.op if isinstance(said, TotalRule) else said

    @property
    def total(self) -> TotalRule:
        """How the total is made."""
        said = self.methodology.ops.get("total", TotalRule())
        return said if isinstance(said, TotalRule) else TotalRule(op=said)

    @cached_property
    def total_over(self) -> tuple[str, ...]:
        """The nodes that the total is made of."""
        over = self.total.over
        if isinstance(over, list):
            return tuple(over)
        return self.roots if over == "categories" else self.tops

    @cached_property
    def total_rule(self) -> Combining:
        """How they combine."""
        return self._combining(self.total.op, self.methodology.missing, self.total_over, self.total.points)

    def most(self, key: str) -> float:
        """Return the most points that a company can have in a node, before any step."""
        if key not in self._most:
            most, node = self.most_of_subject(key), self.nodes[key]
            if key in self._asked_keys:
                composites, op = self._scope_of(node)
                most = _most_of(op, [most] * len(composites), [1.0] * len(composites), node.points)
            self._most[key] = most
        return self._most[key]

    @cached_property
    def _most(self) -> dict[str, float]:
        return {}

    def most_of_subject(self, key: str) -> float:
        """Return the most points that one subject can have in a node."""
        if key in self.leaves:
            return _most_of_leaf(self.leaves[key])
        node, below = self.nodes[key], self.children[key]
        weights = [self.nodes[child].weight for child in below]
        return _most_of(self._op_of(node), [self.most(child) for child in below], weights, node.points)

    # ---- who is asked --------------------------------------------------------------------------------------

    @cached_property
    def asked(self) -> dict[str, AskedNode]:
        """The nodes whose values are found for each subject apart, and then combined."""
        return {node.id: self._asked(node) for node in self.methodology.nodes if node.id in self._asked_keys}

    @cached_property
    def _asked_keys(self) -> frozenset[str]:
        return frozenset(node.id for node in self.methodology.nodes if self._is_asked(node))

    def _is_asked(self, node: Node) -> bool:
        """Whether a node is asked: it has a scope; or none is above it, and it is the lowest that combines answers."""
        if node.is_text or self._scoped_above(node):
            return False
        if node.scope:
            return True
        if node.id in self.leaves:
            return not all(self._is_flat(parent) for parent in self.parents[node.id]) or not self.parents[node.id]
        return self._is_flat(node.id)

    def _scoped_above(self, node: Node) -> Node | None:
        return next((over for over in self.above(node.id) if over.scope and over is not node), None)

    def _is_flat(self, key: str) -> bool:
        """Whether a node has leaves under it and nothing else, none of them with a scope of its own."""
        if key not in self._flat:
            below = self.children[key]
            self._flat[key] = bool(below) and all(one in self.leaves and not self.nodes[one].scope for one in below)
        return self._flat[key]

    @cached_property
    def _flat(self) -> dict[str, bool]:
        return {}

    @cached_property
    def parents(self) -> dict[str, list[str]]:
        """What each node stands under, by ``parent`` or by ``of``."""
        found: dict[str, list[str]] = {key: [] for key in self.nodes}
        for key, below in self.children.items():
            for child in below:
                found[child].append(key)
        return found

    def dependents(self, key: str) -> frozenset[str]:
        """Return the node, and every node whose value depends on its answer; the total is one of them."""
        found, waiting = {TOTAL}, [key]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [*self.parents[one], *self._modified_by.get(one, ())]
        return frozenset(found)

    @cached_property
    def _modified_by(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self.methodology.nodes:
            for step in node.then:
                if step.modifier:
                    found.setdefault(step.modifier.node, []).append(node.id)
        return found

    def asked_as(self, key: str) -> AskedNode | None:
        """Return how a node is asked of subjects; one below a node with a scope, and a leaf, is asked as that is."""
        if key in self.asked:
            return self.asked[key]
        if key not in self._asked_below:
            node = self.nodes[key]
            over = self._scoped_above(node)
            is_below = over is not None or key in self.leaves
            scoped = msgspec.structs.replace(node, scope=over.scope) if over else node
            self._asked_below[key] = self._asked(scoped) if is_below else None
        return self._asked_below[key]

    @cached_property
    def _asked_below(self) -> dict[str, AskedNode | None]:
        return {}

    def _asked(self, node: Node) -> AskedNode:
        composites, op = self._scope_of(node)
        most = self.most_of_subject(node.id)
        return AskedNode(
            node=node,
            composites=composites,
            rule=alike(op, self._missing_of(node), len(composites), most, node.points),
            roles=frozenset(role for key in composites for role in self.roles_of(key)),
            components=self.components_of(node.id),
            plain=tuple(self._plain_leaves(node)),
        )

    def _plain_leaves(self, node: Node) -> Iterator[tuple[int, tuple[Value, ...]]]:
        is_mean = self._op_of(node) is Op.MEAN and self._missing_of(node) is Missing.SKIP
        if is_mean and self._is_flat(node.id) and all(map(self._is_plain_leaf, self.children[node.id])):
            for leaf in self.leaves_below(node.id):
                yield leaf.place, leaf.worth

    def _is_plain_leaf(self, key: str) -> bool:
        node = self.nodes[key]
        return node.choices == "one" and node.missing is None and key not in self.conditions

    def components_of(self, key: str) -> tuple[str, ...]:
        """Return the parts that a node is answered for: those that it names, or the nearest node above it."""
        return next((tuple(node.components) for node in self.above(key) if node.components), ())

    def unasked(self, role: str) -> frozenset[int]:
        """Return the places of the leaves that no subject of a role is asked."""
        if role not in self._unasked:
            asked = {
                leaf.place
                for one in self.asked.values()
                if one.is_asked_of(role)
                for leaf in self.leaves_below(one.node.id)
            }
            self._unasked[role] = frozenset(leaf.place for leaf in self.leaves.values()) - asked
        return self._unasked[role]

    def takes(self, key: str, role: str, component: str = "") -> bool:
        """Whether an answer to a question counts for a subject of a role, as a whole or for one component."""
        leaf = self.leaves[key]
        return leaf.place not in self.unasked(role) and (not leaf.components or component in leaf.components)

    @cached_property
    def _unasked(self) -> dict[str, frozenset[int]]:
        return {}

    def _scope_key(self, node: Node) -> str | None:
        return node.scope or self.methodology.default_scope

    def _scope_of(self, node: Node) -> tuple[tuple[str, ...], Op]:
        """Return the composites that a node is asked of, and how they combine."""
        key = self._scope_key(node)
        if not key:
            return (EVERYBODY,), Op.MEAN
        scope = self.methodology.scopes[key]
        if isinstance(scope, Scope):
            return tuple(scope.of), scope.op or self.op("indicator")
        return tuple(scope), self.op("indicator")

    def composite(self, key: str) -> Composite:
        """Return a composite; the one of everybody stands for all subjects, each as one member."""
        if key == EVERYBODY:
            return Composite(of=[Member()])
        return self.methodology.composites[key]

    def roles_of(self, key: str) -> Iterator[str]:
        """Yield the roles of a composite's subjects; nothing for the composite of everybody."""
        for member in self.composite(key).of:
            if member.composite:
                yield from self.roles_of(member.composite)
            elif role := member.role or member.each:
                yield role

    # ---- when a node applies -------------------------------------------------------------------------------

    @cached_property
    def conditions(self) -> dict[str, tuple[Condition, ...]]:
        """The conditions of each leaf that has any: its own, and those of everything above it."""
        found = {key: tuple(node.applies_if for node in self.above(key) if node.applies_if) for key in self.leaves}
        return {key: conditions for key, conditions in found.items() if conditions}

    @cached_property
    def conditional(self) -> frozenset[str]:
        """The nodes whose answers decide whether others apply."""
        return frozenset(
            node for conditions in self.conditions.values() for one in conditions for node in nodes_of(one)
        )

    def preset(self, company_type: str, service_class: str) -> frozenset[int]:
        """Return the places of the leaves that are not asked of such a subject, unless somebody answers them."""
        key = (company_type, service_class)
        if key not in self._presets:
            self._presets[key] = frozenset(
                leaf.place for leaf in self.leaves.values() if self._is_preset(leaf, company_type, service_class)
            )
        return self._presets[key]

    @cached_property
    def _presets(self) -> dict[tuple[str, str], frozenset[int]]:
        return {}

    def _is_preset(self, leaf: Leaf, company_type: str, service_class: str) -> bool:
        return any(
            company_type in node.not_applicable_to or service_class in node.not_applicable_to_service_classes
            for node in self.above(leaf.node.id)
        )


def _children(methodology: Methodology) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {node.id: [] for node in methodology.nodes}
    for node in methodology.nodes:
        if node.parent and not node.is_text:
            found[node.parent].append(node.id)
    for node in methodology.nodes:
        found[node.id].extend(node.of)
    return {key: tuple(dict.fromkeys(below)) for key, below in found.items()}


def _leaves(methodology: Methodology, children: dict[str, tuple[str, ...]]) -> dict[str, Leaf]:
    scales = {key: entries(scale) for key, scale in methodology.scales.items()}
    default = methodology.default_scale or ""
    parents = {node.parent for node in methodology.nodes}
    answered = [
        node
        for node in methodology.nodes
        if not (children[node.id] or node.id in parents or node.is_text) and (node.scale or default)
    ]
    return {node.id: _leaf(place, node, scales[node.scale or default]) for place, node in enumerate(answered)}


def _leaf(place: int, node: Node, scale: dict[str, Entry]) -> Leaf:
    return Leaf(
        place=place,
        node=node,
        codes={label: code for code, label in enumerate(scale, start=1)},
        entries=scale,
        worth=(Absent.MISSING, *(_worth(entry) for entry in scale.values())),
    )


def _worth(entry: Entry) -> Value:
    if entry.state is State.UNKNOWN:
        return Absent.MISSING
    return Absent.NOT_APPLICABLE if entry.value is None else float(entry.value)


def _most_of_leaf(leaf: Leaf) -> float:
    points = [value for value in leaf.worth if isinstance(value, float)]
    if leaf.node.choices == "many":
        return sum(value for value in points if value > 0)
    return max(points, default=0.0)


def _most_of(op: Op, below: list[float], weights: list[float], points: float) -> float:
    if op in {Op.FRACTION, Op.ALL, Op.ANY}:
        return points
    if op is Op.COUNT:
        return float(len(below))
    if op is Op.SUM:
        return sum(below)
    if op is Op.MIN:
        return min(below, default=0.0)
    if op is Op.MAX:
        return max(below, default=0.0)
    weights = weights if op is Op.WEIGHTED_MEAN else [1.0] * len(below)
    return sum(most * weight for most, weight in zip(below, weights, strict=True)) / (sum(weights) or 1)
