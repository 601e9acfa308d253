"""The fairness survey, answered with the receipt: at the end, and half a year on (GP 31).

An answer points at no case, so that nobody who reads it knows whose it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.remedy.models import SurveyAnswer, SurveyInvitation
from knowshow.remedy.rules import survey
from knowshow.remedy.rules.quarters import quarter_of

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
    invitation.answered_on = today
    invitation.save(update_fields=["answered_on"])
    if not read:
        return None
    return SurveyAnswer.objects.create(
        mechanism=actor.case.mechanism, wave=wave, quarter=quarter_of(today), answers=dict(read)
    )
