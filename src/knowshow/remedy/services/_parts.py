"""Identity and contact, each under a key of its own: the person holds it, custodians hold shares (GP 31 b, f)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from knowshow.foundation import vault
from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.filing import given
from knowshow.remedy.models import EntryKind, KeyScope, PartShare, RevealState, SealedPart, Seat, SeatRole
from knowshow.remedy.services import _acts, _concerns, _member_keys
from knowshow.remedy.standing import Person, active

if TYPE_CHECKING:
    from knowshow.remedy.models import Case

#: Two custodians open a part together, where there are as many.
_TOGETHER: Final = 2


def made(
    person: Person, what: KeyScope, content: Mapping[str, object], consent: str, *, for_notices: bool
) -> tuple[Person, SealedPart]:
    """Seal a part, or seal it anew; nothing is stored yet. The person's keys may hold one more by now.

    It is sealed to the key that her receipt holds, whatever the database says of it. A part of a draft is the person's
    alone: custodians and the worker get their keys of it when it is sent.
    """
    case = person.case
    part = SealedPart.objects.filter(case=case, what=what).first() if case.pk else None
    if what not in person.keys.parts:
        person = Person(case, replace(person.keys, parts={**person.keys.parts, what: KeyPair.new().secret}))
        case.receipt_locked = envelopes.lock_receipt(case, person.keys)
    part = part or SealedPart(what=what, version=0)
    part.case, part.consent, part.version = case, consent, part.version + 1
    part.public_key = KeyPair.of(person.keys.parts[what]).public
    part.sealed = envelopes.seal_part(part, content)
    tells = for_notices and not case.is_draft
    part.for_notices = _for_notices(part, person.keys.parts[what]) if tells else b""
    return person, part


def store(person: Person, *parts: SealedPart) -> None:
    """Store what was made, and give custodians their shares. The case is stored and held already."""
    case = person.case
    if not parts:
        return
    case.save(update_fields=["receipt_locked"])
    concerned = set() if case.is_draft else _concerns.concerned(case, person.secrets)
    for part in parts:
        part.case = case
        _forget_shares_of_another_key(part)
        part.save()
        if not case.is_draft:
            _share(part, person.keys.parts[part.what], concerned)


def _forget_shares_of_another_key(part: SealedPart) -> None:
    """Drop what opened another key than the person's: of one that she lost, or that somebody put there."""
    former = SealedPart.objects.filter(pk=part.pk).values_list("public_key", flat=True).first()
    if former is not None and bytes(former) != bytes(part.public_key):
        part.shares.all().delete()


def current(person: Person) -> Person:
    """Return the person with the keys that her receipt holds by now: another page of hers may have added one.

    The case is held already, so that none is added meanwhile.
    """
    return Person(person.case, envelopes.open_receipt(person.case, person.keys.receipt_key))


def give(
    person: Person, what: KeyScope, content: Mapping[str, object], consent: str, *, for_notices: bool = False
) -> Person:
    """Seal, store and share a part, and tell so in the case: she signs what she gave."""
    person, part = made(person, what, content, consent, for_notices=for_notices)
    store(person, part)
    if consent != given.STANDING_CONSENT:
        _end_what_custodians_opened(part)
    _acts.append(person, {"event": f"{what}_given"}, kind=EntryKind.SYSTEM, pins=pins(part))
    return person


def _end_what_custodians_opened(part: SealedPart) -> None:
    """Seal again what is open by what she let everybody know beforehand; what she agreed to herself stays open."""
    by_shares = part.reveals.filter(state=RevealState.OPEN, is_emergency=False).exclude(sealed_shares=[])
    by_shares.update(state=RevealState.ENDED, sealed_shares=[], sealed_reasons=[])


def pins(*parts: SealedPart) -> dict[str, str]:
    """Return what the entry holds with which the person gives these parts."""
    return {str(part.what): envelopes.pin_of(part) for part in parts}


def share_anew(person: Person) -> None:
    """Let those custodians hold shares who should by now: one whom the report concerns loses hers."""
    concerned = _concerns.concerned(person.case, person.secrets)
    for part in person.case.parts.all():
        if secret := person.keys.parts.get(part.what):
            part.case = person.case
            _share(part, secret, concerned)


def _share(part: SealedPart, secret: bytes, concerned: set[int]) -> None:
    """Give each custodian a share, of which two open the part; a single custodian opens it alone.

    Custodians whom the report concerns get none. Where others are custodians by now than hold shares, all are made
    anew: those of before fit no more.
    """
    seats = Seat.objects.filter(active(), mechanism=part.case.mechanism, role=SeatRole.CUSTODIAN, user__is_active=True)
    users = set(seats.exclude(user__in=concerned).values_list("user_id", flat=True))
    custodians = list(_member_keys.held(users).values())
    if {one.user_id for one in custodians} == set(part.shares.values_list("user", flat=True)):
        return  # each of them holds hers already
    part.shares.all().delete()
    part.reveals.filter(state=RevealState.ASKED).update(sealed_shares=[])  # given of the shares before
    if not custodians:
        return
    needed = min(_TOGETHER, len(custodians))
    shares = vault.split(secret, needed=needed, among=len(custodians))
    PartShare.objects.bulk_create(
        PartShare(part=part, user_id=held.user_id, needed=needed,
                  sealed=envelopes.seal_to_member(held, share.encode(), part.case, envelopes.share_purpose(part)))
        for held, share in zip(custodians, shares, strict=True)
    )  # fmt: skip


def end_notices(case: Case) -> dict[str, str]:
    """Take the contact's key away from the worker that sends notices; return what her entry holds that says so."""
    part = SealedPart.objects.filter(case=case, what=KeyScope.CONTACT).exclude(for_notices=b"").first()
    if part is None:
        return {}
    part.case = case
    return _changed(part, for_notices=b"")


def ask_me_first(part: SealedPart) -> dict[str, str]:
    """End what she let everybody know beforehand; return what her entry holds that says so."""
    return _changed(part, consent="ask")


def _changed(part: SealedPart, **fields: Any) -> dict[str, str]:  # Any: columns of the part
    """Change a part in her name; she signs it as it is by now, unless somebody else had changed it before."""
    was_hers = given.is_as_given(part)
    for name, value in fields.items():
        setattr(part, name, value)
    part.save(update_fields=list(fields))
    return pins(part) if was_hers else {}


def _for_notices(part: SealedPart, secret: bytes) -> bytes:
    """Seal the contact's key to the worker that sends notices; nothing where there is none."""
    public = bytes(part.case.mechanism.notice_public)
    return envelopes.seal_for_notices(part, public, secret) if public else b""
