"""Publications: an edition as everybody may read it. One never changes; a correction is a new number (GP 21)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from knowshow.benchmarks.models.choices import PublicationState
from knowshow.benchmarks.models.editions import Edition
from knowshow.foundation.models.fields import Kept, OrderedJSON, line, person, words

_INSTEAD = "Publish a correction: it gets the next number, and this one stays where it is."


class Publication(Kept):
    """The scores and answers of an edition as they stood on a day, and whether they still stand."""

    bookkeeping = frozenset({"state", "withdrawn_at", "withdrawn_by", "withdrawal_reason"})
    instead = _INSTEAD

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PublicationState, default=PublicationState.PUBLISHED)
    title = models.CharField(max_length=300)
    results = OrderedJSON(help_text="What every page shows: edition, methodology, tops, categories, counts.")
    differences = OrderedJSON(
        default=list, help_text="Figures of the index's own publisher that the answers do not give."
    )
    methodology_digest = models.CharField(max_length=64)
    answers_digest = models.CharField(max_length=64)
    published_by = person()
    published_at = models.DateTimeField(auto_now_add=True)
    correction_note = words()
    unfinished_reason = words(help_text="Why it was published before everything was done.")
    withdrawn_by = person()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = words()

    class Meta:
        ordering: ClassVar = ["edition", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "number", name="publication_number_once"),
            models.CheckConstraint(condition=Q(state__in=PublicationState.values), name="publication_state_known"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction_note=""), name="publication_correction_with_note"
            ),
            models.CheckConstraint(
                condition=Q(state=PublicationState.PUBLISHED, withdrawn_at__isnull=True)
                | (Q(state=PublicationState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="publication_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, publication {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether the publisher took it back."""
        return self.state == PublicationState.WITHDRAWN


class PublishedScore(Kept):
    """One company in a publication: its place, its scores, and its answers with their sources."""

    instead = _INSTEAD

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="scores")
    position = models.PositiveIntegerField(help_text="The order in the list.")
    company_slug = models.SlugField(max_length=80)
    company_key = models.CharField(max_length=80)
    company_name = models.CharField(max_length=300)
    company_type = line(80)
    rank = models.PositiveIntegerField(null=True, blank=True)
    total = models.FloatField(null=True, blank=True)
    rounded = models.FloatField(null=True, blank=True)
    band = line(200)
    state = line(20, help_text="Why there is no total: not applicable, missing or blocked.")
    questions = models.PositiveIntegerField(default=0, help_text="How many apply to the company and its parts.")
    not_researched = models.PositiveIntegerField(default=0, help_text="How many of them nobody has researched.")
    tops = OrderedJSON(default=dict, help_text="Value of each category and top, by node.")
    values = OrderedJSON(default=dict, help_text="Value, band and state of each node above the answers.")
    subjects = OrderedJSON(default=list, help_text="The subjects with their own values, by node.")
    answers = OrderedJSON(default=list, help_text="The answers with comment and sources.")
    sources = OrderedJSON(default=list, help_text="What its answers rest on, by number.")
    identifiers = OrderedJSON(default=list)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint("publication", "company_slug", name="published_company_once"),
        ]

    def __str__(self) -> str:
        return f"{self.company_name}: {self.rounded}"


class PublishedNode(Kept):
    """One node above the answers in a publication: every company's value, and the answers below it side by side."""

    instead = _INSTEAD

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="nodes")
    position = models.PositiveIntegerField()
    node = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    title = words()
    parent = line(120)
    table = OrderedJSON(default=dict, help_text="Companies with value and rank, questions with answers.")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint("publication", "node", name="published_node_once")]

    def __str__(self) -> str:
        return self.node


class PublicationFigure(models.Model):
    """A chart of a publication as accessible SVG, drawn by the background worker."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=160, help_text="What it shows; with a node or a company after a colon.")
    svg = models.TextField()
    caption = words()
    description = words()
    table = OrderedJSON(default=dict, blank=True)
    spec = models.JSONField(default=dict, blank=True)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint("publication", "kind", name="publication_figure_once")]

    def __str__(self) -> str:
        return self.kind
