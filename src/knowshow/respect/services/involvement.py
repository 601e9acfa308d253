"""Record how the company is involved: the answers, and what a named person concludes (GP 13, 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, Place
from knowshow.respect.models import Conclusion
from knowshow.respect.services import _acts, approvals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from knowshow.foundation.models import User
    from knowshow.respect.models import Impact
    from knowshow.respect.rules import assessment as records


@transaction.atomic
def record_involvement(
    *,
    actor: User,
    impact: Impact,
    revision: int,
    answers: Mapping[str, str],
    factors: Sequence[str] = (),
    conclusion: str = Conclusion.UNDETERMINED,
    reason: str = "",
    quoted_from: records.Source | None = None,
    quote: str = "",
    decided_by: str = "",
    decided_on: date | None = None,
) -> Impact:
    """Store the answers and the conclusion; a conclusion needs a reason, and names who drew it."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    decided = conclusion != Conclusion.UNDETERMINED
    _check(conclusion, reason)
    changed = _acts.save_changes(
        impact,
        revision=revision,
        changes={
            "involvement_answers": dict(answers),
            "involvement_factors": list(factors),
            "involvement_conclusion": conclusion,
            "involvement_reason": reason,
            "involvement_source": msgspec.to_builtins(quoted_from),
            "involvement_quote": quote,
            "involvement_decided_by": decided_by or (_acts.name_of(actor) if decided else ""),
            "involvement_decided_on": decided_on or (timezone.localdate() if decided else None),
        },
    )
    if changed:
        approvals.content_changed(actor=actor, assessment=impact.assessment, what=f"{impact.slug}: involvement")
    _acts.note(
        actor=actor,
        action="respect.involvement.recorded",
        organisation=impact.organisation,
        subject=impact,
        changed=changed,
    )
    return impact


def _check(conclusion: str, reason: str) -> None:
    if conclusion not in Conclusion.values:
        raise BadInputError(
            f"{conclusion!r} is not one of the conclusions.",
            place=Place(field="conclusion"),
            remedy=f"Choose: {', '.join(Conclusion.values)}.",
        )
    if conclusion != Conclusion.UNDETERMINED and not reason.strip():
        raise BadInputError(
            "A conclusion without a reason convinces nobody.",
            place=Place(field="reason"),
            remedy="Say what the conclusion rests on, or leave it undetermined.",
        )
