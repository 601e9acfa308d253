"""What the background worker does: draw an assessment's figures, make its report files (GP 21).

Figures are drawn once for a state of the content. A report file is written whole or not at all; where it cannot be
made, its record says why. Of each format the newest few are kept.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowshow.errors import KnowshowError
from knowshow.respect.filing import digest_of, record_of
from knowshow.respect.models import Assessment, Decision, Dismissal, Figure, FileFormat, FileState, ReportFile
from knowshow.respect.reports.content import SetAside, report_of
from knowshow.respect.reports.content.phrasing import day
from knowshow.respect.reports.figures import figures_of
from knowshow.respect.rules.assessed import Assessed, assess
from knowshow.respect.selectors.findings import findings_of
from knowshow.ui.figures import Figure as Drawing

#: Ready files kept of each format.
KEPT: Final = 3

_FOLDER: Final = "reports"
_UNEXPECTED: Final = (
    "It could not be made, through no fault of yours. Ask for it again; if it fails again, tell whoever runs the"
    " server: the log of the worker says why."
)
_log = logging.getLogger(__name__)


# ---- figures -----------------------------------------------------------------------------------------------


def draw(assessment_pk: int) -> None:
    """Draw the figures of an assessment, unless they show its content already."""
    assessment = Assessment.objects.filter(pk=assessment_pk).first()
    if assessment is None:
        return
    record = record_of(assessment)
    digest = digest_of(record)
    if set(assessment.figures.values_list("digest", flat=True)) == {digest}:
        return
    assessed = assess(record)
    report = report_of(assessed, today=timezone.localdate())
    _keep(assessment, digest, figures_of(assessed, report.issues))


@transaction.atomic
def _keep(assessment: Assessment, digest: str, drawings: Sequence[Drawing]) -> None:
    assessment.figures.exclude(kind__in=[drawing.name for drawing in drawings]).delete()
    for drawing in drawings:
        Figure.objects.update_or_create(
            assessment=assessment,
            kind=drawing.name,
            defaults={
                "digest": digest,
                "svg": drawing.svg,
                "caption": drawing.caption,
                "description": drawing.measures,
                "table": {"headings": list(drawing.headings), "rows": [list(row) for row in drawing.rows]},
                "spec": dict(drawing.spec),
                "drawn_at": timezone.now(),
            },
        )


# ---- report files ------------------------------------------------------------------------------------------


def make(report_file_pk: int) -> None:
    """Make a report file that waits. Never raises for what is wrong with one report: its record says it."""
    file = ReportFile.objects.select_related("assessment__organisation").filter(pk=report_file_pk).first()
    if file is None or file.state == FileState.READY:
        return
    try:
        _make(file)
    except KnowshowError as error:
        _fail(file, str(error))
    except Exception:  # noqa: BLE001  (whatever one report runs into, the person who asked is told)
        _log.exception("The report file %s could not be made", file.pk)
        _fail(file, _UNEXPECTED)


def _make(file: ReportFile) -> None:
    """Render the content as it stands now, which may be newer than the request."""
    record = record_of(file.assessment)
    content = _rendered(file.format, file.assessment, assess(record), timezone.localdate())
    file.path = f"{_FOLDER}/{file.assessment_id}/{file.pk}.{file.format}"
    _write_whole(path_of(file), content)
    file.digest, file.size = digest_of(record), len(content)
    file.state, file.message, file.made_at = FileState.READY, "", timezone.now()
    file.save(update_fields=["path", "digest", "size", "state", "message", "made_at"])
    _forget_older(file)


def path_of(file: ReportFile) -> Path:
    """Return where the bytes of a report file stand."""
    return Path(settings.MEDIA_ROOT) / file.path


def _fail(file: ReportFile, message: str) -> None:
    file.state, file.message = FileState.FAILED, message
    file.save(update_fields=["state", "message"])


def _rendered(form: str, assessment: Assessment, assessed: Assessed, today: date) -> bytes:
    """Render a format; the renderers are imported here, since each is heavy."""
    assessed, set_aside = _with_findings(assessment, assessed)
    state = _state_of(assessment, digest_of(assessed.assessment))
    if form == FileFormat.HTML:
        from knowshow.respect.reports.html import render_html

        return render_html(assessed, today=today, set_aside=set_aside, state=state).encode()
    if form == FileFormat.PDF:
        from knowshow.respect.reports.pdf import render_pdf

        return render_pdf(assessed, today=today, set_aside=set_aside, state=state)
    if form == FileFormat.DOCX:
        from knowshow.respect.reports.word import render_docx

        return render_docx(assessed, today=today, set_aside=set_aside, state=state)
    from knowshow.respect.reports.workbook import render_xlsx

    return render_xlsx(assessed, today=today, set_aside=set_aside, state=state)


def _state_of(assessment: Assessment, digest: str) -> str:
    """Say whether this content is a draft, frozen or approved, so that nobody takes one for the other."""
    version = assessment.versions.filter(digest=digest).prefetch_related("approvals__decided_by").first()
    if version is None:
        return "Draft, not approved"
    for approval in version.approvals.all():
        if approval.reopened_at is None and approval.decision == Decision.APPROVED:
            on = day(timezone.localtime(approval.decided_at).date())
            return f"Version {version.number}, approved by {approval.decided_by} on {on}, fingerprint {digest[:12]}"
        if approval.is_open:
            return f"Version {version.number}, waits for approval"
    return f"Version {version.number}, not approved"


def _reason(dismissal: Dismissal) -> str:
    on = day(timezone.localtime(dismissal.dismissed_at).date())
    return f"{dismissal.reason} ({dismissal.dismissed_by}, {on})"


def _with_findings(assessment: Assessment, assessed: Assessed) -> tuple[Assessed, tuple[SetAside, ...]]:
    """Take the weak spots as the workspace sees them: with ratings that were lowered, and with what was set aside."""
    seen = findings_of(assessment)
    set_aside = tuple(
        SetAside(one.finding.rule, one.finding.subject, one.finding.message, _reason(one.dismissal))
        for one in seen
        if one.dismissal is not None
    )
    whole = Assessed(
        assessment=assessed.assessment,
        impacts=assessed.impacts,
        unrated=assessed.unrated,
        inversions=assessed.inversions,
        inversion_count=assessed.inversion_count,
        problems=tuple(one.finding for one in seen),
    )
    return whole, set_aside


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside the place first, then move in: nobody ever opens half a file. Only the owner may read it."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _forget_older(file: ReportFile) -> None:
    """Remove what newer files of the format replace, records and bytes; failures of the past go too."""
    mine = ReportFile.objects.filter(assessment=file.assessment_id, format=file.format)
    ready = mine.filter(state=FileState.READY).order_by("-made_at", "-pk")
    for old in [*ready[KEPT:], *mine.filter(state=FileState.FAILED)]:
        if old.path:
            path_of(old).unlink(missing_ok=True)
        old.delete()
