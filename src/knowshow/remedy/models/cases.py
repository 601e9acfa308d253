"""A case, who can open it, and what stands in it, sealed (GP 29, 31).

What is in clear is what the mechanism cannot work without, to the day; ``docs/data-inventory.md`` lists it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from knowshow.foundation.models.fields import line, new_code, person, today
from knowshow.remedy.models.choices import (
    Audience,
    Author,
    Channel,
    EntryKind,
    KeyScope,
    Lane,
    RevealState,
    Standing,
)
from knowshow.remedy.models.mechanisms import GroupCode, Mechanism, SystemicIssue


class Case(models.Model):
    """Our file on a person's grievance; while it is a draft, it is hers alone."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="cases")
    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    is_draft = models.BooleanField(default=False)
    stage = line(20)
    stage_since = models.DateField(default=today)
    received_on = models.DateField(default=today)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    standing = models.CharField(max_length=15, choices=Standing, default=Standing.UNKNOWN)
    language = models.CharField(max_length=10)
    lane = models.CharField(max_length=12, choices=Lane, default=Lane.ORDINARY)
    group_code = models.ForeignKey(GroupCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    #: Two words were retyped: the receipt was kept.
    is_confirmed = models.BooleanField(default=False)

    # Keys. What is locked opens with the receipt only.
    public_key = models.BinaryField(max_length=32)
    person_verify = models.BinaryField(max_length=32)
    receipt_salt = models.BinaryField(max_length=16)
    receipt_locked = models.BinaryField()
    confirm_digest = models.BinaryField(max_length=32)
    recovery_sealed = models.BinaryField(default=bytes, blank=True)
    entry_count = models.PositiveIntegerField(default=0)
    chain_head = models.BinaryField(max_length=32, default=bytes, blank=True)

    # What the team decided, as codes; the reasons are sealed.
    scale = models.PositiveSmallIntegerField(null=True, blank=True)
    scope = models.PositiveSmallIntegerField(null=True, blank=True)
    irremediability = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = line(12)
    retaliation_risk = line(12)
    right = line(60)
    outcome = line(30)
    root_cause = line(60)
    systemic_issue = models.ForeignKey(
        SystemicIssue, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    product = line(60)
    decided_outside = models.BooleanField(null=True, blank=True)
    #: Facts for GP 31, such as court_route_stated; codes only.
    marks = models.JSONField(default=dict, blank=True)

    # Keeping and letting go.
    is_held = models.BooleanField(default=False, help_text="A legal hold: not erased until it is lifted.")
    hold_reason = line(300)
    erasure_asked_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    shredded_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(lane__in=Lane.values), name="lane_is_known"),
            models.CheckConstraint(condition=models.Q(standing__in=Standing.values), name="standing_is_known"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="channel_is_known"),
            models.CheckConstraint(
                condition=models.Q(scale__isnull=True) | models.Q(scale__range=(1, 4)), name="case_scale_1_to_4"
            ),
        ]
        indexes: ClassVar = [models.Index("mechanism", "is_draft", "stage", name="cases_by_stage")]

    def __str__(self) -> str:
        return self.reference


class StageEntry(models.Model):
    """When a case entered a stage and left it, and by when it should have: both sides see the same."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=20)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    #: Nothing while a pause stands that began in time, and at the end.
    due_on = models.DateField(null=True, blank=True)
    #: The day agreed in an offer for what comes next, or the one that was due before a pause. Nothing moves it once it
    #: has passed.
    promised_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.stage} on {self.entered_on}"


class Pause(models.Model):
    """Days on which our clock stood still, for a reason that both sides see."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=20)
    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since}"


class CaseKey(models.Model):
    """A case's secret keys, sealed to one member: having this row and her key is having access. There is no other."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keys")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=KeyScope)
    role = models.CharField(max_length=20, help_text="In which seat it is opened.")
    sealed = models.BinaryField()
    given_by = person()
    given_on = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint("case", "user", "scope", name="one_key_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.scope} key of case {self.case_id}"


class SealedPart(models.Model):
    """Identity or contact, under a key of its own: the person holds it, and custodians hold shares of it.

    ``for_notices`` is the contact's key sealed to the worker that sends notices, if the person asked for them.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    what = models.CharField(max_length=10, choices=KeyScope)
    public_key = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    #: Where the person let somebody put her name; nothing means: ask me first.
    consent = line(20)
    for_notices = models.BinaryField(default=bytes, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint("case", "what", name="one_sealed_part_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.what} of case {self.case_id}"


class PartShare(models.Model):
    """A custodian's share of the key of a sealed part."""

    part = models.ForeignKey(SealedPart, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    needed = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("part", "user", name="one_share_each")]

    def __str__(self) -> str:
        return f"Share of part {self.part_id}"


class Reveal(models.Model):
    """A request of one member to see a sealed part, for a time; the person agrees, or two custodians answer for it."""

    part = models.ForeignKey(SealedPart, on_delete=models.CASCADE, related_name="reveals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RevealState, default=RevealState.ASKED)
    is_emergency = models.BooleanField(default=False, help_text="Custodians opened it without the person's yes.")
    asked_on = models.DateField(default=today)
    answered_on = models.DateField(null=True, blank=True)
    #: The custodians' way is closed from then on; the person is asked all the same.
    custodian_refused_on = models.DateField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(default=14)
    until = models.DateField(null=True, blank=True)
    sealed_key = models.BinaryField(default=bytes, blank=True)
    #: Shares of custodians, sealed anew to the member: one by one, until there are enough.
    sealed_shares = models.JSONField(default=list, blank=True)
    #: Why it was asked, sealed to each custodian who holds a share: she opens no case, and has to judge the request.
    sealed_reasons = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.state}, asked on {self.asked_on}"

    @property
    def is_current(self) -> bool:
        """Whether it is open for who asked, today."""
        return self.state == RevealState.OPEN and self.until is not None and self.until >= today()

    @property
    def waits_for_custodians(self) -> bool:
        """Whether shares would still count: nobody has answered, neither the person nor a custodian with a no."""
        return self.state == RevealState.ASKED and self.custodian_refused_on is None


class Entry(models.Model):
    """One sealed text of a case, signed by who wrote it, chained to the one before."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=EntryKind)
    audience = models.CharField(max_length=10, choices=Audience)
    author = models.CharField(max_length=10, choices=Author)
    user = person()
    role = line(20, help_text="In which seat a member wrote it: the person sees that, not the name.")
    added_on = models.DateField(default=today)
    version = models.PositiveSmallIntegerField(default=1)
    #: Sealed to the case's public key, since the writer holds no key of it.
    is_to_public_key = models.BooleanField(default=False)
    sealed = models.BinaryField()
    signer = models.BinaryField(max_length=32, default=bytes, blank=True, help_text="The key that proves who wrote.")
    signature = models.BinaryField(max_length=64, default=bytes, blank=True)
    chain = models.BinaryField(max_length=32)
    #: Digests of the name or contact that the person gave with it: {"identity": hexadecimal digits}.
    pins = models.JSONField(default=dict, blank=True)
    #: The entry that this one answers, translates or decides.
    about = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="followed_by")
    read_on = models.DateField(null=True, blank=True, help_text="By the other side.")

    class Meta:
        ordering: ClassVar = ["case", "number"]
        constraints: ClassVar = [models.UniqueConstraint("case", "number", name="one_entry_a_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class CaseFile(models.Model):
    """A sealed file of a case. The original and a cleaned copy stand side by side, each under its key."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.BOTH)
    author = models.CharField(max_length=10, choices=Author)
    user = person()
    #: Under the identity's key, since it tells who, where and when: handlers see the cleaned copy.
    is_kept_apart = models.BooleanField(default=False)
    is_cleaned = models.BooleanField(default=False)
    copy_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="copies")
    #: Name, kind, size, digests, findings and the file's own key.
    sealed = models.BinaryField()
    signature = models.BinaryField(max_length=64, default=bytes, blank=True)
    stored_size = models.PositiveBigIntegerField()
    added_on = models.DateField(default=today)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"File {self.code[:8]}"
