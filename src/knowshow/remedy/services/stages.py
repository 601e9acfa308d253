"""Take a case through its stages, each with a reason that both sides read (GP 29, 31 c, e, f).

Nothing here is automatic, and nothing refuses a report: a case that cannot be dealt with here is closed by a person,
with the reason, where else to turn, and how to appeal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.remedy.models import AppealState, EntryKind, RemedyState, Reveal, RevealState
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.services import _acts, _clocks, _endings, _moves
from knowshow.remedy.services._moves import Letter
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from datetime import date

    from knowshow.remedy.models import Case, Entry
    from knowshow.remedy.standing import Handler, Person

#: Why our clock may stand still; the words that go with it are read by both sides.
PAUSE_REASONS: Final = ("waits_for_person", "asked_by_person", "other_body", "safety")
#: Parts of an agreed remedy that are settled, one way or the other.
_SETTLED: Final = (RemedyState.REFUSED, RemedyState.REPLACED, RemedyState.OFFERED)


@transaction.atomic
def acknowledge(*, actor: Handler, text: str) -> Entry:
    """Tell the person that her report has arrived, and what happens next."""
    return _moved(actor, Stage.ACKNOWLEDGED, text)


@transaction.atomic
def decide_admissible(
    *, actor: Handler, is_admissible: bool, reason: str, other_routes: str = "", appeal: str = ""
) -> Entry:
    """Say whether the case can be dealt with here. Where not: why, where else to turn, and how to appeal."""
    if is_admissible:
        return _moved(actor, Stage.ADMISSIBLE, reason)
    return close(actor=actor, outcome=Outcome.NOT_ADMISSIBLE, reason=reason, other_routes=other_routes, appeal=appeal)


@transaction.atomic
def assess(*, actor: Handler, reason: str, decided_outside: bool | None = None) -> Entry:
    """Say what was found. ``decided_outside``: by somebody outside the unit complained of (GP 31 a)."""
    entry = _moved(actor, Stage.ASSESSED, reason)
    case = actor.case
    case.decided_outside = decided_outside
    case.save(update_fields=["decided_outside"])
    material = case.entries.filter(kind=EntryKind.MATERIAL)
    was_shown = material.exists() and not material.filter(read_on__isnull=True).exists()
    _moves.mark(case, {"saw_material_before_decision": was_shown})
    return entry


@transaction.atomic
def open_dialogue(*, actor: Handler, reason: str, is_mediated: bool = False) -> Entry:
    """Look for a remedy together with the person, where both wish so with a mediator (GP 31 h)."""
    if actor.case.offers.filter(state="open", is_from_person=False).exists():
        raise ConflictError("The person decides about the offer that is open. You can take it back.")
    entry = _moved(actor, Stage.DIALOGUE, reason)
    _moves.mark(actor.case, {"was_mediated": is_mediated})
    return entry


@transaction.atomic
def close(*, actor: Handler, outcome: Outcome, reason: str, other_routes: str, appeal: str) -> Entry:
    """End a case: with the reason, where else the person can turn, and how she can appeal.

    Not over her head while it is her time, and only with a word that is true. An offer that her time ran out on is
    taken back.
    """
    actor.require_handling()
    for name, text in (("reason", reason), ("other_routes", other_routes), ("appeal", appeal)):
        _written(text, name)
    _acts.hold(actor.case)
    _endings.require_end(actor.case, outcome)
    if outcome == Outcome.REMEDIED:
        _require_all_verified(actor.case)
    _endings.end_offers(actor.case)
    entry = _moves.move(actor, Stage.CLOSED, Letter(reason, other_routes, appeal), outcome=outcome)
    _moves.mark(actor.case, {"court_route_stated": True, "outcome_explained": True})
    return entry


def her_time(actor: Handler) -> date | None:
    """Return until when the person decides or verifies; nothing where it is not her time, or her days are over."""
    return _endings.her_time(actor.case)


def require_open_to_end(*, actor: Handler) -> None:
    """Refuse to end a case while it is the person's time, or while something in it waits for the team."""
    actor.require_handling()
    _endings.require_open_to_end(actor.case)


@transaction.atomic
def withdraw(*, actor: Person, text: str = "") -> Entry:
    """End the case because the person wants it to end; she owes no reason.

    What was to be decided in it is decided: offers, her own proposals, an appeal, requests to see her name or contact.
    What was agreed and is still to come is owed no more; what was missed by then stays missed.
    What keeps her safe goes on, since pressure to withdraw may be the retaliation: check-ins and reports of it. So do
    the team's tasks, which the team ends, and a referral, which leads elsewhere and has a consent of its own.
    """
    _acts.hold(actor.case)
    heard = actor.case.entries.filter(author="member").exists()
    _close_open(actor.case)  # first: whoever makes her key anew holds requests, and waits for the history
    entry = _moves.move(actor, Stage.CLOSED, Letter(text), outcome=Outcome.WITHDRAWN)
    _moves.mark(actor.case, {"withdrawn_after_first_contact": heard})
    return entry


@transaction.atomic
def reopen(*, actor: Handler, reason: str) -> Entry:
    """Take up a closed case again, for a reason that both sides read."""
    entry = _moved(actor, Stage.ADMISSIBLE, reason)
    actor.case.outcome = ""
    actor.case.save(update_fields=["outcome"])
    return entry


@transaction.atomic
def pause_clock(*, actor: Handler, why: str, reason: str) -> Entry:
    """Let our clock stand still, for a reason that both sides read."""
    actor.require_handling()
    if why not in PAUSE_REASONS:
        raise BadInputError("Choose one of the reasons.", place=Place(field="why"))
    _written(reason, "reason")
    case = actor.case
    _acts.hold(case)
    if case.stage in {"", Stage.CLOSED}:
        raise ConflictError("No clock runs in this case.")
    if _clocks.is_paused(case):
        raise ConflictError("The clock stands still already.")
    _clocks.pause(case, why)
    content = {"event": "clock_paused", "why": why, "text": reason}
    entry = _acts.append(actor, content, kind=EntryKind.SYSTEM)
    _moves.mark(case, {"told_of_delays": True})
    _acts.note(actor, "remedy.case.clock_paused", case)
    return entry


@transaction.atomic
def resume_clock(*, actor: Handler) -> Entry:
    """Let our clock run on."""
    actor.require_handling()
    _acts.hold(actor.case)
    if not _clocks.resume(actor.case):
        raise ConflictError("The clock runs already.")
    entry = _acts.append(actor, {"event": "clock_resumed"}, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.case.clock_resumed", actor.case)
    return entry


def _close_open(case: Case) -> None:
    """Leave nothing open behind a case that the person ended, and say on which day it was closed."""
    today = timezone.localdate()
    _endings.end_offers(case)
    _clocks.release(case)
    case.appeals.filter(state=AppealState.OPEN).update(state=AppealState.WITHDRAWN, decided_on=today)
    asked = Reveal.objects.filter(part__case=case, state=RevealState.ASKED)
    asked.update(state=RevealState.ENDED, answered_on=today, sealed_shares=[], sealed_reasons=[])


def _moved(actor: Handler, to: Stage, reason: str) -> Entry:
    actor.require_handling()
    _written(reason, "reason")
    _acts.hold(actor.case)
    if actor.case.stage == Stage.APPEALED:
        raise ConflictError("An appeal is open. Its reviewer decides how the case goes on.")
    return _moves.move(actor, to, Letter(reason))


def _require_all_verified(case: Case) -> None:
    """Only what the person verified is remedied: another word for the end would be ours, not hers."""
    if case.remedies.exclude(state__in=(*_SETTLED, RemedyState.VERIFIED)).exists():
        raise ConflictError("The person has not verified every remedy. Close it as partly remedied.")


def _written(text: str, field: str) -> None:
    try:
        checked_text(text)
    except BadInputError as error:
        raise BadInputError(error.what, place=Place(field=field), remedy=error.remedy) from error
