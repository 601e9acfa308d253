"""Read a methodology from a file, and refuse one that contradicts itself, saying where and what was perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.scoring.conditions import nodes_of, parts_of, tests_in
from knowshow.scoring.methodology import (
    Composite,
    Condition,
    Methodology,
    Node,
    Scope,
    State,
    TotalRule,
    entries,
    fingerprint,
)  # fmt: skip
from knowshow.scoring.sheet import nearest

#: The largest methodology that is read.
MAXIMUM_BYTES: Final = 20 * 1024 * 1024


def read_methodology(path: Path) -> Methodology:
    """Read a methodology from a JSON or YAML file, and check it.

    Raises ``BadInputError`` naming file, record and the nearest valid value.
    """
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise UnreadableFileError("The file is too large for a methodology.", place=Place(str(path)))
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"The methodology cannot be read: {error.strerror}.", place=Place(str(path)), remedy="Check the path."
        ) from None
    return methodology_from(content, str(path))


def methodology_from(content: bytes | Mapping[str, Any], name: str = "") -> Methodology:  # Any: what JSON holds
    """Return a checked methodology from the bytes of a file, or from what they hold."""
    found = _converted(_parsed(content, name) if isinstance(content, bytes) else content, name)
    check(found, name)
    return found


def _parsed(content: bytes, name: str) -> object:
    if len(content) > MAXIMUM_BYTES:
        raise UnreadableFileError("The file is too large for a methodology.", place=Place(name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            "The file is not UTF-8 text.", place=Place(name), remedy="Save it as UTF-8."
        ) from None
    return _parsed_json(text, name) if text.lstrip().startswith(("{", "[")) else _parsed_yaml(text, name)


def _parsed_json(text: str, name: str) -> object:
    import json

    try:
        return json.loads(text, object_pairs_hook=_once)
    except _RepeatedError as error:
        raise BadInputError(f"{error} stands twice in one object.", place=Place(name), remedy="Keep one.") from None
    except RecursionError:
        raise UnreadableFileError("The file is nested too deeply.", place=Place(name)) from None
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"The file is not JSON: {error.msg}.", place=Place(name, line=error.lineno), remedy="Correct this line."
        ) from None


class _RepeatedError(Exception):
    """A key stands twice."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _RepeatedError(f'"{twice}"')
    return found


def _parsed_yaml(text: str, name: str) -> object:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        what = getattr(error, "problem", None) or "it cannot be read"
        raise UnreadableFileError(
            f"The file is not YAML: {what}.", place=Place(name, line=line), remedy="Correct this line."
        ) from None


_AT: Final = re.compile(r" - at `\$?\.?(?P<where>[^`]*)`$")
_UNKNOWN_FIELD: Final = re.compile(r"unknown field `(?P<field>[^`]*)`")


def _converted(content: object, name: str) -> Methodology:
    if not isinstance(content, dict):
        raise UnreadableFileError(
            "The file holds no methodology.", place=Place(name), remedy="It begins with knowshow: methodology/1"
        )
    try:
        return msgspec.convert(content, Methodology)
    except msgspec.ValidationError as error:
        raise _refused(str(error), content, name) from None


def _refused(said: str, content: Mapping[str, Any], name: str) -> BadInputError:  # Any: what JSON holds
    at = _AT.search(said)
    where = at["where"] if at else ""
    what = _AT.sub("", said)
    unknown = _UNKNOWN_FIELD.search(what)
    if unknown:
        return BadInputError(
            f"There is no field {unknown['field']!r} here.",
            place=Place(name, field=_named(where, content)),
            remedy=nearest(unknown["field"], _fields_at(where), "The fields"),
        )
    return BadInputError(f"{what}.", place=Place(name, field=_named(where, content)))


_NODE: Final = re.compile(r"^nodes\[(?P<number>\d+)\]")


def _named(where: str, content: Mapping[str, Any]) -> str:  # Any: what JSON holds
    """Name a node by its id rather than by its number."""
    found = _NODE.match(where)
    if not found:
        return where
    node = content["nodes"][int(found["number"])]
    key = node.get("id") if isinstance(node, dict) else None
    return f"node {key}{where[found.end() :]}" if isinstance(key, str) else where


def _fields_at(where: str) -> list[str]:
    """Return the names of the fields of the record that stands at a path, as the file writes them."""
    record: type[msgspec.Struct] = Methodology
    for part, kind in (("nodes", Node), ("composites", Composite), ("applies_if", Condition), ("scopes", Scope)):
        if part in where:
            record = kind
    return list(record.__struct_encode_fields__)


# ---- checks ------------------------------------------------------------------------------------------------


def check(methodology: Methodology, name: str = "") -> None:
    """Refuse a methodology whose parts do not fit together.

    Raises ``BadInputError`` for the first thing that is wrong.
    """
    for complaint in complaints(methodology):
        what, where, remedy = complaint
        raise BadInputError(what, place=Place(name, field=where), remedy=remedy)


Complaint = tuple[str, str, str]


def complaints(methodology: Methodology) -> Iterator[Complaint]:
    """Yield everything that is wrong with a methodology: what, where, and what to do."""
    yield from _in_scales(methodology)
    yield from _in_composites(methodology)
    yield from _in_scopes(methodology)
    yield from _in_nodes(methodology)
    yield from _in_tree(methodology)
    yield from _in_ops(methodology)
    if methodology.digest and methodology.digest != fingerprint(methodology):
        yield (
            f"The methodology {methodology.key} was changed after it was published.",
            "digest",
            "Restore the published file, or give the changed one a new version and no digest.",
        )


def _in_scales(methodology: Methodology) -> Iterator[Complaint]:
    for key, scale in methodology.scales.items():
        if not scale:
            yield "The scale has no answers.", f"scales.{key}", "Give it some, or remove it."
        for label, entry in entries(scale).items():
            where = f"scales.{key}.{label}"
            if entry.value is None and entry.state not in {State.NOT_APPLICABLE, State.UNKNOWN}:
                yield "An answer without points is not applicable or unknown.", where, "Say which, in state."
            if entry.value is not None and not _is_finite(entry.value):
                yield "Points are a finite number.", where, ""
    default = methodology.default_scale
    if default is not None and default not in methodology.scales:
        yield f"There is no scale {default!r}.", "default_scale", nearest(default, methodology.scales, "The scales")


def _is_finite(number: float) -> bool:
    return number == number and abs(number) != float("inf")  # noqa: PLR0124 - how one asks for "not a number"


def _in_composites(methodology: Methodology) -> Iterator[Complaint]:
    for key, composite in methodology.composites.items():
        where = f"composites.{key}"
        for member in composite.of:
            said = [one for one in (member.role, member.each, member.composite) if one is not None]
            if len(said) != 1:
                yield "A member is one of role, each and composite.", where, "Name exactly one."
            for role in filter(None, (member.role, member.each)):
                if methodology.roles and role not in methodology.roles:
                    yield f"There is no role {role!r}.", where, nearest(role, methodology.roles, "The roles")
            if member.composite and member.composite not in methodology.composites:
                known = nearest(member.composite, methodology.composites, "The composites")
                yield f"There is no composite {member.composite!r}.", where, known
    graph = {
        key: [member.composite for member in composite.of if member.composite]
        for key, composite in methodology.composites.items()
    }
    if circle := _circle(graph):
        yield f"Composites stand in a circle: {' > '.join(circle)}.", "composites", "Break it."


def _in_scopes(methodology: Methodology) -> Iterator[Complaint]:
    for key, scope in methodology.scopes.items():
        for composite in scope.of if isinstance(scope, Scope) else scope:
            if composite not in methodology.composites:
                known = nearest(composite, methodology.composites, "The composites")
                yield f"There is no composite {composite!r}.", f"scopes.{key}", known
    default = methodology.default_scope
    if default is not None and default not in methodology.scopes:
        yield f"There is no scope {default!r}.", "default_scope", nearest(default, methodology.scopes, "The scopes")


def _in_nodes(methodology: Methodology) -> Iterator[Complaint]:
    known = {node.id for node in methodology.nodes}
    seen: set[str] = set()
    if not methodology.nodes:
        yield "The methodology asks nothing.", "nodes", "Give it nodes."
    for node in methodology.nodes:
        where = f"node {node.id}"
        if node.id in seen:
            yield f"There are two nodes {node.id!r}.", where, "Rename or remove one."
        if node.id == "TOTAL":
            yield "TOTAL is the name of the total.", where, "Give the node another id."
        seen.add(node.id)
        yield from _in_node(methodology, node, known, where)


def _in_node(methodology: Methodology, node: Node, known: set[str], where: str) -> Iterator[Complaint]:
    named = [
        *((key, known, "node", "The nodes") for key in (node.parent, *node.of) if key is not None),
        *((key, set(methodology.scales), "scale", "The scales") for key in (node.scale,) if key is not None),
        *((key, set(methodology.scopes), "scope", "The scopes") for key in (node.scope,) if key is not None),
        *((key, set(methodology.components), "component", "The components") for key in node.components),
        *((step.modifier.node, known, "node", "The nodes") for step in node.then if step.modifier),
        *((key, known, "node", "The nodes") for key in _conditional(node)),
    ]
    for key, there, kind, what in named:
        if key not in there:
            yield f"There is no {kind} {key!r}.", where, nearest(key, sorted(there), what)
    yield from _in_condition(node, where)
    for step in node.then:
        if sum(part is not None for part in (step.modifier, step.round, step.bands)) != 1:
            yield "A step is one of modifier, round and bands.", where, "Name exactly one."
        if step.bands is not None and [band.upto for band in step.bands] != _rising(step.bands):
            yield "Bands rise, and only the last may be open.", where, "Put them in order."


def _rising(bands: list[Any]) -> list[float | None]:  # Any: bands, whose record is not needed here
    numbers: list[float | None] = [*sorted({band.upto for band in bands if band.upto is not None})]
    return [*numbers, None] if bands and bands[-1].upto is None else numbers


def _conditional(node: Node) -> Iterator[str]:
    if node.applies_if:
        yield from nodes_of(node.applies_if)


def _in_condition(node: Node, where: str) -> Iterator[Complaint]:
    for part in parts_of(node.applies_if) if node.applies_if else ():
        tests = sum(one is not None for one in (part.is_, part.in_, part.includes, part.answered))
        if tests_in(part) != 1 or tests != (part.node is not None):
            yield "A condition makes exactly one test.", f"{where}.applies_if", "Join several with all or any."


def _in_tree(methodology: Methodology) -> Iterator[Complaint]:
    graph: dict[str, list[str]] = {node.id: [] for node in methodology.nodes}
    for node in methodology.nodes:
        if node.parent in graph and node.parent is not None:
            graph[node.parent].append(node.id)
        graph[node.id] += [
            *(key for key in node.of if key in graph),
            *(step.modifier.node for step in node.then if step.modifier and step.modifier.node in graph),
        ]
    if circle := _circle(graph):
        yield f"Nodes stand in a circle: {' > '.join(circle)}.", f"node {circle[0]}", "Break it."
        return
    by_key = {node.id: node for node in methodology.nodes}
    for node in methodology.nodes:
        yield from _in_place(methodology, node, by_key, is_leaf=not graph[node.id])


def _in_place(
    methodology: Methodology, node: Node, by_key: Mapping[str, Node], *, is_leaf: bool
) -> Iterator[Complaint]:
    where = f"node {node.id}"
    over = by_key.get(node.parent or "")
    while over:
        if node.scope and over.scope:
            yield f"{over.id}, above it, has a scope already.", where, "Keep one of the two scopes."
        over = by_key.get(over.parent or "")
    if is_leaf and node.op:
        yield "A node without children combines nothing.", where, "Remove op, or give it children."
    if is_leaf and not node.is_text and not node.scale and not methodology.default_scale:
        yield "It has no scale to be answered on.", where, "Name one, or a default_scale."


def _in_ops(methodology: Methodology) -> Iterator[Complaint]:
    kinds = {node.kind for node in methodology.nodes} | {"subject", "component", "indicator", "total"}
    known = {node.id for node in methodology.nodes}
    for kind, said in methodology.ops.items():
        if kind not in kinds:
            yield f"There is no kind of node {kind!r}.", "ops", nearest(kind, sorted(kinds), "The kinds")
        if isinstance(said, TotalRule) and isinstance(said.over, list):
            for key in said.over:
                if key not in known:
                    yield f"There is no node {key!r}.", f"ops.{kind}", nearest(key, sorted(known), "The nodes")


def _circle(graph: Mapping[str, list[str]]) -> list[str]:
    """Return a circle of a graph, or nothing. Walks without recursion, so that no depth is too much.

    >>> _circle({"a": ["b"], "b": ["a"]}), _circle({"a": ["b"], "b": []})
    (['a', 'b', 'a'], [])
    """
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        stack = [(start, False)]
        while stack:
            key, is_left = stack.pop()
            if is_left:
                done.add(path.pop())
            elif key in path:
                return [*path[path.index(key) :], key]
            elif key not in done:
                path.append(key)
                stack.append((key, True))
                stack.extend((child, False) for child in graph.get(key, ()))
    return []
