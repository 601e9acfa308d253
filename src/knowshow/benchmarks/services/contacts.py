"""Company contacts: people of researched companies, with a sign-in of their own, who see only what concerns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowshow.benchmarks.models import Company, CompanyContact
from knowshow.benchmarks.services import _acts
from knowshow.errors import BadInputError, Place
from knowshow.foundation.models import Membership, Role
from knowshow.foundation.services import members

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User


@transaction.atomic
def invite_contact(*, actor: User, company: Company, email: str, name: str = "") -> CompanyContact:
    """Let somebody speak for a company. A new account has no password: hand over ``accounts.password_link``.

    Whoever works in the organisation cannot speak for a company that it researches.
    """
    organisation = company.organisation
    _acts.require(actor, _acts.Permission.MANAGE, organisation)
    user = members.account_for(organisation, members.checked_address(email), name)
    membership = _membership(actor, organisation, user)
    made, is_new = CompanyContact.objects.get_or_create(membership=membership, company=company)
    if not is_new:
        raise BadInputError(
            "This person is a contact of the company already.",
            place=Place(field="email"),
            remedy="If the link is lost, make a new one.",
        )
    _note(actor, "contact.invited", made)
    return made


def _membership(actor: User, organisation: Organisation, user: User) -> Membership:
    there = Membership.objects.filter(organisation=organisation, user=user).first()
    if there is None:
        return members.seat(actor=actor, organisation=organisation, user=user, role=Role.COMPANY)
    if there.role != Role.COMPANY:
        raise BadInputError(
            "This person works in your organisation, so she cannot speak for a company that it researches.",
            place=Place(field="email"),
            remedy="Invite somebody from the company.",
        )
    return there


@transaction.atomic
def remove_contact(*, actor: User, contact: CompanyContact) -> None:
    """End that somebody speaks for a company; with her last company, her membership ends too."""
    organisation = contact.company.organisation
    _acts.require(actor, _acts.Permission.MANAGE, organisation)
    membership = contact.membership
    _note(actor, "contact.removed", contact)
    contact.delete()
    if not membership.companies.exists():
        members.remove_member(actor=actor, membership=membership)


def _note(actor: User, action: str, contact: CompanyContact) -> None:
    _acts.note(
        actor=actor,
        action=action,
        organisation=contact.company.organisation,
        subject=contact.company,
        changed=("contacts",),
    )
