"""Imports: what somebody brought, what is wrong with it, and how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from knowshow.benchmarks.models.choices import ImportKind, ImportState
from knowshow.benchmarks.models.editions import Edition
from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import OrderedJSON, line, person, words


class ImportRun(models.Model):
    """One import: checked first, then taken in piece by piece; one that was cut off goes on where it stopped."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="import_runs")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, blank=True, related_name="import_runs")
    kind = models.CharField(max_length=10, choices=ImportKind)
    name = line(200, help_text="What the file was called.")
    path = line(help_text="Where it waits in the data folder.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was brought.")
    plan = OrderedJSON(default=dict, blank=True, help_text="What it would make: edition, counts.")
    state = models.CharField(max_length=10, choices=ImportState)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    message = words()
    started_by = person()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "import"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="import_done_within_total"),
        ]

    def __str__(self) -> str:
        return self.name or f"Import {self.pk}"
