"""The canon for other programs: complete, deterministic, and valid in each form."""

import csv
import io
import json

import jsonschema
import pytest

from knowshow import canon
from knowshow.canon import exports
from knowshow.canon.exports import oscal, skos, tables
from tests.real_data import real_file

TOTAL = sum(len(canon.collection(name)) for name in canon.collections())
CORE = "http://www.w3.org/2004/02/skos/core#"


@pytest.mark.parametrize("form", exports.FORMATS)
def test_an_export_is_the_same_every_time(form):
    assert exports.FORMATS[form]() == exports.FORMATS[form]()


def test_json_holds_every_record_with_every_field():
    found = json.loads(tables.as_json())
    assert (found["knowshow"], found["release"]) == ("canon/1", canon.release)
    assert sum(map(len, found["collections"].values())) == TOTAL
    life = next(record for record in found["collections"]["rights"] if record["id"] == "life")
    assert life["references"][0] == ["udhr", "3"]
    assert life["verified"] is False
    assert life["review_by"] > life["since"]


def test_csv_holds_one_row_for_each_record():
    rows = list(csv.DictReader(io.StringIO(tables.as_csv())))
    assert len(rows) == TOTAL
    assert tuple(rows[0]) == tables.COLUMNS
    (harm,) = [row for row in rows if row["id"] == "H-SOC-01"]
    assert (harm["verified"], harm["confidence"]) == ("True", "S")
    assert json.loads(harm["more"])["status_word"] == "found"
    assert "A/HRC/39/64" in harm["sources"]


@pytest.mark.parametrize(
    ("text", "cell"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-", "'-"), ("plain", "plain"), (None, "")]
)
def test_no_cell_is_taken_for_a_formula(text, cell):
    assert tables._cell(text) == cell


# ---- SKOS --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graph():
    """The graph with each term expanded by its context, as a reader of JSON-LD would see it."""
    content = json.loads(skos.as_json_ld())
    return [expanded(node, content["@context"]) for node in content["@graph"]]


def expanded(node, context):
    """Expand one node as JSON-LD 1.1 prescribes, for the few features that the export uses."""
    found = {"@id": node["@id"], "@type": full(node["@type"], context)}
    for term, value in node.items():
        if not term.startswith("@"):
            definition = context[term]
            rule = definition if isinstance(definition, dict) else {"@id": definition}
            values = value if isinstance(value, list) else [value]
            kind = "@id" if rule.get("@type") == "@id" else "@value"
            found[full(rule["@id"], context)] = [{kind: one, "lang": rule.get("@language")} for one in values]
    return found


def full(name, context):
    prefix, _, rest = name.partition(":")
    return context[prefix] + rest if isinstance(context.get(prefix), str) else name


def targets(node, name):
    return [value["@id"] for value in node.get(CORE + name, [])]


def test_every_concept_has_one_english_label_a_scheme_and_a_notation(graph):
    concepts = [node for node in graph if node["@type"] == CORE + "Concept"]
    schemes = {node["@id"] for node in graph if node["@type"] == CORE + "ConceptScheme"}
    exported = sum(len(canon.collection(name)) for name in skos.SCHEMES)
    assert (len(concepts), len(schemes)) == (exported + len(skos.PILLARS), len(skos.SCHEMES))
    for concept in concepts:
        assert [label["lang"] for label in concept[CORE + "prefLabel"]] == ["en"]
        assert len(concept[CORE + "notation"]) == 1
        assert set(targets(concept, "inScheme")) <= schemes
        assert targets(concept, "broader") or targets(concept, "topConceptOf") == targets(concept, "inScheme")


def test_names_are_unique_and_well_formed(graph):
    names = [node["@id"] for node in graph]
    assert len(set(names)) == len(names)
    assert all(name.startswith("urn:knowshow:canon:") and " " not in name for name in names)


def test_every_link_leads_to_a_concept_in_the_graph(graph):
    known = {node["@id"] for node in graph}
    for node in graph:
        for name in ("broader", "related", "exactMatch", "closeMatch", "narrowMatch", "broadMatch", "hasTopConcept"):
            assert set(targets(node, name)) <= known, (node["@id"], name)


def test_top_concepts_are_named_from_both_ends(graph):
    from_schemes = {(node["@id"], top) for node in graph for top in targets(node, "hasTopConcept")}
    from_concepts = {(scheme, node["@id"]) for node in graph for scheme in targets(node, "topConceptOf")}
    assert from_schemes == from_concepts != set()


def test_nothing_is_both_related_and_broader_and_matches_are_disjoint(graph):
    for node in graph:
        kinds = [set(targets(node, name)) for name in ("related", "broader")]
        assert not kinds[0] & kinds[1]
        matches = [targets(node, name) for name in ("exactMatch", "closeMatch", "narrowMatch", "broadMatch")]
        assert sum(map(bool, matches)) <= 1


def test_an_exact_match_is_to_one_concept_only_since_it_is_transitive(graph):
    assert all(len(targets(node, "exactMatch")) <= 1 for node in graph)


@pytest.mark.parametrize(
    ("word", "name", "right"),
    [
        ("mechanisms:reputation", "exactMatch", "reputation"),
        ("mechanisms:data_protection", "broadMatch", "privacy"),  # the word covers less than the right
        ("mechanisms:labour", "narrowMatch", "equal-pay"),  # the word covers more
        ("measures:media%20freedom", "closeMatch", "expression"),
    ],
)
def test_words_of_other_vocabularies_match_rights_in_the_right_direction(graph, word, name, right):
    (node,) = [node for node in graph if node["@id"] == f"urn:knowshow:canon:vocabulary:{word}"]
    assert f"urn:knowshow:canon:rights:{right}" in targets(node, name)


def test_a_principle_stands_under_its_pillar_and_an_output_beside_its_principles(graph):
    by_name = {node["@id"].removeprefix("urn:knowshow:canon:"): node for node in graph}
    assert targets(by_name["principles:ungp:18"], "broader") == ["urn:knowshow:canon:principles:respect"]
    assert "urn:knowshow:canon:principles:ungp:24" in targets(by_name["outputs:O06"], "related")


# ---- OSCAL -------------------------------------------------------------------------------------------------


def schema(name):
    """NIST's schema, with the letter and number classes of XML Schema in Python's words."""
    text = real_file(f"oscal/{name}").read_text(encoding="utf-8")
    return json.loads(text.replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d"))


OSCAL = [("oscal-catalog", "oscal_catalog_schema.json"), ("oscal-mapping", "oscal_mapping_schema.json")]


def errors_of(content, name):
    found = schema(name)
    validator = jsonschema.validators.validator_for(found)
    return [error.message for error in validator(found, format_checker=validator.FORMAT_CHECKER).iter_errors(content)]


@pytest.mark.real_data
@pytest.mark.parametrize(("form", "name"), OSCAL)
def test_oscal_is_valid_against_its_schema(form, name):
    assert errors_of(json.loads(exports.FORMATS[form]()), name) == []


@pytest.mark.real_data
def test_the_schema_sees_a_broken_catalogue():
    content = json.loads(oscal.as_catalog())
    content["catalog"]["groups"][0]["controls"][0]["id"] = "ungp:1"
    del content["catalog"]["metadata"]["title"]
    assert len(errors_of(content, OSCAL[0][1])) == 2


def controls():
    return [control for group in json.loads(oscal.as_catalog())["catalog"]["groups"] for control in group["controls"]]


def test_the_catalogue_holds_principles_rights_and_outputs_once_each():
    names = [control["id"] for control in controls()]
    assert len(names) == len(set(names)) == 31 + 57 + 20


def test_links_in_the_catalogue_lead_to_its_controls():
    names = {f"#{control['id']}" for control in controls()}
    links = [link["href"] for control in controls() for link in control.get("links", [])]
    assert links
    assert set(links) <= names


def test_the_mapping_holds_every_claim_of_the_crosswalk_and_names_controls_of_the_catalogue():
    collection = json.loads(oscal.as_mapping())["mapping-collection"]
    maps = [one for mapping in collection["mappings"] for one in mapping["maps"]]
    claims = sum(len(output.claims) for output in canon.outputs().values())
    assert sum(len(one["targets"]) for one in maps) == claims
    names = {control["id"] for control in controls()}
    assert {source["id-ref"] for one in maps for source in one["sources"]} <= names
    assert len(collection["mappings"]) == len(canon.frameworks())


def test_the_mapping_never_says_compliant():
    said = oscal.as_mapping()
    assert "Presence of evidence is not compliance" in said
    assert "compliant" not in said
