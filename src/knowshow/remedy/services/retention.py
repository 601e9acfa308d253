"""How long a case is kept: drafts some days, closed cases as published, never one that nobody has read (GP 31 f).

Nothing goes in silence: both sides read it 60, 30 and 7 days before. A legal hold stops it, and says so. A clock that
leaps ahead erases nothing: a case goes only if both sides were told seven days ago, a draft only if it was over on an
earlier day already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.remedy.models import Audience, Author, Case, CaseKey, EntryKind
from knowshow.remedy.services import _acts, files, reveals, shredding
from knowshow.remedy.services._moves import untold
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.models import Entry
    from knowshow.remedy.standing import Handler

#: Days before a case goes, on which both sides are told.
LADDER: Final = (60, 30, 7)
_LONGEST_HOLD: Final = 300


@dataclass(slots=True)
class Done:
    """What one run did, in counts."""

    drafts: int = 0
    cases: int = 0
    told: int = 0
    held: int = 0
    unread: int = 0
    ended_keys: int = 0
    orphaned_files: int = 0


def run_retention(today: date | None = None, *, dry_run: bool = False) -> Done:
    """Let go of what is over, tell of what will go; each case by itself, so that one that fails stops no other."""
    today = today or timezone.localdate()
    done = Done()
    for case in _drafts(today):
        with _alone(done):
            _let_draft_go(case, done, today, dry_run=dry_run)
    for case in _closed(today):
        with _alone(done):
            _let_go(case, done, today, dry_run=dry_run)
    done.told += _tell(today, dry_run=dry_run)
    if not dry_run:
        done.ended_keys = _end_keys(today)
        done.orphaned_files = files.sweep_orphans()
    return done


@contextmanager
def _alone(done: Done) -> Iterator[None]:
    """Let a case that refuses stop no other: a hold, for instance, that was set meanwhile."""
    try:
        yield
    except ConflictError:
        done.held += 1


@transaction.atomic
def set_hold(*, actor: Handler, reason: str) -> Case:
    """Keep a case whatever its time, for a law or a proceeding; the reason holds no name and no word of the case."""
    actor.require_handling()
    if not reason.strip() or len(reason) > _LONGEST_HOLD:
        raise BadInputError(f"The reason has 1 to {_LONGEST_HOLD} characters.", place=Place(field="reason"))
    return _held(actor, reason=reason.strip(), is_held=True)


@transaction.atomic
def lift_hold(*, actor: Handler) -> Case:
    """Let the time of a case run on."""
    actor.require_handling()
    return _held(actor, reason="", is_held=False)


@transaction.atomic
def answer_erasure(*, actor: Handler, agrees: bool, reason: str) -> Entry | None:
    """Answer the person who asked that everything be erased: it is done at once, or she reads why not."""
    actor.require_handling()
    case = actor.case
    _acts.hold(case)
    if case.erasure_asked_on is None:
        raise ConflictError("Nobody asks for erasure here.")
    if agrees:
        shredding.shred_case(actor=actor.user, case=case, reason=shredding.PERSON)
        return None
    checked_text(reason)
    case.erasure_asked_on = None
    case.save(update_fields=["erasure_asked_on"])
    entry = _acts.append(actor, {"event": "erasure_refused", "text": reason}, kind=EntryKind.REQUEST)
    _acts.note(actor, "remedy.case.erasure_refused", case)
    return entry


def is_unread(case: Case) -> bool:
    """Whether the person wrote something that nobody of the team has read yet."""
    return case.entries.filter(author=Author.PERSON, audience=Audience.BOTH, read_on__isnull=True).exists()


def _drafts(today: date) -> QuerySet[Case]:
    found = Case.objects.filter(is_draft=True, shredded_on__isnull=True, keep_until__lt=today)
    return found.select_related("mechanism")


def _closed(today: date) -> QuerySet[Case]:
    found = Case.objects.filter(is_draft=False, shredded_on__isnull=True, closed_on__isnull=False, keep_until__lt=today)
    return found.select_related("mechanism").order_by("pk")


def _let_draft_go(case: Case, done: Done, today: date, *, dry_run: bool) -> None:
    seen = case.marks.get("over_on", "")
    if seen and seen < today.isoformat():
        if dry_run or shredding.shred_case(
            actor=None, case=case, reason=shredding.DRAFT, still=lambda now: now.is_draft and _is_over(now, today)
        ):
            done.drafts += 1
    elif not seen and not dry_run:
        Case.objects.filter(pk=case.pk).update(marks={**case.marks, "over_on": today.isoformat()})


def _let_go(case: Case, done: Done, today: date, *, dry_run: bool) -> None:
    if case.is_held:
        done.held += 1
    elif is_unread(case):
        done.unread += 1
    elif not _was_told(case, today):
        done.told += 1
        if not dry_run:
            _give_last_days(case, today)
    elif dry_run or shredding.shred_case(
        actor=None, case=case, reason=shredding.RETENTION, still=lambda now: _is_done_with(now, today)
    ):
        done.cases += 1


def _is_over(case: Case, today: date) -> bool:
    return case.keep_until is not None and case.keep_until < today


def _is_done_with(case: Case, today: date) -> bool:
    """Whether a case is still closed, over and read: an appeal or a message may have come since it was listed."""
    return case.closed_on is not None and _is_over(case, today) and _was_told(case, today) and not is_unread(case)


def _was_told(case: Case, today: date) -> bool:
    """Whether both sides were told of the last rung so many days ago."""
    told_on = case.marks.get("told_on", "")
    last = (today - timedelta(days=LADDER[-1])).isoformat()
    return case.marks.get("told_of_erasure") == LADDER[-1] and bool(told_on) and told_on <= last


def _give_last_days(case: Case, today: date) -> None:
    """Tell now what should have been told before, and keep the case for the last days."""
    case.keep_until = today + timedelta(days=LADDER[-1])
    case.save(update_fields=["keep_until"])
    _warn(case, LADDER[-1], today)


def _tell(today: date, *, dry_run: bool) -> int:
    """Write into each case that goes soon, once at each rung of the ladder."""
    soon = Case.objects.filter(
        is_draft=False, shredded_on__isnull=True, closed_on__isnull=False, is_held=False, keep_until__gte=today
    )
    told = 0
    for case in soon.select_related("mechanism"):
        rung = _rung(case, today)
        if rung is None:
            continue
        told += 1
        if not dry_run:
            _warn(case, rung, today)
    return told


def _rung(case: Case, today: date) -> int | None:
    """Return the rung that a case has come to and was not told of yet."""
    left = (case.keep_until - today).days if case.keep_until else LADDER[0] + 1
    reached = [rung for rung in LADDER if left <= rung]
    if not reached:
        return None
    told = case.marks.get("told_of_erasure")
    return reached[-1] if told is None or reached[-1] < told else None


@transaction.atomic
def _warn(case: Case, rung: int, today: date) -> None:
    _acts.hold(case)
    day = case.keep_until.isoformat() if case.keep_until else ""
    _acts.append_from_system(case, {"event": "erased_soon", "on": day, "days": rung}, kind=EntryKind.SYSTEM)
    case.refresh_from_db(fields=["marks"])
    case.marks = {**case.marks, "told_of_erasure": rung, "told_on": today.isoformat()}
    case.save(update_fields=["marks"])


def _end_keys(today: date) -> int:
    """Let go of keys whose days are over: those of people who saw a name, and those of members for a time.

    What was sealed to a key that is lost stays as a sign that the case waits to be given anew.
    """
    keys, _ = CaseKey.objects.filter(until__lt=today).exclude(sealed=b"").delete()
    return keys + reveals.end_expired()


def _held(actor: Handler, *, reason: str, is_held: bool) -> Case:
    case = actor.case
    _acts.hold(case)
    case.refresh_from_db(fields=["marks"])
    case.is_held, case.hold_reason, case.marks = is_held, reason, untold(case.marks)
    case.save(update_fields=["is_held", "hold_reason", "marks"])
    event = {"event": "hold_set" if is_held else "hold_lifted", "text": reason}
    _acts.append(actor, event, kind=EntryKind.SYSTEM)
    _acts.note(actor, f"remedy.case.{'held' if is_held else 'hold_lifted'}", case)
    return case
