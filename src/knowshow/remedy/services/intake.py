"""Take in a report: it is received when it is first posted, and it is never lost or doubled (GP 29, 31 b).

The receipt is made when the form is shown and travels with it. So the same form posted twice is the same report, and
an answer that never arrived is simply asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from knowshow.errors import ConflictError, SealError
from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.envelopes import CaseSecrets, PersonKeys
from knowshow.remedy.models import (
    Author,
    Case,
    CaseKey,
    Channel,
    EntryKind,
    GroupCode,
    KeyScope,
    Lane,
    MatchName,
    MemberKey,
    Seat,
    SeatRole,
    Standing,
)
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import _acts, _clocks, _concerns, _member_keys, _parts
from knowshow.remedy.standing import Person, active

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism, SealedPart

_TRIES = 5
_NOBODY = "Nobody sits in this mechanism who would open a report. Seat somebody first."
#: Who may open a new report, in this order: the first kind of seat that anybody can still sit in.
_FIRST_READERS = (SeatRole.INTAKE, SeatRole.HANDLER, SeatRole.REVIEWER)


class NobodyReadsError(ConflictError):
    """Nobody sits in the mechanism who would open a report: it takes none until somebody does."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The way back: a public reference, and a secret of eight words in canonical form."""

    reference: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """What a person tells us; everything but the text may be absent."""

    text: str = field(repr=False)
    language: str
    standing: str = Standing.UNKNOWN
    #: yes, no or unsure: whether it is safe to answer here.
    #: Whether it is safe to answer her; empty where she did not say.
    safe: str = ""
    question_set: str = ""
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    identity: Mapping[str, object] = field(default_factory=dict, repr=False)
    contact: Mapping[str, object] = field(default_factory=dict, repr=False)
    #: Whether those who work on the case may be told who she is: ask, handlers.
    consent: str = "ask"
    wants_notices: bool = False
    #: Seats that this report concerns: their holders get no key.
    concerns: Sequence[int] = ()
    #: Whom she names, if she wants to know whether others named the same.
    names_for_matching: Sequence[str] = field(default=(), repr=False)
    product: str = ""
    #: Of a draft: what else she chose, so that it comes back whole. A report has none.
    kept: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def content(self) -> dict[str, object]:
        """What is sealed for the handlers; of a draft, for the person alone."""
        said: dict[str, object] = {
            "text": self.text, "language": self.language, "safe": self.safe, "standing": self.standing,
            "question_set": self.question_set, "answers": dict(self.answers), "product": self.product,
        }  # fmt: skip
        return {**said, "kept": dict(self.kept)} if self.kept else said


@dataclass(frozen=True, slots=True)
class Received:
    """A report that is stored, and what proves for a moment that the page belongs to it."""

    case: Case
    keys: PersonKeys = field(repr=False)
    reference: str
    #: Sent with the two retyped words; it opens nothing.
    proof: str = field(default="", repr=False)
    is_again: bool = False


def receive(
    *,
    mechanism: Mechanism,
    receipt: Receipt,
    report: Report,
    lane: str = Lane.ORDINARY,
    group_code: GroupCode | None = None,
    is_draft: bool = False,
    channel: str = Channel.WEB,
    actor: User | None = None,
) -> Received:
    """Seal and store a report, or a draft of one, and hand back the way to it.

    The same receipt again gives the same report, unchanged. A reference that belongs to somebody else's case is
    exchanged for another, so nobody is refused. The slow derivation runs before the transaction. Where nobody sits
    who would open a report, ``NobodyReadsError``.
    """
    if known := _known(receipt):
        return _again(known, report, lane, group_code, is_draft=is_draft)
    salt = vault.new_salt()
    key = envelopes.receipt_key(receipt.secret, salt)
    for _ in range(_TRIES):
        sealed = _Sealed.new(mechanism, receipt.reference, key, salt, report)
        sealed.case.lane, sealed.case.group_code, sealed.case.channel = lane, group_code, channel
        try:
            return sealed.store(report, is_draft=is_draft, actor=actor)
        except IntegrityError:
            if known := _known(receipt):
                return _again(known, report, lane, group_code, is_draft=is_draft)
            receipt = Receipt(receipts.new_receipt().reference, receipt.secret)
    raise ConflictError("The report could not be stored just now. Send it again: nothing of it is lost.")


@transaction.atomic
def send_draft(
    *, actor: Person, report: Report, lane: str = Lane.ORDINARY, group_code: GroupCode | None = None
) -> Case:
    """Send what was saved: from now on it is received, and those who work here hold its keys."""
    case = actor.case
    _acts.hold(case)
    if not case.is_draft:
        return case
    case.is_draft, case.lane, case.received_on = False, lane, timezone.localdate()
    case.group_code, case.keep_until = group_code, None
    _open(_rewrite(_parts.current(actor), report), report)
    _acts.note(actor, "remedy.case.received", case)
    return case


@transaction.atomic
def save_draft(*, actor: Person, report: Report) -> Case:
    """Replace what a draft says; it stays sealed to the receipt alone."""
    case = actor.case
    _acts.hold(case)
    if not case.is_draft:
        raise ConflictError("This report was sent already. Add to it instead.")
    case.keep_until = timezone.localdate() + timedelta(days=case.mechanism.draft_days)
    case.marks = {name: value for name, value in case.marks.items() if name != "over_on"}
    case.save(update_fields=["keep_until", "marks"])
    _rewrite(_parts.current(actor), report)
    return case


@transaction.atomic
def confirm_receipt(*, actor: None, case: Case, proof: str) -> bool:  # noqa: ARG001  (nobody is signed in)
    """Note that the receipt was kept: two of its words were retyped on the page that this proof belongs to."""
    try:
        given = vault.digest(bytes.fromhex(proof))
    except ValueError:
        return False
    if not vault.same(given, bytes(case.confirm_digest)):
        return False
    Case.objects.filter(pk=case.pk).update(is_confirmed=True)
    case.is_confirmed = True
    return True


@transaction.atomic
def confirm_by_receipt(*, actor: Person) -> None:
    """Note that the receipt was kept: it has just opened the case."""
    Case.objects.filter(pk=actor.case.pk).update(is_confirmed=True)
    actor.case.is_confirmed = True


def open_with_receipt(*, reference: str, secrets: Sequence[bytes]) -> Person | None:
    """Return the case of a receipt, trying what the words may have meant; nothing where none fits.

    It takes as long where there is no such reference, so that nobody learns which exist.
    """
    case = Case.objects.select_related("mechanism__organisation").filter(reference=reference).first()
    if case is None or case.shredded_on:
        envelopes.receipt_key(secrets[0] if secrets else b"", vault.new_salt())
        return None
    for secret in secrets:
        try:
            return Person(case, envelopes.open_receipt(case, envelopes.receipt_key(secret, bytes(case.receipt_salt))))
        except SealError:
            continue
    return None


def _known(receipt: Receipt) -> Received | None:
    found = Case.objects.filter(reference=receipt.reference).exists()
    person = open_with_receipt(reference=receipt.reference, secrets=[receipt.secret]) if found else None
    if person is None:
        return None
    return Received(person.case, person.keys, receipt.reference, is_again=True)


def _again(known: Received, report: Report, lane: str, group_code: GroupCode | None, *, is_draft: bool) -> Received:
    """The same form once more: a draft is saved or sent; of a report, what is new is added to it."""
    person = Person(known.case, known.keys)
    if known.case.is_draft and is_draft:
        save_draft(actor=person, report=report)
    elif known.case.is_draft:
        send_draft(actor=person, report=report, lane=lane, group_code=group_code)
    else:
        return replace(known, keys=_add_what_is_new(person, replace(report, kept={})))
    return known


@transaction.atomic
def _add_what_is_new(person: Person, report: Report) -> PersonKeys:
    """Add what the same form says now and did not before: words, name, contact, names, and whom it concerns.

    What was left empty takes nothing away: it may be an older page. Whom it concerns loses the case from now on.
    """
    _acts.hold(person.case)
    person, before = _parts.current(person), person.case.entry_count
    mine = person.case.entries.filter(author=Author.PERSON).order_by("number")
    said = [envelopes.read_entry(entry, person.secrets) for entry in mine]
    pins = _parts.end_notices(person.case) if report.safe == "no" else {}
    if report.content not in said:
        _acts.append(person, report.content, kind=EntryKind.FACTS, pins=pins)
    elif pins:  # an older page, sent after she had asked for messages again: the safer answer counts
        _acts.append(person, {"safe": "no"}, kind=EntryKind.SAFETY, pins=pins)
    if report.concerns:
        _concerns.keep(person, report.concerns)
        CaseKey.objects.filter(case=person.case, user__in=_concerns.concerned(person.case, person.secrets)).delete()
        _parts.share_anew(person)
    if report.standing not in {Standing.UNKNOWN, person.case.standing}:
        person.case.standing = report.standing
        person.case.save(update_fields=["standing"])
    if not (person.case.match_names.exists() or person.case.match_tags.exists()):
        _seal_names(person.case, report)
    person = _give_new_parts(person, report)
    if person.case.entry_count > before:
        _acts.note(person, "remedy.facts.from_person", person.case)
    return person.keys


def _give_new_parts(person: Person, report: Report) -> Person:
    """Seal a name or a contact that is another than before."""
    stored = {part.what: part for part in person.case.parts.all()}
    for what, content in ((KeyScope.IDENTITY, report.identity), (KeyScope.CONTACT, report.contact)):
        part, secret = stored.get(what), person.keys.parts.get(what)
        if part is not None:
            part.case = person.case
        if content and not (part and secret and envelopes.open_part(part, secret) == content):
            notices = report.wants_notices and report.safe != "no" and what == KeyScope.CONTACT
            person = _parts.give(person, what, content, report.consent, for_notices=notices)
    return person


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A case whose keys are made, not stored yet."""

    case: Case
    keys: PersonKeys
    proof: bytes

    @classmethod
    def new(cls, mechanism: Mechanism, reference: str, key: bytes, salt: bytes, report: Report) -> _Sealed:
        keys, proof = envelopes.new_person(key), vault.new_salt()
        case = Case(
            mechanism=mechanism, reference=reference, language=report.language, standing=report.standing,
            public_key=keys.secrets.pair.public, person_verify=envelopes.person_verify(key), receipt_salt=salt,
            confirm_digest=vault.digest(proof),
        )  # fmt: skip
        case.receipt_locked = envelopes.lock_receipt(case, keys)
        return cls(case, keys, proof)

    @transaction.atomic
    def store(self, report: Report, *, is_draft: bool, actor: User | None) -> Received:
        """Write the case once, whole: a flood of reports costs as little as can be."""
        case, person = self.case, Person(self.case, self.keys)
        case.is_draft = is_draft
        case.keep_until = timezone.localdate() + timedelta(days=case.mechanism.draft_days) if is_draft else None
        given = [] if is_draft else _given(person, report)
        person, parts = _parts_of(person, report)
        entry = _acts.composed(person, report.content, kind=EntryKind.REPORT, pins=_parts.pins(*parts))
        case.save()
        entry.save()
        if report.concerns and not is_draft:
            _concerns.keep(person, report.concerns)
        _parts.store(person, *parts)
        if not is_draft:
            _begin(case, given, report)
            _acts.note(actor, "remedy.case.received", case)
        return Received(case, person.keys, case.reference, self.proof.hex())


def _given(person: Person, report: Report) -> list[CaseKey]:
    """Seal the case to those who read new reports, and to the trustees; nothing is stored yet."""
    case = person.case
    secrets = CaseSecrets(person.secrets.shared, vault.new_key())
    readers = first_readers(case.mechanism, report.concerns, hold=True)
    if not readers and not can_be_read(case.mechanism):
        raise NobodyReadsError(_NOBODY)
    case.recovery_sealed = envelopes.seal_for_recovery(case, secrets)
    case.stage, case.stage_since, case.product = Stage.RECEIVED, case.received_on, report.product
    case.marks = {"conflict_declared": bool(report.concerns)}
    return [
        CaseKey(case=case, user_id=stored.user_id, scope=KeyScope.CASE, role=role,
                sealed=envelopes.seal_case_key(case, secrets, stored, KeyScope.CASE))
        for stored, role in readers
    ]  # fmt: skip


def _begin(case: Case, given: Sequence[CaseKey], report: Report) -> None:
    """Store the keys of a case, start its first clock, and seal whom she named."""
    CaseKey.objects.bulk_create(given)
    if case.group_code_id:
        GroupCode.objects.filter(pk=case.group_code_id).update(used=F("used") + 1)
    _clocks.begin(case)
    _seal_names(case, report)


def _open(person: Person, report: Report) -> None:
    """Make a case of a draft: those who read new reports hold its keys, and the first clock runs."""
    case = person.case
    given = _given(person, report)
    case.save(
        update_fields=[
            "recovery_sealed", "stage", "stage_since", "marks", "is_draft", "lane", "received_on", "product",
            "group_code", "keep_until",
        ]
    )  # fmt: skip
    _begin(case, given, report)


def can_be_read(mechanism: Mechanism) -> bool:
    """Whether anybody sits in the mechanism who would open a new report. One question, asked at every page."""
    found = Seat.objects.filter(active(), mechanism=mechanism, role__in=_FIRST_READERS, user__is_active=True)
    return found.filter(user__case_keys__retired_on__isnull=True, user__case_keys__isnull=False).exists()


def first_readers(mechanism: Mechanism, concerns: Sequence[int], *, hold: bool = False) -> list[tuple[MemberKey, str]]:
    """Return who opens a new report: the intake team, less those whom the report concerns.

    A person whom it concerns in one seat is left out in all. Where nobody of the intake team is left, handlers open
    it, then reviewers; where nobody is left at all, only the trustees can. Whoever seals to these keys holds them.
    """
    found = Seat.objects.filter(active(), mechanism=mechanism, user__is_active=True)
    seats = list(found.order_by("pk").values_list("user_id", "role"))
    concerned = set(Seat.objects.filter(pk__in=concerns).values_list("user_id", flat=True)) if concerns else set()
    able = {user_id for user_id, role in seats if role in _FIRST_READERS} - concerned
    held = _member_keys.held(able) if hold else _member_keys.in_use(able)
    for first in _FIRST_READERS:
        sitting = {user_id for user_id, role in seats if role == first}
        if readers := [(held[user_id], str(first)) for user_id in sorted(sitting & held.keys())]:
            return readers
    return []


def _parts_of(person: Person, report: Report) -> tuple[Person, list[SealedPart]]:
    """Seal name and contact apart. What a draft had, and she took back, is emptied: its key may hold files."""
    parts = []
    for what, content in ((KeyScope.IDENTITY, report.identity), (KeyScope.CONTACT, report.contact)):
        if content or what in person.keys.parts:
            notices = report.wants_notices and report.safe != "no" and what == KeyScope.CONTACT
            person, part = _parts.made(person, what, content, report.consent, for_notices=notices)
            parts.append(part)
    return person, parts


def _rewrite(actor: Person, report: Report) -> Person:
    """Begin the draft's entries anew: nobody has read them, and nobody will. Return her with the keys of by now."""
    case = actor.case
    case.entries.all().delete()
    case.entry_count, case.chain_head = 0, b""
    case.language, case.standing = report.language, report.standing
    case.save(update_fields=["entry_count", "chain_head", "language", "standing"])
    person, parts = _parts_of(actor, report)
    _acts.append(person, report.content, kind=EntryKind.REPORT, pins=_parts.pins(*parts))
    if report.concerns and not case.is_draft:
        _concerns.keep(person, report.concerns)
    _parts.store(person, *parts)
    return person


def _seal_names(case: Case, report: Report) -> None:
    """Seal whom she named to the matching key, which is on no server."""
    public = bytes(case.mechanism.matching_public)
    if public and report.names_for_matching:
        MatchName.objects.bulk_create(
            MatchName(case=case, sealed=envelopes.seal_name(case, public, name)) for name in report.names_for_matching
        )
