"""Companies that are researched, what identifies them, and the parts of them that are asked (GP 13, 14)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from knowshow.benchmarks.models.choices import Scheme
from knowshow.foundation.models import Membership, Organisation
from knowshow.foundation.models.fields import Revised, line, words


class Company(Revised):
    """A company. Its key stands in files and addresses; its name may change."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="companies")
    key = models.CharField(max_length=80, help_text="As files of answers name it.")
    slug = models.SlugField(max_length=80, help_text="As addresses name it.")
    name = models.CharField(max_length=300)
    company_type = line(80, help_text="Such as platform or telco; methodologies ask by it.")
    country = line(2, help_text="ISO 3166, two letters.")
    note = words()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name_plural = "companies"
        constraints: ClassVar = [
            models.UniqueConstraint("organisation", "key", name="company_key_once"),
            models.UniqueConstraint("organisation", "slug", name="company_slug_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="company_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """A number by which others know the company, from when to when, and where that is said."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=20, choices=Scheme)
    value = models.CharField(max_length=100)
    source = words()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["scheme", "value"]
        constraints: ClassVar = [
            models.UniqueConstraint("company", "scheme", "value", name="identifier_once_for_company"),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values), name="identifier_scheme_known"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="identifier_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Subject(models.Model):
    """A part of a company that is asked: the group, an operating company, a service, a system."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="subjects")
    name = models.CharField(max_length=200, help_text="As files of answers name it.")
    role = models.CharField(max_length=80, blank=True, default="")
    service_class = line(80)
    position = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint("company", "name", name="subject_once_in_company")]

    def __str__(self) -> str:
        return self.name


class CompanyContact(models.Model):
    """The company that a company contact speaks for; it goes with her membership."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="companies")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint("membership", "company", name="contact_once_for_company")]

    def __str__(self) -> str:
        return f"{self.membership_id} for {self.company_id}"
