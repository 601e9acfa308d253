"""Take in an index from files, in two steps: check everything and show it, then take it in piece by piece.

A file with anything wrong is refused whole, with every row that is wrong. What was checked waits in the data folder, so
that exactly this is taken in. Each piece is stored together with how far it goes: whoever starts again after a break
goes on where it stopped, and no answer comes in twice.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from knowshow.archives import part_of
from knowshow.benchmarks.filing import merged_figures
from knowshow.benchmarks.models import (
    Answer,
    AnswerSource,
    Company,
    Edition,
    Entry,
    ImportKind,
    ImportRun,
    ImportState,
    PublisherFigures,
    Same,
    Step,
    Subject,
)
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.services import _acts, companies, editions, methodologies
from knowshow.benchmarks.services._checking import (
    NAMES,
    SOUGHT,
    Checked,
    Content,
    problem_of,
    shown,
    stored,
)
from knowshow.benchmarks.services._documents import Cited, take_in
from knowshow.benchmarks.services._told import Row
from knowshow.errors import BadInputError, ConflictError, Place, UnreadableFileError
from knowshow.scoring import methodology_from
from knowshow.scoring.sheet import Company as CompanyRecord

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from knowshow.foundation.models import Organisation, User

#: The largest upload, and what it may unpack to.
LARGEST: Final = 25 * 1024 * 1024
LARGEST_UNPACKED: Final = 250 * 1024 * 1024
#: Answers stored in one piece.
PIECE: Final = 4_000
#: Problems kept for the page; of the rest only the number.
SHOWN: Final = 200

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
        for inside, said in _inside(name, content):
            if inside in found:
                raise BadInputError(
                    f"There are two files {inside}.", place=Place(field="files"), remedy="Bring the one that is meant."
                )
            found[inside] = said
    return found


def _inside(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, or those in it where it is a ZIP file."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _unpacked(name, archive)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise UnreadableFileError(
            f"{name} cannot be unpacked.", place=Place(field="files"), remedy="Pack it again, without a password."
        ) from error


def _unpacked(name: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    inside = [one for one in archive.infolist() if PurePath(one.filename).name in NAMES and not one.is_dir()]
    if sum(one.file_size for one in inside) > LARGEST_UNPACKED:
        raise UnreadableFileError(f"{name} unpacks to more than {LARGEST_UNPACKED // 1024**2} MB.")
    for one in inside:
        yield PurePath(one.filename).name, part_of(archive, one)


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
    checked = _checked(organisation, files, edition)
    run = ImportRun(
        organisation=organisation,
        edition=edition,
        kind=ImportKind.ANSWERS if edition is not None else ImportKind.FOLDER,
        name=_acts.check_line("name", name or ", ".join(sorted(files)), maximum=200, may_be_empty=True),
        digest=_digest(files),
        started_by=actor,
    )
    _judge(run, checked, title=title, period=period)
    _acts.note(
        actor=actor,
        action="import.checked",
        organisation=organisation,
        subject=run,
        detail={"answers": run.total, "problems": len(checked.problems)},
    )
    return run


def _checked(organisation: Organisation, files: Mapping[str, bytes], edition: Edition | None) -> Checked:
    try:
        return Checked.of(organisation, files, edition)
    except (BadInputError, ConflictError) as error:
        return Checked(problems=[problem_of(error)])


def _judge(run: ImportRun, checked: Checked, *, title: str, period: str) -> None:
    """Store what reading gave: the content, which waits, or what is wrong with it."""
    run.problems = [shown(one) for one in checked.problems[:SHOWN]]
    if checked.content is None or checked.problems:
        run.state = ImportState.FAILED
        more = " or more" if len(checked.problems) >= SOUGHT else ""
        run.message = f"{len(checked.problems)}{more} problems. Nothing was taken in."
    else:
        run.state, run.total = ImportState.CHECKED, len(checked.content.answers)
        run.plan = checked.plan(run.organisation, run.edition, title=title, period=period)
        run.path = _keep(checked.content)
    run.save()


def _digest(files: Mapping[str, bytes]) -> str:
    found = hashlib.sha256()
    for name in sorted(files):
        found.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return found.hexdigest()


def _keep(content: Content) -> str:
    """Write what was checked where only the server reads it."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid4().hex}.json"
    path.write_bytes(msgspec.json.encode(content))
    path.chmod(0o600)
    return f"imports/{path.name}"


def _kept(run: ImportRun) -> Content:
    try:
        content = (Path(settings.MEDIA_ROOT) / run.path).read_bytes()
    except OSError:
        raise ConflictError("What was checked is no longer in the data folder. Choose the files again.") from None
    return msgspec.json.decode(content, type=Content)


# ---- the second step: take in ------------------------------------------------------------------------------


def run_import(*, actor: User, run: ImportRun, most: int | None = None) -> ImportRun:
    """Take in what was checked, or go on where it was cut off; ``most`` ends after so many answers.

    Opens the edition first, then stores the answers piece by piece, each with how far it goes.
    """
    _acts.require(actor, _acts.Permission.RESEARCH, run.organisation)
    _refuse_ended(run)
    content = _kept(run)
    edition = _begin(actor, run, content)
    sources = take_in(actor=actor, organisation=run.organisation, documents=content.documents)
    writer = _Writer(actor, edition, content, sources)
    until = run.total if most is None else min(run.total, run.done + most)
    while run.done < until:
        writer.store(run, until)
    if run.done == run.total:
        _finish(actor, run)
    return run


def _refuse_ended(run: ImportRun) -> None:
    if run.state not in {ImportState.CHECKED, ImportState.RUNNING}:
        raise ConflictError("This import is done, or was refused. Choose the files again to take in more.")


@transaction.atomic
def _begin(actor: User, run: ImportRun, content: Content) -> Edition:
    """Make what the answers need, once: methodology, companies and their parts, the edition."""
    _acts.hold(run, "state", "done", "edition")
    _refuse_ended(run)
    if run.edition is not None:
        editions.refuse_archived(run.edition)
    if run.state == ImportState.RUNNING and run.edition is not None:
        return run.edition
    edition = run.edition or _open(actor, run, content)
    _enter(edition, content)
    _keep_figures(actor, edition, content)
    run.edition, run.state = edition, ImportState.RUNNING
    run.save(update_fields=["edition", "state"])
    _acts.note(actor=actor, action="import.started", organisation=run.organisation, subject=edition)
    return edition


def _open(actor: User, run: ImportRun, content: Content) -> Edition:
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


def _keep_figures(actor: User, edition: Edition, content: Content) -> None:
    """Keep what the publisher printed itself, so that every publication can be compared with it."""
    if not content.figures:
        return
    kept = PublisherFigures.objects.filter(edition=edition).first() or PublisherFigures(edition=edition)
    kept.files, kept.brought_by = merged_figures(kept.files, content.figures), actor
    kept.save()


def _enter(edition: Edition, content: Content) -> None:
    """Find or add companies and parts, and take them into the edition."""
    there = {one.company.key: one for one in edition.entries.select_related("company")}
    for record in content.companies:
        company = _company(edition.organisation, record)
        parts = _parts(company, record)
        entry = there.get(record.key)
        if entry is None:
            entry = Entry.objects.create(edition=edition, company=company, step=Step.COLLECT)
        entry.subjects.add(*parts)


def _company(organisation: Organisation, record: CompanyRecord) -> Company:
    found = Company.objects.filter(organisation=organisation, key=record.key).first()
    if found is not None:
        return found
    facts = {"name": record.name[:300], "company_type": record.type[:80]}
    return companies.make_company(organisation, key=record.key[:80], facts=facts)


def _parts(company: Company, record: CompanyRecord) -> list[Subject]:
    known = {one.name: one for one in company.subjects.all()}
    Subject.objects.bulk_create(
        Subject(company=company, name=one.key, role=one.role, service_class=one.service_class, position=place)
        for place, one in enumerate(record.subjects, start=len(known))
        if one.key not in known
    )
    wanted = {one.key for one in record.subjects}
    return [one for one in company.subjects.all() if one.name in wanted]


class _Writer:
    """Stores answers of one edition in pieces."""

    def __init__(self, actor: User, edition: Edition, content: Content, sources: Sequence[int]) -> None:
        self.actor = actor
        self.edition = edition
        self.answers = content.answers
        self.sources = sources
        self.subjects = {
            (key, name): pk
            for key, name, pk in Subject.objects.filter(entries__edition=edition).values_list(
                "company__key", "name", "pk"
            )
        }
        self.steps: dict[str, str] = {}
        self.here = stored(edition)
        self.last = self._last()

    def _last(self) -> int:
        return Answer.objects.filter(edition=self.edition).aggregate(last=Max("pk"))["last"] or 0

    @transaction.atomic
    def store(self, run: ImportRun, until: int) -> None:
        """Store the next piece, and in the same transaction how far it goes."""
        _acts.hold(run, "done")
        piece = self.answers[run.done : min(run.done + PIECE, until)]
        self._look({row.company for row in piece})
        found = [(one, self._cited(row)) for row in piece if (one := self._answer(row)) is not None]
        made = [one for one, _cited in found]
        replaced = [one.supersedes_id for one in made if one.supersedes_id]
        for start in range(0, len(replaced), 500):
            Answer.objects.filter(pk__in=replaced[start : start + 500]).update(is_current=False)
        Answer.objects.bulk_create(made, batch_size=2_000)
        AnswerSource.objects.bulk_create(
            (
                AnswerSource(answer=one, source_id=source, locator=locator)
                for one, cited in found
                for source, locator in cited
            ),
            batch_size=2_000,
        )
        run.done += len(piece)
        run.save(update_fields=["done"])
        self.last = self._last()

    def _look(self, companies: set[str]) -> None:
        """Let nobody answer until the piece is stored, and see what was answered or moved on since the last one."""
        list(self.edition.entries.select_for_update().values_list("pk"))
        for entry in self.edition.entries.select_related("company"):
            if entry.company.key in companies and steps.RESEARCH not in steps.answers_in(entry.step):
                raise ConflictError(
                    f"{entry.company} is in the step “{entry.get_step_display()}” by now, in which no file is taken in."
                    " Have it moved back to an earlier step, then go on with the import."
                )
            self.steps[entry.company.key] = entry.step
        if self._last() != self.last:
            self.here = stored(self.edition)

    def _answer(self, row: Row) -> Answer | None:
        """Return an answer that is not here yet; one that says the same is left as it is."""
        before = self.here.get(row.key)
        if before is not None and before.says(row, self.sources):
            return None
        kept = before if before is not None and before.label == row.label else None
        return Answer(
            edition=self.edition,
            subject_id=self.subjects[row.company, row.subject],
            node=row.node,
            component=row.component,
            label=row.label,
            comment=row.comment or (kept.comment if kept else ""),
            na_reason=row.na_reason or (kept.na_reason if kept else ""),
            step=steps.step_of_answer(self.steps[row.company]),
            same_as_last_year=Same.YES if kept and kept.step == Step.IMPORT else "",
            author=self.actor,
            supersedes_id=before.pk if before else None,
        )

    def _cited(self, row: Row) -> list[Cited]:
        """Return what an answer rests on: what the row names, and what the same answer rested on before."""
        before = self.here.get(row.key)
        kept = sorted(before.cited) if before is not None and before.label == row.label else []
        return list(dict.fromkeys([*kept, *((self.sources[place], locator) for place, locator in row.cited)]))


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


@transaction.atomic
def forget_import(*, actor: User, run: ImportRun) -> None:
    """Let go of files that were checked. What was taken in stays; an import that has begun ends and is kept."""
    _acts.require(actor, _acts.Permission.RESEARCH, run.organisation)
    _acts.hold(run, "state", "done", "path")
    if run.state == ImportState.DONE:
        raise ConflictError("This import is done, and stays on record.")
    path = Path(settings.MEDIA_ROOT) / run.path if run.path else None
    if run.state == ImportState.RUNNING:
        _end(actor, run)
    else:
        _acts.note(actor=actor, action="import.forgotten", organisation=run.organisation, subject=run)
        run.delete()
    if path is not None:
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _end(actor: User, run: ImportRun) -> None:
    run.state, run.path, run.finished_at = ImportState.FAILED, "", timezone.now()
    run.message = f"It was ended after {run.done} of {run.total} answers. These stay."
    run.save(update_fields=["state", "path", "message", "finished_at"])
    _acts.note(actor=actor, action="import.ended", organisation=run.organisation, subject=run)


__all__ = ["LARGEST", "check_folder", "files_of", "forget_import", "run_import"]
