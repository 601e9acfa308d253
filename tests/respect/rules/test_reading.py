"""Reading a file: sound ones become records; each bad one gives one clear message with file and line."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError, UnknownIdError, UnreadableFileError
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules.reading import read_bytes, read_file
from knowshow.respect.rules.writing import as_yaml, canonical_json
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
        (("        scale: 3", "        scale: severe"), "Expected", "        scale: 3"),
        (("        scale: 3", "        skale: 3"), "Did you mean 'scale'?", "        scale: 3"),
        (("likelihood: foreseeable", "likelihood: likely"), "not one of the known values", "foreseeable"),
        (("likelihood: foreseeable", "likelihood: plausable"), "Did you mean 'plausible'?", "foreseeable"),
        (("state: potential", "state: potencial"), "Did you mean 'potential'?", "state: potential"),
        (("id: watched-at-work", "id: age-screening"), "stands twice", "watched-at-work"),
        (("company: Example Ltd", "company: 2018"), "Put it in quotes", "company"),
        (("due_on: 2027-01-31", "due_on: 2027-13-45"), "cannot be read", "due_on"),
        (("due_on: 2027-01-31", "due_on: soon"), "", "due_on"),
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
        (b"a: 1\n---\nb: 2\n", "not well-formed"),
        (b"knowshow: assessment/1\nimpacts: &a [*a]\n", "circle"),
        (b"&a {knowshow: *a}", "circle"),
        (b"[" * 5000, "well-formed"),
    ],
)
def test_what_is_no_assessment_is_refused_with_one_message(data, words):
    assert words in refused(data, UnreadableFileError)


def test_aliases_that_multiply_are_refused():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "multiply" in refused("\n".join(["knowshow: assessment/1", *rows]).encode())


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
