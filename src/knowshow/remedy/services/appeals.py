"""Appeal: a reviewer who decided nothing in the case looks at it, by a clock of its own (GP 31 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.remedy.filing import reviewers
from knowshow.remedy.models import Appeal, AppealState, Author, EntryKind, SeatRole
from knowshow.remedy.rules.stages import APPEALABLE, Outcome, Stage
from knowshow.remedy.services import _acts, _clocks, _endings, _moves, keys
from knowshow.remedy.services._moves import Letter
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Case
    from knowshow.remedy.standing import Handler, Person

#: Where a case may go on when the first decision is changed; the person reads why.
CHANGED_TO: Final = (Stage.ADMISSIBLE, Stage.ASSESSED, Stage.DIALOGUE)


@transaction.atomic
def lodge_appeal(*, actor: Person, text: str) -> Appeal:
    """Disagree with what was decided. An offer stays open meanwhile, and a closed case runs again."""
    checked_text(text)
    case = actor.case
    _acts.hold(case)
    if case.stage not in APPEALABLE:
        raise ConflictError("There is nothing to appeal against yet.")
    against = Stage(case.stage)
    entry = _acts.append(actor, {"text": text, "against": against}, kind=EntryKind.APPEAL)
    _moves.move(actor, Stage.APPEALED, Letter(), about=entry)
    _acts.note(actor, "remedy.appeal.lodged", case)
    return Appeal.objects.create(case=case, entry=entry, against=against, came_from=against, due_on=_due_on(case))


@transaction.atomic
def withdraw_appeal(*, actor: Person, appeal: Appeal, text: str = "") -> Appeal:
    """Take an appeal back: the case stands where it stood before."""
    _hold(actor, appeal)
    _back(actor, appeal, Letter(text))
    _decided(appeal, AppealState.WITHDRAWN)
    _acts.note(actor, "remedy.appeal.withdrawn", actor.case)
    return appeal


@transaction.atomic
def assign_reviewer(*, actor: Handler, appeal: Appeal, user: User) -> Appeal:
    """Give an appeal, and the case's keys, to a reviewer who decided nothing in it."""
    actor.require_handling()
    _hold(actor, appeal)
    if has_decided(actor.case, user):
        raise NotAllowedError("Somebody who decided in this case cannot look at the appeal.")
    keys.give_case(actor=actor, user=user, role=SeatRole.REVIEWER)
    appeal.reviewer = user
    appeal.save(update_fields=["reviewer"])
    _acts.note(actor, "remedy.appeal.assigned", actor.case)
    return appeal


@transaction.atomic
def decide_appeal(
    *, actor: Handler, appeal: Appeal, stands: bool, text: str, to: Stage | None = None, other_routes: str = ""
) -> Appeal:
    """Decide an appeal, with reasons: the first decision stands, or the case goes on at another stage."""
    checked_text(text)
    _hold(actor, appeal)
    if actor.role != SeatRole.REVIEWER or appeal.reviewer_id != actor.user.pk:
        raise NotAllowedError("Only the reviewer to whom this appeal was given decides it.")
    if has_decided(actor.case, actor.user):
        raise NotAllowedError("Somebody who decided in this case cannot look at the appeal.")
    if not stands and to not in CHANGED_TO:
        raise BadInputError("Say where the case goes on.", place=Place(field="to"))
    content = {"accepts": not stands, "text": text, "about": "appeal", "appeal": appeal.entry.number}
    appeal.decision = _acts.append(actor, content, kind=EntryKind.DECISION, about=appeal.entry)
    if stands or to is None:
        _back(actor, appeal, Letter(text, other_routes))
    else:
        _changed(actor, appeal, to, text)
    _decided(appeal, AppealState.UPHELD if stands else AppealState.CHANGED)
    _acts.note(actor, "remedy.appeal.decided", actor.case)
    return appeal


def has_decided(case: Case, user: User) -> bool:
    """Whether somebody had a part in deciding this case."""
    return case.entries.filter(author=Author.MEMBER, user=user, kind__in=reviewers.DECIDING).exists()


def possible_reviewers(actor: Handler) -> QuerySet[User]:
    """Return the reviewers with a key who decided nothing in this case, and whom the report does not concern."""
    return reviewers.possible_reviewers(actor.case, actor.secrets)


def _changed(actor: Handler, appeal: Appeal, to: Stage, text: str) -> None:
    """Take up the case at another stage; an offer that was appealed gives way to what comes of it.

    What the person proposed still waits for an answer.
    """
    case = actor.case
    _moves.move(actor, to, Letter(text), about=appeal.entry)
    if appeal.came_from == Stage.CLOSED:
        case.outcome = ""
        case.save(update_fields=["outcome"])
    _endings.end_offers(case, hers_too=False)


def _back(actor: Handler | Person, appeal: Appeal, letter: Letter) -> None:
    """Put the case back where it stood; an ending that was appealed stands as it was."""
    came_from = Stage(appeal.came_from)
    outcome = Outcome(actor.case.outcome) if came_from is Stage.CLOSED else None
    _moves.move(actor, came_from, letter, outcome=outcome, came_from=came_from, about=appeal.entry)


def _decided(appeal: Appeal, state: AppealState) -> None:
    appeal.state, appeal.decided_on = state, timezone.localdate()
    appeal.save(update_fields=["state", "decided_on", "decision"])


def _hold(actor: Handler | Person, appeal: Appeal) -> None:
    _moves.require_of(actor, appeal.case_id)
    _acts.hold(actor.case)
    appeal.refresh_from_db()
    appeal.entry.case = actor.case
    if appeal.state != AppealState.OPEN:
        raise ConflictError("This appeal was decided already.")


def _due_on(case: Case) -> date:
    days = _clocks.policy_of(case.mechanism).appeal
    return _clocks.calendar_of(case.mechanism).add(case.stage_since, days)
