"""What people do on a case: tasks, remedies, appeals, check-ins, referrals, links, notices, surveys (GP 25, 29, 31).

Texts are sealed entries of the case; these rows hold codes and days, so that clocks run and figures can be counted.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from knowshow.foundation.models.fields import line, person, random_number, today
from knowshow.remedy.models.cases import Case, Entry
from knowshow.remedy.models.choices import (
    AppealState,
    MatchState,
    ReferralState,
    RemedyKind,
    RemedyState,
    TaskState,
)
from knowshow.remedy.models.mechanisms import Mechanism


class CaseTask(models.Model):
    """Something to do by a day; what it is stands in a sealed note."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    owner = person()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"Task due on {self.due_on}"


class CheckIn(models.Model):
    """A day on which somebody outside the unit complained of asks whether there was retaliation."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="check_ins")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    owner = person()
    #: none, suspected, reported; what was said is a sealed note.
    result = line(12)
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"Check-in due on {self.due_on}"


class RetaliationReport(models.Model):
    """The person says that there was retaliation: a clock of its own runs."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="retaliation_reports")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    reported_on = models.DateField(default=today)
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Retaliation reported on {self.reported_on}"


class Offer(models.Model):
    """A remedy offered, or a counter-proposal of the person: the words are in its entry."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offers")
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="offer")
    is_from_person = models.BooleanField(default=False)
    made_on = models.DateField(default=today)
    open_until = models.DateField(null=True, blank=True)
    #: open, accepted, refused, countered, withdrawn.
    state = models.CharField(max_length=12, default="open")
    decided_on = models.DateField(null=True, blank=True)
    #: Her own signature stands under the decision, in this entry.
    decision = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Offer of {self.made_on}: {self.state}"


class Remedy(models.Model):
    """One part of what was offered: its kind, how far it has come, and by when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remedies")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="remedies")
    kind = models.CharField(max_length=30, choices=RemedyKind)
    state = models.CharField(max_length=10, choices=RemedyState, default=RemedyState.OFFERED)
    due_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    proven_on = models.DateField(null=True, blank=True)
    proof = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    verified_on = models.DateField(null=True, blank=True)
    was_late = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"


class Appeal(models.Model):
    """The person disagrees; somebody else looks at it, within a time of its own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appeals")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    against = models.CharField(max_length=20, help_text="The stage that is appealed.")
    #: Where the case goes on when the appeal is decided.
    came_from = models.CharField(max_length=20)
    reviewer = person()
    opened_on = models.DateField(default=today)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.OPEN)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("case", condition=models.Q(state=AppealState.OPEN), name="one_open_appeal")
        ]

    def __str__(self) -> str:
        return f"Appeal of {self.opened_on}: {self.state}"


class Referral(models.Model):
    """A case goes to another body, with the person's consent and no more than she agreed to (remedy.md 2.6)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=12, choices=ReferralState, default=ReferralState.PROPOSED)
    proposed_on = models.DateField(default=today)
    consented_on = models.DateField(null=True, blank=True)
    consent_until = models.DateField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    #: Without a receipt by then, the step goes back to the person.
    receipt_due_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reason = line(30)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Referral of {self.proposed_on}: {self.state}"


class CaseLink(models.Model):
    """Two cases that belong together: a duplicate, a group's, or the same cause."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_from")
    #: duplicate, group, related.
    kind = models.CharField(max_length=12)
    linked_on = models.DateField(default=today)
    linked_by = person()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint("case", "other", name="one_link_between_two_cases")]

    def __str__(self) -> str:
        return self.kind


class MatchName(models.Model):
    """Whom the person named, sealed to the matching key, which no server holds; it goes when it has become a tag."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="match_names")
    sealed = models.BinaryField()
    asked_on = models.DateField(default=today)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Name sealed on {self.asked_on}"


class MatchTag(models.Model):
    """What the trustees' key makes of a name: the same name gives the same tag, and the tag gives no name."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="match_tags")
    tag = models.BinaryField(max_length=32, db_index=True)
    made_on = models.DateField(default=today)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("case", "tag", name="one_tag_a_case")]

    def __str__(self) -> str:
        return f"Tag of {self.made_on}"


class Match(models.Model):
    """Two people named the same. Neither is told who the other is until both agree."""

    first = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="matches_as_first")
    second = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="matches_as_second")
    state = models.CharField(max_length=12, choices=MatchState, default=MatchState.FOUND)
    found_on = models.DateField(default=today)
    first_says = line(4, help_text="yes, no, or nothing yet.")
    second_says = line(4)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("first", "second", name="one_match_of_two_cases")]

    def __str__(self) -> str:
        return f"Match of {self.found_on}: {self.state}"


class Notice(models.Model):
    """A message that waits to be sent: to a member, or to a person who asked for notices. It holds no content."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="notices")
    #: Nothing for a notice to a member that is about no single case.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    due_on = models.DateField(default=today)
    sent_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.kind


class SurveyAnswer(models.Model):
    """What a person thinks of the fairness of the process, and apart of its outcome: at the end, and half a year on.

    It points at no case: only at the quarter and the wave. Its number is random, and each night the worker stores the
    answers of these months anew in random order, so that nobody pairs the tenth answer with the tenth who was asked.
    """

    id = models.BigAutoField(primary_key=True, default=random_number)
    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="survey_answers")
    wave = models.CharField(max_length=10)
    quarter = models.CharField(max_length=7)
    answers = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.wave}, {self.quarter}"


class SurveyInvitation(models.Model):
    """Whether the person was asked, and has answered, so that nobody is asked twice."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="survey_invitations")
    wave = models.CharField(max_length=10)
    due_on = models.DateField()
    #: The first day of the quarter in which she answered: the day itself would pair her with her answer.
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("case", "wave", name="one_survey_a_wave")]

    def __str__(self) -> str:
        return f"{self.wave} due on {self.due_on}"


class Shredded(models.Model):
    """A case whose keys were dropped: a backup that is put back must not bring them to life again.

    Kept for ever, and outside backups too: see ``project/restoring.py``.
    """

    code = models.CharField(max_length=32, unique=True)
    on = models.DateField(default=today)
    #: retention, person, duplicate, draft.
    reason = models.CharField(max_length=12)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.reason} on {self.on}"
