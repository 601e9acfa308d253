"""What waits apart in a flood is read, never refused and never deleted; groups get a code (grievance.md 2.5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import history, vault
from knowshow.remedy.models import Case, GroupCode, Lane, SeatRole
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.receipts.reading import options_for
from knowshow.remedy.rules.receipts.tokens import tokens
from knowshow.remedy.services import _acts
from knowshow.remedy.standing import require_seat

if TYPE_CHECKING:
    from datetime import date

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism

#: Seats that read new reports.
READING: Final = (SeatRole.INTAKE, SeatRole.HANDLER)
APART: Final = (Lane.SLOW, Lane.QUARANTINE)
#: Words of a group's code: it lets reports past the counters of floods and opens nothing, so four are enough.
WORDS_IN_CODE: Final = 4
_LONGEST: Final = timedelta(days=366)
_MOST_EXPECTED: Final = 100_000
_LONGEST_LABEL: Final = 100


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A group's code as it is shown once."""

    code: GroupCode
    words: tuple[str, ...] = field(repr=False)


@transaction.atomic
def move_to_ordinary(*, actor: User, case: Case) -> Case:
    """Take a report out of the slow lane, to be read with the others."""
    require_seat(actor, case.mechanism, *READING)
    _acts.hold(case)
    case.refresh_from_db(fields=["lane"])
    if case.lane == Lane.ORDINARY:
        raise ConflictError("This report is not in the slow lane any more.")
    _move(case)
    _acts.note(actor, "remedy.case.moved_to_ordinary", case)
    return case


@transaction.atomic
def move_all_to_ordinary(*, actor: User, mechanism: Mechanism, lane: str, day: date) -> int:
    """Take all reports of one lane and one day out of it; return how many there were."""
    require_seat(actor, mechanism, *READING)
    if lane not in APART:
        raise BadInputError("Choose one of the lanes that wait apart.", place=Place(field="lane"))
    found = Case.objects.filter(mechanism=mechanism, is_draft=False, lane=lane, received_on=day, shredded_on=None)
    held = _acts.hold_all(found)
    cases = [held[pk] for pk in found.filter(pk__in=held).order_by("pk").values_list("pk", flat=True)]
    for case in cases:
        _move(case)
    for case in cases:
        _acts.note(actor, "remedy.case.moved_to_ordinary", case)
    return len(cases)


@transaction.atomic
def make_group_code(*, actor: User, mechanism: Mechanism, label: str, expected: int, until: date) -> MadeCode:
    """Make a code that a representative gives to her people; its words are kept nowhere."""
    require_seat(actor, mechanism, *READING)
    said = " ".join(label.split())
    if not said or len(said) > _LONGEST_LABEL:
        raise BadInputError("Write what your team calls the group; no name of a person.", place=Place(field="label"))
    if not 0 <= expected <= _MOST_EXPECTED:
        raise BadInputError(f"Choose up to {_MOST_EXPECTED:,}.", place=Place(field="expected"))
    if not timezone.localdate() <= until <= timezone.localdate() + _LONGEST:
        raise BadInputError("Choose a day within a year from now.", place=Place(field="until"))
    words = tuple(secrets.choice(receipts.words()) for _ in range(WORDS_IN_CODE))
    code = GroupCode.objects.create(
        mechanism=mechanism,
        digest=_digest(mechanism, words),
        label=said,
        expected=expected,
        until=until,
        given_by=actor,
    )
    _note(actor, "made", code)
    return MadeCode(code, words)


@transaction.atomic
def end_group_code(*, actor: User, code: GroupCode) -> GroupCode:
    """End a code: from now on reports with it are counted like others. None is refused."""
    require_seat(actor, code.mechanism, *READING)
    code.until = timezone.localdate() - timedelta(days=1)
    code.save(update_fields=["until"])
    _note(actor, "ended", code)
    return code


def group_code(mechanism: Mechanism, typed: str) -> GroupCode | None:
    """Return the code that somebody typed, as forgivingly as the words of a receipt; nothing where none is meant."""
    found = [options_for(piece) for piece in tokens(typed)]
    if len(found) != WORDS_IN_CODE or not all(found):
        return None
    words = tuple(options[0].word for options in found)
    current = GroupCode.objects.filter(mechanism=mechanism, until__gte=timezone.localdate())
    return current.filter(digest=_digest(mechanism, words)).first()


def _move(case: Case) -> None:
    case.lane = Lane.ORDINARY
    case.save(update_fields=["lane"])


def _digest(mechanism: Mechanism, words: tuple[str, ...]) -> bytes:
    return vault.digest(b"group code", mechanism.code.encode(), " ".join(words).encode())


def _note(actor: User, what: str, code: GroupCode) -> None:
    history.record(
        actor=actor,
        action=f"remedy.group_code.{what}",
        organisation=code.mechanism.organisation,
        subject=code,
        to_the_day=True,
    )
