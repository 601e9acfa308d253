"""Ask for approval of frozen content, decide, and reopen when the content changes (GP 17, 21).

Nobody approves what they asked to have approved, and nobody approves ratings of their own alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect import tasks
from knowshow.respect.filing import digest_of, record_of
from knowshow.respect.models import Approval, Assessment, AssessmentState, Decision, Rating
from knowshow.respect.services import _acts, versions

if TYPE_CHECKING:
    from knowshow.foundation.models import User


@transaction.atomic
def request_approval(*, actor: User, assessment: Assessment, label: str = "") -> Approval:
    """Freeze the content and ask a reviewer to approve exactly that."""
    _acts.require(actor, _acts.Permission.ASSESS, assessment.organisation)
    if assessment.state != AssessmentState.DRAFT:
        raise ConflictError(f"The assessment is {assessment.get_state_display().lower()} already.")
    if not assessment.impacts.filter(archived_at__isnull=True, tier__isnull=False).exists():
        raise ConflictError("No impact is rated yet, so there is nothing to approve. Rate at least one.")
    version = versions.frozen(actor=actor, assessment=assessment, label=label)
    approval = Approval.objects.create(assessment=assessment, version=version, requested_by=actor)
    _set_state(assessment, AssessmentState.IN_REVIEW)
    _note(actor, approval, "requested")
    return approval


@transaction.atomic
def decide_approval(*, actor: User, approval: Approval, decision: str, comment: str = "") -> Approval:
    """Approve or refuse; a refusal says why. The frozen content must still be the content."""
    assessment = approval.assessment
    _acts.require(actor, _acts.Permission.REVIEW, assessment.organisation)
    _acts.hold(approval, "decision", "reopened_at")
    _refuse_undecidable(actor, approval, decision, comment)
    _close(actor, approval, decision, comment)
    approved = decision == Decision.APPROVED
    _set_state(assessment, AssessmentState.APPROVED if approved else AssessmentState.DRAFT)
    _note(actor, approval, decision)
    return approval


@transaction.atomic
def withdraw_request(*, actor: User, approval: Approval, comment: str = "") -> Approval:
    """Take a request back, so that the assessment is a draft again."""
    _acts.require(actor, _acts.Permission.ASSESS, approval.assessment.organisation)
    _acts.hold(approval, "decision", "reopened_at")
    if not approval.is_open:
        raise ConflictError("This request was decided, withdrawn or reopened before.")
    _close(actor, approval, Decision.WITHDRAWN, comment)
    _set_state(approval.assessment, AssessmentState.DRAFT)
    _note(actor, approval, Decision.WITHDRAWN)
    return approval


def content_changed(*, actor: User | None, assessment: Assessment, what: str) -> bool:
    """Reopen an approval, asked for or given, if the content is no longer what was frozen; say whether it was.

    Every service that changes content ends here. The figures are drawn anew after commit.
    """
    tasks.draw_later(assessment)
    approval = _standing(assessment)
    if approval is None or _still_holds(approval):
        return False
    approval.reopened_at = timezone.now()
    approval.reopened_because = what
    approval.save(update_fields=["reopened_at", "reopened_because"])
    _set_state(assessment, AssessmentState.DRAFT)
    _note(actor, approval, "reopened")
    return True


def _standing(assessment: Assessment) -> Approval | None:
    """The approval that is asked for or in force; none for a draft."""
    return (
        assessment.approvals.filter(Q(decision="") | Q(decision=Decision.APPROVED), reopened_at__isnull=True)
        .select_related("version")
        .select_for_update(of=("self",))
        .first()
    )


def _still_holds(approval: Approval) -> bool:
    """Whether the content is still what was frozen: as the database has it, not as the caller holds it in memory."""
    stored = Assessment.objects.select_related("product").get(pk=approval.assessment_id)
    return approval.version.digest == digest_of(record_of(stored))


def _refuse_undecidable(actor: User, approval: Approval, decision: str, comment: str) -> None:
    if decision not in {Decision.APPROVED, Decision.REFUSED}:
        raise BadInputError("Approve or refuse.", place=Place(field="decision"))
    if not approval.is_open:
        raise ConflictError("This request was decided, withdrawn or reopened before.")
    if approval.requested_by_id == actor.pk:
        raise ConflictError("You asked for this approval, so somebody else has to decide it.")
    if decision == Decision.REFUSED:
        _acts.check_words("comment", comment)
    elif _rated_by(actor, approval.assessment):
        raise ConflictError("You rated impacts of this assessment, so somebody else has to approve it.")
    elif not _still_holds(approval):
        raise ConflictError("The content is no longer what was frozen. Send it back, so that you are asked anew.")


def _rated_by(actor: User, assessment: Assessment) -> bool:
    return Rating.objects.filter(
        impact__assessment=assessment, impact__archived_at__isnull=True, is_current=True, assessor=actor
    ).exists()


def _close(actor: User, approval: Approval, decision: str, comment: str) -> None:
    approval.decision = decision
    approval.decided_by = actor
    approval.decided_at = timezone.now()
    approval.comment = comment
    approval.save(update_fields=["decision", "decided_by", "decided_at", "comment"])


def _set_state(assessment: Assessment, state: str) -> None:
    """Store where the assessment stands; reports made before say something else, and no longer pass as current."""
    assessment.state = state
    Assessment.objects.filter(pk=assessment.pk).update(state=state)
    assessment.report_files.update(digest="")


def _note(actor: User | None, approval: Approval, what: str) -> None:
    _acts.note(
        actor=actor,
        action=f"respect.approval.{what}",
        organisation=approval.assessment.organisation,
        subject=approval.assessment,
        changed=("state",),
        detail={"version": approval.version.number},
    )
