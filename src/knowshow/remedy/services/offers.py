"""Offer remedies, and agree: only the person accepts, refuses or proposes otherwise (GP 22, 25, 31 f, h).

What is offered stands in a signed entry; so does what she decides. An offer asks for no waiver: who asks her to give
up going to court, or to any other body, or to be silent, is refused. Nobody is hurried: an offer stays open at least as
long as the published floor says, and longer when she asks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.remedy import envelopes
from knowshow.remedy.models import EntryKind, Offer, Remedy, RemedyState
from knowshow.remedy.rules.clocks import LIMITS
from knowshow.remedy.rules.remedies import Harm, Kind, Part, Terms, Weight, check_offer
from knowshow.remedy.rules.stages import Stage, Who
from knowshow.remedy.services import _acts, _clocks, _moves
from knowshow.remedy.services._moves import Letter
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from knowshow.remedy.models import Case, Entry, Mechanism
    from knowshow.remedy.rules.remedies import Finding
    from knowshow.remedy.standing import Handler, Person

#: Where the person may propose something herself, without an offer of ours.
_TALKING: Final = (Stage.ASSESSED, Stage.DIALOGUE)
_MOST_PARTS: Final = 20
_LONGEST_PART: Final = 500
#: The terms of every offer, unless said otherwise: no waiver, no silence, and she is told that she may take advice.
FREE: Final = Terms(tells_she_may_take_advice=True)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One part of an offer or a counter-proposal: its kind, what it is, and by when."""

    kind: str
    what: str
    due_on: date | None = None

    @property
    def content(self) -> dict[str, object]:
        """What is sealed."""
        return {"kind": self.kind, "what": self.what, "due_on": self.due_on.isoformat() if self.due_on else ""}


def check_terms(
    mechanism: Mechanism, remedies: Sequence[Proposed], terms: Terms, open_until: date | None
) -> list[Proposed]:
    """Return the parts of an offer as they would be stored; refuse what no person may be offered.

    That is an offer without a day, one that asks her to give up a court or to be silent, and one that gives her too
    little time.
    """
    parts = _checked(remedies, needs_day=True)
    _require_no_waiver(parts, terms)
    _open_until(mechanism, open_until)
    return parts


def questions_of(
    cases: Iterable[Case], remedies: Sequence[Proposed], *, lost_money: bool | None = None
) -> tuple[Finding, ...]:
    """Return what a reviewer of rights would ask about checked parts before they are offered in some cases, each once.

    That a right is not coded yet says nothing about the offer.
    """
    parts = [Part(Kind(one.kind), one.due_on) for one in remedies]
    found = [
        one
        for right in sorted({case.right for case in cases})
        for one in check_offer(parts, Harm(right, lost_money=lost_money), FREE).findings
    ]
    return tuple({one.code: one for one in found if one.code != "right_not_coded"}.values())


@transaction.atomic
def make_offer(
    *,
    actor: Handler,
    text: str,
    remedies: Sequence[Proposed],
    terms: Terms = FREE,
    open_until: date | None = None,
    lost_money: bool | None = None,
) -> Offer:
    """Offer remedies to the person; an offer that is still open is replaced by this one.

    It stays open until the day that is said, never under the published floor of working days, and never for less time
    than she was given for the one that it replaces. That day is her clock.
    """
    actor.require_handling()
    checked_text(text)
    case = actor.case
    parts = check_terms(case.mechanism, remedies, terms, open_until)
    _acts.hold(case)
    until = max([_open_until(case.mechanism, open_until), *_given(case)])
    entry = _acts.append(actor, _content(text, parts, until), kind=EntryKind.OFFER)
    _replace_open(case)
    if case.stage != Stage.REMEDY_OFFERED:
        _moves.move(actor, Stage.REMEDY_OFFERED, Letter(), about=entry)
    offer = _store(case, entry, parts, until, is_from_person=False)
    _clocks.give_time(case, until)
    _note_quality(case, parts, lost_money)
    _acts.note(actor, "remedy.offer.made", case)
    return offer


@transaction.atomic
def extend_offer(*, actor: Handler, offer: Offer, open_until: date) -> Offer:
    """Leave an offer open for longer: she may always have more time, and her clock shows it."""
    actor.require_handling()
    _hold(actor, offer)
    if offer.is_from_person:
        raise ConflictError("The person proposed this. Answer it instead.")
    if open_until <= max(offer.open_until or timezone.localdate(), timezone.localdate()):
        raise BadInputError("Choose a later day: an offer is not cut short.", place=Place(field="open_until"))
    offer.open_until = open_until
    offer.save(update_fields=["open_until"])
    _clocks.give_time(actor.case, open_until)
    content = {"event": "offer_extended", "until": open_until.isoformat()}
    _acts.append(actor, content, kind=EntryKind.SYSTEM, about=offer.entry)
    _acts.note(actor, "remedy.offer.extended", actor.case)
    return offer


@transaction.atomic
def withdraw_offer(*, actor: Handler, offer: Offer, reason: str) -> Offer:
    """Take back an offer that was not decided on; why is told. Another one is owed: our clock runs again, not hers."""
    actor.require_handling()
    checked_text(reason)
    _hold(actor, offer)
    if offer.is_from_person:
        raise NotAllowedError("Only the person can take back what she proposed.")
    entry = _acts.append(actor, {"event": "offer_withdrawn", "text": reason}, kind=EntryKind.SYSTEM, about=offer.entry)
    _decided(offer, "withdrawn", entry, RemedyState.REPLACED)
    if actor.case.stage == Stage.REMEDY_OFFERED:
        _moves.move(actor, Stage.DIALOGUE, Letter(), about=offer.entry)
    _acts.note(actor, "remedy.offer.withdrawn", actor.case)
    return offer


# ---- the person ----------------------------------------------------------------------------------------------


@transaction.atomic
def accept_offer(*, actor: Person, offer: Offer, text: str = "") -> Offer:
    """Accept an offer, signed by the person. She gives up nothing by it."""
    _hold_open(actor, offer)
    _decide(actor, offer, accepts=True, text=text)
    _moves.move(actor, Stage.AGREED, Letter(), about=offer.entry)
    return offer


@transaction.atomic
def refuse_offer(*, actor: Person, offer: Offer, text: str = "") -> Offer:
    """Refuse an offer; the dialogue goes on. She owes no reason."""
    _hold_open(actor, offer)
    _decide(actor, offer, accepts=False, text=text)
    _moves.move(actor, Stage.DIALOGUE, Letter(), about=offer.entry)
    return offer


@transaction.atomic
def counter_offer(*, actor: Person, text: str, remedies: Sequence[Proposed] = (), offer: Offer | None = None) -> Offer:
    """Propose something else than what was offered, or something of one's own while both sides talk."""
    checked_text(text)
    parts = _checked(remedies, needs_day=False)
    if offer is not None:
        _hold_open(actor, offer)
    else:
        _acts.hold(actor.case)
        if actor.case.stage not in _TALKING:
            raise ConflictError("A proposal can be made while both sides look for a remedy.")
    case = actor.case
    entry = _acts.append(
        actor, _content(text, parts, None), kind=EntryKind.COUNTER, about=offer.entry if offer else None
    )
    if offer is not None:
        _decided(offer, "countered", entry, RemedyState.REPLACED)
    _replace_open(case)
    made = _store(case, entry, parts, None, is_from_person=True)
    if case.stage == Stage.REMEDY_OFFERED:
        _moves.move(actor, Stage.DIALOGUE, Letter(), about=entry)
    _acts.note(actor, "remedy.offer.countered", case)
    return made


# ---- the team's answer to a counter-proposal -----------------------------------------------------------------


@transaction.atomic
def answer_counter(*, actor: Handler, counter: Offer, accepts: bool, text: str, due_on: date | None = None) -> Offer:
    """Answer what the person proposed. A yes is an agreement: she has signed it already, word for word.

    ``due_on`` is promised for the parts for which she named no day.
    """
    actor.require_handling()
    checked_text(text)
    _hold(actor, counter)
    if not counter.is_from_person:
        raise ConflictError("This is no proposal of the person.")
    if accepts:
        _promise(counter, due_on)
        _require_stage(actor.case, *_TALKING)
    _decide(actor, counter, accepts=accepts, text=text)
    if accepts:
        # Her own word, signed before; nothing was offered to her in between, and no clock of hers ran.
        _moves.move(actor, Stage.AGREED, Letter(), about=counter.entry, who=Who.PERSON)
    return counter


def parts_of(actor: Handler | Person, offer: Offer) -> list[Proposed]:
    """Return what an offer holds, opened, in its order."""
    said = envelopes.read_entry(offer.entry, actor.secrets)
    days = [remedy.due_on for remedy in offer.remedies.all()]
    parts = [Proposed(one["kind"], one["what"]) for one in said["remedies"]]
    return [replace(part, due_on=day) for part, day in zip(parts, days, strict=True)]


def _checked(remedies: Sequence[Proposed], *, needs_day: bool) -> list[Proposed]:
    parts = [replace(one, what=one.what.strip()) for one in remedies if one.kind or one.what.strip()]
    if len(parts) > _MOST_PARTS or any(len(part.what) > _LONGEST_PART for part in parts):
        raise BadInputError(
            f"An offer has at most {_MOST_PARTS} parts of {_LONGEST_PART} characters.", place=Place(field="remedies")
        )
    if any(part.kind not in set(Kind) or not part.what for part in parts):
        raise BadInputError("Each part has a kind, and says what it is.", place=Place(field="remedies"))
    if needs_day and (not parts or any(part.due_on is None for part in parts)):
        raise BadInputError(
            "An offer has at least one part, and each has a day by which it is done.", place=Place(field="remedies")
        )
    if any(part.due_on and part.due_on < timezone.localdate() for part in parts):
        raise BadInputError("The day by which something is done lies ahead.", place=Place(field="remedies"))
    return parts


def _require_no_waiver(parts: Sequence[Proposed], terms: Terms) -> None:
    found = check_offer([Part(Kind(one.kind), one.due_on) for one in parts], Harm(), terms)
    if not found.may_be_made:
        words = [one.words for one in found.findings if one.weight is Weight.FORBIDDEN]
        raise BadInputError(" ".join(words), place=Place(field="terms"), remedy="Take this out of the offer.")


def _note_quality(case: Case, parts: Sequence[Proposed], lost_money: bool | None) -> None:
    """Note for GP 31 f whether the offer is of a kind that the right harmed calls for."""
    harm = Harm(case.right, lost_money=lost_money)
    found = check_offer([Part(Kind(one.kind), one.due_on) for one in parts], harm, FREE)
    codes = {one.code for one in found.findings}
    matched = None if "right_not_coded" in codes else "expected_kinds" not in codes
    _moves.mark(case, {"waiver_used": False, "offer_matched_to_right": matched})


def _open_until(mechanism: Mechanism, asked: date | None) -> date:
    today = timezone.localdate()
    policy, calendar = _clocks.policy_of(mechanism), _clocks.calendar_of(mechanism)
    floor = calendar.add(today, LIMITS["agreed"][0])
    if asked and asked < floor:
        raise BadInputError(
            f"She has at least {LIMITS['agreed'][0]} working days to decide.",
            place=Place(field="open_until"),
            remedy=f"Choose {floor.isoformat()} or later.",
        )
    return asked or calendar.add(today, policy.agreed)


def _given(case: Case) -> list[date]:
    """Return until when she was told that she may decide on the offer that is open."""
    still = case.offers.filter(state="open", is_from_person=False)
    return [day for day in still.values_list("open_until", flat=True) if day]


def _content(text: str, parts: Sequence[Proposed], until: date | None) -> dict[str, object]:
    return {
        "text": text,
        "remedies": [part.content for part in parts],
        "open_until": until.isoformat() if until else "",
        "keeps_rights": True,
    }


def _store(case: Case, entry: Entry, parts: Sequence[Proposed], until: date | None, *, is_from_person: bool) -> Offer:
    offer = Offer.objects.create(case=case, entry=entry, is_from_person=is_from_person, open_until=until)
    Remedy.objects.bulk_create(Remedy(case=case, offer=offer, kind=part.kind, due_on=part.due_on) for part in parts)
    return offer


def _replace_open(case: Case) -> None:
    """What was proposed before, by either side, gives way."""
    still = case.offers.filter(state="open")
    Remedy.objects.filter(offer__in=still).update(state=RemedyState.REPLACED)
    still.update(state="replaced", decided_on=timezone.localdate())


def _decide(actor: Handler | Person, offer: Offer, *, accepts: bool, text: str) -> None:
    content = {"accepts": accepts, "text": text, "offer": offer.entry.number}
    entry = _acts.append(actor, content, kind=EntryKind.DECISION, about=offer.entry)
    state = RemedyState.AGREED if accepts else RemedyState.REFUSED
    _decided(offer, "accepted" if accepts else "refused", entry, state)
    if accepts:
        offer.remedies.update(agreed_on=timezone.localdate())
    _acts.note(actor, f"remedy.offer.{offer.state}", actor.case)


def _decided(offer: Offer, state: str, entry: Entry, remedies: RemedyState) -> None:
    offer.state, offer.decided_on, offer.decision = state, timezone.localdate(), entry
    offer.save(update_fields=["state", "decided_on", "decision"])
    offer.remedies.update(state=remedies)


def _promise(counter: Offer, due_on: date | None) -> None:
    """Promise a day for each part: what has none is never late."""
    open_parts = counter.remedies.filter(due_on__isnull=True)
    if not open_parts.exists():
        return
    if due_on is None or due_on < timezone.localdate():
        raise BadInputError("Say by which day it will be done.", place=Place(field="due_on"))
    open_parts.update(due_on=due_on)


def _hold(actor: Handler | Person, offer: Offer) -> None:
    """Hold the case, and see the offer as it is by now; it waits for a decision."""
    _moves.require_of(actor, offer.case_id)
    _acts.hold(actor.case)
    offer.refresh_from_db()
    offer.case = offer.entry.case = actor.case
    if offer.state != "open":
        raise ConflictError("This was decided on already. Look at the case as it is now.")


def _hold_open(actor: Person, offer: Offer) -> None:
    _hold(actor, offer)
    if offer.is_from_person:
        raise NotAllowedError("The team answers what you proposed.")
    _require_stage(actor.case, Stage.REMEDY_OFFERED)


def _require_stage(case: Case, *open_at: Stage) -> None:
    if case.stage not in open_at:
        raise ConflictError("The case stands elsewhere by now. Look at it as it is.")
