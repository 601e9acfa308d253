"""Add members, change their role, let them go. An organisation keeps at least one human rights lead (GP 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import history
from knowshow.foundation.models import Membership, Organisation, Role, User
from knowshow.foundation.permissions import Permission, forget, require

if TYPE_CHECKING:
    from collections.abc import Sequence


@transaction.atomic
def open_organisation(*, actor: User, name: str) -> Organisation:
    """Store an organisation; who opens it is its first human rights lead."""
    said = name.strip()
    if not said:
        raise BadInputError("An organisation needs a name.", place=Place(field="name"))
    organisation = Organisation.objects.create(name=said)
    Membership.objects.create(organisation=organisation, user=actor, role=Role.LEAD)
    forget(actor)
    history.record(
        actor=actor, action="foundation.organisation.opened", organisation=organisation, subject=organisation
    )
    return organisation


@transaction.atomic
def add_member(*, actor: User, organisation: Organisation, email: str, name: str = "", role: str) -> Membership:
    """Make somebody a member; an account is made for an address that has none yet.

    A new account has no password: hand over the link of ``accounts.password_link``.
    """
    require(actor, Permission.MANAGE, organisation)
    user = _account(_checked_address(email), name)
    if Membership.objects.filter(organisation=organisation, user=user).exists():
        raise BadInputError("This person is a member already.", place=Place(field="email"))
    membership = Membership.objects.create(organisation=organisation, user=user, role=Role(role))
    _note(actor, "added", membership, changed=("role",))
    return membership


@transaction.atomic
def change_role(*, actor: User, membership: Membership, role: str) -> Membership:
    """Give a member another role."""
    require(actor, Permission.MANAGE, membership.organisation)
    if membership.role == role:
        return membership
    _keep_a_lead(membership)
    membership.role = Role(role)
    membership.save(update_fields=["role"])
    forget(membership.user)
    _note(actor, "role_changed", membership, changed=("role",))
    return membership


@transaction.atomic
def remove_member(*, actor: User, membership: Membership) -> None:
    """End a membership. The account, and what the history says of it, stay."""
    require(actor, Permission.MANAGE, membership.organisation)
    _keep_a_lead(membership)
    _note(actor, "removed", membership)
    membership.delete()
    forget(membership.user)


def rename(*, actor: User, name: str) -> User:
    """Change one's own name."""
    said = name.strip()
    if not said:
        raise BadInputError("Write the name that others should see.", place=Place(field="name"))
    actor.name = said
    actor.save(update_fields=["name"])
    return actor


def remove_demo_accounts() -> Sequence[str]:
    """Close every account of the demo, so that the server may be used by others; return their addresses."""
    demo = list(User.objects.filter(is_demo=True, is_active=True))
    for user in demo:
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return [user.email for user in demo]


def _account(email: str, name: str) -> User:
    found = User.objects.filter(email__iexact=email).first()
    if found and not found.is_active:
        raise BadInputError("The account of this address was closed.", place=Place(field="email"))
    return found or User.objects.create_user(email, name=name)


def _checked_address(email: str) -> str:
    said = email.strip().lower()
    try:
        validate_email(said)
    except ValidationError as error:
        raise BadInputError(
            "This is not an e-mail address.", place=Place(field="email"), remedy="Write it like name@example.org."
        ) from error
    return said


def _keep_a_lead(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(
        organisation_id=membership.organisation_id, role=Role.LEAD, user__is_active=True
    )
    if membership.role == Role.LEAD and not others.exclude(pk=membership.pk).exists():
        raise ConflictError(
            "This is the only human rights lead. Give somebody else that role first, so that somebody is in charge."
        )


def _note(actor: User, what: str, membership: Membership, changed: tuple[str, ...] = ()) -> None:
    history.record(
        actor=actor,
        action=f"foundation.member.{what}",
        organisation=membership.organisation,
        subject=membership.user,
        changed=changed,
        detail={"role": str(membership.role)},
    )
