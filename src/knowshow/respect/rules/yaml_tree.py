"""YAML as a plain tree that remembers its lines, read safely.

Three traps of YAML are closed here: words such as ``no``, ``on`` or ``NO`` (Norway) stay words, as in YAML 1.2;
a field that stands twice is an error, not a silent loss; and aliases can neither run in circles nor multiply
without end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import yaml

from knowshow.errors import Place, UnreadableFileError

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: slower, and the same result
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]  # the same interface

#: Larger files are refused before they are read.
MAXIMUM_BYTES: Final = 20 * 1024 * 1024
#: More values than this, aliases counted out, no assessment has.
MAXIMUM_VALUES: Final = 3_000_000

Path = tuple[str | int, ...]
Tree = Any  # a tree of dict, list, str, int, float, bool, date, None: checked when it becomes records


class _Loader(_BaseLoader):
    """PyYAML's safe loader with the words of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_RESOLVERS: Final = (
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$", "-+0123456789"),
    ("tag:yaml.org,2002:timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
    ("tag:yaml.org,2002:merge", r"^(?:<<)$", "<"),
)
for _tag, _pattern, _first in _RESOLVERS:
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


@dataclass
class YamlTree:
    """The values of a file, and the lines on which they stand."""

    value: Tree
    file: str
    _root: yaml.Node | None = field(default=None, repr=False)

    def line(self, path: Path) -> int | None:
        """Return the line, from 1, of the value at ``path`` or of its nearest ancestor."""
        node = self._root
        if node is None:
            return None
        for part in path:
            child = _child(node, part)
            if child is None:
                break
            node = child
        return int(node.start_mark.line) + 1

    def place(self, path: Path) -> Place:
        """Return the place of ``path``: file, line, and the field in words."""
        return Place(self.file, line=self.line(path), field=written(path))


def written(path: Path) -> str:
    """Write a path as people do.

    >>> written(("impacts", 0, "ratings", 1, "scale"))
    'impacts[0].ratings[1].scale'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".")


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def read_tree(data: bytes, file: str) -> YamlTree:
    """Read one YAML document from bytes.

    Raises ``UnreadableFileError`` with file and line for wrong encodings, malformed YAML, fields that stand
    twice, aliases that run in a circle, tags that are not plain data, and files that are too large.
    """
    check_size(len(data), file)
    text = decode(data, file)
    root = _compose(text, file)
    if root is None:
        raise UnreadableFileError("The file is empty.", place=Place(file))
    _refuse_endless(root, file)
    return YamlTree(_Converter(file).convert(root), file, root)


def check_size(size: int, file: str) -> None:
    """Refuse what is too large to be an assessment."""
    if size > MAXIMUM_BYTES:
        raise UnreadableFileError(
            f"The file has {size / 1024 / 1024:.0f} MB; at most {MAXIMUM_BYTES // 1024 // 1024} MB are read.",
            place=Place(file),
            remedy="Keep evidence files outside and link to them, or split the assessment.",
        )


def decode(data: bytes, file: str) -> str:
    """Decode UTF-8, or UTF-16 with its mark; say where the encoding breaks."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableFileError(
            "The text is not UTF-8 from here on.",
            place=Place(file, line=line),
            remedy="Save the file as UTF-8 and try again.",
        ) from None


def _compose(text: str, file: str) -> yaml.Node | None:
    try:
        loader = _Loader(text)
        try:
            root: yaml.Node | None = loader.get_single_node()
            return root
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        said = error.problem or error.context or "it cannot be parsed"
        raise UnreadableFileError(
            f"This is not well-formed YAML: {said}.",
            place=Place(file, line=line),
            remedy="Check indentation, colons and quotes on this line and the one above.",
        ) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise UnreadableFileError(
            "A control character stands here that YAML does not allow.",
            place=Place(file, line=line),
            remedy="Remove it; it often comes from copying out of a PDF or an e-mail.",
        ) from None
    except RecursionError:
        raise UnreadableFileError("The file is nested too deeply.", place=Place(file)) from None


def _refuse_endless(root: yaml.Node, file: str) -> None:
    """Refuse aliases that run in a circle or multiply beyond measure."""
    try:
        total = _values(root, {}, file)
    except RecursionError:
        raise UnreadableFileError("The file is nested too deeply.", place=Place(file)) from None
    if total > MAXIMUM_VALUES:
        raise UnreadableFileError(
            "Its aliases multiply to more values than an assessment has.",
            place=Place(file),
            remedy="Write repeated parts out, or split the file.",
        )


def _values(node: yaml.Node, known: dict[int, int], file: str) -> int:
    """Count the values below a node, each alias counted out; 0 marks a node that is still being counted."""
    seen = known.get(id(node))
    if seen is not None:
        if not seen:
            raise UnreadableFileError(
                "An alias refers to a part that contains the alias itself: a circle.",
                place=Place(file, line=node.start_mark.line + 1),
                remedy="Write the part out instead of referring to it.",
            )
        return seen
    known[id(node)] = 0
    total = 1 + sum(_values(child, known, file) for child in _children(node))
    known[id(node)] = total
    return total


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


class _Converter:
    """Turns nodes into plain values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.constructor = yaml.constructor.SafeConstructor()

    def convert(self, node: yaml.Node) -> Tree:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(child) for child in node.value]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode) -> dict[str, Tree]:
        self.constructor.flatten_mapping(node)
        found: dict[str, Tree] = {}
        own: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
            if name in own and key.start_mark.line != node.start_mark.line:
                raise UnreadableFileError(
                    f"The field {name!r} stands twice.",
                    place=Place(self.file, line=key.start_mark.line + 1),
                    remedy="Keep one of them.",
                )
            own.add(name)
            found[name] = self.convert(value)
        return found

    def scalar(self, node: yaml.Node) -> str | int | float | bool | date | None:
        if node.tag == "tag:yaml.org,2002:str":
            return str(node.value).strip()
        try:
            value: str | int | float | bool | date | None = self.constructor.construct_object(node)
        except (yaml.constructor.ConstructorError, ValueError, OverflowError):
            raise UnreadableFileError(
                f"The value {str(node.value)[:60]!r} cannot be read"
                + (f" as {node.tag.rsplit(':', 1)[-1]}." if node.tag.startswith("tag:yaml") else "."),
                place=Place(self.file, line=node.start_mark.line + 1),
                remedy="Write it as plain text or as a date such as 2026-11-24.",
            ) from None
        return value
