"""What an importer hands over: companies, answers with comment and sources, and every row that it could not take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowshow.errors import BadInputError, Place
from knowshow.scoring.methodology import Methodology
from knowshow.scoring.sheet import Company, Sheet


@dataclass(frozen=True, slots=True)
class ImportedSource:
    """Where an answer was found: the source itself, and the page about it at the place the file comes from."""

    url: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """One answer. ``label`` is one of the node's scale; several of them where it takes several."""

    company: str
    subject: str
    node: str
    component: str
    label: str | tuple[str, ...]
    comment: str = ""
    sources: tuple[ImportedSource, ...] = ()
    #: The answer's own page at the place the file comes from.
    page: str = ""
    #: The line of the file, to come back to.
    line: int = 0


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not taken: where it stands, what is wrong, and what to do."""

    place: Place
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """Write it on one line.

        >>> str(RowError(Place("a.csv", line=7, field="Year"), "“20x2” is not a year.", "Write four digits."))
        'a.csv:7: Year: “20x2” is not a year. Write four digits.'
        """
        return self.error().message

    def error(self) -> BadInputError:
        """Return it as the error that refuses the file."""
        return BadInputError(self.what, place=self.place, remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file held. With ``errors`` it is a preview; take it in only when there are none."""

    methodology: Methodology
    companies: tuple[Company, ...] = ()
    answers: tuple[ImportedAnswer, ...] = ()
    errors: tuple[RowError, ...] = ()
    #: Company and node of which the file says that nobody has researched them: there is no answer, not even "unknown".
    not_researched: tuple[tuple[str, str], ...] = ()
    #: Rows that were left out on purpose, each with the reason.
    left_out: tuple[RowError, ...] = ()
    #: Identifiers by company and scheme, such as ``{"acme": {"isin": ("US0378331005",)}}``. They are not checked here.
    identifiers: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    #: Columns that the importer does not know and has not read.
    ignored_columns: tuple[str, ...] = ()

    def sheet(self) -> Sheet:
        """Return the answers as a sheet to score.

        Raises ``BadInputError`` for the first row that is wrong, saying how many more there are: a file is taken whole
        or not at all.
        """
        if self.errors:
            first, more = self.errors[0].error(), len(self.errors) - 1
            also = f"{more} more {'row is' if more == 1 else 'rows are'} wrong." if more else ""
            raise BadInputError(first.what, place=first.place, remedy=f"{first.remedy} {also}".strip())
        sheet = Sheet(self.methodology, self.companies)
        for answer in self.answers:
            sheet.give(answer.company, answer.subject, answer.node, answer.label, component=answer.component)
        return sheet
