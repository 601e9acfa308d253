"""Questions as a person sees them, and answers as a handler reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowshow.errors import UnknownIdError
from knowshow.remedy.rules.questions.answers import is_shown, shown_answers, tidied
from knowshow.remedy.rules.questions.conditions import chosen
from knowshow.remedy.rules.questions.records import (
    SIGNPOST,
    Answer,
    Answers,
    Kind,
    Question,
    QuestionSet,
    Texts,
    near,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option in words, and whether it is chosen."""

    id: str
    text: str
    is_chosen: bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question in a person's language, with what she has answered so far and the signposts that follow from it."""

    id: str
    page: str
    kind: Kind
    text: str
    hint: str
    maximum: int
    choices: tuple[Choice, ...] = field(repr=False)
    signposts: tuple[str, ...] = field(repr=False)
    answer: Answer | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """The questions of one page. ``number`` of ``of`` counts the pages that have questions after these answers."""

    id: str
    title: str
    questions: tuple[Shown, ...]
    number: int
    of: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its answer in the handler's language, and as the person read and gave them."""

    id: str
    question: str
    answer: tuple[str, ...] = field(repr=False)
    question_as_read: str
    answer_as_given: tuple[str, ...] = field(repr=False)


def visible(questions: QuestionSet, answers: Answers, language: str) -> tuple[Shown, ...]:
    """Return the questions that are asked after these answers, in words."""
    texts = questions.texts_in(language)
    kept = _kept(questions, answers)
    return tuple(_shown(question, texts, kept) for question in questions.questions if is_shown(question, kept))


def pages(questions: QuestionSet, answers: Answers) -> tuple[str, ...]:
    """Return the pages that have a question after these answers, in their order."""
    kept = _kept(questions, answers)
    filled = {question.page for question in questions.questions if is_shown(question, kept)}
    return tuple(page_id for page_id in questions.structure.pages if page_id in filled)


def page(questions: QuestionSet, answers: Answers, page_id: str, language: str) -> Page:
    """Return one page of questions; it has none if nothing there is asked after these answers."""
    if page_id not in questions.structure.pages:
        raise UnknownIdError(f"This set has no such page; the nearest is {near(page_id, questions.structure.pages)!r}.")
    filled = pages(questions, answers)
    order = questions.structure.pages.index
    before = [one for one in filled if order(one) < order(page_id)]
    after = [one for one in filled if order(one) > order(page_id)]
    return Page(
        id=page_id,
        title=questions.texts_in(language).pages[page_id],
        questions=tuple(one for one in visible(questions, answers, language) if one.page == page_id),
        number=len(before) + 1,
        of=len(filled),
        previous=before[-1] if before else None,
        next=after[0] if after else None,
    )


def told(questions: QuestionSet, answers: Answers, language: str, written_in: str) -> tuple[Told, ...]:
    """Return what was answered, in the handler's language and in the one it was ``written_in``.

    A person's own words stay as she wrote them: translating them is an act of somebody, with a name.
    """
    ours, theirs = questions.texts_in(language), questions.texts_in(written_in)
    kept = _kept(questions, answers)
    return tuple(
        Told(
            id=question.id,
            question=ours.questions[question.id]["text"],
            answer=_in_words(question, kept[question.id], ours),
            question_as_read=theirs.questions[question.id]["text"],
            answer_as_given=_in_words(question, kept[question.id], theirs),
        )
        for question in questions.questions
        if question.id in kept
    )


def _kept(questions: QuestionSet, answers: Answers) -> dict[str, Answer]:
    by_id = {question.id: question for question in questions.questions}
    return shown_answers(questions, {id_: tidied(by_id[id_], one) for id_, one in answers.items() if id_ in by_id})


def _shown(question: Question, texts: Texts, kept: Answers) -> Shown:
    words, answer = texts.questions[question.id], kept.get(question.id)
    picked = set(chosen(answer)) if answer is not None else set()
    return Shown(
        id=question.id,
        page=question.page,
        kind=question.kind,
        text=words["text"],
        hint=words.get("hint", ""),
        maximum=question.maximum,
        choices=tuple(Choice(one, texts.option(question, one), one in picked) for one in question.choices),
        signposts=tuple(words[SIGNPOST + one.id] for one in question.signposts if picked & set(one.options)),
        answer=answer,
    )


def _in_words(question: Question, answer: Answer, texts: Texts) -> tuple[str, ...]:
    if question.choices:
        return tuple(texts.option(question, option) for option in chosen(answer))
    if not isinstance(answer, dict):
        return tuple(chosen(answer))
    span = " – ".join(answer[part] for part in ("start", "end") if part in answer)
    return tuple(filter(None, (span, answer.get("count", ""), answer.get("words", ""))))
