"""Answers of researchers, each with comment and sources. An answer is never changed: a new one replaces it.

"No", "no disclosure found" and "not researched" stay apart: the first two are answers, the last is that there is none.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.benchmarks.models.choices import Same, Step
from knowshow.benchmarks.models.companies import Subject
from knowshow.benchmarks.models.editions import Edition
from knowshow.benchmarks.models.sources import Source
from knowshow.foundation.models.fields import Kept, line, person, words


class Answer(Kept):
    """What was found for one subject on one node of the methodology, in one step of the research."""

    bookkeeping = frozenset({"is_current"})
    instead = "Answer again: the new answer becomes the current one."

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="answers")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="answers")
    node = models.CharField(max_length=120)
    component = line(80)
    label = models.JSONField(help_text="One label of the scale, a list of labels, or free words.")
    comment = words()
    na_reason = words(help_text="Why the question does not apply, where the answer says so.")
    step = models.CharField(max_length=20, choices=Step)
    same_as_last_year = models.CharField(max_length=3, choices=Same, blank=True, default="")
    same_comment = words()
    author = person()
    at = models.DateTimeField(auto_now_add=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index("edition", models.F("id").desc(), name="answer_latest"),
            models.Index("edition", "node", "subject", name="answer_of_node"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition",
                "subject",
                "node",
                "component",
                condition=Q(is_current=True),
                name="answer_current_once",
            ),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="answer_step_known"),
            models.CheckConstraint(condition=Q(same_as_last_year__in=["", *Same.values]), name="answer_same_known"),
        ]

    def __str__(self) -> str:
        return f"{self.node}: {self.words}"

    @property
    def labels(self) -> list[str]:
        """The answer as a list, also where it is one label."""
        return list(self.label) if isinstance(self.label, list) else [self.label]

    @property
    def words(self) -> str:
        """The answer in one line."""
        return ", ".join(self.labels)


class AnswerSource(Kept):
    """Where an answer stands: a source, and the place in it. A new answer may cite other places."""

    instead = "Answer again, and name the sources that the new answer rests on."

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    locator = line(help_text="Page, section or time in it.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint("answer", "source", "locator", name="source_once_in_place")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.locator}".strip()
