"""Who may do what in a mechanism: the one place that looks at seats and case keys (GP 31 a).

To work on a case, two things are needed: a seat, and the case's key sealed to one's own. The first is a rule of the
server; the second is not: without it nothing opens, whatever the server says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q
from django.utils import timezone

from knowshow.errors import NotAllowedError, SealError
from knowshow.foundation.permissions import Permission, may
from knowshow.remedy import envelopes
from knowshow.remedy.envelopes import CaseSecrets, MemberKeys, PersonKeys, Signer
from knowshow.remedy.models import Author, CaseKey, EntryKind, KeyScope, Seat, SeatRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Case, Mechanism

#: Seats whose holders move a case on.
HANDLING: Final = (SeatRole.INTAKE, SeatRole.HANDLER, SeatRole.REVIEWER)
#: Seats that read the case from outside its handling.
BESIDE: Final = (SeatRole.INTERPRETER, SeatRole.ADVISER)
#: What an entry is about in which the person marked whom her report concerns.
CONCERNS: Final = "concerns"
_NO_SEAT: Final = "You hold no seat in this mechanism that allows this. Ask its administrator if you should."
_NO_KEY: Final = "This case was not given to you. Ask its handler or the intake team if you should work on it."


@dataclass(frozen=True, slots=True)
class Handler:
    """A member at work on one case that she has opened."""

    user: User
    keys: MemberKeys = field(repr=False)
    case: Case
    secrets: CaseSecrets = field(repr=False)
    #: The seat in which she acts here.
    role: str
    #: She looked twice at what she writes: it gives nobody away, although it is not safe to answer.
    although_unsafe: bool = False

    @property
    def signer(self) -> Signer:
        """How she signs."""
        return Signer.member(self.keys, self.role)

    @property
    def handles(self) -> bool:
        """Whether she moves the case on, not only reads or translates it."""
        return self.role in HANDLING

    def require_handling(self) -> None:
        """Refuse who only reads or translates."""
        if not self.handles:
            raise NotAllowedError("Only those who handle this case may do this.")


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever holds the receipt of a case."""

    case: Case
    keys: PersonKeys = field(repr=False)

    @property
    def secrets(self) -> CaseSecrets:
        """What she can open."""
        return self.keys.secrets

    @property
    def signer(self) -> Signer:
        """How she signs."""
        return Signer.person(self.keys)


def seats_of(user: User, mechanism: Mechanism) -> frozenset[str]:
    """Return the roles in which somebody sits in a mechanism today; none for a closed account."""
    if not user.is_active:
        return frozenset()
    found = Seat.objects.filter(active(), user=user, mechanism=mechanism)
    return frozenset(found.values_list("role", flat=True))


def active() -> Q:
    """Narrow seats to those that are held today, by somebody who still belongs to the organisation."""
    return unended() & Q(user__memberships__organisation=F("mechanism__organisation"))


def unended() -> Q:
    """Narrow seats to those that nobody has ended, whether or not they still open anything."""
    return Q(until__isnull=True) | Q(until__gt=timezone.localdate())


def has_seat(user: User, mechanism: Mechanism, *roles: str) -> bool:
    """Whether somebody holds one of these seats."""
    return not seats_of(user, mechanism).isdisjoint(roles)


def require_seat(user: User, mechanism: Mechanism, *roles: str) -> None:
    """Raise ``NotAllowedError`` unless somebody holds one of these seats."""
    if not has_seat(user, mechanism, *roles):
        raise NotAllowedError(_NO_SEAT)


def may_administer(user: User, mechanism: Mechanism) -> bool:
    """Whether somebody may change how a mechanism works: its administrator, or the human rights lead."""
    is_lead = may(user, Permission.MANAGE, mechanism.organisation)
    return is_lead or has_seat(user, mechanism, SeatRole.ADMINISTRATOR)


def require_administer(user: User, mechanism: Mechanism) -> None:
    """Raise ``NotAllowedError`` unless somebody may change how a mechanism works."""
    if not may_administer(user, mechanism):
        raise NotAllowedError("Only the administrator of the mechanism or the human rights lead may change this.")


def case_keys_of(user: User) -> Q:
    """Narrow case keys to those that open something for this person today."""
    is_current = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    return Q(user=user, scope__in=(KeyScope.CASE, KeyScope.SHARED)) & is_current


def open_to_team(mechanism: Mechanism) -> set[int]:
    """Return the cases of which somebody who handles cases holds a key today, in the seat for which it was given."""
    seats = Seat.objects.filter(active(), mechanism=mechanism, user__is_active=True, role__in=HANDLING)
    sitting = set(seats.values_list("user_id", "role"))
    current = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    keys = CaseKey.objects.filter(current, case__mechanism=mechanism, case__is_draft=False, scope=KeyScope.CASE)
    rows = keys.filter(case__shredded_on=None).exclude(sealed=b"").values_list("case_id", "user_id", "role")
    return {case for case, user, role in rows if (user, role) in sitting}


def concerned(case: Case, secrets: CaseSecrets) -> set[int]:
    """Return the members whom the report concerns, as its person said; only an opened case tells."""
    if not case.pk:
        return set()
    found: set[int] = set()
    for entry in case.entries.filter(author=Author.PERSON, kind=EntryKind.SYSTEM):
        entry.case = case
        try:
            said = envelopes.read_entry(entry, secrets)
        except SealError:  # it was changed: the verification of the chain says so
            continue
        found |= set(said["users"]) if said.get("event") == CONCERNS else set()
    return found


def open_case(user: User, keys: MemberKeys, case: Case) -> Handler:
    """Open a case for a member; ``NotAllowedError`` where it was not given to her, or her seat has ended."""
    given = CaseKey.objects.filter(case_keys_of(user), case=case).order_by("scope").first()
    if given is None or keys.user_id != user.pk:
        raise NotAllowedError(_NO_KEY)
    if given.role not in seats_of(user, case.mechanism):
        raise NotAllowedError(_NO_SEAT)
    given.case = case
    return Handler(user, keys, case, envelopes.open_case_key(given, keys), given.role)


@dataclass(frozen=True, slots=True)
class Openings:
    """Cases of a mechanism that a member opened at once, and those that were given to her and do not open."""

    opened: tuple[Handler, ...] = field(repr=False)
    damaged: tuple[Case, ...] = ()


def open_cases(user: User, keys: MemberKeys, mechanism: Mechanism, cases: Iterable[Case]) -> Openings:
    """Open many cases of a mechanism, with as few questions as for one; what is not hers is left out."""
    by_pk = {case.pk: case for case in cases}
    if keys.user_id != user.pk:
        return Openings(())
    given = CaseKey.objects.filter(case_keys_of(user), case__in=by_pk).order_by("-scope")
    seats, first = seats_of(user, mechanism), {one.case_id: one for one in given}
    opened, damaged = [], []
    for one in (one for one in first.values() if one.role in seats):
        one.case = by_pk[one.case_id]
        try:
            opened.append(Handler(user, keys, one.case, envelopes.open_case_key(one, keys), one.role))
        except SealError:
            damaged.append(one.case)
    return Openings(tuple(opened), tuple(damaged))
