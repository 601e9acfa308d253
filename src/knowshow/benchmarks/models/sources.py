"""Sources: documents that answers rest on, with an archived copy, so that the answer can be checked later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.foundation.models import Attachment, Organisation
from knowshow.foundation.models.fields import Revised, person, words


class Source(Revised):
    """One document as it stood on a day. Its number is how people cite it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sources")
    number = models.PositiveIntegerField()
    title = words(required=True)
    url = words()
    document_date = models.DateField(null=True, blank=True)
    accessed_on = models.DateField(null=True, blank=True)
    archived_url = words(help_text="Where a public archive keeps it.")
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The archived copy."
    )
    sha256 = models.CharField(max_length=64, blank=True, default="", help_text="Of the archived copy.")
    note = words()
    added_by = person()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint("organisation", "number", name="source_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="source_has_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
