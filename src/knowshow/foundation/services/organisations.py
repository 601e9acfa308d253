"""Rename organisations; the operator opens them (``operators.py``)."""

from __future__ import annotations

from django.db import transaction

from knowshow.foundation import history
from knowshow.foundation.models import Organisation, User
from knowshow.foundation.permissions import Permission, require
from knowshow.foundation.services._words import checked_name


@transaction.atomic
def rename_organisation(*, actor: User, organisation: Organisation, name: str) -> Organisation:
    """Give the organisation another name."""
    require(actor, Permission.MANAGE, organisation)
    said = checked_name(name, empty="An organisation needs a name.")
    if said != organisation.name:
        organisation.name = said
        organisation.save(update_fields=["name"])
        history.record(
            actor=actor,
            action="foundation.organisation.renamed",
            organisation=organisation,
            subject=organisation,
            changed=("name",),
        )
    return organisation
