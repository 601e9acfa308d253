"""Which question a metric is, and which of its answers a value is; the nearest where there is none."""

from __future__ import annotations

from typing import Final

from knowshow.errors import BadInputError
from knowshow.scoring.importers.skeletons import METRIC_REF, plain_number
from knowshow.scoring.methodology import Methodology, Node, State
from knowshow.scoring.plan import Leaf, Plan
from knowshow.scoring.sheet import nearest

#: WikiRate's word for what somebody looked for and cannot tell.
UNKNOWN: Final = "Unknown"
_SHOWN: Final = 60


class Matching:
    """The questions of a methodology by every name that a table may use for them."""

    def __init__(self, methodology: Methodology) -> None:
        self._plan = Plan(methodology)
        self._role = methodology.roles[0] if methodology.roles else ""
        self._texts = {node.id for node in methodology.nodes if node.is_text}
        self._names = self._find_names()

    def _find_names(self) -> dict[str, str]:
        """Map names to questions: the metric's own name and the id always, a title where only one question has it."""
        asked = [self._plan.nodes[key] for key in (*self._plan.leaves, *self._texts)]
        titles = [node.title.casefold() for node in asked]
        found = {node.title.casefold(): node.id for node in asked if titles.count(node.title.casefold()) == 1}
        found |= {node.id.casefold(): node.id for node in asked}
        return found | {name.casefold(): node.id for node in asked for name in _metrics(node)}

    def node(self, metric: str) -> str:
        """Return the question that a metric is. Raises ``BadInputError`` naming the nearest."""
        for name in (metric, metric.partition("+")[2]):
            key = self._names.get(name.strip().casefold())
            if key:
                self._check(key)
                return key
        said = metric.partition("+")[2] or metric
        raise BadInputError(
            f"The methodology does not ask {metric[:_SHOWN]!r}.", remedy=nearest(said, self._spellings(), "It asks")
        )

    def _spellings(self) -> list[str]:
        """List what may be written: ids first, which are short, then titles and metrics."""
        asked = [self._plan.nodes[key] for key in self._names.values()]
        names = [*(node.id for node in asked), *(node.title for node in asked if node.title)]
        return list(dict.fromkeys([*names, *(name for node in asked for name in _metrics(node))]))

    def is_text(self, node: str) -> bool:
        """Whether a question is answered in free words."""
        return node in self._texts

    def _check(self, key: str) -> None:
        """Refuse a question that a table without services and components cannot answer: nothing may be lost."""
        over = next((node for node in self._plan.above(key) if node.scope), None)
        asked = self._plan.asked[over.id] if over else None
        if asked and asked.roles and self._role not in asked.roles:
            raise BadInputError(
                f"{key} is asked of {' and '.join(sorted(asked.roles))}, which this table does not name.",
                remedy="Enter it by hand.",
            )
        if any(node.components for node in self._plan.above(key)):
            raise BadInputError(
                f"{key} is answered once for each component, which this table does not name.",
                remedy="Enter it by hand.",
            )

    def label(self, node: str, value: str) -> str | tuple[str, ...]:
        """Return the answer that a value is. Raises ``BadInputError`` naming the nearest."""
        leaf = self._plan.leaves[node]
        if leaf.node.choices != "many":
            return _label(leaf, value)
        parts = [part.strip() for part in value.split(";" if ";" in value else ",")]
        return tuple(_label(leaf, part) for part in parts if part)

    def metric(self, node: str) -> str:
        """Return what a question is called as a metric: its own name there, else publisher and title (or id)."""
        record = self._plan.nodes[node]
        own = next(iter(_metrics(record)), None)
        if own:
            return own
        is_only = self._names.get(record.title.casefold()) == node
        publisher = self._plan.methodology.publisher or self._plan.methodology.title
        return f"{publisher.replace('+', ' ')}+{record.title if is_only else record.id}"

    def values(self, node: str, label: str | tuple[str, ...]) -> list[str]:
        """Return the values that answers are written as: "Unknown" for the one that says that nobody can tell."""
        leaf = self._plan.leaves[node]
        return [_value(leaf, one) for one in ([label] if isinstance(label, str) else label)]


def _value(leaf: Leaf, label: str) -> str:
    is_unknown = leaf.entries[label].state is State.UNKNOWN and UNKNOWN not in leaf.entries
    return UNKNOWN if is_unknown else label


def _metrics(node: Node) -> list[str]:
    return [ref.removeprefix(METRIC_REF) for ref in node.refs if ref.startswith(METRIC_REF)]


def _label(leaf: Leaf, value: str) -> str:
    if value in leaf.codes:
        return value
    folded = {label.casefold(): label for label in leaf.codes}
    found = folded.get(value.casefold()) or folded.get(plain_number(value).casefold())
    if found:
        return found
    if value.casefold() == UNKNOWN.casefold() and (unknown := _unknown(leaf)):
        return unknown
    raise BadInputError(
        f"{leaf.node.id} has no answer {value[:_SHOWN]!r}.", remedy=nearest(value, leaf.codes, "Its answers")
    )


def _unknown(leaf: Leaf) -> str | None:
    """Return the answer that says that nobody can tell, whatever it is called here."""
    return next((label for label, entry in leaf.entries.items() if entry.state is State.UNKNOWN), None)
