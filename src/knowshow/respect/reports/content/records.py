"""The records that a report is made of: words in their order, without a format, a library or a request (GP 21).

``content.report_of`` fills them; the web page, the PDF and the Word document only lay them out. Texts from the
assessment stand as they were written: whoever lays them out escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from knowshow.respect.rules.statement import Sentence

#: The longest text of a level that stands beside a rating: a range of numbers, or half a line.
_BRIEF: Final = 36

#: The names of the two facts of the method that each page repeats.
RULE: Final = "Rule of the order"
SCALES: Final = "Scales"

#: The facts that stand under the title; the rest stand on the second page.
TITLE_FACTS: Final = ("Company", "Assessment", "Assessed on", "This report")


def brief(text: str) -> str:
    """Return a level's text if it is short; nothing otherwise.

    >>> brief("Under 100 persons."), brief("Loss of home, job, school, benefit, liberty for a short time.")
    ('Under 100 persons.', '')
    """
    return text.replace(" %", "\u00a0%") if len(text) <= _BRIEF else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class TierCount:
    """How many impacts a tier holds, and how they stand."""

    tier: int
    #: What the tier means: "The gravest: act now, at the top."
    meaning: str
    total: int
    actual: int
    potential: int
    without_plan: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a rating: its level with the words of the scale."""

    name: str
    value: int
    title: str
    text: str

    @property
    def brief(self) -> str:
        """The scale's words where they are short enough to stand beside every rating; the method note has them all."""
        return brief(self.text)


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What a rating rests on; ``number`` is its place in the list of sources."""

    number: int
    title: str
    note: str
    from_affected_people: bool


@dataclass(frozen=True, slots=True)
class RatingPart:
    """How one assessor rated one group."""

    group: str
    #: Whether this rating gives the issue its place.
    decides: bool
    tier: int
    #: Scale, scope, irremediability.
    criteria: tuple[Criterion, ...]
    likelihood: str
    likelihood_text: str
    rationale: str
    evidence: tuple[EvidenceLine, ...]
    confidence: str
    #: "Before measures" or "After measures".
    basis: str
    #: Who rated, when, by which scale; in one line.
    by: str


@dataclass(frozen=True, slots=True)
class DisagreementPart:
    """Where assessors differ on a group: how far, who settles it, whether it is settled."""

    group: str
    #: One line per criterion on which they differ: "Scope: from 2 to 4".
    spread: tuple[str, ...]
    resolver: str
    note: str
    standing: str


@dataclass(frozen=True, slots=True)
class InvolvementPart:
    """What was concluded about the company's involvement, and what follows (GP 13, 19, 22)."""

    conclusion: str
    reason: str
    decided: str
    quote: str
    #: Where the quote or the finding stands; empty if nowhere.
    quoted_from: str
    source_number: int
    factors: tuple[str, ...]
    answers: tuple[Fact, ...]
    consequence: str


@dataclass(frozen=True, slots=True)
class ActionPart:
    """What is done, by whom, by when."""

    title: str
    kind: str
    owner: str
    due: str
    state: str
    is_late: bool
    #: Leverage, indicator, note, source; each a sentence.
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverridePart:
    """A departure from the computed tier: it stands beside the order and never in it."""

    tier: int
    computed_tier: int
    #: "Tier 2 in place of the computed tier 4. The order stays as computed."
    words: str
    reason: str
    signed: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A salient issue in its place."""

    rank: int
    id: str
    #: The address inside the document: ``issue-3``.
    anchor: str
    tier: int
    sentence: Sentence
    #: A short name: who, and which right.
    label: str
    #: "Actual" or "Potential".
    state: str
    #: "Alleged", "Found by an inquiry" and so on; empty where nothing is said.
    status: str
    #: What the status means for the reader: that an allegation is one.
    status_note: str
    likelihood: str
    #: The severity that decides: scale, scope, irremediability.
    criteria: tuple[Criterion, ...]
    deciding_group: str
    #: Why the tier, which group decides, why the place: each a sentence.
    reasons: tuple[str, ...]
    #: Why it stands where it stands, the neighbour named by its rank: "Ranked above issue 3 because ...".
    place: str
    how: str
    facts: tuple[Fact, ...]
    ratings: tuple[RatingPart, ...]
    disagreements: tuple[DisagreementPart, ...]
    involvement: InvolvementPart
    duties: tuple[str, ...]
    #: "A plan was owed by 23 November 2026." or nothing.
    plan_owed: str
    also: tuple[str, ...]
    actions: tuple[ActionPart, ...]
    override: OverridePart | None
    #: What other methods say, each in a line; it stands apart from severity.
    other_methods: tuple[str, ...]
    notes: str

    @property
    def has_plan(self) -> bool:
        """Whether an action stands that was not dropped."""
        return any(action.state != "Dropped" for action in self.actions)


@dataclass(frozen=True, slots=True)
class BusinessRisk:
    """Risk to the business from one issue: for a section of its own, never for the order."""

    rank: int
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Turned:
    """An issue that a heat map would put below milder ones, in words."""

    graver_rank: int
    milder_ranks: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """How often a method puts the graver impact below the milder, over every comparable pair."""

    method: str
    inverted: str
    percent: str


@dataclass(frozen=True, slots=True)
class HeatMapPart:
    """What a heat map would have said of this assessment, and what heat maps do in general."""

    finding: str
    turned: tuple[Turned, ...]
    #: How many of the pairs no criterion speaks for, and how many more there are; or nothing.
    more: str
    explanation: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class WeakSpot:
    """What a quality rule points at, and what would mend it."""

    rule: str
    title: str
    #: The issue's rank; 0 for what is not about a ranked issue.
    rank: int
    #: "Issue 2", "Not ranked: ..." or "The whole assessment".
    where: str
    message: str
    remedy: str
    why: str
    #: Why somebody set it aside; empty while it is open.
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class Unrated:
    """An impact that nobody has rated: it has no place yet."""

    id: str
    sentence: Sentence
    state: str
    status: str


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    """A level of a scale as the method note prints it."""

    value: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ScaleTable:
    """A scale with its question and its levels."""

    name: str
    question: str
    levels: tuple[ScaleLevel, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An entry of the numbered list of sources. ``url`` may be empty; link only http and https."""

    number: int
    title: str
    details: str
    url: str
    #: What is said of the source, such as that it was not opened. Notes on evidence stand with the evidence.
    note: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the address can be followed safely."""
        return self.url.lower().startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Report:
    """A report, from the title block to the sources."""

    title: str
    #: "Human rights assessment: Hiring assistant".
    kicker: str
    company: str
    subject: str
    description: str
    facts: tuple[Fact, ...]
    #: The finding in one or two sentences.
    headline: str
    summary: tuple[str, ...]
    tiers: tuple[TierCount, ...]
    #: What the board is asked to decide; never empty.
    decisions: tuple[str, ...]
    #: For a worked example: whose the facts are and whose the ratings. Else empty.
    notice: str
    note: str
    issues: tuple[Issue, ...]
    unrated: tuple[Unrated, ...]
    #: What is said where there is no issue.
    empty: str
    business_risk_note: str
    business_risks: tuple[BusinessRisk, ...]
    heat_map: HeatMapPart
    weak_spots: tuple[WeakSpot, ...]
    missing: tuple[str, ...]
    method: tuple[str, ...]
    method_facts: tuple[Fact, ...]
    scales: tuple[ScaleTable, ...]
    sources: tuple[SourceLine, ...]
    printed_on: str

    @property
    def title_facts(self) -> tuple[Fact, ...]:
        """What stands under the title: whose assessment, of what kind, of which day."""
        return tuple(fact for fact in self.facts if fact.name in TITLE_FACTS)

    @property
    def about(self) -> tuple[Fact, ...]:
        """What else is known of the product and of the assessment."""
        return tuple(fact for fact in self.facts if fact.name not in TITLE_FACTS)

    @property
    def foot(self) -> str:
        """What stands at the foot of each page: the day, and the versions of rule and scales."""
        facts = {fact.name: fact.value for fact in self.method_facts}
        return f"{self.printed_on}. Rules: {facts[RULE]}, {facts[SCALES]}"
