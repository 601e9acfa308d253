"""Answers in the shape of WikiRate's CSV: a row for each metric, company and year, with value, sources and comment.

Accepted by shape: the column names are those of WikiRate's published code, not of a file exported today.
"Unknown" is an answer (somebody looked and cannot tell); an empty value means that nobody has researched it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from knowshow.errors import BadInputError, Place
from knowshow.scoring.importers.matching import UNKNOWN, Matching
from knowshow.scoring.importers.records import Imported, ImportedAnswer, ImportedSource, RowError
from knowshow.scoring.importers.skeletons import Researched, is_free_text, keys_for, skeleton_of
from knowshow.scoring.importers.tables import Row, Table, read_table, require, safe_cell
from knowshow.scoring.methodology import Methodology
from knowshow.scoring.sheet import Company, Subject

#: What each column may be called: in WikiRate's export, in its import, in its API.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "page": ("answer page", "answer link", "answer url"),
    "metric": ("metric", "metric name"),
    "designer": ("metric designer", "designer"),
    "title": ("metric title",),
    "company": ("company", "company name", "wikirate company"),
    "year": ("year",),
    "value": ("value",),
    "unit": ("unit", "units"),
    "source_page": ("source page", "source page url"),
    "source": ("original source", "source", "sources", "source url"),
    "source_count": ("source count",),
    "answer_id": ("answer id",),
    "comment": ("comments", "comment"),
    "status": ("status",),
    "unpublished": ("unpublished",),
    "isin": ("isin",),
}
#: The columns of WikiRate's detailed export, in its order.
TITLES: Final = (
    "Answer Page", "Metric", "Company", "Year", "Value", "Source Page",
    "Answer ID", "Original Source", "Source Count", "Comments", "ISIN",
)  # fmt: skip
_NOT_RESEARCHED: Final = {"none", "not researched"}
_YES: Final = {"1", "true", "t", "yes", "y"}
_EARLIEST, _LATEST = 1900, 2100


def years_in(content: bytes, name: str = "") -> dict[int, int]:
    """Count the rows of each year that a file holds, latest first: an import takes one year."""
    table = _table(content, name)
    counts = Counter(int(row["year"]) for row in table.rows if _is_year(row["year"]))
    return dict(sorted(counts.items(), reverse=True))


def read_answers(
    content: bytes, name: str = "", *, methodology: Methodology | None = None, year: int | None = None
) -> Imported:
    """Read the answers of one year.

    Without a methodology, one is made from the file: a question for each metric, an answer for each value. Rows that
    cannot be taken stand in ``errors``, each with its line and the nearest valid value. Raises ``BadInputError`` where
    the file as a whole is no such table, or holds several years and none was chosen.
    """
    table = _table(content, name)
    return _Reading(table, _chosen_year(table, year), methodology).imported()


def _table(content: bytes, name: str) -> Table:
    table = read_table(content, name, FIELDS)
    if "designer" not in table.columns or "title" not in table.columns:
        require(table, "metric", "Metric")
    for column, said in (("company", "Company"), ("year", "Year"), ("value", "Value")):
        require(table, column, said)
    return table


def _chosen_year(table: Table, year: int | None) -> int | None:
    """Return the year to read; nothing where no row has one, so that each row says so."""
    years = sorted({int(row["year"]) for row in table.rows if _is_year(row["year"])})
    if year is not None and year not in years:
        held = ", ".join(map(str, years)) or "none"
        raise BadInputError(f"The file has no answers of {year}.", place=Place(table.name), remedy=f"It has: {held}.")
    if year is None and len(years) > 1:
        held = ", ".join(map(str, years))
        raise BadInputError(f"The file holds several years: {held}.", place=Place(table.name), remedy="Choose one.")
    return year if year is not None else next(iter(years), None)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == len("2024") and _EARLIEST <= int(text) <= _LATEST


@dataclass(slots=True)
class _Reading:
    """One run over a table: what was found so far."""

    table: Table
    year: int | None
    given: Methodology | None
    errors: list[RowError] = field(default_factory=list)
    left_out: list[RowError] = field(default_factory=list)
    #: The first spelling of each company and metric.
    spellings: dict[str, str] = field(default_factory=dict)

    def imported(self) -> Imported:
        rows = list(self._once(self._sound_rows()))
        researched = [self._researched(row) for row in rows]
        methodology = self.given or skeleton_of(researched, self.table.name, self.year)
        matching = Matching(methodology)
        keys = keys_for(one.company for one in researched)
        found = self._answers(rows, researched, matching, keys)
        answers, not_researched = list(found[0]), found[1]
        return Imported(
            methodology=methodology,
            companies=tuple(_company(key, label, methodology) for label, key in keys.items()),
            answers=tuple(answers),
            errors=tuple(sorted(self.errors, key=lambda error: error.place.line or 0)),
            not_researched=tuple(not_researched),
            left_out=tuple(self.left_out),
            identifiers=_identifiers(rows, researched, keys),
            ignored_columns=self.table.ignored,
        )

    # ---- rows ----------------------------------------------------------------------------------------------

    def _sound_rows(self) -> Iterator[Row]:
        """Yield the rows of the year that name metric, company and year."""
        for row in self.table.rows:
            if complaint := _complaint(row):
                what, column, remedy = complaint
                self._refuse(row, what, column, remedy)
            elif int(row["year"]) == self.year:
                if row["unpublished"].casefold() in _YES:
                    self._leave_out(row, "The answer is not published.", "unpublished")
                else:
                    yield row

    def _once(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows, each metric and company once."""
        seen: dict[tuple[str, str], int] = {}
        for row in rows:
            key = (_folded(_metric(row)), _folded(row["company"]))
            if key in seen:
                self._refuse(row, f"The same metric, company and year stand on line {seen[key]}.", "", "Keep one.")
            else:
                seen[key] = row.line
                yield row

    def _researched(self, row: Row) -> Researched:
        value = UNKNOWN if row["status"].casefold() == "unknown" else row["value"]
        return Researched(
            metric=self._spelt(_metric(row)),
            company=self._spelt(row["company"]),
            value=UNKNOWN if value.casefold() == "unknown" else value,
            unit=row["unit"],
            is_free_text=is_free_text(value),
        )

    def _spelt(self, name: str) -> str:
        """Return the spelling in which a name came first: capitals and blanks make no other company."""
        return self.spellings.setdefault(_folded(name), name)

    def _refuse(self, row: Row, what: str, column: str, remedy: str) -> None:
        self.errors.append(RowError(self.table.place(row, column), what, remedy))

    def _leave_out(self, row: Row, what: str, column: str) -> None:
        self.left_out.append(RowError(self.table.place(row, column), what))

    # ---- answers -------------------------------------------------------------------------------------------

    def _answers(
        self, rows: list[Row], researched: list[Researched], matching: Matching, keys: Mapping[str, str]
    ) -> tuple[list[ImportedAnswer], list[tuple[str, str]]]:
        answers, silent = [], []
        for row, one in zip(rows, researched, strict=True):
            try:
                node = matching.node(one.metric)
            except BadInputError as error:
                self._refuse(row, error.what, "metric", error.remedy)
                continue
            if not one.value:
                silent.append((keys[one.company], node))
            elif matching.is_text(node):
                self._leave_out(row, "Free text is kept in the file; it is not scored.", "value")
            elif answer := self._answer(row, one, matching, node, keys[one.company]):
                answers.append(answer)
        return answers, silent

    def _answer(self, row: Row, one: Researched, matching: Matching, node: str, company: str) -> ImportedAnswer | None:
        try:
            label = matching.label(node, one.value)
        except BadInputError as error:
            self._refuse(row, error.what, "value", error.remedy)
            return None
        return ImportedAnswer(
            company=company,
            subject="",
            node=node,
            component="",
            label=label,
            comment=row["comment"],
            sources=tuple(_sources(row)),
            page=row["page"],
            line=row.line,
        )


def _complaint(row: Row) -> tuple[str, str, str] | None:
    """Say what is wrong with a row by itself: what, in which column, what to do."""
    if row.is_too_long:
        return "The row has more cells than there are columns.", "", "Put cells with commas in quotes."
    if not _metric(row):
        return "The metric is missing.", "metric", "Write designer and title, joined by +."
    if not row["company"]:
        return "The company is missing.", "company", "Name it."
    if not _is_year(row["year"]):
        return f"{row['year'][:20]!r} is not a year.", "year", "Write four digits."
    status, value = row["status"].casefold(), row["value"]
    if value and (status in _NOT_RESEARCHED or (status == "unknown" and value.casefold() != "unknown")):
        return f"The status says {row['status']!r}, and there is a value.", "status", "Correct one of the two."
    return None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _metric(row: Row) -> str:
    """Return the metric's full name: its designer and title, joined by a plus."""
    if row["metric"]:
        return row["metric"]
    return f"{row['designer']}+{row['title']}" if row["designer"] and row["title"] else ""


def _sources(row: Row) -> Iterator[ImportedSource]:
    """Yield the sources of a row; the first of them has a page of its own."""
    urls = [url.strip() for url in row["source"].replace("; ", "\n").split("\n") if url.strip()]
    pages = [row["source_page"]] if row["source_page"] else []
    for place in range(max(len(urls), len(pages))):
        yield ImportedSource(
            url=urls[place] if place < len(urls) else "", page=pages[place] if place < len(pages) else ""
        )


def _company(key: str, label: str, methodology: Methodology) -> Company:
    """Return a company as one subject: a table of this shape knows no services."""
    role = methodology.roles[0] if methodology.roles else ""
    return Company(key=key, label=label, subjects=(Subject("", role),))


def _identifiers(
    rows: Iterable[Row], researched: Iterable[Researched], keys: Mapping[str, str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row, one in zip(rows, researched, strict=True):
        if row["isin"]:
            isins = tuple(isin.strip() for isin in row["isin"].split(";") if isin.strip())
            found[keys[one.company]] = {"isin": isins}
    return found


# ---- writing -----------------------------------------------------------------------------------------------


def write_answers(imported: Imported, year: int) -> str:
    """Write answers as WikiRate's detailed export does: "Unknown" as that word, and no row for what is not researched.

    The column "Answer ID" stays empty: only WikiRate gives those. Sources are joined by a semicolon. Raises
    ``BadInputError`` where a company has several answers to a question, for its parts: the table has room for one.
    """
    _require_one_each(imported)
    matching, labels = Matching(imported.methodology), {one.key: one.name for one in imported.companies}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TITLES)
    for answer in imported.answers:
        isins = imported.identifiers.get(answer.company, {}).get("isin", ())
        cells = _cells(answer, matching, labels[answer.company], year)
        writer.writerow([safe_cell(cell) for cell in (*cells, ";".join(isins))])
    return text.getvalue()


def _require_one_each(imported: Imported) -> None:
    counts = Counter((answer.company, answer.node) for answer in imported.answers)
    for (company, node), count in counts.items():
        if count > 1:
            raise BadInputError(
                f"{company} has {count} answers to {node}, for its parts; WikiRate's table has room for one.",
                remedy="Write the answers of one part.",
            )


def _cells(answer: ImportedAnswer, matching: Matching, company: str, year: int) -> tuple[str, ...]:
    value = "; ".join(matching.values(answer.node, answer.label))
    pages = [source.page for source in answer.sources if source.page]
    urls = [source.url for source in answer.sources if source.url]
    return (
        answer.page, matching.metric(answer.node), company, str(year), value, next(iter(pages), ""),
        "", "; ".join(urls), str(len(answer.sources)), answer.comment,
    )  # fmt: skip
