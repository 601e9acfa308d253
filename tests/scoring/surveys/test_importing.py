"""A survey becomes a methodology: its tree, words, conditions, and the numbers that a profile gives it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError
from knowshow.scoring.methodology import Op, TotalRule, as_builtins
from knowshow.scoring.plan import Plan
from knowshow.scoring.reading import methodology_from
from knowshow.scoring.surveys import import_survey
from tests.scoring.surveys.small import PROFILE, choice, comment, cover, imported, page, panel, several, survey

QUESTIONS = page(
    "first",
    panel(
        "block_harm",
        choice("q1", {"value": "yes/4", "text": {"default": "Yes", "fr": "Oui"}}, "no/0", isRequired=True),
        several("q2", "a/1", "b/2", "c", visibleIf="{q1} = 'yes/4'"),
        comment("q3", title="Say <b>why</b> &amp; when"),
        choice("q4_aside", "x/9"),
        title={"default": "Block", "fr": "Bloc"},
        visibleIf="{q1} notempty",
    ),
    choice("q5_care", "much/3", "little/1", kind="dropdown", description="Be brief."),
    choice("q6_care", "much/3", "little/1", kind="dropdown"),
    title="First page",
)


@pytest.fixture(scope="module")
def methodology():
    return imported(cover(), QUESTIONS)


@pytest.fixture(scope="module")
def nodes(methodology):
    return {node.id: node for node in methodology.nodes}


def test_pages_and_panels_are_nodes_and_questions_elements(nodes):
    assert [(key, node.kind, node.parent) for key, node in nodes.items()] == [
        ("first", "page", None),
        ("block_harm", "section", "first"),
        ("q1", "element", "block_harm"),
        ("q2", "element", "block_harm"),
        ("q3", "element", "block_harm"),
        ("q4_aside", "element", "block_harm"),
        ("q5_care", "element", "first"),
        ("q6_care", "element", "first"),
        ("raw", "subtotal", None),
        ("mitigation", "subtotal", None),
        ("current", "subtotal", None),
    ]


def test_each_question_has_a_scale_with_points_and_words_in_each_language(methodology):
    entry = methodology.scales["q1"]["yes/4"]
    assert (entry.value, entry.text, entry.texts) == (4.0, "Yes", {"fr": "Oui"})
    assert methodology.scales["q2"]["c"].value == 0
    assert methodology.scales["q2"]["c"].text == "c"


def test_questions_keep_what_they_are(nodes):
    assert (nodes["q1"].is_required, nodes["q1"].choices) == (True, "one")
    assert nodes["q2"].choices == "many"
    assert (nodes["q3"].is_text, nodes["q3"].scale, nodes["q3"].title) == (True, None, "Say why & when")
    assert nodes["q5_care"].guidance == "Be brief."
    assert (nodes["block_harm"].title, nodes["block_harm"].titles) == ("Block", {"fr": "Bloc"})


def test_conditions_of_questions_and_panels_are_kept(nodes):
    assert nodes["q2"].applies_if.is_ == "yes/4"
    assert nodes["block_harm"].applies_if.answered is True


def test_a_class_stands_in_the_name_of_a_question_else_of_what_it_stands_in(nodes):
    assert nodes["raw"].of == ["q1", "q2"]
    assert nodes["mitigation"].of == ["q5_care", "q6_care"]


def test_the_profile_becomes_plain_numbers(nodes, methodology):
    # Most harm: 4 of one choice, 1 + 2 of several; most care: 6, halved.
    modifier, rounding, bands = nodes["current"].then
    assert (modifier.modifier.node, modifier.modifier.at_least, modifier.modifier.multiply) == ("mitigation", 1.5, 0.9)
    assert (rounding.round.digits, rounding.round.mode) == (0, "half_up")
    assert [(band.label, band.upto) for band in bands.bands] == [("low", 1.4), ("middle", 4.2), ("high", None)]
    assert nodes["raw"].guidance == "At most 7 points can be reached."
    assert nodes["mitigation"].guidance.startswith("At most 3 points can be reached: 6 / 2")
    assert methodology.ops["total"] == TotalRule(op=Op.SUM, over=["current"], then=[bands])
    assert Plan(methodology).most("raw") == 7


def test_what_is_imported_is_a_sound_methodology_that_can_be_kept_as_a_file(methodology):
    content = json.dumps(as_builtins(methodology)).encode()
    assert methodology_from(content, "kept.json") == methodology


def test_a_page_without_questions_is_no_node_and_words_beside_questions_are_guidance():
    shown = {"type": "html", "name": "note", "html": "<p>Read<br>this.</p><script>no()</script>"}
    methodology = imported(cover(), page("first_harm", shown, choice("q", "a/1")))
    assert [node.id for node in methodology.nodes][:2] == ["first_harm", "q"]
    assert methodology.nodes[0].guidance == "Read\nthis."


def test_a_page_named_as_a_question_gets_an_id_of_its_own():
    methodology = imported(cover(), page("same_harm", choice("same_harm", "a/1")))
    assert [(node.id, node.parent) for node in methodology.nodes][:2] == [
        ("page.same_harm", None),
        ("same_harm", "page.same_harm"),
    ]


def test_without_questions_on_mitigation_the_raw_score_stands():
    current = imported(cover(), page("p_harm", choice("q", "a/1"))).nodes[-1]
    assert [step.modifier for step in current.then] == [None, None]


def test_other_and_none_are_choices():
    asked = several("q_harm", "a/1", hasOther=True, showNoneItem=True, otherText="Something else")
    scale = imported(cover(), page("p", asked)).scales["q_harm"]
    assert {label: (entry.value, entry.text) for label, entry in scale.items()} == {
        "a/1": (1, "a/1"), "none": (0, "None"), "other": (0, "Something else"),
    }  # fmt: skip


def test_values_may_be_numbers_or_yes_and_no():
    asked = [
        choice("q_harm", 1, {"value": 2.0, "text": "Two"}, {"value": True}, "x/1"),
        comment("r", visibleIf="{q_harm} = 2"),
    ]
    methodology = imported(cover(), page("p", *asked))
    assert list(methodology.scales["q_harm"]) == ["1", "2", "true", "x/1"]
    assert methodology.nodes[2].applies_if.is_ == "2"


# ---- versions ----------------------------------------------------------------------------------------------


def test_the_version_stands_in_the_survey_where_the_profile_says(methodology):
    assert (methodology.id, methodology.version) == ("invented", "edition 2")


def test_else_it_stands_in_the_name_of_the_file():
    asked = page("p", choice("q_harm", "a/1"))
    assert imported(asked, name="/somewhere/edition 3.json").version == "edition 3"


def test_without_any_version_the_survey_is_refused():
    with pytest.raises(BadInputError, match="tells no version in 'cover'"):
        imported(page("p", choice("q_harm", "a/1")), name="/edition 3/survey.json")


# ---- refusals ----------------------------------------------------------------------------------------------

ASKED = choice("q_harm", "a/1")


@pytest.mark.parametrize(
    ("pages", "what"),
    [
        ([], "pages: The file holds no pages"),
        ([page("p")], "nothing to score"),
        ([page("p", choice("q_harm", "a", "b"))], "nothing to score: no choice of a question that counts has points"),
        ([page("p", {"type": "matrix", "name": "m"})], "m: A question of type 'matrix' cannot be taken"),
        ([page("p", {"type": "radiogrup", "name": "m"})], 'Did you mean "radiogroup"'),
        ([page("p", choice("q", "a", "a"))], "q: The choice 'a' stands twice"),
        ([page("p", choice("q"))], "q: The question has no choices"),
        ([page("p", choice("q", {"text": "no value"}))], "q: A choice has no value"),
        ([page("p", choice("q", "a"), choice("q", "b"))], "Two questions are named 'q'"),
        ([page("p", choice("q", "a", choicesByUrl={"url": "x"}))], "q: 'choicesByUrl' cannot be taken"),
        ([page("p", choice("q", {"value": "a", "visibleIf": "{q} empty"}))], "q: 'visibleIf' cannot be taken"),
        ([page("p", choice("raw", "a"))], "raw: 'raw' is the name of a subtotal"),
        ([page("p", ASKED), page("p", choice("r", "a"))], "The name 'p' stands twice"),
        ([page("p", {"type": "text"})], r"p.elements\[0\]: An element has no name"),
        ([page("p", {"name": "q"})], "q: An element says no type"),
        ([page("p", {"name": "q", "type": ["radiogroup"]})], "q: An element says no type"),
        ([page("p", "text")], r"p.elements\[0\]: An element is an object"),
        ([{"name": "p", "elements": {}} | {"elements": "no"}], "p: 'elements' is a list"),
        ([page("p", choice("q", "a", visibleIf=3))], "q.visibleIf: A condition is a text"),
        ([page("p", ASKED, visibleIf="{q_harn} empty")], 'p.visibleIf.*Did you mean "q_harm"'),
        ([page("p", choice("q" * 200, "a"))], "too long"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(pages, what):
    with pytest.raises(BadInputError, match=what) as refused:
        imported(*pages, name="edition 1.json")
    assert refused.value.place.file == "edition 1.json"


def test_panels_without_end_are_refused():
    inner = panel("last", ASKED)
    for number in range(40):
        inner = panel(f"panel{number}", inner)
    with pytest.raises(BadInputError, match="nested too deeply"):
        imported(page("p", inner), name="edition 1.json")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"{", "is not JSON"),
        (b"[]", "holds no JSON object"),
        (b"\xff\xfe", "is not UTF-8"),
        (b'{"pages": [], "pages": []}', '"pages" stands twice'),
        (b'{"pages": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"pages": "\\ud800"}', "half a character"),
        (b" " * (10 * 1024 * 1024 + 1), "larger than 10 megabytes"),
        (b'{"calculatedValues": [1], "pages": []}', "'calculatedValues' cannot be taken"),
    ],
)
def test_a_broken_file_is_refused(content, what):
    with pytest.raises(BadInputError, match=what):
        import_survey(content, "edition 1.json", PROFILE)


def test_a_survey_that_no_profile_fits_is_refused_and_says_what_is_known():
    with pytest.raises(BadInputError, match=r"No profile fits this survey.*names of questions or panels end in"):
        import_survey(survey(page("p", choice("q", "a"))), "s.json")


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["q_harm", "{q_harm} empty", "a/1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["name", "type", "title", "choices", "visibleIf", "description", "visible", "hasOther"]), JUNK)
def test_whatever_stands_in_a_field_is_taken_or_refused(field, junk):
    with suppress(BadInputError):
        methodology = imported(cover(), page("p", ASKED, choice("r_harm", "a/1") | {field: junk}))
        assert Plan(methodology).most("raw") > 0


def test_a_survey_that_is_scored_alike_is_not_taken_for_the_one_that_the_profile_names():
    from tests.benchmarks.surveys import survey

    found = import_survey(survey(), "ours.json")
    assert (found.id, found.title) == ("a-made-up-check", "A made-up check")
    assert (found.publisher, found.licence, found.sources) == ("", "", [])
    assert "the questionnaire is another" in found.note


@pytest.mark.parametrize("value", ["few-1,5", "few-1e3", "few--5"])
def test_points_that_would_be_read_otherwise_than_meant_are_refused(value):
    from tests.benchmarks.surveys import survey

    with pytest.raises(BadInputError, match=r"no plain figure.*item1-3"):
        import_survey(survey().replace(b'"few-1"', f'"{value}"'.encode()), "ours.json")
