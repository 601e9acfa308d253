"""A folder that holds an index: a methodology, subjects and answers as CSV. Read whole, or refused whole."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.scoring.methodology import Methodology
from knowshow.scoring.plan import Plan
from knowshow.scoring.reading import read_methodology
from knowshow.scoring.sheet import Company, Sheet, Subject, nearest

_METHODOLOGIES: Final = ("methodology.json", "methodology.yaml", "methodology.yml")
#: Problems that are told one by one; of the rest only the number.
_TOLD: Final = 20
#: After so many the search ends: the file is another one than was meant.
_SOUGHT: Final = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row."""

    file: str
    line: int
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        place = Place(self.file, line=self.line)
        return f"{place}: {self.what} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds."""

    path: Path
    methodology: Methodology
    sheet: Sheet


class Row(NamedTuple):
    """One row of answers, as it stands in the file."""

    line: int
    company: str
    subject: str
    indicator: str
    element: str
    component: str
    answer: str
    #: What scoring does not need, and an import keeps.
    comment: str = ""
    na_reason: str = ""
    sources: str = ""


def read_folder(path: Path) -> Folder:
    """Read an index from its folder.

    Raises ``BadInputError`` with every row that is wrong (the first twenty in full), and takes nothing then.
    """
    methodology = read_methodology(methodology_file(path))
    plan = Plan(methodology)
    sheet = Sheet(methodology, (), plan=plan)
    problems = list(islice(add_subjects(sheet, path / "subjects.csv"), _SOUGHT))
    if not problems:
        problems.extend(islice(give_answers(sheet, path / "answers.csv"), _SOUGHT))
    refuse(problems)
    return Folder(path, methodology, sheet)


def methodology_file(path: Path) -> Path:
    """Return the file of the methodology in a folder."""
    found = next((path / name for name in _METHODOLOGIES if (path / name).is_file()), None)
    if found is not None:
        return found
    what = "There is no such folder." if not path.is_dir() else "The folder holds no methodology."
    raise UnreadableFileError(what, place=Place(str(path)), remedy=f"It holds {_METHODOLOGIES[0]} or .yaml.")


def refuse(problems: Sequence[Problem]) -> None:
    """Raise ``BadInputError`` with all problems, if there are any."""
    if not problems:
        return
    first, *others = problems
    more = [f"\n  {problem}" for problem in others[: _TOLD - 1]]
    if len(problems) > _TOLD:
        more.append(f"\n  and {len(problems) - _TOLD} more rows{' at least' * (len(problems) == _SOUGHT)}.")
    raise BadInputError(first.what, place=Place(first.file, line=first.line), remedy=f"{first.remedy}{''.join(more)}")


# ---- subjects ----------------------------------------------------------------------------------------------


def add_subjects(sheet: Sheet, path: Path) -> Iterator[Problem]:
    """Take the companies and their subjects into a sheet; yield what is wrong with a row."""
    known: dict[str, tuple[str, str, list[Subject]]] = {}
    seen: set[tuple[str, str]] = set()
    for line, row in table(path, ("company",)):
        company, subject = row.get("company", ""), row.get("subject", "")
        facts = (row.get("company_label", ""), row.get("company_type", ""))
        if not company:
            yield Problem(str(path), line, "The row names no company.", "Fill the column company.")
            continue
        label, kind, subjects = known.setdefault(company, (*facts, []))
        if (label, kind) != facts:
            yield Problem(str(path), line, f"{company} has another label or type here.", f"Before: {label}, {kind}.")
        if (company, subject) in seen:
            yield Problem(str(path), line, f"The subject {subject!r} of {company} stands twice.", "Remove one.")
            continue
        problem = _role_problem(sheet, row.get("role", ""))
        if problem:
            yield Problem(str(path), line, *problem)
        seen.add((company, subject))
        subjects.append(Subject(subject, row.get("role", ""), row.get("service_class", "")))
    yield from _added(sheet, path, known)


def _role_problem(sheet: Sheet, role: str) -> tuple[str, str] | None:
    roles = sheet.methodology.roles
    if not roles or role in roles:
        return None
    return f"The methodology has no role {role!r}.", nearest(role, roles, "Its roles")


def _added(sheet: Sheet, path: Path, known: Mapping[str, tuple[str, str, list[Subject]]]) -> Iterator[Problem]:
    if not known:
        yield Problem(str(path), 1, "There is no company.", "Add a row for each subject.")
    for key, (label, kind, subjects) in known.items():
        try:
            sheet.add(Company(key, label, kind, tuple(subjects)))
        except BadInputError as error:
            yield Problem(str(path), 1, error.what, error.remedy)


# ---- answers -----------------------------------------------------------------------------------------------


def give_answers(sheet: Sheet, path: Path) -> Iterator[Problem]:
    """Take the answers of a file into a sheet; yield what is wrong with a row. An empty cell is no answer."""
    yield from give_rows(sheet, answer_rows(path), str(path))


def give_rows(sheet: Sheet, rows: Iterable[Row], name: str) -> Iterator[Problem]:
    """Take rows of answers into a sheet; yield what is wrong with a row."""
    above = {key: frozenset(node.id for node in sheet.plan.above(key)) for key in sheet.plan.leaves}
    give, leaves = sheet.give, sheet.plan.leaves
    for row in rows:
        if not row.answer:
            continue
        if row.indicator and row.element in leaves and row.indicator not in above[row.element]:
            remedy = f"It stands under {leaves[row.element].node.parent}."
            yield Problem(name, row.line, f"{row.element} does not stand under {row.indicator}.", remedy)
            continue
        try:
            give(row.company, row.subject, row.element, _labels(sheet, row), component=row.component)
        except BadInputError as error:
            yield Problem(name, row.line, error.what, error.remedy)


def _labels(sheet: Sheet, row: Row) -> str | list[str]:
    """Part several choices at semicolons; a label that holds one itself is taken as it is."""
    if ";" not in row.answer:
        return row.answer
    leaf = sheet.plan.leaves.get(row.element)
    if leaf is None or leaf.node.choices == "one" or row.answer in leaf.codes:
        return row.answer
    return [label.strip() for label in row.answer.split(";") if label.strip()]


def answer_rows(path: Path, *, whole: bool = False) -> Iterator[Row]:
    """Yield the rows of a file of answers; ``whole`` with comments, reasons and sources."""
    places, rows = _rows(path, ("company", "element", "answer"))
    names = Row._fields[1:] if whole else Row._fields[1:_SCORED]
    picked = itemgetter(*(places.get(name, _NONE) for name in names))
    for line, cells in rows:
        yield Row(line, *map(str.strip, picked(cells)))


#: The fields of a row that scoring reads.
_SCORED: Final = Row._fields.index("comment")


# ---- tables ------------------------------------------------------------------------------------------------

#: The place of a column that a file does not have: the empty cell at the end of each row.
_NONE: Final = -1


def table(path: Path, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file with their line; empty rows are left out.

    Raises ``BadInputError`` if the file, or a column that is required, is not there, and for a row that is no CSV.
    """
    places, rows = _rows(path, required)
    for line, cells in rows:
        yield line, {name: cells[place].strip() for name, place in places.items()}


def _rows(path: Path, required: Sequence[str]) -> tuple[dict[str, int], Iterator[tuple[int, list[str]]]]:
    """Return the columns of a file, and its rows with their lines, each as wide as the head and one empty cell more."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        heads = next(reader, [])
    except csv.Error as error:
        raise _unreadable(path, reader.line_num, error) from None
    places = _places(path, heads, required)
    return places, _cells(path, reader, len(heads))


def _cells(path: Path, reader: Iterator[list[str]], width: int) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            line = reader.line_num  # type: ignore[attr-defined]  # the reader of csv has it
            if not any(cells):
                continue
            if len(cells) != width:
                if any(cells[width:]):
                    raise _too_wide(path, line, len(cells), width)
                cells = [*cells[:width], *[""] * (width - len(cells))]  # noqa: PLW2901  # the row, made as wide as the head
            cells.append("")
            yield line, cells
    except csv.Error as error:
        raise _unreadable(path, reader.line_num, error) from None  # type: ignore[attr-defined]  # as above


def _too_wide(path: Path, line: int, found: int, width: int) -> UnreadableFileError:
    what = f"The row has {found} cells, the head of the table {width}."
    return UnreadableFileError(
        what, place=Place(str(path), line=line), remedy="Put a cell that holds a comma in quotes."
    )


def _unreadable(path: Path, line: int, error: Exception) -> UnreadableFileError:
    remedy = "Look for a quotation mark that is not closed, here or above."
    return UnreadableFileError(f"The row is no CSV: {error}.", place=Place(str(path), line=line), remedy=remedy)


def _places(path: Path, heads: Sequence[str], required: Sequence[str]) -> dict[str, int]:
    names = [head.strip().casefold() for head in heads]
    where = Place(str(path), line=1)
    if twice := next((name for name, count in Counter(names).items() if count > 1 and name), None):
        raise BadInputError(f"Two columns are named {twice!r}.", place=where, remedy="Rename or remove one.")
    for name in required:
        if name not in names:
            raise BadInputError(f"There is no column {name!r}.", place=where, remedy=_remedy(name, names))
    return {name: place for place, name in enumerate(names) if name}


_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}


def _remedy(name: str, names: Sequence[str]) -> str:
    """Say what is wrong with the head of a table: another separator, or a misspelt column."""
    for separator, words in _SEPARATORS.items():
        if len(names) == 1 and separator in names[0]:
            return f"The cells are separated by {words}: save the file as CSV with commas (in Excel: CSV UTF-8)."
    return nearest(name, filter(None, names), "It has")


def _text(path: Path) -> str:
    """Return the text of a file, whole: a part that cannot be read must not be found halfway."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"The file cannot be read: {error.strerror}.", place=Place(str(path)), remedy="Check the folder."
        ) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(path, content, error.start, "The text is not UTF-8 from here on.") from None
    if found := _CONTROL.search(text):
        start = len(text[: found.start()].encode())
        raise _not_text(path, content, start, "A control character stands here.")
    if not text.strip():
        remedy = "Its first row names the columns."
        raise UnreadableFileError("The file is empty.", place=Place(str(path)), remedy=remedy)
    return text


#: Characters that no table of words holds: a workbook, a damaged file.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _not_text(path: Path, content: bytes, start: int, what: str) -> UnreadableFileError:
    line = content[:start].count(b"\n") + 1
    remedy = "Save the file as CSV UTF-8."
    if content.startswith(b"PK"):
        what, line, remedy = "This is a workbook, not a table of text.", 1, "Save its sheet as CSV UTF-8."
    return UnreadableFileError(what, place=Place(str(path), line=line), remedy=remedy)
