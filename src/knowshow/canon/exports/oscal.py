"""The canon in NIST's OSCAL 1.2: a catalogue of principles, rights and outputs, and the mapping to frameworks.

OSCAL has no words for people, groups or severity, so it is an export and no more; what it cannot say stands in
properties under a namespace of our own. A mapping says "gives evidence for", never "complies with".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from knowshow import canon
from knowshow.canon.records import Grounded, Output, Principle, Record, Right

NAMESPACE: Final = "urn:knowshow:canon"
_VERSION: Final = "1.2.1"
_CATALOG: Final = "knowshow-catalog.json"
_PILLARS: Final = {
    "protect": "Pillar I: the State duty to protect",
    "respect": "Pillar II: the corporate responsibility to respect",
    "remedy": "Pillar III: access to remedy",
}


def as_catalog() -> str:
    """Write principles by pillar, rights and outputs as an OSCAL catalogue."""
    groups = [
        _group(pillar, title, (_principle(one) for one in canon.principles().values() if one.pillar == pillar))
        for pillar, title in _PILLARS.items()
    ]
    groups.append(_group("rights", "Internationally recognised human rights", map(_right, canon.rights().values())))
    groups.append(_group("outputs", "Outputs of due diligence", map(_output, canon.outputs().values())))
    catalog = {"uuid": _uuid("catalog"), "metadata": _metadata("Knowshow canon"), "groups": groups}
    return _written({"catalog": catalog})


def as_mapping() -> str:
    """Write, for each framework, the clauses for which each output gives evidence."""
    mappings = [_mapping(framework) for framework in canon.frameworks()]
    collection = {
        "uuid": _uuid("mapping"),
        "metadata": _metadata("Knowshow crosswalk: outputs of due diligence and clauses of frameworks"),
        "provenance": {
            "method": "human",
            "matching-rationale": "functional",
            "status": "draft",
            "mapping-description": (
                "Each output of due diligence gives evidence for the clauses named. Presence of evidence is not "
                "compliance. Clause numbers follow the edition named and are to be checked on the official text."
            ),
        },
        "mappings": [mapping for mapping in mappings if mapping["maps"]],
    }
    return _written({"mapping-collection": collection})


def token(identifier: str) -> str:
    """Turn an identifier into an OSCAL token, which has no colon.

    >>> token("ungp:18")
    'ungp-18'
    """
    return identifier.replace(":", "-").replace("/", "-")


def _group(identifier: str, title: str, controls: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"id": identifier, "class": "collection", "title": title, "controls": list(controls)}


def _control(record: Record, kind: str, title: str, **properties: str) -> dict[str, Any]:
    shared = {"confidence": record.confidence.value, "verified": "yes" if record.verified else "no"}
    return {
        "id": token(record.id),
        "class": kind,
        "title": title,
        "props": [_property(name, value) for name, value in {**shared, **properties}.items()],
        **_served(record),
        "parts": [{"id": f"{token(record.id)}_statement", "name": "statement", "prose": record.text}],
    }


def _served(record: Record) -> dict[str, list[dict[str, str]]]:
    """Link an output to the principles that it serves, inside the catalogue."""
    if not isinstance(record, Grounded):
        return {}
    return {"links": [{"href": f"#{token(principle)}", "rel": "related"} for principle in record.principles]}


def _principle(record: Principle) -> dict[str, Any]:
    return _control(record, "principle", f"Guiding Principle {record.number}: {record.name}", type=record.kind)


def _right(record: Right) -> dict[str, Any]:
    return _control(record, "right", record.name, nature=record.nature)


def _output(record: Output) -> dict[str, Any]:
    return _control(record, "output", record.name)


def _mapping(framework: str) -> dict[str, Any]:
    record = canon.frameworks()[framework]
    return {
        "uuid": _uuid(f"mapping/{framework}"),
        "source-resource": {"type": "catalog", "href": _CATALOG},
        "target-resource": {
            "type": "catalog",
            "href": f"urn:knowshow:framework:{framework}",
            "remarks": f"{record.name}, {record.edition}",
        },
        "maps": [_map(output, framework) for output in canon.outputs().values() if _clauses(output, framework)],
    }


def _clauses(output: Output, framework: str) -> list[str]:
    return [claim.clause for claim in output.claims if claim.framework == framework]


def _map(output: Output, framework: str) -> dict[str, Any]:
    return {
        "uuid": _uuid(f"map/{framework}/{output.id}"),
        "relationship": "intersects-with",
        "sources": [{"type": "control", "id-ref": token(output.id)}],
        "targets": [{"type": "control", "id-ref": clause} for clause in _clauses(output, framework)],
        "props": [_property("confidence", output.confidence.value)],
    }


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value}


def _metadata(title: str) -> dict[str, str]:
    return {
        "title": title,
        "last-modified": f"{canon.release}T00:00:00Z",
        "version": canon.release,
        "oscal-version": _VERSION,
    }


def _uuid(name: str) -> str:
    """Give the same thing the same identifier in every release (RFC 4122, version 5)."""
    return str(uuid5(NAMESPACE_URL, f"{NAMESPACE}:{name}"))


def _written(content: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"
