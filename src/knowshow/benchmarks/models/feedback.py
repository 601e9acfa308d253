"""What a company says of the answers about it, and what became of that (GP 20 b, 21)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.benchmarks.models.answers import Answer
from knowshow.benchmarks.models.choices import FeedbackState
from knowshow.benchmarks.models.companies import Subject
from knowshow.benchmarks.models.editions import Entry
from knowshow.foundation.models.fields import Revised, line, person, words


class Feedback(Revised):
    """One remark of a company's contact: on an answer, on a question without one, or on the whole."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="feedback")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    node = line(120)
    text = words(required=True)
    evidence_url = words()
    state = models.CharField(max_length=10, choices=FeedbackState, default=FeedbackState.OPEN)
    outcome = words(help_text="What the company is told.")
    author = person()
    decided_by = person()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "feedback"
        indexes: ClassVar = [models.Index("entry", "state", name="feedback_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=FeedbackState.values), name="feedback_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="feedback_has_text"),
            models.CheckConstraint(
                condition=Q(state=FeedbackState.OPEN) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="feedback_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback on {self.node}" if self.node else "Feedback"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide on it."""
        return self.state == FeedbackState.OPEN
