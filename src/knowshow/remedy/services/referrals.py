"""Refer a case to another body, with the person's consent, and no more than she agreed to (GP 28, 31; remedy.md 2.6).

The packet holds what she ticked, digests of the evidence and not the evidence, and what was left out. She reads the
very packet that goes. A name or a contact goes only sealed to the body's key, by her own hand: the team never sees
it. Without a receipt in fourteen days the step goes back to her.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import vault
from knowshow.foundation.apart import apart
from knowshow.foundation.models.fields import new_code
from knowshow.remedy import envelopes
from knowshow.remedy.filing.given import is_as_given
from knowshow.remedy.models import Audience, EntryKind, KeyScope, Referral, ReferralState, SealedPart
from knowshow.remedy.services import _acts, _clocks, _moves
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.foundation.apart import Failure
    from knowshow.remedy.standing import Handler, Person

SCHEMA: Final = "knowshow-referral/1"
#: What may be passed on, each only if she agreed to it.
FIELDS: Final = (
    "summary", "wishes", "language", "right", "received_on", "stages", "evidence_digests", "identity", "contact",
)  # fmt: skip
_SEALED_FIELDS: Final = (KeyScope.IDENTITY, KeyScope.CONTACT)
RECEIPT_DAYS: Final = 14
CONSENT_DAYS: Final = 90
REFUSAL_REASONS: Final = ("not_competent", "out_of_time", "no_capacity", "not_admissible", "elsewhere", "other")
#: What may follow on what, as the body says.
_AFTER: Final[Mapping[str, frozenset[str]]] = {
    ReferralState.SENT: frozenset(
        {ReferralState.RECEIVED, ReferralState.ACCEPTED, ReferralState.REFUSED, ReferralState.REREFERRED}
    ),
    ReferralState.RECEIVED: frozenset({ReferralState.ACCEPTED, ReferralState.REFUSED, ReferralState.REREFERRED}),
    ReferralState.ACCEPTED: frozenset({ReferralState.REREFERRED, ReferralState.CLOSED}),
    ReferralState.REREFERRED: frozenset({ReferralState.CLOSED}),
}


@transaction.atomic
def propose_referral(
    *, actor: Handler, body: str, purpose: str, fields: Collection[str], text: str, public_key: str = ""
) -> Referral:
    """Propose to the person that another body deals with it: which, what for, and what it would be told."""
    actor.require_handling()
    checked_text(text)
    wanted = _fields(fields)
    public = _public(public_key)
    if not body.strip() or not purpose.strip():
        raise BadInputError("Say to which body, and for what purpose.", place=Place(field="body"))
    if not public and not wanted.isdisjoint(_SEALED_FIELDS):
        raise BadInputError(
            "A name or a contact goes only sealed to the key of the body.",
            place=Place(field="public_key"),
            remedy="Ask the body for its key, or leave these fields out.",
        )
    _acts.hold(actor.case)
    content = {
        "body": body.strip(), "purpose": purpose.strip(), "fields": _in_order(wanted), "text": text,
        "public_key": public,
    }  # fmt: skip
    entry = _acts.append(actor, content, kind=EntryKind.REFERRAL)
    _acts.note(actor, "remedy.referral.proposed", actor.case)
    return Referral.objects.create(case=actor.case, entry=entry, code=new_code())


@transaction.atomic
def answer_referral(
    *, actor: Person, referral: Referral, fields: Collection[str], until: date | None = None, text: str = ""
) -> Referral:
    """Agree to some of the fields until a day, or to none; she sees the list and ticks each herself."""
    _hold(actor, referral, ReferralState.PROPOSED)
    proposed = envelopes.read_entry(referral.entry, actor.secrets)
    agreed = _fields(fields) & frozenset(proposed["fields"]) if fields else frozenset()
    referral.state = ReferralState.CONSENTED if agreed else ReferralState.DECLINED
    if agreed:
        referral.consented_on = timezone.localdate()
        referral.consent_until = _until(until)
    content = {
        "about": "referral", "answer": "yes" if agreed else "no", "text": text, "fields": _in_order(agreed),
        "until": referral.consent_until.isoformat() if referral.consent_until else "",
        "sealed": _sealed_parts(actor, agreed, proposed["public_key"], referral.code),
    }  # fmt: skip
    _acts.append(actor, content, kind=EntryKind.CONSENT, about=referral.entry)
    referral.save(update_fields=["state", "consented_on", "consent_until"])
    _acts.note(actor, f"remedy.referral.{referral.state}", actor.case)
    return referral


@transaction.atomic
def withdraw_consent(*, actor: Person, referral: Referral) -> Referral:
    """Take consent back; what has gone already cannot be called back, and she is told so."""
    _hold(actor, referral, ReferralState.CONSENTED, ReferralState.PROPOSED)
    referral.state, referral.consent_until = ReferralState.DECLINED, None
    referral.save(update_fields=["state", "consent_until"])
    content = {"about": "referral", "answer": "no", "until": "", "fields": []}
    _acts.append(actor, content, kind=EntryKind.CONSENT, about=referral.entry)
    _acts.note(actor, "remedy.referral.declined", actor.case)
    return referral


@transaction.atomic
def send_referral(*, actor: Handler, referral: Referral, facts: Mapping[str, str]) -> bytes:
    """Make the packet of what she agreed to, keep it in the case, and hand it back as the bytes that go.

    Where the body gave a key, they are sealed to it. ``facts`` are the minimal facts, by field.
    """
    actor.require_handling()
    _hold(actor, referral, ReferralState.CONSENTED)
    today = timezone.localdate()
    if referral.consent_until is None or referral.consent_until < today:
        raise ConflictError("Her consent has run out. Ask her again.")
    proposed = envelopes.read_entry(referral.entry, actor.secrets)
    consent = _consent(actor, referral)
    packet = _packet(actor, referral, proposed, consent, facts)
    content = {
        "body": proposed["body"], "purpose": proposed["purpose"], "fields": consent["fields"], "packet": packet,
    }  # fmt: skip
    _acts.append(actor, content, kind=EntryKind.REFERRAL, about=referral.entry)
    referral.state, referral.sent_on = ReferralState.SENT, today
    referral.receipt_due_on = today + timedelta(days=RECEIPT_DAYS)
    referral.save(update_fields=["state", "sent_on", "receipt_due_on"])
    _acts.note(actor, "remedy.referral.sent", actor.case)
    return as_file(packet, proposed["public_key"])


@transaction.atomic
def record_receipt(*, actor: Handler, referral: Referral, state: str, reason: str = "", text: str = "") -> Referral:
    """Write down what the body answered; the person reads it too."""
    actor.require_handling()
    _moves.require_of(actor, referral.case_id)
    _acts.hold(actor.case)
    referral.refresh_from_db()
    referral.entry.case = actor.case
    if state not in _AFTER.get(referral.state, frozenset()):
        raise ConflictError("This answer does not follow on what the body said before.")
    if state == ReferralState.REFUSED and reason not in REFUSAL_REASONS:
        raise BadInputError("Choose why the body refused.", place=Place(field="reason"))
    referral.state, referral.answered_on = state, timezone.localdate()
    referral.reason = reason if state == ReferralState.REFUSED else ""
    referral.receipt_due_on = None
    referral.save(update_fields=["state", "answered_on", "reason", "receipt_due_on"])
    content = {"event": "referral_answered", "state": state, "reason": referral.reason, "text": text}
    _acts.append(actor, content, kind=EntryKind.SYSTEM, about=referral.entry)
    _acts.note(actor, f"remedy.referral.{state}", actor.case)
    return referral


def give_back_unanswered(*, actor: None = None, failures: list[Failure] | None = None) -> int:  # noqa: ARG001  (the worker)
    """Put the step back to the person where no receipt came in time, each case apart; return how many there were."""
    failures, count = [] if failures is None else failures, 0
    for referral in _unanswered().select_related("case", "entry"):
        with apart(failures, "referrals without a receipt", of=referral.case.code):
            count += _give_back(referral)
    return count


@transaction.atomic
def _give_back(referral: Referral) -> bool:
    """Put one step back, unless the receipt came meanwhile."""
    _acts.hold(referral.case)
    if not _unanswered().filter(pk=referral.pk).exists():
        return False
    _acts.append_from_system(referral.case, {"event": "referral_unanswered"}, kind=EntryKind.SYSTEM)
    referral.receipt_due_on, referral.reason = None, "no_receipt"
    referral.save(update_fields=["receipt_due_on", "reason"])
    return True


def _unanswered() -> QuerySet[Referral]:
    return Referral.objects.filter(state=ReferralState.SENT, receipt_due_on__lt=timezone.localdate())


def as_file(packet: Mapping[str, object], public_key: str) -> bytes:
    """Write a packet as the bytes that go: JSON, or sealed to the body's key (X25519, XChaCha20-Poly1305)."""
    written = msgspec.json.format(msgspec.json.encode(packet), indent=2)
    return vault.seal(bytes.fromhex(public_key), written, SCHEMA.encode()) if public_key else written


def packet_of(actor: Handler | Person, referral: Referral) -> tuple[Mapping[str, object], str] | None:
    """Return the packet that went and the key of the body, to be downloaded again; nothing before it is sent."""
    sent = referral.entry.followed_by.filter(kind=EntryKind.REFERRAL).last()
    if sent is None:
        return None
    key = envelopes.read_entry(referral.entry, actor.secrets)["public_key"]
    return envelopes.read_entry(sent, actor.secrets)["packet"], key


def agreed_fields(actor: Handler | Person, referral: Referral) -> list[str]:
    """Return what she agreed to pass on."""
    return list(_consent(actor, referral)["fields"])


def _packet(
    actor: Handler,
    referral: Referral,
    proposed: Mapping[str, Any],  # Any: entries of different kinds hold different things
    consent: Mapping[str, Any],
    facts: Mapping[str, str],
) -> dict[str, object]:
    agreed = [name for name in FIELDS if name in consent["fields"]]
    known = {**_known(actor), **{name: text.strip() for name, text in facts.items() if text.strip()}}
    told = {name: known[name] for name in agreed if name in known}
    return {
        "schema": SCHEMA,
        "reply_token": referral.code,
        "made_on": timezone.localdate().isoformat(),
        "from": actor.case.mechanism.name,
        "to": proposed["body"],
        "purpose": proposed["purpose"],
        "consent": {"fields": agreed, "given_on": _day(referral.consented_on), "until": _day(referral.consent_until)},
        "facts": told,
        "sealed": consent["sealed"],
        "clocks": _clock_table(actor) if "stages" in agreed else [],
        "evidence": _evidence(actor) if "evidence_digests" in agreed else [],
        "left_out": [name for name in FIELDS if name not in agreed],
    }


def _known(actor: Handler) -> dict[str, str]:
    case = actor.case
    known = {"language": case.language, "right": case.right, "received_on": case.received_on.isoformat()}
    return {name: said for name, said in known.items() if said}


def _clock_table(actor: Handler) -> list[dict[str, object]]:
    return [
        {
            "stage": one.stage, "entered_on": _day(one.entered_on), "left_on": _day(one.left_on),
            "allowed_days": one.allowed_days, "used_days": one.used_days,
        }
        for one in _clocks.clock_of(actor.case)
    ]  # fmt: skip


def _evidence(actor: Handler) -> list[dict[str, object]]:
    """Name each file by its digests alone; what stands under the identity's key is not even counted."""
    files = actor.case.files.filter(audience=Audience.BOTH, is_kept_apart=False)
    facts = [envelopes.read_file_facts(one, actor.secrets) for one in files]
    return [{"sha256": one["sha256"], "size": one["size"]} for one in facts]


def _consent(actor: Handler | Person, referral: Referral) -> Mapping[str, Any]:  # Any: as above
    given = referral.entry.followed_by.filter(kind=EntryKind.CONSENT).last()
    if given is None:
        raise ConflictError("She has not agreed yet.")
    return envelopes.read_entry(given, actor.secrets)


def _sealed_parts(actor: Person, agreed: frozenset[str], public: str, code: str) -> dict[str, str]:
    """Seal a name or a contact to the body's key: only she can, and only the body reads it."""
    sealed = {}
    for part in SealedPart.objects.filter(case=actor.case, what__in=agreed & set(_SEALED_FIELDS)):
        if secret := actor.keys.parts.get(part.what):
            part.case = actor.case
            if not is_as_given(part):
                raise ConflictError("What stands here is not what you gave. Give your name or contact anew first.")
            content = msgspec.json.encode(envelopes.open_part(part, secret))
            bound = f"{SCHEMA} {code} {part.what}".encode()
            sealed[str(part.what)] = vault.seal(bytes.fromhex(public), content, bound).hex()
    return sealed


def _fields(fields: Collection[str]) -> frozenset[str]:
    wanted = frozenset(fields)
    if not wanted or not wanted <= set(FIELDS):
        raise BadInputError("Choose what may be passed on.", place=Place(field="fields"))
    return wanted


def _in_order(fields: frozenset[str]) -> list[str]:
    return [name for name in FIELDS if name in fields]


def _public(written: str) -> str:
    said = written.strip().lower()
    if not said:
        return ""
    try:
        key = bytes.fromhex(said)
    except ValueError:
        key = b""
    if len(key) != vault.KEY_BYTES:
        raise BadInputError("A key is written as 64 hexadecimal digits.", place=Place(field="public_key"))
    if not vault.is_public_key(key):
        raise BadInputError(
            "Nothing can be sealed to this key: everybody could open it.",
            place=Place(field="public_key"),
            remedy="Ask the body for its key once more.",
        )
    return key.hex()


def _until(until: date | None) -> date:
    today = timezone.localdate()
    if until is not None and until < today:
        raise BadInputError("Choose a day that lies ahead.", place=Place(field="until"))
    return until or today + timedelta(days=CONSENT_DAYS)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _hold(actor: Handler | Person, referral: Referral, *states: str) -> None:
    _moves.require_of(actor, referral.case_id)
    _acts.hold(actor.case)
    referral.refresh_from_db()
    referral.entry.case = actor.case
    if referral.state not in states:
        raise ConflictError("This referral stands elsewhere by now. Look at it as it is.")
