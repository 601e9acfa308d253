"""The canon against the data that it was made from: no fact lost, none changed."""

import csv

import pytest

from knowshow import canon
from tests.real_data import real_file, real_json

pytestmark = pytest.mark.real_data

PILLARS = {"I": "protect", "II": "respect", "III": "remedy"}
KINDS = {"F": "foundational", "O": "operational"}
RELATIONS = {"C": "cited", "L": "leaned_on", "N": "not_visible"}
INVOLVEMENT = {"C": "cause", "K": "contribute", "L": "linked", "-": "none"}
FRAMEWORKS = {
    "CSDDD": "csddd", "CSRD_ESRS2023": "esrs", "GRI2021": "gri", "DSA": "dsa", "AI_Act": "ai-act",
    "OECD_2023_and_DDG2018": "oecd", "GNI_Impl_Guidelines": "gni", "UNGPRF": "ungprf", "ISO_IEC_42005": "iso-42005",
    "HUDERIA": "huderia", "UK_OSA2023": "uk-osa",
}  # fmt: skip
#: How the source abbreviates an instrument, where our short name differs.
ABBREVIATIONS = {
    "1951 Convention": "refugee-1951", "UN Declaration on Minorities 1992": "minorities-1992", "DEVAW 1993": "devaw",
    "A/RES/64/292": "water-2010", "A/RES/76/300": "environment-2022", "A/HRC/RES/48/13": "environment-2021",
    "A/RES/53/144": "defenders-1998", "A/RES/41/128": "development-1986",
}  # fmt: skip
LABOUR = {"C29", "P29", "C87", "C98", "C100", "C105", "C111", "C138", "C155", "C169", "C182", "C187"}


def plain(text):
    return text.strip().rstrip(".").casefold()


def test_principles_say_what_the_source_says():
    found = canon.principles()
    for row in real_json("respect/guiding_principles.json"):
        record = found[f"ungp:{row['n']}"]
        assert plain(record.text) == plain(row["paraphrase"])
        assert (record.pillar, record.kind) == (PILLARS[row["pillar"]], KINDS[row["kind"]])
        assert (record.feature, record.report_relation) == (row["feature"], RELATIONS[row["in_a_hrc_50_56"]])


def test_rights_keep_name_nature_and_note():
    for row in real_json("respect/rights.json"):
        record = canon.rights()[row["id"]]
        assert (record.title, record.nature) == (row["name"], row["nature"])
        assert record.note.startswith(row["note"]), row["id"]


def test_rights_keep_every_reference():
    for row in real_json("respect/rights.json"):
        record = canon.rights()[row["id"]]
        assert [(ref.instrument, ref.locator) for ref in record.references] == list(_references(row["refs"])), row["id"]


def _references(text):
    """Read "ICCPR 8(1)-(2); ILO C29, P29": the instrument, then its articles."""
    for part in (part.split(" (GC")[0].split(" (GR")[0].strip() for part in text.split(";")):
        long = next((name for name in ABBREVIATIONS if part.startswith(name)), None)
        if long:
            yield ABBREVIATIONS[long], part.removeprefix(long).strip()
        elif part.startswith("ILO "):
            yield from _labour(part.removeprefix("ILO "))
        else:
            name, _, articles = part.partition(" ")
            yield name.lower(), ", ".join(one.strip() for one in articles.split(","))


def _labour(text):
    conventions = [word.strip() for word in text.split(",") if word.strip().split()[0] in LABOUR]
    if len(conventions) > 1 or " " not in text:
        yield from ((f"ilo-{word.lower()}", "") for word in conventions)
    else:
        name, articles = text.split(" ", 1)
        yield f"ilo-{name.lower()}", ", ".join(one.strip() for one in articles.split(","))


def test_technologies_and_groups_keep_their_names():
    source = real_json("respect/harms.json")
    assert {key: record.title for key, record in canon.technologies().items()} == source["tech"]
    assert {key: record.title for key, record in canon.groups().items()} == source["groups"]


def test_harms_keep_every_fact():
    for row in real_json("respect/harms.json")["harms"]:
        record = canon.harms()[row["id"]]
        assert plain(record.text) == plain(row["impact"].removeprefix("GOOD PRACTICE: "))
        assert record.good_practice == row["impact"].startswith("GOOD PRACTICE")
        assert plain(record.example) == plain(row["example"])
        assert [record.technology, *record.rights, *record.groups] == [row["tech"], *row["rights"], *row["groups"]]
        assert record.typical_involvement == INVOLVEMENT[row["typical_involvement"]]
        assert record.confidence == row["label"]


def test_harms_keep_every_address():
    for row in real_json("respect/harms.json")["harms"]:
        kept = " ".join(f"{one.document} {one.locator} {one.address}" for one in canon.harms()[row["id"]].sources)
        addresses = [word.strip("();,") for word in row["source"].split() if "/" in word and "." in word]
        assert [address for address in addresses if address not in kept] == [], row["id"]


def test_scales_keep_the_text_of_each_level_but_for_one_word():
    source = real_json("respect/scales.json")
    for name in ("scale", "scope", "irremediability", "likelihood"):
        for value, text in source[name].items():
            if value != "rule":
                ours = plain(canon.scales()[name].level(value).text)
                assert ours == plain(text.replace("victim", "the person harmed")), (name, value)
    assert plain(source["scope"]["rule"]) in plain(canon.scales()["scope"].rule)


def test_the_crosswalk_keeps_every_clause():
    for row in real_json("respect/crosswalk.json"):
        record = canon.outputs()[row["id"]]
        assert record.title == row["output"]
        clauses = [(ours, row[theirs]) for theirs, ours in FRAMEWORKS.items() if row[theirs] != "-"]
        assert [(claim.framework, claim.clause) for claim in record.claims] == clauses, row["id"]


def test_every_word_of_the_mechanisms_is_mapped_or_listed_as_unmapped():
    with real_file("remedy/mechanisms.csv").open(encoding="utf-8", newline="") as file:
        words = {word.strip() for row in csv.DictReader(file) for word in row["rights_covered"].split(";")}
    assert words - {""} == set(canon.vocabulary("mechanisms"))


def test_every_word_of_the_measures_is_mapped_or_listed_as_unmapped():
    words = {word.strip() for row in real_json("protect/measures.json") for word in row["rights"].split(",")}
    assert words - {""} == set(canon.vocabulary("measures"))
