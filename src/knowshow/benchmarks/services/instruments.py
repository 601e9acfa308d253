"""Read what is brought for a questionnaire: an instrument to answer, or answers that were given elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.services.questionnaires import Given, checked_answer
from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.scoring import methodology_from
from knowshow.scoring.library import own_methodology
from knowshow.scoring.surveys.importing import import_survey

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Methodology, Questionnaire
    from knowshow.scoring.methodology import Methodology as Record
    from knowshow.scoring.plan import Plan

_OWN: Final = "own:"


@dataclass(frozen=True, slots=True)
class Brought:
    """Answers from a file, and of which version of the instrument they are."""

    version: str
    answers: dict[str, Given]


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

    Raises ``BadInputError`` at the field ``file`` with everything that is wrong.
    """
    said = _parsed(content, name)
    data = said.get("data")
    if not isinstance(data, Mapping):
        raise UnreadableFileError(
            f"{name} holds no results.", place=Place(field="file"), remedy='They stand under "data", by question.'
        )
    plan = plan_of(methodology)
    answers: dict[str, Given] = {}
    wrong: list[BadInputError] = []
    for node, given in data.items():
        try:
            answers[node] = checked_answer(plan, node, _given(given))
        except BadInputError as error:
            wrong.append(error)
    if wrong and not force:
        raise _refused(name, wrong)
    version = said.get("version")
    return Brought(version if isinstance(version, str) else "", answers)


def _refused(name: str, wrong: list[BadInputError]) -> BadInputError:
    more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
    return BadInputError(f"{name}: {wrong[0].what}", place=Place(field="file"), remedy=f"{wrong[0].remedy}{more}")


def _given(given: object) -> Given:
    if given is None or isinstance(given, str):
        return given
    return [str(one) for one in given] if isinstance(given, list) else str(given)


def _parsed(content: bytes, name: str) -> Mapping[str, Any]:  # Any: what JSON holds
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, Mapping):
        raise UnreadableFileError(
            f"{name} is not a JSON file of results.",
            place=Place(field="file"),
            remedy="Choose the file that was saved.",
        )
    return found


def results_of(questionnaire: Questionnaire) -> dict[str, object]:
    """Return the answers as a results file holds them, in the order of the questionnaire."""
    plan: Plan = plan_of(questionnaire.methodology)
    methodology = questionnaire.methodology
    data = {node: questionnaire.answers[node] for node in plan.nodes if node in questionnaire.answers}
    return {"methodology": methodology.key, "version": methodology.version, "data": data}


def _at_file(error: BadInputError) -> BadInputError:
    where = f"{error.place}: " if str(error.place) else ""
    return BadInputError(f"{where}{error.what}", place=Place(field="file"), remedy=error.remedy)
