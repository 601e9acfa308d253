"""Assessments of actual and potential adverse impacts (GP 17, 18)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import Revised, line, person, words
from knowshow.respect.models.choices import AssessmentKind, AssessmentState, WithinTier
from knowshow.respect.models.products import Product


class Assessment(Revised):
    """One assessment of one product: the home of its ranked impacts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=300)
    company = words()
    kind = models.CharField(max_length=20, choices=AssessmentKind, default=AssessmentKind.FULL)
    note = words()
    source = models.JSONField(null=True, blank=True, help_text="The publication that the case was coded from.")
    sources = models.JSONField(default=list, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    within_tier = models.CharField(max_length=20, choices=WithinTier, default=WithinTier.SEVERITY_FIRST)
    state = models.CharField(max_length=20, choices=AssessmentState, default=AssessmentState.DRAFT)
    example = line(80, help_text="The worked example that it was loaded from; empty for one's own.")
    created_by = person()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        indexes: ClassVar = [
            models.Index("organisation", "archived_at", "title", name="assessment_by_title"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=AssessmentState.values), name="assessment_state_known"),
            models.CheckConstraint(
                condition=models.Q(within_tier__in=WithinTier.values), name="assessment_within_tier_known"
            ),
            models.UniqueConstraint(
                "organisation",
                "example",
                condition=models.Q(archived_at__isnull=True) & ~models.Q(example=""),
                name="example_once_in_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_example(self) -> bool:
        """Whether it is a worked example from a published case."""
        return bool(self.example)

    @property
    def is_archived(self) -> bool:
        """Whether the assessment was put away."""
        return self.archived_at is not None
