"""A mechanism: whose it is, its clocks, languages, keys, and codes for groups (GP 29, 31).

Nothing here has a time finer than the day.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import OrderedJSON, line, new_code, person, today


class Mechanism(models.Model):
    """One operational-level mechanism, of a company or shared by an industry."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mechanisms")
    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=200, help_text="As the public knows it.")
    #: Reports are taken as long as it is open; a closed one still answers those it has.
    is_open = models.BooleanField(default=False)
    texts = OrderedJSON(default=dict, help_text="Per language: about, terms, spoken, helplines.")
    languages = models.JSONField(default=list, help_text="Languages in which somebody answers without an interpreter.")
    country = line(10, help_text="For public holidays: ISO 3166-1, or with a subdivision (ES-CT).")
    weekend = models.JSONField(default=list, help_text="Days of the week without work: 0 is Monday.")
    closed_days = models.JSONField(default=list, help_text="Further days without work.")
    clocks = OrderedJSON(default=dict, help_text="Working days per stage, where they differ from the defaults.")
    question_set = line(60)
    products = OrderedJSON(default=list, help_text="What a case may concern: key and name.")
    exit_address = models.URLField(default="https://www.wikipedia.org/")
    keep_days = models.PositiveIntegerField(default=730, help_text="How long a closed case is kept.")
    draft_days = models.PositiveIntegerField(default=30, help_text="How long a draft is kept.")
    slow_after = models.PositiveIntegerField(default=60, help_text="Reports an hour after which others wait apart.")
    asks_matching = models.BooleanField(default=False)
    notice_public = models.BinaryField(default=bytes, blank=True)
    recovery_public = models.BinaryField(default=bytes, blank=True)
    recovery_needed = models.PositiveSmallIntegerField(default=0)
    matching_public = models.BinaryField(default=bytes, blank=True)
    made_on = models.DateField(default=today)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class GroupCode(models.Model):
    """A code that a representative gives to her people, so that many reports from one place are not a flood."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="group_codes")
    digest = models.BinaryField(max_length=32)
    label = models.CharField(max_length=100, help_text="For the team; never a person's name.")
    expected = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    until = models.DateField()
    given_by = person(optional=False)

    class Meta:
        ordering: ClassVar = ["-until", "pk"]

    def __str__(self) -> str:
        return self.label


class Consultation(models.Model):
    """Who was consulted on how the mechanism works (GP 31 h)."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="consultations")
    held_on = models.DateField()
    group = models.CharField(max_length=200)
    suggestions = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    summary = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.group}, {self.held_on}"


class MechanismFact(models.Model):
    """A figure of GP 31 that no case tells, from a survey or a check: which, of which period, how it was found."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="facts")
    indicator = models.CharField(max_length=80)
    period_from = models.DateField()
    period_to = models.DateField()
    value = models.JSONField()
    grade = models.CharField(max_length=1, help_text="A measured, B sampled, C asserted.")
    source = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["indicator", "-period_to"]

    def __str__(self) -> str:
        return self.indicator


class SystemicIssue(models.Model):
    """Something that several cases have in common: what is behind it, and what is done (GP 31 g)."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="systemic_issues")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    root_cause = line(60)
    product = line(60)
    opened_on = models.DateField(default=today)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class SystemicAction(models.Model):
    """What is done so that it does not happen again."""

    issue = models.ForeignKey(SystemicIssue, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    owner = line(200)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class PublishedOutcome(models.Model):
    """The anonymised story of closed cases, as everybody may read it; a second person has looked at it.

    Which cases it rests on is stored for the team alone, and let go of with each case that is erased.
    """

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="published_outcomes")
    quarter = models.CharField(max_length=7, help_text="Such as 2026-Q4: never a day.")
    summary = models.TextField()
    issue = line(60)
    outcome = line(30)
    remedies = models.JSONField(default=list)
    cases = models.ManyToManyField("remedy.Case", related_name="stories")
    case_count = models.PositiveIntegerField(default=0, help_text="On how many cases it rested when it was written.")
    has_consent = models.BooleanField(default=False, help_text="The person of each of these cases agreed to it.")
    drafted_by = person(optional=False)
    checked_by = person()
    published_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-quarter", "-pk"]

    def __str__(self) -> str:
        return f"{self.quarter}: {self.outcome}"
