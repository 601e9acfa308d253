"""Depart from the computed tier: a separate record, signed by two people, beside the order and never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Override
from knowshow.respect.rules.severity import LEVELS
from knowshow.respect.services import _acts, approvals

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.respect.models import Impact


@transaction.atomic
def propose_override(*, actor: User, impact: Impact, tier: int, reason: str) -> Override:
    """Propose another tier, with the reason. It shows only once a second person approved it."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    if tier not in LEVELS or tier == impact.tier:
        raise BadInputError(
            "An override names another tier than the computed one.",
            place=Place(field="tier"),
            remedy="Choose 1, 2, 3 or 4.",
        )
    if impact.overrides.filter(refused_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise ConflictError("There is an override already. Withdraw it before you propose another.")
    override = Override.objects.create(
        impact=impact,
        tier=tier,
        reason=_acts.check_words("reason", reason),
        proposed_by=actor,
        proposed_by_name=_acts.name_of(actor),
        proposed_at=timezone.now(),
        dated_on=timezone.localdate(),
    )
    _finish(actor, override, "proposed")
    return override


@transaction.atomic
def approve_override(*, actor: User, override: Override) -> Override:
    """Sign as the second person, who is not the one who proposed it."""
    _decide(actor, override)
    override.approved_by = actor
    override.approved_by_name = _acts.name_of(actor)
    override.approved_at = timezone.now()
    override.save(update_fields=["approved_by", "approved_by_name", "approved_at"])
    _finish(actor, override, "approved")
    return override


@transaction.atomic
def refuse_override(*, actor: User, override: Override) -> Override:
    """Refuse a proposal; it stays on record."""
    _decide(actor, override)
    override.refused_by = actor
    override.refused_at = timezone.now()
    override.save(update_fields=["refused_by", "refused_at"])
    _finish(actor, override, "refused")
    return override


@transaction.atomic
def withdraw_override(*, actor: User, override: Override) -> Override:
    """Take an override back, proposed or approved; it stays on record."""
    _acts.require(actor, _acts.Permission.ASSESS, override.impact.organisation)
    _hold(override)
    if not override.is_alive:
        raise ConflictError("This override was refused or withdrawn before.")
    override.withdrawn_at = timezone.now()
    override.save(update_fields=["withdrawn_at"])
    _finish(actor, override, "withdrawn")
    return override


def _hold(override: Override) -> None:
    _acts.hold(override, "approved_by", "approved_by_name", "refused_at", "withdrawn_at")


def _decide(actor: User, override: Override) -> None:
    _acts.require(actor, _acts.Permission.REVIEW, override.impact.organisation)
    _hold(override)
    if not override.waits:
        raise ConflictError("This override waits for nobody: it was decided or withdrawn before.")
    if override.proposed_by_id == actor.pk or override.proposed_by_name == _acts.name_of(actor):
        raise ConflictError("An override takes two people, and you proposed this one. Ask another reviewer.")


def _finish(actor: User, override: Override, what: str) -> None:
    impact = override.impact
    approvals.content_changed(actor=actor, assessment=impact.assessment, what=f"{impact.slug}: override {what}")
    _acts.note(
        actor=actor,
        action=f"respect.override.{what}",
        organisation=impact.organisation,
        subject=impact,
        changed=("override",),
        detail={"tier": override.tier},
    )
