"""Products and services, and the business relationships they stand in (GP 13)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import Revised, person, words
from knowshow.respect.models.choices import Lifecycle, RelationshipKind


class Product(Revised):
    """A product or service whose effects on people are assessed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=300)
    description = words()
    technologies = models.JSONField(default=list, blank=True)
    lifecycle = models.CharField(max_length=20, choices=Lifecycle, blank=True, default="")
    countries = models.JSONField(default=list, blank=True)
    created_by = person()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                condition=models.Q(archived_at__isnull=True),
                name="product_name_once_in_organisation",
                violation_error_message="The organisation has a product of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        """Whether the product was put away."""
        return self.archived_at is not None


class Relationship(models.Model):
    """A customer, supplier, reseller, investor or State that the product links the company to."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relationships")
    name = words(required=True)
    kind = words(help_text="One of RelationshipKind, or the words of an imported file.")
    end_use = words()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        """The kind in words: ours where we know it, else those of the file."""
        known = dict(RelationshipKind.choices)
        return str(known.get(self.kind, self.kind))
