"""Take in an index from files, in two steps: check everything and show it, then take it in piece by piece.

A file with anything wrong is refused whole, with every row that is wrong. What was checked waits in the data folder, so
that exactly this is taken in. Each piece is stored together with how far it goes: whoever starts again after a break
goes on where it stopped, and no answer comes in twice.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowshow.benchmarks.filing import company_of, entries_of, record_of
from knowshow.benchmarks.models import (
    Answer,
    Company,
    Edition,
    Entry,
    ImportKind,
    ImportRun,
    ImportState,
    Methodology,
    Step,
    Subject,
)
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.services import _acts, companies, editions, methodologies
from knowshow.errors import BadInputError, ConflictError, Place, UnreadableFileError
from knowshow.scoring import fingerprint, methodology_from
from knowshow.scoring.folder import Problem, add_subjects, answer_rows, give_rows, methodology_file
from knowshow.scoring.methodology import as_builtins
from knowshow.scoring.plan import Plan
from knowshow.scoring.sheet import Company as CompanyRecord
from knowshow.scoring.sheet import Sheet

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from knowshow.foundation.models import Organisation, User
    from knowshow.scoring.methodology import Methodology as Record

#: The largest upload, and what it may unpack to.
LARGEST: Final = 25 * 1024 * 1024
LARGEST_UNPACKED: Final = 250 * 1024 * 1024
#: Answers stored in one piece.
PIECE: Final = 4_000
#: Problems kept for the page; of the rest only the number.
SHOWN: Final = 200
_NAMES: Final = frozenset({"methodology.json", "methodology.yaml", "methodology.yml", "subjects.csv", "answers.csv"})

Label = str | list[str]
Row = tuple[str, str, str, str, Label]


class _Content(msgspec.Struct, frozen=True):
    """What was checked and waits: the methodology as its file says it, companies, answers."""

    methodology: dict[str, object]
    companies: list[CompanyRecord]
    answers: list[Row]


# ---- files -------------------------------------------------------------------------------------------------


def files_of(uploads: Iterable[UploadedFile[bytes]]) -> dict[str, bytes]:
    """Return the files of an index by name: from several uploads, or from one ZIP file.

    Refuses what is too large, and a ZIP that unpacks to more than it should.
    """
    found: dict[str, bytes] = {}
    for upload in uploads:
        name = PurePath(upload.name or "file").name
        if (upload.size or 0) > LARGEST:
            raise BadInputError(
                f"{name} has {(upload.size or 0) // 1024**2} MB.",
                place=Place(field="files"),
                remedy=f"A file may have {LARGEST // 1024**2} MB: put the files into a ZIP file.",
            )
        content = upload.read()
        found |= _unpacked(name, content) if zipfile.is_zipfile(io.BytesIO(content)) else {name: content}
    return found


def _unpacked(name: str, content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = [one for one in archive.infolist() if PurePath(one.filename).name in _NAMES and not one.is_dir()]
        if sum(one.file_size for one in inside) > LARGEST_UNPACKED:
            raise UnreadableFileError(f"{name} unpacks to more than {LARGEST_UNPACKED // 1024**2} MB.")
        try:
            return {PurePath(one.filename).name: archive.read(one) for one in inside}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise UnreadableFileError(
                f"{name} cannot be unpacked.", place=Place(field="files"), remedy="Pack it again, without a password."
            ) from error


# ---- the first step: check ---------------------------------------------------------------------------------


@transaction.atomic
def check_folder(
    *,
    actor: User,
    organisation: Organisation,
    files: Mapping[str, bytes],
    name: str = "",
    edition: Edition | None = None,
    title: str = "",
    period: str = "",
) -> ImportRun:
    """Check a methodology, subjects and answers, and say what taking them in would do; nothing is taken in yet.

    With an edition, subjects and answers go into it, and its methodology is used unless the files bring the same one.
    Otherwise a new edition is opened, named by ``title`` or as the methodology. A run with problems is refused whole.
    """
    _acts.require(actor, _acts.Permission.RESEARCH, organisation)
    _acts.same_organisation(organisation, edition)
    if edition is not None:
        editions.refuse_archived(edition)
    digest = _digest(files)
    try:
        checked = _Checked.of(organisation, files, edition)
    except (BadInputError, ConflictError) as error:
        checked = _Checked(problems=[_problem_of(error)])
    run = ImportRun(
        organisation=organisation,
        edition=edition,
        kind=ImportKind.ANSWERS if edition is not None else ImportKind.FOLDER,
        name=_acts.check_line("name", name or ", ".join(sorted(files)), maximum=200, may_be_empty=True),
        digest=digest,
        started_by=actor,
        problems=[_shown(one) for one in checked.problems[:SHOWN]],
    )
    if checked.content is None or checked.problems:
        run.state = ImportState.FAILED
        run.message = f"{len(checked.problems)} problems. Nothing was taken in."
    else:
        run.state, run.total = ImportState.CHECKED, len(checked.content.answers)
        run.plan = checked.plan(organisation, edition, title=title, period=period)
        run.path = _keep(checked.content)
    run.save()
    _acts.note(
        actor=actor,
        action="import.checked",
        organisation=organisation,
        subject=run,
        detail={"answers": run.total, "problems": len(checked.problems)},
    )
    return run


class _Checked:
    """What reading the files gave: the content, or everything that is wrong with it."""

    def __init__(self, content: _Content | None = None, problems: Sequence[Problem] = ()) -> None:
        self.content = content
        self.problems = list(problems)

    @classmethod
    def of(cls, organisation: Organisation, files: Mapping[str, bytes], edition: Edition | None) -> _Checked:
        """Read the files in a folder of their own, so that the one reader of folders reads them."""
        _refuse_missing(files, edition)
        with tempfile.TemporaryDirectory(prefix="import-") as place:
            folder = Path(place)
            for name, content in files.items():
                if name in _NAMES:
                    (folder / name).write_bytes(content)
            try:
                return cls._read(organisation, folder, edition)
            except BadInputError as error:
                where = Place(_bare(error.place.file), error.place.line, error.place.cell, error.place.field)
                raise BadInputError(error.what, place=where, remedy=error.remedy) from error

    @classmethod
    def _read(cls, organisation: Organisation, folder: Path, edition: Edition | None) -> _Checked:
        record = _methodology(organisation, folder, edition)
        sheet = Sheet(record, (), plan=Plan(record))
        problems: list[Problem] = list(_closed(edition)) if edition is not None else []
        if edition is not None and not (folder / "subjects.csv").exists():
            _add_known(sheet, edition)
        else:
            problems += add_subjects(sheet, folder / "subjects.csv")
            problems += _differing_parts(organisation, sheet, folder / "subjects.csv")
        if not problems:
            path = folder / "answers.csv"
            problems += give_rows(sheet, answer_rows(path), str(path))
        answers: list[Row] = [] if problems else [(*row[:4], _label(sheet, row[2], row[4])) for row in sheet]
        content = _Content(dict(as_builtins(record)), list(sheet.companies.values()), answers)
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
            **(_changes(edition, self.content) if edition else {}),
        }


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


def _differing_parts(organisation: Organisation, sheet: Sheet, path: Path) -> Iterator[Problem]:
    """A part that is known here with another role or class would change what other editions say."""
    known = {
        (one.company.key, one.name): one
        for one in Subject.objects.filter(company__organisation=organisation).select_related("company")
    }
    for company in sheet.companies.values():
        for subject in company.subjects:
            here = known.get((company.key, _name_of(company, subject.key)))
            if here and (here.role, here.service_class) != (subject.role, subject.service_class):
                yield Problem(
                    str(path),
                    1,
                    f"“{here}” of {company.key} is known here as {here.role} {here.service_class}".rstrip() + ".",
                    "Correct the file, or give the part another name.",
                )


def _label(sheet: Sheet, node: str, labels: list[str]) -> Label:
    return labels if sheet.leaf(node).node.choices == "many" else labels[0]


def _changes(edition: Edition, content: _Content) -> dict[str, int]:
    """Count what the answers would do to those that are here."""
    here = _stored(edition)
    new = same = 0
    for *key, label in content.answers:
        found = here.get((key[0], key[1], key[2], key[3]))
        new, same = new + (found is None), same + (found is not None and found[1] == label)
    return {"new_answers": new, "same_answers": same, "changed_answers": len(content.answers) - new - same}


def _shown(problem: Problem) -> dict[str, object]:
    return {"file": problem.file, "row": problem.line, "what": problem.what, "remedy": problem.remedy}


def _problem_of(error: BadInputError | ConflictError) -> Problem:
    if isinstance(error, ConflictError):
        return Problem("methodology", 0, str(error))
    place = error.place
    what = f"{place.field}: {error.what}" if place.field not in {"", "files"} else error.what
    return Problem(place.file, place.line or 0, what, error.remedy)


def _without_folder(problem: Problem) -> Problem:
    return Problem(_bare(problem.file), problem.line, problem.what, problem.remedy)


def _bare(file: str) -> str:
    return PurePath(file).name if file else ""


def _digest(files: Mapping[str, bytes]) -> str:
    found = hashlib.sha256()
    for name in sorted(files):
        found.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return found.hexdigest()


def _keep(content: _Content) -> str:
    """Write what was checked where only the server reads it."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid4().hex}.json"
    path.write_bytes(msgspec.json.encode(content))
    path.chmod(0o600)
    return f"imports/{path.name}"


def _kept(run: ImportRun) -> _Content:
    try:
        content = (Path(settings.MEDIA_ROOT) / run.path).read_bytes()
    except OSError:
        raise ConflictError("What was checked is no longer in the data folder. Choose the files again.") from None
    return msgspec.json.decode(content, type=_Content)


# ---- the second step: take in ------------------------------------------------------------------------------


def run_import(*, actor: User, run: ImportRun, most: int | None = None) -> ImportRun:
    """Take in what was checked, or go on where it was cut off; ``most`` ends after so many answers.

    Opens the edition first, then stores the answers piece by piece, each with how far it goes.
    """
    _acts.require(actor, _acts.Permission.RESEARCH, run.organisation)
    if run.state not in {ImportState.CHECKED, ImportState.RUNNING}:
        raise ConflictError("This import is done, or was refused. Choose the files again to take in more.")
    content = _kept(run)
    edition = _begin(actor, run, content)
    writer = _Writer(actor, edition, content)
    until = run.total if most is None else min(run.total, run.done + most)
    while run.done < until:
        writer.store(run, until)
    if run.done == run.total:
        _finish(actor, run)
    return run


@transaction.atomic
def _begin(actor: User, run: ImportRun, content: _Content) -> Edition:
    """Make what the answers need, once: methodology, companies and their parts, the edition."""
    _acts.hold(run, "state", "done", "edition")
    if run.state == ImportState.RUNNING and run.edition is not None:
        return run.edition
    edition = run.edition or _open(actor, run, content)
    _enter(edition, content)
    run.edition, run.state = edition, ImportState.RUNNING
    run.save(update_fields=["edition", "state"])
    _acts.note(actor=actor, action="import.started", organisation=run.organisation, subject=edition)
    return edition


def _open(actor: User, run: ImportRun, content: _Content) -> Edition:
    methodology = methodologies.take_in(actor, run.organisation, methodology_from(content.methodology))
    if not methodology.is_published:
        methodology = methodologies.mark_published(actor, methodology)
    fields: editions.EditionFields = {
        "title": str(run.plan["title"]),
        "period": str(run.plan["period"]),
        "licence": methodology.licence,
        "attribution": methodology.publisher,
    }
    return editions.make_edition(actor, run.organisation, methodology, slug="", fields=fields)


def _enter(edition: Edition, content: _Content) -> None:
    """Find or add companies and parts, and take them into the edition."""
    there = {one.company.key: one for one in edition.entries.select_related("company")}
    for record in content.companies:
        company = _company(edition.organisation, record)
        parts = _parts(company, record)
        entry = there.get(record.key)
        if entry is None:
            entry = Entry.objects.create(edition=edition, company=company, step=Step.IMPORT)
        entry.subjects.add(*parts)


def _company(organisation: Organisation, record: CompanyRecord) -> Company:
    found = Company.objects.filter(organisation=organisation, key=record.key).first()
    if found is not None:
        return found
    facts = {"name": record.name[:300], "company_type": record.type[:80]}
    return companies.make_company(organisation, key=record.key[:80], facts=facts)


def _parts(company: Company, record: CompanyRecord) -> list[Subject]:
    known = {one.name: one for one in company.subjects.all()}
    names = [_name_of(record, one.key) for one in record.subjects]
    Subject.objects.bulk_create(
        Subject(company=company, name=name, role=one.role, service_class=one.service_class, position=place)
        for place, (name, one) in enumerate(zip(names, record.subjects, strict=True), start=len(known))
        if name not in known
    )
    return [one for one in company.subjects.all() if one.name in names]


def _name_of(company: CompanyRecord, subject: str) -> str:
    """A file without subjects asks the company as a whole, which then is named after it."""
    return (subject or company.name)[:200]


class _Writer:
    """Stores answers of one edition in pieces."""

    def __init__(self, actor: User, edition: Edition, content: _Content) -> None:
        self.actor = actor
        self.edition = edition
        self.answers = content.answers
        self.names = {one.key: one for one in content.companies}
        self.subjects = {
            (key, name): pk
            for key, name, pk in Subject.objects.filter(entries__edition=edition).values_list(
                "company__key", "name", "pk"
            )
        }
        self.steps = dict(edition.entries.values_list("company__key", "step"))
        self.here = _stored(edition)

    @transaction.atomic
    def store(self, run: ImportRun, until: int) -> None:
        """Store the next piece, and in the same transaction how far it goes."""
        _acts.hold(run, "done")
        piece = self.answers[run.done : min(run.done + PIECE, until)]
        made = [one for row in piece if (one := self._answer(row)) is not None]
        replaced = [one.supersedes_id for one in made if one.supersedes_id]
        for start in range(0, len(replaced), 500):
            Answer.objects.filter(pk__in=replaced[start : start + 500]).update(is_current=False)
        Answer.objects.bulk_create(made, batch_size=2_000)
        run.done += len(piece)
        run.save(update_fields=["done"])

    def _answer(self, row: Row) -> Answer | None:
        """Return an answer that is not here yet; the same one is left as it is."""
        company, subject, node, component, label = row
        name = _name_of(self.names[company], subject)
        before = self.here.get((company, subject, node, component)) or self.here.get((company, name, node, component))
        if before is not None and before[1] == label:
            return None
        return Answer(
            edition=self.edition,
            subject_id=self.subjects[company, name],
            node=node,
            component=component,
            label=label,
            step=self.steps[company],
            author=self.actor,
            supersedes_id=before[0] if before else None,
        )


def _stored(edition: Edition) -> dict[tuple[str, str, str, str], tuple[int, Label]]:
    rows = Answer.objects.filter(edition=edition, is_current=True).values_list(
        "subject__company__key", "subject__name", "node", "component", "pk", "label"
    )
    return {(company, subject, node, part): (pk, label) for company, subject, node, part, pk, label in rows}


@transaction.atomic
def _finish(actor: User, run: ImportRun) -> None:
    run.state, run.finished_at = ImportState.DONE, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    _acts.note(
        actor=actor,
        action="import.finished",
        organisation=run.organisation,
        subject=run.edition or run,
        changed=("answers",),
        detail={"answers": run.total},
    )
    path = Path(settings.MEDIA_ROOT) / run.path
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def forget_import(*, actor: User, run: ImportRun) -> None:
    """Let go of files that were checked and not taken in."""
    _acts.require(actor, _acts.Permission.RESEARCH, run.organisation)
    if run.state == ImportState.RUNNING:
        raise ConflictError("This import has begun. Go on with it instead.")
    if run.path:
        (Path(settings.MEDIA_ROOT) / run.path).unlink(missing_ok=True)
    run.delete()


__all__ = ["LARGEST", "check_folder", "files_of", "forget_import", "run_import"]
