"""Read what is brought for a questionnaire: an instrument to answer, or answers that were given elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.services.questionnaires import Given, check_version
from knowshow.errors import BadInputError, Place
from knowshow.scoring import methodology_from
from knowshow.scoring.library import own_methodology
from knowshow.scoring.surveys.files import json_object
from knowshow.scoring.surveys.importing import import_survey
from knowshow.scoring.surveys.results import result_of_answers

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Methodology, Questionnaire
    from knowshow.scoring.methodology import Methodology as Record
    from knowshow.scoring.plan import Plan

_OWN: Final = "own:"


@dataclass(frozen=True, slots=True)
class Brought:
    """Answers from a file, of which version of the instrument they are, and how many were left out."""

    version: str
    answers: dict[str, Given]
    left_out: int = 0
    notes: dict[str, str] = field(default_factory=dict)


def own(chosen: str) -> Record | None:
    """Return the methodology that ships with Knowshow and that a form chose; nothing if it chose another."""
    return own_methodology(chosen.removeprefix(_OWN)) if chosen.startswith(_OWN) else None


def read_instrument(content: bytes, name: str) -> Record:
    """Return what a file asks: a SurveyJS questionnaire, or a methodology.

    Raises ``BadInputError`` at the field ``file``, with place and remedy.
    """
    try:
        return import_survey(content, name) if _is_survey(content) else methodology_from(content, name)
    except BadInputError as error:
        raise _at_file(error) from error


def _is_survey(content: bytes) -> bool:
    """Whether a file holds a SurveyJS questionnaire rather than a methodology."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, Mapping) and "knowshow" not in found and ("pages" in found or "elements" in found)


def read_results(methodology: Methodology, content: bytes, name: str, *, force: bool) -> Brought:
    """Return the answers of a results file. Unknown questions and answers are refused; if forced, left out.

    Raises ``BadInputError`` at the field ``file``, for another version before anything else.
    """
    plan = plan_of(methodology)
    try:
        data, version, notes = _said(content, name)
        if not force:
            check_version(methodology, version)
        found = result_of_answers(data, plan, version=version, force=force)
    except BadInputError as error:
        raise _at_file(error) from error
    answers: dict[str, Given] = {node: list(labels) for node, labels in found.answers.items()}
    texts = {node: str(given) for node, given in data.items() if node in plan.nodes and plan.nodes[node].is_text}
    kept = {node: note for node, note in notes.items() if node in plan.leaves}
    return Brought(version, {**answers, **texts}, len(found.uncounted), kept)


def _said(content: bytes, name: str) -> tuple[Mapping[str, object], str, dict[str, str]]:
    """Return the answers of a file as they stand, the version that it names, and the notes on answers."""
    said = json_object(content, name)
    data, version = said.get("data"), said.get("version")
    if not isinstance(data, Mapping):
        raise BadInputError(f"{name} holds no results.", remedy='They stand under "data", by question.')
    notes = said.get("notes")
    told = {str(node): str(note) for node, note in notes.items()} if isinstance(notes, Mapping) else {}
    return data, version if isinstance(version, str) else "", told


def results_of(questionnaire: Questionnaire) -> dict[str, object]:
    """Return the answers as a results file holds them, in the order of the questionnaire."""
    plan: Plan = plan_of(questionnaire.methodology)
    methodology = questionnaire.methodology
    data = {node: questionnaire.answers[node] for node in plan.nodes if node in questionnaire.answers}
    found: dict[str, object] = {"methodology": methodology.key, "version": methodology.version, "data": data}
    return {**found, "notes": questionnaire.notes} if questionnaire.notes else found


def _at_file(error: BadInputError) -> BadInputError:
    where = f"{error.place}: " if str(error.place) not in {"", "file"} else ""
    return BadInputError(f"{where}{error.what}", place=Place(field="file"), remedy=error.remedy)
