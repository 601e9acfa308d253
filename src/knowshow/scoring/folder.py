"""A folder that holds an index: a methodology, subjects and answers as CSV. Read whole, or refused whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.scoring.methodology import Methodology
from knowshow.scoring.plan import Plan
from knowshow.scoring.reading import read_methodology
from knowshow.scoring.sheet import Company, Sheet, Subject, nearest

_METHODOLOGIES: Final = ("methodology.json", "methodology.yaml", "methodology.yml")
#: Problems that are told one by one; of the rest only the number.
_TOLD: Final = 20


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


@dataclass(frozen=True, slots=True)
class Row:
    """One row of answers, as it stands in the file."""

    line: int
    company: str
    subject: str
    indicator: str
    element: str
    component: str
    answer: str


def read_folder(path: Path) -> Folder:
    """Read an index from its folder.

    Raises ``BadInputError`` with every row that is wrong (the first twenty in full), and takes nothing then.
    """
    methodology = read_methodology(methodology_file(path))
    plan = Plan(methodology)
    sheet = Sheet(methodology, (), plan=plan)
    problems = list(add_subjects(sheet, path / "subjects.csv"))
    if not problems:
        problems.extend(give_answers(sheet, path / "answers.csv"))
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
        more.append(f"\n  and {len(problems) - _TOLD} more rows.")
    raise BadInputError(first.what, place=Place(first.file, line=first.line), remedy=f"{first.remedy}{''.join(more)}")


# ---- subjects ----------------------------------------------------------------------------------------------


def add_subjects(sheet: Sheet, path: Path) -> Iterator[Problem]:
    """Take the companies and their subjects into a sheet; yield what is wrong with a row."""
    known: dict[str, tuple[str, str, list[Subject]]] = {}
    for line, row in table(path, ("company",)):
        company, subject = row.get("company", ""), row.get("subject", "")
        facts = (row.get("company_label", ""), row.get("company_type", ""))
        if not company:
            yield Problem(str(path), line, "The row names no company.", "Fill the column company.")
            continue
        label, kind, subjects = known.setdefault(company, (*facts, []))
        if (label, kind) != facts:
            yield Problem(str(path), line, f"{company} has another label or type here.", f"Before: {label}, {kind}.")
        if any(one.key == subject for one in subjects):
            yield Problem(str(path), line, f"The subject {subject!r} of {company} stands twice.", "Remove one.")
            continue
        problem = _role_problem(sheet, row.get("role", ""))
        if problem:
            yield Problem(str(path), line, *problem)
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


def answer_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file of answers."""
    with _opened(path) as file:
        reader = csv.reader(file)
        places = _places(path, next(reader, []), ("company", "element", "answer"))
        picks = [places.get(name) for name in ("company", "subject", "indicator", "element", "component", "answer")]
        width = max(place for place in picks if place is not None) + 1
        try:
            for cells in reader:
                if any(cells):
                    full = cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))]
                    picked = (full[place].strip() if place is not None else "" for place in picks)
                    yield Row(reader.line_num, *picked)
        except csv.Error as error:
            raise _unreadable(path, reader.line_num, error) from None


# ---- tables ------------------------------------------------------------------------------------------------


def table(path: Path, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file with their line; empty rows are left out.

    Raises ``BadInputError`` if the file, or a column that is required, is not there.
    """
    with _opened(path) as file:
        reader = csv.reader(file)
        places = _places(path, next(reader, []), required)
        try:
            for cells in reader:
                if any(cells):
                    yield (
                        reader.line_num,
                        {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()},
                    )
        except csv.Error as error:
            raise _unreadable(path, reader.line_num, error) from None


def _unreadable(path: Path, line: int, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(f"The row cannot be read: {error}.", place=Place(str(path), line=line))


def _places(path: Path, heads: Sequence[str], required: Sequence[str]) -> dict[str, int]:
    places = {head.strip().casefold(): place for place, head in enumerate(heads)}
    for name in required:
        if name not in places:
            raise BadInputError(
                f"There is no column {name!r}.", place=Place(str(path), line=1), remedy=nearest(name, places, "It has")
            )
    return places


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UnreadableFileError(
            f"The file cannot be read: {error.strerror}.", place=Place(str(path)), remedy="Check the folder."
        ) from None
