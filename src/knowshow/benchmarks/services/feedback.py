"""What a company says of the answers about it, and what is decided on that (GP 20 b, 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.models import Answer, Entry, Feedback, FeedbackState, Step, Subject
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.services import _acts, editions
from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place

if TYPE_CHECKING:
    from knowshow.foundation.models import User


@transaction.atomic
def give_feedback(
    *,
    actor: User,
    entry: Entry,
    text: str,
    answer: Answer | None = None,
    subject: Subject | None = None,
    node: str = "",
    evidence_url: str = "",
) -> Feedback:
    """Say what one's company thinks of an answer, of a question, or of the whole; for the company's own contacts.

    Feedback is taken while the company is in the step of company feedback.
    """
    speaks_for(actor, entry)
    _acts.hold(entry, "step")
    if entry.step != Step.COMPANY_FEEDBACK:
        raise ConflictError(
            "Feedback on this edition is closed at the moment. Write to the researchers if something is wrong."
        )
    if answer is not None:
        node, subject = _place_of(entry, answer)
    made = Feedback.objects.create(
        entry=entry,
        answer=answer,
        subject=_checked_subject(entry, subject),
        node=_checked_node(entry, node),
        text=_acts.check_words("text", text),
        evidence_url=_acts.check_address("evidence_url", evidence_url),
        author=actor,
    )
    _note(actor, "feedback.given", made)
    return made


def speaks_for(actor: User, entry: Entry) -> None:
    """Refuse whoever is no contact of the company, and a contact whose company may not see the answers yet."""
    _acts.require(actor, _acts.Permission.ANSWER_AS_COMPANY, entry.edition.organisation)
    if not entry.company.contacts.filter(membership__user=actor).exists():
        raise NotAllowedError("You are no contact of this company.")
    if not steps.is_open_to_company(entry.step):
        raise NotAllowedError("The answers about your company are not open to it yet.")


def _place_of(entry: Entry, answer: Answer) -> tuple[str, Subject]:
    if answer.edition_id != entry.edition_id or answer.subject.company_id != entry.company_id:
        raise NotAllowedError("This answer is not about your company.")
    return answer.node, answer.subject


def _checked_subject(entry: Entry, subject: Subject | None) -> Subject | None:
    if subject is not None and subject.company_id != entry.company_id:
        raise NotAllowedError("This is no part of your company.")
    return subject


def _checked_node(entry: Entry, node: str) -> str:
    if node and node not in plan_of(entry.edition.methodology).nodes:
        raise BadInputError("There is no such question.", place=Place(field="node"), remedy="Choose one from the list.")
    return node


@transaction.atomic
def decide_feedback(*, actor: User, feedback: Feedback, revision: int, state: str, outcome: str) -> Feedback:
    """Accept, not accept, or note what a company said; it reads the outcome. Answers change by a new answer only."""
    entry = feedback.entry
    organisation = entry.edition.organisation
    _acts.require_any(actor, (_acts.Permission.RESEARCH, _acts.Permission.REVIEW), organisation)
    editions.refuse_archived(entry.edition)
    decided = [one for one in FeedbackState.values if one != FeedbackState.OPEN]
    if state not in decided:
        raise BadInputError(
            "This is not a decision.", place=Place(field="state"), remedy=f"Decisions: {', '.join(decided)}."
        )
    changes = {
        "state": state,
        "outcome": _acts.check_words("outcome", outcome),
        "decided_by": actor,
        "decided_at": timezone.now(),
    }
    _acts.save_changes(feedback, revision=revision, changes=changes)
    _note(actor, "feedback.decided", feedback, state=state)
    return feedback


def _note(actor: User, action: str, feedback: Feedback, **detail: str) -> None:
    entry = feedback.entry
    place = {"node": feedback.node} if feedback.node else {}
    _acts.note(
        actor=actor,
        action=action,
        organisation=entry.edition.organisation,
        subject=entry,
        changed=("feedback",),
        detail={**place, **detail},
    )
