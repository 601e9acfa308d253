"""A CNIL PIA becomes three candidates that nobody has rated: nothing is lost, nothing is rated, no markup survives."""

import contextlib
import time
from datetime import date

import pytest
from django.utils.html import escape
from hypothesis import example, given
from hypothesis import strategies as st

from knowshow.errors import BadInputError, UnreadableFileError
from knowshow.respect.rules.assessed import assess
from knowshow.respect.rules.pia import looks_like_pia, read_pia
from knowshow.respect.rules.pia.plain import plain
from knowshow.respect.rules.pia.questions import QUESTIONS
from knowshow.respect.rules.reading import read_bytes
from knowshow.respect.rules.writing import as_yaml, canonical_json
from tests.respect.rules import pias


@pytest.fixture(scope="module")
def taken():
    """The whole export, read."""
    return read_pia(pias.whole(), "pia.json")


@pytest.fixture(scope="module")
def record(taken):
    """The assessment of the whole export."""
    return taken.assessment


def source(record, title):
    return next(one.note for one in record.sources if one.title == f"CNIL PIA: {title}")


def everything(record):
    return canonical_json(record).decode()


# ---- candidates ------------------------------------------------------------------------------------------------


def test_the_three_feared_events_become_unrated_candidates_of_privacy(record):
    assert [impact.id for impact in record.impacts] == [
        "cnil-illegitimate-access", "cnil-unwanted-change", "cnil-disappearance",
    ]  # fmt: skip
    for impact in record.impacts:
        assert (impact.statement.right, impact.state, impact.ratings) == ("privacy", "potential", ())
        assert "name the group" in impact.statement.who


def test_severity_and_likelihood_of_the_cnil_stand_apart_in_words(record):
    said = record.impacts[0].other_methods
    assert [(one.method, one.severity, one.likelihood) for one in said] == [
        ("CNIL PIA", "3 of 4 (important)", "2 of 4 (limited)")
    ]
    assert "no rating" in said[0].note
    assert "Peu d’élèves." in said[0].note


def test_the_estimate_after_the_action_plan_is_told_beside_the_first(record):
    first, anew = record.impacts[2].other_methods
    assert (first.severity, first.likelihood) == ("1 of 4 (negligible)", "4 of 4 (maximum)")
    assert (anew.severity, anew.likelihood) == ("1 of 4 (negligible)", "2 of 4 (limited)")
    assert "after its action plan" in anew.method


def test_no_candidate_has_a_place_in_the_order(record):
    found = assess(record)
    assert found.impacts == ()
    assert len(found.unrated) == 3


def test_a_gauge_that_nobody_moved_says_nothing():
    def unmoved(value):
        for one in value["answers"]:
            one["data"]["gauge"] = 0

    assert read_pia(pias.whole(unmoved), "a.json").assessment.impacts[0].other_methods == ()


def test_impacts_threats_and_sources_of_an_event_stand_with_its_candidate(record):
    candidate = record.impacts[1]
    assert candidate.statement.how == "Impact 33; Perte de confiance"
    assert "Main threats:\n- Menace 33" in candidate.notes
    assert "Ancien employé" in candidate.notes


# ---- actions ---------------------------------------------------------------------------------------------------


def test_a_measure_is_an_action_of_the_events_whose_controls_name_it(record):
    titles = [[action.title for action in impact.actions] for impact in record.impacts]
    assert "Chiffrement" in titles[0]
    assert "Chiffrement" not in titles[1] + titles[2]
    action = record.impacts[0].actions[0]
    assert "Clés au coffre." in action.note
    assert "PIA_TEC_CHIF" in action.note


def test_what_is_tied_to_no_event_stands_under_the_first_candidate_and_says_so(record):
    action = next(one for one in record.impacts[0].actions if one.title == "Charte")
    assert "ties this to no feared event" in action.note


def test_an_action_plan_keeps_who_is_in_charge_and_the_date(record):
    action = next(one for one in record.impacts[0].actions if one.title == "Effacer en juillet.")
    assert (action.owner, action.due_on, action.state) == ("Secrétariat", date(2026, 7, 31), "planned")
    assert "to be corrected" in action.note
    assert "Trop long." in action.note


def test_the_plan_for_a_measure_goes_where_the_measure_goes_and_that_for_an_event_to_the_event(record):
    titles = [[action.title for action in impact.actions] for impact in record.impacts]
    assert "Changer les clés chaque année." in titles[0]
    assert titles[2] == ["Copies hors site."]


# ---- nothing is lost -------------------------------------------------------------------------------------------


def test_all_36_answers_stand_in_the_sources_by_their_code(record):
    told = "\n".join(one.note for one in record.sources)
    assert len(QUESTIONS) == 36
    for code in QUESTIONS:
        if code not in {"334", "344"}:  # these are empty in the export
            assert f"{'.'.join(code)} {QUESTIONS[code]}:" in told


def test_opinions_evaluations_and_comments_stand_in_the_sources(record):
    people = source(record, "Opinion of the people concerned")
    assert "was sought" in people
    assert "accès papier" in people
    assert "unfavourable" in people
    assert "Avec le plan" in source(record, "Opinions and decision")
    assert "1.1 Overview: acceptable." in source(record, "Evaluations")
    assert "On 212 Legal basis:\nContrat ?" in source(record, "Comments")
    assert "On 3.1.101 Chiffrement:\nQuel algorithme ?" in source(record, "Comments")


def test_the_people_asked_are_to_be_named_as_evidence(record):
    assert "as evidence when you rate" in record.impacts[0].notes


def test_names_of_people_are_left_out_and_that_is_said(taken):
    for name in ("Aude", "Évaluatrice", "Valideur", "Dora", "Paul"):
        assert name not in everything(taken.assessment)
    assert any(remark.startswith("Names of author") for remark in taken.left_out)


def test_what_has_no_place_is_listed_and_stands_in_the_note():
    def add(value):
        value["pia"]["invented"] = "something"
        value["attachments"] = [{"name": "signed.pdf"}]
        value["answers"][0]["data"]["text"] += "<script>x</script>"
        value["answers"].append(pias.answer(999, text="<p>Autre</p><img src='data:x'>"))

    found = read_pia(pias.whole(add), "a.json")
    told = "\n".join(found.left_out)
    for words in (
        "pia.invented: this field",
        "attachments: this field",
        "36 (999)",
        "answers[36].data.text: a picture",
    ):
        assert words in told
        assert words in found.assessment.note
    assert source(found.assessment, "Other answers") == "999:\nAutre"


def test_bookkeeping_and_empty_fields_are_not_reported(taken):
    assert len(taken.left_out) == 1


def test_texts_that_no_field_holds_stand_whole_in_the_sources():
    words = " ".join(f"mot{number}" for number in range(9_000))

    def long(value):
        value["answers"][0]["data"]["text"] = words
        value["measures"][0]["content"] = words
        value["pia"]["name"] = "Nom " * 200

    found = read_pia(pias.whole(long), "a.json").assessment
    told = "\n".join(one.note for one in found.sources)
    assert all(f"mot{number} " in f"{told.replace(chr(10), ' ')} " for number in range(9_000))
    assert len(found.title) <= 300
    assert "whole text stands in the sources" in found.impacts[0].actions[0].note
    assert found.note.count("Nom") > 190


def test_many_remarks_go_to_the_sources():
    def add(value):
        value["pia"].update({f"field{number}": "x" for number in range(50)})

    found = read_pia(pias.whole(add), "a.json")
    assert "more: see the sources" in found.assessment.note
    assert "pia.field49: this field" in source(found.assessment, "Not taken over")


def test_an_empty_pia_still_makes_three_candidates():
    found = read_pia(pias.written(pias.EMPTY), "a.json").assessment
    assert found.title == "A PIA without a name, from its CNIL PIA"
    assert len(found.impacts) == 3
    assert "says nothing about this event" in found.impacts[0].notes
    assert found.sources == ()


def test_the_form_of_the_server_says_the_same(record):
    assert read_pia(pias.of_the_server(), "pia.json").assessment == record
    assert read_pia(b"[" + pias.of_the_server() + b"]", "pia.json").assessment == record


def test_what_was_read_is_a_file_that_a_draft_takes_in(record):
    text = as_yaml(record).encode()
    assert read_bytes(text, "pia.yaml", allow_unrated=True) == record
    with pytest.raises(BadInputError, match="has no rating"):
        read_bytes(text, "pia.yaml")


def test_reading_twice_gives_the_same():
    assert read_pia(pias.whole(), "a.json") == read_pia(pias.whole(), "a.json")


# ---- HTML ------------------------------------------------------------------------------------------------------


def test_hostile_html_becomes_text_and_what_it_lost_is_named():
    found = read_pia(pias.whole(lambda value: value["answers"][0]["data"].update(text=pias.HOSTILE)), "a.json")
    text = everything(found.assessment)
    for bad in ("<", "onerror", "onclick", "alert", "javascript", "evil.example", "display"):
        assert bad not in text
    for good in ("Élèves & parents", "Donnée | Durée", "3 ans", "là (https://example.org/a)", "  1. première"):
        assert good in text
    told = "\n".join(found.left_out)
    assert all(what in told for what in ("a script", "a picture", "a style sheet", "a drawing", "an embedded page"))


@pytest.mark.parametrize("field", ["name", "category", "dpo_opinion", "concerned_people_opinion", "rejection_reason"])
def test_every_text_of_the_pia_is_made_plain(field):
    found = read_pia(pias.whole(lambda value: value["pia"].update({field: "<b onclick=x>Oui</b>"})), "a.json")
    assert "Oui" in everything(found.assessment)
    assert "onclick" not in everything(found.assessment)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>un</p>\n<p>deux<br />trois</p>", "un\n\ndeux\ntrois"),
        ("a < b && c > d", "a < b && c > d"),
        ("caf&eacute; &#233;&nbsp;!", "café é !"),
        ("a<!-- <b>hidden</b> -->b", "ab"),
        ("<ul><li>One. </li><li><p>Two</p></li></ul>after", "- One.\n- Two\n\nafter"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n  - b\n2. c"),
        ('<a title=">" href="https://x.example">x</a>', "x (https://x.example)"),
        ("text <b", "text"),
        ("a<script>alert(1)", "a"),
        ("a<iframe src=x>b", "ab"),
        ("İ<svg><p>İİ</p></svg>b", "İb"),
        ("<scr<script>x</script>ipt>y", "xipt>y"),
        ("plain\x00 \ud800text\u2028next", "plain text\nnext"),
        ("&#" + "9" * 5000 + ";end", "end"),
        ("x &lt;b&gt; y", "x <b> y"),
        ("", ""),
    ],
)
def test_html_reads_as_a_page_would_show_it(html, text):
    assert plain(html).text == text


def test_a_text_that_ends_inside_a_tag_says_so():
    assert plain("Durée <un an").left_out == ("what stands after its last “<”",)


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<",
        "<!--",
        "</",
        "<script>",
        "&",
        "<a href='",
        "<!",
        "<?",
        "<a '>",
        "<a '>'",
        "<a '\">",
        "&#",
        '<a a="',
        "<ul><li>",
    ],
)
def test_what_is_left_open_on_purpose_costs_no_time(piece):
    begun = time.perf_counter()
    plain(piece * (200_000 // len(piece)))
    assert time.perf_counter() - begun < 5  # quadratic time would need minutes


@given(st.text(alphabet=st.sampled_from("<>/!-'\"=&; abpscritulx\n"), max_size=80))
@example("<script>a</script >b")
def test_no_tag_survives_whatever_is_written(html):
    """A sign may stay where a page would show it as a sign; only entities make something that reads like a tag."""
    if "&" not in html:
        text = plain(html).text
        assert plain(escape(text)).text == text
        assert not any(f"<{letter}" in text for letter in "abpscritulx")


# ---- what is refused -------------------------------------------------------------------------------------------


def at(path, value):
    """A change of the whole export: put a value at a path."""

    def change(found):
        *owners, last = path
        for step in owners:
            found = found[step]
        found[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        (("answers", 22, "data", "gauge"), 9, "answers[22].data.gauge", "Known here: 0 (not set), 1 (negligible)"),
        (("answers", 22, "data", "gauge"), 2.5, "answers[22].data.gauge", "level of the gauge is not known"),
        (("answers", 22, "data", "gauge"), True, "answers[22].data.gauge", "level of the gauge is not known"),
        (("answers", 22, "data", "gauge"), -1, "answers[22].data.gauge", "level of the gauge is not known"),
        (("answers", 22, "data", "gauge"), [3], "answers[22].data.gauge", "level of the gauge is not known"),
        (("evaluations", 3, "gauges", "x"), 5, "evaluations[3].gauges.x", "level of the gauge is not known"),
        (("evaluations", 0, "status"), 4, "evaluations[0].status", "status of the evaluation is not known"),
        (("pia", "status"), 12, "pia.status", "status of the PIA is not known"),
        (("pia", "name"), ["a"], "pia.name", "Text is expected"),
        (("pia", "concerned_people_searched_opinion"), "perhaps", "pia.concerned_people_searched_opinion", "true or"),
        (("answers",), {}, "answers", "A list is expected"),
        (("answers", 0), "x", "answers[0]", "group of fields"),
        (("answers", 0, "data"), "x", "answers[0].data", "group of fields"),
        (("answers", 0, "data", "text"), {}, "answers[0].data.text", "Text is expected"),
        (("answers", 18, "data", "list"), "x", "answers[18].data.list", "A list is expected"),
        (("answers", 18, "data", "list"), [{}], "answers[18].data.list[0]", "Text is expected"),
        (("evaluations", 1, "estimated_implementation_date"), "soon",
         "evaluations[1].estimated_implementation_date", "A date such as"),
        (("evaluations", 1, "estimated_implementation_date"), "2026-02-30",
         "evaluations[1].estimated_implementation_date", "A date such as"),
        (("evaluations", 1, "gauges"), 3, "evaluations[1].gauges", "group of fields"),
        (("measures", 0), None, "measures[0]", "group of fields"),
        (("comments", 0, "for_measure"), "maybe", "comments[0].for_measure", "true or false"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_place_and_a_remedy(path, value, place, words):
    with pytest.raises(BadInputError) as caught:
        read_pia(pias.whole(at(path, value)), "a.json")
    assert str(caught.value).startswith(f"a.json: {place}: ")
    assert words in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "breaks off"),
        (b"{}", "no export of a CNIL PIA"),
        (b"[]", "no export of a CNIL PIA"),
        (b"null", "no export of a CNIL PIA"),
        (b'{"pia": []}', "no export of a CNIL PIA"),
        (b'{"pia": {"name": "x"}}', "no export of a CNIL PIA"),
        (b'{"answers": []}', "no export of a CNIL PIA"),
        (b'{"knowshow": "assessment/1", "title": "x"}', "no export of a CNIL PIA"),
        (b"knowshow: assessment/1", "not JSON"),
        (pias.whole()[:-200], "breaks off here"),
        (pias.whole()[:500], "breaks off here"),
        (b'{"pia": {}, "pia": {}, "answers": []}', "'pia' stands twice"),
        (b'{"pia": NaN, "answers": []}', "a number that none can read"),
        (b'{"pia": ' + b"9" * 5000 + b"}", "a number that none can read"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"pia": "\xff"}', "not UTF-8"),
        (b"PK\x03\x04", "no text file"),
        (b" " * (20 * 1024 * 1024 + 1), "at most 20 MB"),
    ],
)
def test_what_is_no_pia_is_refused_whole(data, words):
    with pytest.raises(UnreadableFileError) as caught:
        read_pia(data, "a.json")
    assert words in str(caught.value)
    assert str(caught.value).startswith("a.json")


def test_two_pias_in_one_file_are_refused():
    with pytest.raises(BadInputError, match="2 entries, not one PIA"):
        read_pia(b"[{}, {}]", "a.json")


def test_a_message_never_repeats_what_an_answer_says():
    with pytest.raises(BadInputError) as caught:
        read_pia(pias.whole(at(("answers", 22, "data", "gauge"), "the secret of a pupil")), "a.json")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "is_pia"),
    [
        (pias.whole(), True),
        (pias.of_the_server(), True),
        (b"\xef\xbb\xbf \n" + pias.whole(), True),
        (pias.whole()[:600], True),
        (b'{"knowshow": "assessment/1", "title": "\\"pia\\": x"}', False),
        (b'{"title": "x"}', False),
        (b"knowshow: assessment/1\npia: x", False),
        (b"", False),
    ],
)
def test_a_pia_is_told_from_an_assessment_file(data, is_pia):
    assert looks_like_pia(data) is is_pia


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_refused(data):
    with pytest.raises(BadInputError):
        read_pia(data, "a.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "list", "gauge"]), inner),
    max_leaves=4,
)


@given(st.sampled_from(["answers", "measures", "evaluations", "comments", "pia"]), _JSON)
def test_a_part_exchanged_for_anything_is_read_or_refused(part, value):
    with contextlib.suppress(BadInputError):  # any other exception fails the test
        read_pia(pias.whole(at((part,), value)), "a.json")
