"""Identity and contact, each under a key of its own: the person holds it, custodians hold shares (GP 31 b, f)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from knowshow.foundation import vault
from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.models import KeyScope, MemberKey, PartShare, RevealState, SealedPart, Seat, SeatRole
from knowshow.remedy.services import _concerns
from knowshow.remedy.standing import active

if TYPE_CHECKING:
    from knowshow.remedy.envelopes import PersonKeys
    from knowshow.remedy.models import Case
    from knowshow.remedy.standing import Person

#: Two custodians open a part together, where there are as many.
_TOGETHER: Final = 2


def put(
    person: Person, what: KeyScope, content: Mapping[str, object], consent: str, *, for_notices: bool
) -> PersonKeys:
    """Store or replace a sealed part; return the person's keys, which may hold one more. The case is held already.

    A part of a draft is the person's alone: custodians and the worker get their keys of it when it is sent.
    """
    for_notices = for_notices and not person.case.is_draft
    part = SealedPart.objects.filter(case=person.case, what=what).first()
    if part is None:
        return _first(person, what, content, consent, for_notices=for_notices)
    part.case = person.case
    part.version, part.consent = part.version + 1, consent
    part.sealed = envelopes.seal_part(part, content)
    part.for_notices = _for_notices(part, person.keys.parts[what]) if for_notices else b""
    part.save(update_fields=["version", "consent", "sealed", "for_notices"])
    if not person.case.is_draft:
        _share(part, person.keys.parts[what], _concerns.concerned(person.case, person.secrets))
    return person.keys


def _first(
    person: Person, what: KeyScope, content: Mapping[str, object], consent: str, *, for_notices: bool
) -> PersonKeys:
    case, pair = person.case, KeyPair.new()
    keys = replace(person.keys, parts={**person.keys.parts, what: pair.secret})
    part = SealedPart(case=case, what=what, public_key=pair.public, consent=consent)
    part.sealed = envelopes.seal_part(part, content)
    part.for_notices = _for_notices(part, pair.secret) if for_notices else b""
    part.save()
    case.receipt_locked = envelopes.lock_receipt(case, keys)
    case.save(update_fields=["receipt_locked"])
    if not case.is_draft:
        _share(part, pair.secret, _concerns.concerned(case, person.secrets))
    return keys


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
    held = MemberKey.objects.filter(retired_on__isnull=True, user__seats__in=seats.exclude(user__in=concerned))
    custodians = list(held.distinct())
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
                  sealed=envelopes.seal_to_member(held, share.encode(), part.case, f"share {part.what}"))
        for held, share in zip(custodians, shares, strict=True)
    )  # fmt: skip


def end_notices(case: Case) -> None:
    """Take the contact's key away from the worker that sends notices."""
    SealedPart.objects.filter(case=case, what=KeyScope.CONTACT).update(for_notices=b"")


def _for_notices(part: SealedPart, secret: bytes) -> bytes:
    """Seal the contact's key to the worker that sends notices; nothing where there is none."""
    public = bytes(part.case.mechanism.notice_public)
    return envelopes.seal_for_notices(part, public, secret) if public else b""
