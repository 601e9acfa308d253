"""Organisations and their members: who may see and do what (GP 16, 19: responsibility is assigned)."""

from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member does in an organisation."""

    LEAD = "lead", _("Human rights lead")
    ASSESSOR = "assessor", _("Assessor")
    REVIEWER = "reviewer", _("Reviewer")
    OBSERVER = "observer", _("Observer")
    #: Somebody of a company that is researched here: she sees what concerns her company, and nothing else.
    COMPANY = "company", _("Company contact")
    #: Somebody from outside who sits in a grievance mechanism: she sees what her seats open, and nothing else.
    CASE_TEAM = "case_team", _("Case team only")


#: The roles of people who work in the organisation; a company contact speaks for somebody else.
MEMBER_ROLES: Final = (Role.LEAD, Role.ASSESSOR, Role.REVIEWER, Role.OBSERVER)
#: The roles that the human rights lead gives on the page of members. Companies' contacts are invited elsewhere.
GIVEN_ROLES: Final = (*MEMBER_ROLES, Role.CASE_TEAM)


class Organisation(models.Model):
    """Whose due diligence this is. Nothing of one organisation is seen from another."""

    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person in one organisation, with one role."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["user__name", "user__email"]
        constraints: ClassVar = [
            models.UniqueConstraint("organisation", "user", name="one_membership_each"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}: {self.role}"
