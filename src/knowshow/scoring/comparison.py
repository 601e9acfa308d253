"""Recompute a published index and list every figure that differs from the publisher's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from knowshow.errors import BadInputError, Place
from knowshow.scoring.engine import Evaluation, Scores, score
from knowshow.scoring.folder import Folder, table
from knowshow.scoring.methodology import TOTAL
from knowshow.scoring.plan import Plan
from knowshow.scoring.sheet import Sheet, nearest
from knowshow.scoring.standing import SubjectStanding, rank_companies, rounded_score
from knowshow.scoring.values import number

#: How far a figure may be off that is published in full precision.
TOLERANCE: Final = 1e-6
#: How far one may be off that is published to two decimals. A tie may be rounded either way.
TOLERANCE_OF_SUBJECTS: Final = 0.005 + 1e-9
_ABSENT: Final = frozenset({"", "n/a", "na", "null", "none"})


class Figure(NamedTuple):
    """One figure as it was published, with its row."""

    line: int
    #: ``total``, ``category``, ``family``, ``indicator``, ``subject``, ``rounded``, ``rank``, ``service``.
    kind: str
    company: str
    subject: str
    node: str
    published: float | None


#: Published figures by file.
Figures = Mapping[str, Sequence[Figure]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A published figure that the answers do not give."""

    file: str
    line: int
    #: ``total``, ``category``, ``family``, ``indicator``, ``subject``, ``rounded``, ``rank``, ``service``.
    kind: str
    company: str
    subject: str
    node: str
    published: float | None
    computed: float | None

    @property
    def difference(self) -> float | None:
        """How much more was published; nothing where one of the two is absent."""
        if self.published is None or self.computed is None:
            return None
        return self.published - self.computed


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many published figures were recomputed, and which differ."""

    compared: dict[str, int]
    differences: list[Difference]
    #: Figures of a company, a subject or a node that is no longer there.
    left_out: int = 0


def compare(folder: Folder, scores: Scores | None = None) -> Comparison:
    """Compare what the answers give with every ``expected_*.csv`` of the folder.

    Raises ``BadInputError`` where there is none, or a row names what the methodology has not.
    """
    computed = scores or score(folder.sheet)
    figures = read_figures(folder.path, folder.sheet, computed)
    if not figures:
        raise BadInputError(
            "There are no published figures to compare with.",
            place=Place(str(folder.path)),
            remedy=f"The folder may hold {', '.join(FILES)}.",
        )
    return compare_with(figures, folder.sheet, computed, folder.path)


def compare_with(figures: Figures, sheet: Sheet, scores: Scores, path: Path | None = None) -> Comparison:
    """Compare what the answers give with figures that were read before."""
    recomputed = _Recomputed(sheet, scores)
    compared: dict[str, int] = {}
    differences: list[Difference] = []
    left_out = 0
    for name, rows in figures.items():
        there = [row for row in rows if recomputed.holds(row)]
        compared[name] = len(there)
        left_out += len(rows) - len(there)
        tolerance = TOLERANCE_OF_SUBJECTS if name == _OF_PARTS else TOLERANCE
        file = str(path / name) if path else name
        found = (Difference(file, *row, recomputed.value(name, row)) for row in there)
        differences.extend(one for one in found if _differs(one, tolerance))
    return Comparison(compared, differences, left_out)


def _differs(row: Difference, tolerance: float) -> bool:
    if row.difference is None:
        return row.published is not row.computed
    return abs(row.difference) > tolerance


class _Recomputed:
    """What the answers give, looked up for one published figure after the other."""

    def __init__(self, sheet: Sheet, scores: Scores) -> None:
        self.sheet = sheet
        self.scores = scores
        self.ranks: dict[str, dict[str, int]] = {}
        self.standings: dict[tuple[str, str], SubjectStanding] = {}

    def holds(self, figure: Figure) -> bool:
        """Whether there still is what the figure is about."""
        company = self.scores.companies.get(figure.company)
        if company is None or (figure.node != TOTAL and figure.node not in self.scores.plan.nodes):
            return False
        return not figure.subject or figure.subject in company.subjects

    def value(self, file: str, figure: Figure) -> float | None:
        """Return the figure that the answers give."""
        company = self.scores.companies[figure.company]
        if file == _OF_PARTS:
            return company.subjects.get(figure.subject, {}).get(figure.node)
        if file == _OF_SERVICES:
            return rounded_score(self.scores.plan, number(self._standing(figure).value(figure.node)))
        if figure.kind == "rank" and file == _OF_PLACES:
            return self._rank(figure)
        value = company.values.get(figure.node)
        return rounded_score(self.scores.plan, value) if file == _OF_PLACES else value

    def _rank(self, figure: Figure) -> float | None:
        if figure.node not in self.ranks:
            self.ranks[figure.node] = rank_companies(self.scores, figure.node)
        rank = self.ranks[figure.node].get(figure.company)
        return None if rank is None else float(rank)

    def _standing(self, figure: Figure) -> SubjectStanding:
        key = (figure.company, figure.subject)
        if key not in self.standings:
            company = self.scores.companies[figure.company].company
            subject = next(one for one in company.subjects if one.key == figure.subject)
            self.standings[key] = SubjectStanding(Evaluation(self.sheet, figure.company), subject)
        return self.standings[key]


# ---- files -------------------------------------------------------------------------------------------------


def read_figures(folder: Path, sheet: Sheet, scores: Scores) -> dict[str, list[Figure]]:
    """Read every file of published figures that a folder holds. Refuses a row that names what is not there."""
    there = {name: reader for name, reader in _READERS.items() if (folder / name).is_file()}
    return {name: list(reader(sheet, scores, folder / name)) for name, reader in there.items()}


def _scores(sheet: Sheet, scores: Scores, path: Path) -> Iterator[Figure]:
    for line, row in table(path, ("company", "node", "score")):
        where = Place(str(path), line=line)
        values = scores.companies[_known(row["company"], scores.companies, "company", where)].values
        node = _known(row["node"], values, "node", where)
        kind = row.get("kind") or ("total" if node == TOTAL else sheet.plan.nodes[node].kind)
        yield Figure(line, kind, row["company"], "", node, _published(row["score"], where))


def _subject_scores(_sheet: Sheet, scores: Scores, path: Path) -> Iterator[Figure]:
    for line, row in table(path, ("company", "subject", "indicator", "score")):
        where = Place(str(path), line=line)
        subjects = scores.companies[_known(row["company"], scores.companies, "company", where)].subjects
        subject = _known(row["subject"], subjects, "subject", where)
        node = _known(row["indicator"], scores.plan.nodes, "node", where)
        yield Figure(line, "subject", row["company"], subject, node, _published(row["score"], where))


def _rankings(_sheet: Sheet, scores: Scores, path: Path) -> Iterator[Figure]:
    for line, row in table(path, ("company", "node", "rounded_score", "rank")):
        where = Place(str(path), line=line)
        company = _known(row["company"], scores.companies, "company", where)
        node = _known(row["node"], scores.companies[company].values, "node", where)
        yield Figure(line, "rounded", company, "", node, _published(row["rounded_score"], where))
        yield Figure(line, "rank", company, "", node, _published(row["rank"], where))


def _service_scores(_sheet: Sheet, scores: Scores, path: Path) -> Iterator[Figure]:
    columns: dict[str, str] = {}
    for line, row in table(path, ("company", "subject", "total")):
        where = Place(str(path), line=line)
        columns = columns or _columns(scores.plan, list(row))
        company = _known(row["company"], scores.companies, "company", where)
        subjects = {one.key: one for one in scores.companies[company].company.subjects}
        subject = _known(row["subject"], subjects, "subject", where)
        for column, node in columns.items():
            yield Figure(line, "service", company, subject, node, _published(row[column], where))


def _columns(plan: Plan, heads: list[str]) -> dict[str, str]:
    """Match columns with the total and the categories, by id or by how their title begins."""
    found = {"total": TOTAL}
    for head in heads:
        for root in plan.roots if head not in _OF_SUBJECTS else ():
            if root.casefold() == head or plan.nodes[root].title.casefold().startswith(head):
                found.setdefault(head, root)
    return found


#: Columns of published scores of subjects that hold no score.
_OF_SUBJECTS: Final = frozenset({"company", "subject", "role", "service_class"})


_OF_PARTS: Final = "expected_subject_scores.csv"
_OF_PLACES: Final = "expected_rankings.csv"
_OF_SERVICES: Final = "expected_service_scores.csv"
_READERS: Final[dict[str, Callable[[Sheet, Scores, Path], Iterator[Figure]]]] = {
    "expected_scores.csv": _scores,
    _OF_PARTS: _subject_scores,
    _OF_PLACES: _rankings,
    _OF_SERVICES: _service_scores,
}
#: The files of published figures, and those of them that name subjects.
FILES: Final = tuple(_READERS)
FILES_OF_SUBJECTS: Final = frozenset({_OF_PARTS, _OF_SERVICES})


def _known(key: str, there: Mapping[str, object], what: str, where: Place) -> str:
    if key not in there:
        raise BadInputError(f"There is no {what} {key!r}.", place=where, remedy=nearest(key, there, "There are"))
    return key


def _published(text: str, where: Place) -> float | None:
    if text.casefold() in _ABSENT:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise BadInputError(f"{text!r} is not a number.", place=where, remedy="Write 57.3, or leave it empty.")
    return found
