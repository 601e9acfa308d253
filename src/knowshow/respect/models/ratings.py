"""Ratings of severity, the evidence they rest on, and who settles ratings that differ (GP 14, 18).

A rating is never changed and never deleted: a new judgement is a new version.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.foundation.models import Attachment
from knowshow.foundation.models.fields import Kept, person, words
from knowshow.respect.models.choices import Basis, Confidence
from knowshow.respect.models.impacts import Impact
from knowshow.respect.rules.severity import Likelihood, tier


def level() -> models.PositiveSmallIntegerField[int, int]:
    """Make a field for a level from 1 to 4."""
    return models.PositiveSmallIntegerField()


class Rating(Kept):
    """How grave the impact is for one group, in one assessor's judgement, with the reason."""

    bookkeeping = frozenset({"is_current", "withdrawn_at", "withdrawn_by", "withdrawal_reason"})
    instead = "Rate again: the new rating becomes the current one. Or withdraw it, with a reason."

    impact = models.ForeignKey(Impact, on_delete=models.CASCADE, related_name="ratings")
    version = models.PositiveIntegerField(help_text="Counts the ratings of the impact.")
    group = models.CharField(max_length=20)
    assessor = person()
    assessor_name = words()
    entered_by = person()
    scale = level()
    scope = level()
    irremediability = level()
    likelihood = models.CharField(max_length=20, choices=[(str(each), str(each)) for each in Likelihood])
    rationale = words(required=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.MEDIUM)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.INHERENT)
    scale_version = words()
    rated_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person()
    withdrawal_reason = words()

    class Meta:
        ordering: ClassVar = ["version", "pk"]
        indexes: ClassVar = [models.Index("impact", "is_current", "version", name="rating_current")]
        constraints: ClassVar = [
            models.UniqueConstraint("impact", "version", name="rating_version_once"),
            models.CheckConstraint(
                condition=Q(scale__range=(1, 4), scope__range=(1, 4), irremediability__range=(1, 4)),
                name="rating_levels_from_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(likelihood__in=[str(each) for each in Likelihood]), name="rating_likelihood_known"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="rating_basis_known"),
            models.CheckConstraint(condition=~Q(rationale=""), name="rating_has_rationale"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (Q(is_current=False) & ~Q(withdrawal_reason="")),
                name="rating_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.scale}/{self.scope}/{self.irremediability}"

    @property
    def tier(self) -> int:
        """The tier that this rating alone makes."""
        return tier(self.scale, self.scope, self.irremediability)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its assessor took it back."""
        return self.withdrawn_at is not None


class Evidence(models.Model):
    """A link or file that a rating rests on."""

    impact = models.ForeignKey(Impact, on_delete=models.CASCADE, related_name="evidence")
    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="evidence")
    title = words(required=True)
    publisher = words()
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = words()
    accessed_on = models.DateField(null=True, blank=True)
    note = words()
    from_affected_people = models.BooleanField(default=False)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by = person()
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(1900, 2100)), name="evidence_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Disagreement(models.Model):
    """Two ratings of one group that differ: who settles it. The graver one counts meanwhile; both stay."""

    impact = models.ForeignKey(Impact, on_delete=models.CASCADE, related_name="disagreements")
    group = models.CharField(max_length=20)
    resolver = person()
    resolver_name = words()
    note = words()
    opened_at = models.DateTimeField(auto_now_add=True)
    resolved_on = models.DateField(null=True, blank=True)
    resolved_by = person()
    superseded_at = models.DateTimeField(null=True, blank=True, help_text="When the group was rated anew.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "impact",
                "group",
                condition=Q(resolved_on__isnull=True),
                name="disagreement_open_once_for_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.resolver_name}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to settle it."""
        return self.resolved_on is None
