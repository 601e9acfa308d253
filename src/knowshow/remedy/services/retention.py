"""How long a case is kept: drafts some days, closed cases as published, never one that nobody has read (GP 31 f).

Nothing goes in silence: both sides read it 60, 30 and 7 days before. A legal hold stops it, and says so. A clock that
leaps ahead erases nothing: a case goes only if both sides were told seven days ago, a draft only if it was over on an
earlier day already. When it comes back, what it made of a case's time is taken back too.

Each case is held while it is decided, as it is by then: what arrived while the run was under way keeps it. Each is
decided in a transaction of its own, and one that fails stops no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation.apart import Failure, apart
from knowshow.remedy.models import Audience, Author, Case, CaseKey, EntryKind
from knowshow.remedy.services import _acts, files, reveals, shredding
from knowshow.remedy.services._moves import untold
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.models import Entry
    from knowshow.remedy.standing import Handler

#: Days before a case goes, on which both sides are told.
LADDER: Final = (60, 30, 7)
_LONGEST_HOLD: Final = 300
#: What was done with one case: the name of the count in ``Done``, or nothing.
_Did = Literal["", "drafts", "cases", "told", "held", "unread"]


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
    #: What could not be done, and is tried again the next day.
    failures: list[Failure] = field(default_factory=list)

    def count(self, did: _Did) -> None:
        """Count what was done with a case."""
        if did:
            setattr(self, did, getattr(self, did) + 1)


def run_retention(today: date | None = None, *, dry_run: bool = False) -> Done:
    """Let go of what is over, tell of what will go; each case by itself, so that one that fails stops no other."""
    run = _Run(today or timezone.localdate(), dry_run=dry_run)
    run.each("drafts", _drafts, _let_draft_go)
    run.each("closed cases", _closed, _let_go)
    run.each("cases that go soon", _going_soon, _tell)
    if not dry_run:
        run.end_what_is_over()
    return run.done


class _Run:
    """One run: its day, whether it only says what it would do, and what it did."""

    def __init__(self, today: date, *, dry_run: bool) -> None:
        self.today, self.dry_run, self.done = today, dry_run, Done()

    def each(self, what: str, listed: Callable[[date], Iterable[Case]], act: Callable[[Case, _Run], _Did]) -> None:
        """Decide about each case that is listed, apart from the others."""
        with apart(self.done.failures, what):
            for case in list(listed(self.today)):
                with apart(self.done.failures, what, of=case.code):
                    self.done.count(act(case, self) if self.dry_run else self._held(case, act))

    @transaction.atomic
    def _held(self, case: Case, act: Callable[[Case, _Run], _Did]) -> _Did:
        """Decide about a case as it is by now; nobody writes into it until that is committed."""
        case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
        return "" if case.shredded_on else act(case, self)

    def end_what_is_over(self) -> None:
        """Let go of keys whose days are over, and of files that no case has."""
        with apart(self.done.failures, "keys"):
            self.done.ended_keys += _end_keys(self.today)
        with apart(self.done.failures, "keys of names"):
            self.done.ended_keys += reveals.end_expired(failures=self.done.failures)
        with apart(self.done.failures, "files"):
            self.done.orphaned_files = files.sweep_orphans(failures=self.done.failures)


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


def _let_draft_go(case: Case, run: _Run) -> _Did:
    """Let a draft go that was over on an earlier day already, or note that it is over today."""
    if not case.is_draft or not _is_over(case, run.today):
        return ""
    seen, today = case.marks.get("over_on", ""), run.today.isoformat()
    if seen and seen < today:
        return _erased(case, run, shredding.DRAFT, "drafts")
    if (not seen or seen > today) and not run.dry_run:
        case.marks = {**case.marks, "over_on": today}
        case.save(update_fields=["marks"])
    return ""


def _let_go(case: Case, run: _Run) -> _Did:
    """Let a case go that is closed, over, read and told of; tell of it first where that was not done."""
    if case.closed_on is None or not _is_over(case, run.today):
        return ""
    if case.is_held:
        return "held"
    if is_unread(case):
        return "unread"
    if _was_told(case, run.today):
        return _erased(case, run, shredding.RETENTION, "cases")
    if not run.dry_run:
        _give_last_days(case, run.today)
    return "told"


def _erased(case: Case, run: _Run, reason: str, did: _Did) -> _Did:
    if not run.dry_run:
        shredding.shred_case(actor=None, case=case, reason=reason)
    return did


def _is_over(case: Case, today: date) -> bool:
    return case.keep_until is not None and case.keep_until < today


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


def _going_soon(today: date) -> QuerySet[Case]:
    found = Case.objects.filter(
        is_draft=False, shredded_on__isnull=True, closed_on__isnull=False, is_held=False, keep_until__gte=today
    )
    return found.select_related("mechanism").order_by("pk")


def _tell(case: Case, run: _Run) -> _Did:
    """Write into a case that goes soon, once at each rung of the ladder."""
    if case.closed_on is None or case.is_held:
        return ""
    if case.marks.get("told_on", "") > run.today.isoformat():
        _take_back(case, case.closed_on, run)
    rung = _rung(case, run.today)
    if rung is None:
        return ""
    if not run.dry_run:
        _warn(case, rung, run.today)
    return "told"


def _take_back(case: Case, closed_on: date, run: _Run) -> None:
    """Let the time of a case run as published: it was told of on a day that has not come, by a clock that had leapt.

    It is told of anew, and goes no earlier than the last days after that.
    """
    case.marks = untold(case.marks)
    published = closed_on + timedelta(days=case.mechanism.keep_days)
    case.keep_until = max(published, run.today + timedelta(days=LADDER[-1]))
    if not run.dry_run:
        case.save(update_fields=["keep_until", "marks"])


def _rung(case: Case, today: date) -> int | None:
    """Return the rung that a case has come to and was not told of yet."""
    left = (case.keep_until - today).days if case.keep_until else LADDER[0] + 1
    reached = [rung for rung in LADDER if left <= rung]
    if not reached:
        return None
    told = case.marks.get("told_of_erasure")
    return reached[-1] if told is None or reached[-1] < told else None


def _warn(case: Case, rung: int, today: date) -> None:
    """Write into a case, which is held, that it goes soon, and remember that it was said."""
    day = case.keep_until.isoformat() if case.keep_until else ""
    _acts.append_from_system(case, {"event": "erased_soon", "on": day, "days": rung}, kind=EntryKind.SYSTEM)
    case.marks = {**case.marks, "told_of_erasure": rung, "told_on": today.isoformat()}
    case.save(update_fields=["marks"])


def _end_keys(today: date) -> int:
    """Let go of keys that members had for a time which is over.

    What was sealed to a key that is lost stays as a sign that the case waits to be given anew.
    """
    keys, _ = CaseKey.objects.filter(until__lt=today).exclude(sealed=b"").delete()
    return keys


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
