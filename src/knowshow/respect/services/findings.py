"""Set aside what a quality rule points at, with a reason; it comes back when the facts change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.respect.models import Dismissal
from knowshow.respect.rules.quality import RULES
from knowshow.respect.services import _acts

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.respect.models import Assessment


@transaction.atomic
def dismiss_finding(
    *, actor: User, assessment: Assessment, rule: str, subject: str, fingerprint: str, reason: str
) -> Dismissal:
    """Set a finding aside while the facts that the rule saw (``fingerprint``) stay the same."""
    require_to_dismiss(actor, assessment, rule)
    said = _acts.check_words("reason", reason)
    dismissal, made = Dismissal.objects.get_or_create(
        assessment=assessment,
        rule=rule,
        subject=subject,
        fingerprint=fingerprint,
        restored_at=None,
        defaults={"reason": said, "dismissed_by": actor},
    )
    if not made:
        raise ConflictError("Somebody dismissed this finding before; the reason given then stays.")
    _acts.note(
        actor=actor,
        action="respect.finding.dismissed",
        organisation=assessment.organisation,
        subject=assessment,
        detail={"rule": rule, "subject": subject},
    )
    return dismissal


def require_to_dismiss(actor: User, assessment: Assessment, rule: str) -> None:
    """Refuse who may not set this rule's findings aside: that severity was lowered is a reviewer's to judge."""
    is_for_reviewers = rule in RULES and RULES[rule].for_reviewers
    needed = _acts.Permission.REVIEW if is_for_reviewers else _acts.Permission.ASSESS
    _acts.require(actor, needed, assessment.organisation)


@transaction.atomic
def restore_finding(*, actor: User, dismissal: Dismissal) -> Dismissal:
    """Let a dismissed finding show again."""
    organisation = dismissal.assessment.organisation
    _acts.require(actor, _acts.Permission.ASSESS, organisation)
    if dismissal.restored_at is not None:
        raise ConflictError("This finding shows again already.")
    dismissal.restored_at = timezone.now()
    dismissal.restored_by = actor
    dismissal.save(update_fields=["restored_at", "restored_by"])
    _acts.note(
        actor=actor,
        action="respect.finding.restored",
        organisation=organisation,
        subject=dismissal.assessment,
        detail={"rule": dismissal.rule, "subject": dismissal.subject},
    )
    return dismissal
