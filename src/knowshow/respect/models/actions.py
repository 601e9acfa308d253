"""What is done about an impact, by whom, by when (GP 19)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import Revised, line, person, words
from knowshow.respect.models.choices import ActionKind, ActionState
from knowshow.respect.models.impacts import Impact


class Action(Revised):
    """One step to prevent, mitigate or remedy the impact."""

    impact = models.ForeignKey(Impact, on_delete=models.CASCADE, related_name="actions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = line(80, help_text="Its identifier in the assessment file; may be empty.")
    title = words(required=True)
    kind = models.CharField(max_length=20, choices=ActionKind, blank=True, default="")
    owner = person()
    owner_name = words()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ActionState, default=ActionState.PLANNED)
    leverage = models.JSONField(default=list, blank=True)
    indicator = words()
    note = words()
    source = models.JSONField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index("organisation", "removed_at", "due_on", name="action_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ActionState.values), name="action_state_known"),
            models.UniqueConstraint(
                "impact",
                "slug",
                condition=~Q(slug="") & Q(removed_at__isnull=True),
                name="action_slug_once_in_impact",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.state in {ActionState.PLANNED, ActionState.IN_PROGRESS}

    @property
    def has_owner(self) -> bool:
        """Whether somebody is named to do it."""
        return self.owner_id is not None or bool(self.owner_name)
