"""Ratings that differ: name who settles them. The graver counts meanwhile, and both stay on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Disagreement
from knowshow.respect.services import _acts, approvals
from knowshow.respect.services._placing import differing_groups, replace_impact

if TYPE_CHECKING:
    from datetime import date

    from knowshow.foundation.models import Organisation, User
    from knowshow.respect.models import Impact


@transaction.atomic
def name_resolver(
    *,
    actor: User,
    impact: Impact,
    group: str,
    resolver: User | None = None,
    resolver_name: str = "",
    note: str = "",
) -> Disagreement:
    """Say who settles the ratings of a group; naming another person replaces the first."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    _acts.check_member(resolver, impact.organisation, field="resolver")
    if group not in differing_groups(impact.ratings.filter(is_current=True)):
        raise ConflictError("The ratings of this group do not differ, so there is nothing to settle.")
    name = resolver_name.strip() or (_acts.name_of(resolver) if resolver else "")
    if not name:
        raise BadInputError("Nobody is named.", place=Place(field="resolver"), remedy="Name who settles it.")
    if resolver is not None and not may_settle(resolver, impact.organisation):
        raise BadInputError(
            f"{resolver} only reads here.", place=Place(field="resolver"), remedy="Name an assessor or a reviewer."
        )
    found, _made = Disagreement.objects.update_or_create(
        impact=impact,
        group=group,
        resolved_on=None,
        defaults={"resolver": resolver, "resolver_name": name, "note": note},
    )
    _follow(actor, impact, f"resolver named for {group}")
    _acts.note(
        actor=actor,
        action="respect.disagreement.resolver_named",
        organisation=impact.organisation,
        subject=impact,
        changed=("disagreements",),
        detail={"group": group},
    )
    return found


@transaction.atomic
def resolve_disagreement(
    *, actor: User, disagreement: Disagreement, note: str, resolved_on: date | None = None
) -> Disagreement:
    """Settle it with a note: the named person does, or a reviewer."""
    impact = disagreement.impact
    require_to_settle(actor, disagreement)
    _acts.hold(disagreement, "resolved_on")
    if not disagreement.is_open:
        raise ConflictError("This disagreement was settled before.")
    disagreement.note = _acts.check_words("note", note)
    disagreement.resolved_on = resolved_on or timezone.localdate()
    disagreement.resolved_by = actor
    disagreement.save(update_fields=["note", "resolved_on", "resolved_by"])
    replace_impact(impact)
    _follow(actor, impact, f"ratings of {disagreement.group} settled")
    _acts.note(
        actor=actor,
        action="respect.disagreement.resolved",
        organisation=impact.organisation,
        subject=impact,
        changed=("disagreements",),
        detail={"group": disagreement.group},
    )
    return disagreement


def require_to_settle(actor: User, disagreement: Disagreement) -> None:
    """Refuse everybody but the member who was named to settle it, and reviewers."""
    organisation = disagreement.impact.organisation
    if disagreement.resolver_id != actor.pk or not may_settle(actor, organisation):
        _acts.require(actor, _acts.Permission.REVIEW, organisation)


def may_settle(member: User, organisation: Organisation) -> bool:
    """Whether somebody's role lets her settle what she is named for."""
    return any(_acts.may(member, one, organisation) for one in (_acts.Permission.ASSESS, _acts.Permission.REVIEW))


def _follow(actor: User, impact: Impact, what: str) -> None:
    approvals.content_changed(actor=actor, assessment=impact.assessment, what=f"{impact.slug}: {what}")
