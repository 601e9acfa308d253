"""Question sets: their words in six languages, and what is asked after which answer."""

from __future__ import annotations

import itertools
import random
import re
from collections import defaultdict
from datetime import date

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowshow.errors import BadInputError, UnknownIdError
from knowshow.remedy.rules import questions as asking
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.questions import TooLong, checked, page, pages, question_set, question_sets, told, visible
from knowshow.remedy.rules.questions.conditions import holds, looked_at
from knowshow.remedy.rules.questions.reading import all_texts, faults
from knowshow.remedy.rules.questions.records import Condition, Question, QuestionSet, Structure

GENERAL = question_set("general")
FOR_OTHERS = {"person_knows", "why_not_asked", "how_asked", "group_size"}
GENERAL_FOR_OTHERS = next(one.options for one in GENERAL.questions if one.id == "writing_for")
CODES = [language.code for language in languages()]
TRANSLATED = [code for code in CODES if code != "en"]

words = st.text(max_size=20)


def answer_to(question: Question) -> st.SearchStrategy[object]:
    """Any answer that a form could send to a question."""
    if question.kind == "multiple":
        return st.lists(st.sampled_from(question.choices), max_size=4)
    if question.choices:
        return st.sampled_from(("", *question.choices))
    if question.kind == "date_or_span":
        dates = st.sampled_from(["2026", "2026-03", "2026-02-30", "٢٠٢٥", "last spring", ""])
        return st.fixed_dictionaries({}, optional={"start": dates, "end": dates, "words": words})
    if question.kind == "people":
        return st.fixed_dictionaries({}, optional={"count": st.sampled_from(["40", "٤٠", "many", ""]), "words": words})
    return words


@st.composite
def told_in_forms(draw):
    """A set, and answers to any of its questions, shown or not."""
    questions = draw(st.sampled_from(question_sets()))
    every = {question.id: answer_to(question) for question in questions.questions}
    return questions, draw(st.fixed_dictionaries({}, optional=every))


@pytest.mark.parametrize("questions", question_sets(), ids=lambda one: f"{one.id}.v{one.version}")
class TestWords:
    def test_a_set_does_not_contradict_itself(self, questions):
        assert list(faults(questions)) == []

    def test_every_text_and_hint_stands_in_every_language(self, questions):
        named = {code: set(all_texts(questions.texts_in(code))) for code in CODES}
        assert all(names == named["en"] for names in named.values())

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_no_text_falls_back_to_english(self, questions, code):
        english, other = all_texts(questions.texts_in("en")), all_texts(questions.texts_in(code))
        assert [name for name, text in english.items() if len(text.split()) > 3 and other[name] == text] == []

    @pytest.mark.parametrize(("code", "script"), [("ar", "[؀-ۿ]"), ("ru", "[а-яё]"), ("zh-hans", "[一-鿿]")])
    def test_texts_are_written_in_the_script_of_their_language(self, questions, code, script):
        texts = all_texts(questions.texts_in(code)).values()
        assert [
            text for text in texts if not re.search(script, text, re.IGNORECASE) or re.search("[A-Za-z]", text)
        ] == []

    @pytest.mark.parametrize("code", CODES)
    def test_options_of_a_question_can_be_told_apart(self, questions, code):
        for question in questions.questions:
            said = [questions.texts_in(code).option(question, option) for option in question.choices]
            assert len(set(said)) == len(said), question.id

    @pytest.mark.parametrize("code", CODES)
    def test_every_question_ends_as_one_in_its_language(self, questions, code):
        asked = [questions.texts_in(code).questions[question.id]["text"] for question in questions.questions]
        assert [text for text in asked if not text.endswith(("?", "؟", "？"))] == []

    def test_english_sentences_are_short(self, questions):
        sentences = re.split(r"[.?!]\s+", " | ".join(all_texts(questions.texts_in("en")).values()).replace(" | ", ". "))
        assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []

    def test_english_words_read_like_everyday_talk(self, questions):
        """Flesch and Kincaid's grade of the longer texts, vowel groups being syllables: under eight school years."""
        text = " ".join(one + "." for one in all_texts(questions.texts_in("en")).values() if len(one.split()) > 6)
        said = re.findall(r"[a-z’]+", text.lower())
        sentences = len([part for part in re.split(r"[.?!]+", text) if part.strip()])
        syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.removesuffix("e")))) for word in said)
        assert 1 < 0.39 * len(said) / sentences + 11.8 * syllables / len(said) - 15.59 < 8


def is_everyday_talk(text: str) -> bool:
    return not re.search(
        r"\b(remedy|grievance|rights-holder|complainant|respondent|jurisdiction|mandate)\b", text, re.IGNORECASE
    )


@pytest.mark.parametrize("questions", question_sets(), ids=lambda one: f"{one.id}.v{one.version}")
def test_no_words_of_the_field_are_asked_of_a_person(questions):
    assert all(map(is_everyday_talk, all_texts(questions.texts_in("en")).values()))


@given(told_in_forms(), st.sampled_from(CODES))
def test_answers_to_hidden_questions_never_come_out(form, code):
    questions, answers = form
    shown = {question.id for question in visible(questions, answers, code)}
    assert set(checked(questions, answers).answers) <= shown
    assert {one.id for one in told(questions, answers, code, "en")} == set(checked(questions, answers).answers)


@given(told_in_forms())
def test_a_question_is_hidden_when_no_answer_that_it_looks_at_is_left(form):
    questions, answers = form
    for child in questions.questions:
        if child.shown_if is not None:
            parents = {test.question for test in looked_at(child.shown_if)}
            left = {id_: answer for id_, answer in answers.items() if id_ not in parents}
            assert child.id not in {one.id for one in visible(questions, left, "en")}


@given(told_in_forms(), st.data())
def test_taking_back_an_answer_hides_the_question_that_needs_it(form, data):
    questions, answers = form
    needing = defaultdict(set)
    for child in questions.questions:
        if child.shown_if is not None and child.shown_if.question is not None:
            needing[child.shown_if.question].add(child.id)
    taken = data.draw(st.sampled_from(sorted(needing) or [""]))
    assume(taken)
    left = {id_: answer for id_, answer in answers.items() if id_ != taken}
    assert not needing[taken] & {one.id for one in visible(questions, left, "en")}
    assert not needing[taken] & set(checked(questions, left).answers)


@given(told_in_forms(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(form, shuffler: random.Random):
    questions, answers = form
    items = list(answers.items())
    shuffler.shuffle(items)
    again = checked(questions, dict(items))
    assert again == checked(questions, answers)
    assert list(again.answers) == list(checked(questions, answers).answers)


@given(told_in_forms())
def test_checking_twice_changes_nothing(form):
    questions, answers = form
    once = checked(questions, answers)
    assert checked(questions, once.answers) == once


@given(told_in_forms())
def test_answers_travel_through_hidden_fields_unharmed(form):
    questions, answers = form
    kept = checked(questions, answers).answers
    posted = defaultdict(list)
    for name, value in asking.as_fields(kept):
        posted[name].append(value)
    assert asking.answers_from(questions, lambda name: posted[name]) == kept


atoms = st.builds(
    lambda question, options: Condition(question=question, in_=options),
    st.sampled_from("abc"),
    st.lists(st.sampled_from("xyz"), min_size=1, max_size=2).map(tuple),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Condition(all=tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Condition(any=tuple(parts))),
        inner.map(lambda part: Condition(not_=part)),
    ),
    max_leaves=6,
)


@given(
    conditions, st.fixed_dictionaries({id_: st.sampled_from("xyz") for id_ in "abc"}), st.sets(st.sampled_from("abc"))
)
def test_what_is_known_already_is_not_overturned_by_further_answers(condition, answers, given_so_far):
    early = holds(condition, {id_: answer for id_, answer in answers.items() if id_ in given_so_far})
    assert early is None or holds(condition, answers) is early


@given(conditions, st.fixed_dictionaries({id_: st.sampled_from("xyz") for id_ in "abc"}))
def test_a_condition_or_its_opposite_holds_once_all_is_answered(condition, answers):
    assert {holds(condition, answers), holds(Condition(not_=condition), answers)} == {True, False}


@st.composite
def chains(draw):
    """An invented set in which each question may hang on the one before, and answers to all of them."""
    ids = "abcdef"
    options = ("x", "y", "z")
    found = [Question(id="a", page="a", kind="single", options=options)]
    for earlier, id_ in itertools.pairwise(ids):
        wanted = tuple(draw(st.sets(st.sampled_from(options), min_size=1)))
        condition = draw(st.sampled_from([None, Condition(question=earlier, in_=wanted)]))
        found.append(Question(id=id_, page=id_, kind="single", options=options, shown_if=condition))
    structure = Structure(id="chain", version=1, since=date(2026, 1, 1), pages=tuple(ids), questions=tuple(found))
    return QuestionSet(structure, {}), draw(st.fixed_dictionaries({id_: st.sampled_from(options) for id_ in ids}))


@given(chains(), st.sampled_from("abcdef"))
def test_a_question_falls_away_with_all_that_hangs_on_it(chain, taken):
    questions, answers = chain
    kept = checked(questions, {id_: answer for id_, answer in answers.items() if id_ != taken}).answers
    assert taken not in kept
    for question in questions.questions:
        if question.shown_if is not None and question.id in kept:
            assert kept.get(question.shown_if.question) in question.shown_if.in_


def test_the_field_on_the_page_counts_before_the_hidden_one_above_it():
    posted = {"q.fear": ["yes", "no"], "q.harms": ["body", "mind"]}
    found = asking.answers_from(GENERAL, lambda name: posted.get(name, []))
    assert found == {"fear": "no", "harms": ["body", "mind"]}


def test_nothing_need_be_answered():
    assert checked(GENERAL, {}) == asking.Checked({}, ())
    assert told(GENERAL, {}, "fr", "ar") == ()


def test_a_person_afraid_is_asked_of_whom_and_sees_a_signpost():
    answers = {"fear": "yes"}
    (fear,) = page(GENERAL, answers, "fear", "en").questions
    assert "leave your name out" in fear.signposts[0]
    assert [one.id for one in page(GENERAL, answers, "fear_more", "en").questions] == ["fear_from", "avoid"]
    assert page(GENERAL, {"fear": "no"}, "fear_more", "en").questions == ()


def test_a_group_is_asked_who_asked_and_how_many_and_a_single_person_is_not():
    group = {one.id for one in visible(GENERAL, {"writing_for": "group_asked"}, "es")}
    alone = {one.id for one in visible(GENERAL, {"writing_for": "me"}, "es")}
    assert group - alone == {"how_asked", "group_size"}


@pytest.mark.parametrize("id_", ["account", "surveillance"])
def test_every_set_asks_by_whose_mandate_as_the_general_set_does_and_old_versions_stay(id_):
    newest = question_set(id_)
    for answer in GENERAL_FOR_OTHERS:
        here = {one.id for one in visible(newest, {"writing_for": answer}, "en")} & FOR_OTHERS
        assert here == {one.id for one in visible(GENERAL, {"writing_for": answer}, "en")} & FOR_OTHERS
    before = question_set(id_, 1)
    assert FOR_OTHERS.isdisjoint(one.id for one in before.questions)
    assert asking.stored_set(f"{id_}.v1") == before


def test_pages_without_questions_are_passed_over():
    assert page(GENERAL, {}, "tried", "en").next == "remedy"
    assert page(GENERAL, {"told_company": "yes"}, "tried", "en").next == "tried_more"
    assert page(GENERAL, {}, "product", "en").previous is None


@given(told_in_forms())
def test_the_pages_follow_each_other_from_the_first_to_the_last(form):
    questions, answers = form
    found = [page(questions, answers, id_, "ru") for id_ in pages(questions, answers)]
    assert [one.next for one in found[:-1]] == [one.id for one in found[1:]]
    assert [one.number for one in found] == list(range(1, found[0].of + 1))
    assert found[-1].next is None


def test_a_handler_reads_in_her_language_and_sees_what_the_person_saw():
    (one,) = told(GENERAL, {"ongoing": "yes"}, "en", "ar")
    assert (one.question, one.answer) == ("Is it still going on?", ("Yes",))
    assert (one.question_as_read, one.answer_as_given) == ("هل ما زال مستمرًا؟", ("نعم",))


def test_a_persons_own_words_are_not_translated():
    (one,) = told(GENERAL, {"product": "تطبيق التوصيل"}, "en", "ar")
    assert one.answer == one.answer_as_given == ("تطبيق التوصيل",)


@pytest.mark.parametrize(
    ("given_", "kept", "said"),
    [
        (
            {"start": "2026-03", "end": "2026-05-02"},
            {"start": "2026-03", "end": "2026-05-02"},
            ("2026-03 – 2026-05-02",),
        ),
        ({"start": "٢٠٢٥"}, {"start": "2025"}, ("2025",)),
        ({"start": "spring", "words": "or later"}, {"words": "spring or later"}, ("spring or later",)),
        ({"start": "2026-13"}, {"words": "2026-13"}, ("2026-13",)),
        ("since the flood", {"words": "since the flood"}, ("since the flood",)),
    ],
)
def test_a_rough_time_is_kept_as_far_as_it_goes(given_, kept, said):
    assert checked(GENERAL, {"when": given_}).answers == {"when": kept}
    assert told(GENERAL, {"when": given_}, "en", "en")[0].answer == said


def test_numbers_are_read_in_any_script_and_words_instead_of_numbers_stay():
    assert checked(GENERAL, {"how_many": {"count": "۴۰"}}).answers == {"how_many": {"count": "40"}}
    assert checked(GENERAL, {"how_many": {"count": "a village"}}).answers == {"how_many": {"count": "a village"}}


def test_too_long_an_answer_is_handed_back_whole_with_the_room_there_is():
    long = "x" * 301
    found = checked(GENERAL, {"product": long})
    assert found.answers == {"product": long}
    assert found.problems == (TooLong("product", 300, 301),)
    assert "room for 300" in found.problems[0].message


def test_line_breaks_are_counted_once():
    lines = "\r\n".join("x" * 149 for _ in range(2))
    assert checked(GENERAL, {"product": lines}).problems == ()


@pytest.mark.parametrize(
    ("answers", "nearest"),
    [
        ({"produkt": "Amina"}, "product"),
        ({"harms": ["boddy"]}, "body"),
        ({"fear": "yess"}, "yes"),
        ({"how_many": {"amount": "3"}}, "count"),
    ],
)
def test_an_unknown_name_is_refused_naming_the_nearest_and_repeating_nothing(answers, nearest):
    with pytest.raises(UnknownIdError, match=nearest) as refused:
        checked(GENERAL, answers)
    assert not any(word in str(refused.value) for word in ("Amina", "boddy", "produkt"))


@pytest.mark.parametrize(
    "answers", [{"product": ["a"]}, {"harms": {"words": "a"}}, {"when": ["a"]}, {"name": ["named", "anonymous"]}]
)
def test_an_answer_of_another_shape_is_refused(answers):
    with pytest.raises(BadInputError):
        checked(GENERAL, answers)


def test_answers_do_not_show_in_what_a_log_would_hold():
    shown = visible(GENERAL, {"product": "SecretApp", "fear": "yes"}, "en")
    assert "SecretApp" not in repr(shown)
    assert "SecretApp" not in repr(told(GENERAL, {"product": "SecretApp"}, "en", "en"))


def test_an_unknown_set_version_or_language_names_the_nearest():
    with pytest.raises(UnknownIdError, match=r"general\.v1"):
        question_set("generel")
    with pytest.raises(UnknownIdError, match=r"general\.v1"):
        question_set("general", 99)
    with pytest.raises(UnknownIdError, match="zh-hans"):
        visible(GENERAL, {}, "zh-hant")


def altered(change: dict[str, object], at: int) -> list[str]:
    """What is wrong with the general set after one of its questions is changed."""
    found = list(GENERAL.questions)
    found[at] = msgspec.structs.replace(found[at], **change)
    structure = msgspec.structs.replace(GENERAL.structure, questions=tuple(found))
    return list(faults(msgspec.structs.replace(GENERAL, structure=structure)))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "company"}, "stands twice"),
        ({"id": "Product"}, "small letters"),
        ({"page": "needs"}, "order of the pages"),
        ({"kind": "single"}, "options"),
        ({"maximum": 0}, "no room"),
        ({"shown_if": Condition(question="company", answered=True)}, "earlier page"),
        ({"shown_if": Condition(question="nothing", answered=True)}, "earlier page"),
        ({"shown_if": Condition(question="product")}, "tests nothing"),
    ],
)
def test_a_set_that_contradicts_itself_is_named_with_its_fault(change, complaint):
    assert any(complaint in fault for fault in altered(change, 0))


def test_a_condition_on_an_option_that_there_is_not_is_a_fault():
    at = next(number for number, one in enumerate(GENERAL.questions) if one.id == "fear_from")
    assert any("fear" in fault for fault in altered({"shown_if": Condition(question="fear", in_=("perhaps",))}, at))
