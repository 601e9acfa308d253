"""The records of the file ``assessment/1``: who may be harmed, in which right, through what, how gravely.

The same records serve the command line, the workspace's import, export and frozen versions, and the reports.
Field names follow the Guiding Principles; ``docs/reference/assessment-file.md`` explains each.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from knowshow.respect.rules.severity import Likelihood

FORMAT: Final = "assessment/1"

#: Shorter rationales are a problem: they cannot name what the rating relies on.
RATIONALE_MINIMUM: Final = 40

Words = Annotated[str, Meta(max_length=20_000)]
Said = Annotated[str, Meta(min_length=1, max_length=20_000)]
Slug = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$", max_length=80)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Year = Annotated[int, Meta(ge=1900, le=2100)]
Level = Annotated[int, Meta(ge=1, le=4)]

State = Literal["actual", "potential"]
Effect = Literal["limited", "prevented", "violated"]
Confidence = Literal["high", "medium", "low"]
Conclusion = Literal["cause", "contribute", "linked", "none", "undetermined"]
StatusWord = Literal["", "alleged", "found", "ruled", "settled", "reported"]
Lifecycle = Literal["", "design", "development", "deployment", "use", "retirement"]
Kind = Literal["screening", "delta", "full", "heightened", "exit"]
Basis = Literal["inherent", "residual"]
ActionKind = Literal["", "avoid", "redesign", "reduce", "restrict", "warn", "compensate"]
ActionState = Literal["planned", "in_progress", "done", "effective", "dropped"]
WithinTier = Literal["severity_first", "likelihood_first"]


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen record that takes no unknown field."""


class Source(Record, frozen=True, kw_only=True):
    """A publication that facts were taken from."""

    title: Said
    publisher: Words = ""
    year: Year | None = None
    url: Words = ""
    accessed_on: date | None = None
    note: Words = ""


class Evidence(Source, frozen=True, kw_only=True):
    """What a rating rests on. Evidence from the people affected is marked as such (GP 18)."""

    from_affected_people: bool = False


class Relationship(Record, frozen=True, kw_only=True):
    """A business relationship of the product (GP 13): customer, supplier, reseller, investor, State."""

    name: Said
    kind: Words = ""
    end_use: Words = ""


class Subject(Record, frozen=True, kw_only=True):
    """The product or service under assessment."""

    name: Said
    description: Words = ""
    technology: tuple[str, ...] = ()
    lifecycle: Lifecycle = ""
    countries: tuple[Country, ...] = ()
    business_relationships: tuple[Relationship, ...] = ()


class Statement(Record, frozen=True, kw_only=True):
    """The structured sentence: which group, which right, through which feature, in which place."""

    group: str
    right: str
    feature: Said
    place: Words = ""
    how: Words = ""
    who: Words = ""
    effect: Effect = "limited"


class Rating(Record, frozen=True, kw_only=True):
    """How grave the impact is for one group, by one assessor, with the reason."""

    group: str
    scale: Level
    scope: Level
    irremediability: Level
    likelihood: Likelihood
    rationale: Said
    evidence: tuple[Evidence, ...] = ()
    confidence: Confidence = "medium"
    by: Words = ""
    on: date | None = None
    basis: Basis = "inherent"
    scale_version: Words = ""


class Disagreement(Record, frozen=True, kw_only=True):
    """Who settles two ratings that differ. The graver one counts meanwhile, and both stay."""

    group: str
    resolver: Said
    note: Words = ""
    resolved_on: date | None = None


class Involvement(Record, frozen=True, kw_only=True):
    """How the company is involved (GP 13, 19): the answers, and what a named person concluded."""

    answers: dict[str, Words] = {}
    factors: tuple[Words, ...] = ()
    conclusion: Conclusion = "undetermined"
    reason: Words = ""
    quoted_from: Source | None = None
    quote: Words = ""
    decided_by: Words = ""
    on: date | None = None


class Action(Record, frozen=True, kw_only=True):
    """What is done about the impact, by whom, by when (GP 19)."""

    id: Slug | None = None
    title: Said
    kind: ActionKind = ""
    owner: Words = ""
    due_on: date | None = None
    state: ActionState = "planned"
    leverage: tuple[str, ...] = ()
    indicator: Words = ""
    note: Words = ""
    source: Source | None = None


class Override(Record, frozen=True, kw_only=True):
    """A departure from the computed tier, kept beside the order and never in it; two people sign it."""

    tier: Level
    reason: Said
    proposed_by: Said
    approved_by: Words = ""
    on: date | None = None


class OtherMethod(Record, frozen=True, kw_only=True):
    """What another method says of the impact, in its own words: kept apart, and never in the order."""

    method: Said
    severity: Words = ""
    likelihood: Words = ""
    note: Words = ""


class Impact(Record, frozen=True, kw_only=True):
    """One adverse impact on people, actual or potential."""

    id: Slug
    statement: Statement
    state: State
    status_word: StatusWord = ""
    rights: tuple[str, ...] = ()
    delay_makes_irremediable: bool = False
    delay_rationale: Words = ""
    ratings: tuple[Rating, ...] = ()
    disagreement: Disagreement | None = None
    involvement: Involvement = Involvement()
    business_risk: Words = ""
    harms: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    override: Override | None = None
    other_methods: tuple[OtherMethod, ...] = ()
    notes: Words = ""


class Assessment(Record, frozen=True, kw_only=True):
    """A due-diligence assessment of one product or service (GP 17, 18)."""

    knowshow: Literal["assessment/1"] = FORMAT
    title: Said
    company: Words = ""
    kind: Kind = "full"
    note: Words = ""
    subject: Subject
    source: Source | None = None
    sources: tuple[Source, ...] = ()
    assessed_on: date | None = None
    within_tier: WithinTier = "severity_first"
    impacts: tuple[Impact, ...] = ()
