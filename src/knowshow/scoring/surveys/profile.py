"""A profile says how a family of surveys turns answers into a score. It is data; importing makes plain numbers of it.

Profiles stand in ``profiles/``. A survey is scored by the first whose scored class its questions name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

import msgspec
import yaml
from msgspec import Meta

from knowshow.errors import BadInputError, Place
from knowshow.scoring.methodology import Record, Source
from knowshow.scoring.surveys.elements import Group, Question, Survey

#: The nodes that importing makes, beside those of the survey itself.
RAW: Final = "raw"
MITIGATION: Final = "mitigation"
CURRENT: Final = "current"
#: Points as they may stand behind the sign; and what somebody may have meant for them.
_PLAIN: Final = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)
_FIGURE: Final = re.compile(r"[+\d][\d.,]*([eE][+-]?\d+)?")
_LONGEST_ID: Final = 60
_LONGEST_TITLE: Final = 300


class Naming(Record, frozen=True, kw_only=True):
    """Where a survey tells its version: the first match of a pattern in an element that is only shown."""

    element: str
    pattern: str
    #: Words that stand there in the surveys of this family. One without them is somebody else's, scored alike.
    says: str = ""


class Counted(Record, frozen=True, kw_only=True):
    """Which questions count, and where their points and their class stand."""

    types: list[str]
    #: Points are the number behind the last of these in a choice's value; without one: none.
    points_after: str
    #: A class by the end of a question's name, else of the name of what it stands in. One that maps to nothing is
    #: not counted.
    classes: dict[str, str | None]


class Subtotal(Record, frozen=True, kw_only=True):
    """A sum over the questions of a class."""

    title: str
    titles: dict[str, str] = {}
    #: The most that can be reached is what all questions hold, by this: where each stands twice and is shown once.
    divide_most_by: Annotated[int, Meta(ge=1)] = 1


class Change(Record, frozen=True, kw_only=True):
    """Where mitigation reaches this share of its most, the raw sum is multiplied and rounded."""

    share: Decimal
    multiply: Decimal
    because: str


class Level(Record, frozen=True, kw_only=True):
    """A level: up to this share of the most that the raw sum can be; the last is open."""

    label: str
    share: Decimal | None = None
    meaning: str = ""


class Profile(Record, frozen=True, kw_only=True):
    """How a family of surveys is scored."""

    id: str
    title: str
    publisher: str = ""
    licence: str = ""
    language: str = "en"
    note: str = ""
    sources: list[Source] = []
    version: Naming
    counted: Counted
    raw: Subtotal
    mitigation: Subtotal
    current: Subtotal
    change: Change
    levels: list[Level]
    #: Questions that an earlier version asked, by the last that did. Their answers stay in saved files, uncounted.
    left_behind: dict[str, str] = {}

    def points(self, value: str) -> float:
        """Return the points of a choice."""
        _, sign, number = value.rpartition(self.counted.points_after)
        return float(number) if sign and _PLAIN.fullmatch(number) else 0.0

    def is_doubtful(self, value: str) -> bool:
        """Whether a choice's value looks like points and is no plain figure: it would count zero without a word."""
        before, sign, number = value.rpartition(self.counted.points_after)
        is_odd = bool(_FIGURE.fullmatch(number)) and not _PLAIN.fullmatch(number)
        return bool(sign) and (
            is_odd or (before.endswith(self.counted.points_after) and bool(_PLAIN.fullmatch(number)))
        )

    def class_of(self, question: Question, group: Group) -> str | None:
        """Return the class of a question that counts: ``raw``, ``mitigation``, or nothing."""
        if question.type not in self.counted.types:
            return None
        ends = [(name, end) for name in (question.name, group.name) for end in self.counted.classes]
        return next((self.counted.classes[end] for name, end in ends if name.endswith(end)), None)

    def fits(self, survey: Survey) -> bool:
        """Whether any question of a survey counts towards the raw sum."""
        return any(self.class_of(question, group) == RAW for question, group in survey.questions())

    def names(self, survey: Survey) -> bool:
        """Whether a survey is of the family that the profile names, rather than one that is scored alike."""
        return self.version.says in survey.shown.get(self.version.element, "")

    def for_another(self, survey: Survey) -> Profile:
        """Return the rule of scoring under the survey's own name: nothing is claimed of who made it."""
        stem = re.split(r"[/\\]", survey.file)[-1].removesuffix(".json")
        title = survey.words.text or stem or "Survey"
        key = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:_LONGEST_ID] or "survey"
        note = f"Points and levels follow the rule of the {self.title}; the questionnaire is another."
        return msgspec.structs.replace(
            self, id=key, title=title[:_LONGEST_TITLE], publisher="", licence="", note=note, sources=[], left_behind={}
        )

    def last_asked(self, name: str, version: str) -> str:
        """Return the last version that asked a question, if it is older than this one; else nothing."""
        last = self.left_behind.get(name, "")
        return last if last and _numbers(last) < _numbers(version) else ""


def version_of(survey: Survey, profile: Profile) -> str:
    """Return the version that a survey tells of itself, else the one in its file's name.

    Raises ``BadInputError`` if it tells none: a score without the version of its instrument says nothing.
    """
    naming = profile.version
    found = re.search(naming.pattern, survey.shown.get(naming.element, ""))
    if not found:
        name = re.split(r"[/\\]", survey.file)[-1]
        found = re.search(naming.pattern, name.removesuffix(".json"))
    if not found:
        raise BadInputError(
            f"The survey tells no version in {naming.element!r}, and neither does its file's name.",
            place=Place(survey.file),
            remedy="Put it in the file's name, as in v1.0.1.json",
        )
    return found[0]


def is_same_version(one: str, other: str) -> bool:
    """Whether two spellings mean one version.

    >>> is_same_version("v0.10.0", "0.10.0"), is_same_version("1.0", "1.0.1")
    (True, False)
    """
    return _bare(one) == _bare(other)


def _bare(version: str) -> str:
    return version.strip().lower().removeprefix("v")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version, re.ASCII))


@cache
def profiles() -> dict[str, Profile]:
    """Return every profile, by id."""
    folder = files("knowshow.scoring.surveys") / "profiles"
    found = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    read = [profile_from(path.read_bytes(), path.name) for path in found]
    return {profile.id: profile for profile in read}


def profile_from(content: bytes, name: str) -> Profile:
    """Return the profile that a YAML file holds. Raises ``BadInputError``."""
    try:
        return msgspec.convert(yaml.safe_load(content), Profile)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadInputError(f"The profile cannot be read: {error}", place=Place(name)) from None


def profile_for(survey: Survey) -> Profile:
    """Return the profile that a survey is scored by. Raises ``BadInputError`` if none fits."""
    found = [profile for profile in profiles().values() if profile.fits(survey)]
    named = next((profile for profile in found if profile.names(survey)), None)
    if found:
        return named or found[0].for_another(survey)
    known = "; ".join(
        f"{profile.title}: names of questions or panels end in {', '.join(profile.counted.classes)}"
        for profile in profiles().values()
    )
    raise BadInputError(
        "No profile fits this survey: none of its questions is of a class that is scored.",
        place=Place(survey.file),
        remedy=f"Known: {known}.",
    )
