"""Recompute a published index and list every figure that differs from the publisher's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowshow.errors import BadInputError, Place
from knowshow.scoring.engine import Evaluation, Scores, score
from knowshow.scoring.folder import Folder, table
from knowshow.scoring.methodology import TOTAL
from knowshow.scoring.plan import Plan
from knowshow.scoring.sheet import nearest
from knowshow.scoring.standing import SubjectStanding, rank_companies, rounded_score
from knowshow.scoring.values import number

#: How far a figure may be off that is published in full precision.
TOLERANCE: Final = 1e-6
#: How far one may be off that is published to two decimals. A tie may be rounded either way.
TOLERANCE_OF_SUBJECTS: Final = 0.005 + 1e-9
_ABSENT: Final = frozenset({"", "n/a", "na", "null", "none"})


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


def compare(folder: Folder, scores: Scores | None = None) -> Comparison:
    """Compare what the answers give with every ``expected_*.csv`` of the folder.

    Raises ``BadInputError`` where there is none, or a row names what the methodology has not.
    """
    computed = scores or score(folder.sheet)
    found = {name: reader for name, reader in _READERS.items() if (folder.path / name).is_file()}
    if not found:
        raise BadInputError(
            "There are no published figures to compare with.",
            place=Place(str(folder.path)),
            remedy=f"The folder may hold {', '.join(_READERS)}.",
        )
    compared: dict[str, int] = {}
    differences: list[Difference] = []
    for name, reader in found.items():
        rows = list(reader(folder, computed, folder.path / name))
        compared[name] = len(rows)
        differences.extend(row for row, tolerance in rows if _differs(row, tolerance))
    return Comparison(compared, differences)


def _differs(row: Difference, tolerance: float) -> bool:
    if row.difference is None:
        return row.published is not row.computed
    return abs(row.difference) > tolerance


Compared = tuple[Difference, float]


def _scores(folder: Folder, scores: Scores, path: Path) -> Iterator[Compared]:
    for line, row in table(path, ("company", "node", "score")):
        where = Place(str(path), line=line)
        values = scores.companies[_known(row["company"], scores.companies, "company", where)].values
        node = _known(row["node"], values, "node", where)
        kind = row.get("kind") or ("total" if node == TOTAL else folder.sheet.plan.nodes[node].kind)
        yield (
            Difference(str(path), line, kind, row["company"], "", node, _published(row["score"], where), values[node]),
            TOLERANCE,
        )


def _subject_scores(_folder: Folder, scores: Scores, path: Path) -> Iterator[Compared]:
    for line, row in table(path, ("company", "subject", "indicator", "score")):
        where = Place(str(path), line=line)
        subjects = scores.companies[_known(row["company"], scores.companies, "company", where)].subjects
        values = subjects[_known(row["subject"], subjects, "subject", where)]
        node = _known(row["indicator"], scores.plan.nodes, "node", where)
        published = _published(row["score"], where)
        yield (
            Difference(str(path), line, "subject", row["company"], row["subject"], node, published, values.get(node)),
            TOLERANCE_OF_SUBJECTS,
        )


def _rankings(_folder: Folder, scores: Scores, path: Path) -> Iterator[Compared]:
    places: dict[str, dict[str, int]] = {}
    for line, row in table(path, ("company", "node", "rounded_score", "rank")):
        where = Place(str(path), line=line)
        company = scores.companies[_known(row["company"], scores.companies, "company", where)]
        node = _known(row["node"], company.values, "node", where)
        if node not in places:
            places[node] = rank_companies(scores, node)
        rank = places[node].get(row["company"])
        shown = rounded_score(scores.plan, company.values[node])
        key = (str(path), line)
        yield (
            Difference(*key, "rounded", row["company"], "", node, _published(row["rounded_score"], where), shown),
            TOLERANCE,
        )
        yield (
            Difference(
                *key,
                "rank",
                row["company"],
                "",
                node,
                _published(row["rank"], where),
                None if rank is None else float(rank),
            ),
            TOLERANCE,
        )


def _service_scores(folder: Folder, scores: Scores, path: Path) -> Iterator[Compared]:
    columns: dict[str, str] = {}
    for line, row in table(path, ("company", "subject", "total")):
        where = Place(str(path), line=line)
        columns = columns or _columns(scores.plan, list(row))
        key = _known(row["company"], scores.companies, "company", where)
        company = scores.companies[key].company
        subjects = {subject.key: subject for subject in company.subjects}
        subject = subjects[_known(row["subject"], subjects, "subject", where)]
        standing = SubjectStanding(Evaluation(folder.sheet, key), subject)
        for column, node in columns.items():
            shown = rounded_score(scores.plan, number(standing.value(node)))
            published = _published(row[column], where)
            yield Difference(str(path), line, "service", key, subject.key, node, published, shown), TOLERANCE


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


_READERS: Final[dict[str, Callable[[Folder, Scores, Path], Iterator[Compared]]]] = {
    "expected_scores.csv": _scores,
    "expected_subject_scores.csv": _subject_scores,
    "expected_rankings.csv": _rankings,
    "expected_service_scores.csv": _service_scores,
}


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
