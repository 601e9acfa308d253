"""Questionnaires: a methodology answered here about one company, system or mechanism; self-checks and surveys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.benchmarks.models.choices import QuestionnaireState
from knowshow.benchmarks.models.methodologies import Methodology
from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import Kept, Revised, line, person, words


class Questionnaire(Revised):
    """One assessment of one subject. Its score belongs to the version of the methodology it was opened with."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="questionnaires")
    methodology = models.ForeignKey(Methodology, on_delete=models.PROTECT, related_name="questionnaires")
    title = models.CharField(max_length=300)
    about = line(help_text="Which system, company or mechanism.")
    state = models.CharField(max_length=10, choices=QuestionnaireState, default=QuestionnaireState.OPEN)
    answers = models.JSONField(default=dict, blank=True, help_text="The current answers, by node.")
    notes = models.JSONField(default=dict, blank=True, help_text="What shows an answer, by node.")
    created_by = person()
    finished_by = person()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=QuestionnaireState.values), name="questionnaire_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        """Whether it takes no more answers."""
        return self.state == QuestionnaireState.FINISHED


class QuestionnaireAnswer(Kept):
    """One answer as it was given, or taken back (nothing)."""

    instead = "Answer again: the new answer becomes the current one."

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="log")
    node = models.CharField(max_length=120)
    label = models.JSONField(null=True, blank=True)
    note = words()
    author = person()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index("questionnaire", "node", "id", name="questionnaire_log")]

    def __str__(self) -> str:
        return f"{self.node}: {self.label}"
