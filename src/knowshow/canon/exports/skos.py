"""The canon as SKOS concept schemes in JSON-LD: concepts, their links, and the mapped words of others (W3C SKOS)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import msgspec

from knowshow import canon
from knowshow.canon import links
from knowshow.canon.records import Record, Right, VocabularyWord

#: Identifiers are names, not addresses: nothing has to answer there.
BASE: Final = "urn:knowshow:canon:"
SCHEMES: Final = (
    "principles",
    "rights",
    "groups",
    "technologies",
    "harms",
    "triggers",
    "gates",
    "leverage",
    "outputs",
    "vocabulary/mechanisms",
    "vocabulary/measures",
)
PILLARS: Final = {
    "protect": "The State duty to protect",
    "respect": "The corporate responsibility to respect",
    "remedy": "Access to remedy",
}
#: From the word to the right: a word that covers more than a right has that right as its narrower match.
_MATCHES: Final = {"exact": "exactMatch", "close": "closeMatch", "broad": "narrowMatch", "narrow": "broadMatch"}
_CONTEXT: Final = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "ks": f"{BASE}field:",
    "prefLabel": {"@id": "skos:prefLabel", "@language": "en"},
    "definition": {"@id": "skos:definition", "@language": "en"},
    "note": {"@id": "skos:note", "@language": "en"},
    "notation": "skos:notation",
    **{
        name: {"@id": f"skos:{name}", "@type": "@id"}
        for name in ("inScheme", "topConceptOf", "hasTopConcept", "broader", "related", *_MATCHES.values())
    },
    "source": "dct:source",
    "version": "dct:hasVersion",
    "confidence": "ks:confidence",
}


def as_json_ld() -> str:
    """Write the concept schemes and their concepts as one graph."""
    graph = [part for name in SCHEMES for part in _scheme(name)]
    content = {"@context": _CONTEXT, "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"


def iri(collection: str, identifier: str = "") -> str:
    """Name a collection or one of its records.

    >>> iri("vocabulary/measures", "all human rights")
    'urn:knowshow:canon:vocabulary:measures:all%20human%20rights'
    """
    parts = [*collection.split("/"), *([quote(identifier, safe=":")] if identifier else [])]
    return BASE + ":".join(parts)


def _scheme(name: str) -> list[dict[str, Any]]:
    concepts = [*_pillars(name), *(_concept(name, record) for record in canon.collection(name).values())]
    scheme = {
        "@id": iri(name),
        "@type": "skos:ConceptScheme",
        "prefLabel": f"Knowshow canon: {name}",
        "version": canon.release,
        "hasTopConcept": [concept["@id"] for concept in concepts if "topConceptOf" in concept],
    }
    return [scheme, *concepts]


def _pillars(name: str) -> list[dict[str, Any]]:
    """The three pillars, under which the principles stand."""
    if name != "principles":
        return []
    scheme = iri(name)
    return [
        {
            "@id": iri(name, pillar),
            "@type": "skos:Concept",
            "notation": pillar,
            "prefLabel": title,
            "inScheme": scheme,
            "topConceptOf": scheme,
        }
        for pillar, title in PILLARS.items()
    ]


def _concept(name: str, record: Record) -> dict[str, Any]:
    return {
        "@id": iri(name, record.id),
        "@type": "skos:Concept",
        "notation": record.id,
        "prefLabel": record.name,
        "definition": record.text,
        "inScheme": iri(name),
        **_place(name, record),
        "confidence": record.confidence.value,
        "source": [" ".join(filter(None, (s.document, s.locator, s.address))) for s in record.sources],
        **_links(name, record),
        **_note(record),
    }


def _place(name: str, record: Record) -> dict[str, str]:
    if pillar := getattr(record, "pillar", ""):
        return {"broader": iri(name, pillar)}
    return {"topConceptOf": iri(name)}


def _links(name: str, record: Record) -> dict[str, list[str]]:
    """Links inside the canon are related concepts; those of another vocabulary's word are matches."""
    field = _MATCHES.get(record.relation, "") if isinstance(record, VocabularyWord) else "related"
    found = [iri(link.to_collection, link.to_id) for link in links.outgoing(name, record) if _is_here(link)]
    return {field: found} if found else {}


def _is_here(link: links.Link) -> bool:
    return link.to_collection in SCHEMES


def _note(record: Record) -> dict[str, str]:
    note = record.note if isinstance(record, Right) else getattr(record, "reason", "")
    return {"note": note} if note else {}
