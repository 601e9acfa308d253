"""Her page: where her case stands, what both sides wrote, what she can decide, and who can open it (GP 31 b, c, d, h).

Both sides see the same clocks. The number of queries does not grow with what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from knowshow.errors import SealError
from knowshow.remedy import envelopes
from knowshow.remedy.filing import clocks as filed
from knowshow.remedy.filing.given import as_given, that_let_team_know
from knowshow.remedy.filing.reviewers import possible_reviewers
from knowshow.remedy.models import (
    AppealState,
    CaseKey,
    KeyScope,
    Match,
    MatchState,
    ReferralState,
    RemedyState,
    Reveal,
    RevealState,
    Seat,
)
from knowshow.remedy.rules import remedies as ruled
from knowshow.remedy.rules import stages
from knowshow.remedy.rules.clocks import Side, StageClock
from knowshow.remedy.rules.clocks import State as ClockState
from knowshow.remedy.rules.stages import APPEALABLE, Stage, Who
from knowshow.remedy.selectors import person_entries, person_words
from knowshow.remedy.selectors.wording import STAGES
from knowshow.remedy.standing import active

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.models import Appeal, Case, Offer, Referral, Remedy, RetaliationReport, SealedPart
    from knowshow.remedy.selectors.person_entries import Line, PartShown
    from knowshow.remedy.standing import Person

Content = Mapping[str, Any]  # Any: entries of different kinds hold different things
Labels = Mapping[tuple[int | None, str], str]

#: Stages in which what was agreed is carried out and looked at.
_RUNNING: Final = frozenset({Stage.AGREED, Stage.IMPLEMENTED, Stage.VERIFIED})
#: Where she may propose something without an offer of ours.
_TALKING: Final = frozenset({Stage.ASSESSED, Stage.DIALOGUE})
_PROMISED: Final = frozenset(filed.PROMISED)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the way, with its clock, in words."""

    label: str
    clock: StageClock
    why_paused: tuple[str, ...] = ()

    @property
    def look(self) -> str:
        """How it stands: done, now, late or next."""
        looks = {ClockState.NOW: "now", ClockState.OVERDUE: "late", ClockState.AHEAD: "next"}
        return looks.get(self.clock.state, "done")

    @property
    def is_ours(self) -> bool:
        """Whether the clock is ours."""
        return self.clock.side == Side.OURS


@dataclass(frozen=True, slots=True)
class OfferShown:
    """An offer of ours, or a proposal of hers."""

    pk: int
    made_on: date
    is_mine: bool
    state: str
    state_words: str
    text: str = field(repr=False)
    parts: tuple[PartShown, ...] = field(repr=False)
    open_until: date | None
    can_decide: bool


@dataclass(frozen=True, slots=True)
class RemedyShown:
    """Something that was agreed: by when, how far it is, and what she can say about it."""

    pk: int
    kind: str
    what: str = field(repr=False)
    due_on: date | None
    state_words: str
    days_late: int
    may_verify: bool
    may_dispute: bool
    #: Whether we say that it is done, and she has not said yet: she is asked. What she disputed is for us to do.
    is_asked: bool
    #: What we wrote to show that it is done.
    proof: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RevealAsked:
    """Somebody asks to see her name, how to reach her, or the original of a file of somebody without a name."""

    pk: int
    what: str
    who: str
    days: int
    reason: str = field(repr=False)
    asked_on: date
    #: Until when it is open, once it is.
    until: date | None = None
    #: Whether what opens her name opens originals of files as well.
    opens_files: bool = False
    #: Whether custodians opened it, as she allowed beforehand; otherwise she said yes to this very request.
    is_by_custodians: bool = False


@dataclass(frozen=True, slots=True)
class ReferralShown:
    """Another body might deal with the case: which, what for, and what it would be told."""

    pk: int
    body: str
    purpose: str
    text: str = field(repr=False)
    fields: tuple[tuple[str, str], ...]
    state: str
    state_words: str
    until: date | None

    @property
    def waits(self) -> bool:
        """Whether she is asked."""
        return self.state == ReferralState.PROPOSED

    @property
    def can_withdraw(self) -> bool:
        """Whether her consent can still be taken back."""
        return self.state == ReferralState.CONSENTED


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can open the case today: the seat, not the name."""

    label: str
    role: str
    unit: str
    is_outside: bool
    since: date
    reads_notes: bool


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of the case, as far as she can open what is known of it."""

    name: str = field(repr=False)
    on: date
    is_hers: bool
    waits: bool
    is_cleaned: bool
    #: By which she asks for it; empty where it does not open.
    code: str = ""


@dataclass(frozen=True, slots=True)
class AppealShown:
    """Whether and how she can appeal, and the appeal that is open."""

    can: bool
    due_on: date
    open: Appeal | None
    has_reviewer: bool = False
    #: Whether nobody is here today who could look at it: all have decided in the case, or are concerned by it.
    has_nobody: bool = False


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that her page shows."""

    case: Case
    today: date
    stage: str
    outcome: str
    steps: tuple[Step, ...]
    running: Step | None
    next_words: str
    next_is_hers: bool
    lines: tuple[Line, ...] = field(repr=False)
    offers: tuple[OfferShown, ...]
    remedies: tuple[RemedyShown, ...]
    reveals: tuple[RevealAsked, ...]
    #: What is open for somebody now, by her consent.
    revealed: tuple[RevealAsked, ...]
    #: What custodians opened without asking her, in an emergency.
    opened_in_emergency: tuple[RevealAsked, ...]
    referrals: tuple[ReferralShown, ...]
    matches: tuple[int, ...]
    appeal: AppealShown
    can_propose: bool
    can_withdraw: bool
    readers: tuple[Reader, ...]
    #: Whether nobody who handles cases can open it today: all are concerned, or have lost their keys.
    is_closed_to_all: bool
    #: Who opens it together if all readers lose their keys; nobody here while only former trustees can.
    trustees: tuple[str, ...]
    is_for_former_trustees: bool
    #: How often the trustees have opened it.
    recoveries: int
    retaliation: tuple[RetaliationReport, ...]
    files: tuple[FileShown, ...]
    safe: str
    has_name: bool
    has_contact: bool
    #: Whether she let those who work on her case know beforehand, as she signed it.
    lets_team_know: bool
    has_notices: bool
    survey_wave: str

    @property
    def new_count(self) -> int:
        """How many entries she has not read yet."""
        return sum(line.is_new for line in self.lines)

    @property
    def first_new(self) -> int:
        """The number of the first entry that she has not read; 0 where there is none."""
        return next((line.number for line in self.lines if line.is_new), 0)

    @property
    def open_offer(self) -> OfferShown | None:
        """The offer on which she can decide."""
        return next((one for one in self.offers if one.can_decide), None)

    @property
    def asked(self) -> int:
        """How many things wait for her word."""
        waiting = [*self.reveals, *self.matches, *(one for one in self.referrals if one.waits)]
        return len(waiting) + sum(one.is_asked for one in self.remedies) + bool(self.open_offer)


def person_page(person: Person) -> PersonPage:
    """Gather her page as it stands today."""
    case, today = person.case, timezone.localdate()
    _load(case)
    labels = person_entries.labels_of(case.mechanism)
    asked = Reveal.objects.filter(part__case=case).select_related("part").order_by("pk")
    held = parts_of(person)
    files, has_name = _files(person), bool(held.get(KeyScope.IDENTITY, {}).get("name"))
    read = person_entries.opened(person, labels, has_name=has_name)
    apart = _Apart(has_name, has_files=any(one.waits for one in files))
    steps = _steps(case)
    stage = Stage(case.stage)
    parts = {part.what: part for part in case.parts.all()}
    is_in_force = envelopes.is_for_recovery(case, bytes(case.mechanism.recovery_public))
    opened = asked.filter(state=RevealState.OPEN, until__gte=today)
    appeal, readers = _appeal(person, stage, today), _readers(case)
    return PersonPage(
        case=case,
        today=today,
        stage=str(person_words.HEADS.get(stage, STAGES[stage])),
        outcome=str(person_words.ENDED.get(case.outcome, "")) if stage == Stage.CLOSED else "",
        steps=steps,
        running=next((one for one in reversed(steps) if one.look in {"now", "late"}), None),
        next_words=_next_words(stage, appeal),
        next_is_hers=Who.PERSON in stages.next_of(stage).who,
        lines=read.lines,
        offers=tuple(_offer(one, read.by_key, stage) for one in case.offers.all()),
        remedies=_remedies(case, read.by_key, stage, today),
        reveals=_reveals(asked.filter(state=RevealState.ASKED), read.by_key, labels, apart),
        revealed=_reveals(opened.filter(is_emergency=False), read.by_key, labels, apart),
        opened_in_emergency=_reveals(opened.filter(is_emergency=True), read.by_key, labels, apart),
        referrals=tuple(_referral(one, read.by_key) for one in case.referrals.all()),
        matches=_matches(case),
        appeal=appeal,
        can_propose=stage in _TALKING,
        can_withdraw=bool(stages.endings(stage, Who.PERSON)),
        readers=readers,
        is_closed_to_all=not any(one.reads_notes for one in readers),
        trustees=tuple(one.name for one in case.mechanism.trustees.all()) if is_in_force else (),
        is_for_former_trustees=bool(case.recovery_sealed) and not is_in_force,
        recoveries=sum(one.get("event") == "recovery_used" for one in read.by_key.values()),
        retaliation=tuple(case.retaliation_reports.all()),
        files=files,
        safe=_safe(read.by_key),
        has_name=has_name,
        has_contact=bool(held.get(KeyScope.CONTACT)),
        lets_team_know=_lets_team_know(case),
        has_notices=KeyScope.CONTACT in held and bool(parts[KeyScope.CONTACT].for_notices),
        survey_wave=_survey(case, today) if stage == Stage.CLOSED else "",
    )  # fmt: skip


def contact_of(person: Person) -> dict[str, str]:
    """Return how she can be reached, as she wrote it; nothing where she did not say."""
    return parts_of(person).get(KeyScope.CONTACT, {})


def name_of(person: Person) -> str:
    """Return her name, as she wrote it; nothing where she did not say."""
    return parts_of(person).get(KeyScope.IDENTITY, {}).get("name", "")


def parts_of(person: Person) -> dict[str, dict[str, str]]:
    """Return her name and contact, as she gave them. What somebody else put there is left out: she is asked anew."""
    parts = list(person.case.parts.all())
    for part in parts:
        part.case = person.case
    hers = as_given(person.case, parts)
    return {what: _read(part, person.keys.parts[what]) for what, part in hers.items() if what in person.keys.parts}


def _lets_team_know(case: Case) -> bool:
    parts = list(case.parts.all())
    for part in parts:
        part.case = case
    return bool(that_let_team_know(parts))


def _read(part: SealedPart, secret: bytes) -> dict[str, str]:
    try:
        return {key: str(said) for key, said in envelopes.open_part(part, secret).items() if said}
    except SealError:
        return {}


def _load(case: Case) -> None:
    prefetch_related_objects(
        [case], "stages", "pauses", "offers__remedies", "remedies__proof", "referrals", "parts", "appeals",
        "retaliation_reports", "survey_invitations", "mechanism__trustees",
    )  # fmt: skip


# ---- the way ---------------------------------------------------------------------------------------------------


def _steps(case: Case) -> tuple[Step, ...]:
    return tuple(
        Step(
            str(STAGES[one.stage]), one,
            tuple(str(person_words.PAUSES.get(why, "")) for why in one.pause_reasons) if one.is_paused else (),
        )
        for one in (*filed.clock_of(case), *filed.ahead_of(case))
    )  # fmt: skip


def _next_words(stage: Stage, appeal: AppealShown) -> str:
    """Say what comes next; of an appeal that nobody has yet, that it waits for somebody."""
    if stage is not Stage.APPEALED or appeal.has_reviewer:
        return str(person_words.NEXT[stage])
    return str(person_words.APPEAL_WAITS[appeal.has_nobody])


def _appeal(person: Person, stage: Stage, today: date) -> AppealShown:
    case = person.case
    found = next((one for one in case.appeals.all() if one.state == AppealState.OPEN), None)
    days = filed.policy_of(case.mechanism).appeal
    due = found.due_on if found else filed.calendar_of(case.mechanism).add(today, days)
    can, has_reviewer = stage in APPEALABLE and found is None, bool(found and found.reviewer_id)
    waits = can or (found is not None and not has_reviewer)
    has_nobody = waits and not possible_reviewers(case, person.secrets).exists()
    return AppealShown(can, due, found, has_reviewer, has_nobody)


def _survey(case: Case, today: date) -> str:
    due = [one for one in case.survey_invitations.all() if one.answered_on is None and one.due_on <= today]
    return due[0].wave if due else ""


# ---- offers and remedies ---------------------------------------------------------------------------------------


def _offer(offer: Offer, by_key: Mapping[int, Content], stage: Stage) -> OfferShown:
    said = by_key.get(offer.entry_id, {})
    is_open = offer.state == "open" and not offer.is_from_person and stage == Stage.REMEDY_OFFERED
    parts = [
        person_entries.PartShown(
            person_words.remedy_words(remedy.kind), what,
            person_words.day_words(remedy.due_on.isoformat()) if remedy.due_on else "",
        )
        for remedy, what in zip(offer.remedies.all(), _whats(said), strict=False)
    ]  # fmt: skip
    return OfferShown(
        offer.pk, offer.made_on, offer.is_from_person, offer.state,
        str(person_words.OFFER_STATES.get(offer.state, offer.state)), str(said.get("text", "")), tuple(parts),
        offer.open_until, is_open,
    )  # fmt: skip


def _whats(said: Content) -> list[str]:
    return [str(one.get("what", "")) for one in said.get("remedies", ())]


def _remedies(case: Case, by_key: Mapping[int, Content], stage: Stage, today: date) -> tuple[RemedyShown, ...]:
    shown = []
    for offer in case.offers.all():
        whats = _whats(by_key.get(offer.entry_id, {}))
        for place, remedy in enumerate(offer.remedies.all()):
            if remedy.state in _PROMISED:
                due = filed.due_of(remedy, case)
                what = whats[place] if place < len(whats) else ""
                proof = str(by_key.get(remedy.proof_id or 0, {}).get("text", ""))
                shown.append(replace(_remedy(remedy, due, what, stage, today), proof=proof))
    return tuple(shown)


def _remedy(remedy: Remedy, due: date | None, what: str, stage: Stage, today: date) -> RemedyShown:
    runs = stage in _RUNNING
    found = ruled.shown_on(today, ruled.RemedyState(remedy.state), due, remedy.proven_on)
    waits = remedy.state != RemedyState.AGREED or (due is not None and due < today)
    return RemedyShown(
        remedy.pk, person_words.remedy_words(remedy.kind), what, remedy.due_on,
        str(person_words.REMEDY_STATES[remedy.state]), found.days_late,
        may_verify=runs and _may(remedy, RemedyState.VERIFIED),
        may_dispute=runs and waits and _may(remedy, RemedyState.DISPUTED),
        is_asked=runs and remedy.state == RemedyState.PROVEN,
    )  # fmt: skip


def _may(remedy: Remedy, to: RemedyState) -> bool:
    return ruled.judge_move(ruled.RemedyState(remedy.state), ruled.RemedyState(to), Who.PERSON).is_allowed


# ---- what she is asked -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Apart:
    """What stands under the key of her name: a name, originals of files, or both."""

    has_name: bool
    has_files: bool


def _reveals(
    asked: QuerySet[Reveal], by_key: Mapping[int, Content], labels: Labels, apart: _Apart
) -> tuple[RevealAsked, ...]:
    said = {one["reveal"]: one for one in by_key.values() if one.get("event") == "reveal_asked" and "reveal" in one}
    return tuple(
        RevealAsked(
            one.pk, person_words.opens(one.part.what, has_name=apart.has_name),
            _asker(one, said.get(one.pk, {}), labels), one.days,
            str(said.get(one.pk, {}).get("text", "")), one.asked_on, one.until,
            opens_files=one.part.what == KeyScope.IDENTITY and apart.has_name and apart.has_files,
            is_by_custodians=bool(one.sealed_shares),
        )
        for one in asked
    )  # fmt: skip


def _asker(reveal: Reveal, said: Content, labels: Labels) -> str:
    role = str(said.get("role", ""))
    return labels.get((reveal.user_id, role)) or person_words.role_words(role)


def _referral(one: Referral, by_key: Mapping[int, Content]) -> ReferralShown:
    said = by_key.get(one.entry_id, {})
    names = [name for name in said.get("fields", ()) if name in person_words.PASSED_ON]
    return ReferralShown(
        one.pk, str(said.get("body", "")), str(said.get("purpose", "")), str(said.get("text", "")),
        tuple((name, str(person_words.PASSED_ON[name])) for name in names), one.state,
        str(person_words.REFERRALS.get(one.state, one.state)), one.consent_until,
    )  # fmt: skip


def _matches(case: Case) -> tuple[int, ...]:
    """Return the matches about which she has not said yet whether the other person may know."""
    mine = Q(first=case, first_says="") | Q(second=case, second_says="")
    return tuple(Match.objects.filter(mine, state=MatchState.FOUND).values_list("pk", flat=True))


# ---- who reads it, and how safe it is --------------------------------------------------------------------------


def is_closed_to_all(case: Case) -> bool:
    """Whether nobody who handles cases can open a case today; what only its writer has is no such case yet."""
    if case.is_draft:
        return False
    seats = Seat.objects.filter(
        active(), mechanism=case.mechanism_id, user=OuterRef("user"), role=OuterRef("role"), user__is_active=True
    )
    return not _given(case).filter(Exists(seats), scope=KeyScope.CASE).exists()


def _readers(case: Case) -> tuple[Reader, ...]:
    """Return who can open the case today: who holds its key, and sits in the seat for which it was given."""
    seats = {
        (one.user_id, one.role): one
        for one in Seat.objects.filter(active(), mechanism=case.mechanism_id, user__is_active=True)
    }
    return tuple(
        Reader(
            seat.label, person_words.role_words(one.role), seat.unit, seat.is_outside, one.given_on,
            one.scope == KeyScope.CASE,
        )
        for one in _given(case)
        if (seat := seats.get((one.user_id, one.role)))
    )  # fmt: skip


def _given(case: Case) -> QuerySet[CaseKey]:
    """Return the keys of a case that open something today."""
    current = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    found = CaseKey.objects.filter(current, case=case, scope__in=(KeyScope.CASE, KeyScope.SHARED))
    return found.exclude(sealed=b"")


def _files(person: Person) -> tuple[FileShown, ...]:
    """Return the files that both sides know of; of a file and its cleaned copy, the file."""
    files = person.case.files.filter(audience="both", copy_of=None).order_by("pk")
    identity = person.keys.parts.get(KeyScope.IDENTITY, b"")
    found = []
    for one in files:
        try:
            facts = (
                envelopes.read_file_facts_apart(one, identity)
                if one.is_kept_apart
                else envelopes.read_file_facts(one, person.secrets)
            )
        except SealError:
            facts = {}
        found.append(
            FileShown(str(facts.get("name", "")), one.added_on, one.author == "person", one.is_kept_apart,
                      one.is_cleaned, one.code if facts else "")
        )  # fmt: skip
    return tuple(found)


def _safe(by_key: Mapping[int, Content]) -> str:
    """Return what she said last about whether it is safe to answer her here; nothing where she did not say."""
    said = [content["safe"] for content in by_key.values() if content.get("safe")]
    return str(said[-1]) if said else ""
