"""Checking answers: what is empty or not asked falls away, what is unknown is named, and nothing written is lost."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowshow.errors import BadInputError, Place, UnknownIdError
from knowshow.remedy.rules.questions.conditions import chosen, holds
from knowshow.remedy.rules.questions.records import (
    PARTS,
    Answer,
    Answers,
    Question,
    QuestionSet,
    near,
)

#: A year, a month or a day: people seldom remember more.
_DATE: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class TooLong:
    """An answer longer than can be kept: how long is possible, and how long it is. The answer itself is kept whole."""

    question: str
    possible: int
    written: int

    @property
    def message(self) -> str:
        """The problem in English; it repeats nothing that was written."""
        return (
            f"There is room for {self.possible} characters here, and this has {self.written}. "
            "Nothing is lost: shorten it, or send the rest as a message or a file afterwards."
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers to questions that are asked, tidied, and what is too long to be kept so."""

    answers: dict[str, Answer]
    problems: tuple[TooLong, ...]


def checked(questions: QuestionSet, answers: Answers) -> Checked:
    """Tidy answers, and drop those to questions that are not shown.

    Raises ``UnknownIdError`` for a question or an option that this version does not have, naming the nearest one:
    that is a fault of a form, never of the person. Too long an answer is handed back whole, with the room there is.
    """
    by_id = {question.id: question for question in questions.questions}
    for id_ in answers:
        if id_ not in by_id:
            raise UnknownIdError(f"This set has no such question; the nearest is {near(id_, tuple(by_id))!r}.")
    kept = shown_answers(questions, {id_: tidied(by_id[id_], answer) for id_, answer in answers.items()})
    return Checked(
        kept, tuple(_too_long(by_id[id_], answer) for id_, answer in kept.items() if _is_long(by_id[id_], answer))
    )


def shown_answers(questions: QuestionSet, answers: Answers) -> dict[str, Answer]:
    """Return the answers to questions that are shown, in the order of the set.

    Conditions look back only, so one walk is enough; an answer to a hidden question counts as not given.
    """
    kept: dict[str, Answer] = {}
    for question in questions.questions:
        if answers.get(question.id) and is_shown(question, kept):
            kept[question.id] = answers[question.id]
    return kept


def is_shown(question: Question, answers: Answers) -> bool:
    """Whether a question is asked, after these answers to questions that are shown."""
    return question.shown_if is None or holds(question.shown_if, answers) is True


def tidied(question: Question, answer: Answer) -> Answer:
    """Bring an answer into the shape of its question; an empty one becomes empty text."""
    if question.choices:
        return _options(question, answer)
    if question.kind in PARTS:
        return _parts(question, answer)
    if not isinstance(answer, str):
        raise _misshapen(question)
    return _number(answer) if question.kind == "number" else _text(answer)


def _options(question: Question, answer: Answer) -> Answer:
    if isinstance(answer, dict):
        raise _misshapen(question)
    wanted = {option for option in chosen(answer) if option}
    for option in wanted - set(question.choices):
        nearest = near(option, question.choices)
        raise UnknownIdError(
            f"The question has no such option; the nearest is {nearest!r}.", place=Place(field=question.id)
        )
    found = [option for option in question.choices if option in wanted]
    if question.kind == "multiple":
        return found
    if len(found) > 1:
        raise BadInputError("Only one option can be chosen here.", place=Place(field=question.id))
    return found[0] if found else ""


def _parts(question: Question, answer: Answer) -> Answer:
    """Tidy an answer in parts. A date that is none stays, as words: what people write is never refused."""
    if isinstance(answer, list):
        raise _misshapen(question)
    given = {"words": answer} if isinstance(answer, str) else answer
    for part in given:
        if part not in PARTS[question.kind]:
            nearest = near(part, PARTS[question.kind])
            raise UnknownIdError(
                f"This answer has no such part; the nearest is {nearest!r}.", place=Place(field=question.id)
            )
    parts = {part: _text(given.get(part, "")) for part in PARTS[question.kind]}
    if question.kind == "people":
        parts["count"] = _number(parts["count"])
    else:
        parts = _with_dates(parts)
    return {part: text for part, text in parts.items() if text}


def _with_dates(parts: dict[str, str]) -> dict[str, str]:
    start, end = _digits(parts["start"]), _digits(parts["end"])
    stray = [text for text in (start, end) if text and not _DATE.fullmatch(text)]
    return {
        "start": start if _DATE.fullmatch(start) else "",
        "end": end if _DATE.fullmatch(end) else "",
        "words": " ".join(filter(None, (*stray, parts["words"]))),
    }


def has_stray_date(answer: Answer) -> bool:
    """Whether a beginning or an end is no year, month or day of the calendar, or the end comes first.

    >>> has_stray_date({"start": "2026-02", "end": "2026-03-05"}), has_stray_date({"start": "2026-02-31"})
    (False, True)
    >>> has_stray_date({"start": "spring"}), has_stray_date({"start": "2026-05", "end": "2026-04"})
    (True, True)
    """
    if not isinstance(answer, dict):
        return False
    start, end = (_digits(answer.get(part, "")) for part in ("start", "end"))
    if not all(_is_day(text) for text in (start, end) if text):
        return True
    shared = min(len(start), len(end))
    return start[:shared] > end[:shared]


def _is_day(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    year, month, day = (int(part) for part in (*text.split("-"), "1", "1")[:3])
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _number(text: str) -> str:
    """Write a number with the digits 0 to 9; words such as "about forty" stay as they are.

    >>> _number(" ٤٠ "), _number("1 200"), _number("about forty")
    ('40', '1200', 'about forty')
    """
    tight = "".join(_digits(text).split())
    return (tight.lstrip("0") or "0") if tight.isdecimal() else text.strip()


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character, character)) for character in text.strip())


def _text(text: str) -> str:
    """Browsers send each line break as two characters: one is kept, so that the room is counted as a person would."""
    return text.replace("\r\n", "\n").strip()


def _length(answer: Answer) -> int:
    return sum(map(len, answer.values())) if isinstance(answer, dict) else len(answer)


def _is_long(question: Question, answer: Answer) -> bool:
    return not question.choices and _length(answer) > question.maximum


def _too_long(question: Question, answer: Answer) -> TooLong:
    return TooLong(question.id, question.maximum, _length(answer))


def _misshapen(question: Question) -> BadInputError:
    return BadInputError("The answer has not the shape of its question.", place=Place(field=question.id))
