"""The one permission function: a member's role says what she may do in her organisation, and nowhere else."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from knowshow.errors import NotAllowedError
from knowshow.foundation.models import Membership, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from knowshow.foundation.models import Organisation, User


class Permission(StrEnum):
    """What can be done in an organisation."""

    VIEW = "view"
    #: Describe, rate, plan: the daily work.
    ASSESS = "assess"
    #: Companies, answers and sources of a ranking; questionnaires.
    RESEARCH = "research"
    #: Approve, confirm overrides, settle disagreements.
    REVIEW = "review"
    #: Members, archiving, and what else concerns the organisation as a whole.
    MANAGE = "manage"
    #: See what was found about one's own company, and say what one thinks of it. Never together with ``VIEW``.
    ANSWER_AS_COMPANY = "answer_as_company"
    #: Come to the pages of grievance mechanisms. Which of them open, and which cases, seats and keys decide.
    SIT_IN_MECHANISMS = "sit_in_mechanisms"


_OF_ROLE: Final[dict[str, frozenset[Permission]]] = {
    Role.LEAD: frozenset(Permission) - {Permission.ANSWER_AS_COMPANY},
    Role.ASSESSOR: frozenset({Permission.VIEW, Permission.ASSESS, Permission.RESEARCH, Permission.SIT_IN_MECHANISMS}),
    Role.REVIEWER: frozenset({Permission.VIEW, Permission.REVIEW, Permission.SIT_IN_MECHANISMS}),
    Role.OBSERVER: frozenset({Permission.VIEW, Permission.SIT_IN_MECHANISMS}),
    Role.COMPANY: frozenset({Permission.ANSWER_AS_COMPANY}),
    Role.CASE_TEAM: frozenset({Permission.SIT_IN_MECHANISMS}),
}
_REFUSALS: Final[dict[Permission, str]] = {
    Permission.VIEW: "You are not a member of this organisation.",
    Permission.ASSESS: "Only assessors and the human rights lead may change this.",
    Permission.RESEARCH: "Only assessors and the human rights lead may change what was researched.",
    Permission.REVIEW: "Only reviewers and the human rights lead may decide on this.",
    Permission.MANAGE: "Only the human rights lead may do this.",
    Permission.ANSWER_AS_COMPANY: "Only a contact of this company may do this.",
    Permission.SIT_IN_MECHANISMS: "Only people with a seat in a grievance mechanism may do this.",
}


def may(user: User | AnonymousUser, permission: Permission, organisation: Organisation) -> bool:
    """Whether the person's role in this organisation allows it; a closed account may nothing."""
    return permission in _OF_ROLE.get(role_of(user, organisation), frozenset())


def require(user: User | AnonymousUser, permission: Permission, organisation: Organisation) -> None:
    """Raise ``NotAllowedError``, which says who may, unless the person may."""
    if not may(user, permission, organisation):
        raise NotAllowedError(f"{_REFUSALS[permission]} Ask the human rights lead of your organisation if you should.")


def role_of(user: User | AnonymousUser, organisation: Organisation) -> str:
    """Return the role in this organisation, or nothing. The answer is kept on the account for one request."""
    if not user.is_authenticated or not user.is_active or user.pk is None:
        return ""
    known: dict[int, str] = user.__dict__.setdefault("_roles", {})
    if organisation.pk not in known:
        found = Membership.objects.filter(user_id=user.pk, organisation_id=organisation.pk)
        known[organisation.pk] = found.values_list("role", flat=True).first() or ""
    return known[organisation.pk]


def forget(user: User) -> None:
    """Read the roles of this account again: a service changed them."""
    user.__dict__.pop("_roles", None)
