"""From form fields to answers and back: the portal has no sessions, so earlier answers travel as hidden fields.

A field is called ``q.<question>``, or ``q.<question>.<part>`` where an answer has parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from knowshow.remedy.rules.questions.records import PARTS, Answer, Answers, Question, QuestionSet

_PREFIX: Final = "q"


def field_name(question: str, part: str = "") -> str:
    """Return the name of a field.

    >>> field_name("when", "start")
    'q.when.start'
    """
    return ".".join(filter(None, (_PREFIX, question, part)))


def answers_from(questions: QuestionSet, values: Callable[[str], Sequence[str]]) -> dict[str, Answer]:
    """Read answers from a form; ``values`` gives all values of a field, as ``getlist`` of a request does."""
    found = {question.id: _answer(question, values) for question in questions.questions}
    return {id_: answer for id_, answer in found.items() if answer}


def _answer(question: Question, values: Callable[[str], Sequence[str]]) -> Answer:
    if question.kind in PARTS:
        parts = {part: _last(values(field_name(question.id, part))) for part in PARTS[question.kind]}
        return {part: text for part, text in parts.items() if text}
    given = values(field_name(question.id))
    return [one for one in given if one] if question.kind == "multiple" else _last(given)


def _last(values: Sequence[str]) -> str:
    return values[-1] if values else ""


def as_fields(answers: Answers) -> tuple[tuple[str, str], ...]:
    """Write answers as pairs of field and value, for hidden fields."""
    return tuple(pair for id_, answer in answers.items() for pair in _pairs(id_, answer))


def _pairs(id_: str, answer: Answer) -> list[tuple[str, str]]:
    if isinstance(answer, dict):
        return [(field_name(id_, part), text) for part, text in answer.items()]
    return [(field_name(id_), value) for value in ([answer] if isinstance(answer, str) else answer)]
