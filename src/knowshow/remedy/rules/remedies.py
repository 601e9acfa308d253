"""Kinds of remedy, their product forms, how each comes true, and what an offer must not be (GP 22, 25, 29, 31 f).

The kinds are those of the commentary to GP 25, with compensation in other things than money apart. A remedy is
carried out when there is proof, and has come true when the person says so. The check of an offer asks and warns;
it forbids only what no offer may ask for: that she gives up going to court, or to any other body, or is silent. Only
she may wish for silence, and writes so in a proposal of her own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from knowshow.remedy.rules.stages import Who


class Kind(StrEnum):
    """Kinds of remedy, as stored."""

    APOLOGY = "apology"
    RESTITUTION = "restitution"
    REHABILITATION = "rehabilitation"
    COMPENSATION = "compensation"
    NON_FINANCIAL = "non_financial"
    SANCTION = "sanction"
    NON_REPETITION = "guarantee_of_non_repetition"


@dataclass(frozen=True, slots=True)
class Form:
    """One form that a remedy takes in practice, in plain words."""

    key: str
    kind: Kind
    words: str


FORMS: Final = (
    Form("acknowledgement", Kind.APOLOGY, "The company says what it did, and that it was wrong."),
    Form("private_apology", Kind.APOLOGY, "The company says sorry to you."),
    Form("public_apology", Kind.APOLOGY, "The company says sorry in public, in words that you agreed to."),
    Form("finding", Kind.APOLOGY, "Somebody independent says in public what happened, and why."),
    Form("account_restored", Kind.RESTITUTION, "Your account works again as before."),
    Form("content_restored", Kind.RESTITUTION, "What you had written or shown is back."),
    Form("job_restored", Kind.RESTITUTION, "You get your work back."),
    Form("deletion", Kind.RESTITUTION, "What should not be known about you, or shown of you, is deleted."),
    Form("correction", Kind.RESTITUTION, "What is wrong about you is put right, everywhere it was passed on to."),
    Form("decision_reversed", Kind.RESTITUTION, "The decision about you is taken back."),
    Form("refund", Kind.RESTITUTION, "You get back what you paid."),
    Form("care", Kind.REHABILITATION, "Medical or psychological care is paid for, with somebody you choose."),
    Form("device_cleaned", Kind.REHABILITATION, "Your device is checked and cleaned by somebody you trust."),
    Form("retraining", Kind.REHABILITATION, "You are trained for new work."),
    Form("damages", Kind.COMPENSATION, "You are paid for what you lost, and for what you went through."),
    Form("back_pay", Kind.COMPENSATION, "You are paid the wages you should have had."),
    Form("ex_gratia", Kind.COMPENSATION, "You are paid a sum, without anybody saying whose fault it was."),
    Form("credit", Kind.NON_FINANCIAL, "You get the service free, or credit for it."),
    Form("services", Kind.NON_FINANCIAL, "You get help or services other than money."),
    Form("community_programme", Kind.NON_FINANCIAL, "Something is done for your community, as it wishes."),
    Form("fine", Kind.SANCTION, "The company pays a fine. It does not go to you."),
    Form("discipline", Kind.SANCTION, "Those who did it are held to account inside the company."),
    Form("contract_ended", Kind.SANCTION, "The company ends its contract with those who did it."),
    Form("cessation", Kind.NON_REPETITION, "What harms you is stopped."),
    Form("policy_change", Kind.NON_REPETITION, "A rule is changed, so that it does not happen again."),
    Form("product_change", Kind.NON_REPETITION, "The product is changed, so that it does not happen again."),
    Form("audit", Kind.NON_REPETITION, "Somebody independent checks, and the result is published."),
    Form("monitoring", Kind.NON_REPETITION, "For an agreed time somebody watches whether it stays that way."),
)


class RemedyState(StrEnum):
    """How far one remedy has come. ``overdue`` is never stored: it follows from the day it was promised for."""

    OFFERED = "offered"
    COUNTERED = "countered"
    REFUSED = "refused"
    REPLACED = "replaced"
    AGREED = "agreed"
    PROVEN = "proven"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    OVERDUE = "overdue"


_PERSON: Final = frozenset({Who.PERSON})
_HANDLER: Final = frozenset({Who.HANDLER})

#: Who may move a remedy from one state to another. Only she agrees, refuses, counters, verifies and disputes; a
#: counter-proposal of hers is agreed by us, and an offer made again replaces the last.
MOVES: Final[Mapping[tuple[RemedyState, RemedyState], frozenset[Who]]] = {
    (RemedyState.OFFERED, RemedyState.AGREED): _PERSON,
    (RemedyState.OFFERED, RemedyState.REFUSED): _PERSON,
    (RemedyState.OFFERED, RemedyState.COUNTERED): _PERSON,
    (RemedyState.OFFERED, RemedyState.REPLACED): _HANDLER,
    (RemedyState.COUNTERED, RemedyState.AGREED): _HANDLER,
    (RemedyState.COUNTERED, RemedyState.REPLACED): _HANDLER,
    (RemedyState.REFUSED, RemedyState.REPLACED): _HANDLER,
    (RemedyState.AGREED, RemedyState.PROVEN): _HANDLER,
    (RemedyState.AGREED, RemedyState.DISPUTED): _PERSON,
    (RemedyState.PROVEN, RemedyState.VERIFIED): _PERSON,
    (RemedyState.PROVEN, RemedyState.DISPUTED): _PERSON,
    (RemedyState.VERIFIED, RemedyState.DISPUTED): _PERSON,
    (RemedyState.DISPUTED, RemedyState.PROVEN): _HANDLER,
    (RemedyState.DISPUTED, RemedyState.VERIFIED): _PERSON,
}


@dataclass(frozen=True, slots=True)
class MoveVerdict:
    """Whether a remedy may be moved, and the code of the reason."""

    is_allowed: bool
    reason: str


def judge_move(start: RemedyState, to: RemedyState, who: Who) -> MoveVerdict:
    """Say whether somebody may move a remedy; an overdue one moves as the agreed one it is.

    >>> judge_move(RemedyState.PROVEN, RemedyState.VERIFIED, Who.HANDLER)
    MoveVerdict(is_allowed=False, reason='only_the_person')
    """
    stored = RemedyState.AGREED if start is RemedyState.OVERDUE else start
    may = MOVES.get((stored, to))
    if may is None:
        return MoveVerdict(False, "no_such_move")
    if who not in may:
        return MoveVerdict(False, "only_the_person" if may == _PERSON else "only_a_handler")
    return MoveVerdict(True, "allowed")


@dataclass(frozen=True, slots=True)
class Shown:
    """A remedy as it is shown on a day: its state, and how many days it is late."""

    state: RemedyState
    days_late: int = 0


def shown_on(today: date, state: RemedyState, due_on: date | None, proven_on: date | None = None) -> Shown:
    """Return the state as of a day: what was agreed and is past its day is overdue; late proof stays late.

    A remedy whose proof the person disputes runs on: it is late from its day until it is proven anew.

    >>> shown_on(date(2026, 11, 12), RemedyState.AGREED, date(2026, 11, 10))
    Shown(state=<RemedyState.OVERDUE: 'overdue'>, days_late=2)
    """
    if due_on is None or state not in _PROMISED:
        return Shown(state)
    if state in {RemedyState.PROVEN, RemedyState.VERIFIED} and proven_on:
        return Shown(state, max(0, (proven_on - due_on).days))
    late = max(0, (today - due_on).days)
    if state is RemedyState.AGREED and late:
        return Shown(RemedyState.OVERDUE, late)
    return Shown(state, late if state is RemedyState.DISPUTED else 0)


_PROMISED: Final = frozenset({RemedyState.AGREED, RemedyState.PROVEN, RemedyState.VERIFIED, RemedyState.DISPUTED})


class Weight(StrEnum):
    """How much a finding weighs: what no offer may do, what is probably wrong, what to ask oneself."""

    FORBIDDEN = "forbidden"
    PROBLEM = "problem"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in an offer: its weight, its code, and what it says."""

    weight: Weight
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Harm:
    """What happened to her, as far as it was said: the right harmed, and what the harm did."""

    right: str = ""
    lost_money: bool | None = None
    harmed_health: bool | None = None
    goes_on: bool | None = None
    is_irremediable: bool | None = None
    wanted: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an offer: its kind, and the day it is promised for."""

    kind: Kind
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the company asks for in return, and what it tells her."""

    gives_up_court: bool = False
    gives_up_other_bodies: bool = False
    silence: bool = False
    tells_she_may_take_advice: bool = False


#: Which kinds a rights reviewer would expect to be thought about, by the right harmed. Knowshow's own proposals
#: (remedy.md 1.3 names the kinds and no such table): they only ever raise a question.
EXPECTED: Final[Mapping[str, frozenset[Kind]]] = {
    "privacy": frozenset({Kind.RESTITUTION, Kind.NON_REPETITION}),
    "expression": frozenset({Kind.RESTITUTION, Kind.NON_REPETITION}),
    "equality": frozenset({Kind.RESTITUTION, Kind.COMPENSATION, Kind.NON_REPETITION}),
    "labour": frozenset({Kind.RESTITUTION, Kind.COMPENSATION}),
    "consumer": frozenset({Kind.RESTITUTION, Kind.COMPENSATION}),
    "child": frozenset({Kind.REHABILITATION, Kind.NON_REPETITION}),
    "access_to_internet": frozenset({Kind.RESTITUTION, Kind.NON_REPETITION}),
}

_FOUND: Final[Mapping[str, tuple[Weight, str]]] = {
    "gives_up_court": (Weight.FORBIDDEN, "An offer must not ask her to give up going to court."),
    "gives_up_other_bodies": (Weight.FORBIDDEN, "An offer must not ask her to give up going to any other body."),
    "silence": (
        Weight.FORBIDDEN,
        "An offer must not ask her to be silent. Only she may wish for it, in a proposal of her own.",
    ),
    "advice": (Weight.PROBLEM, "She is not told that she may take advice before she decides."),
    "nothing_offered": (Weight.PROBLEM, "Nothing is offered."),
    "fine_is_no_compensation": (
        Weight.PROBLEM,
        "She lost money. A fine or another sanction does not reach her: it is not compensation.",
    ),
    "loss_not_made_good": (Weight.PROBLEM, "She lost money, and nothing offered makes that good."),
    "only_sanction": (Weight.PROBLEM, "A sanction alone gives nothing to the person."),
    "harm_goes_on": (Weight.PROBLEM, "The harm goes on, and nothing offered stops it."),
    "health": (Weight.QUESTION, "Her health was harmed. Is care or rehabilitation part of what she wants?"),
    "cannot_be_restored": (Weight.QUESTION, "The harm cannot be undone: is restitution alone enough?"),
    "no_day": (Weight.PROBLEM, "A part of the offer has no day by which it will be done."),
    "not_what_she_wanted": (Weight.QUESTION, "Nothing offered is what she said would put it right."),
    "expected_kinds": (Weight.QUESTION, "Nothing offered is of a kind that this right usually calls for."),
    "right_not_coded": (Weight.QUESTION, "The right harmed is not coded: the offer cannot be held against it."),
}

#: What can make good a loss of money. A sanction cannot, and services only if she wants them.
_MAKES_GOOD: Final = frozenset({Kind.COMPENSATION, Kind.RESTITUTION})


def counts_as_compensation(kind: Kind) -> bool:
    """Say whether a kind of remedy pays the person for her loss: a fine does not (remedy.md 1.3).

    >>> counts_as_compensation(Kind.SANCTION), counts_as_compensation(Kind.COMPENSATION)
    (False, True)
    """
    return kind is Kind.COMPENSATION


@dataclass(frozen=True, slots=True)
class Check:
    """What was found in an offer, gravest first; an offer with a forbidden term cannot be made."""

    findings: tuple[Finding, ...]

    @property
    def may_be_made(self) -> bool:
        """Whether the offer may be put to the person at all."""
        return all(one.weight is not Weight.FORBIDDEN for one in self.findings)


def check_offer(parts: Sequence[Part], harm: Harm, terms: Terms) -> Check:
    """Hold an offer against the harm and against what no offer may ask for.

    >>> check_offer([Part(Kind.SANCTION, date(2026, 12, 1))], Harm("privacy", lost_money=True),
    ...     Terms(tells_she_may_take_advice=True)).findings[1].code
    'fine_is_no_compensation'
    >>> check_offer([], Harm(), Terms(gives_up_court=True)).may_be_made
    False
    """
    kinds = frozenset(part.kind for part in parts)
    codes = [*_of_terms(terms), *_of_parts(parts, kinds)]
    if kinds:
        codes += [*_of_harm(kinds, harm), *_of_right(kinds, harm)]
    found = [Finding(_FOUND[code][0], code, _FOUND[code][1]) for code in codes]
    return Check(tuple(sorted(found, key=lambda one: list(Weight).index(one.weight))))


def _of_terms(terms: Terms) -> list[str]:
    codes = [name for name in ("gives_up_court", "gives_up_other_bodies", "silence") if getattr(terms, name)]
    return codes if terms.tells_she_may_take_advice else [*codes, "advice"]


def _of_parts(parts: Sequence[Part], kinds: frozenset[Kind]) -> list[str]:
    if not parts:
        return ["nothing_offered"]
    codes = ["only_sanction"] if kinds == {Kind.SANCTION} else []
    return codes + (["no_day"] if any(part.due_on is None for part in parts) else [])


def _of_harm(kinds: frozenset[Kind], harm: Harm) -> list[str]:
    codes = []
    if harm.lost_money and not kinds & _MAKES_GOOD:
        codes.append("fine_is_no_compensation" if Kind.SANCTION in kinds else "loss_not_made_good")
    if harm.goes_on and Kind.NON_REPETITION not in kinds:
        codes.append("harm_goes_on")
    if harm.harmed_health and Kind.REHABILITATION not in kinds:
        codes.append("health")
    if harm.is_irremediable and kinds == {Kind.RESTITUTION}:
        codes.append("cannot_be_restored")
    return codes


def _of_right(kinds: frozenset[Kind], harm: Harm) -> list[str]:
    codes = ["not_what_she_wanted"] if harm.wanted and not kinds & harm.wanted else []
    if not harm.right:
        return [*codes, "right_not_coded"]
    expected = EXPECTED.get(harm.right, frozenset())
    return codes + (["expected_kinds"] if expected and not kinds & expected else [])
