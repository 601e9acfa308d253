"""Keys of people who work here, and who gets into a case (grievance.md 2.7).

Opening a key takes some tenths of a second on purpose. It happens outside every transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place, SealError
from knowshow.foundation import history, vault
from knowshow.foundation.models.fields import new_code
from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseKey, EntryKind, KeyScope, MemberKey, Seat
from knowshow.remedy.services import _acts, _concerns, _member_keys, reveals
from knowshow.remedy.standing import BESIDE, HANDLING, active, require_seat

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import MemberKeys
    from knowshow.remedy.standing import Handler

SHORTEST: Final = 16


def make_keys(*, actor: User, passphrase: str, former: MemberKeys | None = None) -> MemberKeys:
    """Make the case keys of a member; a former key is retired.

    Where the former key is still open, what was sealed to it is sealed to the new one. Otherwise it opens nothing any
    more, and a colleague gives each case anew (``rewrap_for``), or the trustees do.
    """
    check_passphrase(passphrase)
    salt = vault.new_salt()
    keys = envelopes.new_member_keys(actor.pk, new_code())
    locked = envelopes.lock_member(envelopes.passphrase_key(passphrase, salt), keys)
    _store(actor, keys, salt, locked, former)
    return keys


def open_keys(*, actor: User, passphrase: str) -> MemberKeys:
    """Return a member's keys. Refuses another passphrase, and whoever has no key yet."""
    stored = MemberKey.objects.filter(user=actor, retired_on__isnull=True).first()
    if stored is None:
        raise ConflictError("You have no case key yet. Make one first.")
    try:
        return envelopes.open_member(stored, envelopes.passphrase_key(passphrase, bytes(stored.salt)))
    except SealError as error:
        raise BadInputError(
            "This is not your case passphrase.",
            place=Place(field="passphrase"),
            remedy="It is not the password with which you sign in.",
        ) from error


def change_passphrase(*, actor: User, former: str, passphrase: str) -> None:
    """Lock the same keys under another passphrase, for whoever knows the one until now.

    Open cases are not enough: whoever finds the screen of somebody else must not lock her out.
    """
    check_passphrase(passphrase)
    keys = open_keys(actor=actor, passphrase=former)
    salt = vault.new_salt()
    locked = envelopes.lock_member(envelopes.passphrase_key(passphrase, salt), keys)
    with transaction.atomic():
        found = MemberKey.objects.filter(user=actor, code=keys.code, retired_on__isnull=True)
        if not found.update(salt=salt, locked=locked):
            raise ConflictError("Your key was replaced meanwhile. Open the cases again.")
        _note(actor, "remedy.key.passphrase_changed")


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is soon guessed by whoever has the database."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < SHORTEST // 2:
        raise BadInputError(
            f"A case passphrase has at least {SHORTEST} characters.",
            place=Place(field="passphrase"),
            remedy="Take four or more unrelated words. Whoever steals the database can try as often as they like.",
        )


@transaction.atomic
def give_case(*, actor: Handler, user: User, role: str) -> CaseKey:
    """Let somebody else into a case: the keys are sealed to hers. Interpreters and advisers get no internal notes."""
    actor.require_handling()
    require_seat(user, actor.case.mechanism, role)
    if role not in {*HANDLING, *BESIDE}:
        raise NotAllowedError("This seat works without the content of cases.")
    _acts.hold(actor.case)
    stored = _member_keys.held([user.pk]).get(user.pk)
    if stored is None:
        raise ConflictError("This member has no case key yet. She makes one when she opens the cases.")
    _concerns.refuse(actor.case, actor.secrets, user)
    if user.pk == actor.user.pk:
        raise ConflictError("You can open this case already.")
    scope = KeyScope.SHARED if role in BESIDE else KeyScope.CASE
    sealed = envelopes.seal_case_key(actor.case, actor.secrets, stored, scope)
    CaseKey.objects.filter(case=actor.case, user=user).delete()
    given = CaseKey.objects.create(
        case=actor.case, user=user, scope=scope, role=role, sealed=sealed, given_by=actor.user
    )
    _acts.append(actor, {"event": "joined", "role": role}, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.case.given", actor.case, role)
    return given


@transaction.atomic
def take_case_back(*, actor: Handler, given: CaseKey) -> None:
    """End somebody's access. What she has read she has read; from now on nothing new opens for her through us."""
    actor.require_handling()
    if given.case_id != actor.case.pk:
        raise NotAllowedError("This key is of another case.")
    _acts.hold(actor.case)
    if not _opens_for_others(given):
        raise ConflictError("Somebody must be able to open the case. Give it to somebody else first.")
    given.delete()
    _acts.append(actor, {"event": "left", "role": given.role}, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.case.taken_back", actor.case, given.role)


def _opens_for_others(given: CaseKey) -> bool:
    """Whether the case opens for somebody who handles it without this key: a key that works, and a seat that is held.

    Asked while the case is held, so that two people do not take each other's key back at once.
    """
    others = CaseKey.objects.filter(
        Q(until__isnull=True) | Q(until__gt=timezone.localdate()), case=given.case_id, role__in=HANDLING,
        scope=KeyScope.CASE, user__is_active=True,
    )  # fmt: skip
    seats = Seat.objects.filter(active(), mechanism=given.case.mechanism, user=OuterRef("user"), role=OuterRef("role"))
    return others.exclude(pk=given.pk).exclude(sealed=b"").filter(Exists(seats)).exists()


@transaction.atomic
def rewrap_for(*, actor: Handler, user: User) -> CaseKey:
    """Give a case anew to a member who made a new key, in the same seat and with the same reach as before."""
    actor.require_handling()
    _acts.hold(actor.case)
    stored = _member_keys.held([user.pk]).get(user.pk)
    lost = waiting_to_be_given(user).filter(case=actor.case).order_by("scope").first()
    if lost is None or stored is None:
        raise ConflictError("This case does not wait to be given to this member anew.")
    require_seat(user, actor.case.mechanism, lost.role)
    lost.sealed = envelopes.seal_case_key(actor.case, actor.secrets, stored, KeyScope(lost.scope))
    lost.given_by, lost.given_on, lost.until = actor.user, timezone.localdate(), None
    lost.save(update_fields=["sealed", "given_by", "given_on", "until"])
    _acts.note(actor, "remedy.case.given_anew", actor.case, lost.role)
    return lost


def waiting_to_be_given(user: User) -> QuerySet[CaseKey]:
    """Return the case keys of a member that were sealed to a key which she no longer has."""
    scopes = (KeyScope.CASE, KeyScope.SHARED)
    return CaseKey.objects.filter(user=user, scope__in=scopes, until__lte=timezone.localdate(), sealed=b"")


@transaction.atomic
def _store(actor: User, keys: MemberKeys, salt: bytes, locked: bytes, former: MemberKeys | None) -> MemberKey:
    """Put a key in the place of the former one, after whoever is sealing to that one at this moment."""
    MemberKey.objects.filter(user=actor, retired_on__isnull=True).update(retired_on=timezone.localdate())
    stored = MemberKey.objects.create(
        user=actor, code=keys.code, public=keys.pair.public, verify=vault.verify_key(keys.signing_seed), salt=salt,
        locked=locked,
    )  # fmt: skip
    _carry_over(stored, former)
    _note(actor, "remedy.key.made", key=envelopes.key_digest(stored))
    return stored


def _carry_over(stored: MemberKey, former: MemberKeys | None) -> None:
    """Seal to the new key what the former one opens; what nobody can carry over opens nothing from now on."""
    given = CaseKey.objects.filter(user_id=stored.user_id, scope__in=(KeyScope.CASE, KeyScope.SHARED))
    for one in given.select_related("case__mechanism").order_by("case", "pk"):
        try:
            secrets = envelopes.open_case_key(one, former) if former else None
        except SealError:
            secrets = None
        if secrets is None:
            one.sealed, one.until = b"", timezone.localdate()
        else:
            one.sealed = envelopes.seal_case_key(one.case, secrets, stored, KeyScope(one.scope))
        one.save(update_fields=["sealed", "until"])
    reveals.carry_over(stored, former)


def _note(actor: User, action: str, **detail: str) -> None:
    history.record(actor=actor, action=action, organisation=None, subject=actor, detail=detail, to_the_day=True)
