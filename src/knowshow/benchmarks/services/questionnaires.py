"""Questionnaires answered in the workspace: open, answer, finish, take results in. Every answer is kept, also a former.

A questionnaire keeps the version of the methodology that it was opened with: the same answers may lead to another
level under another version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.models import Methodology, Questionnaire, QuestionnaireAnswer, QuestionnaireState
from knowshow.benchmarks.services import _acts
from knowshow.benchmarks.services.methodologies import mark_published, take_in
from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.scoring.sheet import code_of, nearest
from knowshow.scoring.surveys.profile import is_same_version

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User
    from knowshow.scoring.methodology import Methodology as Record
    from knowshow.scoring.plan import Plan

#: A label, several labels, free words; nothing takes the answer back.
Given = str | Sequence[str] | None
_LONGEST = 20_000


@transaction.atomic
def open_questionnaire(
    *,
    actor: User,
    organisation: Organisation,
    methodology: Methodology | None = None,
    record: Record | None = None,
    title: str,
    about: str = "",
) -> Questionnaire:
    """Open a questionnaire of a published methodology, or of an instrument that is taken in and fixed with it."""
    _acts.require(actor, _acts.Permission.RESEARCH, organisation)
    instrument = methodology or _instrument(actor, organisation, record)
    _acts.same_organisation(organisation, instrument)
    _check_instrument(instrument)
    made = Questionnaire.objects.create(
        organisation=organisation,
        methodology=instrument,
        title=_acts.check_line("title", title),
        about=_acts.check_line("about", about, may_be_empty=True),
        created_by=actor,
    )
    _acts.note(actor=actor, action="questionnaire.opened", organisation=organisation, subject=made)
    return made


def _instrument(actor: User, organisation: Organisation, record: Record | None) -> Methodology:
    if record is None:
        raise BadInputError("Choose what to answer.", place=Place(field="methodology"))
    found = take_in(actor, organisation, record)
    return found if found.is_published else mark_published(actor, found)


def _check_instrument(methodology: Methodology) -> None:
    if not methodology.is_published:
        raise BadInputError(
            "This methodology is a draft: its questions may still change.",
            place=Place(field="methodology"),
            remedy="Publish it first.",
        )
    if plan_of(methodology).methodology.roles:
        raise BadInputError(
            "This methodology asks several parts of a company.",
            place=Place(field="methodology"),
            remedy="Begin an edition with it instead.",
        )


@transaction.atomic
def give_answers(
    *,
    actor: User,
    questionnaire: Questionnaire,
    revision: int,
    answers: Mapping[str, Given],
    notes: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Store what differs from the current answers; return the nodes that changed. Refuses all if one is wrong.

    A note says what shows the answer; it never counts.
    """
    _acts.require(actor, _acts.Permission.RESEARCH, questionnaire.organisation)
    _require_open(questionnaire)
    plan = plan_of(questionnaire.methodology)
    checked = {node: checked_answer(plan, node, given) for node, given in answers.items()}
    said = {node: _note(plan, node, note) for node, note in (notes or {}).items()}
    changed = tuple(
        node
        for node in dict.fromkeys((*checked, *said))
        if (node in checked and questionnaire.answers.get(node) != checked[node])
        or (node in said and questionnaire.notes.get(node, "") != said[node])
    )
    if not changed:
        return ()
    _acts.take_revision(questionnaire, revision)
    answered = {**questionnaire.answers, **checked}
    noted = {**questionnaire.notes, **said}
    _keep(actor, questionnaire, {node: (answered.get(node), noted.get(node, "")) for node in changed})
    _acts.note(
        actor=actor,
        action="questionnaire.answered",
        organisation=questionnaire.organisation,
        subject=questionnaire,
        detail={"answers": len(changed)},
    )
    return changed


def _keep(actor: User, questionnaire: Questionnaire, changed: Mapping[str, tuple[object, str]]) -> None:
    answers = {**questionnaire.answers, **{node: given for node, (given, _said) in changed.items()}}
    notes = {**questionnaire.notes, **{node: note for node, (_given, note) in changed.items()}}
    questionnaire.answers = {node: given for node, given in answers.items() if given is not None}
    questionnaire.notes = {node: note for node, note in notes.items() if note}
    questionnaire.save(update_fields=["answers", "notes", "updated_at"])
    QuestionnaireAnswer.objects.bulk_create(
        QuestionnaireAnswer(questionnaire=questionnaire, node=node, label=given, note=note, author=actor)
        for node, (given, note) in changed.items()
    )


def _note(plan: Plan, node: str, note: str) -> str:
    """Return a note as it is stored. Refuses one on what the questionnaire does not ask."""
    if node not in plan.leaves:
        raise BadInputError(f"The questionnaire does not ask {node!r}.", remedy=nearest(node, plan.leaves, "It asks"))
    return _acts.check_words(node, note, maximum=_LONGEST, may_be_empty=True)


def checked_answer(plan: Plan, node: str, given: Given) -> str | list[str] | None:
    """Return an answer as it is stored; nothing if it is empty.

    Raises ``BadInputError`` for a question or label that the methodology has not, naming the nearest.
    """
    if not given:
        return None
    leaf = plan.leaves.get(node)
    if leaf is not None:
        code_of(leaf, given)
        labels = [given] if isinstance(given, str) else [label for label in leaf.labels if label in given]
        return labels if leaf.node.choices == "many" else labels[0]
    if node not in plan.nodes or not plan.nodes[node].is_text:
        raise BadInputError(f"The questionnaire does not ask {node!r}.", remedy=nearest(node, plan.leaves, "It asks"))
    words = given if isinstance(given, str) else ", ".join(given)
    return _acts.check_words(node, words, maximum=_LONGEST, may_be_empty=True) or None


@transaction.atomic
def rename_questionnaire(
    *, actor: User, questionnaire: Questionnaire, revision: int, title: str, about: str
) -> Questionnaire:
    """Change what it is called and what it is about."""
    _acts.require(actor, _acts.Permission.RESEARCH, questionnaire.organisation)
    changes = {
        "title": _acts.check_line("title", title),
        "about": _acts.check_line("about", about, may_be_empty=True),
    }
    changed = _acts.save_changes(questionnaire, revision=revision, changes=changes)
    if changed:
        _acts.note(
            actor=actor,
            action="questionnaire.renamed",
            organisation=questionnaire.organisation,
            subject=questionnaire,
            changed=changed,
        )
    return questionnaire


@transaction.atomic
def finish_questionnaire(*, actor: User, questionnaire: Questionnaire, revision: int) -> Questionnaire:
    """Close it: it takes no more answers until somebody opens it again."""
    _acts.require(actor, _acts.Permission.RESEARCH, questionnaire.organisation)
    _require_open(questionnaire)
    _acts.take_revision(questionnaire, revision)
    questionnaire.state = QuestionnaireState.FINISHED
    questionnaire.finished_by, questionnaire.finished_at = actor, timezone.now()
    questionnaire.save(update_fields=["state", "finished_by", "finished_at", "updated_at"])
    _acts.note(
        actor=actor, action="questionnaire.finished", organisation=questionnaire.organisation, subject=questionnaire
    )
    return questionnaire


@transaction.atomic
def reopen_questionnaire(*, actor: User, questionnaire: Questionnaire, revision: int) -> Questionnaire:
    """Take answers again."""
    _acts.require(actor, _acts.Permission.RESEARCH, questionnaire.organisation)
    if not questionnaire.is_finished:
        raise ConflictError("This questionnaire is open already.")
    _acts.take_revision(questionnaire, revision)
    questionnaire.state = QuestionnaireState.OPEN
    questionnaire.finished_by, questionnaire.finished_at = None, None
    questionnaire.save(update_fields=["state", "finished_by", "finished_at", "updated_at"])
    _acts.note(
        actor=actor, action="questionnaire.reopened", organisation=questionnaire.organisation, subject=questionnaire
    )
    return questionnaire


@transaction.atomic
def take_results(
    *,
    actor: User,
    questionnaire: Questionnaire,
    revision: int,
    version: str,
    answers: Mapping[str, Given],
    notes: Mapping[str, str] | None = None,
    force: bool,
) -> tuple[str, ...]:
    """Put the answers of a results file in place of the current ones; return the nodes that changed.

    Raises ``BadInputError`` for results of another version than the questionnaire's, or of none, unless forced.
    """
    if not force:
        check_version(questionnaire.methodology, version)
    gone = {node: None for node in questionnaire.answers if node not in answers}
    return give_answers(
        actor=actor, questionnaire=questionnaire, revision=revision, answers={**gone, **answers}, notes=notes
    )


def check_version(methodology: Methodology, version: str) -> None:
    """Refuse results of another version than the instrument's, or of none: a level belongs to its version."""
    if is_same_version(version, methodology.version):
        return
    said = f"of version {version}" if version else "without a version"
    raise BadInputError(
        f"These are results {said}; this questionnaire has version {methodology.version}.",
        place=Place(field="file"),
        remedy="The same answers may lead to another level. Take them in all the same only if you know why.",
    )


def _require_open(questionnaire: Questionnaire) -> None:
    if questionnaire.is_finished:
        raise ConflictError("This questionnaire is finished. Open it again to change an answer.")
