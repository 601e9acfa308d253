"""Publish what cases taught, without anybody in them: one writes, another confirms, then everybody reads (GP 31 e).

A story rests on closed cases that its author can open. How it ended, and in which quarter, is what stands in them:
nobody chooses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.foundation import history
from knowshow.remedy.models import CaseKey, PublishedOutcome, Remedy, RemedyKind, RemedyState
from knowshow.remedy.rules.disclosure import THRESHOLD
from knowshow.remedy.rules.quarters import quarter_of
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.standing import HANDLING, case_keys_of, require_seat

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Case, Mechanism

LONGEST: Final = 2000


@transaction.atomic
def draft_outcome(
    *,
    actor: User,
    mechanism: Mechanism,
    summary: str,
    cases: Collection[Case],
    has_consent: bool = False,
    issue: str = "",
    remedies: Sequence[str] = (),
) -> PublishedOutcome:
    """Write the anonymised story of closed cases that ended alike in the same quarter."""
    require_seat(actor, mechanism, *HANDLING)
    _check_words(summary, remedies)
    outcome, quarter = _ended(actor, mechanism, cases, has_consent=has_consent)
    _check_remedies(cases, remedies)
    made = PublishedOutcome.objects.create(
        mechanism=mechanism, quarter=quarter, summary=summary.strip(), outcome=outcome, issue=issue.strip(),
        remedies=list(remedies), case_count=len(cases), has_consent=has_consent, drafted_by=actor,
    )  # fmt: skip
    made.cases.set(cases)
    _note(actor, "drafted", made)
    return made


@transaction.atomic
def publish_outcome(*, actor: User, outcome: PublishedOutcome, is_true: bool, is_anonymous: bool) -> PublishedOutcome:
    """Let everybody read it: somebody else than its author confirms that it is true and that it tells nobody.

    Whoever confirms it can open each case it rests on, and the cases still say what they said.
    """
    require_seat(actor, outcome.mechanism, *HANDLING)
    if outcome.drafted_by_id == actor.pk:
        raise NotAllowedError("Somebody else looks at it before it is published.")
    if outcome.published_on:
        raise ConflictError("This is published already.")
    if not (is_true and is_anonymous):
        raise BadInputError("Confirm both before everybody reads it.")
    _check_still(actor, outcome)
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


def _check_words(summary: str, remedies: Sequence[str]) -> None:
    if not summary.strip() or len(summary) > LONGEST:
        raise BadInputError(f"The story has 1 to {LONGEST:,} characters.", place=Place(field="summary"))
    if set(remedies) - set(RemedyKind.values):
        raise BadInputError("Choose kinds of the list.", place=Place(field="remedies"))


def _ended(actor: User, mechanism: Mechanism, cases: Collection[Case], *, has_consent: bool) -> tuple[str, str]:
    """Return how these cases ended and in which quarter; refuse what is not closed, not hers, too few or unlike."""
    where = Place(field="cases")
    if not cases or any(one.mechanism_id != mechanism.pk or one.stage != Stage.CLOSED for one in cases):
        raise BadInputError("Choose the closed cases on which the story rests.", place=where)
    if not _opens(actor, cases):
        raise BadInputError("Choose only cases that open for you.", place=where)
    if len(cases) < THRESHOLD and not has_consent:
        few = f"A story rests on at least {THRESHOLD} cases, or on fewer whose persons all agreed to have it told."
        raise BadInputError(few, place=where)
    ends = {(one.outcome, quarter_of(one.closed_on)) for one in cases if one.closed_on}
    if len(ends) != 1:
        raise BadInputError("These cases ended differently, or in different quarters. Tell them apart.", place=where)
    return ends.pop()


def _opens(actor: User, cases: Collection[Case]) -> bool:
    """Whether each of these cases was given to somebody: a key of each is sealed to her."""
    given = CaseKey.objects.filter(case_keys_of(actor), case__in=cases).exclude(sealed=b"")
    return given.values("case").distinct().count() == len(cases)


def _check_remedies(cases: Collection[Case], remedies: Sequence[str]) -> None:
    """Only what people confirmed to have received is told as remedy."""
    received = Remedy.objects.filter(case__in=cases, state=RemedyState.VERIFIED).values_list("kind", flat=True)
    if set(remedies) - set(received):
        raise BadInputError("In these cases nobody confirmed a remedy of this kind.", place=Place(field="remedies"))


def _check_still(actor: User, outcome: PublishedOutcome) -> None:
    cases = list(outcome.cases.all())
    if not cases or len(cases) != outcome.case_count:
        raise ConflictError("It rests on no case any more, or on fewer than when it was written. Write it anew.")
    if not _opens(actor, cases):
        raise NotAllowedError("You cannot open every case it rests on. Somebody who can confirms it.")
    if _ended(actor, outcome.mechanism, cases, has_consent=outcome.has_consent) != (outcome.outcome, outcome.quarter):
        raise ConflictError("Its cases have ended differently since. Write it anew.")


def _note(actor: User, what: str, outcome: PublishedOutcome) -> None:
    history.record(actor=actor, action=f"remedy.outcome.{what}", organisation=None, subject=outcome, to_the_day=True)
