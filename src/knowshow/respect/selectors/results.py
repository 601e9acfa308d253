"""What the background worker has made of an assessment: figures and report files (GP 21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.respect.filing import digest_of, record_of
from knowshow.respect.models import FileFormat, FileState, ReportFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.respect.models import Assessment, Figure
    from knowshow.respect.rules import assessment as records


@dataclass(frozen=True, slots=True)
class FormatRow:
    """One format of the report: what it is good for, and the newest file of it."""

    value: str
    label: str
    purpose: str
    file: ReportFile | None
    is_current: bool

    @property
    def is_waiting(self) -> bool:
        """Whether the worker is making it."""
        return self.file is not None and self.file.state == FileState.WAITING and not self.file.is_stuck

    @property
    def can_be_made(self) -> bool:
        """Whether asking for it makes sense: it is not there, not of this content, or it failed."""
        return self.file is None or not self.is_current or self.file.state == FileState.FAILED or self.file.is_stuck


@dataclass(frozen=True, slots=True)
class Results:
    """The figures and the files of an assessment."""

    figures: Sequence[Figure]
    formats: list[FormatRow]
    are_current: bool

    @property
    def is_waiting(self) -> bool:
        """Whether something is still being made."""
        return not self.are_current or any(row.is_waiting for row in self.formats)


def results_of(assessment: Assessment, purposes: dict[str, str]) -> Results:
    """Return figures and files, and whether they show the content as it stands."""
    record = record_of(assessment)
    digest = digest_of(record)
    figures = list(assessment.figures.all())
    newest: dict[str, ReportFile] = {}
    for file in assessment.report_files.order_by("pk"):
        newest[file.format] = file
    return Results(
        figures=figures,
        formats=[
            FormatRow(
                value=value,
                label=str(label),
                purpose=purposes.get(value, ""),
                file=newest.get(value),
                is_current=value in newest and newest[value].digest == digest,
            )
            for value, label in FileFormat.choices
        ],
        are_current=_are_drawn(figures, record) and all(figure.digest == digest for figure in figures),
    )


def _are_drawn(figures: Sequence[Figure], record: records.Assessment) -> bool:
    """Whether there is nothing to draw yet, or something was drawn."""
    return bool(figures) or not any(impact.ratings for impact in record.impacts)
