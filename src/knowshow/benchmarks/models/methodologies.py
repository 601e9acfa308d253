"""Methodologies: how answers become scores. One that is published never changes; a change is a new version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.benchmarks.models.choices import MethodologyState
from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import OrderedJSON, Revised, line, person, words


class Methodology(Revised):
    """One version of a methodology, with the whole of its file."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="methodologies")
    key = models.CharField(max_length=80, help_text="Its id in the file, the same for every version.")
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    publisher = line()
    licence = words()
    licence_allows_text = models.BooleanField(
        default=True, help_text="Whether the wording of questions may be shown to everybody."
    )
    content = OrderedJSON(help_text="The methodology as its file says it (methodology/1).")
    digest = models.CharField(max_length=64, help_text="The fingerprint of what decides scores and wording.")
    state = models.CharField(max_length=10, choices=MethodologyState, default=MethodologyState.DRAFT)
    imported_by = person()
    published_by = person()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title", "-pk"]
        verbose_name_plural = "methodologies"
        constraints: ClassVar = [
            models.UniqueConstraint("organisation", "key", "version", name="methodology_version_once"),
            models.CheckConstraint(condition=Q(state__in=MethodologyState.values), name="methodology_state_known"),
            models.CheckConstraint(
                condition=Q(state=MethodologyState.DRAFT, published_at__isnull=True)
                | Q(state=MethodologyState.PUBLISHED, published_at__isnull=False),
                name="methodology_published_with_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def is_published(self) -> bool:
        """Whether it is fixed for good."""
        return self.state == MethodologyState.PUBLISHED
