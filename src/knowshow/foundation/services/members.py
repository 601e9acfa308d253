"""Add members, change their role, let them go. An organisation keeps at least one human rights lead (GP 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import accounts, history
from knowshow.foundation.models import GIVEN_ROLES, Membership, Role, User
from knowshow.foundation.permissions import Permission, forget, require
from knowshow.foundation.services._words import checked_name

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation


@transaction.atomic
def add_member(*, actor: User, organisation: Organisation, email: str, name: str = "", role: str) -> Membership:
    """Make somebody a member; an account is made for an address that has none yet.

    A new account has no password: hand over the link of ``accounts.password_link``. An account that works in
    another organisation is refused, since nobody here can tell whose it is; the operator may add it.
    """
    require(actor, Permission.MANAGE, organisation)
    user = account_for(organisation, checked_address(email), name)
    return seat(actor=actor, organisation=organisation, user=user, role=checked_role(role))


@transaction.atomic
def change_role(*, actor: User, membership: Membership, role: str) -> Membership:
    """Give a member another role."""
    require(actor, Permission.MANAGE, membership.organisation)
    wanted = checked_role(role)
    if membership.role == Role.COMPANY:
        raise ConflictError(
            "A company contact cannot become one of the organisation's own people."
            " Remove her, then add her as a member."
        )
    if membership.role == wanted:
        return membership
    _keep_a_lead(membership)
    membership.role = wanted
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


@transaction.atomic
def make_link(*, actor: User, membership: Membership) -> str:
    """Return a new address where the member sets a password, once.

    Refused for somebody who also works in another organisation: the link would open that one as well.
    """
    require(actor, Permission.MANAGE, membership.organisation)
    user = membership.user
    if user.memberships.exclude(pk=membership.pk).exists():
        raise ConflictError(
            "This person also works in another organisation on this server, so no link can be made here."
            " Ask whoever runs the server: knowshow user link."
        )
    _note(actor, "link_made", membership)
    return accounts.password_link(user)


@transaction.atomic
def rename(*, actor: User, name: str) -> User:
    """Change one's own name; every organisation that one works in sees it in its history."""
    actor.name = checked_name(name, empty="Write the name that others should see.")
    actor.save(update_fields=["name"])
    for membership in actor.memberships.select_related("organisation"):
        history.record(
            actor=actor,
            action="foundation.account.renamed",
            organisation=membership.organisation,
            subject=actor,
            changed=("name",),
        )
    return actor


def seat(*, actor: User | None, organisation: Organisation, user: User, role: str) -> Membership:
    """Store the membership, once; those who call this ask for permission and check the role."""
    membership, made = Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"role": role})
    if not made:
        raise BadInputError("This person is a member already.", place=Place(field="email"))
    forget(user)
    _note(actor, "added", membership, changed=("role",))
    return membership


def checked_address(email: str) -> str:
    """Return an e-mail address in lower case; refuse what is none."""
    said = email.strip().lower()
    try:
        validate_email(said)
    except ValidationError as error:
        raise BadInputError(
            "This is not an e-mail address.", place=Place(field="email"), remedy="Write it like name@example.org."
        ) from error
    return said


def checked_role(role: str) -> Role:
    """Return the role; refuse one that no member can have."""
    if role not in GIVEN_ROLES:
        raise BadInputError(
            f"{role!r} is not a role of a member.",
            place=Place(field="role"),
            remedy=f"Roles: {', '.join(GIVEN_ROLES)}.",
        )
    return Role(role)


def account_for(organisation: Organisation, email: str, name: str) -> User:
    """Return the account of an address, made if there is none; refuse a closed one, and one of another organisation."""
    found = User.objects.filter(email=email).first()
    if found is None:
        return User.objects.create_user(email, name=name)
    refuse_closed(found)
    memberships = found.memberships.values_list("organisation_id", flat=True)
    if set(memberships) - {organisation.pk}:
        raise BadInputError(
            "This address belongs to an account that works in another organisation on this server.",
            place=Place(field="email"),
            remedy="Ask whoever runs the server to add it: knowshow user add.",
        )
    if not memberships:
        accounts.start_afresh(found)
    return found


def refuse_closed(user: User) -> None:
    """Refuse an account that was closed."""
    if not user.is_active:
        raise BadInputError(
            "The account of this address was closed.",
            place=Place(field="email"),
            remedy="Use another address, or ask whoever runs the server.",
        )


def _keep_a_lead(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(
        organisation_id=membership.organisation_id, role=Role.LEAD, user__is_active=True
    )
    if membership.role == Role.LEAD and not others.exclude(pk=membership.pk).exists():
        raise ConflictError(
            "This is the only human rights lead. Give somebody else that role first, so that somebody is in charge."
        )


def _note(actor: User | None, what: str, membership: Membership, changed: tuple[str, ...] = ()) -> None:
    history.record(
        actor=actor,
        action=f"foundation.member.{what}",
        organisation=membership.organisation,
        subject=membership.user,
        changed=changed,
        detail={"role": str(membership.role)},
    )
