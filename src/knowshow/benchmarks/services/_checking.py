"""Check what somebody brings for an edition: everything that is wrong is told, with file, row and nearest value."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from knowshow.benchmarks.filing import company_of, entries_of, record_of
from knowshow.benchmarks.models import Answer, AnswerSource, Company, Edition, Methodology, Step, Subject
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.services import methodologies
from knowshow.benchmarks.services._documents import Cited, Document, known_sources
from knowshow.benchmarks.services._told import Label, Row, Told
from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.scoring import fingerprint, methodology_from, score
from knowshow.scoring.comparison import FILES, FILES_OF_SUBJECTS, Figure, compare_with, read_figures
from knowshow.scoring.folder import Problem, add_subjects, methodology_file, table
from knowshow.scoring.methodology import as_builtins
from knowshow.scoring.plan import Plan
from knowshow.scoring.sheet import Company as CompanyRecord
from knowshow.scoring.sheet import Sheet

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation
    from knowshow.scoring.methodology import Methodology as Record

#: The files of an index; others in a folder or an archive do not matter.
NAMES: Final = frozenset(
    {"methodology.json", "methodology.yaml", "methodology.yml", "subjects.csv", "answers.csv", "sources.csv", *FILES}
)
_CORRECT: Final = "Correct the file, or choose another name."


#: After so many problems of a file the search ends: another file was meant, and each costs a look for the nearest word.
SOUGHT: Final = 1_000


class Content(msgspec.Struct, frozen=True):
    """What was checked and waits: the methodology as its file says it, companies, answers, sources, figures."""

    methodology: dict[str, object]
    companies: list[CompanyRecord]
    answers: list[Row]
    documents: list[Document] = []
    #: What the publisher printed itself, by file.
    figures: dict[str, list[Figure]] = {}
    #: How many of those figures the answers do not give.
    differing: int = 0


class Checked:
    """What reading the files gave: the content, or everything that is wrong with it."""

    def __init__(self, content: Content | None = None, problems: Sequence[Problem] = ()) -> None:
        self.content = content
        self.problems = list(problems)

    @classmethod
    def of(cls, organisation: Organisation, files: Mapping[str, bytes], edition: Edition | None) -> Checked:
        """Read the files in a folder of their own, so that the one reader of folders reads them."""
        _refuse_missing(files, edition)
        with tempfile.TemporaryDirectory(prefix="import-") as place:
            folder = Path(place)
            for name, content in files.items():
                if name in NAMES:
                    (folder / name).write_bytes(content)
            try:
                return cls._read(organisation, folder, edition)
            except BadInputError as error:
                where = Place(_bare(error.place.file), error.place.line, error.place.cell, error.place.field)
                raise BadInputError(error.what, place=where, remedy=error.remedy) from error

    @classmethod
    def _read(cls, organisation: Organisation, folder: Path, edition: Edition | None) -> Checked:
        record = _methodology(organisation, folder, edition)
        sheet = Sheet(record, (), plan=Plan(record))
        problems: list[Problem] = list(_closed(edition)) if edition is not None else []
        if edition is not None and not (folder / "subjects.csv").exists():
            _add_known(sheet, edition)
        else:
            problems += islice(add_subjects(sheet, folder / "subjects.csv"), SOUGHT)
            problems += islice(_unfit(organisation, folder / "subjects.csv"), SOUGHT)
        told = Told(sheet, folder / "answers.csv")
        if not problems:
            problems += islice(told.read(folder / "sources.csv"), SOUGHT)
            problems += islice(told.give(), SOUGHT)
        content = None if problems else _content(record, sheet, told, folder)
        return cls(content, [_without_folder(one) for one in problems])

    def plan(
        self, organisation: Organisation, edition: Edition | None, *, title: str, period: str
    ) -> dict[str, object]:
        """Say what taking it in would make."""
        if self.content is None:
            return {}
        record = methodology_from(self.content.methodology)
        known = set(Company.objects.filter(organisation=organisation).values_list("key", flat=True))
        here = Methodology.objects.filter(organisation=organisation, digest=fingerprint(record), key=record.id)
        content = self.content
        fresh = known_sources(organisation, content.documents)
        return {
            "edition": edition.title if edition else (title.strip() or record.title),
            "title": title.strip() or record.title,
            "period": period.strip(),
            "methodology": f"{record.title} ({record.version})",
            "methodology_is_new": not here.exists(),
            "companies": len(self.content.companies),
            "new_companies": [one.name for one in self.content.companies if one.key not in known],
            "subjects": sum(len(one.subjects) for one in self.content.companies),
            "answers": len(self.content.answers),
            "comments": sum(bool(one.comment or one.na_reason) for one in content.answers),
            "sources": len(fresh),
            "new_sources": fresh.count(None),
            "alike": _alike([one.key for one in content.companies], known),
            "figures": sum(len(rows) for rows in content.figures.values()),
            "differing": None if edition else content.differing,
            **(_changes(edition, content, fresh) if edition else {}),
        }


def _content(record: Record, sheet: Sheet, told: Told, folder: Path) -> Content:
    """Put together what was read, under the names that parts of companies get here."""
    names = {
        (key, one.key): _name_of(company, one.key)
        for key, company in sheet.companies.items()
        for one in company.subjects
    }
    answers = [msgspec.structs.replace(one, subject=names[one.company, one.subject]) for one in told.answers()]
    figures, differing = _figures(sheet, folder)
    for name in FILES_OF_SUBJECTS & figures.keys():
        figures[name] = [one._replace(subject=names[one.company, one.subject]) for one in figures[name]]
    companies = [_named(one) for one in sheet.companies.values()]
    return Content(dict(as_builtins(record)), companies, answers, told.documents.found, figures, differing)


def _figures(sheet: Sheet, folder: Path) -> tuple[dict[str, list[Figure]], int]:
    """Read what the publisher printed itself, and count what the answers do not give."""
    if not any((folder / name).is_file() for name in FILES):
        return {}, 0
    scores = score(sheet)
    figures = read_figures(folder, sheet, scores)
    return figures, len(compare_with(figures, sheet, scores).differences)


def _alike(brought: Sequence[str], known: Collection[str]) -> list[list[str]]:
    """Return companies that would be new here, each with one that is called the same but for capitals."""
    folded = {key.casefold(): key for key in (*brought, *known)}
    return [[key, other] for key in brought if key not in known and (other := folded[key.casefold()]) != key]


def _refuse_missing(files: Mapping[str, bytes], edition: Edition | None) -> None:
    methodology = any(name.startswith("methodology.") for name in files)
    wanted = {"answers.csv": True, "subjects.csv": edition is None, "methodology.json": edition is None}
    there = {"answers.csv": "answers.csv" in files, "subjects.csv": "subjects.csv" in files}
    there["methodology.json"] = methodology
    for name, is_wanted in wanted.items():
        if is_wanted and not there[name]:
            raise BadInputError(
                f"There is no file {name}.",
                place=Place(field="files"),
                remedy="Choose methodology.json (or .yaml), subjects.csv and answers.csv, or a ZIP file with them.",
            )


def _methodology(organisation: Organisation, folder: Path, edition: Edition | None) -> Record:
    brings = any(folder.glob("methodology.*"))
    if edition is not None and not brings:
        return record_of(edition.methodology)
    path = methodology_file(folder)
    record = methodology_from(path.read_bytes(), path.name)
    if edition is not None and fingerprint(record) != edition.methodology.digest:
        raise ConflictError(
            f"The files bring another methodology than “{edition.methodology}”, by which this edition is researched."
            " Leave it out, or open another edition for it."
        )
    published = Methodology.objects.filter(organisation=organisation, key=record.id, version=record.version).first()
    if published is not None and published.is_published and published.digest != fingerprint(record):
        raise methodologies.changed_after_publication(record)
    return record


def _add_known(sheet: Sheet, edition: Edition) -> None:

    for entry in entries_of(edition):
        sheet.add(company_of(entry))


def _closed(edition: Edition) -> Iterator[Problem]:
    """Companies that are under review, or final, take no answers from a file."""
    for entry in edition.entries.select_related("company"):
        if steps.RESEARCH not in steps.answers_in(entry.step):
            yield Problem(
                "answers.csv",
                0,
                f"{entry.company} is in the step “{entry.get_step_display()}”, in which no file is taken in.",
                "Move it back to an earlier step first.",
            )


#: Columns of a table of subjects, and how long what stands in them may be.
_LONGEST: Final = {
    "company": 80,
    "company_label": 300,
    "company_type": 80,
    "subject": 200,
    "role": 80,
    "service_class": 80,
}


def _unfit(organisation: Organisation, path: Path) -> Iterator[Problem]:
    """Yield rows that cannot be stored, or that say something else of a company or a part than is known here."""
    types = dict(Company.objects.filter(organisation=organisation).values_list("key", "company_type"))
    parts = {
        (one.company.key, one.name): one
        for one in Subject.objects.filter(company__organisation=organisation).select_related("company")
    }
    for line, row in table(path, ("company",)):
        for column, longest in _LONGEST.items():
            if len(row.get(column, "")) > longest or "\0" in row.get(column, ""):
                yield Problem(str(path), line, f"{column} is too long or unreadable.", f"At most {longest} characters.")
        company, kind = row["company"], row.get("company_type", "")
        if types.get(company, kind) != kind:
            yield Problem(str(path), line, f"{company} is known here as {types[company] or 'of no type'}.", _CORRECT)
        here = parts.get((company, row.get("subject", "") or row.get("company_label", "") or company))
        if here and (here.role, here.service_class) != (row.get("role", ""), row.get("service_class", "")):
            known = f"{here.role} {here.service_class}".strip() or "without a role"
            yield Problem(str(path), line, f"“{here}” of {company} is known here as {known}.", _CORRECT)


def _changes(edition: Edition, content: Content, known: Sequence[int | None]) -> dict[str, int]:
    """Count what the answers would do to those that are here."""
    here = stored(edition)
    keys = [key or -place - 1 for place, key in enumerate(known)]
    new = same = 0
    for row in content.answers:
        found = here.get(row.key)
        new, same = new + (found is None), same + (found is not None and found.says(row, keys))
    return {"new_answers": new, "same_answers": same, "changed_answers": len(content.answers) - new - same}


def shown(problem: Problem) -> dict[str, object]:
    return {"file": problem.file, "row": problem.line, "what": problem.what, "remedy": problem.remedy}


def problem_of(error: BadInputError | ConflictError) -> Problem:
    if isinstance(error, ConflictError):
        return Problem("methodology", 0, str(error))
    place = error.place
    what = f"{place.field}: {error.what}" if place.field not in {"", "files"} else error.what
    return Problem(place.file, place.line or 0, what, error.remedy)


def _without_folder(problem: Problem) -> Problem:
    return Problem(_bare(problem.file), problem.line, problem.what, problem.remedy)


def _bare(file: str) -> str:
    return PurePath(file).name if file else ""


def _named(company: CompanyRecord) -> CompanyRecord:
    subjects = [replace(one, key=_name_of(company, one.key)) for one in company.subjects]
    return replace(company, subjects=subjects)


def _name_of(company: CompanyRecord, subject: str) -> str:
    """A file without subjects asks the company as a whole, and that part is named after it."""
    return (subject or company.name)[:200]


class Stored(NamedTuple):
    """A current answer of an edition."""

    pk: int
    label: Label
    comment: str
    na_reason: str
    step: str
    cited: frozenset[Cited]

    def says(self, row: Row, sources: Sequence[int]) -> bool:
        """Whether it says already what a row says. What a row leaves empty stays; last year's is to be confirmed."""
        cited = frozenset((sources[place], locator) for place, locator in row.cited)
        return (
            self.step != Step.IMPORT
            and self.label == row.label
            and row.comment in {"", self.comment}
            and row.na_reason in {"", self.na_reason}
            and cited <= self.cited
        )


def stored(edition: Edition) -> dict[tuple[str, str, str, str], Stored]:
    """Return the current answers of an edition, by company, part, question and component."""
    cited: dict[int, list[Cited]] = defaultdict(list)
    citations = AnswerSource.objects.filter(answer__edition=edition, answer__is_current=True)
    for answer, source, locator in citations.values_list("answer_id", "source_id", "locator"):
        cited[answer].append((source, locator))
    rows = Answer.objects.filter(edition=edition, is_current=True).values_list(
        "subject__company__key", "subject__name", "node", "component", "pk", "label", "comment", "na_reason", "step"
    )
    return {
        (company, subject, node, part): Stored(pk, label, comment, reason, step, frozenset(cited.get(pk, ())))
        for company, subject, node, part, pk, label, comment, reason, step in rows
    }
