"""Rights, groups, technologies and harms as SKOS concept schemes in JSON-LD, with their links (W3C SKOS)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from knowshow import canon
from knowshow.canon.records import Harm, Record, Right

#: Identifiers are names, not addresses: nothing has to answer there.
BASE: Final = "urn:knowshow:canon:"
_SCHEMES: Final = ("principles", "rights", "groups", "technologies", "harms", "triggers", "leverage", "outputs")
_CONTEXT: Final = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "ks": f"{BASE}field:",
    "prefLabel": {"@id": "skos:prefLabel", "@language": "en"},
    "definition": {"@id": "skos:definition", "@language": "en"},
    "note": {"@id": "skos:note", "@language": "en"},
    "notation": "skos:notation",
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "topConceptOf": {"@id": "skos:topConceptOf", "@type": "@id"},
    "related": {"@id": "skos:related", "@type": "@id"},
    "source": "dct:source",
    "confidence": "ks:confidence",
}


def as_json_ld() -> str:
    """Write the concept schemes and their concepts as one graph."""
    graph = [part for name in _SCHEMES for part in _scheme(name)]
    content = {"@context": _CONTEXT, "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"


def _scheme(name: str) -> list[dict[str, Any]]:
    scheme = {
        "@id": f"{BASE}{name}",
        "@type": "skos:ConceptScheme",
        "prefLabel": f"Knowshow canon: {name}",
        "dct:hasVersion": canon.release,
    }
    return [scheme, *(_concept(name, record) for record in canon.collection(name).values())]


def _concept(name: str, record: Record) -> dict[str, Any]:
    scheme = f"{BASE}{name}"
    concept: dict[str, Any] = {
        "@id": f"{scheme}:{record.id}",
        "@type": "skos:Concept",
        "notation": record.id,
        "prefLabel": record.name,
        "definition": record.text,
        "inScheme": scheme,
        "topConceptOf": scheme,
        "confidence": record.confidence.value,
        "source": [" ".join(filter(None, (s.document, s.locator, s.address))) for s in record.sources],
    }
    if related := _related(record):
        concept["related"] = related
    if isinstance(record, Right) and record.note:
        concept["note"] = record.note
    return concept


def _related(record: Record) -> list[str]:
    if not isinstance(record, Harm):
        return []
    rights = [f"{BASE}rights:{right}" for right in record.rights]
    groups = [f"{BASE}groups:{group}" for group in record.groups]
    return [*rights, *groups, f"{BASE}technologies:{record.technology}"]
