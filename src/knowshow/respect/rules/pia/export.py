"""Read the JSON export of a CNIL PIA: from bytes to records of what it says, with every text made plain.

Two forms are read. The application writes ``{pia, answers, measures, evaluations, comments}``; its server writes the
fields of the PIA and the four lists side by side. Names of author, evaluator, validator, data protection officer and
of the people asked are not read: an assessment needs none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from knowshow.errors import Place, UnreadableFileError
from knowshow.respect.rules.pia.part import Part, parsed
from knowshow.respect.rules.pia.plain import plain
from knowshow.respect.rules.pia.questions import GAUGE, OPINIONS, QUESTIONS, REVIEWS, STATUSES


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: text, a list of short texts, or a gauge."""

    code: str
    text: str
    entries: tuple[str, ...]
    gauge: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A planned or existing control."""

    key: str
    title: str
    content: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Review:
    """An evaluation: what the evaluator found of one item, question or measure, and what is planned."""

    reference: str
    status: int | None
    comment: str
    plan: str
    owner: str
    due_on: date | None
    reviewed_on: date | None
    severity: int
    likelihood: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a question or measure."""

    reference: str
    is_on_measure: bool
    text: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a PIA says."""

    name: str
    category: str
    structure: str
    status: int | None
    assessed_on: date | None
    dpo_status: int | None
    dpo_opinion: str
    people_were_asked: bool | None
    people_why_not: str
    people_status: int | None
    people_opinion: str
    rejection: str
    adjustments: str
    answers: tuple[Answer, ...]
    measures: tuple[Measure, ...]
    reviews: tuple[Review, ...]
    comments: tuple[Comment, ...]
    #: What was not taken over, each in a sentence.
    left_out: tuple[str, ...]


_LISTS: Final = ("answers", "measures", "evaluations", "comments")
#: The fields that only a PIA has; the server's form is known by them.
_MARKS: Final = (
    "evaluator_name",
    "validator_name",
    "concerned_people_status",
    "concerned_people_opinion",
    "dpo_status",
)
_MARKED: Final = re.compile(rb'"(?:pia|' + "|".join(_MARKS).encode() + rb')"\s*:')

#: Bookkeeping of the CNIL's tool, which says nothing about the processing.
_BOOKKEEPING: Final = frozenset(
    """
    id pia_id created_at updated_at lock_version is_archive is_example progress dbVersion tableName serverUrl
    numberOfQuestions objectStore structure_id global_status answer_type evaluation_infos
    """.split()  # noqa: SIM905
)
_NAMES: Final = frozenset(
    """
    author_name evaluator_name validator_name dpos_names people_names user_pias authors evaluators validators guests
    user
    """.split()  # noqa: SIM905
)
_PIA: Final = frozenset(
    """
    name category structure_name structure_sector_name status dpo_status dpo_opinion concerned_people_searched_opinion
    concerned_people_searched_content concerned_people_status concerned_people_opinion rejection_reason
    applied_adjustments
    """.split()  # noqa: SIM905
)
_SLUG: Final = re.compile(r"slugs\.(\w{1,60})\.")


def looks_like_pia(data: bytes) -> bool:
    """Whether these bytes mean to be a PIA: JSON that names what only a PIA has, and no assessment file."""
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] in (b"{", b"[") and b'"knowshow"' not in text[:1000] and _MARKED.search(text) is not None


def read_export(data: bytes, file: str) -> Export:
    """Read an export; ``file`` is its name in messages. Raises ``BadInputError`` with the place inside the file."""
    return _Reader().read(_whole(parsed(data, file)))


@dataclass(frozen=True, slots=True)
class _Whole:
    """The two halves of an export, whichever form it has."""

    pia: Part
    lists: Part


def _whole(root: Part) -> _Whole:
    found = _only(root)
    if not isinstance(found.value, dict):
        raise _no_pia(root)
    nested = "pia" in found.value
    pia = found.field("pia") if nested else found
    is_known = isinstance(pia.value, dict) and (nested or any(mark in pia.value for mark in _MARKS))
    if not is_known or "answers" not in found.value:
        raise _no_pia(root)
    return _Whole(pia, found)


def _only(root: Part) -> Part:
    """The PIA in a list of one, as the server takes it."""
    if not isinstance(root.value, list) or not root.value:
        return root
    if len(root.value) > 1:
        raise root.refused(f"The file holds {len(root.value):,} entries, not one PIA.", "Export one PIA at a time.")
    return next(root.parts())


def _no_pia(root: Part) -> UnreadableFileError:
    return UnreadableFileError(
        "This is no export of a CNIL PIA: it should hold 'pia' and 'answers'.",
        place=Place(root.file),
        remedy="In the CNIL's tool, open the menu of the PIA and choose Export, then bring the .json file.",
    )


@dataclass
class _Reader:
    """Reads the parts of an export, and keeps what it leaves out."""

    left_out: list[str] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    names: bool = False

    def read(self, whole: _Whole) -> Export:
        pia = whole.pia
        known = _PIA | (set(_LISTS) if pia == whole.lists else set())
        self._notice(pia, known)
        if pia != whole.lists:
            self._notice(whole.lists, {"pia", *_LISTS})
        answers = tuple(map(self._answer, whole.lists.field("answers").parts()))
        measures = tuple(map(self._measure, whole.lists.field("measures").parts()))
        reviews = tuple(map(self._review, whole.lists.field("evaluations").parts()))
        comments = tuple(map(self._comment, whole.lists.field("comments").parts()))
        structure = (self._text(pia.field(name)) for name in ("structure_name", "structure_sector_name"))
        return Export(
            name=self._line(pia.field("name")),
            category=self._line(pia.field("category")),
            structure=", ".join(filter(None, structure)),
            status=pia.field("status").number(STATUSES, "status of the PIA"),
            assessed_on=pia.field("updated_at").day() or pia.field("created_at").day(),
            dpo_status=pia.field("dpo_status").number(OPINIONS, "opinion"),
            dpo_opinion=self._text(pia.field("dpo_opinion")),
            people_were_asked=pia.field("concerned_people_searched_opinion").flag(),
            people_why_not=self._text(pia.field("concerned_people_searched_content")),
            people_status=pia.field("concerned_people_status").number(OPINIONS, "opinion"),
            people_opinion=self._text(pia.field("concerned_people_opinion")),
            rejection=self._text(pia.field("rejection_reason")),
            adjustments=self._text(pia.field("applied_adjustments")),
            answers=answers,
            measures=measures,
            reviews=reviews,
            comments=comments,
            left_out=tuple(self._remarks(answers)),
        )

    def _answer(self, part: Part) -> Answer:
        self._notice(part, {"reference_to", "data"})
        code, data = self._line(part.field("reference_to")), part.field("data")
        if data.is_nothing:
            return Answer(code, "", (), None)
        self._notice(data, {"text", "list", "gauge"})
        where = f"Answer {'.'.join(code)}" if code in QUESTIONS else ""
        entries = tuple(self._line(one, where) for one in data.field("list").parts())
        return Answer(
            code=code,
            text=self._text(data.field("text"), where),
            entries=tuple(filter(None, entries)),
            gauge=data.field("gauge").number(GAUGE, "level of the gauge"),
        )

    def _measure(self, part: Part) -> Measure:
        self._notice(part, {"title", "content", "placeholder"})
        slug = _SLUG.search(part.field("placeholder").text())
        return Measure(
            key=self._line(part.field("id")),
            title=self._line(part.field("title")),
            content=self._text(part.field("content")),
            knowledge=slug[1] if slug else "",
        )

    def _review(self, part: Part) -> Review:
        self._notice(
            part,
            {
                "reference_to", "status", "evaluation_comment", "action_plan_comment", "person_in_charge",
                "estimated_implementation_date", "evaluation_date", "gauges",
            },
        )  # fmt: skip
        gauges = part.field("gauges")
        severity, likelihood = (0, 0) if gauges.is_nothing else (self._gauge(gauges, axis) for axis in "xy")
        return Review(
            reference=self._line(part.field("reference_to")),
            status=part.field("status").number(REVIEWS, "status of the evaluation"),
            comment=self._text(part.field("evaluation_comment")),
            plan=self._text(part.field("action_plan_comment")),
            owner=self._line(part.field("person_in_charge")),
            due_on=part.field("estimated_implementation_date").day(),
            reviewed_on=part.field("evaluation_date").day(),
            severity=severity,
            likelihood=likelihood,
        )

    def _gauge(self, gauges: Part, axis: str) -> int:
        return gauges.field(axis).number(GAUGE, "level of the gauge") or 0

    def _comment(self, part: Part) -> Comment:
        self._notice(part, {"reference_to", "for_measure", "description"})
        return Comment(
            reference=self._line(part.field("reference_to")),
            is_on_measure=bool(part.field("for_measure").flag()),
            text=self._text(part.field("description")),
        )

    def _text(self, part: Part, where: str = "") -> str:
        told = plain(part.text())
        for what in told.left_out:
            self.left_out.append(f"{where or part.path}: {what} is left out, since only text is taken over.")
        return told.text

    def _line(self, part: Part, where: str = "") -> str:
        return " ".join(self._text(part, where).split())

    def _notice(self, part: Part, known: set[str] | frozenset[str]) -> None:
        """Notice the fields that are not taken over; those that say nothing are not missed."""
        if not isinstance(part.value, dict):
            raise part.refused("A group of fields is expected here.", "Export the PIA anew from the CNIL's tool.")
        for name, value in part.value.items():
            if name in _NAMES:
                self.names = self.names or bool(value)
            elif name not in known and name not in _BOOKKEEPING and value not in (None, "", [], {}):
                self.unknown[re.sub(r"\[\d+\]", "[]", f"{part.path}.{name}".lstrip("."))[:100]] = None

    def _remarks(self, answers: tuple[Answer, ...]) -> Iterator[str]:
        if self.names:
            yield "Names of author, evaluator, validator, protection officer and people asked: left out on purpose."
        for path in self.unknown:
            yield f"{path}: this field is not taken over."
        strange = [answer.code or "no code" for answer in answers if answer.code not in QUESTIONS]
        if strange:
            told = ", ".join(dict.fromkeys(code[:20] for code in strange[:20]))
            yield f"Answers to questions that are not the CNIL's 36 ({told}): they stand under “Other answers”."
        yield from self.left_out
