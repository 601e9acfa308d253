"""The rows of the form's sheets, taken from an assessment: the same facts, one cell for each field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from knowshow.respect.reports.workbook.choices import lists
from knowshow.respect.reports.workbook.form import ANSWER, EMPTY, Column, Holder, Kind, Sheet
from knowshow.respect.rules.assessment import Assessment, Impact, Involvement
from knowshow.respect.rules.involvement import QUESTIONS

Value = str | int | date | None
Record = Any  # any record of an assessment: fields are reached by name

_KNOWN_ANSWERS: Final = {question.id for question in QUESTIONS}
_ONLY_QUOTES: Final = re.compile(r'(?:"")*')


@dataclass(frozen=True, slots=True)
class Field:
    """One column as it stands on a sheet; repeated columns have several."""

    column: Column
    number: int = 0

    @property
    def heading(self) -> str:
        """The heading of the column."""
        return self.column.heading(self.number)


@dataclass(frozen=True, slots=True)
class Table:
    """The headings and rows of one sheet."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]


def table_of(sheet: Sheet, assessment: Assessment | None) -> Table:
    """Return what a sheet holds for an assessment; without one, its headings alone."""
    held = list(_held(sheet.holder, assessment)) if assessment else []
    fields = tuple(_fields(sheet, held))
    return Table(fields, tuple(tuple(_value(field, given, record) for field in fields) for given, record in held))


# Which records the rows of a sheet stand for, each with what its row says beside the record.

Held = tuple[dict[str, str], Record]


def _held(holder: Holder, assessment: Assessment) -> Iterator[Held]:
    if holder is Holder.ASSESSMENT:
        yield {}, assessment
    elif holder is Holder.RELATIONSHIP:
        yield from (({}, one) for one in assessment.subject.business_relationships)
    elif holder is Holder.SOURCE:
        yield from (({}, one) for one in assessment.sources)
    elif holder is Holder.IMPACT:
        yield from (({}, one) for one in assessment.impacts)
    elif holder is Holder.ACTION:
        yield from (({"impact": one.id}, action) for one in assessment.impacts for action in one.actions)
    elif holder is Holder.OTHER_METHOD:
        yield from (({"impact": one.id}, said) for one in assessment.impacts for said in one.other_methods)
    elif holder in _SAYS_SOMETHING:
        says = _SAYS_SOMETHING[holder]
        yield from (({"impact": one.id}, one) for one in assessment.impacts if says(one))
    else:
        yield from _ratings(holder, assessment)


def _ratings(holder: Holder, assessment: Assessment) -> Iterator[Held]:
    rated = [(impact, rating) for impact in assessment.impacts for rating in impact.ratings]
    for number, (impact, rating) in enumerate(rated, start=1):
        if holder is Holder.RATING:
            yield {"#no": f"R{number}", "impact": impact.id}, rating
        else:
            yield from (({"#rating": f"R{number}"}, evidence) for evidence in rating.evidence)


def _is_involvement_said(impact: Impact) -> bool:
    return impact.involvement != Involvement()


def _is_decided(impact: Impact) -> bool:
    return impact.override is not None or impact.disagreement is not None


_SAYS_SOMETHING: Final = {Holder.INVOLVEMENT: _is_involvement_said, Holder.DECISION: _is_decided}


# The columns, repeated as often as the fullest row needs.


def _fields(sheet: Sheet, held: Sequence[Held]) -> Iterator[Field]:
    for column in sheet.columns:
        if column.repeats:
            most = max((len(_at(record, column.path) or ()) for _, record in held), default=0)
            yield from (Field(column, number) for number in range(max(column.repeats, most)))
        else:
            yield Field(column)
        if column.key == f"involvement.answers.{QUESTIONS[-1].id}":
            yield from _own_questions(held)


def _own_questions(held: Sequence[Held]) -> Iterator[Field]:
    """Answers to questions of the writer's own, each with a column."""
    found: dict[str, None] = {}
    for _, impact in held:
        found |= dict.fromkeys(key for key in impact.involvement.answers if key not in _KNOWN_ANSWERS)
    yield from (Field(own_question(key)) for key in found)


def own_question(key: str) -> Column:
    """Return the column of a question that Knowshow does not ask."""
    return Column(f"involvement.answers.{key}", f"{ANSWER}{key}", width=26, band="Questions")


# One cell.


def _value(field: Field, given: Mapping[str, str], record: Record) -> Value:
    column = field.column
    if column.key in given:
        return given[column.key]
    if column.kind is Kind.COMPUTED or column.key in {"#no", "evidence"}:
        return None
    found = _at(record, column.path)
    if column.repeats:
        found = found[field.number] if found and field.number < len(found) else None
    return _shown(column, found)


def _at(record: Record, path: Sequence[str]) -> Any:  # noqa: ANN401  (a field of any record)
    for number, part in enumerate(path):
        if record is None:
            return None
        if isinstance(record, dict):
            return record.get(".".join(path[number:]))
        record = getattr(record, part)
    return record


def _shown(column: Column, found: Any) -> Value:  # noqa: ANN401  (a field of any record)
    if column.kind is Kind.YES_NO:
        return "yes" if found else None
    if found is None or column.kind in {Kind.DATE, Kind.YEAR}:
        return found  # type: ignore[no-any-return]  # a date, a year, or nothing
    text = str(found)
    if keeps_empty(column) and _ONLY_QUOTES.fullmatch(text):
        return text + EMPTY
    return (lists()[column.choices].label(text) if column.choices else text) or None


def keeps_empty(column: Column) -> bool:
    """Whether an empty text says something in this column: an answer that is there, though empty."""
    return (column.repeats > 0 and column.kind is Kind.TEXT) or column.key.startswith("involvement.answers.")
