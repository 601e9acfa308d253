"""Answers that were there before are stored in no order, and invitations keep no day."""

from datetime import date

import pytest

from knowshow.remedy.models import SurveyAnswer, SurveyInvitation
from tests.remedy import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_old_answers_lose_their_order_and_invitations_their_day(moved_to):
    case = make.person().case
    of, number = case.mechanism_id, case.pk
    old = moved_to("remedy", "0004_promised_days")
    answers = old.get_model("remedy", "SurveyAnswer").objects
    for key in range(1, 13):
        answers.create(pk=key, mechanism_id=of, wave="closure", quarter="2026-Q4", answers={"could_tell": key})
    old.get_model("remedy", "SurveyInvitation").objects.create(
        case_id=number, wave="closure", due_on=date(2026, 11, 1), answered_on=date(2026, 11, 20)
    )
    moved_to("remedy", "0005_unordered_answers")
    told = list(SurveyAnswer.objects.order_by("pk").values_list("answers", flat=True))
    came = [{"could_tell": key} for key in range(1, 13)]
    assert sorted(told, key=lambda one: one["could_tell"]) == came
    assert told != came
    assert SurveyInvitation.objects.get().answered_on == date(2026, 10, 1)
