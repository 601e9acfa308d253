"""The trustees' keys: drawn once, split among people of whom one is outside, and used in the open (grievance.md 2.7).

Only the public half is ever stored. A share is shown once, each at the sign-in of another member, and the key is in
force when each trustee has shown that her paper can be read. Nobody uses it for herself, and every use is told to
everybody whose case it opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place, SealError
from knowshow.foundation import history, vault
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.filing import noted
from knowshow.remedy.models import (
    Case,
    CaseKey,
    EntryKind,
    KeyScope,
    Mechanism,
    MemberKey,
    RecoveryUse,
    Seat,
    Trustee,
)
from knowshow.remedy.services import _acts, _concerns, _member_keys
from knowshow.remedy.standing import BESIDE, HANDLING, active, open_to_team, require_administer, require_seat

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import CaseSecrets
    from knowshow.remedy.standing import Handler

FEWEST: Final = 2
MOST: Final = 16
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who will hold a share: an office or a name, and whether it is outside the company."""

    name: str
    is_outside: bool = False
    #: The account at whose sign-in the share is shown: her own, or that of a member who is with her.
    keeper: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A key that was drawn for trustees, before it is in force: its public half, and a share for each."""

    public: bytes
    needed: int
    trustees: tuple[Named, ...]
    shares: tuple[str, ...] = field(repr=False)


def draw(*, trustees: Sequence[Named], needed: int) -> Drawn:
    """Draw a key and split it; nothing is stored, and the secret itself is forgotten at once."""
    people = tuple(replace(one, name=" ".join(one.name.split())) for one in trustees)
    _check(people, needed)
    pair = KeyPair.new()
    return Drawn(pair.public, needed, people, tuple(vault.split(pair.secret, needed=needed, among=len(people))))


def draw_to_hand_out(
    *, actor: User, mechanism: Mechanism, trustees: Sequence[Named], needed: int, for_recovery: bool
) -> Drawn:
    """Draw a key whose shares are shown to as many accounts as there are shares: no screen ever shows two.

    So whoever draws it needs as many others to open anything as the trustees do.
    """
    require_administer(actor, mechanism)
    if for_recovery:
        _refuse_while_alone(mechanism)
    drawn = draw(trustees=trustees, needed=needed)
    _check_keepers(mechanism, drawn.trustees)
    _refuse_case_team(mechanism, drawn)
    return drawn


def note_shown(*, actor: User, mechanism: Mechanism, number: int) -> None:
    """Write down at whose sign-in a share was shown; every member reads it in the history."""
    _note(actor, "share_shown", mechanism, {"share": number})


@transaction.atomic
def put_in_force(*, actor: User, mechanism: Mechanism, drawn: Drawn) -> Mechanism:
    """Seal to this recovery key from now on. What stands sealed to a former one is sealed anew by its handlers.

    Refused while a case opens for nobody of the team: nobody could seal it anew, and the new shares open it no more.
    """
    require_administer(actor, mechanism)
    _refuse_while_alone(mechanism)
    mechanism.recovery_public, mechanism.recovery_needed = drawn.public, drawn.needed
    mechanism.save(update_fields=["recovery_public", "recovery_needed"])
    mechanism.trustees.all().delete()
    Trustee.objects.bulk_create(
        Trustee(mechanism=mechanism, name=one.name, is_outside=one.is_outside, position=position)
        for position, one in enumerate(drawn.trustees, start=1)
    )
    _note(actor, "recovery_key_made", mechanism, noted.key_made(drawn.public))
    return mechanism


@transaction.atomic
def put_matching_in_force(*, actor: User, mechanism: Mechanism, drawn: Drawn) -> Mechanism:
    """Seal the names that people give for matching to this key from now on: no server can read them."""
    require_administer(actor, mechanism)
    mechanism.matching_public = drawn.public
    mechanism.save(update_fields=["matching_public"])
    _note(actor, "matching_key_made", mechanism, noted.key_made(drawn.public))
    return mechanism


@transaction.atomic
def seal_anew(*, actor: Handler) -> bool:
    """Seal a case to the recovery key that is in force; say whether it was not already.

    Refused where it is not the key that the trustees made: whoever put it there would open all cases.
    """
    actor.require_handling()
    case = actor.case
    if "recovery" in noted.exchanged(case.mechanism):
        raise ConflictError(
            "The recovery key that is stored here is not the one that was made here: somebody changed it in the "
            "database. Nothing is sealed to it. Tell whoever runs the server at once: knowshow audit verify."
        )
    if not actor.secrets.internal or envelopes.is_for_recovery(case, bytes(case.mechanism.recovery_public)):
        return False
    _acts.hold(case)
    case.recovery_sealed = envelopes.seal_for_recovery(case, actor.secrets)
    case.save(update_fields=["recovery_sealed"])
    return True


def opened_for_nobody(mechanism: Mechanism) -> list[Case]:
    """Return the cases that nobody of the team can open today: whose keys were lost, or whose people have left."""
    opened = open_to_team(mechanism)
    return [case for case in _recoverable(mechanism) if case.pk not in opened]


def use_recovery(
    *,
    actor: User,
    mechanism: Mechanism,
    shares: Sequence[str],
    reason: str,
    user: User,
    role: str,
    references: Sequence[str] = (),
) -> RecoveryUse:
    """Open cases that open for nobody of the team, all or those named, for another member with the trustees' shares.

    A case that opens for somebody stays as it is, named or not: so it is promised to each person. Each person whose
    case is opened reads in it on which day it was done, why, and for which seat.
    """
    require_administer(actor, mechanism)
    said = _reason(reason)
    if role not in HANDLING:
        raise BadInputError("Only those who handle cases can be given them so.", place=Place(field="role"))
    if user.pk == actor.pk:
        raise BadInputError(
            "Nobody uses the trustees' key for herself.",
            place=Place(field="seat"),
            remedy="Ask another human rights lead, or somebody with the administrator's seat, to use it for you.",
        )
    require_seat(user, mechanism, role)
    pair = _combined(mechanism, shares)
    return _used(actor, mechanism, pair, said, user, role, references)


@transaction.atomic
def _used(
    actor: User,
    mechanism: Mechanism,
    pair: KeyPair,
    reason: str,
    user: User,
    role: str,
    references: Sequence[str],
) -> RecoveryUse:
    asked = _asked_for(mechanism, references)
    cases = _acts.hold_all(asked).values()
    stored = _member_keys.held([user.pk]).get(user.pk)
    if stored is None:
        raise ConflictError("This member has no case key yet. She makes one when she opens the cases.")
    opened = [case for case in cases if _open_for(case, pair, stored, role, reason)]
    if not opened:
        raise ConflictError("None of these cases opens with this key, or all open for somebody already.")
    use = RecoveryUse.objects.create(
        mechanism=mechanism, reason=reason, actor=actor, opened_for=user, cases=len(opened)
    )
    for case in opened:
        _acts.note(actor, "remedy.case.recovered", case, role)
    _note(actor, "recovery_used", mechanism)
    return use


def _open_for(case: Case, pair: KeyPair, stored: MemberKey, role: str, reason: str) -> bool:
    """Seal one case, which is held, to the member, and tell the person; say whether the trustees' key opens it.

    A case that concerns this very member stays closed to her.
    """
    try:
        secrets: CaseSecrets = envelopes.open_recovery(case, pair)
    except SealError:
        return False
    if stored.user_id in _concerns.concerned(case, secrets):
        return False
    sealed = envelopes.seal_case_key(case, secrets, stored, KeyScope.CASE)
    CaseKey.objects.filter(case=case, user_id=stored.user_id).delete()
    CaseKey.objects.create(case=case, user_id=stored.user_id, scope=KeyScope.CASE, role=role, sealed=sealed)
    told = {"event": "recovery_used", "on": timezone.localdate().isoformat(), "reason": reason, "role": role}
    _acts.append_from_system(case, told, kind=EntryKind.SYSTEM)
    return True


def _combined(mechanism: Mechanism, shares: Sequence[str]) -> KeyPair:
    """Return the trustees' key; refuse shares that are too few, mistyped, or of another key."""
    given = [share for share in shares if share.strip()]
    if len(given) < mechanism.recovery_needed or not mechanism.recovery_public:
        raise BadInputError(
            f"{mechanism.recovery_needed} shares are needed; {len(given)} are here.", place=Place(field="shares")
        )
    try:
        secret = vault.combine(given[: mechanism.recovery_needed])
        pair = KeyPair.of(secret) if len(secret) == vault.KEY_BYTES else None
    except SealError as error:
        raise BadInputError(
            "These shares do not fit together.", place=Place(field="shares"), remedy="Look for a mistyped word."
        ) from error
    if pair is None or pair.public != bytes(mechanism.recovery_public):
        raise BadInputError("These shares are of another key than the one in force.", place=Place(field="shares"))
    return pair


def _recoverable(mechanism: Mechanism) -> list[Case]:
    found = Case.objects.filter(mechanism=mechanism, is_draft=False, shredded_on__isnull=True)
    return list(found.exclude(recovery_sealed=b"").select_related("mechanism__organisation").order_by("pk"))


def _asked_for(mechanism: Mechanism, references: Sequence[str]) -> list[Case]:
    """Return the cases that open for nobody, narrowed to those named; refuse to open one that opens for somebody."""
    lost = {case.reference: case for case in opened_for_nobody(mechanism)}
    known = {case.reference for case in _recoverable(mechanism)}
    if any(one not in known for one in references):
        raise BadInputError("Not every reference is of a case that can be opened so.", place=Place(field="references"))
    if any(one not in lost for one in references):
        raise BadInputError(
            "Not every one of these cases is closed to the team: the trustees' key opens none that somebody can open.",
            place=Place(field="references"),
            remedy="Have whoever opens it give it on, or make a new key if she lost hers. Take out who is gone.",
        )
    return [lost[one] for one in dict.fromkeys(references)] or list(lost.values())


def _check(people: Sequence[Named], needed: int) -> None:
    if not FEWEST <= needed <= len(people) <= MOST:
        raise BadInputError(
            f"At least {FEWEST} shares are needed, of at most {MOST}.",
            place=Place(field="needed"),
            remedy="Two of three is usual.",
        )
    if not all(one.name for one in people) or len({one.name.casefold() for one in people}) != len(people):
        raise BadInputError("Each trustee has a name or an office of her own.", place=Place(field="trustees"))
    inside = sum(not one.is_outside for one in people)
    if inside == len(people):
        raise BadInputError("At least one trustee is outside the company.", place=Place(field="trustees"))


def _check_keepers(mechanism: Mechanism, people: Sequence[Named]) -> None:
    """Refuse two shares at one sign-in, and accounts that are none of the organisation's or its case team's."""
    keepers = {one.keeper for one in people}
    found = get_user_model().objects.filter(pk__in=keepers, is_active=True)
    able = [one for one in found if may(one, Permission.SIT_IN_MECHANISMS, mechanism.organisation)]
    if len(able) != len(people):
        raise BadInputError(
            "Each share is shown at the sign-in of another member.",
            place=Place(field="trustees"),
            remedy="For a trustee without an account, choose a member who is with her and sees no other share.",
        )


def _refuse_case_team(mechanism: Mechanism, drawn: Drawn) -> None:
    """Refuse as many shares at sign-ins of people who work on cases as open the key: witnesses could look."""
    seats = Seat.objects.filter(active(), mechanism=mechanism, role__in=(*HANDLING, *BESIDE))
    working = set(seats.values_list("user_id", flat=True))
    if sum(one.keeper in working for one in drawn.trustees) >= drawn.needed:
        raise BadInputError(
            "So many shares would be shown to people who work on cases that they could open every case together.",
            place=Place(field="trustees"),
            remedy="Choose members who work on none, or give the trustee an account of her own.",
        )


def _refuse_while_alone(mechanism: Mechanism) -> None:
    public = bytes(mechanism.recovery_public)
    alone = [case for case in opened_for_nobody(mechanism) if envelopes.is_for_recovery(case, public)]
    if alone:
        raise ConflictError(
            f"Cases that open for the present trustees alone: {len(alone)}. Let them open these for somebody first: "
            "with another key they would open for nobody any more."
        )


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not said or len(said) > _LONGEST_REASON:
        raise BadInputError(
            f"Say why, in at most {_LONGEST_REASON} characters: each of these people reads it.",
            place=Place(field="reason"),
        )
    return said


def _note(actor: User, what: str, mechanism: Mechanism, detail: Mapping[str, str | int] | None = None) -> None:
    history.record(
        actor=actor,
        action=f"remedy.mechanism.{what}",
        organisation=mechanism.organisation,
        subject=mechanism,
        detail=detail,
        to_the_day=True,
    )
