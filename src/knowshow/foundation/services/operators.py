"""What the person who runs the server does from its command line: no role is asked, the history says "the operator"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from knowshow.errors import BadInputError, Place
from knowshow.foundation import accounts, history
from knowshow.foundation.models import Membership, Organisation, Role, User
from knowshow.foundation.services import members
from knowshow.foundation.services._words import checked_name

#: The people of the demo: role, name, address.
DEMO_PEOPLE: Final = (
    (Role.LEAD, "Lena Lead", "lead@example.org"),
    (Role.ASSESSOR, "Ada Assessor", "assessor@example.org"),
    (Role.REVIEWER, "Remi Reviewer", "reviewer@example.org"),
    (Role.OBSERVER, "Ola Observer", "observer@example.org"),
)
DEMO_ORGANISATION: Final = "Example Company"


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who was made a member, and whether the account still needs a password."""

    membership: Membership
    needs_password: bool


@transaction.atomic
def seat_member(*, organisation: str, email: str, name: str = "", role: str) -> Seated:
    """Make somebody a member of an organisation, which is opened if there is none of that name."""
    address = members.checked_address(email)
    found = _organisation(organisation, members.checked_role(role))
    user = User.objects.filter(email=address).first() or User.objects.create_user(address, name=name)
    members.refuse_closed(user)
    membership = members.seat(actor=None, organisation=found, user=user, role=members.checked_role(role))
    return Seated(membership, needs_password=not user.has_usable_password())


@transaction.atomic
def new_link(*, email: str, drop_second_factor: bool = False) -> str:
    """Return a new address where this person sets a password, once; her second factor can be dropped with it."""
    user = User.objects.filter(email=members.checked_address(email)).first()
    if user is None:
        raise BadInputError("No account has this address.", place=Place(field="email"))
    members.refuse_closed(user)
    if drop_second_factor:
        accounts.start_afresh(user)
    for membership in user.memberships.select_related("organisation"):
        history.record(
            actor=None,
            action="foundation.member.link_made",
            organisation=membership.organisation,
            subject=user,
            changed=("password", "second_factor") if drop_second_factor else ("password",),
        )
    return accounts.password_link(user)


@transaction.atomic
def close_account(*, email: str) -> User:
    """Close an account: its sessions end and nobody signs in with it. What the person did stays in the history."""
    user = User.objects.filter(email=members.checked_address(email)).first()
    if user is None:
        raise BadInputError("No account has this address.", place=Place(field="email"))
    accounts.start_afresh(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    for membership in user.memberships.select_related("organisation"):
        history.record(
            actor=None,
            action="foundation.account.closed",
            organisation=membership.organisation,
            subject=user,
            changed=("is_active",),
        )
    return user


@transaction.atomic
def open_demo(*, password: str) -> tuple[Organisation, Sequence[User]]:
    """Make the demo's organisation and people, or find them; all of them sign in with this password from now on."""
    hashed = make_password(password)
    organisation = Organisation.objects.filter(memberships__user__is_demo=True).first()
    if organisation is None:
        organisation = Organisation.objects.create(name=DEMO_ORGANISATION)
    people = [_demo_person(organisation, hashed, *facts) for facts in DEMO_PEOPLE]
    return organisation, people


def remove_demo_accounts() -> Sequence[str]:
    """Close every account of the demo, so that the server may be used by others; return their addresses."""
    demo = list(User.objects.filter(is_demo=True, is_active=True))
    for user in demo:
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return [user.email for user in demo]


def _demo_person(organisation: Organisation, hashed: str, role: Role, name: str, email: str) -> User:
    user, _made = User.objects.update_or_create(
        email=email,
        defaults={"password": hashed, "is_active": True},
        create_defaults={"name": name, "password": hashed, "is_demo": True},
    )
    Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"role": role})
    return user


def _organisation(name: str, role: Role) -> Organisation:
    said = checked_name(name, empty="An organisation needs a name.")
    found = Organisation.objects.filter(name__iexact=said)
    if len(found) > 1:
        raise BadInputError(f"There are {len(found)} organisations named “{said}”.", place=Place(field="organisation"))
    if found:
        return found[0]
    if role != Role.LEAD:
        raise BadInputError(
            f"There is no organisation “{said}” yet.",
            place=Place(field="organisation"),
            remedy="Its first member is the human rights lead: add her with the role lead, or check the name.",
        )
    organisation = Organisation.objects.create(name=said)
    history.record(actor=None, action="foundation.organisation.opened", organisation=organisation, subject=organisation)
    return organisation
