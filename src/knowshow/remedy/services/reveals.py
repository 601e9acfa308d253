"""See who somebody is, or how to reach her: per person, for some days, with her consent (GP 31 b, f).

The key of a name opens for one member only. Either the person seals it to her, or custodians seal their shares anew,
as many as are needed: where the person said beforehand that the team may know, or in an emergency, with the reason.
Each step stands in the case, where the person reads it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place, SealError
from knowshow.foundation import vault
from knowshow.foundation.apart import apart
from knowshow.remedy import envelopes
from knowshow.remedy.filing import given
from knowshow.remedy.models import EntryKind, MemberKey, PartShare, Reveal, RevealState, SealedPart, SeatRole
from knowshow.remedy.services import _acts, _member_keys, _moves, _parts
from knowshow.remedy.services.person import checked_text
from knowshow.remedy.standing import require_seat

if TYPE_CHECKING:
    from knowshow.foundation.apart import Failure
    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import Content, MemberKeys
    from knowshow.remedy.models import Case
    from knowshow.remedy.standing import Handler, Person

MOST_DAYS: Final = 90
_CHANGED: Final = (
    "What stands here is not what the person gave: it was changed in the database. Do not use it. Tell the "
    "administrator at once, and change nothing."
)


@transaction.atomic
def ask_reveal(*, actor: Handler, part: SealedPart, days: int, reason: str) -> Reveal:
    """Ask to see a name or a contact for some days; the person reads who asks, in which seat, and why."""
    actor.require_handling()
    checked_text(reason)
    _moves.require_of(actor, part.case_id)
    if not 1 <= days <= MOST_DAYS:
        raise BadInputError(f"Choose from 1 to {MOST_DAYS} days.", place=Place(field="days"))
    _acts.hold(actor.case)
    mine = part.reveals.filter(user=actor.user)
    if mine.filter(state=RevealState.ASKED).exists() or any(one.is_current for one in mine):
        raise ConflictError("You have asked already, or it is open for you.")
    reveal = Reveal.objects.create(part=part, user=actor.user, days=days)
    _tell_custodians(reveal, actor.case, reason)
    content = {
        "event": "reveal_asked", "what": part.what, "days": days, "text": reason, "role": actor.role,
        "reveal": reveal.pk,
    }  # fmt: skip
    _acts.append(actor, content, kind=EntryKind.REQUEST)
    _acts.note(actor, "remedy.reveal.asked", actor.case, part.what)
    return reveal


@transaction.atomic
def answer_reveal(*, actor: Person, reveal: Reveal, agrees: bool) -> Reveal:
    """Let this one member see it for the days that she asked for, or not."""
    _moves.require_of(actor, reveal.part.case_id)
    _acts.hold(actor.case)
    stored = _key_of(reveal)
    reveal.refresh_from_db()
    if reveal.state != RevealState.ASKED:
        raise ConflictError("This was answered already.")
    reveal.answered_on = timezone.localdate()
    pins: dict[str, str] = {}
    if agrees:
        _open(reveal)
        reveal.sealed_key = _sealed_by_person(actor, reveal, stored)
    else:
        reveal.state, reveal.sealed_shares = RevealState.REFUSED, []
        reveal.part.case = actor.case
        pins = _parts.ask_me_first(reveal.part)
    reveal.save()
    until = reveal.until.isoformat() if reveal.until else ""
    content = {"about": "reveal", "answer": "yes" if agrees else "no", "until": until, "reveal": reveal.pk}
    _acts.append(actor, content, kind=EntryKind.CONSENT, pins=pins)
    _acts.note(actor, "remedy.reveal.consented" if agrees else "remedy.reveal.refused", actor.case)
    return reveal


@transaction.atomic
def take_consent_back(*, actor: Person, reveal: Reveal) -> Reveal:
    """Seal again what is open, for whomever, before its days are over; from now on she wants to be asked first.

    What was opened in an emergency stays open for its days.
    """
    _moves.require_of(actor, reveal.part.case_id)
    _acts.hold(actor.case)
    reveal.refresh_from_db()
    if not reveal.is_current or reveal.is_emergency:
        raise ConflictError("This is not open by your consent.")
    for one in reveal.part.reveals.filter(state=RevealState.OPEN, is_emergency=False):
        _end(one)
    reveal.part.case = actor.case
    pins = _parts.ask_me_first(reveal.part)
    reveal.refresh_from_db()
    content = {"about": "reveal", "answer": "back", "what": reveal.part.what, "reveal": reveal.pk}
    _acts.append(actor, content, kind=EntryKind.CONSENT, pins=pins)
    _acts.note(actor, "remedy.reveal.taken_back", actor.case)
    return reveal


@transaction.atomic
def give_share(
    *, actor: User, keys: MemberKeys, reveal: Reveal, is_emergency: bool = False, reason: str = ""
) -> Reveal:
    """Seal one's share of the key to the member who asked; with enough shares it opens for her.

    Without the person's consent it is an emergency, and the reason is told to her.
    """
    case = reveal.part.case
    require_seat(actor, case.mechanism, SeatRole.CUSTODIAN)
    _acts.hold(case)
    stored = _key_of(reveal)
    reveal.refresh_from_db()
    part = reveal.part
    part.case = case
    _require_may_give(actor, reveal, is_emergency=is_emergency, reason=reason)
    share = PartShare.objects.filter(part=part, user=actor).first()
    if share is None:
        raise NotAllowedError("You hold no share of this key. It was made before you took your seat.")
    opened = envelopes.open_share(keys, part, bytes(share.sealed))
    sealed = envelopes.seal_to_member(_required(stored), opened, case, _share_purpose(reveal))
    reveal.sealed_shares = [*reveal.sealed_shares, {"by": actor.pk, "sealed": sealed.hex()}]
    reveal.is_emergency = reveal.is_emergency or is_emergency
    if len(reveal.sealed_shares) >= share.needed:
        _open(reveal)
        reveal.answered_on = timezone.localdate()
    reveal.save()
    content = {
        "event": "reveal_share", "what": part.what, "role": SeatRole.CUSTODIAN, "emergency": is_emergency,
        "text": reason, "is_open": reveal.state == RevealState.OPEN,
    }  # fmt: skip
    _acts.append_from_system(case, content, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.reveal.share_given", case, part.what)
    return reveal


@transaction.atomic
def refuse_share(*, actor: User, reveal: Reveal, reason: str) -> Reveal:
    """Refuse as a custodian: no share opens it any more. The person reads it, and may still say yes or no herself."""
    case = reveal.part.case
    require_seat(actor, case.mechanism, SeatRole.CUSTODIAN)
    checked_text(reason)
    _acts.hold(case)
    reveal.refresh_from_db()
    if not reveal.waits_for_custodians:
        raise ConflictError("This was answered already.")
    reveal.sealed_shares, reveal.custodian_refused_on = [], timezone.localdate()
    reveal.save()
    content = {"event": "reveal_refused", "what": reveal.part.what, "role": SeatRole.CUSTODIAN, "text": reason}
    _acts.append_from_system(case, content, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.reveal.share_refused", case)
    return reveal


def reason_of(keys: MemberKeys, reveal: Reveal) -> str:
    """Return why something was asked, as a custodian of its key reads it; nothing where it was not sealed to her."""
    for one in reveal.sealed_reasons:
        if one["to"] == keys.user_id:
            try:
                sealed = bytes.fromhex(one["sealed"])
                return envelopes.open_for_member(keys, sealed, reveal.part.case, _reason_purpose(reveal)).decode()
            except SealError:  # she has another key by now
                return ""
    return ""


@transaction.atomic
def look(*, actor: Handler, reveal: Reveal) -> Content:
    """Open what was revealed to this member, while it is; each looking is noted for the person to the day."""
    _acts.hold(actor.case)
    reveal.refresh_from_db()
    secret = part_key(actor, reveal)
    part = reveal.part
    part.case = actor.case
    if not given.is_as_given(part):
        raise ConflictError(_CHANGED)
    content = envelopes.open_part(part, secret)
    _acts.tell_once_a_day(actor, {"event": "reveal_looked", "what": part.what, "role": actor.role})
    _acts.note(actor, "remedy.reveal.looked", actor.case, part.what)
    return content


def part_key(actor: Handler, reveal: Reveal) -> bytes:
    """Return the key of a part that is open for this member; refuse anybody else, and once its days are over."""
    _moves.require_of(actor, reveal.part.case_id)
    if reveal.user_id != actor.user.pk or not reveal.is_current:
        raise NotAllowedError("This is not open for you. Ask for it, with a reason.")
    case = actor.case
    if reveal.sealed_key:
        return envelopes.open_for_member(actor.keys, bytes(reveal.sealed_key), case, _key_purpose(reveal))
    shares = [
        envelopes.open_for_member(actor.keys, bytes.fromhex(one["sealed"]), case, _share_purpose(reveal)).decode()
        for one in reveal.sealed_shares
    ]
    return vault.combine(shares)


@transaction.atomic
def end_reveal(*, actor: Handler, reveal: Reveal) -> Reveal:
    """Close before its time what was open for oneself, or take back what one asked."""
    _moves.require_of(actor, reveal.part.case_id)
    if reveal.user_id != actor.user.pk:
        raise NotAllowedError("Only who asked can take it back.")
    _acts.hold(actor.case)
    _end(reveal)
    _acts.append(actor, {"event": "reveal_ended", "what": reveal.part.what}, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.reveal.ended", actor.case)
    return reveal


def end_expired(*, actor: None = None, failures: list[Failure] | None = None) -> int:  # noqa: ARG001  (the worker)
    """Drop the keys of what was open for long enough, each apart from the others; return how many there were."""
    failures, count = [] if failures is None else failures, 0
    for reveal in Reveal.objects.filter(state=RevealState.OPEN, until__lt=timezone.localdate()).select_related(
        "part__case"
    ):
        with apart(failures, "names that were shown", of=reveal.part.case.code), transaction.atomic():
            _end(reveal)
            _acts.note(None, "remedy.reveal.ended", reveal.part.case)
            count += 1
    return count


def carry_over(stored: MemberKey, former: MemberKeys | None) -> None:
    """Seal to a member's new key what her former one opens: her shares, and what is open for her.

    What the former key does not open is dropped, so that the person's next change shares it anew.
    """
    for share in PartShare.objects.filter(user=stored.user_id).select_related("part__case__mechanism"):
        share.sealed = _shared_anew(stored, former, share)
        if share.sealed:
            share.save(update_fields=["sealed"])
        else:
            share.delete()
    open_for_her = Reveal.objects.filter(user=stored.user_id, state__in=(RevealState.ASKED, RevealState.OPEN))
    held = open_for_her.select_for_update(of=("self",)).order_by("pk")  # one that is ended now gets no key back
    for reveal in held.select_related("part__case__mechanism"):
        case = reveal.part.case
        if reveal.sealed_key:
            reveal.sealed_key = _sealed_anew(stored, former, bytes(reveal.sealed_key), case, _key_purpose(reveal))
        anew = [
            {**one, "sealed": sealed.hex()}
            for one in reveal.sealed_shares
            if (sealed := _sealed_anew(stored, former, bytes.fromhex(one["sealed"]), case, _share_purpose(reveal)))
        ]
        is_whole = bool(reveal.sealed_key) or (bool(anew) and len(anew) == len(reveal.sealed_shares))
        if reveal.state == RevealState.OPEN and not is_whole:
            _end(reveal)
            continue
        reveal.sealed_shares = anew
        reveal.save(update_fields=["sealed_key", "sealed_shares"])


def _shared_anew(stored: MemberKey, former: MemberKeys | None, share: PartShare) -> bytes:
    if former is None:
        return b""
    try:
        opened = envelopes.open_share(former, share.part, bytes(share.sealed))
    except SealError:
        return b""
    return envelopes.seal_to_member(stored, opened, share.part.case, envelopes.share_purpose(share.part))


def _sealed_anew(stored: MemberKey, former: MemberKeys | None, sealed: bytes, case: Case, purpose: str) -> bytes:
    """Return what was sealed to the former key, sealed to the new one; nothing where it does not open."""
    if former is None:
        return b""
    try:
        opened = envelopes.open_for_member(former, sealed, case, purpose)
    except SealError:
        return b""
    return envelopes.seal_to_member(stored, opened, case, purpose)


def _open(reveal: Reveal) -> None:
    reveal.state = RevealState.OPEN
    reveal.until = timezone.localdate() + timedelta(days=reveal.days)


def _end(reveal: Reveal) -> None:
    reveal.state, reveal.sealed_key, reveal.sealed_shares, reveal.sealed_reasons = RevealState.ENDED, b"", [], []
    reveal.save(update_fields=["state", "sealed_key", "sealed_shares", "sealed_reasons"])


def _tell_custodians(reveal: Reveal, case: Case, reason: str) -> None:
    """Seal the reason to those who hold a share of this key, except to whoever asks."""
    holders = reveal.part.shares.exclude(user=reveal.user_id).values_list("user_id", flat=True)
    keys = _member_keys.held(set(holders)).values()
    reveal.sealed_reasons = [
        {"to": key.user_id,
         "sealed": envelopes.seal_to_member(key, reason.encode(), case, _reason_purpose(reveal)).hex()}
        for key in keys
    ]  # fmt: skip
    reveal.save(update_fields=["sealed_reasons"])


def _sealed_by_person(actor: Person, reveal: Reveal, stored: MemberKey | None) -> bytes:
    secret = actor.keys.parts.get(reveal.part.what)
    if secret is None:
        raise ConflictError("There is nothing to show any more.")
    return envelopes.seal_to_member(_required(stored), secret, actor.case, _key_purpose(reveal))


def _require_may_give(actor: User, reveal: Reveal, *, is_emergency: bool, reason: str) -> None:
    if reveal.user_id == actor.pk:
        raise NotAllowedError("You cannot open for yourself what you asked for.")
    if reveal.state not in {RevealState.ASKED, RevealState.REFUSED} or (
        not reveal.waits_for_custodians and not is_emergency
    ):
        raise ConflictError("This was answered already.")
    if any(one["by"] == actor.pk for one in reveal.sealed_shares):
        raise ConflictError("You gave your share already.")
    if is_emergency:
        checked_text(reason)
    elif not given.lets_team_know(reveal.part):
        raise NotAllowedError(
            "The person wants to be asked first. Only an emergency, with a reason that she reads, goes before that."
        )


def _key_of(reveal: Reveal) -> MemberKey | None:
    """Return the key of who asked, and hold it: before the request is read, since a new key takes along what is there.

    Whoever makes a key holds it first, and then what was sealed to the former one.
    """
    return _member_keys.held([reveal.user_id]).get(reveal.user_id)


def _required(stored: MemberKey | None) -> MemberKey:
    if stored is None:
        raise ConflictError("Who asked has no case key any more.")
    return stored


def _key_purpose(reveal: Reveal) -> str:
    return f"reveal {reveal.pk} {reveal.part.what}"


def _reason_purpose(reveal: Reveal) -> str:
    return f"reveal {reveal.pk} reason"


def _share_purpose(reveal: Reveal) -> str:
    return f"reveal {reveal.pk} share {reveal.part.what}"
