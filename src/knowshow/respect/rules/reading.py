"""Read a file ``assessment/1``: from bytes to records, or one clear message with file and line.

An unknown field or identifier is an error that names the nearest known one. What can be read but is weak (a short
rationale, say) is no error: ``quality`` points at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Final, get_args

import msgspec

from knowshow import canon
from knowshow.errors import BadInputError, Place, UnknownIdError, UnreadableFileError
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules.assessment import Assessment, Impact
from knowshow.respect.rules.places import COUNTRY_CODES, meant_by
from knowshow.respect.rules.severity import Likelihood
from knowshow.yaml_tree import MAXIMUM_BYTES, Path, Tree, YamlTree, check_size, read_tree

_AT: Final = re.compile(r" - at `\$?(.*)`$")
_PART: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


def read_file(path: FilePath, *, allow_unrated: bool = False) -> Assessment:
    """Read one file from disk. Raises ``BadInputError`` with one clear message."""
    return read_bytes(bytes_of(path), str(path), allow_unrated=allow_unrated)


def bytes_of(path: FilePath) -> bytes:
    """Return what a file on disk holds; refuse one that cannot be opened, or is larger than any assessment."""
    try:
        check_size(path.stat().st_size, str(path))
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)  # devices and pipes tell no size
    except OSError as error:
        raise UnreadableFileError(
            f"The file cannot be opened: {error.strerror}.",
            place=Place(str(path)),
            remedy="Check the name and that you may read it.",
        ) from None


def read_bytes(data: bytes, file: str, *, allow_unrated: bool = False) -> Assessment:
    """Read an assessment from the bytes of a YAML (or JSON) file; ``file`` is its name in messages."""
    tree = read_tree(data, file)
    return from_tree(tree, allow_unrated=allow_unrated)


def from_tree(tree: YamlTree, *, allow_unrated: bool = False) -> Assessment:
    """Turn a tree into records and check what records alone cannot.

    ``allow_unrated`` admits impacts without a rating, as the workspace's drafts have.
    """
    _check_header(tree)
    try:
        found = msgspec.convert(_spelled_out(tree.value), Assessment)
    except msgspec.ValidationError as error:
        raise _explained(str(error), tree) from None
    _check_identifiers(found, tree)
    _check_sense(found, tree, allow_unrated=allow_unrated)
    return found


def _check_header(tree: YamlTree) -> None:
    if not isinstance(tree.value, dict):
        raise UnreadableFileError(
            "This is not an assessment file: it holds no fields.",
            place=Place(tree.file, line=1),
            remedy=f"It should begin with 'knowshow: {records.FORMAT}'.",
        )
    form = tree.value.get("knowshow")
    if form != records.FORMAT:
        what = "The field 'knowshow' is missing" if form is None else f"The format {form!r} is not known"
        raise UnreadableFileError(
            f"{what}: it says which format the file has.",
            place=tree.place(("knowshow",) if form is not None else ()),
            remedy=f"The first line should read 'knowshow: {records.FORMAT}'.",
        )


# Shorthand: words alone stand for a source, a piece of evidence, or a relationship.


def _spelled_out(value: Tree) -> Tree:
    found = {**value}
    _expand(found, "source", "title")
    _expand_all(found, "sources", "title")
    if isinstance(found.get("subject"), dict):
        found["subject"] = {**found["subject"]}
        _expand_all(found["subject"], "business_relationships", "name")
    if isinstance(found.get("impacts"), list):
        found["impacts"] = [_spelled_out_impact(impact) for impact in found["impacts"]]
    return found


def _spelled_out_impact(impact: Tree) -> Tree:
    if not isinstance(impact, dict):
        return impact
    found = {**impact}
    for field in ("ratings", "actions"):
        if isinstance(found.get(field), list):
            found[field] = [{**part} if isinstance(part, dict) else part for part in found[field]]
            for part in found[field]:
                _expand_all(part, "evidence", "title")
                _expand(part, "source", "title")
    if isinstance(found.get("involvement"), dict):
        found["involvement"] = {**found["involvement"]}
        _expand(found["involvement"], "quoted_from", "title")
    return found


def _expand(owner: Tree, field: str, first: str) -> None:
    if isinstance(owner, dict) and isinstance(owner.get(field), str):
        owner[field] = {first: owner[field]}


def _expand_all(owner: Tree, field: str, first: str) -> None:
    if isinstance(owner, dict) and isinstance(owner.get(field), list):
        owner[field] = [{first: part} if isinstance(part, str) else part for part in owner[field]]


# What msgspec found, in words.


def _explained(said: str, tree: YamlTree) -> BadInputError:
    located = _AT.search(said)
    path = _parsed(located.group(1)) if located else ()
    what = _AT.sub("", said)
    if unknown := re.match(r"Object contains unknown field `(.+)`", what):
        return _unknown_field(unknown.group(1), path, tree)
    if missing := re.match(r"Object missing required field `(.+)`", what):
        return BadInputError(
            f"The field {missing.group(1)!r} is missing.",
            place=tree.place(path),
            remedy=_MISSING.get(missing.group(1), "Add it."),
        )
    return BadInputError(_in_words(what, _value_at(tree.value, path), path), place=tree.place(path))


def _in_words(what: str, value: object, path: Path) -> str:
    if "Invalid enum value" in what:
        return _not_a_choice(value, path)
    for pattern, words in _SAID:
        if found := re.search(pattern, what):
            return words.format(*found.groups(), shown=_shown(value))
    return f"{what} (found {_shown(value)})."


#: What msgspec says, and what we say; {shown} is the value that stands in the file.
_SAID: Final = (
    (r"got `null`", "Nothing stands here. Write a value, or leave the field out."),
    (r"Expected `str.*got `(?:int|float)`", "Text is expected, and {shown} reads as a number. Put it in quotes."),
    (r"Expected `str.*got `date`", "Text is expected, and {shown} reads as a date. Put it in quotes."),
    (r"Expected `str.*got `bool`", "Text is expected, and {shown} reads as true or false. Put it in quotes."),
    (r"`int` (?:>= 1|<= 4)$", "{shown} is out of range: severity is rated from 1 to 4."),
    (r"`int` (?:>= 1900|<= 2100)$", "{shown} is no year from 1900 to 2100."),
    (r"Expected `int", "A whole number without quotes is expected, not {shown}."),
    (r"Expected `bool", "Only true or false can stand here, not {shown}."),
    (r"Expected `date|RFC3339", "A date such as 2026-11-24 is expected, not {shown}."),
    (r"Expected `array", "A list is expected here, not {shown}."),
    (r"Expected `object", "A group of fields is expected here, not {shown}."),
    (r"Expected `str.*got `(?:array|object)`", "Text is expected here, not {shown}."),
    (r"length >= 1", "It is empty. Write at least a few words."),
    (r"length <= (\d+)", "It is longer than {0} characters."),
    (r"regex '\^\[A-Z\]\{2\}\$'", "{shown} is no country code: two capital letters (ISO 3166), such as KE."),
    (r"matching regex", "{shown} is no short name: it may hold letters, figures, full stops, - and _, and no spaces."),
)

_SHOWN: Final = 60


def _shown(value: object) -> str:
    """Show a value in a message: short, and never the whole of somebody's text."""
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a group of fields"
    if isinstance(value, bool | date) or value is None:
        return {True: "true", False: "false", None: "nothing"}.get(value, str(value))  # type: ignore[arg-type]  # dates
    text = str(value)
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return repr(short) if isinstance(value, str) else short


def _not_a_choice(value: object, path: Path) -> str:
    choices = _choices_at(path)
    near = canon.nearest(str(value), choices)
    known = f"Did you mean {near!r}? Known here: " if near else "Known here: "
    return f"{_shown(value)} is not one of the known values. {known}{', '.join(filter(None, choices))}."


def _choices_at(path: Path) -> list[str]:
    """The words that the field at a path may hold."""
    fields = [part for part in path if isinstance(part, str)]
    kind = getattr(records, _annotation(_record_at(tuple(fields[:-1])), fields[-1]), None)
    return [str(word) for word in (kind if kind is Likelihood else get_args(kind))]


_MISSING: Final = {
    "rationale": "Say in a sentence or two why the ratings are as they are: a rating without a reason is not taken.",
    "statement": "Say who is harmed (group), in which right, through which feature, and where (place).",
    "id": "Give each impact a short name of its own, such as 'location-leak'.",
    "subject": "Name the product or service: 'subject: {name: ...}'.",
}


def _unknown_field(name: str, path: Path, tree: YamlTree) -> UnknownIdError:
    near = canon.nearest(name, _fields_at(path))
    return UnknownIdError(
        f"The field {name!r} is not known.",
        place=tree.place((*path, name)),
        remedy=f"Did you mean {near!r}?" if near else f"Known here: {', '.join(sorted(_fields_at(path)))}.",
    )


def _fields_at(path: Path) -> list[str]:
    """The fields of the record that stands at a path."""
    kind = _record_at(path)
    return list(kind.__struct_fields__) if hasattr(kind, "__struct_fields__") else []


def _record_at(path: Path) -> Any:  # noqa: ANN401  (walks over types, which have no common type of their own)
    kind: Any = Assessment
    for part in path:
        if isinstance(part, str) and hasattr(kind, "__struct_fields__"):
            kind = _record_in(_annotation(kind, part))
    return kind


def _annotation(kind: Any, name: str) -> str:  # noqa: ANN401  (a type)
    for base in kind.__mro__:
        if name in getattr(base, "__annotations__", {}):
            return str(base.__annotations__[name])
    return ""


def _record_in(annotation: str) -> Any:  # noqa: ANN401  (a type)
    for word in re.findall(r"[A-Z]\w+", annotation):
        found = getattr(records, word, None)
        if hasattr(found, "__struct_fields__"):
            return found
    return None


def _parsed(text: str) -> Path:
    return tuple(int(index) if index else name for name, index in _PART.findall(text))


def _value_at(value: Tree, path: Path) -> object:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


# What the canon knows, and what makes sense together.


def _check_identifiers(found: Assessment, tree: YamlTree) -> None:
    for path, kind, word in _identifiers(found):
        known = _KNOWN[kind]()
        if word not in known:
            raise _unknown_id(word, kind, known, tree.place(path))


_KNOWN: Final[dict[str, Callable[[], Collection[str]]]] = {
    "group": canon.groups,
    "right": canon.rights,
    "technology": canon.technologies,
    "harm": canon.harms,
    "leverage action": canon.leverage,
    "country": lambda: COUNTRY_CODES,
}


def _identifiers(found: Assessment) -> Iterator[tuple[Path, str, str]]:
    """Every identifier of the canon in the file: where it stands, what it names, the word."""
    for index, word in enumerate(found.subject.technology):
        yield ("subject", "technology", index), "technology", word
    for index, word in enumerate(found.subject.countries):
        yield ("subject", "countries", index), "country", word
    for number, impact in enumerate(found.impacts):
        here: Path = ("impacts", number)
        yield (*here, "statement", "group"), "group", impact.statement.group
        yield (*here, "statement", "right"), "right", impact.statement.right
        for index, word in enumerate(impact.rights):
            yield (*here, "rights", index), "right", word
        for index, rating in enumerate(impact.ratings):
            yield (*here, "ratings", index, "group"), "group", rating.group
        for index, word in enumerate(impact.harms):
            yield (*here, "harms", index), "harm", word
        for index, action in enumerate(impact.actions):
            for step, word in enumerate(action.leverage):
                yield (*here, "actions", index, "leverage", step), "leverage action", word


def _unknown_id(word: str, kind: str, known: Collection[str], place: Place) -> UnknownIdError:
    near = meant_by(word) if kind == "country" else canon.nearest(word, known)
    return UnknownIdError(
        f"The {kind} {word!r} is not known.",
        place=place,
        remedy=f"Did you mean {near!r}?" if near else _WHERE_TO_LOOK[kind],
    )


_WHERE_TO_LOOK: Final = {
    "group": "See 'knowshow canon list groups'.",
    "right": "See 'knowshow canon list rights'.",
    "technology": "See 'knowshow canon list technologies'.",
    "harm": "See 'knowshow canon list harms'.",
    "leverage action": "See 'knowshow canon list leverage'.",
    "country": "Write the two capital letters of ISO 3166, as in MM for Myanmar.",
}


def _check_sense(found: Assessment, tree: YamlTree, *, allow_unrated: bool) -> None:
    seen: dict[str, int] = {}
    for number, impact in enumerate(found.impacts):
        here: Path = ("impacts", number)
        if impact.id in seen:
            raise BadInputError(
                f"The impact {impact.id!r} stands twice.",
                place=tree.place((*here, "id")),
                remedy=f"Give it another id; the first stands at impacts[{seen[impact.id]}].",
            )
        seen[impact.id] = number
        if not impact.ratings and not allow_unrated:
            raise BadInputError(
                f"The impact {impact.id!r} has no rating.",
                place=tree.place(here),
                remedy="Rate it for at least one affected group: scale, scope, irremediability, likelihood, rationale.",
            )
        _check_likelihood(impact, here, tree)


def _check_likelihood(impact: Impact, here: Path, tree: YamlTree) -> None:
    for index, rating in enumerate(impact.ratings):
        if impact.state == "potential" and rating.likelihood == Likelihood.ACTUAL:
            raise BadInputError(
                f"The impact {impact.id!r} is potential, and a rating says that it is actual.",
                place=tree.place((*here, "ratings", index, "likelihood")),
                remedy="Write 'state: actual' if it has happened, or another likelihood if it has not.",
            )
