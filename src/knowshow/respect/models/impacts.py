"""Adverse impacts on people: the structured sentence, and the place in the order that follows from ratings.

The fields of the order are worked out by ``rules.salience`` in the services that rate; nobody edits them.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from knowshow.foundation.models import Organisation
from knowshow.foundation.models.fields import Revised, person, words
from knowshow.respect.models.assessments import Assessment
from knowshow.respect.models.choices import Conclusion, Effect, ImpactState, StatusWord
from knowshow.respect.rules.severity import Likelihood
from knowshow.respect.rules.statement import Sentence, group_name, right_words

#: The order code of an impact that nobody has rated yet: it stands after every rated one.
UNRATED = 32_767


def level() -> models.PositiveSmallIntegerField[int | None, int | None]:
    """Make a field for a level from 1 to 4 that the rule works out; empty until somebody rates."""
    return models.PositiveSmallIntegerField(null=True, blank=True, editable=False)


class Impact(Revised):
    """One adverse impact: which group, which right, through which feature, in which place."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="impacts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=80, validators=[RegexValidator(r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$")])
    position = models.PositiveIntegerField(default=0)

    group = models.CharField(max_length=20)
    right = models.CharField(max_length=60)
    rights = models.JSONField(default=list, blank=True)
    feature = words(required=True)
    place = words()
    how = words()
    who = words()
    effect = models.CharField(max_length=20, choices=Effect, default=Effect.LIMITED)
    state = models.CharField(max_length=20, choices=ImpactState, default=ImpactState.POTENTIAL)
    status_word = models.CharField(max_length=20, choices=StatusWord, blank=True, default="")
    delay_makes_irremediable = models.BooleanField(default=False)
    delay_rationale = words()

    involvement_answers = models.JSONField(default=dict, blank=True)
    involvement_factors = models.JSONField(default=list, blank=True)
    involvement_conclusion = models.CharField(max_length=20, choices=Conclusion, default=Conclusion.UNDETERMINED)
    involvement_reason = words()
    involvement_source = models.JSONField(null=True, blank=True)
    involvement_quote = words()
    involvement_decided_by = words()
    involvement_decided_on = models.DateField(null=True, blank=True)

    business_risk = words(help_text="Kept apart; never in the order.")
    harms = models.JSONField(default=list, blank=True)
    other_methods = models.JSONField(default=list, blank=True, help_text="Kept apart; never in the order.")
    notes = words()
    owner = person()
    owner_name = words()
    archived_at = models.DateTimeField(null=True, blank=True)

    scale = level()
    scope = level()
    irremediability = level()
    likelihood = models.CharField(max_length=20, blank=True, default="", editable=False)
    tier = level()
    deciding_group = models.CharField(max_length=20, blank=True, default="", editable=False)
    deciding_rating = models.ForeignKey(
        "respect.Rating", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    order_code = models.PositiveSmallIntegerField(default=UNRATED, editable=False)
    own_order_code = models.PositiveSmallIntegerField(default=UNRATED, editable=False)
    ratings_differ = models.BooleanField(default=False, editable=False)
    has_open_disagreement = models.BooleanField(default=False, editable=False)
    rated_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_listed = models.BooleanField(default=True, editable=False)
    search_text = words(editable=False, maximum=None)

    class Meta:
        ordering: ClassVar = ["own_order_code", "slug", "pk"]
        indexes: ClassVar = [
            models.Index("organisation", "is_listed", "order_code", "slug", "id", name="impact_register_order"),
            models.Index("assessment", "is_listed", "own_order_code", "slug", name="impact_own_order"),
            models.Index("organisation", "is_listed", "tier", "has_open_disagreement", name="impact_tier"),
            models.Index("assessment", "archived_at", "tier", name="impact_tiers_of_assessment"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("assessment", "slug", name="impact_slug_once_in_assessment"),
            models.CheckConstraint(condition=~Q(group="") & ~Q(right=""), name="impact_has_group_and_right"),
            models.CheckConstraint(condition=Q(state__in=ImpactState.values), name="impact_state_known"),
            models.CheckConstraint(
                condition=Q(involvement_conclusion__in=Conclusion.values), name="impact_involvement_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    order_code=UNRATED,
                    own_order_code=UNRATED,
                    tier__isnull=True,
                    scale__isnull=True,
                    scope__isnull=True,
                    irremediability__isnull=True,
                    likelihood="",
                )
                | Q(
                    order_code__lt=2560,
                    own_order_code__lt=2560,
                    tier__range=(1, 4),
                    scale__range=(1, 4),
                    scope__range=(1, 4),
                    irremediability__range=(1, 4),
                    likelihood__in=[str(likelihood) for likelihood in Likelihood],
                ),
                name="impact_order_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        lead, right = right_words(self.right)
        who = self.who or group_name(self.group)
        return Sentence(who, verb="", lead=lead, right=right, feature=self.feature).label

    @property
    def is_rated(self) -> bool:
        """Whether the impact has a place in the order."""
        return self.order_code != UNRATED

    @property
    def is_archived(self) -> bool:
        """Whether the impact itself was put away."""
        return self.archived_at is not None

    @property
    def has_owner(self) -> bool:
        """Whether somebody is named to answer for it."""
        return self.owner_id is not None or bool(self.owner_name)
