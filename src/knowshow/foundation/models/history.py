"""The one history: who changed what, when. Entries are added and never changed (GP 20, 31 e)."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.foundation.models.organisations import Organisation


class HistoryEntry(models.Model):
    """An act on a record: the names of the fields that changed, not their values."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="history"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=80, help_text="Such as respect.impact.added.")
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, help_text="How the record was called at that time.")
    changed = models.JSONField(default=list, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    chain = models.BinaryField(
        max_length=32, default=bytes, blank=True, editable=False, help_text="Ties the entry to all before it."
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "history entries"
        indexes: ClassVar = [
            models.Index("organisation", models.F("id").desc(), name="history_of_organisation"),
            models.Index("subject_type", "subject_id", models.F("id").desc(), name="history_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # Any: the signature is Django's
        """Store a new entry; refuse to change a stored one."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:  # Any: the signature is Django's
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise ConflictError("The history is kept as it is: it can be added to, not changed.")
