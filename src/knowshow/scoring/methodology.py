"""What a methodology says: scales, a tree of nodes, who is asked, how values combine (file format ``methodology/1``).

A methodology is data: it names operations, it holds no formula. One that is published never changes; a new edition is
a new file with a version of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

FORMAT: Final = "methodology/1"
#: The node that stands for the score of a whole company.
TOTAL: Final = "TOTAL"

Text = Annotated[str, Meta(max_length=20_000)]
Words = Annotated[str, Meta(min_length=1, max_length=300)]


class Op(StrEnum):
    """How the values of children become one value."""

    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    #: How many children are met.
    COUNT = "count"
    #: The share of children that are met.
    FRACTION = "fraction"
    ALL = "all"
    ANY = "any"


class Missing(StrEnum):
    """What an answer that nobody has given counts for."""

    SKIP = "skip"
    ZERO = "zero"
    #: The node has no value until it is answered.
    PROPAGATE = "propagate"
    #: As ``propagate``, and the company's result may not be published.
    BLOCK = "block"


class State(StrEnum):
    """What a label says besides its points: silence is not a no, and neither is a gap in the research."""

    ANSWER = "answer"
    NO = "no"
    NO_DISCLOSURE = "no_disclosure"
    NOT_APPLICABLE = "not_applicable"
    #: The researcher looked and cannot tell: it counts as missing.
    UNKNOWN = "unknown"


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of all records here: a field that nobody knows is an error, what is not said is not written."""


class Entry(Record, frozen=True, kw_only=True):
    """One answer of a scale: its points (none: not applicable), and what it means."""

    value: float | None = None
    text: Text = ""
    #: The same text in other languages.
    texts: dict[str, Text] = {}
    meaning: Text = ""
    state: State | None = None


class Member(Record, frozen=True, kw_only=True):
    """What a composite takes in: all subjects of a role as one, each subject of a role, or another composite."""

    role: str | None = None
    each: str | None = None
    composite: str | None = None


class Composite(Record, frozen=True, kw_only=True):
    """Subjects of a company that stand for one thing, such as its services."""

    of: list[Member]
    op: Op = Op.MEAN
    title: Text = ""


class Scope(Record, frozen=True, kw_only=True):
    """Which composites a node is asked of, from the whole company to its parts."""

    of: list[str]
    op: Op | None = None


class Condition(Record, frozen=True, kw_only=True):
    """When a node applies. Exactly one kind of test: all, any, not, an answer, or what the subject is."""

    all: list[Condition] | None = None
    any: list[Condition] | None = None
    not_: Condition | None = field(default=None, name="not")
    #: The node whose answer decides, with one of the four tests below.
    node: str | None = None
    is_: str | list[str] | None = field(default=None, name="is")
    in_: list[str] | None = field(default=None, name="in")
    #: The answer holds all of these; a question with several choices may hold more.
    includes: list[str] | None = None
    answered: bool | None = None
    role: list[str] | None = None
    service_class: list[str] | None = None
    company_type: list[str] | None = None


class Modifier(Record, frozen=True, kw_only=True):
    """One conditional change: where another node has at least (or at most) so much, multiply, add, cap."""

    node: str
    at_least: float | None = None
    at_most: float | None = None
    multiply: float = 1
    add: float = 0
    floor: float | None = None
    ceiling: float | None = None
    because: Text = ""


class Rounding(Record, frozen=True, kw_only=True):
    """How a number is rounded."""

    digits: Annotated[int, Meta(ge=0, le=9)] = 0
    mode: Literal["half_up", "half_even", "up", "down"] = "half_up"


class Band(Record, frozen=True, kw_only=True):
    """A level by threshold: the first whose ``upto`` the value does not pass; without one, the last."""

    label: str
    upto: float | None = None
    meaning: Text = ""


class Step(Record, frozen=True, kw_only=True):
    """What happens to a node's value once its children are combined. One of the three."""

    modifier: Modifier | None = None
    round: Rounding | None = None
    bands: list[Band] | None = None


class Node(Record, frozen=True, kw_only=True):
    """A question, an indicator, a category: a leaf is answered, every other node combines its children."""

    id: Annotated[str, Meta(min_length=1, max_length=120)]
    kind: Annotated[str, Meta(min_length=1, max_length=40)] = "element"
    title: Text = ""
    titles: dict[str, Text] = {}
    parent: str | None = None
    #: Further children that stand elsewhere in the tree, such as the questions that a subtotal adds up.
    of: list[str] = []
    guidance: Text = ""
    #: How children combine; without one, ``ops`` of the methodology decides.
    op: Op | None = None
    weight: Annotated[float, Meta(gt=0)] = 1
    scale: str | None = None
    #: Whether several answers may be given; their points add up.
    choices: Literal["one", "many"] = "one"
    #: A question in free words: it is kept and never scored.
    is_text: bool = False
    is_required: bool = False
    scope: str | None = None
    #: What a missing answer below it counts for; on a question, what counts where it is itself unanswered.
    missing: Missing | None = None
    applies_if: Condition | None = None
    #: Types of companies, and classes of services, that are not asked; an answer given all the same counts.
    not_applicable_to: list[str] = []
    not_applicable_to_service_classes: list[str] = []
    components: list[str] = []
    #: From how many points on a child counts as met, for count, fraction, all and any; without one, its most.
    met_at: float | None = None
    #: What a fraction, all or any is worth when fully met.
    points: float = 1
    then: list[Step] = []
    gp_refs: list[str] = []
    refs: list[str] = []
    tags: list[str] = []
    lens: list[str] = []
    #: The node of an earlier edition with which figures may be compared; without one, the same id.
    comparable_with: str | None = None
    is_comparable: bool = True


class TotalRule(Record, frozen=True, kw_only=True):
    """What the total is made of: the categories, the tops of all categories, or the nodes named."""

    op: Op = Op.MEAN
    over: Literal["categories", "tops"] | list[str] = "categories"
    #: What a fraction, all or any is worth when fully met.
    points: float = 1
    then: list[Step] = []


class Ranking(Record, frozen=True, kw_only=True):
    """How companies are ranked, for publication only."""

    method: Literal["competition", "dense", "ordinal"] = "competition"
    on: Literal["rounded", "exact"] = "rounded"
    within: Literal["company_type", "all"] = "all"
    order: Literal["highest_first", "lowest_first"] = "highest_first"


class Source(Record, frozen=True, kw_only=True):
    """Where a methodology or a figure comes from."""

    title: Text = ""
    publisher: Text = ""
    url: Annotated[str, Meta(max_length=1000)] = ""
    locator: Text = ""
    read_on: str = ""
    licence: Text = ""


class Methodology(Record, frozen=True, kw_only=True):
    """A whole methodology, as its file says it."""

    knowshow: Literal["methodology/1"]
    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
    title: Words
    version: Annotated[str, Meta(min_length=1, max_length=40)] = "1"
    publisher: Text = ""
    licence: Text = ""
    #: Whether the wording of questions may be shown to everybody.
    licence_allows_text: bool = True
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = "en"
    supersedes: str = ""
    published_on: str = ""
    #: The fingerprint of a published methodology: one that was changed since no longer fits it.
    digest: str = ""
    note: Text = ""
    sources: list[Source] = []
    scales: dict[str, dict[str, float | Entry | None]]
    default_scale: str | None = None
    roles: list[str] = []
    composites: dict[str, Composite] = {}
    scopes: dict[str, list[str] | Scope] = {}
    default_scope: str | None = None
    components: list[str] = []
    #: The operation of each kind of node, and of ``subject``, ``component`` and ``total``.
    ops: dict[str, Op | TotalRule] = {}
    missing: Missing = Missing.SKIP
    rounding: Rounding = Rounding()
    ranking: Ranking = Ranking()
    #: What scores are counted in, such as "%" or "points"; only for reading.
    unit: Annotated[str, Meta(max_length=20)] = ""
    nodes: list[Node]

    @property
    def key(self) -> str:
        """Name this version of it.

        >>> Methodology(knowshow="methodology/1", id="a", title="A", scales={}, nodes=[], version="2").key
        'a@2'
        """
        return f"{self.id}@{self.version}"


def entries(scale: dict[str, float | Entry | None]) -> dict[str, Entry]:
    """Return the answers of a scale in full; a bare number is its points, nothing is "not applicable".

    >>> {label: entry.state.value for label, entry in entries({"yes": 100, "N/A": None}).items()}
    {'yes': 'answer', 'N/A': 'not_applicable'}
    """
    return {label: _entry(label, said) for label, said in scale.items()}


def _entry(label: str, said: float | Entry | None) -> Entry:
    entry = said if isinstance(said, Entry) else Entry(value=said)
    if entry.state is not None:
        return entry
    state = _STATES.get(label.strip().lower(), State.ANSWER)
    if entry.value is None and state is not State.UNKNOWN:
        state = State.NOT_APPLICABLE
    return msgspec.structs.replace(entry, state=state)


#: Labels whose meaning the field agrees on; any other is an answer unless its entry says more.
_STATES: Final = {
    "no": State.NO,
    "no disclosure found": State.NO_DISCLOSURE,
    "no disclosure": State.NO_DISCLOSURE,
    "unknown": State.UNKNOWN,
}


def fingerprint(methodology: Methodology) -> str:
    """Return the SHA-256 of everything that decides scores and wording, in a fixed order of fields.

    The fingerprint itself, and the day of publication, are left out.
    """
    import hashlib

    bare = msgspec.structs.replace(methodology, digest="", published_on="")
    return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()


def as_builtins(methodology: Methodology) -> dict[str, Any]:  # Any: what JSON holds
    """Return the methodology as its file would say it."""
    found: dict[str, Any] = {"knowshow": FORMAT, **msgspec.to_builtins(methodology)}
    return found
