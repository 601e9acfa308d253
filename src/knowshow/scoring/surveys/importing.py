"""A survey becomes a methodology: pages and panels its tree, questions its elements, the profile its subtotals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from knowshow.errors import BadInputError, Place
from knowshow.scoring.methodology import (
    FORMAT,
    Band,
    Condition,
    Entry,
    Methodology,
    Missing,
    Modifier,
    Node,
    Op,
    Rounding,
    State,
    Step,
    TotalRule,
)  # fmt: skip
from knowshow.scoring.reading import check
from knowshow.scoring.surveys.elements import TEXT, Group, Question, Survey, survey_from
from knowshow.scoring.surveys.expressions import condition_from
from knowshow.scoring.surveys.files import read_bytes
from knowshow.scoring.surveys.profile import CURRENT, MITIGATION, RAW, Profile, profile_for, version_of

_LONGEST_NAME: Final = 120
#: The kind of the nodes that a profile adds.
SUBTOTAL: Final = "subtotal"


def read_survey(path: Path, profile: Profile | None = None) -> Methodology:
    """Return the methodology of a survey's file. Raises ``BadInputError``."""
    return import_survey(read_bytes(path), str(path), profile)


def import_survey(content: bytes, name: str, profile: Profile | None = None) -> Methodology:
    """Return the methodology that a SurveyJS survey and a profile make; without a profile, the one that fits.

    Raises ``BadInputError`` naming file and element for what cannot be taken: nothing is left out in silence.
    """
    survey = survey_from(content, name)
    found = _Import(survey, profile or profile_for(survey)).methodology()
    check(found, name)
    return found


class _Import:
    """Makes one methodology."""

    def __init__(self, survey: Survey, profile: Profile) -> None:
        self.survey = survey
        self.profile = profile
        self.questions: dict[str, Question] = {question.name: question for question, _ in survey.questions()}
        self.classes = {question.name: profile.class_of(question, group) for question, group in survey.questions()}
        self.taken = {RAW, MITIGATION, CURRENT, *self.questions}
        self.groups: set[str] = set()

    def methodology(self) -> Methodology:
        self._check_names()
        if not self.most(RAW):
            raise BadInputError(
                "There is nothing to score: no choice of a question that counts has points.",
                place=Place(self.survey.file),
                remedy=f"Points stand behind {self.profile.counted.points_after!r} in a choice's value.",
            )
        profile = self.profile
        return Methodology(
            knowshow=FORMAT,
            id=profile.id,
            title=profile.title,
            version=version_of(self.survey, profile),
            publisher=profile.publisher,
            licence=profile.licence,
            language=profile.language,
            note=profile.note,
            sources=list(profile.sources),
            scales={key: self._scale(question) for key, question in self.questions.items() if question.choices},
            ops={
                **{kind: Op.SUM for kind in ("page", "section") if self._has(kind)},
                "total": TotalRule(op=Op.SUM, over=[CURRENT], then=[self._bands()]),
            },
            missing=Missing.ZERO,
            unit="points",
            nodes=[*self._groups(self.survey.pages, None), *self._subtotals()],
        )

    def _has(self, kind: str) -> bool:
        return kind == "page" or any(group.kind == kind for _, group in self.survey.questions())

    def _check_names(self) -> None:
        for name in self.questions:
            place = Place(self.survey.file, field=name[:_LONGEST_NAME])
            if name in {RAW, MITIGATION, CURRENT, "TOTAL"}:
                raise BadInputError(f"{name!r} is the name of a subtotal.", place=place, remedy="Rename the question.")
            if len(name) > _LONGEST_NAME:
                raise BadInputError("The name of the question is too long.", place=place)

    def _scale(self, question: Question) -> dict[str, float | Entry | None]:
        if self.classes[question.name] and (odd := next(filter(self.profile.is_doubtful, question.labels), "")):
            raise BadInputError(
                f"The points of the choice {odd[:_LONGEST_NAME]!r} are no plain figure.",
                place=Place(self.survey.file, field=question.name),
                remedy="Write them as in item1-3 or item1-0.5.",
            )
        return {
            choice.value: Entry(
                value=self.profile.points(choice.value),
                text=choice.words.text,
                texts=choice.words.others,
                state=State.ANSWER,
            )
            for choice in question.choices
        }

    # ---- the tree ------------------------------------------------------------------------------------------

    def _groups(self, groups: tuple[Group, ...], parent: str | None) -> Iterator[Node]:
        for group in groups:
            if any(group.questions()):
                yield from self._group(group, parent)

    def _group(self, group: Group, parent: str | None) -> Iterator[Node]:
        key = self._key(group)
        yield Node(
            id=key,
            kind=group.kind,
            title=group.words.text,
            titles=group.words.others,
            parent=parent,
            guidance=group.guidance,
            applies_if=self._condition(group),
        )
        for member in group.members:
            if isinstance(member, Question):
                yield self._element(member, key)
            else:
                yield from self._groups((member,), key)

    def _key(self, group: Group) -> str:
        """Return an id for a page or panel: its name, unless a question or one of the other kind has it."""
        prefixed = f"{group.kind}.{group.name}"
        key = group.name if group.name not in self.taken else prefixed
        if prefixed in self.groups or key in self.taken or len(prefixed) > _LONGEST_NAME:
            raise BadInputError(
                f"The name {group.name[:_LONGEST_NAME]!r} stands twice, or is too long.",
                place=Place(self.survey.file, field=group.name[:_LONGEST_NAME]),
                remedy="Give each page and panel its own name.",
            )
        self.groups.add(prefixed)
        self.taken.add(key)
        return key

    def _element(self, question: Question, parent: str) -> Node:
        is_text = question.type in TEXT
        return Node(
            id=question.name,
            title=question.words.text,
            titles=question.words.others,
            parent=parent,
            guidance=question.guidance,
            scale=None if is_text else question.name,
            choices="many" if question.takes_many else "one",
            is_text=is_text,
            is_required=question.is_required,
            applies_if=self._condition(question),
        )

    def _condition(self, element: Question | Group) -> Condition | None:
        if element.visible_if:
            place = Place(self.survey.file, field=f"{element.name}.visibleIf")
            return condition_from(element.visible_if, self.questions, place)
        return None if element.is_shown else Condition(any=[])

    # ---- what the profile adds -----------------------------------------------------------------------------

    def _subtotals(self) -> Iterator[Node]:
        yield self._subtotal(RAW)
        if self._of(MITIGATION):
            yield self._subtotal(MITIGATION)
        yield Node(
            id=CURRENT,
            kind=SUBTOTAL,
            title=self.profile.current.title,
            titles=self.profile.current.titles,
            of=[RAW],
            op=Op.SUM,
            missing=Missing.ZERO,
            then=[*self._change(), Step(round=Rounding()), self._bands()],
        )

    def _subtotal(self, key: str) -> Node:
        said = self.profile.raw if key == RAW else self.profile.mitigation
        return Node(
            id=key,
            kind=SUBTOTAL,
            title=said.title,
            titles=said.titles,
            of=self._of(key),
            op=Op.SUM,
            missing=Missing.ZERO,
            guidance=self._guidance(key, said.divide_most_by),
        )

    def _guidance(self, key: str, stand_for_one: int) -> str:
        said = f"At most {self.most(key)} points can be reached"
        if stand_for_one == 1:
            return f"{said}."
        full = self.most(key) * stand_for_one
        return f"{said}: {full} / {stand_for_one}, since each question stands {stand_for_one} times and is shown once."

    def _of(self, key: str) -> list[str]:
        return [name for name, counted in self.classes.items() if counted == key]

    def most(self, key: str) -> Decimal:
        """Return the most that a subtotal can be, over all questions, whether shown or not."""
        by = (self.profile.raw if key == RAW else self.profile.mitigation).divide_most_by
        return sum((self._most(self.questions[name]) for name in self._of(key)), Decimal()) / by

    def _most(self, question: Question) -> Decimal:
        points = [Decimal(str(self.profile.points(label))) for label in question.labels]
        return _plain(sum(points, Decimal()) if question.takes_many else max(points))

    def _change(self) -> Iterator[Step]:
        if self._of(MITIGATION):
            change = self.profile.change
            yield Step(
                modifier=Modifier(
                    node=MITIGATION,
                    at_least=float(change.share * self.most(MITIGATION)),
                    multiply=float(change.multiply),
                    because=change.because,
                )
            )

    def _bands(self) -> Step:
        most = self.most(RAW)
        return Step(
            bands=[
                Band(
                    label=level.label,
                    upto=None if level.share is None else float(level.share * most),
                    meaning=level.meaning,
                )
                for level in self.profile.levels
            ]
        )


def _plain(number: Decimal) -> Decimal:
    """Write a whole number without a point."""
    return number.to_integral_value() if number == number.to_integral_value() else number


__all__ = ["SUBTOTAL", "import_survey", "read_survey"]
