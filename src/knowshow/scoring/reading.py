"""Read a methodology from a file, and refuse one that contradicts itself, saying where and what was perhaps meant.

YAML is read as its author means it: an answer ``no`` stays a word, a version ``2.0`` and a date stay text, a field
that stands twice is refused, aliases cannot multiply without end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.scoring.checking import at, complaints
from knowshow.scoring.methodology import (
    Band,
    Composite,
    Condition,
    Entry,
    Member,
    Methodology,
    Modifier,
    Node,
    Op,
    Ranking,
    Rounding,
    Scope,
    Source,
    Step,
    TotalRule,
)  # fmt: skip
from knowshow.scoring.sheet import nearest
from knowshow.scoring.strict_json import read_json

#: The largest methodology that is read.
MAXIMUM_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _File:
    """What a file holds, and where its parts stand."""

    name: str
    content: Any  # what JSON or YAML holds: records check it
    text: str = ""
    #: Whether every value is a word still, as YAML is read here.
    is_words: bool = False

    def place(self, where: str, path: tuple[str | int, ...]) -> Place:
        """Return the place of a part, with its line if the text is at hand."""
        return Place(self.name, line=self._line(path), field=where)

    def _line(self, path: tuple[str | int, ...]) -> int | None:
        if not self.text or not path:
            return None
        import yaml

        from knowshow.yaml_tree import YamlTree

        try:
            return YamlTree(self.content, self.name, self.text).line(path)
        except yaml.YAMLError:  # JSON that is no YAML, for the tabs in it
            return None


def read_methodology(path: Path) -> Methodology:
    """Read a methodology from a JSON or YAML file, and check it.

    Raises ``BadInputError`` naming file, line, record and the nearest valid value.
    """
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise _too_large(str(path))
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"The methodology cannot be read: {error.strerror}.", place=Place(str(path)), remedy="Check the path."
        ) from None
    return methodology_from(content, str(path))


def methodology_from(content: bytes | Mapping[str, Any], name: str = "") -> Methodology:  # Any: what JSON holds
    """Return a checked methodology from the bytes of a file, or from what they hold."""
    file = _parsed(content, name) if isinstance(content, bytes) else _File(name, content)
    found = _converted(file)
    _check(found, file)
    return found


def check(methodology: Methodology, name: str = "") -> None:
    """Refuse a methodology whose parts do not fit together.

    Raises ``BadInputError`` for the first thing that is wrong.
    """
    for complaint in complaints(methodology):
        raise BadInputError(complaint.what, place=Place(name, field=complaint.where), remedy=complaint.remedy)


def _check(methodology: Methodology, file: _File) -> None:
    for complaint in complaints(methodology):
        place = file.place(complaint.where, at(complaint.where, file.content))
        raise BadInputError(complaint.what, place=place, remedy=complaint.remedy)


# ---- from bytes --------------------------------------------------------------------------------------------


def _parsed(content: bytes, name: str) -> _File:
    if len(content) > MAXIMUM_BYTES:
        raise _too_large(name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFileError(
            "The file is not UTF-8 text.", place=Place(name, line=line), remedy="Save it as UTF-8."
        ) from None
    if not text.strip():
        raise UnreadableFileError(
            "The file is empty.", place=Place(name), remedy="It begins with knowshow: methodology/1"
        )
    if text.lstrip().startswith(("{", "[")):
        return _File(name, read_json(text, name), text)
    from knowshow.yaml_tree import read_tree

    return _File(name, read_tree(content, name, as_words=True).value, text, is_words=True)


def _too_large(name: str) -> UnreadableFileError:
    limit = f"At most {MAXIMUM_BYTES // 1024 // 1024} MB are read."
    return UnreadableFileError("The file is too large for a methodology.", place=Place(name), remedy=limit)


# ---- into records ------------------------------------------------------------------------------------------


def _converted(file: _File) -> Methodology:
    if not isinstance(file.content, dict):
        raise UnreadableFileError(
            "The file holds no methodology.", place=Place(file.name), remedy="It begins with knowshow: methodology/1"
        )
    try:
        found = msgspec.convert(file.content, Methodology, strict=not file.is_words)
        msgspec.json.encode(found)
    except msgspec.ValidationError as error:
        raise _refused(str(error), file) from None
    except UnicodeEncodeError:
        raise UnreadableFileError(
            "A text holds half a character.", place=Place(file.name), remedy="Look for \\ud8 to \\udf in it."
        ) from None
    return found


_AT: Final = re.compile(r" - at (?:key in )?`\$?\.?(?P<where>[^`]*)`$")
_UNKNOWN_FIELD: Final = re.compile(r"unknown field `(?P<field>[^`]*)`")
#: What msgspec calls a thing, in words.
_WORDS: Final = {
    "float": "a number", "int": "a whole number", "str": "text", "bool": "true or false", "null": "nothing",
    "object": "a group of fields", "array": "a list",
}  # fmt: skip
_TYPES: Final = re.compile(rf"`({'|'.join(_WORDS)})( \| ({'|'.join(_WORDS)}))*`")


def _refused(said: str, file: _File) -> BadInputError:
    found = _AT.search(said)
    where = found["where"] if found else ""
    path = _path(where, file)
    place = file.place(_named(path, file), path)
    what = _AT.sub("", said)
    unknown = _UNKNOWN_FIELD.search(what)
    if unknown:
        remedy = nearest(unknown["field"], _fields_at(where), "The fields")
        return BadInputError(f"There is no field {unknown['field']!r} here.", place=place, remedy=remedy)
    return BadInputError(f"{_TYPES.sub(_in_words, what)}.", place=place)


def _in_words(types: re.Match[str]) -> str:
    return " or ".join(_WORDS[one] for one in types[0].strip("`").split(" | "))


_PART: Final = re.compile(r"\[(?P<number>\d+|\.\.\.)\]|(?P<name>[^.\[\]]+)")
_Answer = float | Entry | None
#: What stands under each key of these parts of a methodology, and under each key of that.
_SECTIONS: Final[dict[tuple[str, int], Any]] = {  # Any: types, and unions of them
    ("scales", 1): dict[str, _Answer],
    ("scales", 2): _Answer,
    ("composites", 1): Composite,
    ("scopes", 1): list[str] | Scope,
    ("ops", 1): Op | TotalRule,
}


def _path(where: str, file: _File) -> tuple[str | int, ...]:
    """Return the path to what is wrong; where the message only says "some key", the key is found by trying each."""
    path: list[str | int] = []
    for part in _PART.finditer(where):
        name = part["name"]
        if name is None and part["number"] == "...":
            key = _culprit(path, file)
            if key is None:
                return tuple(path)
            path.append(key)
        else:
            path.append(name or int(part["number"]))
    return tuple(path)


def _culprit(path: list[str | int], file: _File) -> str | None:
    kind = _SECTIONS.get((str(path[0]), len(path)))
    said = file.content
    for part in path:
        said = said[part]
    for key, one in said.items() if kind else ():
        try:
            msgspec.convert(one, kind, strict=not file.is_words)
        except msgspec.ValidationError:
            return str(key)
    return None


def _named(path: tuple[str | int, ...], file: _File) -> str:
    """Write a path as people do, a node by its id rather than by its number."""
    from knowshow.yaml_tree import written

    if path[:1] == ("nodes",) and len(path) > 1 and isinstance(path[1], int):
        node = file.content["nodes"][path[1]]
        if isinstance(node, dict) and isinstance(node.get("id"), str):
            rest = written(path[2:])
            return f"node {node['id']}{'.' * bool(rest)}{rest}"
    return written(path)


_RECORDS: Final[dict[str, type[msgspec.Struct]]] = {
    "nodes": Node, "composites": Composite, "of": Member, "scopes": Scope, "scales": Entry, "ops": TotalRule,
    "applies_if": Condition, "all": Condition, "any": Condition, "not": Condition, "then": Step, "modifier": Modifier,
    "round": Rounding, "bands": Band, "rounding": Rounding, "ranking": Ranking, "sources": Source,
}  # fmt: skip


def _fields_at(where: str) -> list[str]:
    """Return the names of the fields of the record that stands at a path, as the file writes them."""
    names = re.findall(r"[a-z_]+", where)
    return list(_RECORDS.get(names[-1] if names else "", Methodology).__struct_encode_fields__)


__all__ = ["MAXIMUM_BYTES", "check", "complaints", "methodology_from", "read_methodology"]
