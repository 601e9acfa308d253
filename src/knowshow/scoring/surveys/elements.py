"""The parts of a SurveyJS questionnaire that carry meaning here: pages, panels, questions, choices, conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from knowshow.errors import BadInputError, Place
from knowshow.scoring.sheet import nearest
from knowshow.scoring.surveys.files import json_object
from knowshow.scoring.surveys.markup import Words, words_of

#: Types of questions with choices; of the second kind several may be taken.
ONE: Final = frozenset({"radiogroup", "dropdown", "buttongroup"})
MANY: Final = frozenset({"checkbox", "tagbox"})
TEXT: Final = frozenset({"text", "comment"})
#: What is only shown.
SHOWN: Final = frozenset({"html", "image"})
PANEL: Final = "panel"
_KNOWN: Final = (*sorted(ONE | MANY | TEXT | SHOWN), PANEL)
_DEEPEST: Final = 20

#: Parts of SurveyJS that would change what is asked or which choices there are, and that are not understood here.
_REFUSED: Final = {
    "survey": ("calculatedValues",),
    "question": ("choicesByUrl", "choicesFromQuestion", "choicesVisibleIf", "valueName"),
    "choice": ("visibleIf",),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with what decides whether it is shown."""

    name: str
    type: str
    words: Words
    guidance: str = ""
    choices: tuple[Choice, ...] = ()
    visible_if: str = ""
    is_shown: bool = True
    is_required: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The values of its choices."""
        return tuple(choice.value for choice in self.choices)

    @property
    def takes_many(self) -> bool:
        """Whether several choices may be taken."""
        return self.type in MANY


@dataclass(frozen=True, slots=True)
class Group:
    """A page or a panel."""

    name: str
    kind: str
    words: Words
    guidance: str = ""
    visible_if: str = ""
    is_shown: bool = True
    members: tuple[Question | Group, ...] = ()

    def questions(self) -> Iterator[tuple[Question, Group]]:
        """Yield every question below, with what it stands in."""
        for member in self.members:
            if isinstance(member, Group):
                yield from member.questions()
            else:
                yield member, self


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole questionnaire."""

    file: str
    words: Words
    pages: tuple[Group, ...]
    #: What stands in elements that are only shown, by their names.
    shown: dict[str, str] = field(default_factory=dict)

    def questions(self) -> Iterator[tuple[Question, Group]]:
        """Yield every question, with what it stands in."""
        for page in self.pages:
            yield from page.questions()


def survey_from(content: bytes, name: str, language: str = "en") -> Survey:
    """Return the survey that a SurveyJS file holds. Raises ``BadInputError`` naming file and element."""
    said = json_object(content, name)
    return _Reader(name, language).survey(said)


class _Reader:
    """Reads the elements of one file, and knows its name for messages."""

    def __init__(self, file: str, language: str) -> None:
        self.file = file
        self.language = language
        self.shown: dict[str, str] = {}
        self.names: set[str] = set()

    def survey(self, said: Mapping[str, Any]) -> Survey:
        self._refuse(said, "survey", "")
        pages = self._list(said, "pages", "")
        if not pages:
            raise self._bad("The file holds no pages.", "pages", "A SurveyJS questionnaire has a list of pages.")
        return Survey(
            self.file,
            words_of(said.get("title"), self.language),
            tuple(self.group(page, "page", f"pages[{number}]", 0) for number, page in enumerate(pages)),
            self.shown,
        )

    def group(self, said: object, kind: str, where: str, depth: int) -> Group:
        found = self._object(said, where)
        name = self._name(found, where)
        if depth > _DEEPEST:
            raise self._bad("Panels are nested too deeply.", name)
        elements = self._list(found, "elements", name)
        members = [self.member(one, f"{name}.elements[{number}]", depth) for number, one in enumerate(elements)]
        shown = [member for member in members if isinstance(member, str) and member]
        description = words_of(found.get("description"), self.language).text
        return Group(
            name=name,
            kind=kind,
            words=words_of(found.get("title"), self.language),
            guidance="\n".join(filter(None, [description, *shown])),
            visible_if=self._visible_if(found, name),
            is_shown=found.get("visible") is not False,
            members=tuple(member for member in members if not isinstance(member, str)),
        )

    def member(self, said: object, where: str, depth: int) -> Question | Group | str:
        """Return a question, a panel, or the text of something that is only shown."""
        found = self._object(said, where)
        name = self._name(found, where)
        kind = found.get("type")
        if not isinstance(kind, str):
            raise self._bad("An element says no type.", name, nearest("", _KNOWN, "Types"))
        if kind == PANEL:
            return self.group(found, "section", where, depth + 1)
        if kind in SHOWN:
            self.shown[name] = words_of(found.get("html"), self.language).text
            return self.shown[name]
        if kind not in ONE | MANY | TEXT:
            raise self._bad(f"A question of type {kind!r} cannot be taken.", name, nearest(kind, _KNOWN, "Types"))
        return self.question(found, kind, name)

    def question(self, found: Mapping[str, Any], kind: str, name: str) -> Question:
        if name in self.names:
            raise self._bad(f"Two questions are named {name!r}.", name, "Give each its own name.")
        self.names.add(name)
        self._refuse(found, "question", name)
        return Question(
            name=name,
            type=kind,
            words=words_of(found.get("title") or name, self.language),
            guidance=words_of(found.get("description"), self.language).text,
            choices=self.choices(found, name) if kind in ONE | MANY else (),
            visible_if=self._visible_if(found, name),
            is_shown=found.get("visible") is not False,
            is_required=found.get("isRequired") is True,
        )

    def choices(self, found: Mapping[str, Any], name: str) -> tuple[Choice, ...]:
        choices = [self.choice(one, name) for one in self._list(found, "choices", name)]
        for flag, value in (("hasNone", "none"), ("hasOther", "other")):
            if found.get(flag) or found.get(f"show{flag[3:]}Item"):
                choices.append(Choice(value, words_of(found.get(f"{value}Text") or value.capitalize(), self.language)))
        values = [choice.value for choice in choices]
        if not values:
            raise self._bad("The question has no choices.", name)
        if twice := next((value for value, count in Counter(values).items() if count > 1), None):
            raise self._bad(f"The choice {twice!r} stands twice.", name, "Remove one.")
        return tuple(choices)

    def choice(self, said: object, name: str) -> Choice:
        if not isinstance(said, Mapping):
            value = self._value(said, name)
            return Choice(value, words_of(value, self.language))
        self._refuse(said, "choice", name)
        value = self._value(said.get("value"), name)
        return Choice(value, words_of(said.get("text") or value, self.language))

    def _value(self, said: object, name: str) -> str:
        value = label_of(said)
        if not value:
            raise self._bad("A choice has no value.", name, "Give it a text or a number.")
        return value

    def _visible_if(self, found: Mapping[str, Any], name: str) -> str:
        said = found.get("visibleIf") or ""
        if not isinstance(said, str):
            raise self._bad("A condition is a text.", f"{name}.visibleIf")
        return said.strip()

    def _refuse(self, found: Mapping[str, Any], kind: str, name: str) -> None:
        if odd := next((key for key in _REFUSED[kind] if found.get(key)), None):
            raise self._bad(f"{odd!r} cannot be taken: it decides what is asked.", name, "Write it out in the survey.")

    def _object(self, said: object, where: str) -> Mapping[str, Any]:
        if not isinstance(said, Mapping):
            raise self._bad("An element is an object.", where)
        return said

    def _list(self, found: Mapping[str, Any], key: str, where: str) -> list[object]:
        said = found.get(key) or []
        if not isinstance(said, list):
            raise self._bad(f"{key!r} is a list.", where)
        return said

    def _name(self, found: Mapping[str, Any], where: str) -> str:
        name = found.get("name")
        if not isinstance(name, str) or not name.strip():
            raise self._bad("An element has no name.", where, "Answers are kept under the name: give it one.")
        return name

    def _bad(self, what: str, where: str, remedy: str = "") -> BadInputError:
        return BadInputError(what, place=Place(self.file, field=where), remedy=remedy)


def label_of(said: object) -> str:
    """Return the label that a value stands for: SurveyJS takes texts, numbers and yes or no for values.

    >>> label_of("item1-4"), label_of(3), label_of(2.0), label_of(True), label_of(None)
    ('item1-4', '3', '2', 'true', '')
    """
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, float) and said.is_integer():
        return str(int(said))
    return str(said) if isinstance(said, str | int | float) else ""
