"""A wish to look at a product again, by a day, for a reason: due diligence goes on as things change (GP 17 c, 20)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import line, person, today, words
from knowshow.respect.models.assessments import Assessment
from knowshow.respect.models.choices import ReassessmentState
from knowshow.respect.models.products import Product


class Reassessment(models.Model):
    """One wish: about a product, and about one of its assessments if it has any."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reassessments")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reassessments")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="reassessments"
    )
    trigger = line(20, help_text="The trigger of the canon, such as TR-12.")
    reason = words(required=True)
    #: What raised it, so that the same thing asks once: `remedy.systemic_issue:4`.
    origin = line(80)
    asked_by = person()
    asked_on = models.DateField(default=today)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReassessmentState, default=ReassessmentState.OPEN)
    answer = words(help_text="What came of it: everybody who asked reads it.")
    answered_by = person()
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "product", "assessment", "origin", condition=~Q(origin="") & Q(state="open"), name="asked_once_in_one"
            ),
            models.UniqueConstraint(
                "product",
                "origin",
                condition=~Q(origin="") & Q(state="open") & Q(assessment__isnull=True),
                name="asked_once_of_a_product",
            ),
            models.CheckConstraint(condition=Q(state__in=ReassessmentState.values), name="reassessment_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.product}, by {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == ReassessmentState.OPEN
