"""Ask for a report of an assessment, and open one that is ready (GP 21). The background worker makes it."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect import tasks
from knowshow.respect.filing import digest_of, record_of
from knowshow.respect.models import Assessment, FileFormat, FileState, ReportFile
from knowshow.respect.services import _acts

if TYPE_CHECKING:
    from knowshow.foundation.models import User


@transaction.atomic
def request_report(*, actor: User, assessment: Assessment, format: str) -> ReportFile:  # noqa: A002  (the field's own name)
    """Have a report made, once for a state of the content and a format; whoever may read may ask."""
    _acts.require(actor, _acts.Permission.VIEW, assessment.organisation)
    if format not in FileFormat.values:
        raise BadInputError(
            f"There is no report in the format {format!r}.",
            place=Place(field="format"),
            remedy=f"Choose one of {', '.join(FileFormat.values)}.",
        )
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    digest = digest_of(record_of(locked))
    known = locked.report_files.filter(format=format, digest=digest).exclude(state=FileState.FAILED).first()
    if known is not None and _still_serves(known):
        return known
    return _ask(actor, locked, format, digest)


def _still_serves(known: ReportFile) -> bool:
    """Whether the report is being made or lies ready; one that waits far too long is asked for anew."""
    return not known.is_stuck if known.state == FileState.WAITING else _path_of(known).exists()


def _ask(actor: User, assessment: Assessment, form: str, digest: str) -> ReportFile:
    made = ReportFile.objects.create(assessment=assessment, format=form, digest=digest, requested_by=actor)
    _acts.note(
        actor=actor,
        action="respect.report.requested",
        organisation=assessment.organisation,
        subject=assessment,
        detail={"format": form},
    )
    transaction.on_commit(lambda: tasks.make_report.enqueue(made.pk))
    return made


def open_report(*, actor: User, report: ReportFile) -> IO[bytes]:
    """Open the bytes of a report that is ready, for a member of its organisation."""
    _acts.require(actor, _acts.Permission.VIEW, report.assessment.organisation)
    if report.state != FileState.READY:
        raise ConflictError("This report is not ready yet. Look again in a moment.")
    try:
        return _path_of(report).open("rb")
    except FileNotFoundError:
        raise ConflictError("This report's file is gone from the data folder. Ask for the report again.") from None


def _path_of(report: ReportFile) -> Path:
    return Path(settings.MEDIA_ROOT) / report.path
