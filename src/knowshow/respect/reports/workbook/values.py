"""What a cell says: people's ways of writing a number, a date or a choice, and what is refused.

Numbers stored as text, dates as text or as Excel's serial numbers, names in place of ids: all are taken. Whatever
could be read in two ways is refused, with the cell and the way out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Final

from knowshow.errors import BadInputError, Place, UnknownIdError
from knowshow.respect.reports.workbook.choices import Choices, lists
from knowshow.respect.reports.workbook.form import EMPTY, Kind
from knowshow.respect.reports.workbook.rows import Field, keeps_empty

Value = str | int | bool | date

#: How workbooks write a character that XML cannot hold; ``_x005F_`` stands for the underscore itself.
_ESCAPED: Final = re.compile(r"_x(005F|00[01][0-9A-Fa-f])_")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_QUOTES: Final = re.compile(r'(?:"")+')
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDED: Final = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d")
#: Excel's numbers for days from 1927 to 2119.
_SERIALS: Final = range(10_000, 80_000)
#: Whoever types only 2026 into a cell for dates gets a day of this year.
_TYPED_YEAR: Final = 1905
_MONTHS: Final = 12
_YES: Final = {"yes", "y", "true", "1", "x"}
_NO: Final = {"no", "n", "false", "0"}


@dataclass(frozen=True)
class Given:
    """A cell that holds something: its value, how the file calls it, its number format, and its place."""

    value: object
    type: str
    format: str
    place: Place

    @cached_property
    def text(self) -> str:
        """The value as a person reads it in the cell."""
        return _as_text(self.value, self.format)

    def refused(self, what: str, remedy: str) -> BadInputError:
        """Return the error that names this cell."""
        return BadInputError(what, place=self.place, remedy=remedy)


def plain(text: str) -> str:
    """Undo what workbooks do to characters: escapes become themselves, line ends become one kind."""
    found = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text
    return found.replace("\r\n", "\n").replace("\r", "\n").strip()


def _as_text(value: object, shape: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if "%" in shape else f"{value:.15g}"
    return plain(str(value))


def value_of(field: Field, given: Given) -> Value | None:
    """Return what a cell says in its column; nothing for an empty one. Raises ``BadInputError`` with the cell."""
    _refuse_unreadable(given)
    if given.text == "":
        return None
    return _READERS[field.column.kind](field, given)


def _refuse_unreadable(given: Given) -> None:
    if given.type == "f":
        raise given.refused(
            "A formula stands here, and a formula can say something else tomorrow.",
            "Copy the cell and paste it as a value (Paste special, Values).",
        )
    if given.type == "e":
        raise given.refused(f"The cell shows the error {given.value}.", "Write what it should say.")
    if _CONTROL.search(given.text):
        raise given.refused(
            "A control character stands here that no reader can see.",
            "Type the text anew; it often comes from copying out of a PDF or an e-mail.",
        )


def _text(field: Field, given: Given) -> Value:
    choices = lists().get(field.column.choices)
    if choices is not None:
        return next((one.id for one in choices.entries if one.label == given.text), _unquoted(field, given.text))
    return _unquoted(field, given.text)


def _unquoted(field: Field, text: str) -> str:
    return text.removesuffix(EMPTY) if keeps_empty(field.column) and _QUOTES.fullmatch(text) else text


def _choice(field: Field, given: Given) -> Value:
    choices = lists()[field.column.choices]
    found = choices.resolve(given.text)
    if found is None:
        raise _not_on_list(choices, given)
    return found


def _not_on_list(choices: Choices, given: Given) -> UnknownIdError:
    near = choices.nearest(given.text)
    entries = ", ".join(one.label for one in choices.entries)
    known = f"Choose from the list: {entries}." if len(choices.entries) < _FEW else "See the sheet Lists."
    said = given.text if len(given.text) <= _SHOWN else f"{given.text[:_SHOWN]}…"
    return UnknownIdError(
        f"{said!r} is not on the list “{choices.title}”.",
        place=given.place,
        remedy=f"Did you mean {near!r}?" if near else known,
    )


_FEW: Final = 8
_SHOWN: Final = 60


def _number(field: Field, given: Given) -> Value:
    found = lists()[field.column.choices].resolve(given.text)
    if found is None:
        raise given.refused(
            f"{given.text[:_SHOWN]!r} is out of range: {field.column.title.lower()} goes from 1 to 4.",
            "Choose from the list.",
        )
    return int(found)


def _year(_: Field, given: Given) -> Value:
    if isinstance(given.value, datetime):
        return given.value.year
    if not re.fullmatch(r"\d{4}", given.text):
        raise given.refused(f"{given.text[:_SHOWN]!r} is not a year.", "Write four figures, such as 2026.")
    return int(given.text)


def _yes_no(_: Field, given: Given) -> Value:
    word = given.text.casefold()
    if word not in _YES | _NO:
        raise given.refused(f"{given.text[:_SHOWN]!r} is neither yes nor no.", "Write yes or no.")
    return word in _YES


def _date(_: Field, given: Given) -> Value:
    if isinstance(given.value, datetime) and given.value.year != _TYPED_YEAR:
        return given.value.date()
    found = _serial(given.value) or (_written(given.text) if isinstance(given.value, str) else None)
    if found is None:
        raise given.refused(
            f"{given.text[:_SHOWN]!r} cannot be read as a date, or in more than one way.",
            "Write it as 2026-11-24.",
        )
    return found


def _serial(value: object) -> date | None:
    """Read the number of a day that lost its format."""
    from openpyxl.utils.datetime import from_excel

    if isinstance(value, bool) or not isinstance(value, int | float) or int(value) not in _SERIALS:
        return None
    return from_excel(int(value)).date()  # type: ignore[no-any-return]  # whole days are never times


def _written(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]00:00:00", text) else text)
    except ValueError:
        pass
    if match := _DAY_FIRST.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.fullmatch(text):
        return _slashed(int(match[1]), int(match[2]), int(match[3]))
    return next((found for form in _WORDED if (found := _formed(text, form))), None)


def _slashed(first: int, second: int, year: int) -> date | None:
    """Read 24/11/2026 and 11/24/2026, and refuse 05/11/2026, which means two days."""
    if first != second and max(first, second) <= _MONTHS:
        return None
    return _day(year, second, first) if first > _MONTHS else _day(year, first, second)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _formed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        return None


_READERS: Final = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.YEAR: _year,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
}
