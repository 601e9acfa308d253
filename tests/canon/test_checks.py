"""The checks see what is wrong: sound as it stands, and each deliberate break is found in its place."""

from datetime import date, timedelta
from types import MappingProxyType

import msgspec
import pytest

from knowshow import canon
from knowshow.canon import checks, links, loading
from knowshow.canon.records import Confidence, Reference, Source

SOUND = {name: canon.collection(name) for name in canon.collections()}


def changed(collection, key, **fields):
    """The canon with one record changed."""
    record = msgspec.structs.replace(SOUND[collection][key], **fields)
    return {**SOUND, collection: MappingProxyType({**SOUND[collection], key: record})}


def without(collection, key):
    """The canon with one record gone."""
    return {**SOUND, collection: {k: v for k, v in SOUND[collection].items() if k != key}}


def found(broken):
    return [str(finding) for finding in checks.problems_of(broken)]


def test_the_canon_as_it_stands_has_no_problem():
    report = checks.check(on=date(2026, 11, 24))
    assert report.sound
    assert (report.problems, report.warnings) == ((), ())
    assert report.records == sum(map(len, SOUND.values()))


def harm(**fields):
    return changed("harms", "H-SOC-01", **fields)


BROKEN = {
    "a harm names a right that does not exist": (harm(rights=("lyfe",)), "rights names 'lyfe'"),
    "a harm names a group that does not exist": (harm(groups=("XXX",)), "groups names 'XXX'"),
    "a harm names a technology that does not exist": (harm(technology="SOCK"), "technology names 'SOCK'"),
    "a harm names a right twice": (harm(rights=("life", "life")), "names 'life' twice"),
    "a harm's identifier names another technology": (harm(technology="VID"), "does not name its technology VID"),
    "a right rests on an unknown instrument": (
        changed("rights", "life", references=(Reference("magna-carta", "39"),)),
        "references names 'magna-carta'",
    ),
    "an output names an unknown framework": (
        changed("outputs", "O01", claims=(msgspec.structs.replace(SOUND["outputs"]["O01"].claims[0], framework="x"),)),
        "claims names 'x'",
    ),
    "an output serves an unknown principle": (
        changed("outputs", "O01", principles=("ungp:32",)),
        "principles names 'ungp:32'",
    ),
    "a word maps to an unknown right": (
        {**SOUND, "vocabulary/measures": {"x": msgspec.structs.replace(
            SOUND["vocabulary/measures"]["privacy"], id="x", rights=("prvcy",))}},
        "rights names 'prvcy'",
    ),
    "a right is gone": (without("rights", "privacy"), "rights names 'privacy', which does not exist"),
    "a principle is gone": (without("principles", "ungp:19"), "holds 30 records, and should hold 31"),
    "a group is gone": (without("groups", "ETH"), "groups names 'ETH'"),
    "a technology is gone": (without("technologies", "SOC"), "technology names 'SOC'"),
    "an instrument is gone": (without("instruments", "iccpr"), "references names 'iccpr'"),
    "a trigger is gone": (without("triggers", "TR-07"), "leave a gap"),
    "a duty is gone": (without("duties", "tier-2"), "one record for each tier"),
    "a level is gone": (
        changed("scales", "scope", levels=SOUND["scales"]["scope"].levels[:3]),
        "scales/scope: has the levels 1, 2, 3",
    ),
    "no harm names a right any more": (
        {**SOUND, "harms": {k: v for k, v in SOUND["harms"].items() if "water" not in v.rights}},
        "rights/water: no harm names it",
    ),
    "a right says it has no example although it has": (
        changed("rights", "life", without_example="None."),
        "listed as without example, but a harm names it",
    ),
    "no right rests on an instrument": (
        {**SOUND, "instruments": {
            **SOUND["instruments"], "new": msgspec.structs.replace(SOUND["instruments"]["udhr"], id="new")}},
        "instruments/new: no record of rights uses it",
    ),
    "no output serves a principle of Pillar II": (
        changed("outputs", "O06", principles=("ungp:17",)),
        "principles/ungp:14: no output of due diligence serves it",
    ),
    "a record stands under another identifier": (
        {**SOUND, "groups": {**SOUND["groups"], "ZZZ": SOUND["groups"]["ETH"]}},
        "stands under another identifier",
    ),
    "a principle has another number": (changed("principles", "ungp:3", number=4), "does not agree with its number 4"),
    "a seen record names no page": (harm(sources=(Source(document="somewhere"),)), "labelled S, but no source"),
    "an address is malformed": (
        harm(sources=(Source(document="x", address="www.example.org"),)),
        "address of 'x' is not well formed",
    ),
    "a record ends before it begins": (
        harm(status="withdrawn", until=date(2020, 1, 1)),
        "ends before it begins",
    ),
    "a withdrawn record has no end": (harm(status="withdrawn"), "a withdrawn record has an end date"),
    "a record in force has an end": (harm(until=date(2027, 1, 1)), "a withdrawn record has an end date"),
    "a review is too far away": (harm(review_by=date(2029, 1, 1)), "more than a year after"),
    "a review is over before it begins": (harm(review_by=date(2026, 1, 1)), "lies before its beginning"),
    "a record begins after the release": (
        harm(since=date(2027, 1, 1), review_by=date(2027, 6, 1)),
        "counts since 2027-01-01, after the release",
    ),
    "a source was read after the release": (
        harm(sources=(Source(document="A/HRC/1/1", read_on=date(2030, 1, 1)),)),
        "was read on 2030-01-01, after the release",
    ),
    "a record was checked after the release": (harm(checked_on=date(2030, 1, 1)), "was read on 2030-01-01"),
    "a word has a relation and no right": (
        changed("vocabulary/measures", "privacy", rights=()),
        "a relation without rights",
    ),
    "an unmapped word has rights": (
        changed("vocabulary/measures", "democracy", rights=("participation",)),
        "rights without a relation",
    ),
    "a word does not say why": (changed("vocabulary/measures", "democracy", reason=""), "does not say why"),
    "a word is exactly two rights": (
        changed("vocabulary/measures", "privacy", rights=("privacy", "reputation")),
        "cannot be exactly several rights",
    ),
    "a claim has no edition": (
        changed("outputs", "O01", claims=(msgspec.structs.replace(SOUND["outputs"]["O01"].claims[0], edition=""),)),
        "carries no edition",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("broken", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_canon_is_caught(broken, words):
    assert any(words in finding for finding in found(broken)), found(broken)


def test_every_check_has_a_break_that_only_it_finds():
    """Without any one of the checks, some break above would pass."""
    for left_out in checks.CHECKS:
        others = [check for check in checks.CHECKS if check is not left_out]
        assert any(
            not any(words in str(finding) for check in others for finding in check(broken))
            for broken, words in BROKEN.values()
        ), left_out.__name__


def test_a_review_that_is_due_is_a_warning_and_no_problem():
    report = checks.check(on=date(2027, 11, 25))
    assert report.sound
    assert any("H-SOC-01: its review was due by 2027-11-24" in str(warning) for warning in report.warnings)
    assert len(report.warnings) == report.records


def test_a_withdrawn_record_needs_no_review():
    gone = harm(status="withdrawn", until=date(2026, 11, 30))
    assert not [one for one in checks.overdue(gone, date(2030, 1, 1)) if one.record == "H-SOC-01"]


def test_unreadable_files_are_a_problem_and_not_a_crash(tmp_path, monkeypatch):
    (tmp_path / "principles.yaml").write_text("collection: [", encoding="utf-8")
    monkeypatch.setattr(loading, "DATA", tmp_path)
    monkeypatch.setattr(loading, "load", loading.load.__wrapped__)
    (problem,) = checks.check().problems
    assert "principles.yaml" in str(problem)


def test_a_key_that_stands_twice_in_a_file_is_found():
    assert list(checks.repeated_keys("a: 1\nb: {c: 1,\n c: 2}\nd:\n- e: 1\n  e: 2\na: 3\n")) == [
        ("a", 7),
        ("e", 6),
        ("c", 3),
    ]


def test_a_harm_in_the_file_of_another_technology_is_found(tmp_path):
    source = next(file for file in loading.data_files("harms") if file.stem == "vid")
    moved = tmp_path / "soc.yaml"
    moved.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    assert list(checks._file_faults(moved, "harms")) == ["holds H-VID-01, which belongs to VID."]


def test_a_file_that_grew_too_long_is_found(tmp_path):
    long = tmp_path / "groups.yaml"
    long.write_text("collection: groups\nrecords: []\n" + "#\n" * checks.LONGEST_FILE, encoding="utf-8")
    assert "longer than 500 lines" in next(checks._file_faults(long, "groups"))


# ---- links, both ways --------------------------------------------------------------------------------------


def test_every_link_is_found_from_its_other_end():
    for link in links.all_links():
        assert link in links.incoming(link.to_collection, link.to_id)


def test_no_link_leads_nowhere():
    assert [link for link in links.all_links() if link.to_id not in SOUND[link.to_collection]] == []


@pytest.mark.parametrize(
    ("collection", "key", "expected"),
    [
        ("principles", "ungp:14", {("outputs", "O06")}),
        ("principles", "ungp:31", {("outputs", "O12")}),
        ("rights", "water", {("harms", "H-DC-01"), ("vocabulary/mechanisms", "social")}),
        ("groups", "SRH", {("harms", "H-DB-01")}),
        ("technologies", "VID", {("harms", "H-VID-01")}),
        ("instruments", "cat", {("rights", "no-torture"), ("rights", "non-refoulement"), ("rights", "remedy")}),
    ],
)
def test_a_record_shows_what_names_it(collection, key, expected):
    every = {("vocabulary/mechanisms", word) for word in ("all", "all_varies")}
    every |= {(f.from_collection, f.from_id) for f in links.all_links() if f.from_collection == "vocabulary/measures"}
    naming = {(link.from_collection, link.from_id) for link in links.incoming(collection, key)}
    assert naming - every == expected


def test_every_principle_of_pillar_two_is_served_by_an_output():
    served = {
        link.to_id for link in links.all_links() if link.field == "principles" and link.from_collection == "outputs"
    }
    assert {f"ungp:{number}" for number in range(11, 25)} <= served


def test_every_trigger_gate_action_and_duty_names_its_principle():
    for name in ("triggers", "gates", "leverage", "duties", "policy_checks", "outputs"):
        assert all(record.principles for record in SOUND[name].values()), name


def test_only_the_group_of_non_users_and_rights_with_a_reason_have_no_example():
    assert [key for key, group in SOUND["groups"].items() if group.without_example] == ["OFF"]
    assert {key for key, right in SOUND["rights"].items() if right.without_example} == {
        "equal-pay", "humane-detention", "identity", "indigenous", "migrants", "no-debt-prison", "science",
        "legal-personhood", "independent-living", "child-develop", "development", "defenders",
    }  # fmt: skip


def test_confidence_labels_are_those_of_the_method():
    assert {str(label) for label in Confidence} == {"S", "S*", "L", "K", "D"}
    assert timedelta(days=366) == checks._LONGEST_REVIEW
