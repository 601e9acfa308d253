"""The rows of a table of answers: the label for the score, and beside it comment, reason and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from knowshow.benchmarks.services._documents import Cited, Documents, plain
from knowshow.errors import BadInputError
from knowshow.foundation.models.fields import WORDS_MAXIMUM
from knowshow.scoring.folder import Problem, answer_rows, give_rows
from knowshow.scoring.methodology import State
from knowshow.scoring.sheet import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from knowshow.scoring.folder import Row as FileRow
    from knowshow.scoring.sheet import Sheet

Label = str | list[str]
Key = tuple[str, str, str, str]
_COLUMNS: Final = ("comment", "na_reason", "sources")


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One answer that was checked, with what was said of it and where it stands."""

    company: str
    subject: str
    node: str
    component: str
    label: Label
    comment: str = ""
    na_reason: str = ""
    cited: list[Cited] = []

    @property
    def key(self) -> Key:
        """Which question it answers."""
        return self.company, self.subject, self.node, self.component


class _Remark(msgspec.Struct, frozen=True):
    """What a row says beside its label."""

    line: int
    comment: str = ""
    na_reason: str = ""
    cited: list[Cited] = []


class Told:
    """A table of answers on its way into a sheet, with what the sheet does not hold."""

    def __init__(self, sheet: Sheet, path: Path) -> None:
        self.sheet = sheet
        self.path = path
        self.documents = Documents()
        self._remarks: dict[Key, _Remark] = {}
        self._words: dict[Key, str] = {}
        self._problems: list[Problem] = []

    def read(self, path: Path) -> Iterator[Problem]:
        """Read the table of sources, if there is one."""
        if path.is_file():
            yield from self.documents.read(path)

    def give(self) -> Iterator[Problem]:
        """Take in every row; yield what is wrong with one."""
        yield from give_rows(self.sheet, self._scored(), str(self.path))
        yield from self._problems
        yield from self._wrong_reasons()

    def answers(self) -> Iterator[Row]:
        """Yield every answer as it is stored."""
        for company, subject, node, component, labels in self.sheet:
            label = labels if self.sheet.leaf(node).node.choices == "many" else labels[0]
            yield self._row((company, subject, node, component), label)
        for key, words in self._words.items():
            yield self._row(key, words)

    def _row(self, key: Key, label: Label) -> Row:
        said = self._remarks.get(key)
        return Row(*key, label, said.comment, said.na_reason, said.cited) if said else Row(*key, label)

    # ---- rows ----------------------------------------------------------------------------------------------

    def _scored(self) -> Iterator[FileRow]:
        """Yield the rows that are scored; keep what is said in free words, and what is said beside a label."""
        nodes = self.sheet.plan.nodes
        for row in answer_rows(self.path, whole=True):
            if row.comment or row.na_reason or row.sources:
                self._note(row)
            node = nodes.get(row.element)
            if node is not None and node.is_text:
                self._keep(row)
            else:
                yield row._replace(answer=plain(row.answer)) if row.answer.startswith("'") else row

    def _note(self, row: FileRow) -> None:
        if not row.answer:
            self._refuse(row, "The row has a comment, a reason or sources, and no answer.", "Fill the column answer.")
            return
        for name in _COLUMNS[:2]:
            if len(getattr(row, name)) > WORDS_MAXIMUM:
                self._refuse(row, f"{name} is too long.", f"Write at most {WORDS_MAXIMUM:,} characters.")
        try:
            cited = self.documents.cited(row.sources)
        except BadInputError as error:
            self._refuse(row, f"sources: {error.what}", error.remedy)
            return
        key = (row.company, row.subject, row.element, row.component)
        self._remarks.setdefault(key, _Remark(row.line, plain(row.comment), plain(row.na_reason), cited))

    def _keep(self, row: FileRow) -> None:
        """Keep an answer in free words, which no score is made of."""
        if not row.answer:
            return
        key = (row.company, row.subject, row.element, row.component)
        company = self.sheet.companies.get(row.company)
        known = [one.key for one in company.subjects] if company else []
        if company is None:
            self._refuse(
                row,
                f"There is no company {row.company!r}.",
                nearest(row.company, self.sheet.companies, "The companies"),
            )
        elif row.subject not in known:
            self._refuse(
                row, f"{row.company} has no subject {row.subject!r}.", nearest(row.subject, known, "Its subjects")
            )
        elif key in self._words:
            self._refuse(row, f"There is an answer already: {', '.join(filter(None, key))}.", "Keep one of the two.")
        else:
            self._words[key] = plain(row.answer)

    def _wrong_reasons(self) -> Iterator[Problem]:
        """Yield reasons why a question does not apply, under an answer that does not say so."""
        parts = {(key, one.key) for key, company in self.sheet.companies.items() for one in company.subjects}
        for key, said in self._remarks.items():
            leaf = self.sheet.plan.leaves.get(key[2])
            if not said.na_reason or leaf is None or key[:2] not in parts:
                continue
            labels = self.sheet.labels(*key[:3], key[3])
            if labels and not any(leaf.entries[one].state == State.NOT_APPLICABLE for one in labels):
                what = f"na_reason says why the question does not apply, and the answer is {', '.join(labels)!r}."
                yield Problem(str(self.path), said.line, what, "Move the words to the column comment.")

    def _refuse(self, row: FileRow, what: str, remedy: str) -> None:
        self._problems.append(Problem(str(self.path), row.line, what, remedy))
