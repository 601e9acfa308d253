"""Publish what a case taught, without anybody in it: one writes, another looks, then everybody reads (GP 31 e)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.foundation import history
from knowshow.remedy.models import PublishedOutcome, RemedyKind
from knowshow.remedy.rules.quarters import days_of, quarter_of
from knowshow.remedy.rules.stages import Outcome
from knowshow.remedy.standing import HANDLING, require_seat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism

LONGEST: Final = 2000


@transaction.atomic
def draft_outcome(
    *,
    actor: User,
    mechanism: Mechanism,
    quarter: str,
    summary: str,
    outcome: str,
    issue: str = "",
    remedies: Sequence[str] = (),
) -> PublishedOutcome:
    """Write the anonymised story of a case that is closed. Nothing links it to the case."""
    require_seat(actor, mechanism, *HANDLING)
    _check(quarter, summary, outcome, remedies)
    made = PublishedOutcome.objects.create(
        mechanism=mechanism, quarter=quarter, summary=summary.strip(), outcome=outcome, issue=issue.strip(),
        remedies=list(remedies), drafted_by=actor,
    )  # fmt: skip
    _note(actor, "drafted", made)
    return made


@transaction.atomic
def publish_outcome(*, actor: User, outcome: PublishedOutcome) -> PublishedOutcome:
    """Let everybody read it: somebody else than its author has looked that nobody can be recognised."""
    require_seat(actor, outcome.mechanism, *HANDLING)
    if outcome.drafted_by_id == actor.pk:
        raise NotAllowedError("Somebody else looks at it before it is published.")
    if outcome.published_on:
        raise ConflictError("This is published already.")
    outcome.checked_by, outcome.published_on = actor, timezone.localdate()
    outcome.withdrawn_on = None
    outcome.save(update_fields=["checked_by", "published_on", "withdrawn_on"])
    _note(actor, "published", outcome)
    return outcome


@transaction.atomic
def withdraw_outcome(*, actor: User, outcome: PublishedOutcome) -> PublishedOutcome:
    """Take it off the public page at once; whoever copied it has it."""
    require_seat(actor, outcome.mechanism, *HANDLING)
    outcome.withdrawn_on, outcome.published_on = timezone.localdate(), None
    outcome.save(update_fields=["withdrawn_on", "published_on"])
    _note(actor, "withdrawn", outcome)
    return outcome


def _check(quarter: str, summary: str, outcome: str, remedies: Sequence[str]) -> None:
    if not summary.strip() or len(summary) > LONGEST:
        raise BadInputError(f"The story has 1 to {LONGEST:,} characters.", place=Place(field="summary"))
    if outcome not in set(Outcome):
        raise BadInputError("Choose how it ended.", place=Place(field="outcome"))
    if set(remedies) - set(RemedyKind.values):
        raise BadInputError("Choose kinds of the list.", place=Place(field="remedies"))
    if quarter > quarter_of(timezone.localdate()) or not _is_quarter(quarter):
        raise BadInputError("Choose a quarter that has begun.", place=Place(field="quarter"))


def _is_quarter(quarter: str) -> bool:
    try:
        return quarter_of(days_of(quarter)[0]) == quarter
    except (ValueError, IndexError):
        return False


def _note(actor: User, what: str, outcome: PublishedOutcome) -> None:
    history.record(actor=actor, action=f"remedy.outcome.{what}", organisation=None, subject=outcome, to_the_day=True)
