"""Answers: give one, confirm last year's, carry over an edition, name sources. Nothing given is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from knowshow.benchmarks.filing import carried, plan_of
from knowshow.benchmarks.models import Answer, AnswerSource, Entry, Same, Source, Step, Subject
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.services import _acts, editions
from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.scoring.methodology import State
from knowshow.scoring.sheet import code_of, nearest

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.scoring.plan import Plan

_BATCH: Final = 2_000
_WHO: Final = (_acts.Permission.RESEARCH, _acts.Permission.REVIEW)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, and the place in it."""

    source: Source
    locator: str = ""


@transaction.atomic
def give_answer(
    *,
    actor: User,
    entry: Entry,
    subject: Subject,
    node: str,
    label: str | Sequence[str],
    component: str = "",
    comment: str = "",
    na_reason: str = "",
    same_as_last_year: str = "",
    same_comment: str = "",
    sources: Sequence[Citation] = (),
    known: int | None = None,
) -> Answer:
    """Answer a question about a part of a company; what was answered before stays in the record.

    ``known`` is the key of the current answer that the person saw, 0 for none: if somebody answered meanwhile, she is
    told instead. A label that is not in the scale is refused, with the nearest one.
    """
    editions.permitted(actor, entry)
    _check_subject(entry, subject)
    plan = plan_of(entry.edition.methodology)
    said = checked_label(plan, node, label)
    _check_component(plan, component)
    _check_asked(plan, subject, node, component)
    before = _current(entry, subject, node, component)
    if known is not None and known != (before.pk if before else 0):
        raise ConflictError(
            f"Somebody else answered {node} meanwhile. Look at that answer, then give yours if it still differs."
        )
    made = Answer(
        edition=entry.edition,
        subject=subject,
        node=node,
        component=component,
        label=said,
        comment=_acts.check_words("comment", comment, may_be_empty=True),
        na_reason=_checked_na_reason(plan, node, said, na_reason),
        step=steps.step_of_answer(entry.step),
        same_as_last_year=_checked_same(same_as_last_year),
        same_comment=_acts.check_words("same_comment", same_comment, may_be_empty=True),
        author=actor,
        supersedes=before,
    )
    replace(before, made)
    _write_citations(entry, made, sources)
    _note(actor, "answer.given", entry, made)
    return made


@transaction.atomic
def confirm_answer(*, actor: User, answer: Answer, comment: str = "") -> Answer:
    """Say that last year's answer still holds: it is given again in this step, with its comment and sources."""
    entry = _entry_of(answer)
    editions.permitted(actor, entry)
    answer.refresh_from_db(fields=["is_current"])
    if not answer.is_current:
        raise ConflictError(f"Somebody else answered {answer.node} meanwhile. Look at that answer first.")
    made = Answer(
        edition=answer.edition,
        subject=answer.subject,
        node=answer.node,
        component=answer.component,
        label=answer.label,
        comment=answer.comment,
        na_reason=answer.na_reason,
        step=steps.step_of_answer(entry.step),
        same_as_last_year=Same.YES,
        same_comment=_acts.check_words("same_comment", comment, may_be_empty=True),
        author=actor,
        supersedes=answer,
    )
    replace(answer, made)
    cited = [(one.source, one.locator) for one in answer.citations.select_related("source")]
    AnswerSource.objects.bulk_create(AnswerSource(answer=made, source=one, locator=place) for one, place in cited)
    _note(actor, "answer.confirmed", entry, made)
    return made


@transaction.atomic
def cite(*, actor: User, answer: Answer, source: Source, locator: str = "") -> AnswerSource:
    """Name a further source under a current answer."""
    entry = _entry_of(answer)
    editions.permitted(actor, entry)
    answer.refresh_from_db(fields=["is_current"])
    if not answer.is_current:
        raise ConflictError("This answer has been replaced. Name the source under the current one.")
    made = _write_citations(entry, answer, [Citation(source, locator)])
    _note(actor, "answer.cited", entry, answer)
    return made[0]


# ---- last year ---------------------------------------------------------------------------------------------


@transaction.atomic
def carry_over(*, actor: User, entry: Entry) -> int:
    """Bring the answers of the last edition in, where none has been given and the question is still asked.

    They stand in the step of the import, with their comments and sources, until somebody says whether they still hold.
    Returns how many.
    """
    edition = entry.edition
    _acts.require(actor, _acts.Permission.RESEARCH, edition.organisation)
    editions.permitted(actor, entry)
    if edition.previous is None:
        raise ConflictError("This edition follows no other. Say first which edition came before it.")
    old = list(carried(edition, entry.subjects.all()))
    made = [_carried_answer(actor, edition.pk, one, node) for one, node in old]
    Answer.objects.bulk_create(made, batch_size=_BATCH)
    _copy_citations([one for one, _node in old], made)
    _acts.note(
        actor=actor,
        action="entry.carried_over",
        organisation=edition.organisation,
        subject=entry,
        changed=("answers",),
        detail={"answers": len(made)},
    )
    return len(made)


def _carried_answer(actor: User, edition: int, old: Answer, node: str) -> Answer:
    return Answer(
        edition_id=edition,
        subject_id=old.subject_id,
        node=node,
        component=old.component,
        label=old.label,
        comment=old.comment,
        na_reason=old.na_reason,
        step=Step.IMPORT,
        author=actor,
    )


def _copy_citations(old: Sequence[Answer], made: Sequence[Answer]) -> None:
    new_of = {one.pk: new for one, new in zip(old, made, strict=True)}
    cited = AnswerSource.objects.filter(answer__in=old)
    AnswerSource.objects.bulk_create(
        (AnswerSource(answer=new_of[one.answer_id], source_id=one.source_id, locator=one.locator) for one in cited),
        batch_size=_BATCH,
    )


# ---- checks ------------------------------------------------------------------------------------------------


def checked_label(plan: Plan, node: str, label: str | Sequence[str]) -> str | list[str]:
    """Return the answer as it is stored. Refuses a question that is not asked and a label that the scale lacks."""
    asked = plan.nodes.get(node)
    if asked is not None and asked.is_text:
        return _acts.check_words("label", label if isinstance(label, str) else " ".join(label))
    leaf = plan.leaves.get(node)
    if leaf is None:
        raise BadInputError(
            f"The methodology does not ask {node!r}.",
            place=Place(field="node"),
            remedy=nearest(node, plan.leaves, "It asks"),
        )
    try:
        code = code_of(leaf, label if isinstance(label, str) else list(label))
    except BadInputError as error:
        raise BadInputError(error.what, place=Place(field="label"), remedy=error.remedy) from None
    if not code:
        raise BadInputError("No answer was chosen.", place=Place(field="label"), remedy="Choose one.")
    labels = [leaf.labels[one - 1] for one in (code if isinstance(code, tuple) else (code,))]
    return labels if leaf.node.choices == "many" else labels[0]


def _check_component(plan: Plan, component: str) -> None:
    known = plan.methodology.components
    if component and component not in known:
        raise BadInputError(
            f"The methodology has no component {component!r}.",
            place=Place(field="component"),
            remedy=nearest(component, known, "Its components"),
        )


def _check_asked(plan: Plan, subject: Subject, node: str, component: str) -> None:
    """Refuse an answer that no score could take: the question is asked of other parts, or of other components."""
    if node in plan.leaves and not plan.takes(node, subject.role, component):
        asked = f"of “{subject}”" if not component else f"of “{subject}” for {component}"
        raise BadInputError(
            f"{node} is not asked {asked}.",
            place=Place(field="node"),
            remedy="Answer it where the methodology asks it.",
        )


def _check_subject(entry: Entry, subject: Subject) -> None:
    if subject.company_id != entry.company_id:
        raise NotAllowedError(f"“{subject}” is no part of {entry.company}.")
    if not entry.subjects.filter(pk=subject.pk).exists():
        raise BadInputError(
            f"“{subject}” is not asked in this edition.",
            place=Place(field="subject"),
            remedy="Choose it for the edition first.",
        )


def _checked_na_reason(plan: Plan, node: str, label: str | list[str], reason: str) -> str:
    """Ask why a question does not apply, where the answer says so."""
    said = _acts.check_words("na_reason", reason, may_be_empty=True)
    leaf = plan.leaves.get(node)
    labels = label if isinstance(label, list) else [label]
    says_so = leaf is not None and any(leaf.entries[one].state == State.NOT_APPLICABLE for one in labels)
    if says_so and not said:
        raise BadInputError(
            "Why does it not apply?", place=Place(field="na_reason"), remedy="Say it in a few words, for the reviewer."
        )
    return said if says_so else ""


def _checked_same(said: str) -> str:
    if said and said not in Same.values:
        raise BadInputError(
            f"{said!r} is not known here.", place=Place(field="same_as_last_year"), remedy="Say yes, no, or nothing."
        )
    return said


def _current(entry: Entry, subject: Subject, node: str, component: str) -> Answer | None:
    found = Answer.objects.select_for_update().filter(
        edition=entry.edition, subject=subject, node=node, component=component, is_current=True
    )
    return found.first()


def replace(before: Answer | None, answer: Answer) -> None:
    """Store an answer as the current one; part of a service."""
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current"])
    answer.save()


def _write_citations(entry: Entry, answer: Answer, sources: Sequence[Citation]) -> list[AnswerSource]:
    organisation = entry.edition.organisation
    _acts.same_organisation(organisation, *(one.source for one in sources))
    places = [(one.source, _acts.check_line("locator", one.locator, may_be_empty=True)) for one in sources]
    made = []
    for source, locator in dict.fromkeys(places):
        found, _is_new = AnswerSource.objects.get_or_create(answer=answer, source=source, locator=locator)
        made.append(found)
    return made


def _entry_of(answer: Answer) -> Entry:
    entries = Entry.objects.select_related("edition__organisation", "edition__methodology", "company")
    return entries.get(edition=answer.edition, company=answer.subject.company_id)


def _note(actor: User, action: str, entry: Entry, answer: Answer) -> None:
    _acts.note(
        actor=actor,
        action=action,
        organisation=entry.edition.organisation,
        subject=entry,
        changed=("answers",),
        detail={"node": answer.node, "subject": answer.subject.name[:200], "step": answer.step},
    )
