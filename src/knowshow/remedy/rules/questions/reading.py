"""Reading question sets, and refusing one that contradicts itself: a person must never meet a gap in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final, TypeVar

import msgspec

from knowshow.errors import CanonError, UnknownIdError
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.questions.conditions import looked_at
from knowshow.remedy.rules.questions.records import (
    RESERVED,
    SIGNPOST,
    YES_NO_UNSURE,
    Condition,
    Question,
    QuestionSet,
    Structure,
    Texts,
    near,
)
from knowshow.yaml_tree import read_tree

_STRUCTURE: Final = re.compile(r"[a-z_]+\.v[0-9]+\.yaml")
_ID: Final = re.compile(r"[a-z][a-z_]*")
_ONE: Final = 1

Record = TypeVar("Record", Structure, Texts)


@lru_cache(maxsize=1)
def question_sets() -> tuple[QuestionSet, ...]:
    """Return every version of every set. Old versions stay, since answers are read with theirs."""
    folder = files("knowshow.remedy") / "questions"
    names = sorted(found.name for found in folder.iterdir() if _STRUCTURE.fullmatch(found.name))
    return tuple(_read(name.removesuffix(".yaml")) for name in names)


def question_set(id_: str, version: int | None = None) -> QuestionSet:
    """Return a set, in its newest version or in the one that is asked for."""
    found = [one for one in question_sets() if one.id == id_ and version in (None, one.version)]
    if not found:
        names = tuple(f"{one.id}.v{one.version}" for one in question_sets())
        raise UnknownIdError(f"There is no such question set; the nearest is {near(id_, names)}.")
    return max(found, key=lambda one: one.version)


def stored_set(name: str) -> QuestionSet | None:
    """Return the set under the name that stands in a report (``general.v1``); nothing where there is none any more."""
    id_, _dot, version = name.rpartition(".v")
    if not version.isdecimal():
        return None
    return next((one for one in question_sets() if (one.id, one.version) == (id_, int(version))), None)


def _read(stem: str) -> QuestionSet:
    texts = {language.code: _record(f"{stem}.{language.code}.yaml", Texts) for language in languages()}
    found = QuestionSet(_record(f"{stem}.yaml", Structure), texts)
    if complaints := list(faults(found)):
        raise CanonError(f"The question set {stem} contradicts itself: {' '.join(complaints)}")
    return found


def _record(name: str, kind: type[Record]) -> Record:
    data = (files("knowshow.remedy") / "questions" / name).read_bytes()
    try:
        return msgspec.convert(read_tree(data, name).value, kind)
    except msgspec.ValidationError as error:
        raise CanonError(f"The file {name} is not a question set's: {error}.") from None


def faults(questions: QuestionSet) -> Iterator[str]:
    """Yield what is wrong with a set, each in one sentence; nothing if it is sound."""
    yield from _faults_of_names(questions.structure)
    for question in questions.questions:
        yield from _faults_of_question(question)
        yield from _faults_of_condition(question, questions.structure)
    for language, texts in questions.texts.items():
        yield from _faults_of_texts(language, texts, questions.structure)


def _faults_of_names(structure: Structure) -> Iterator[str]:
    ids = [question.id for question in structure.questions]
    yield from (f"The question {id_} stands twice." for id_, count in Counter(ids).items() if count > 1)
    yield from (
        f"The name {id_} is not in small letters." for id_ in (*ids, *structure.pages) if not _ID.fullmatch(id_)
    )
    order = list(dict.fromkeys(question.page for question in structure.questions))
    if order != list(structure.pages):
        yield "The questions do not follow the order of the pages, or a page has none."


def _faults_of_question(question: Question) -> Iterator[str]:
    if bool(question.options) is not (question.kind in {"single", "multiple"}):
        yield f"The question {question.id} has options and cannot, or should have some."
    for option, count in Counter(question.options).items():
        if count > 1 or option in RESERVED or option.startswith(SIGNPOST) or not _ID.fullmatch(option):
            yield f"The option {option} of {question.id} stands twice or cannot be called so."
    for signpost in question.signposts:
        if not signpost.options or set(signpost.options) - set(question.choices):
            yield f"The signpost {signpost.id} of {question.id} waits for an option that there is not."
    if question.maximum < 1:
        yield f"The question {question.id} leaves no room for an answer."


def _faults_of_condition(question: Question, structure: Structure) -> Iterator[str]:
    """Conditions look at earlier pages: without scripts, a page cannot change while it is filled in."""
    if question.shown_if is None:
        return
    known = {one.id: one for one in structure.questions}
    earlier = structure.pages[: structure.pages.index(question.page)] if question.page in structure.pages else ()
    if not all(_is_one_test(part) for part in _parts(question.shown_if)):
        yield f"A condition of {question.id} tests nothing, or several things at once."
    for test in looked_at(question.shown_if):
        asked = known.get(test.question or "")
        if asked is None or asked.page not in earlier:
            yield f"{question.id} looks at {test.question}, which is not on an earlier page."
        elif set(test.in_ or ()) - set(asked.choices):
            yield f"{question.id} waits for an option of {asked.id} that there is not."


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in (*(condition.all or ()), *(condition.any or ()), *filter(None, (condition.not_,))):
        yield from _parts(part)


def _is_one_test(condition: Condition) -> bool:
    groups = sum(part is not None for part in (condition.question, condition.all, condition.any, condition.not_))
    tests = sum(part is not None for part in (condition.in_, condition.answered))
    return groups == _ONE and tests == int(condition.question is not None)


def _faults_of_texts(language: str, texts: Texts, structure: Structure) -> Iterator[str]:
    if (texts.set, texts.version, texts.language) != (structure.id, structure.version, language):
        yield f"The texts in {language} are another set's, version's or language's."
    if set(texts.pages) != set(structure.pages) or set(texts.answers) != set(YES_NO_UNSURE):
        yield f"The titles of pages, or yes, no and unsure, are not complete in {language}."
    for question in structure.questions:
        given, needed = set(texts.questions.get(question.id, {})) - {"hint"}, _names(question)
        yield from (f"{question.id}.{name} is missing in {language}." for name in sorted(needed - given))
        yield from (f"{question.id}.{name} in {language} belongs to nothing." for name in sorted(given - needed))
    yield from (
        f"{id_} in {language} is no question." for id_ in set(texts.questions) - {q.id for q in structure.questions}
    )
    yield from (f"A text is empty in {language}." for text in all_texts(texts).values() if not text)


def _names(question: Question) -> set[str]:
    return {"text", *question.options, *(SIGNPOST + signpost.id for signpost in question.signposts)}


def all_texts(texts: Texts) -> dict[str, str]:
    """Return every text of a language, under a name that is the same in all languages."""
    return {
        "title": texts.title,
        **{f"answers.{id_}": text for id_, text in texts.answers.items()},
        **{f"pages.{id_}": text for id_, text in texts.pages.items()},
        **{f"{id_}.{name}": text for id_, words in texts.questions.items() for name, text in words.items()},
    }
