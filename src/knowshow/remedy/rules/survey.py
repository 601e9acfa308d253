"""The fairness survey: five questions, asked when a case closes and again half a year on (GP 31 a to d, f, h).

What she thinks of the process and what she thinks of the outcome are kept apart, and never made into one figure: a
person can be treated fairly and still go without remedy, and the other way round. Every question may be skipped.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from knowshow.errors import BadInputError

About = Literal["process", "outcome"]

ANSWERS: Final = (1, 2, 3, 4, 5)
#: From this answer on she agrees.
AGREES_FROM: Final = 4
FEWEST: Final = 5
HALF_A_YEAR: Final = 6


class Wave(StrEnum):
    """When she was asked."""

    CLOSURE = "closure"
    HALF_YEAR = "half_year"


@dataclass(frozen=True, slots=True)
class Question:
    """One statement to agree with or not, from 1 (not at all) to 5 (fully)."""

    key: str
    criterion: str
    about: About
    words: str


QUESTIONS: Final = (
    Question("could_tell", "accessible", "process", "I could tell what happened in a way that suited me."),
    Question("knew_next", "predictable", "process", "I knew what would happen next, and by when."),
    Question("had_help", "equitable", "process", "I had the information and the help that I needed."),
    Question("was_independent", "legitimate", "process", "Those who decided listened to me and took no side."),
    Question("put_right", "rights_compatible", "outcome", "What came of it puts right what happened to me."),
)

_BY_KEY: Final = {one.key: one for one in QUESTIONS}


def due_on(closed_on: date, wave: Wave) -> date:
    """Return the day from which she is asked.

    >>> due_on(date(2026, 8, 31), Wave.HALF_YEAR)
    datetime.date(2027, 2, 28)
    """
    if wave is Wave.CLOSURE:
        return closed_on
    year, month = divmod(closed_on.year * 12 + closed_on.month - 1 + HALF_A_YEAR, 12)
    return date(year, month + 1, min(closed_on.day, calendar.monthrange(year, month + 1)[1]))


def read_answers(given: Mapping[str, object]) -> Mapping[str, int]:
    """Return the answers as whole numbers from 1 to 5; what is empty was skipped, and is left out.

    >>> dict(read_answers({"could_tell": "4", "put_right": ""}))
    {'could_tell': 4}
    """
    if set(given) - set(_BY_KEY):
        raise BadInputError("The survey holds no such question.", remedy=f"It holds: {', '.join(_BY_KEY)}.")
    read = {key: _number(key, value) for key, value in given.items() if value not in {None, ""}}
    return MappingProxyType(read)


def _number(key: str, value: object) -> int:
    written = str(value).strip()
    if isinstance(value, bool) or written not in {str(one) for one in ANSWERS}:
        # The value is not repeated: somebody may have written there what nobody else should read.
        raise BadInputError(f"The answer to {key!r} is a whole number from 1 to 5.")
    return int(written)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many agree with one statement: a share from 0 to 1, or none when too few answered to show it."""

    question: Question
    n: int
    skipped: int
    share: float | None
    is_suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The survey of one wave, process and outcome apart."""

    wave: Wave
    process: tuple[Agreement, ...]
    outcome: tuple[Agreement, ...]


def summarise(wave: Wave, sheets: Iterable[Mapping[str, int]]) -> Summary:
    """Count how many agree with each statement; under five answers, nothing is shown.

    >>> summarise(Wave.CLOSURE, [{"put_right": 5}] * 6).outcome[0].share
    1.0
    """
    asked = list(sheets)
    found = [_agreement(one, asked) for one in QUESTIONS]
    return Summary(
        wave,
        process=tuple(one for one in found if one.question.about == "process"),
        outcome=tuple(one for one in found if one.question.about == "outcome"),
    )


def _agreement(question: Question, sheets: list[Mapping[str, int]]) -> Agreement:
    answers = [sheet[question.key] for sheet in sheets if question.key in sheet]
    n, skipped = len(answers), len(sheets) - len(answers)
    if n < FEWEST:
        return Agreement(question, n, skipped, None, is_suppressed=n > 0)
    return Agreement(question, n, skipped, sum(one >= AGREES_FROM for one in answers) / n)
