"""YAML as a plain tree that can name its lines, read safely, quickly and in bounded memory.

The traps of YAML are closed here. Words such as ``no``, ``on`` or ``NO`` (Norway) stay words, as in YAML 1.2. A
field that stands twice is an error, not a silent loss. Aliases can neither run in circles nor multiply without
end. Depth and number of values are limited while the file is read, so that no file can exhaust the machine.

Assessments and methodologies are read with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import yaml

from knowshow.errors import Place, UnreadableFileError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, and the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]  # the same interface

#: Larger files are refused before they are read.
MAXIMUM_BYTES: Final = 20 * 1024 * 1024
#: More values than this, each alias counted out, no such file has.
MAXIMUM_VALUES: Final = 2_000_000
#: An assessment needs seven levels, a methodology with nested conditions twenty.
MAXIMUM_DEPTH: Final = 100

_SHOWN: Final = 60

Path = tuple[str | int, ...]
Event = Any  # an event of the parser: the stubs leave out what each kind of event carries
Tree = Any  # a tree of dict, list, str, int, float, bool, date, None: checked when it becomes records


@dataclass
class YamlTree:
    """The values of a file, and the lines on which they stand."""

    value: Tree
    file: str
    text: str = field(default="", repr=False)

    def line(self, path: Path) -> int | None:
        """Return the line, from 1, of the value at ``path`` or of its nearest ancestor."""
        return _line_of(self.text, path) if self.text else None

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


def _line_of(text: str, path: Path) -> int:
    """Follow a path through the events again: only a message needs the line, and it takes no memory."""
    loader = _Loader(text)
    try:
        event: Event = loader.get_event()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = loader.get_event()
        for part in path:
            found = _step(loader, event, part)
            if found is None:
                break
            event = found
        return int(event.start_mark.line) + 1
    finally:
        loader.dispose()


def _step(loader: _Loader, event: Event, part: str | int) -> Event:
    """Go from the beginning of a collection to that of one of its parts; nothing if it has none such."""
    if isinstance(event, yaml.SequenceStartEvent):
        inside, number = loader.get_event(), 0
        while number != part and not isinstance(inside, yaml.SequenceEndEvent):
            _skip(loader, inside)
            inside, number = loader.get_event(), number + 1
        return None if isinstance(inside, yaml.SequenceEndEvent) else inside
    if isinstance(event, yaml.MappingStartEvent):
        name: Event = loader.get_event()
        while not isinstance(name, yaml.MappingEndEvent):
            inside = loader.get_event()
            if name.value == part:
                return inside
            _skip(loader, inside)
            name = loader.get_event()
    return None


def _skip(loader: _Loader, event: Event) -> None:
    """Pass over the node that begins with this event."""
    depth = int(isinstance(event, yaml.CollectionStartEvent))
    while depth:
        event = loader.get_event()
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def read_tree(data: bytes, file: str, *, as_words: bool = False) -> YamlTree:
    """Read one YAML document from bytes.

    ``as_words`` leaves every value as it is written, numbers and dates too: for files whose records say what is a
    number, and whose words may look like one.

    Raises ``UnreadableFileError`` with file and line for wrong encodings, malformed YAML, fields that stand
    twice, aliases that run in a circle, tags that are not plain data, and files that are too large.
    """
    check_size(len(data), file)
    text = decode(data, file)
    loader = _Loader(text)
    try:
        return YamlTree(_Builder(loader, file, as_words=as_words).document(), file, text)
    except yaml.MarkedYAMLError as error:
        raise _malformed(error, text, file) from None
    except yaml.reader.ReaderError as error:
        raise _control_character(error, text, file) from None
    finally:
        loader.dispose()


def check_size(size: int, file: str) -> None:
    """Refuse what is too large."""
    if size > MAXIMUM_BYTES:
        raise UnreadableFileError(
            f"The file has {size / 1024 / 1024:.0f} MB; at most {MAXIMUM_BYTES // 1024 // 1024} MB are read.",
            place=Place(file),
            remedy="Keep evidence files outside and link to them, or split the file.",
        )


def decode(data: bytes, file: str) -> str:
    """Decode UTF-8, or UTF-16 with its mark; say where the encoding breaks."""
    if data.startswith((b"PK\x03\x04", b"%PDF")):
        raise UnreadableFileError(
            "This is no text file, but a workbook, a PDF or an archive.",
            place=Place(file),
            remedy="An Excel form is read if its name ends in .xlsx.",
        )
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


def _malformed(error: yaml.MarkedYAMLError, text: str, file: str) -> UnreadableFileError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    said = error.problem or error.context or "it cannot be parsed"
    remedy = "Check indentation, colons and quotes on this line and the one above."
    if line and "\t" in "".join(text.split("\n")[line - 1 : line]):
        remedy = "There is a tab on this line: YAML is indented with spaces."
    return UnreadableFileError(f"This is not well-formed YAML: {said}.", place=Place(file, line=line), remedy=remedy)


def _control_character(error: yaml.reader.ReaderError, text: str, file: str) -> UnreadableFileError:
    return UnreadableFileError(
        "A control character stands here that YAML does not allow.",
        place=Place(file, line=text[: error.position].count("\n") + 1),
        remedy="Remove it, or save the file as UTF-8; it often comes from copying out of a PDF or an e-mail.",
    )


class _Anchored(NamedTuple):
    """A part that aliases may refer to; its size is 0 while the part is still being read."""

    value: Tree
    size: int


class _Builder:
    """Builds plain values from the parser's events, one by one, and counts as it goes."""

    def __init__(self, loader: _Loader, file: str, *, as_words: bool) -> None:
        self.next_event: Callable[[], Event] = loader.get_event
        self.as_words = as_words
        self.file = file
        self.anchors: dict[str, _Anchored] = {}
        self.count = 0
        self.depth = 0

    def document(self) -> Tree:
        """Read the only document of the stream."""
        self.next_event()  # the stream begins
        if not isinstance(self.next_event(), yaml.DocumentStartEvent):
            raise UnreadableFileError("The file is empty.", place=Place(self.file))
        value = self.node(self.next_event())
        self.next_event()  # the document ends
        after = self.next_event()
        if isinstance(after, yaml.DocumentStartEvent):
            raise self.refused(after, "A second document begins here.", "Keep one document in each file.")
        return value

    def node(self, event: Event) -> Tree:
        """Read the node that begins with this event."""
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        before = self.count
        self.counted(event, 1)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(None, 0)
        value = self.scalar(event) if isinstance(event, yaml.ScalarEvent) else self.collection(event)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, self.count - before)
        return value

    def counted(self, event: Event, size: int) -> None:
        self.count += size
        if self.count > MAXIMUM_VALUES:
            raise self.refused(
                event,
                f"From here on the file holds more than {MAXIMUM_VALUES:,} values, as no such file does.",
                "Write parts that aliases multiply out, or split the file.",
            )

    def alias(self, event: Event) -> Tree:
        """Give the part that an alias refers to, the same object each time: it takes no memory."""
        found = self.anchors.get(event.anchor)
        if found is None:
            raise self.refused(
                event, f"The alias *{event.anchor[:_SHOWN]} refers to nothing above.", "Write the part out."
            )
        if not found.size:
            raise self.refused(
                event,
                "An alias refers to a part that contains the alias itself: a circle.",
                "Write the part out instead of referring to it.",
            )
        self.counted(event, found.size)
        return found.value

    def collection(self, event: Event) -> Tree:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise self.refused(event, f"The file is nested more than {MAXIMUM_DEPTH} levels deep.", "Make it flatter.")
        if event.tag not in _PLAIN_TAGS:
            raise self.tagged(event)
        value = self.sequence() if isinstance(event, yaml.SequenceStartEvent) else self.mapping()
        self.depth -= 1
        return value

    def sequence(self) -> list[Tree]:
        found = []
        while not isinstance(event := self.next_event(), yaml.SequenceEndEvent):
            found.append(self.node(event))
        return found

    def mapping(self) -> dict[str, Tree]:
        own: dict[str, Tree] = {}
        merged: dict[str, Tree] = {}
        event: Event
        while not isinstance(event := self.next_event(), yaml.MappingEndEvent):
            name = self.name(event)
            if name == "<<" and event.implicit[0]:
                merged = {**self.merge(event), **merged}
                continue
            if name in own:
                raise self.refused(event, f"The field {name[:_SHOWN]!r} stands twice.", "Keep one of them.")
            own[name] = self.node(self.next_event())
        return {**merged, **own} if merged else own

    def name(self, event: Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self.refused(event, "The name of a field must be a plain word.", "Write it as 'name: value'.")
        self.counted(event, 1)
        return str(event.value)

    def merge(self, event: Event) -> dict[str, Tree]:
        """Read what ``<<`` takes over: the fields of one part, or of several, of which the first wins."""
        value = self.node(self.next_event())
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, dict) for part in parts):
            raise self.refused(event, "'<<' takes over fields, and this has none.", "Refer to a group of fields.")
        return {name: one for part in reversed(parts) for name, one in part.items()}

    def scalar(self, event: Event) -> str | int | float | bool | date | None:
        if event.tag not in _PLAIN_TAGS:
            raise self.tagged(event)
        text = str(event.value).strip()
        if event.tag == _TEXT or not (event.implicit[0] or event.tag):
            return text
        if self.as_words:
            return None if text in {"", "~", "null"} else text
        try:
            return _plain_value(text) if len(text) <= _SHOWN else text
        except ValueError:
            raise self.refused(
                event,
                f"The value {text!r} cannot be read as a date.",
                "Write it as plain text or as a date such as 2026-11-24.",
            ) from None

    def tagged(self, event: Event) -> UnreadableFileError:
        shown = f"{event.tag} {getattr(event, 'value', '')}".replace("tag:yaml.org,2002:", "!!").strip()
        return self.refused(event, f"The value {shown[:_SHOWN]!r} cannot be read: it carries a tag.", "Leave it out.")

    def refused(self, event: Event, what: str, remedy: str) -> UnreadableFileError:
        return UnreadableFileError(what, place=Place(self.file, line=event.start_mark.line + 1), remedy=remedy)


_TEXT: Final = "tag:yaml.org,2002:str"
_PLAIN_TAGS: Final = {
    None, "!", _TEXT, *(f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "int", "float", "bool", "null")),
}  # fmt: skip
_WORDS: Final[dict[str, bool | None]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
}  # fmt: skip
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=4096)
def _plain_value(text: str) -> str | int | float | bool | date | None:
    """Read a word without quotes as YAML 1.2 does: a number, a date, true, false, nothing, or text."""
    if text in _WORDS:
        return _WORDS[text]
    if not (text[0].isdigit() or text[0] in "+-"):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return date.fromisoformat(text) if _DATE.fullmatch(text) else text
