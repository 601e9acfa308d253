"""Reading the canon's files into records: strict, typed, and fast enough to need no cache.

A file holds one collection: ``collection``, ``defaults`` (fields that its records share) and ``records``.
Scalars are read as plain strings and turned into dates, numbers and truth values by the record's own types,
so that no YAML surprise ("no" as a country) can happen. Unknown fields are refused.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import yaml

from knowshow.canon import records as r
from knowshow.errors import CanonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

R = TypeVar("R", bound=r.Record)

#: The folder that holds the files.
DATA: Final = Path(__file__).parent / "data"

#: Each collection with its kind of record and the file or folder under ``data`` that holds it.
COLLECTIONS: Final[Mapping[str, type[r.Record]]] = MappingProxyType(
    {
        "principles": r.Principle,
        "instruments": r.Instrument,
        "rights": r.Right,
        "groups": r.Group,
        "technologies": r.Technology,
        "harms": r.Harm,
        "scales": r.Scale,
        "duties": r.Duty,
        "triggers": r.Trigger,
        "gates": r.Gate,
        "leverage": r.Leverage,
        "frameworks": r.Framework,
        "outputs": r.Output,
        "business_model": r.BusinessModelFlag,
        "policy_checks": r.PolicyCheck,
        "vocabulary/mechanisms": r.VocabularyWord,
        "vocabulary/measures": r.VocabularyWord,
    }
)


class _Loader(yaml.CSafeLoader):
    """The safe loader, with every scalar left as the string that stands in the file."""

    yaml_implicit_resolvers = {}


def data_files(collection: str) -> Iterator[Path]:
    """Give the files of one collection, in the order in which their records are listed."""
    single = DATA / f"{collection}.yaml"
    if single.is_file():
        yield single
    else:
        yield from sorted((DATA / collection).glob("*.yaml"))


def parse(text: str | bytes) -> object:
    """Read YAML with the safe loader; every scalar stays a string."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        return None if root is None else _plain(root)
    finally:
        loader.dispose()


def _plain(node: yaml.Node) -> object:
    """Turn a node into plain values: half the time of PyYAML's constructor, which knows tags we do not use."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part) for part in node.value]
    return node.value


def read_file(file: Path, collection: str, kind: type[R]) -> list[R]:
    """Read the records of one file, or say which file and field is wrong."""
    try:
        content = msgspec.convert(parse(file.read_bytes()), _File)
        if content.collection != collection:
            raise CanonError(f"{file.name}: holds {content.collection!r}, but stands among {collection!r}.")
        rows = [content.defaults | row for row in content.records]
        return msgspec.convert(rows, list[kind], strict=False)  # type: ignore[valid-type]
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise CanonError(f"{file.name}: {error}") from error


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The outline of a file."""

    collection: str
    records: list[dict[str, object]]
    defaults: dict[str, object] = {}


@cache
def load(collection: str) -> Mapping[str, r.Record]:
    """Load one collection as a read-only mapping from id to record."""
    kind = COLLECTIONS[collection]
    found: dict[str, r.Record] = {}
    for file in data_files(collection):
        for record in read_file(file, collection, kind):
            if record.id in found:
                raise CanonError(f"{file.name}: the id {record.id!r} stands twice in {collection}.")
            found[record.id] = _finished(record)
    return MappingProxyType(found)


def _finished(record: r.Record) -> r.Record:
    """Fill in what a record takes from another collection."""
    if isinstance(record, r.Output):
        return msgspec.structs.replace(record, claims=tuple(map(_with_edition, record.claims)))
    if isinstance(record, r.VocabularyWord) and record.every_right:
        return msgspec.structs.replace(record, rights=tuple(load("rights")))
    return record


def _with_edition(claim: r.Claim) -> r.Claim:
    framework = load("frameworks").get(claim.framework)
    if claim.edition or not isinstance(framework, r.Framework):
        return claim
    return msgspec.structs.replace(claim, edition=framework.edition)
