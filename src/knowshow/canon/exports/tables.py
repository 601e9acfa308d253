"""The canon as one JSON document, and as one CSV table of every record."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

import msgspec

from knowshow import canon
from knowshow.canon.records import Record

#: The columns of the CSV table: what every record has.
COLUMNS: Final = (
    "collection", "id", "title", "text", "confidence", "verified", "status", "since", "until",
    "checked_on", "review_by", "sources", "more",
)  # fmt: skip
_SHARED: Final = {"id", "title", "text", "confidence", "status", "since", "until", "checked_on", "review_by", "sources"}


def as_json() -> str:
    """Write every collection with every field, and whether a record counts as verified."""
    content = {
        "knowshow": "canon/1",
        "release": canon.release,
        "collections": {
            name: [_full(record) for record in canon.collection(name).values()] for name in canon.collections()
        },
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"


def _full(record: Record) -> dict[str, Any]:
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    return {**msgspec.to_builtins(fields), "verified": record.verified}


def as_csv() -> str:
    """Write one row for each record; fields that only some records have stand in ``more`` as JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name in canon.collections():
        for record in canon.collection(name).values():
            writer.writerow([_cell(value) for value in _row(name, record)])
    return text.getvalue()


def _row(name: str, record: Record) -> list[object]:
    full = _full(record)
    more = {key: value for key, value in full.items() if key not in _SHARED and key != "verified" and value}
    sources = "; ".join(" ".join(str(part) for part in source.values() if part) for source in full["sources"])
    shared = {**full, "collection": name, "sources": sources, "more": msgspec.json.encode(more).decode()}
    return [shared[column] for column in COLUMNS]


def _cell(value: object) -> str:
    """Keep a cell from being read as a formula by a spreadsheet."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
