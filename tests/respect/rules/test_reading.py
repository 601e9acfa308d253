"""Reading a file: sound ones become records; each bad one gives one clear message with file and line."""

import codecs
import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow import yaml_tree
from knowshow.errors import BadInputError, UnknownIdError, UnreadableFileError
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules.places import COUNTRY_CODES
from knowshow.respect.rules.reading import read_bytes, read_file
from knowshow.respect.rules.statement import countries
from knowshow.respect.rules.writing import as_yaml, canonical_json
from knowshow.yaml_tree import read_tree
from tests.respect.rules.files import SOUND, one_impact, sound


def refused(data: bytes, kind: type[BadInputError] = BadInputError) -> str:
    with pytest.raises(kind) as caught:
        read_bytes(data, "a.yaml")
    return str(caught.value)


def line_of(words: str) -> int:
    return next(number for number, line in enumerate(SOUND.splitlines(), start=1) if words in line)


def test_a_sound_file_is_read():
    found = read_bytes(sound(), "a.yaml")
    assert [impact.id for impact in found.impacts] == ["age-screening", "watched-at-work"]
    assert found.impacts[0].ratings[0].evidence[0].title == "Bias test, June 2026"
    assert str(found.impacts[0].involvement.on) == "2026-11-05"


def test_norway_is_a_country_and_on_is_a_field():
    assert read_bytes(sound(), "a.yaml").subject.countries == ("PL", "NO")


def test_what_was_read_can_be_written_and_read_again():
    found = read_bytes(sound(), "a.yaml")
    assert read_bytes(as_yaml(found).encode(), "b.yaml") == found
    assert canonical_json(found) == canonical_json(read_bytes(as_yaml(found).encode(), "b.yaml"))


@given(st.text(min_size=1, max_size=300).filter(lambda text: text.strip() == text and text.isprintable()))
def test_any_printable_title_survives_writing(title):
    found = records.Assessment(title=title, subject=records.Subject(name="x"))
    assert read_bytes(as_yaml(found).encode(), "b.yaml").title == title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_usual_encodings_are_read(encoding):
    assert read_bytes(SOUND.encode(encoding), "a.yaml").title.startswith("Hiring")


@pytest.mark.parametrize(
    ("pair", "words", "line"),
    [
        (("group: OLD, right", "group: OLDER, right"), "The group 'OLDER' is not known", "group: OLD"),
        (("right: privacy", "right: privcy"), "Did you mean 'privacy'?", "right: privacy"),
        (("technology: [HR]", "technology: [HRR]"), "Did you mean 'HR'?", "technology"),
        (("        scale: 3", "        scale: 5"), "out of range", "        scale: 3"),
        (("        scale: 3", "        scale: 0"), "out of range", "        scale: 3"),
        (("        scale: 3", "        scale: severe"), "whole number without quotes", "        scale: 3"),
        (
            ("        scale: 3", "        scale: '3'"),
            "whole number without quotes is expected, not '3'",
            "        scale: 3",
        ),
        (
            ("        scale: 3", "        scale: 3.5"),
            "whole number without quotes is expected, not 3.5",
            "        scale: 3",
        ),
        (("        scale: 3", "        scale:"), "Nothing stands here", "        scale: 3"),
        (("        scale: 3", "        scale: [3]"), "not a list", "        scale: 3"),
        (("        scale: 3", "        skale: 3"), "Did you mean 'scale'?", "        scale: 3"),
        (("likelihood: foreseeable", "likelihood: likely"), "not one of the known values", "foreseeable"),
        (("likelihood: foreseeable", "likelihood: plausable"), "Did you mean 'plausible'?", "foreseeable"),
        (("state: potential", "state: potencial"), "Did you mean 'potential'?", "state: potential"),
        (("id: watched-at-work", "id: age-screening"), "stands twice", "watched-at-work"),
        (("company: Example Ltd", "company: 2018"), "Put it in quotes", "company"),
        (("due_on: 2027-01-31", "due_on: 2027-13-45"), "cannot be read", "due_on"),
        (("due_on: 2027-01-31", "due_on: soon"), "A date such as 2026-11-24 is expected, not 'soon'", "due_on"),
        (("due_on: 2027-01-31", "due_on: 31.01.2027"), "is expected, not '31.01.2027'", "due_on"),
        (("on: 2026-11-05", "on: 2026-02-30"), "cannot be read as a date", "on: 2026-11-05"),
        (("countries: [PL, NO]", "countries: [Poland]"), "'Poland' is no country code", "countries"),
        (("countries: [PL, NO]", "countries: PL"), "A list is expected here, not 'PL'", "countries"),
        (("id: watched-at-work", "id: watched at work"), "is no short name", "watched-at-work"),
        (("company: Example Ltd", "source: {title: t, year: 1800}"), "1800 is no year", "company"),
        (("company: Example Ltd", "company: true"), "reads as true or false", "company"),
        (("company: Example Ltd", "company: 2026-01-01"), "reads as a date", "company"),
        (("company: Example Ltd", "within_tier: likelihood"), "Did you mean 'likelihood_first'?", "company"),
        (("kind: redesign", "kind: re-design"), "Did you mean 'redesign'?", "kind: redesign"),
        (
            ("kind: redesign", "kind: xyz"),
            "Known here: avoid, redesign, reduce, restrict, warn, compensate.",
            "redesign",
        ),
        (("conclusion: undetermined", "conclusion: link"), "Did you mean 'linked'?", "conclusion"),
        (("confidence: high", "confidence: sure"), "Known here: high, medium, low.", "confidence: high"),
        (("lifecycle: use", "lifecycle: {}"), "not a group of fields", "lifecycle"),
        (("subject: {name: Hiring assistant,", "subject: {name: a, name: b,"), "'name' stands twice", "subject:"),
        (("group: OLD, right: work", "group: OLD, who: me, who: you, right: work"), "'who' stands twice", "OLD, right"),
        (("likelihood: foreseeable", "likelihood: actual"), "is potential", "likelihood: foreseeable"),
        (("company: Example Ltd", "title: Again"), "stands twice", "company"),
        (("company: Example Ltd", "compagny: Example"), "Did you mean 'company'?", "company"),
        (("company: Example Ltd", "company: !!python/object:os.system x"), "cannot be read", "company"),
    ],
)
def test_a_bad_value_is_named_with_its_line(pair, words, line):
    message = refused(sound(pair))
    assert words in message
    assert message.startswith(f"a.yaml:{line_of(line)}: "), message


def test_a_missing_rationale_is_an_error_that_says_why():
    found = SOUND.replace(
        "        rationale: People over fifty lose jobs that they would have had; the test of June shows it.\n", ""
    )
    message = refused(found.encode())
    assert "'rationale' is missing" in message
    assert "without a reason" in message


def test_an_empty_rationale_is_an_error():
    assert "empty" in refused(one_impact(rationale="''"))


def test_an_impact_without_a_rating_is_refused_unless_drafts_are_admitted():
    data = b"knowshow: assessment/1\ntitle: T\nsubject: {name: S}\nimpacts:\n- id: one\n  state: actual\n"
    data += b"  statement: {group: GEN, right: life, feature: f}\n"
    assert "has no rating" in refused(data)
    assert read_bytes(data, "a.yaml", allow_unrated=True).impacts[0].ratings == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"just words", "holds no fields"),
        (b"[1, 2]", "holds no fields"),
        (b"title: x\n", "'knowshow' is missing"),
        (b"knowshow: assessment/9\n", "not known"),
        (b"knowshow: assessment/1\ntitle: [a\nb: c", "not well-formed"),
        (b"knowshow: assessment/1\ntitle: \xff\xfe oops", "not UTF-8"),
        (codecs.BOM_UTF16_LE + b"\x00", "not UTF-8"),
        (b"knowshow: assessment/1\ntitle: a\x00b", "control character"),
        (b"a: 1\n---\nb: 2\n", "A second document begins here"),
        (b"knowshow: assessment/1\nimpacts: &a [*a]\n", "circle"),
        (b"&a {knowshow: *a}", "circle"),
        (b"[" * 100_000 + b"]" * 100_000, "nested more than 100 levels"),
        ("\n".join(f"{' ' * depth}a:" for depth in range(3_000)).encode(), "nested more than 100 levels"),
        (b"- " * 50_000, "nested more than 100 levels"),
        (b"&a [" * 5_000, "nested more than 100 levels"),
        (b"knowshow: assessment/1\n\ttitle: x", "There is a tab on this line"),
        (b"knowshow: *none", "refers to nothing above"),
        (b"? [a]\n: b", "must be a plain word"),
        (b"<<: word", "takes over fields"),
        (b"knowshow: assessment/1\ntitle: !!binary aGVq", "carries a tag"),
        (b"knowshow: assessment/1\ntitle: !!set {a, b}", "carries a tag"),
        (b"PK\x03\x04 a workbook", "no text file"),
        (b"%PDF-1.7", "no text file"),
        (b"%YAML 9.9\n---\na: b", "not well-formed"),
        (SOUND.encode("utf-16-le"), "control character"),
        ("title: Soci\xe9t\xe9".encode("latin-1"), "not UTF-8"),
        (bytes(range(256)), "not"),
        (b"null", "holds no fields"),
    ],
)
def test_what_is_no_assessment_is_refused_with_one_message(data, words):
    assert words in refused(data, UnreadableFileError)


def test_a_message_never_repeats_a_long_text():
    secret = "a witness said " * 2_000
    for place in ("        scale: 3", "due_on: 2027-01-31", "state: potential", "company: Example Ltd"):
        name = place.partition(":")[0]
        message = refused(sound((place, f"{name}: {secret}")))
        assert len(message) < 300, message


def test_fields_taken_over_with_a_merge_are_read_and_own_ones_win():
    shared = sound(
        ("      - group: OLD\n", "      - &r\n        group: OLD\n"),
        ("      - group: WRK\n        scale: 2\n", "      - <<: *r\n        group: WRK\n        likelihood: remote\n"),
        ("        likelihood: foreseeable\n        rationale: Comparable", "        rationale: Comparable"),
    )
    rating = read_bytes(shared, "a.yaml").impacts[1].ratings[0]
    assert (rating.group, rating.scale, rating.scope, rating.irremediability) == ("WRK", 3, 2, 1)
    assert (rating.likelihood, rating.evidence[0].title) == ("remote", "Bias test, June 2026")


def test_of_several_merged_parts_the_first_wins():
    tree = read_tree(b"a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b], y: 3}\n", "a.yaml")
    assert tree.value["c"] == {"x": 1, "y": 3, "z": 2}


def test_quoted_words_stay_words_and_plain_ones_become_values():
    data = b"[no, NO, off, yes, y, true, ~, null, '', '1', 1, +1, 007, 1.5, 1e3, .5, 0x1F, 1_000, 12:30, "
    data += b"2026-01-31, '2026-01-31']"
    assert read_tree(data, "a.yaml").value == [
        "no", "NO", "off", "yes", "y", True, None, None, "", "1", 1, 1, 7, 1.5, "1e3", ".5", "0x1F", "1_000", "12:30",
        date(2026, 1, 31), "2026-01-31",
    ]  # fmt: skip


def test_more_values_than_an_assessment_has_are_refused(monkeypatch):
    monkeypatch.setattr(yaml_tree, "MAXIMUM_VALUES", 1_000)
    assert refused(b"a:\n" + b"- 1\n" * 2_000).startswith("a.yaml:999: From here on the file holds more than 1,000")
    assert "holds no fields" in refused(b"[" + b"1," * 900 + b"1]")


@pytest.mark.parametrize(
    ("path", "line"),
    [((), 1), (("b",), 3), (("b", 1), 4), (("b", 1, "c"), 4), (("b", 9), 3), (("x",), 1), (("d", "e", "f"), 5)],
)
def test_a_place_has_its_line_or_that_of_what_stands_nearest(path, line):
    tree = read_tree(b"a: 1\nb:\n- {x: [1, {y: 2}]}\n- {c: 3}\nd: {e: 4}\n", "a.yaml")
    assert tree.line(path) == line


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a system without devices")
def test_an_endless_device_is_refused():
    with pytest.raises(UnreadableFileError, match="at most 20 MB"):
        read_file(Path("/dev/zero"))


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UnreadableFileError, match="The file cannot be opened: Is a directory"):
        read_file(tmp_path)


def test_aliases_that_multiply_are_refused():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    message = refused("\n".join(["knowshow: assessment/1", *rows]).encode())
    assert message.startswith("a.yaml:8: From here on the file holds more than 2,000,000 values")


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path):
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableFileError, match="50 MB; at most 20 MB"):
        read_file(large)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"none\.yaml: The file cannot be opened"):
        read_file(tmp_path / "none.yaml")


def test_an_alias_that_repeats_a_rating_is_welcome():
    shared = sound(("    ratings:\n      - group: OLD", "    ratings:\n      - &r\n        group: OLD"))
    assert read_bytes(shared, "a.yaml").impacts[0].ratings[0].scale == 3


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_be_refused(data):
    with pytest.raises(BadInputError):
        read_bytes(data, "a.yaml")


@given(st.integers(0, len(SOUND)), st.sampled_from(["\t", ":", "- ", "{", "]", "\n", "&a", "*b", "'", '"', "!"]))
def test_a_sound_file_with_one_thing_inserted_is_read_or_refused(position, inserted):
    data = (SOUND[:position] + inserted + SOUND[position:]).encode()
    with contextlib.suppress(BadInputError):  # any other exception fails the test
        read_bytes(data, "a.yaml")


def test_an_unknown_id_has_its_own_error():
    assert "harm" in refused(sound(("business_risk: high", "harms: [H-SOC-99]")), UnknownIdError)


@pytest.mark.parametrize(
    ("code", "remedy"), [("UK", "Did you mean 'GB'?"), ("QQ", "Write the two capital letters of ISO 3166")]
)
def test_a_country_that_does_not_exist_is_refused(code, remedy):
    with pytest.raises(UnknownIdError, match=f"The country '{code}' is not known") as refused:
        read_bytes(sound(("[PL, NO]", f"[PL, {code}]")), "f.yaml")

    assert remedy in str(refused.value)
    assert "f.yaml:" in str(refused.value)


def test_the_codes_of_countries_are_those_of_the_cldr():
    assert countries().keys() == COUNTRY_CODES
