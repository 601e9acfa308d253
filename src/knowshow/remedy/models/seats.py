"""Who works in a mechanism, their keys, and the trustees who can recover them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from knowshow.foundation.models.fields import line, person, today
from knowshow.remedy.models.choices import SeatRole
from knowshow.remedy.models.mechanisms import Mechanism


class Seat(models.Model):
    """One role of one person in one mechanism. The public sees the label, never the name."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=SeatRole)
    label = models.CharField(max_length=60, help_text="Such as Casework 2.")
    unit = line(100, help_text="Where in the company; nothing for people from outside.")
    is_outside = models.BooleanField(default=False)
    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["role", "label", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "mechanism", "user", "role", condition=models.Q(until__isnull=True), name="one_seat_of_a_kind"
            ),
            models.CheckConstraint(condition=models.Q(role__in=SeatRole.values), name="seat_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.label


class MemberKey(models.Model):
    """The key pair of somebody who opens cases; its secret half is locked under her case passphrase."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_keys")
    code = models.CharField(max_length=32, unique=True)
    public = models.BinaryField(max_length=32)
    verify = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    locked = models.BinaryField()
    made_on = models.DateField(default=today)
    #: Another key has taken its place.
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("user", condition=models.Q(retired_on__isnull=True), name="one_case_key_each")
        ]

    def __str__(self) -> str:
        return f"Key {self.code[:8]}"


class Trustee(models.Model):
    """Somebody who holds a share of the recovery key, on paper. The share itself is stored nowhere."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="trustees")
    name = models.CharField(max_length=200, help_text="Who: an office or a name, shown to people who complain.")
    is_outside = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    given_on = models.DateField(default=today)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint("mechanism", "position", name="one_trustee_a_share")]

    def __str__(self) -> str:
        return self.name


class RecoveryUse(models.Model):
    """A use of the recovery key: everybody whose case it opened sees it."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="recoveries")
    on = models.DateField(default=today)
    reason = models.CharField(max_length=300)
    actor = person(optional=False)
    opened_for = person(optional=False)
    cases = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.on}"
