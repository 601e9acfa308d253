"""Give and end seats in a mechanism (GP 31 a: who decides, and who looks on from outside, is public by label)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.foundation import history
from knowshow.foundation.permissions import Permission, may
from knowshow.remedy.models import CaseKey, EntryKind, KeyScope, Seat, SeatRole
from knowshow.remedy.services import _acts
from knowshow.remedy.standing import BESIDE, HANDLING, active, require_administer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Case, Mechanism

#: Seats that open something of cases; who administers the mechanism in a seat holds none of them.
OPENING: Final = (*HANDLING, *BESIDE, SeatRole.CUSTODIAN)
_LONGEST_LABEL: Final = 60


@transaction.atomic
def give_seat(
    *,
    actor: User,
    mechanism: Mechanism,
    user: User,
    role: str,
    label: str,
    unit: str = "",
    is_outside: bool = False,
) -> Seat:
    """Give somebody a seat. The public sees its label, never who sits in it.

    Nobody gives herself one that opens something of cases: whoever administers the mechanism would read alone.
    """
    require_administer(actor, mechanism)
    if user.pk == actor.pk and role in OPENING:
        raise BadInputError(
            "Nobody gives herself a seat that opens cases.",
            place=Place(field="user"),
            remedy="Ask another human rights lead, or somebody with the administrator's seat.",
        )
    _check_role(mechanism, user, role, is_outside=is_outside)
    said = _label(mechanism, user, label)
    try:
        with transaction.atomic():
            seat = Seat.objects.create(
                mechanism=mechanism, user=user, role=role, label=said, unit=unit.strip(), is_outside=is_outside
            )
    except IntegrityError as error:
        raise BadInputError("This person holds such a seat already.", place=Place(field="role")) from error
    _note(actor, "given", seat)
    return seat


@transaction.atomic
def end_seat(*, actor: User, seat: Seat) -> Seat:
    """End a seat. Cases that open in it for its holder alone must be given to somebody else first.

    The person sees in each case that somebody left it. What was read was read: from now on nothing new opens.
    """
    require_administer(actor, seat.mechanism)
    seat.refresh_from_db(fields=["until"], from_queryset=Seat.objects.select_for_update(of=("self",)))
    if seat.until is not None:
        raise ConflictError("This seat has ended already.")
    held = _acts.hold_all(one.case for one in _given_in(seat))
    given = [one for one in _given_in(seat) if one.case_id in held]
    _refuse_orphans(seat, given)
    for one in given:
        _take_back(one, held[one.case_id])
    seat.until = timezone.localdate()
    seat.save(update_fields=["until"])
    for one in given:
        _acts.note(actor, "remedy.case.taken_back", held[one.case_id], one.role)
    _note(actor, "ended", seat)
    return seat


def only_hers(seat: Seat) -> int:
    """Return how many running cases would open for nobody if this seat ended."""
    return len(_orphans(seat, _given_in(seat)))


def _given_in(seat: Seat) -> list[CaseKey]:
    """Return the keys that open cases in this seat, those of erased cases left out."""
    found = CaseKey.objects.filter(
        case__mechanism=seat.mechanism_id, case__shredded_on__isnull=True, user=seat.user_id, role=seat.role
    )
    found = found.filter(scope__in=(KeyScope.CASE, KeyScope.SHARED)).order_by("case", "pk")
    return list(found.select_related("case__mechanism"))


def _orphans(seat: Seat, given: Iterable[CaseKey]) -> list[Case]:
    handled = [one.case for one in given if one.role in HANDLING]
    others = CaseKey.objects.filter(case__in=handled, scope=KeyScope.CASE, until__isnull=True).exclude(
        user=seat.user_id
    )
    sitting = _sitting(seat.mechanism)
    held = {one.case_id for one in others if (one.user_id, one.role) in sitting}
    return [case for case in handled if case.pk not in held]


def _sitting(mechanism: Mechanism) -> set[tuple[int, str]]:
    seats = Seat.objects.filter(active(), mechanism=mechanism, user__is_active=True, role__in=HANDLING)
    return set(seats.values_list("user_id", "role"))


def _refuse_orphans(seat: Seat, given: Iterable[CaseKey]) -> None:
    if alone := len(_orphans(seat, given)):
        raise ConflictError(
            f"{alone} of the cases open for this person alone. Give them to somebody else first; otherwise only the"
            " trustees could open them."
        )


def _take_back(given: CaseKey, case: Case) -> None:
    """Take one key away and tell so in its case, which is held."""
    given.delete()
    _acts.append_from_system(case, {"event": "left", "role": given.role}, kind=EntryKind.SYSTEM)


def _check_role(mechanism: Mechanism, user: User, role: str, *, is_outside: bool) -> None:
    if role not in SeatRole.values:
        raise BadInputError("There is no such seat.", place=Place(field="role"))
    if not may(user, Permission.SIT_IN_MECHANISMS, mechanism.organisation):
        raise NotAllowedError("Only members of the organisation, or of its case team, can hold a seat.")
    if role == SeatRole.OBSERVER and not is_outside:
        raise BadInputError(
            "An observer comes from outside the company.",
            place=Place(field="is_outside"),
            remedy="Give somebody from inside the seat of an analyst.",
        )
    held = set(Seat.objects.filter(active(), mechanism=mechanism, user=user).values_list("role", flat=True))
    if SeatRole.ADMINISTRATOR in {role, *held} and not {role, *held}.isdisjoint(OPENING):
        raise BadInputError(
            "Whoever administers the mechanism in a seat opens no cases.",
            place=Place(field="role"),
            remedy="Give one of the two seats to somebody else.",
        )


def _label(mechanism: Mechanism, user: User, label: str) -> str:
    said = " ".join(label.split())
    if not said or len(said) > _LONGEST_LABEL:
        raise BadInputError("Write a label, such as Casework 2.", place=Place(field="label"))
    if any(len(part) > 2 and part.casefold() in said.casefold().split() for part in user.name.split()):  # noqa: PLR2004
        raise BadInputError("The public sees this label: it holds no name of a person.", place=Place(field="label"))
    if Seat.objects.filter(active(), mechanism=mechanism, label__iexact=said).exists():
        raise BadInputError("Another seat has this label.", place=Place(field="label"), remedy="Add a number to it.")
    return said


def _note(actor: User, what: str, seat: Seat) -> None:
    history.record(
        actor=actor,
        action=f"remedy.seat.{what}",
        organisation=seat.mechanism.organisation,
        subject=seat,
        detail={"role": str(seat.role)},
        to_the_day=True,
    )
