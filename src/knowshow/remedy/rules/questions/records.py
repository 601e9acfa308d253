"""What a question set consists of, and the shapes that answers have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from msgspec import Struct, field
from rapidfuzz import process

from knowshow.errors import UnknownIdError
from knowshow.remedy.rules.languages import Review

Kind = Literal[
    "text", "long_text", "single", "multiple", "date_or_span", "place", "number", "yes_no_unsure", "people"
]  # fmt: skip

#: What was answered: words, chosen options, or the parts of an answer that has parts.
Answer = str | list[str] | dict[str, str]
Answers = Mapping[str, Answer]

#: The parts of an answer: the beginning and the end of a span, how many people, and words in every case.
PARTS: Final[dict[str, tuple[str, ...]]] = {"date_or_span": ("start", "end", "words"), "people": ("count", "words")}
YES_NO_UNSURE: Final = ("yes", "no", "unsure")
#: How long an answer may be where a question does not say.
DEFAULT_MAXIMUM: Final = 300
#: The names in a question's texts that are not options.
RESERVED: Final = ("text", "hint")
SIGNPOST: Final = "signpost_"


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """When a question is shown: a test of one earlier answer, or several tests together."""

    question: str | None = None
    in_: tuple[str, ...] | None = field(name="in", default=None)
    answered: Literal[True] | None = None
    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    not_: Condition | None = field(name="not", default=None)


class Signpost(Struct, frozen=True, forbid_unknown_fields=True):
    """A note shown with some answers: where help is, what to take care of. It stops nobody."""

    id: str
    options: tuple[str, ...]


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One question; its words stand with each language."""

    id: str
    page: str
    kind: Kind
    maximum: int = DEFAULT_MAXIMUM
    options: tuple[str, ...] = ()
    shown_if: Condition | None = None
    signposts: tuple[Signpost, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The options that can be chosen; none where the answer is in words."""
        return YES_NO_UNSURE if self.kind == "yes_no_unsure" else self.options


class Texts(Struct, frozen=True, forbid_unknown_fields=True):
    """All words of a set in one language, and who has read them."""

    set: str
    version: int
    language: str
    translation: Review
    title: str
    answers: dict[str, str]
    pages: dict[str, str]
    questions: dict[str, dict[str, str]]

    def option(self, question: Question, option: str) -> str:
        """Return the words of an option."""
        return self.answers[option] if question.kind == "yes_no_unsure" else self.questions[question.id][option]


class Structure(Struct, frozen=True, forbid_unknown_fields=True):
    """A set's structure, as its file holds it."""

    id: str
    version: int
    since: date
    pages: tuple[str, ...]
    questions: tuple[Question, ...]


class QuestionSet(Struct, frozen=True):
    """A published version of a set, with its words in each language."""

    structure: Structure
    texts: dict[str, Texts]

    @property
    def id(self) -> str:
        """The set's name, such as ``general``."""
        return self.structure.id

    @property
    def version(self) -> int:
        """Its version: answers are read with the version in which they were given."""
        return self.structure.version

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in their order."""
        return self.structure.questions

    def texts_in(self, language: str) -> Texts:
        """Return the words in a language of the portal."""
        if language not in self.texts:
            raise UnknownIdError(
                f"There are no questions in this language; the nearest is {near(language, self.texts)}."
            )
        return self.texts[language]


def near(id_: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return the known identifier that is most like this one."""
    found = process.extractOne(id_, list(known))
    return str(found[0]) if found else "none"
