"""Carry out what was agreed: we prove, the person verifies, and only then has a remedy come true (GP 25, 31 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.remedy.filing import clocks as filed
from knowshow.remedy.models import EntryKind, RemedyState
from knowshow.remedy.rules.remedies import RemedyState as Ruled
from knowshow.remedy.rules.remedies import judge_move
from knowshow.remedy.rules.stages import Stage, Who
from knowshow.remedy.services import _acts, _clocks, _moves
from knowshow.remedy.services._moves import Letter
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from knowshow.remedy.models import Case, Remedy
    from knowshow.remedy.standing import Handler, Person

#: Stages in which what was agreed is carried out and looked at.
_RUNNING: Final = (Stage.AGREED, Stage.IMPLEMENTED, Stage.VERIFIED)


@transaction.atomic
def prove_remedy(*, actor: Handler, remedy: Remedy, text: str) -> Remedy:
    """Show the person that a part of what was agreed is done; with the last, the case waits for her word."""
    actor.require_handling()
    checked_text(text)
    _hold(actor, remedy, RemedyState.PROVEN)
    content = {"text": text, "event": "remedy_proven", "remedy": remedy.kind}
    remedy.proof = _acts.append(actor, content, kind=EntryKind.MESSAGE, about=remedy.offer.entry)
    remedy.state, remedy.proven_on = RemedyState.PROVEN, timezone.localdate()
    _note_late(actor.case, remedy)
    remedy.save(update_fields=["state", "proven_on", "proof", "was_late"])
    _clocks.promise(actor.case)
    if actor.case.stage == Stage.AGREED and _all(actor.case, RemedyState.PROVEN, RemedyState.VERIFIED):
        _moves.move(actor, Stage.IMPLEMENTED, Letter(), about=remedy.proof)
    _acts.note(actor, "remedy.remedy.proven", actor.case)
    return remedy


@transaction.atomic
def verify_remedy(*, actor: Person, remedy: Remedy, text: str = "") -> Remedy:
    """Say that a remedy was carried out; with the last, the case is verified. Nobody says it for her.

    What she had disputed came true on the day on which she says so.
    """
    _hold(actor, remedy, RemedyState.VERIFIED)
    _said(actor, remedy, accepts=True, text=text)
    if remedy.state == RemedyState.DISPUTED:
        remedy.proven_on = timezone.localdate()
        _note_late(actor.case, remedy)
    remedy.state, remedy.verified_on = RemedyState.VERIFIED, timezone.localdate()
    remedy.save(update_fields=["state", "verified_on", "proven_on", "was_late"])
    _clocks.promise(actor.case)
    if _all(actor.case, RemedyState.VERIFIED):
        _verified(actor)
    _acts.note(actor, "remedy.remedy.verified", actor.case)
    return remedy


@transaction.atomic
def dispute_remedy(*, actor: Person, remedy: Remedy, text: str) -> Remedy:
    """Say that a remedy was not carried out, or not so; our clock runs on from the day that was promised."""
    checked_text(text)
    _hold(actor, remedy, RemedyState.DISPUTED)
    _said(actor, remedy, accepts=False, text=text)
    remedy.state, remedy.verified_on = RemedyState.DISPUTED, None
    remedy.save(update_fields=["state", "verified_on"])
    _clocks.promise(actor.case)
    if actor.case.stage == Stage.IMPLEMENTED:
        _moves.move(actor, Stage.AGREED, Letter(), about=remedy.proof)
    _acts.note(actor, "remedy.remedy.disputed", actor.case)
    return remedy


def _note_late(case: Case, remedy: Remedy) -> None:
    """Note that a remedy came after its day, with the days on which our clock stood; what was late once was late."""
    due = filed.due_of(remedy, case)
    is_late = remedy.proven_on is not None and due is not None and remedy.proven_on > due
    remedy.was_late = remedy.was_late or is_late


def _verified(actor: Person) -> None:
    if actor.case.stage == Stage.AGREED:
        # She had disputed a proof, and now says that it is true: so it had been carried out.
        _moves.move(actor, Stage.IMPLEMENTED, Letter(), who=Who.HANDLER)
    if actor.case.stage == Stage.IMPLEMENTED:
        _moves.move(actor, Stage.VERIFIED, Letter())


def _said(actor: Person, remedy: Remedy, *, accepts: bool, text: str) -> None:
    content = {
        "accepts": accepts, "text": text, "offer": remedy.offer.entry.number, "event":
        "remedy_verified" if accepts else "remedy_disputed", "remedy": remedy.kind,
    }  # fmt: skip
    _acts.append(actor, content, kind=EntryKind.DECISION, about=remedy.proof or remedy.offer.entry)


def _all(case: Case, *states: RemedyState) -> bool:
    """Whether every part of what is agreed now stands so."""
    found = set(filed.in_force(case).values_list("state", flat=True))
    return bool(found) and found <= set(states)


def _hold(actor: Handler | Person, remedy: Remedy, to: RemedyState) -> None:
    """Hold the case, and see the remedy as it is by now; the rule says whether it may be moved so."""
    _moves.require_of(actor, remedy.case_id)
    _acts.hold(actor.case)
    remedy.refresh_from_db()
    verdict = judge_move(Ruled(remedy.state), Ruled(to), _moves.who_of(actor))
    if not verdict.is_allowed:
        raise ConflictError("This remedy stands elsewhere by now. Look at the case as it is.")
    if actor.case.stage not in _RUNNING:
        raise ConflictError("The case stands elsewhere by now. Where it is closed, you can appeal.")
