"""The fairness survey, answered with the receipt: at the end, and half a year on (GP 31).

An answer points at no case, so that nobody who reads it knows whose it is. Neither does its place: its number is
random, and a database that lays rows down as they come (PostgreSQL) gets them anew each night, in random order and in
one transaction. What is left: on the day itself, and in copies of each day, who holds the database can see which answer
came with whose; and where only one person of a quarter answered, it is hers.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.foundation.models.fields import random_number
from knowshow.remedy.models import SurveyAnswer, SurveyInvitation
from knowshow.remedy.rules import survey
from knowshow.remedy.rules.quarters import days_of, quarter_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowshow.remedy.standing import Person


@transaction.atomic
def answer_survey(*, actor: Person, wave: str, answers: Mapping[str, object]) -> SurveyAnswer | None:
    """Take the answers of one wave, once; nothing answered is an answer too, and asks no more."""
    today = timezone.localdate()
    due = SurveyInvitation.objects.select_for_update().filter(
        case=actor.case, wave=wave, answered_on__isnull=True, due_on__lte=today
    )
    invitation = due.first()
    if invitation is None:
        raise ConflictError("This was answered already, or is not asked yet.")
    read = survey.read_answers(answers)
    invitation.answered_on, _last = days_of(quarter_of(today))
    invitation.save(update_fields=["answered_on"])
    if not read:
        return None
    return SurveyAnswer.objects.create(
        mechanism=actor.case.mechanism, wave=wave, quarter=quarter_of(today), answers=dict(read)
    )


@transaction.atomic
def mix_answers(*, actor: None = None) -> int:  # noqa: ARG001  (the worker, nobody)
    """Store the answers of this quarter and the one before anew, in random order; return how many there are."""
    today = timezone.localdate()
    first, _last = days_of(quarter_of(today))
    these = {quarter_of(today), quarter_of(first - timedelta(days=1))}
    # Held, so that of two runs at once the second finds nothing, rather than storing each answer twice.
    answers = list(SurveyAnswer.objects.select_for_update().filter(quarter__in=these))
    SurveyAnswer.objects.filter(pk__in=[one.pk for one in answers]).delete()
    secrets.SystemRandom().shuffle(answers)
    for one in answers:
        one.pk = random_number()
    SurveyAnswer.objects.bulk_create(answers)
    return len(answers)
