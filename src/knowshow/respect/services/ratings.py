"""Rate how grave an impact is, per affected group; ratings are only ever added (GP 14, 18, 24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from knowshow import canon
from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Basis, Confidence, Evidence, ImpactState, Rating
from knowshow.respect.rules.severity import LEVELS, Likelihood
from knowshow.respect.services import _acts, approvals
from knowshow.respect.services._placing import replace_impact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from knowshow.foundation.models import User
    from knowshow.respect.models import Impact
    from knowshow.respect.rules import assessment as records


@transaction.atomic
def rate_impact(
    *,
    actor: User,
    impact: Impact,
    group: str,
    scale: int,
    scope: int,
    irremediability: int,
    likelihood: str,
    rationale: str,
    confidence: str = Confidence.MEDIUM,
    basis: str = Basis.INHERENT,
    assessor_name: str = "",
    rated_on: date | None = None,
    evidence: Sequence[records.Evidence] = (),
) -> Rating:
    """Add a rating; it becomes the current one of its assessor for the group, and the order follows.

    ``assessor_name`` enters the judgement of somebody who does not sign in, such as an outside expert.
    """
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    _acts.hold(impact, "state")
    rating = Rating(
        impact=impact,
        version=(impact.ratings.aggregate(last=Max("version"))["last"] or 0) + 1,
        group=group,
        assessor=None if assessor_name else actor,
        assessor_name=assessor_name or _acts.name_of(actor),
        entered_by=actor,
        scale=scale,
        scope=scope,
        irremediability=irremediability,
        likelihood=likelihood,
        rationale=_acts.check_words("rationale", rationale),
        confidence=confidence,
        basis=basis,
        scale_version=canon.scales()["scale"].version,
        rated_on=rated_on or timezone.localdate(),
    )
    check_rating(rating, state=impact.state)
    _supersede(rating)
    rating.save()
    Evidence.objects.bulk_create(_evidence_of(rating, one, actor) for one in evidence)
    _finish(actor, rating, action="respect.impact.rated", what="rated")
    return rating


@transaction.atomic
def withdraw_rating(*, actor: User, rating: Rating, reason: str) -> Rating:
    """Take a rating back with a reason: it stays on record and counts no more."""
    require_to_withdraw(actor, rating)
    _acts.hold(rating, "is_current")
    if not rating.is_current:
        raise ConflictError("Only a current rating can be withdrawn; this one was replaced or withdrawn before.")
    rating.is_current = False
    rating.withdrawn_at = timezone.now()
    rating.withdrawn_by = actor
    rating.withdrawal_reason = _acts.check_words("reason", reason)
    rating.save(update_fields=["is_current", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _finish(actor, rating, action="respect.rating.withdrawn", what="rating withdrawn")
    return rating


def require_to_withdraw(actor: User, rating: Rating) -> None:
    """Refuse everybody but the assessor herself, and reviewers: nobody lowers alone what others have judged."""
    is_own = rating.assessor_id == actor.pk
    needed = _acts.Permission.ASSESS if is_own else _acts.Permission.REVIEW
    _acts.require(actor, needed, rating.impact.organisation)


def check_rating(rating: Rating, *, state: str) -> None:
    """Refuse values that are out of range, unknown, or at odds with the impact's state."""
    _acts.check_ids("group", [rating.group], field="group")
    for field in ("scale", "scope", "irremediability"):
        if getattr(rating, field) not in LEVELS:
            raise BadInputError(
                f"{getattr(rating, field)!r} is out of range.", place=Place(field=field), remedy="Choose 1, 2, 3 or 4."
            )
    for field, known in (
        ("likelihood", [str(each) for each in Likelihood]),
        ("confidence", Confidence.values),
        ("basis", Basis.values),
    ):
        if getattr(rating, field) not in known:
            raise BadInputError(
                f"{getattr(rating, field)!r} is not one of the choices.",
                place=Place(field=field),
                remedy=f"Choose: {', '.join(known)}.",
            )
    if state == ImpactState.POTENTIAL and rating.likelihood == Likelihood.ACTUAL:
        raise BadInputError(
            "The impact is potential, and the rating says that it is happening.",
            place=Place(field="likelihood"),
            remedy="Change the impact to actual first, or choose another likelihood.",
        )


def _supersede(rating: Rating) -> None:
    """The assessor's earlier rating of the group stays on record, and a settled disagreement opens again.

    A member is known by her account, whatever she is called; a rating without an account is known by its name.
    """
    mine = Q(assessor=None, assessor_name=rating.assessor_name)
    if rating.assessor is not None:
        mine |= Q(assessor=rating.assessor)
    earlier = rating.impact.ratings.filter(mine, group=rating.group, basis=rating.basis, is_current=True)
    earlier.update(is_current=False)
    rating.impact.disagreements.filter(
        group=rating.group, resolved_on__isnull=False, superseded_at__isnull=True
    ).update(superseded_at=timezone.now())


def _evidence_of(rating: Rating, one: records.Evidence, actor: User) -> Evidence:
    return Evidence(
        impact=rating.impact,
        rating=rating,
        title=one.title,
        publisher=one.publisher,
        year=one.year,
        url=one.url,
        accessed_on=one.accessed_on,
        note=one.note,
        from_affected_people=one.from_affected_people,
        added_by=actor,
    )


def _finish(actor: User, rating: Rating, *, action: str, what: str) -> None:
    """Put the impact in its place, reopen what no longer holds, and write it down."""
    impact = rating.impact
    replace_impact(impact)
    approvals.content_changed(
        actor=actor, assessment=impact.assessment, what=f"{impact.slug}: {what} for {rating.group}"
    )
    _acts.note(
        actor=actor,
        action=action,
        organisation=impact.organisation,
        subject=impact,
        changed=("ratings",),
        detail={"group": rating.group, "version": rating.version},
    )
