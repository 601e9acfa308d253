"""Editions: one ranking of one year, and where each company stands in its research."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.benchmarks.models.choices import EditionState, Step
from knowshow.benchmarks.models.companies import Company, Subject
from knowshow.benchmarks.models.methodologies import Methodology
from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import Revised, line, person, words


class Edition(Revised):
    """One ranking of one year, by one version of a methodology. Its slug is part of public addresses for good."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="editions")
    methodology = models.ForeignKey(Methodology, on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    period = line(40, help_text="The year, as readers know it.")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.RESEARCH)
    licence = words(help_text="Under which licence its data are published.")
    attribution = words(help_text="How others are asked to name it.")
    shows_comments = models.BooleanField(default=True, help_text="Whether researchers' comments are published.")
    note = words(help_text="What readers should know; it is published.")
    created_by = person()

    class Meta:
        ordering: ClassVar = ["-period", "title", "pk"]
        indexes: ClassVar = [models.Index("organisation", "state", name="edition_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=EditionState.values), name="edition_state_known"),
            models.CheckConstraint(condition=~Q(previous=models.F("pk")), name="edition_follows_another"),
        ]

    def __str__(self) -> str:
        return self.title


class Entry(Revised):
    """One company in one edition: the step of its research, who does it, and what of the company is asked."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(max_length=20, choices=Step, default=Step.COLLECT)
    researcher = person()
    reviewer = person()
    subjects = models.ManyToManyField(Subject, related_name="entries", blank=True)

    class Meta:
        ordering: ClassVar = ["company__name", "pk"]
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "company", name="company_once_in_edition"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="entry_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.company} in {self.edition}"
