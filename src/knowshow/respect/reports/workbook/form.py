"""The workbook's form as data: which sheets there are, which columns, and which field of the record each one holds.

Writing and reading both follow this one description, so that what is written can be read again. A column's ``key``
is the path of its field inside the record of its sheet: ``statement.group`` in an impact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from knowshow.respect.rules.involvement import QUESTIONS

#: A row that begins so shows how to fill the form; it is never read.
EXAMPLE: Final = "▸ Example"
#: A heading that begins so belongs to the reader's own notes; its column is never read.
OWN_NOTES: Final = "#"
#: Stands for an answer that is there and empty.
EMPTY: Final = '""'
#: A heading that begins so is an answer to a question of the reader's own.
ANSWER: Final = "Answer: "

READ_ME: Final = "Read me"
LISTS: Final = "Lists"


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    YES_NO = "yes or no"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, its heading, what to write, and the list it takes its words from."""

    key: str
    title: str
    help: str = ""
    kind: Kind = Kind.TEXT
    choices: str = ""
    width: int = 18
    required: bool = False
    repeats: int = 0
    band: str = ""
    example: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """The field's path inside its record."""
        return tuple(self.key.split("."))

    def heading(self, number: int = 0) -> str:
        """The heading; repeated columns are numbered from the second on."""
        return f"{self.title} {number + 1}" if number else self.title


class Holder(Enum):
    """Which record a row of a sheet stands for."""

    ASSESSMENT = "assessment"
    RELATIONSHIP = "business relationship"
    SOURCE = "source"
    IMPACT = "impact"
    RATING = "rating"
    EVIDENCE = "evidence"
    ACTION = "action"
    INVOLVEMENT = "involvement in an impact"
    DECISION = "decision on an impact"
    OTHER_METHOD = "what another method says of an impact"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the form."""

    name: str
    holder: Holder
    what: str
    columns: tuple[Column, ...]
    prepared: int = 30
    is_required: bool = False

    def column(self, key: str) -> Column:
        """Return the column of a field."""
        return next(column for column in self.columns if column.key == key)


def _source(
    prefix: str, band: str = "", title: str = "Title", *, required: bool = False, examples: tuple[str, ...] = ("",) * 6
) -> tuple[Column, ...]:
    """The fields of a publication, with an example of each."""
    columns = _source_columns(prefix, band, title, required=required)
    return tuple(replace(column, example=example) for column, example in zip(columns, examples, strict=True))


def _source_columns(prefix: str, band: str, title: str, *, required: bool) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}title", title, "Name of the publication.", width=34, required=required, band=band),
        Column(f"{prefix}publisher", "Publisher", "Who published it.", width=20, band=band),
        Column(f"{prefix}year", "Year", "Four figures.", Kind.YEAR, width=8, band=band),
        Column(f"{prefix}url", "Address", "Where it can be read.", width=30, band=band),
        Column(f"{prefix}accessed_on", "Read on", "A date.", Kind.DATE, width=13, band=band),
        Column(
            f"{prefix}note",
            "Note on the publication" if prefix else "Note",
            "Page, or what to know.",
            width=28,
            band=band,
        ),
    )


def _impact(example: str) -> Column:
    return Column("impact", "Impact", "Short name from the sheet Impacts.", width=20, required=True, example=example)


_CASE: Final = "Published case, if the assessment is about one"

ASSESSMENT: Final = Sheet(
    "Assessment",
    Holder.ASSESSMENT,
    "What is assessed. Write in the second column.",
    (
        Column("title", "Title", "Name of this assessment.", required=True, band="Assessment",
               example="Location sharing, first assessment"),
        Column("company", "Company", "Who answers for the product.", band="Assessment", example="Example Ltd"),
        Column("kind", "Kind", "How deep it goes.", Kind.CHOICE, "kind", band="Assessment",
               example="full – Full"),
        Column("assessed_on", "Assessed on", "Day of the assessment.", Kind.DATE, band="Assessment",
               example="2026-11-09"),
        Column("within_tier", "Order inside a tier", "Leave as it is, unless you have a reason.", Kind.CHOICE,
               "within_tier", band="Assessment", example="severity_first – Severity first"),
        Column("note", "Note", "What a reader should know first.", band="Assessment"),
        Column("subject.name", "Product or service", "Its name.", required=True, band="Product",
               example="Family Finder"),
        Column("subject.description", "Description", "What it does, for whom.", band="Product",
               example="An app that shows family members where each other are."),
        Column("subject.technology", "Technology", "What kind of technology it is.", Kind.CHOICE, "technology",
               repeats=3, band="Product", example="APP – Mobile apps and app stores"),
        Column("subject.lifecycle", "Stage", "Where the product stands.", Kind.CHOICE, "lifecycle", band="Product",
               example="use – Use"),
        Column("subject.countries", "Country", "Where it is used.", Kind.CHOICE, "country", repeats=4, band="Product",
               example="KE – Kenya"),
        *_source("source.", _CASE, "Publication"),
    ),
    is_required=True,
)  # fmt: skip

IMPACTS: Final = Sheet(
    "Impacts",
    Holder.IMPACT,
    "One row for each way in which people are, or may be, harmed: who, in which right, through what, where.",
    (
        Column("id", "Impact", "A short name of your own, without spaces.", width=20, required=True, band="Name",
               example=EXAMPLE),
        Column("statement.group", "Group", "Who is harmed.", Kind.CHOICE, "group", 24, required=True,
               band="The sentence", example="WOM – Women and girls"),
        Column("statement.who", "In your words", "If the group's name is too wide.", width=22, band="The sentence",
               example="Women who left a violent partner"),
        Column("statement.right", "Right", "Which right of theirs.", Kind.CHOICE, "right", 24, required=True,
               band="The sentence", example="security – Liberty and security of person"),
        Column("statement.feature", "Feature", "Through what in the product.", width=24, required=True,
               band="The sentence", example="location sharing that stays on"),
        Column("statement.place", "Place", "Country code, or a place.", width=14, band="The sentence", example="KE"),
        Column("statement.how", "How", "What happens, step by step.", width=36, band="The sentence",
               example="A former partner keeps access and finds the new address."),
        Column("statement.effect", "Effect", "What happens to the right.", Kind.CHOICE, "effect", 18,
               band="The sentence", example="violated – Violated"),
        Column("state", "State", "Has it happened, or may it?", Kind.CHOICE, "state", 20, required=True,
               band="The sentence", example="potential – People may be harmed"),
        Column("#sentence", "Sentence", "Writes itself.", Kind.COMPUTED, width=42, band="Read it aloud: is it clear?"),
        Column("status_word", "Claim", "Only if others claim it.", Kind.CHOICE, "status_word", 20, band="More"),
        Column("rights", "Further right", "Other rights touched.", Kind.CHOICE, "right", 22, repeats=2, band="More"),
        Column("delay_makes_irremediable", "Delay makes it final", "yes, if waiting would make the harm final.",
               Kind.YES_NO, "yes_no", 14, band="More", example="yes"),
        Column("delay_rationale", "Why delay matters", "Owed if you wrote yes.", width=28, band="More",
               example="Once the address is known, she must move again."),
        Column("harms", "From the catalogue", "The typical harm it began with.", Kind.CHOICE, "harm", 26, repeats=2,
               band="More"),
        Column("business_risk", "Risk to the business", "Kept apart; never moves the order.", Kind.TEXT,
               "business_risk", 16, band="More", example="medium"),
        Column("notes", "Notes", "Anything else.", width=30, band="More"),
    ),
    is_required=True,
)  # fmt: skip

RATINGS: Final = Sheet(
    "Ratings",
    Holder.RATING,
    "One row for each group and each person who rates. Severity first; likelihood never lowers it. Nobody's rating "
    "is overwritten: the gravest counts.",
    (
        Column("#no", "Rating", "Number; evidence refers to it.", width=13, band="What is rated", example=EXAMPLE),
        Column("impact", "Impact", "Short name from the sheet Impacts.", width=20, required=True, band="What is rated",
               example="stalked-at-home"),
        Column("group", "Group", "For whom.", Kind.CHOICE, "group", 24, required=True, band="What is rated",
               example="WOM – Women and girls"),
        Column("scale", "Scale", "How grave for this group?", Kind.NUMBER, "scale", 18, required=True,
               band="How grave", example="4 – Gravest"),
        Column("scope", "Scope", "How many of them?", Kind.NUMBER, "scope", 16, required=True, band="How grave",
               example="2 – Some"),
        Column("irremediability", "Irremediability", "How hard to restore?", Kind.NUMBER, "irremediability", 22,
               required=True, band="How grave", example="4 – Cannot be restored"),
        Column("#tier", "Tier", "Works itself out.", Kind.COMPUTED, width=9, band="How grave"),
        Column("#levels", "What you chose means", "Writes itself.", Kind.COMPUTED, width=46, band="How grave"),
        Column("likelihood", "Likelihood", "Only breaks ties.", Kind.CHOICE, "likelihood", 20, required=True,
               band="How likely", example="foreseeable – Foreseeable"),
        Column("rationale", "Rationale", "Why these levels: 40 characters or more.", width=46, required=True,
               band="Why", example="Shelters report three cases in which a shared location led to an attack."),
        Column("evidence", "Evidence", "Short: one a line. In full: sheet Evidence.", width=30, band="Why",
               example="Interviews with two shelters, May 2026"),
        Column("confidence", "Confidence", "How sure you are.", Kind.CHOICE, "confidence", 16, band="Why",
               example="medium – Medium"),
        Column("by", "Rated by", "Name or role.", width=18, band="Who and when", example="A. Mwangi"),
        Column("on", "Rated on", "A date.", Kind.DATE, width=13, band="Who and when", example="2026-11-09"),
        Column("basis", "Basis", "Before or after measures.", Kind.CHOICE, "basis", 22, band="Who and when",
               example="inherent – Before measures"),
        Column("scale_version", "Scales", "Leave empty for the present ones.", width=11, band="Who and when"),
    ),
    prepared=60,
)  # fmt: skip

EVIDENCE: Final = Sheet(
    "Evidence",
    Holder.EVIDENCE,
    "What ratings rest on, one row each. Mark what comes from the people affected: their word weighs most.",
    (
        Column("#rating", "Rating", "Its number from the sheet Ratings.", width=13, required=True, band="Belongs to",
               example=EXAMPLE),
        *_source("", "Evidence", required=True, examples=(
            "Interviews with two shelters", "Example Ltd", "2026", "", "2026-05-12", "Notes are kept by the team.")),
        Column("from_affected_people", "From the people affected", "yes or no.", Kind.YES_NO, "yes_no", 16,
               band="Evidence", example="yes"),
    ),
)  # fmt: skip

_ANSWERS: Final = tuple(
    Column(
        f"involvement.answers.{question.id}", question.text, question.hint, Kind.TEXT, "answer", 26, band="Questions"
    )
    for question in QUESTIONS
)

INVOLVEMENT: Final = Sheet(
    "Involvement",
    Holder.INVOLVEMENT,
    "How the company is involved in each impact: cause, contribution or direct link. A named person concludes.",
    (
        _impact(EXAMPLE),
        *_ANSWERS,
        Column("involvement.factors", "Factor", "What makes a contribution likelier.", Kind.TEXT, "factor", 26,
               repeats=3, band="Questions"),
        Column("involvement.conclusion", "Conclusion", "What it comes to.", Kind.CHOICE, "conclusion", 28,
               band="Conclusion", example="undetermined – Undetermined"),
        Column("involvement.reason", "Reason", "Reports print it.", width=34, band="Conclusion"),
        Column("involvement.decided_by", "Decided by", "A named person.", width=18, band="Conclusion",
               example="Head of product"),
        Column("involvement.on", "Decided on", "A date.", Kind.DATE, width=13, band="Conclusion"),
        Column("involvement.quote", "Quotation", "Word for word, if a body has found it.", width=32,
               band="If a body has found it"),
        *_source("involvement.quoted_from.", "If a body has found it", "Quoted from"),
    ),
)  # fmt: skip

ACTIONS: Final = Sheet(
    "Actions",
    Holder.ACTION,
    "What is done about each impact, by whom, by when. Gravest first.",
    (
        Column("impact", "Impact", "Short name from the sheet Impacts.", width=20, required=True, band="Action",
               example=EXAMPLE),
        Column("title", "Action", "A verb and an object.", width=34, required=True, band="Action",
               example="End sharing when either side leaves the family"),
        Column("kind", "Kind", "Avoid before redesign, before the rest.", Kind.CHOICE, "action_kind", 20,
               band="Action", example="redesign – Redesign"),
        Column("owner", "Owner", "Who does it.", width=20, band="Action", example="Product safety team"),
        Column("due_on", "Due on", "A date.", Kind.DATE, width=13, band="Action", example="2027-01-31"),
        Column("state", "State", "Done is not yet effective.", Kind.CHOICE, "action_state", 20, band="Action",
               example="planned – Planned"),
        Column("leverage", "Leverage", "Where others do the harm.", Kind.CHOICE, "leverage", 26, repeats=2,
               band="Does it help?"),
        Column("indicator", "Indicator", "How you will see that it helps.", width=28, band="Does it help?",
               example="Reports of unwanted tracking a month"),
        Column("note", "Note", "Anything else.", width=28, band="Does it help?"),
        Column("id", "Short name", "For later updates; may stay empty.", width=16, band="More"),
        *_source("source.", "Where it was announced, if it was", "Publication"),
    ),
)  # fmt: skip

DECISIONS: Final = Sheet(
    "Decisions",
    Holder.DECISION,
    "Only where needed: who settles ratings that differ, and overrides by two people. Neither moves the order.",
    (
        _impact(EXAMPLE),
        Column("disagreement.group", "Group in dispute", "Whose ratings differ.", Kind.TEXT, "group", 24,
               band="Ratings differ", example="WOM – Women and girls"),
        Column("disagreement.resolver", "Who settles it", "A named person.", width=20, band="Ratings differ",
               example="Head of safety"),
        Column("disagreement.note", "Note", "Where it stands.", width=30, band="Ratings differ"),
        Column("disagreement.resolved_on", "Settled on", "A date.", Kind.DATE, width=13, band="Ratings differ"),
        Column("override.tier", "Override: tier", "Shown beside the order.", Kind.NUMBER, "tier", 14, band="Override"),
        Column("override.reason", "Override: reason", "Why.", width=34, band="Override"),
        Column("override.proposed_by", "Proposed by", "First person.", width=18, band="Override"),
        Column("override.approved_by", "Approved by", "Second person.", width=18, band="Override"),
        Column("override.on", "Override on", "A date.", Kind.DATE, width=13, band="Override"),
    ),
    prepared=15,
)  # fmt: skip

OTHER_METHODS: Final = Sheet(
    "Other methods",
    Holder.OTHER_METHOD,
    "Severity and likelihood as another method has them, such as a CNIL PIA. Kept apart; they never move the order.",
    (
        Column("impact", "Impact", "Short name from the sheet Impacts.", width=20, required=True, band="Method",
               example=EXAMPLE),
        Column("method", "Method", "Its name.", width=28, required=True, band="Method", example="CNIL PIA"),
        Column("severity", "Its severity", "In its own words: not scale, scope or irremediability.", width=24,
               band="What it says", example="3 of 4 (important)"),
        Column("likelihood", "Its likelihood", "In its own words.", width=24, band="What it says",
               example="2 of 4 (limited)"),
        Column("note", "Note", "Anything else.", width=40, band="What it says"),
    ),
    prepared=15,
)  # fmt: skip

RELATIONSHIPS: Final = Sheet(
    "Relationships",
    Holder.RELATIONSHIP,
    "Customers, suppliers, resellers, investors, States: whoever the product reaches people through (GP 13).",
    (
        Column("name", "Name", "Who it is.", width=34, required=True, band="Relationship", example=EXAMPLE),
        Column("kind", "Kind", "What they are to you.", Kind.TEXT, "relationship", 20, band="Relationship",
               example="reseller"),
        Column("end_use", "End use", "What they use the product for.", width=50, band="Relationship",
               example="Sells the app with telephones, location sharing switched on."),
    ),
    prepared=15,
)  # fmt: skip

SOURCES: Final = Sheet(
    "Sources",
    Holder.SOURCE,
    "Publications that the assessment as a whole rests on.",
    _source("", "Source", required=True),
    prepared=15,
)

#: The sheets of the form, in the order in which one fills them.
SHEETS: Final = (
    ASSESSMENT, IMPACTS, RATINGS, EVIDENCE, INVOLVEMENT, ACTIONS, DECISIONS, OTHER_METHODS, RELATIONSHIPS, SOURCES,
)  # fmt: skip
