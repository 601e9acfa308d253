"""What the publisher of an index printed itself, kept so that every publication here can be compared with it."""

from __future__ import annotations

from django.db import models

from knowshow.benchmarks.models.editions import Edition
from knowshow.foundation.models.fields import OrderedJSON, person


class PublisherFigures(models.Model):
    """The figures that came in with an index: its publisher's own scores and ranks, as they stood in the files."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="publisher_figures")
    files = OrderedJSON(default=dict, help_text="By file: line, kind, company, subject, node, figure.")
    brought_by = person()
    brought_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "publisher figures"

    def __str__(self) -> str:
        return f"Published figures of {self.edition}"
