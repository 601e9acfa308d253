"""JSON Schemas of the canon's files, for editors: made from the records, so that there is one definition.

Each data file names its schema in its first line. ``python -m knowshow.canon.schemas FOLDER`` writes them all; a
test compares what lies in ``docs/reference/schemas``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from knowshow.canon import loading

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Return the text of each schema by its file name; both vocabularies share one."""
    return {f"{name.split('/')[0]}.json": _schema(name.split("/")[0], kind) for name, kind in _kinds()}


def _kinds() -> list[tuple[str, type[Any]]]:
    return list(loading.COLLECTIONS.items())


def _schema(name: str, kind: type[Any]) -> str:
    """Describe a file: its outline, and records whose shared fields may stand in ``defaults``."""
    (item,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    record = {**parts[kind.__name__], "required": ["id"]}
    shared = {**record, "required": []}
    outline = {
        "$schema": _DIALECT,
        "title": f"Canon: {name}",
        "type": "object",
        "required": ["collection", "records"],
        "additionalProperties": False,
        "properties": {
            "collection": {"type": "string", "pattern": f"^{name}(/[a-z]+)?$"},
            "defaults": shared,
            "records": {"type": "array", "items": item},
        },
        "$defs": {**parts, kind.__name__: record},
    }
    return msgspec.json.format(msgspec.json.encode(outline), indent=2).decode() + "\n"


def write(folder: Path) -> None:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
