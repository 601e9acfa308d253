"""The records of the canon: what the standards say, with source, dates and how sure we are (GP 12).

The canon holds our own words and facts, never a copy of a standard. Every record inherits ``Record``;
editors' schema files are made from these classes (``knowshow.canon.schemas``): this is the one definition.

Identifiers are written ``instrument:locator`` in lower case (``ungp:18``). Rights, groups, technologies,
harms, triggers, gates, leverage actions and outputs keep the short forms that people already write in their
files (``privacy``, ``ETH``, ``SOC``, ``H-SOC-01``, ``TR-04``, ``G3``, ``LV-07``, ``O05``).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct
from msgspec.structs import force_setattr


class Confidence(StrEnum):
    """How sure we are of a record's facts. Only ``S`` counts as verified."""

    SEEN = "S"
    PARTLY_SEEN = "S*"
    LEGAL = "L"
    KNOWLEDGE = "K"
    DESIGN = "D"

    @property
    def meaning(self) -> str:
        """Say in words what the label stands for."""
        return _MEANINGS[self]


_MEANINGS: Final[dict[Confidence, str]] = {
    Confidence.SEEN: "Seen on the page named as the source.",
    Confidence.PARTLY_SEEN: "Only partly seen, or seen in a secondary copy: check before relying on it.",
    Confidence.LEGAL: "A legal identifier or public record from general knowledge: check the official text.",
    Confidence.KNOWLEDGE: "General knowledge of a publication: to be checked.",
    Confidence.DESIGN: "Knowshow's own design; no outside source claims it.",
}

RecordStatus = Literal["in_force", "draft", "withdrawn"]
Said = Annotated[str, Meta(min_length=1)]
Days = Annotated[int, Meta(ge=0)]
TierNumber = Annotated[int, Meta(ge=1, le=4)]

RecordId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9:._-]*$")]
InstrumentId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$")]
PrincipleId = Annotated[str, Meta(pattern=r"^ungp:([1-9]|[12][0-9]|3[01])$")]
RightId = Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$")]
CapitalId = Annotated[str, Meta(pattern=r"^[A-Z]{2,6}$")]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a fact comes from. ``read_on`` is empty where the day is not recorded, or nobody has read it."""

    document: Said
    locator: str = ""
    address: str = ""
    read_on: date | None = None


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every record of the canon carries.

    ``since`` is the day from which this wording counts, ``until`` the day it was withdrawn; a withdrawn
    record stays. ``checked_on`` is the day somebody last compared the record with its source, empty if the
    day is not recorded or nobody has.
    """

    id: RecordId
    title: str = ""
    text: Said
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]
    confidence: Confidence
    since: date
    until: date | None = None
    status: RecordStatus = "in_force"
    checked_on: date | None = None
    review_by: date

    def __post_init__(self) -> None:
        """Let the text stand as the title where no shorter one is written."""
        if not self.title:
            force_setattr(self, "title", self.text)

    @property
    def name(self) -> str:
        """The title, under the word that people use for rights, groups and technologies."""
        return self.title

    @property
    def verified(self) -> bool:
        """Whether the facts were seen on the page named. Everything else is shown as unverified."""
        return self.confidence is Confidence.SEEN

    @property
    def source(self) -> Source:
        """The first source."""
        return self.sources[0]


class Principle(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One of the 31 Guiding Principles, in our own words."""

    id: PrincipleId
    number: Annotated[int, Meta(ge=1, le=31)]
    pillar: Literal["protect", "respect", "remedy"]
    kind: Literal["foundational", "operational"]
    feature: Said
    report_relation: Literal["cited", "leaned_on", "not_visible"]


class Instrument(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A treaty, declaration or resolution that a right rests on; ``symbol`` is its adopted document."""

    id: InstrumentId
    short_name: Said
    year: Annotated[int, Meta(ge=1900, le=2100)]
    symbol: str = ""
    kind: Literal["treaty", "declaration", "resolution", "labour_convention"]


Nature = Literal[
    "absolute",
    "nonderogable",
    "qualified",
    "derogable",
    "progressive",
    "immediate",
    "mandatory-limit",
    "mixed",
    "procedural",
    "collective",
    "declaratory",
]

NATURES: Final[dict[str, str]] = {
    "absolute": "No limitation and no balancing: only the choice of means is open.",
    "nonderogable": "Survives an emergency; may have limits of its own.",
    "qualified": "May be limited by law, for a listed aim, if necessary and proportionate.",
    "derogable": "May be suspended in a declared emergency; otherwise as its text says.",
    "progressive": "Resources count, but the core content and non-discrimination are immediate.",
    "immediate": "Applies at once and in full: no progressive realisation.",
    "mandatory-limit": "The treaty itself orders a limit on another right.",
    "mixed": "Parts of the right differ in nature, as its note says.",
    "procedural": "A right to a procedure that protects the other rights, as its note says.",
    "collective": "Held by a people or a community, as its note says.",
    "declaratory": "Recognised in a resolution or declaration, as its note says.",
}


class Reference(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A place in an instrument, written ``[iccpr, "6"]``; an empty locator is the whole instrument."""

    instrument: InstrumentId
    locator: str = ""


class Right(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One internationally recognised human right (GP 12). ``phrase`` fits into the structured sentence.

    ``without_example`` says why no harm of the catalogue names the right; it is empty where one does.
    """

    id: RightId
    phrase: Said
    references: Annotated[tuple[Reference, ...], Meta(min_length=1)]
    nature: Nature
    note: str = ""
    without_example: str = ""

    @property
    def nature_meaning(self) -> str:
        """Say in words what the nature means for limits and balancing."""
        return NATURES[self.nature]


class Group(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A group of people who may be harmed. ``phrase`` is the name inside a sentence."""

    id: CapitalId
    phrase: Said
    without_example: str = ""


class Technology(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A kind of product or service."""

    id: CapitalId


StatusWord = Literal["alleged", "found", "settled", "ruled", "reported", "unknown"]

STATUS_WORDS: Final[dict[str, str]] = {
    "alleged": "Somebody claims it; no body has decided.",
    "found": "An inquiry, a review or an authority came to this finding.",
    "settled": "The parties settled; nothing follows about who was right.",
    "ruled": "A court or an authority decided; the word does not say in whose favour.",
    "reported": "A publication describes it.",
    "unknown": "The row does not say; check before quoting it.",
}


class Harm(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A way in which a technology is known to harm people: a suggestion to think about, never a finding.

    ``typical_involvement`` is a starting hypothesis for the company named in the example. The test of the
    Guiding Principles decides, not this field. ``as_of`` is the date that the row gives for the example.
    """

    id: Annotated[str, Meta(pattern=r"^H-[A-Z]{2,6}-[0-9]{2}$")]
    technology: CapitalId
    rights: Annotated[tuple[RightId, ...], Meta(min_length=1)]
    groups: Annotated[tuple[CapitalId, ...], Meta(min_length=1)]
    typical_involvement: Literal["cause", "contribute", "linked", "none"]
    example: Said
    status_word: StatusWord
    as_of: Annotated[str, Meta(pattern=r"^([0-9]{4}(-[0-9]{2}){0,2}|unknown)$")]
    good_practice: bool = False


class Level(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One level of a scale: a number for the three criteria, a word for likelihood."""

    value: Said
    title: Said
    text: Said


class Scale(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A criterion of severity, or likelihood, with the text of each level; ``version`` goes with ratings."""

    version: Said
    rule: str = ""
    levels: Annotated[tuple[Level, ...], Meta(min_length=4)]

    def level(self, value: int | str) -> Level:
        """Return the level of a value, ``4`` or ``"4"`` or ``"expected"``; ``KeyError`` if there is none."""
        for level in self.levels:
            if level.value == str(value):
                return level
        raise KeyError(value)


class Grounded(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A record that serves Guiding Principles. Which ones is Knowshow's own reading of them."""

    principles: Annotated[tuple[PrincipleId, ...], Meta(min_length=1)]


class Trigger(Grounded, frozen=True, kw_only=True, omit_defaults=True):
    """An event after which an assessment must be looked at again (GP 18), and the usual reaction to it."""

    id: Annotated[str, Meta(pattern=r"^TR-[0-9]{2}$")]
    reaction: Said
    within_days: Days | None = None


class Gate(Grounded, frozen=True, kw_only=True, omit_defaults=True):
    """A point in a product's life that it passes only when people have been thought of."""

    id: Annotated[str, Meta(pattern=r"^G[0-7]$")]
    checks: Annotated[tuple[Said, ...], Meta(min_length=1)]
    passes_when: Said


class Leverage(Grounded, frozen=True, kw_only=True, omit_defaults=True):
    """An action by which a company can change the conduct of those who do harm (GP 19)."""

    id: Annotated[str, Meta(pattern=r"^LV-[0-9]{2}$")]
    family: Literal["contract", "product", "relationship", "collective", "state", "public"]


class Duty(Grounded, frozen=True, kw_only=True, omit_defaults=True):
    """What a tier asks of a company. ``duties`` are sentences for reports, ``also`` the further ones."""

    id: Annotated[str, Meta(pattern=r"^tier-[1-4]$")]
    tier: TierNumber
    duties: Annotated[tuple[Said, ...], Meta(min_length=1)]
    also: tuple[Said, ...] = ()
    plan_within: Days | None = None
    plan_unit: Literal["working_days", "days"] | None = None
    reassess_every_months: Days


class Framework(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A law, standard or reporting framework; ``edition`` says which numbering our clauses follow."""

    id: InstrumentId
    edition: Said


class Claim(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where an output gives evidence, written ``[dsa, "34(1)"]``. It never means "compliant".

    The edition is that of the framework, unless a third value in the file names another.
    """

    framework: InstrumentId
    clause: Said
    edition: str = ""


class Output(Grounded, frozen=True, kw_only=True, omit_defaults=True):
    """A piece of evidence that due diligence leaves behind, and the clauses that ask for it."""

    id: Annotated[str, Meta(pattern=r"^O[0-9]{2}$")]
    claims: Annotated[tuple[Claim, ...], Meta(min_length=1)]


class BusinessModelFlag(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A trait of a business model that tends to harm people: to be asked about, with evidence."""

    id: Annotated[str, Meta(pattern=r"^BM-[0-9]{2}$")]
    question: Said


class PolicyCheck(Grounded, frozen=True, kw_only=True, omit_defaults=True):
    """A question about the policy commitment (GP 16), answered met, partly or no, with evidence."""

    origin: Literal["principle", "added"]


class VocabularyWord(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A word of another vocabulary, and the rights it stands for; or the reason why it stands for none.

    ``relation`` compares the word with the rights: ``exact``, ``close``, ``broad`` (the word covers more than
    each right), ``narrow`` (it covers less), ``none``. ``every_right`` marks words such as "all"; ``rights``
    then lists every right of the catalogue.
    """

    id: Said
    rights: tuple[RightId, ...] = ()
    every_right: bool = False
    relation: Literal["exact", "close", "broad", "narrow", "none"]
    reason: str = ""

    def __post_init__(self) -> None:
        """Let the word stand as its own title."""
        force_setattr(self, "title", self.id)
