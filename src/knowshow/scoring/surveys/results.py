"""Answers to a survey: read and checked as a whole, scored twice, written in the same shape.

A result is pinned to the version of its survey. Answers to questions that are no longer shown stay in such files; they
are reported and never count, save in ``all_answers``, which tells what a program says that counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowshow.errors import BadInputError, Place
from knowshow.scoring.engine import Evaluation
from knowshow.scoring.methodology import Methodology, Node
from knowshow.scoring.plan import Plan
from knowshow.scoring.sheet import Company, Sheet, nearest
from knowshow.scoring.steps import band_of
from knowshow.scoring.surveys.elements import label_of
from knowshow.scoring.surveys.files import json_object, read_bytes
from knowshow.scoring.surveys.profile import CURRENT, MITIGATION, RAW, Profile, is_same_version, profiles

#: The one who answers a survey, in the words of the engine.
ANSWERER = "result"
#: SurveyJS keeps what is written beside a choice under the question's name and this.
_COMMENT = "-Comment"
#: How much of a name or answer a message repeats.
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Uncounted:
    """An answer that is not taken in, and why."""

    name: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """The answers of one file that fit the survey, and those that do not."""

    file: str
    #: The version that the file names; nothing if it names none.
    version: str
    answers: Mapping[str, Sequence[str]]
    uncounted: Sequence[Uncounted] = ()
    #: Whether version, questions and values were let through although they do not fit.
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """The four figures of a scored survey."""

    raw: float
    mitigation: float
    current: float
    #: The place of the level among the levels, from 1.
    level: int

    def as_json(self) -> dict[str, float]:
        """Return the figures as JSON writes them: whole numbers without a point."""
        figures = {RAW: self.raw, MITIGATION: self.mitigation, CURRENT: self.current}
        return {**{key: whole(figure) for key, figure in figures.items()}, "level": self.level}


@dataclass(frozen=True)
class Scored:
    """A result with both totals, and what they were made of."""

    result: Result
    methodology: Methodology
    all_answers: Totals
    visible_only: Totals
    #: What the second total was found with.
    evaluation: Evaluation = field(repr=False)

    @property
    def hidden(self) -> frozenset[str]:
        """The questions that are not shown, given the answers."""
        plan = self.evaluation.plan
        places = self.evaluation.hidden(self.evaluation.company.subjects[0])
        return frozenset(key for key, leaf in plan.leaves.items() if leaf.place in places)

    @property
    def left_behind(self) -> list[str]:
        """The questions that were answered and are not shown."""
        return [name for name in self.result.answers if name in self.hidden]

    @property
    def differs(self) -> bool:
        """Whether answers that are not shown change a figure."""
        return self.all_answers != self.visible_only


def whole(figure: float) -> float:
    """Write a whole number without a point.

    >>> whole(52.0), whole(0.5)
    (52, 0.5)
    """
    return int(figure) if figure.is_integer() else figure


# ---- reading -----------------------------------------------------------------------------------------------


def read_result(path: Path, plan: Plan, *, force: bool = False, profile: Profile | None = None) -> Result:
    """Read a result from a file, and check it against a survey. Raises ``BadInputError`` as ``result_from`` does."""
    return result_from(read_bytes(path), str(path), plan, force=force, profile=profile)


def result_from(
    content: bytes, name: str, plan: Plan, *, force: bool = False, profile: Profile | None = None
) -> Result:
    """Return the result that a JSON file holds: ``{"version": ..., "data": {question: value or values}}``.

    Raises ``BadInputError`` naming file, place and nearest valid value for a version that is not the survey's, and
    for a question or value that the survey has not. With ``force`` they are set apart and not counted. So are, always,
    answers to questions that an earlier version asked, by the profile: the survey's own, unless another is given.
    """
    said = json_object(content, name)
    data = said.get("data")
    if not isinstance(data, Mapping):
        raise BadInputError(
            "The file holds no answers.", place=Place(name, field="data"), remedy='They stand in {"data": {...}}.'
        )
    return result_of_answers(data, plan, name=name, version=_version(said, name), force=force, profile=profile)


def _version(said: Mapping[str, Any], name: str) -> str:  # Any: what JSON holds
    version = said.get("version") or ""
    if not isinstance(version, str):
        raise BadInputError("A version is a text.", place=Place(name, field="version"), remedy='As in "v1.0.1".')
    return version


def result_of_answers(
    data: Mapping[str, object],
    plan: Plan,
    *,
    version: str,
    name: str = "",
    force: bool = False,
    profile: Profile | None = None,
) -> Result:
    """Return the result that answers make, checked as those of a file are."""
    if not force:
        _check_version(version, plan.methodology, name)
    reader = _Reader(plan, profile or profiles().get(plan.methodology.id), name, force=force)
    answers = {key: labels for key, value in data.items() if (labels := reader.labels(key, value))}
    return Result(name, version, answers, reader.uncounted, is_forced=force)


def _check_version(version: str, methodology: Methodology, name: str) -> None:
    place = Place(name, field="version")
    if not version:
        raise BadInputError(
            f"The result does not say which version of the survey it answers; this one is {methodology.version}.",
            place=place,
            remedy="Score it with --force-version if you know that it is the same.",
        )
    if not is_same_version(version, methodology.version):
        raise BadInputError(
            f"The result answers version {version}, the survey is {methodology.version}: the level may differ.",
            place=place,
            remedy="Name the survey of that version, or score it with --force-version.",
        )


class _Reader:
    """Checks the answers of one file; what does not fit is refused, or set apart where that is asked for."""

    def __init__(self, plan: Plan, profile: Profile | None, file: str, *, force: bool) -> None:
        self.plan = plan
        self.profile = profile
        self.file = file
        self.force = force
        self.uncounted: list[Uncounted] = []

    def labels(self, name: str, value: object) -> list[str]:
        """Return the labels that answer a question; none for what is free text, empty or set apart."""
        node = self.plan.nodes.get(name)
        if name in self.plan.leaves:
            return [label for label in self._given(name, value) if self._is_known(name, label)]
        if not (node and node.is_text) and not self._is_comment(name):
            self._set_apart(name, value)
        return []

    def _is_comment(self, name: str) -> bool:
        return name.endswith(_COMMENT) and name.removesuffix(_COMMENT) in self.plan.leaves

    def _given(self, name: str, value: object) -> list[str]:
        given = value if isinstance(value, list) else [value]
        if len(given) > 1 and self.plan.leaves[name].node.choices == "one":
            self._refuse(name, f"{name} takes one answer, not {len(given)}.", "Keep one.", _words(value))
            return []
        if odd := next((one for one in given if isinstance(one, Mapping | list)), None):
            self._refuse(name, f"An answer is a text or a number, not {type(odd).__name__}.", "", "")
            return []
        return [label for label in map(label_of, given) if label]

    def _is_known(self, name: str, label: str) -> bool:
        leaf = self.plan.leaves[name]
        if label in leaf.codes:
            return True
        self._refuse(
            name, f"{name} has no answer {label[:_SHORT]!r}.", nearest(label[:_SHORT], leaf.codes, "Its answers"), label
        )
        return False

    def _set_apart(self, name: str, value: object) -> None:
        methodology = self.plan.methodology
        last = self.profile.last_asked(name, methodology.version) if self.profile else ""
        if last:
            why = f"Version {last} was the last to ask this; the answer stayed in the file and does not count."
            self.uncounted.append(Uncounted(name, _words(value), why))
            return
        known = [node.id for node in methodology.nodes if node.is_text or node.id in self.plan.leaves]
        what = f"Version {methodology.version} of the survey does not ask {name[:_SHORT]!r}."
        self._refuse(name, what, nearest(name[:_SHORT], known, "It asks"), _words(value))

    def _refuse(self, name: str, what: str, remedy: str, answer: str) -> None:
        if not self.force:
            raise BadInputError(what, place=Place(self.file, field=f"data.{name[:_SHORT]}"), remedy=remedy)
        self.uncounted.append(Uncounted(name, answer, f"{what} Forced: the answer does not count."))


def _words(value: object) -> str:
    """Write an answer in a few words; free text, which may name people, is not repeated."""
    labels = [label_of(one) for one in value] if isinstance(value, list) else [label_of(value)]
    said = ", ".join(labels)
    return said if len(said) <= _SHORT and not any(" " in label for label in labels) else "(text)"


# ---- scoring -----------------------------------------------------------------------------------------------


def score_result(result: Result, plan: Plan) -> Scored:
    """Score a result with all its answers, and with those alone whose questions are shown."""
    sheet = Sheet(plan.methodology, [Company(ANSWERER)], plan=plan)
    for name, labels in result.answers.items():
        sheet.give(ANSWERER, "", name, labels)
    everything = Evaluation(sheet, ANSWERER, visible_only=False)
    visible = Evaluation(sheet, ANSWERER)
    return Scored(result, plan.methodology, _totals(everything), _totals(visible), visible)


def _totals(evaluation: Evaluation) -> Totals:
    current = _figure(evaluation, CURRENT)
    return Totals(
        _figure(evaluation, RAW), _figure(evaluation, MITIGATION), current, level_of(evaluation.plan, current)
    )


def _figure(evaluation: Evaluation, key: str) -> float:
    """Return the value of a subtotal; zero where none of its questions applies."""
    value = evaluation.value(key) if key in evaluation.plan.nodes else None
    return value if isinstance(value, float) else 0.0


def level_of(plan: Plan, current: float) -> int:
    """Return the place of a score's level, from 1; 0 where the methodology has no levels."""
    bands = next((step.bands for step in plan.nodes[CURRENT].then if step.bands), [])
    band = band_of(current, bands)
    return bands.index(band) + 1 if band else 0


# ---- writing -----------------------------------------------------------------------------------------------


def as_result(methodology: Methodology, answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:  # Any: what JSON holds
    """Return answers in the shape of a result's file, in the order of the survey, so that it can be read again."""
    return {"version": methodology.version, "data": dict(_data(methodology.nodes, answers))}


def _data(nodes: Sequence[Node], answers: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str | list[str]]]:
    for node in nodes:
        labels = answers.get(node.id)
        if labels:
            yield node.id, list(labels) if node.choices == "many" else labels[0]
