"""Files that members attach as evidence. The bytes stand in the data folder, under a name that says nothing."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from knowshow.foundation.models.organisations import Organisation


def _stored_name(_attachment: Attachment, _filename: str) -> str:
    """Give a file a name of its own, so that the name a person chose never becomes a path."""
    return f"attachments/{uuid4().hex}"


class Attachment(models.Model):
    """One file: as it was named, its size and its digest."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    file = models.FileField(upload_to=_stored_name, max_length=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "file"

    def __str__(self) -> str:
        return self.name
