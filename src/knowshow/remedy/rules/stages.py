"""The stages of a case, who may move it, and what comes next (GP 29, 31 c, f, h).

The words of each stage are those that people on both sides see. What the person alone can say (that she agrees, that
a remedy was carried out, that she withdraws) no handler can say for her; that is how the end becomes remedy and not
closure. Nothing leads from the first stage to an end but her own withdrawal: each report is acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ADMISSIBLE = "admissible"
    ASSESSED = "assessed"
    DIALOGUE = "dialogue"
    REMEDY_OFFERED = "remedy_offered"
    AGREED = "agreed"
    IMPLEMENTED = "implemented"
    VERIFIED = "verified"
    CLOSED = "closed"
    APPEALED = "appealed"


class Who(StrEnum):
    """Who makes a move: the person, the team, or a reviewer who had no part in the case."""

    PERSON = "person"
    HANDLER = "handler"
    REVIEWER = "reviewer"


class Outcome(StrEnum):
    """How a case ended."""

    REMEDIED = "remedied"
    PARTLY_REMEDIED = "partly_remedied"
    NOT_ADMISSIBLE = "not_admissible"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    NO_CONTACT = "no_contact"
    DUPLICATE = "duplicate"


class Reason(StrEnum):
    """Why a move is refused, or on what it rests."""

    ALLOWED = "allowed"
    NO_SUCH_MOVE = "no_such_move"
    ONLY_THE_PERSON = "only_the_person"
    ONLY_A_HANDLER = "only_a_handler"
    ONLY_A_REVIEWER = "only_a_reviewer"
    OUTCOME_MISSING = "outcome_missing"
    OUTCOME_DOES_NOT_FIT = "outcome_does_not_fit"
    OUTCOME_ONLY_AT_THE_END = "outcome_only_at_the_end"
    REASON_MISSING = "reason_missing"
    OTHER_ROUTES_MISSING = "other_routes_missing"
    RIGHT_TO_APPEAL_MISSING = "right_to_appeal_missing"
    BACK_WHERE_IT_CAME_FROM = "back_where_it_came_from"


#: What each reason says. Pages translate the code; these words are for logs of decisions, and for the command line.
WORDS: Final[Mapping[Reason, str]] = {
    Reason.ALLOWED: "This step is open.",
    Reason.NO_SUCH_MOVE: "A case does not go from this stage to that one.",
    Reason.ONLY_THE_PERSON: "Only the person herself can say this.",
    Reason.ONLY_A_HANDLER: "This step is for the team that handles the case.",
    Reason.ONLY_A_REVIEWER: "This step is for a reviewer who had no part in the case.",
    Reason.OUTCOME_MISSING: "A case that is closed needs an outcome.",
    Reason.OUTCOME_DOES_NOT_FIT: "This outcome does not fit the stage, or is not for this side to declare.",
    Reason.OUTCOME_ONLY_AT_THE_END: "An outcome is given only when a case is closed.",
    Reason.REASON_MISSING: "The person must be told the reason.",
    Reason.OTHER_ROUTES_MISSING: "The person must be told where else she can go, courts included.",
    Reason.RIGHT_TO_APPEAL_MISSING: "The person must be told that she can appeal, and how.",
    Reason.BACK_WHERE_IT_CAME_FROM: "An appeal that is withdrawn puts the case back where it stood.",
}

_ONLY: Final = {
    Who.PERSON: Reason.ONLY_THE_PERSON,
    Who.HANDLER: Reason.ONLY_A_HANDLER,
    Who.REVIEWER: Reason.ONLY_A_REVIEWER,
}

_PERSON: Final = frozenset({Who.PERSON})
_HANDLER: Final = frozenset({Who.HANDLER})
_REVIEWER: Final = frozenset({Who.REVIEWER})
_REVIEWER_OR_PERSON: Final = _REVIEWER | _PERSON
_PERSON_OR_HANDLER: Final = _PERSON | _HANDLER

#: Every move but the closing of a case, and who may make it. Where the person refuses an offer, or says that an
#: agreed remedy does not come, the case goes back to dialogue, and so it does where the team takes an offer back; where
#: she says that proof is not true, to agreed. Where the team says yes to what she proposed, her own word makes it
#: agreed: nothing was offered to her in between.
MOVES: Final[Mapping[tuple[Stage, Stage], frozenset[Who]]] = {
    (Stage.RECEIVED, Stage.ACKNOWLEDGED): _HANDLER,
    (Stage.ACKNOWLEDGED, Stage.ADMISSIBLE): _HANDLER,
    (Stage.ADMISSIBLE, Stage.ASSESSED): _HANDLER,
    (Stage.ADMISSIBLE, Stage.DIALOGUE): _HANDLER,
    (Stage.ASSESSED, Stage.DIALOGUE): _HANDLER,
    (Stage.ASSESSED, Stage.REMEDY_OFFERED): _HANDLER,
    (Stage.ASSESSED, Stage.AGREED): _PERSON,
    (Stage.ASSESSED, Stage.APPEALED): _PERSON,
    (Stage.DIALOGUE, Stage.ASSESSED): _HANDLER,
    (Stage.DIALOGUE, Stage.REMEDY_OFFERED): _HANDLER,
    (Stage.DIALOGUE, Stage.AGREED): _PERSON,
    (Stage.DIALOGUE, Stage.APPEALED): _PERSON,
    (Stage.REMEDY_OFFERED, Stage.AGREED): _PERSON,
    (Stage.REMEDY_OFFERED, Stage.DIALOGUE): _PERSON_OR_HANDLER,
    (Stage.REMEDY_OFFERED, Stage.APPEALED): _PERSON,
    (Stage.AGREED, Stage.IMPLEMENTED): _HANDLER,
    (Stage.AGREED, Stage.DIALOGUE): _PERSON,
    (Stage.IMPLEMENTED, Stage.VERIFIED): _PERSON,
    (Stage.IMPLEMENTED, Stage.AGREED): _PERSON,
    (Stage.CLOSED, Stage.APPEALED): _PERSON,
    (Stage.CLOSED, Stage.ADMISSIBLE): _HANDLER,
    (Stage.APPEALED, Stage.ADMISSIBLE): _REVIEWER,
    (Stage.APPEALED, Stage.ASSESSED): _REVIEWER_OR_PERSON,
    (Stage.APPEALED, Stage.DIALOGUE): _REVIEWER_OR_PERSON,
    (Stage.APPEALED, Stage.REMEDY_OFFERED): _REVIEWER_OR_PERSON,
}

#: From which stages the person may appeal; a report found not admissible is closed, so it is here too (GP 31 f). That
#: the team opens the dialogue takes from her no right to disagree with what was found before.
APPEALABLE: Final = frozenset({Stage.ASSESSED, Stage.DIALOGUE, Stage.REMEDY_OFFERED, Stage.CLOSED})

#: Where the team may end a case, and how. ``verified`` is the only way to call it remedied.
ENDS: Final[Mapping[Stage, frozenset[Outcome]]] = {
    Stage.RECEIVED: frozenset(),
    Stage.ACKNOWLEDGED: frozenset({Outcome.NOT_ADMISSIBLE, Outcome.REFERRED, Outcome.DUPLICATE, Outcome.NO_CONTACT}),
    Stage.ADMISSIBLE: frozenset({Outcome.REFERRED, Outcome.DUPLICATE, Outcome.NO_CONTACT}),
    Stage.ASSESSED: frozenset({Outcome.NOT_UPHELD, Outcome.REFERRED, Outcome.NO_CONTACT}),
    Stage.DIALOGUE: frozenset({Outcome.NOT_UPHELD, Outcome.REFERRED, Outcome.NO_CONTACT}),
    Stage.REMEDY_OFFERED: frozenset({Outcome.REFERRED, Outcome.NO_CONTACT}),
    Stage.AGREED: frozenset(),
    Stage.IMPLEMENTED: frozenset({Outcome.NO_CONTACT}),
    Stage.VERIFIED: frozenset({Outcome.REMEDIED, Outcome.PARTLY_REMEDIED}),
    Stage.CLOSED: frozenset(),
    Stage.APPEALED: frozenset(),
}

#: Every ending that the person did not choose comes with the reason, other routes (courts included), and appeal.
#: A remedy that she verified still leaves other routes open: the letter says so (GP 29; remedy.md section 3).
_NEEDS_NO_REASON: Final = frozenset({Outcome.REMEDIED})


@dataclass(frozen=True, slots=True)
class Step:
    """A move that somebody wants to make. ``came_from`` is the stage that an appeal was lodged from."""

    start: Stage
    to: Stage
    who: Who
    outcome: Outcome | None = None
    has_reason: bool = False
    tells_other_routes: bool = False
    tells_appeal: bool = False
    came_from: Stage | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a move is open, and why."""

    is_allowed: bool
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The reasons in words."""
        return tuple(WORDS[reason] for reason in self.reasons)


def judge(step: Step) -> Verdict:
    """Say whether a move is open to the one who wants to make it, with every reason against it.

    >>> judge(Step(Stage.IMPLEMENTED, Stage.VERIFIED, Who.HANDLER)).reasons
    (<Reason.ONLY_THE_PERSON: 'only_the_person'>,)
    >>> judge(Step(Stage.REMEDY_OFFERED, Stage.AGREED, Who.PERSON)).is_allowed
    True
    """
    reasons = _against_closing(step) if step.to is Stage.CLOSED else _against_move(step)
    return Verdict(not reasons, reasons or (Reason.ALLOWED,))


def _against_move(step: Step) -> tuple[Reason, ...]:
    may = MOVES.get((step.start, step.to))
    if may is None:
        return (Reason.NO_SUCH_MOVE,)
    reasons = [_ONLY[one] for one in Who if one in may] if step.who not in may else []
    if step.outcome is not None:
        reasons.append(Reason.OUTCOME_ONLY_AT_THE_END)
    if _goes_elsewhere(step):
        reasons.append(Reason.BACK_WHERE_IT_CAME_FROM)
    if not reasons and not step.has_reason and _owes_reason(step):
        reasons.append(Reason.REASON_MISSING)
    return tuple(reasons)


def _goes_elsewhere(step: Step) -> bool:
    """Say whether the person would use the end of her appeal to move the case on."""
    return step.start is Stage.APPEALED and step.who is Who.PERSON and step.to is not step.came_from


def _owes_reason(step: Step) -> bool:
    """Say whether the other side must be told why: the mechanism decides an appeal, or takes up what was closed."""
    return step.start in {Stage.CLOSED, Stage.APPEALED} and step.who is not Who.PERSON


def _against_closing(step: Step) -> tuple[Reason, ...]:
    if step.start is Stage.CLOSED:
        return (Reason.NO_SUCH_MOVE,)
    if step.outcome is None:
        return (Reason.OUTCOME_MISSING,)
    if step.who is Who.PERSON:
        return _against_her_closing(step)
    if step.outcome not in endings(step.start, step.who):
        return (Reason.OUTCOME_DOES_NOT_FIT,)
    return _letter_lacks(step)


def _against_her_closing(step: Step) -> tuple[Reason, ...]:
    """She may withdraw at any time; or take back an appeal against an ending, which then stands as it was."""
    if step.outcome is Outcome.WITHDRAWN:
        return ()
    if step.start is Stage.APPEALED and step.came_from is Stage.CLOSED:
        return ()
    return (Reason.OUTCOME_DOES_NOT_FIT,)


def _letter_lacks(step: Step) -> tuple[Reason, ...]:
    reasons = []
    if not step.has_reason and step.outcome not in _NEEDS_NO_REASON:
        reasons.append(Reason.REASON_MISSING)
    if not step.tells_other_routes:
        reasons.append(Reason.OTHER_ROUTES_MISSING)
    # A reviewer's decision ends the appeal inside the mechanism; before that, each ending can be appealed.
    if not step.tells_appeal and step.who is Who.HANDLER:
        reasons.append(Reason.RIGHT_TO_APPEAL_MISSING)
    return tuple(reasons)


def endings(stage: Stage, who: Who) -> frozenset[Outcome]:
    """Return the outcomes with which somebody may end a case that stands at a stage.

    >>> sorted(map(str, endings(Stage.VERIFIED, Who.HANDLER))), endings(Stage.RECEIVED, Who.HANDLER)
    (['partly_remedied', 'remedied'], frozenset())
    """
    if stage is Stage.CLOSED:
        return frozenset()
    if who is Who.PERSON:
        return frozenset({Outcome.WITHDRAWN})
    if who is Who.HANDLER:
        return ENDS[stage]
    # An appeal may leave any ending as it was, or find another; only she withdraws.
    return frozenset(Outcome) - {Outcome.WITHDRAWN} if stage is Stage.APPEALED else frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """A move that is open to somebody: to which stage, and with which outcomes if it ends the case."""

    to: Stage
    outcomes: frozenset[Outcome] = frozenset()


def moves(stage: Stage, who: Who, came_from: Stage | None = None) -> tuple[Move, ...]:
    """List what somebody can do with a case at a stage, in the order of the stages.

    >>> [move.to.value for move in moves(Stage.REMEDY_OFFERED, Who.PERSON)]
    ['dialogue', 'agreed', 'closed', 'appealed']
    """
    return tuple(move for to in Stage if (move := _move(stage, to, who, came_from)))


def _move(stage: Stage, to: Stage, who: Who, came_from: Stage | None) -> Move | None:
    if to is Stage.CLOSED:
        outcomes = endings(stage, who)
        return Move(to, outcomes) if outcomes else None
    if who not in MOVES.get((stage, to), frozenset()):
        return None
    if stage is Stage.APPEALED and who is Who.PERSON and to is not came_from:
        return None
    return Move(to)


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next, as the key of a plain sentence, and who does it; nobody, when nothing is owed."""

    key: str
    who: tuple[Who, ...]


_NEXT: Final[Mapping[Stage, tuple[Who, ...]]] = {
    Stage.RECEIVED: (Who.HANDLER,),
    Stage.ACKNOWLEDGED: (Who.HANDLER,),
    Stage.ADMISSIBLE: (Who.HANDLER,),
    Stage.ASSESSED: (Who.HANDLER,),
    Stage.DIALOGUE: (Who.HANDLER, Who.PERSON),
    Stage.REMEDY_OFFERED: (Who.PERSON,),
    Stage.AGREED: (Who.HANDLER,),
    Stage.IMPLEMENTED: (Who.PERSON,),
    Stage.VERIFIED: (Who.HANDLER,),
    Stage.CLOSED: (),
    Stage.APPEALED: (Who.REVIEWER,),
}

#: The sentence behind each key, for whoever translates it.
NEXT_WORDS: Final[Mapping[str, str]] = {
    "next.received": "We tell you that your report has arrived.",
    "next.acknowledged": "We decide whether we can deal with it here, and tell you why.",
    "next.admissible": "We look into what happened.",
    "next.assessed": "We talk with you about what would put it right, or make an offer.",
    "next.dialogue": "You and we look for a remedy together.",
    "next.remedy_offered": "You decide about the offer. Take the time you need.",
    "next.agreed": "We do what was agreed, and show you the proof.",
    "next.implemented": "You tell us whether it was done.",
    "next.verified": "We close the case and tell you what was learnt.",
    "next.closed": "Nothing more is planned. You can appeal, and other ways stay open to you.",
    "next.appealed": "Somebody else, who had no part in it, looks at the decision.",
}


def next_of(stage: Stage) -> Next:
    """Say what happens next at a stage, and who does it.

    >>> next_of(Stage.IMPLEMENTED)
    Next(key='next.implemented', who=(<Who.PERSON: 'person'>,))
    """
    return Next(f"next.{stage}", _NEXT[stage])
