"""Following the canon's links, both ways: what a record points at, and what points at it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from knowshow.canon import loading
from knowshow.canon import records as r

if TYPE_CHECKING:
    from collections.abc import Iterator


class Link(NamedTuple):
    """A link: the record that holds it, the field it stands in, and the record it names."""

    from_collection: str
    from_id: str
    field: str
    to_collection: str
    to_id: str


def outgoing(collection: str, record: r.Record) -> Iterator[Link]:
    """Give every link that a record holds."""
    for field, target, key in _pointers(record):
        yield Link(collection, record.id, field, target, key)


def _pointers(record: r.Record) -> Iterator[tuple[str, str, str]]:
    if isinstance(record, r.Grounded):
        yield from (("principles", "principles", principle) for principle in record.principles)
    match record:
        case r.Right():
            yield from (("references", "instruments", ref.instrument) for ref in record.references)
        case r.Harm():
            yield "technology", "technologies", record.technology
            yield from (("rights", "rights", right) for right in record.rights)
            yield from (("groups", "groups", group) for group in record.groups)
        case r.Output():
            yield from (("claims", "frameworks", claim.framework) for claim in record.claims)
        case r.VocabularyWord():
            yield from (("rights", "rights", right) for right in record.rights)
        case _:
            return


@cache
def all_links() -> tuple[Link, ...]:
    """Give every link of the canon."""
    return tuple(
        link
        for collection in loading.COLLECTIONS
        for record in loading.load(collection).values()
        for link in outgoing(collection, record)
    )


def incoming(collection: str, key: str) -> tuple[Link, ...]:
    """Give every link that names this record."""
    return tuple(link for link in all_links() if (link.to_collection, link.to_id) == (collection, key))
