"""Open and rename organisations."""

from __future__ import annotations

from django.db import transaction

from knowshow.foundation import history
from knowshow.foundation.models import Membership, Organisation, Role, User
from knowshow.foundation.permissions import Permission, forget, require
from knowshow.foundation.services._words import checked_name

_UNNAMED = "An organisation needs a name."


@transaction.atomic
def open_organisation(*, actor: User, name: str) -> Organisation:
    """Store an organisation; who opens it is its first human rights lead."""
    organisation = Organisation.objects.create(name=checked_name(name, empty=_UNNAMED))
    Membership.objects.create(organisation=organisation, user=actor, role=Role.LEAD)
    forget(actor)
    _note(actor, "opened", organisation)
    return organisation


@transaction.atomic
def rename_organisation(*, actor: User, organisation: Organisation, name: str) -> Organisation:
    """Give the organisation another name."""
    require(actor, Permission.MANAGE, organisation)
    said = checked_name(name, empty=_UNNAMED)
    if said != organisation.name:
        organisation.name = said
        organisation.save(update_fields=["name"])
        _note(actor, "renamed", organisation, changed=("name",))
    return organisation


def _note(actor: User, what: str, organisation: Organisation, changed: tuple[str, ...] = ()) -> None:
    history.record(
        actor=actor,
        action=f"foundation.organisation.{what}",
        organisation=organisation,
        subject=organisation,
        changed=changed,
    )
