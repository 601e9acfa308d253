"""Acts that need two people or bind content: overrides, frozen versions, approvals, dismissed findings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from knowshow.foundation.models.fields import Kept, line, person, words
from knowshow.respect.models.assessments import Assessment
from knowshow.respect.models.choices import Decision
from knowshow.respect.models.impacts import Impact


class Override(models.Model):
    """A departure from the computed tier: beside the order, never in it, and signed by two people."""

    impact = models.ForeignKey(Impact, on_delete=models.CASCADE, related_name="overrides")
    tier = models.PositiveSmallIntegerField()
    reason = words(required=True)
    proposed_by = person()
    proposed_by_name = words()
    proposed_at = models.DateTimeField()
    approved_by = person()
    approved_by_name = words()
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_by = person()
    refused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tier__range=(1, 4)), name="override_tier_from_1_to_4"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="override_signed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_name="") | ~Q(approved_by_name=F("proposed_by_name")),
                name="override_signed_by_two_names",
            ),
            models.UniqueConstraint(
                "impact",
                condition=Q(refused_at__isnull=True, withdrawn_at__isnull=True),
                name="override_one_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.impact_id}: {self.tier}"

    @property
    def is_alive(self) -> bool:
        """Whether it was neither refused nor withdrawn."""
        return self.refused_at is None and self.withdrawn_at is None

    @property
    def is_approved(self) -> bool:
        """Whether the second person signed it and it still stands."""
        return self.is_alive and bool(self.approved_by_id or self.approved_by_name)

    @property
    def waits(self) -> bool:
        """Whether it waits for the second person."""
        return self.is_alive and not self.is_approved


class Dismissal(models.Model):
    """A finding of a quality rule that a person set aside, with the reason, while the facts stay the same."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="dismissals")
    rule = models.CharField(max_length=40)
    subject = line(200)
    fingerprint = models.CharField(max_length=64)
    reason = words(required=True)
    dismissed_by = person(optional=False)
    dismissed_at = models.DateTimeField(auto_now_add=True)
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = person()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="dismissal_has_reason"),
            models.UniqueConstraint(
                "assessment",
                "rule",
                "subject",
                "fingerprint",
                condition=Q(restored_at__isnull=True),
                name="dismissal_once_while_it_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"


class Version(Kept):
    """The exact content of an assessment at one moment. Never changed (GP 17: verify; GP 21: account)."""

    instead = "Freeze a new version."

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    label = line()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    created_by = person()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint("assessment", "number", name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.label}".strip()


class Approval(models.Model):
    """A request to approve one frozen version, and what was decided. A material change reopens it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="approvals")
    requested_by = person(optional=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=20, choices=Decision, blank=True, default="")
    decided_by = person()
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = words()
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_because = words()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision=Decision.APPROVED) | ~Q(decided_by=F("requested_by")),
                name="approval_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="approval_decided_by_a_person",
            ),
            models.UniqueConstraint(
                "assessment",
                condition=Q(decision="", reopened_at__isnull=True),
                name="approval_one_open_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.decision or 'open'}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return not self.decision and self.reopened_at is None
