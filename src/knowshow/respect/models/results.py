"""What the background worker makes from an assessment: figures and report files (GP 21)."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.utils import timezone

from knowshow.foundation.models.fields import line, person, words
from knowshow.respect.models.assessments import Assessment
from knowshow.respect.models.choices import FileFormat, FileState

#: A report takes seconds; the largest ones minutes.
STUCK_AFTER: Final = timedelta(minutes=15)


class Figure(models.Model):
    """A chart as accessible SVG, with caption, description, the data as a table, and its specification."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="The content that it was drawn from.")
    svg = models.TextField()
    caption = words()
    description = words()
    table = models.JSONField(default=dict, blank=True)
    spec = models.JSONField(default=dict, blank=True)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [models.UniqueConstraint("assessment", "kind", name="figure_once_of_a_kind")]

    def __str__(self) -> str:
        return self.kind


class ReportFile(models.Model):
    """A report in one format of one state of the content; the bytes stand in the data folder."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="report_files")
    format = models.CharField(max_length=10, choices=FileFormat)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)
    message = words()
    path = line()
    size = models.PositiveIntegerField(default=0)
    requested_by = person()
    requested_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index("assessment", "format", "digest", name="report_of_content")]

    def __str__(self) -> str:
        return f"{self.assessment_id}.{self.format}"

    @property
    def is_stuck(self) -> bool:
        """Whether it has waited so long that the worker must have been stopped over it."""
        return self.state == FileState.WAITING and timezone.now() - self.requested_at > STUCK_AFTER
