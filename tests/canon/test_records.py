"""What every record carries, and what a reader can rely on."""

import re
import time
from datetime import timedelta

import msgspec
import pytest

from knowshow import canon
from knowshow.canon import loading, naming
from knowshow.canon.records import Confidence
from knowshow.errors import CanonError, UnknownIdError

EVERY = [(name, record) for name in canon.collections() for record in canon.collection(name).values()]


def test_the_collections_are_as_large_as_promised():
    counts = {name: len(canon.collection(name)) for name in canon.collections()}
    assert counts == {
        "principles": 31, "instruments": 31, "rights": 57, "groups": 24, "technologies": 31, "harms": 102, "scales": 4,
        "duties": 4, "triggers": 20, "gates": 8, "leverage": 24, "frameworks": 11, "outputs": 20, "business_model": 18,
        "policy_checks": 15, "vocabulary/mechanisms": 37, "vocabulary/measures": 42,
    }  # fmt: skip


def test_every_record_has_words_a_source_a_beginning_and_a_review_date():
    for name, record in EVERY:
        assert record.title.strip(), (name, record.id)
        assert record.text.strip(), (name, record.id)
        assert record.source.document.strip(), (name, record.id)
        assert record.since < record.review_by <= record.since + timedelta(days=366), (name, record.id)


def test_every_harm_is_checked_again_within_twelve_months():
    assert all(harm.review_by - harm.since <= timedelta(days=366) for harm in canon.harms().values())


def test_legal_facts_from_general_knowledge_are_checked_sooner():
    legal = [record for name, record in EVERY if name != "harms" and record.confidence is Confidence.LEGAL]
    assert legal
    assert all(record.review_by - record.since <= timedelta(days=92) for record in legal)


def test_only_what_was_seen_counts_as_verified():
    assert {record.confidence for _, record in EVERY if record.verified} == {Confidence.SEEN}
    assert not any(record.verified for name, record in EVERY if name != "harms")


def test_every_confidence_label_says_what_it_means():
    assert all(label.meaning.endswith(".") for label in Confidence)


def test_principles_are_paraphrases_in_short_sentences():
    assert all(len(record.text) < 200 and '"' not in record.text for record in canon.principles().values())


def test_only_two_identifiers_name_both_a_group_and_a_technology():
    homes: dict[str, list[str]] = {}
    for name, record in EVERY:
        if not name.startswith("vocabulary/"):
            homes.setdefault(record.id, []).append(name)
    shared = {key: names for key, names in homes.items() if len(names) > 1}
    assert shared == {"GEN": ["groups", "technologies"], "MOD": ["groups", "technologies"]}


def test_texts_use_no_long_dash():
    assert [record.id for _, record in EVERY if re.search("[\u2013\u2014]", f"{record.title} {record.text}")] == []


def test_a_collection_cannot_be_changed():
    with pytest.raises(TypeError):
        canon.rights()["mine"] = canon.rights()["life"]
    with pytest.raises(AttributeError):
        canon.rights()["life"].title = "Death"


def test_an_unknown_collection_names_the_nearest():
    with pytest.raises(UnknownIdError, match="Did you mean 'rights'"):
        canon.collection("right")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("privcy", "privacy"),
        ("PRIVACY", "privacy"),
        ("Life", "life"),
        ("fair trial", "fair-trial"),
        ("trial", "fair-trial"),
        ("Adequate food", "food"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_right_is_found_by_id_or_name(word, expected):
    assert naming.nearest(word, canon.rights()) == expected


def test_a_word_for_every_right_lists_every_right():
    assert canon.vocabulary("mechanisms")["all"].rights == tuple(canon.rights())


def test_a_level_is_found_by_number_or_word_and_an_unknown_one_is_not():
    assert canon.scales()["scale"].level(4) is canon.scales()["scale"].level("4")
    with pytest.raises(KeyError):
        canon.scales()["scale"].level(5)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "DATA", tmp_path)
    return tmp_path


def write_groups(folder, text):
    (folder / "groups.yaml").write_text(text, encoding="utf-8")
    loading.load.__wrapped__("groups")


GROUP = """\
collection: groups
defaults: {sources: [{document: Ours}], confidence: D, since: 2026-01-01, review_by: 2026-12-31}
records:
  - {id: NEW, phrase: new people, text: A group.}
"""


def test_a_sound_file_is_loaded_with_its_defaults(folder):
    write_groups(folder, GROUP)
    assert loading.load.__wrapped__("groups")["NEW"].confidence is Confidence.DESIGN


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("text: A group.", "text: A group., colour: red", "colour"),
        ("id: NEW", "id: new", "regex"),
        ("confidence: D", "confidence: X", "Invalid enum value 'X'"),
        ("collection: groups", "collection: rights", "holds 'rights'"),
        ("since: 2026-01-01", "since: January", "RFC3339"),
        ("[{document: Ours}]", "[]", "length"),
        ("phrase: new people, ", "", "phrase"),
        ("records:", "records: {", "while parsing"),
        ("A group.}\n", "A group.}\n  - {id: NEW, phrase: again, text: Again.}\n", "stands twice"),
        ("records:", "extra: 1\nrecords:", "extra"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(folder, old, new, words):
    assert old in GROUP
    with pytest.raises(CanonError, match=r"groups\.yaml") as caught:
        write_groups(folder, GROUP.replace(old, new, 1))
    assert words in str(caught.value)


def test_an_empty_file_is_refused(folder):
    with pytest.raises(CanonError, match=r"groups\.yaml"):
        write_groups(folder, "")


def test_words_that_yaml_takes_for_something_else_stay_words(folder):
    (folder / "x.yaml").write_text("a: [no, OFF, 1, 2026-01-01, ~, 0x10]", encoding="utf-8")
    assert loading.parse((folder / "x.yaml").read_bytes()) == {"a": ["no", "OFF", "1", "2026-01-01", "~", "0x10"]}


def test_records_can_be_encoded_and_decoded_without_loss():
    for _, record in EVERY:
        encoded = msgspec.json.encode(record)
        assert msgspec.json.decode(encoded, type=type(record)) == record


def test_the_whole_canon_is_read_in_under_150_milliseconds_without_a_cache():
    def seconds():
        start = time.process_time()
        for name, kind in loading.COLLECTIONS.items():
            for file in loading.data_files(name):
                loading.read_file(file, name, kind)
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.15


def test_reading_leaves_nothing_beside_the_files():
    kinds = {path.suffix for path in loading.DATA.rglob("*") if path.is_file()}
    assert kinds == {".yaml"}
