"""Conditions of SurveyJS: what they mean for answers, and how those that cannot be read are refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError, Place
from knowshow.scoring.conditions import Asked, holds
from knowshow.scoring.methodology import Condition
from knowshow.scoring.surveys.elements import Choice, Question
from knowshow.scoring.surveys.expressions import condition_from
from knowshow.scoring.surveys.markup import Words


def question(name, kind, *labels):
    return Question(name, kind, Words(name), choices=tuple(Choice(label, Words(label)) for label in labels))


QUESTIONS = {
    one.name: one
    for one in (
        question("one", "radiogroup", "item1-0", "item2-3", "item12-4", "other one"),
        question("many", "checkbox", "a", "b", "c"),
        question("a name", "dropdown", "yes", "no"),
        question("words", "comment"),
    )
}


def read(text):
    return condition_from(text, QUESTIONS, Place("s.json", field="q.visibleIf"))


def shown(text, **answers):
    given = {key.replace("_", " "): [value] if isinstance(value, str) else value for key, value in answers.items()}
    return holds(read(text), Asked("", "", "", lambda node: given.get(node, [])))


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ('{one} = "item2-3"', {"one": "item2-3"}, True),
        ("{one} == 'item2-3'", {"one": "item1-0"}, False),
        ('{one} = "item2-3"', {}, False),
        ('"item2-3" = {one}', {"one": "item2-3"}, True),
        ("{one} = item2-3", {"one": "item2-3"}, True),
        ('{one} = "other one"', {"one": "other one"}, True),
        ('{a name} = "yes"', {"a_name": "yes"}, True),
        ('{ one } equal "item2-3"', {"one": "item2-3"}, True),
        # An unanswered question is not equal to anything.
        ('{one} <> "item2-3"', {}, True),
        ('{one} != "item2-3"', {"one": "item2-3"}, False),
        ('{one} notequal "item2-3"', {"one": "item1-0"}, True),
        # One value never equals several answers; a list does, in any order.
        ('{many} = "a"', {"many": ["a"]}, False),
        ('{many} = ["b", "a"]', {"many": ["a", "b"]}, True),
        ('{many} = ["b", "a"]', {"many": ["a", "b", "c"]}, False),
        ('{one} = ["item1-0"]', {"one": "item1-0"}, False),
        # Several answers contain a value, or all values of a list.
        ('{many} contains "a"', {"many": ["c", "a"]}, True),
        ('{many} contains "a"', {}, False),
        ('{many} contains ["a"]', {"many": ["a"]}, True),
        ('{many} contains ["a", "b"]', {"many": ["a", "c"]}, False),
        ('{many} contains ["a", "b"]', {"many": ["b", "a", "c"]}, True),
        ('{many} notcontains "a"', {"many": ["b"]}, True),
        ('{many} notcontains "a"', {"many": ["a", "b"]}, False),
        ('{many} *= "b"', {"many": ["b"]}, True),
        # The text of one answer contains a part of itself.
        ('{one} contains "item1"', {"one": "item1-0"}, True),
        ('{one} contains ["item1"]', {"one": "item12-4"}, True),
        ('{one} contains ["item2"]', {"one": "item12-4"}, False),
        ('{one} contains "item9"', {"one": "item1-0"}, False),
        ('{one} notcontains "item2"', {"one": "item1-0"}, True),
        ('{one} anyof ["item1-0", "item2-3"]', {"one": "item2-3"}, True),
        ('{one} anyof ["item1-0", "item2-3"]', {"one": "item12-4"}, False),
        ('{many} anyof ["a", "b"]', {"many": ["b", "c"]}, True),
        ('{many} noneof ["a", "b"]', {"many": ["c"]}, True),
        ('{many} allof ["a", "b"]', {"many": ["a", "b", "c"]}, True),
        ('{many} allof ["a", "b"]', {"many": ["a"]}, False),
        ('{one} allof ["item", "-3"]', {"one": "item2-3"}, True),
        ("{one} empty", {}, True),
        ("{one} empty", {"one": "item1-0"}, False),
        ("{many} notempty", {"many": ["a"]}, True),
        ("{one} = ''", {}, True),
        ("{one} contains ''", {"one": "item1-0"}, False),
        ('not {one} = "item1-0"', {"one": "item1-0"}, False),
        ('!({one} = "item1-0")', {"one": "item2-3"}, True),
        # "and" binds closer than "or".
        ('{one} = "item1-0" or {one} = "item2-3" and {many} contains "a"', {"one": "item1-0"}, True),
        ('({one} = "item1-0" or {one} = "item2-3") and {many} contains "a"', {"one": "item1-0"}, False),
        ('{one} = "item1-0" && {many} contains "a" || {many} contains "b"', {"many": ["b"]}, True),
        ('{one} = "item1-0" AND {many} CONTAINS "a" ', {"one": "item1-0", "many": ["a"]}, True),
    ],
)
def test_a_condition_means_what_surveyjs_makes_of_it(text, answers, expected):
    assert shown(text, **answers) is expected


def test_a_value_that_the_question_does_not_offer_never_holds_and_names_the_question():
    for text in ('{one} = "item7"', '{many} contains "z"', '{many} = ["z"]', '{one} anyof ["z"]'):
        assert read(text) == Condition(node=text[1:].split("}")[0], in_=[])


def test_quotation_marks_and_escapes_are_understood():
    questions = {"q": question("q", "radiogroup", "it's", 'a "b"')}
    place = Place("s.json")
    assert condition_from(r"{q} = 'it\'s'", questions, place) == Condition(node="q", is_="it's")
    assert condition_from(r'{q} = "a \"b\""', questions, place) == Condition(node="q", is_='a "b"')


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "at character 1: a question in braces or a value is expected, not 'the end'"),
        ("{one}", "at character 6: a comparison is expected, not 'the end'"),
        ('{one} = "a" or', "at character 15: a question in braces or a value is expected"),
        ('({one} = "a"', "')' is expected, not 'the end'"),
        ('{one} = "a")', "at character 12: ')' is not expected here"),
        ('{one} is "a"', "a comparison is expected, not 'is'"),
        ('{one} contians "a"', 'Did you mean "contains"?'),
        ("{one} > 3", "compares sizes"),
        ("{one} = {many}", "compares two questions"),
        ('"a" contains {many}', "a question in braces is expected on the left"),
        ('"a" = "b"', "a question in braces is expected on the left"),
        ("{on} = 'a'", "there is no question 'on'. Did you mean \"one\"?"),
        ("{words} notempty", "answered in free words"),
        ("iif({one} = 1, 2, 3) = 2", "functions cannot be taken"),
        ("{one} = 'a", "at character 8: a sign or quotation mark is not understood"),
        ("{many} contains ['a' 'b']", "',' is expected, not 'b'"),
        ("{many} contains ['a', ", "a value is expected in the list"),
        ("{many} contains [{one}]", "a value is expected in the list"),
        ("(" * 60 + "{one} empty" + ")" * 60, "nested too deeply"),
        ("not " * 60 + "{one} empty", "nested too deeply"),
        ("{one} empty or " * 2000 + "{one} empty", "too long"),
        ("__import__('os')", "functions cannot be taken"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, what):
    with pytest.raises(BadInputError) as refused:
        read(text)
    assert what in refused.value.message
    assert refused.value.message.startswith("s.json: q.visibleIf: ")


@given(
    st.lists(st.sampled_from([*"{}()[]\"'=!<>, ", "{one}", "{many}", '"a"', "and", "or", "not", "empty", "contains"]))
)
def test_any_text_is_read_or_refused(pieces):
    with suppress(BadInputError):
        assert holds(read(" ".join(pieces)), Asked("", "", "", lambda node: [])) in {True, False}
