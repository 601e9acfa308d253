"""Answers to the survey: nobody pairs them with who was asked, neither by number nor by place nor by day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from knowshow.project import housekeeping
from knowshow.remedy.models import SurveyAnswer, SurveyInvitation
from knowshow.remedy.rules.quarters import days_of, quarter_of
from knowshow.remedy.services import surveys
from tests.remedy import make

pytestmark = pytest.mark.django_db(transaction=True)

#: With so many, an order that is random is the same by chance once in 479 million times.
MANY = 12


def answered(who, rating=3):
    """Somebody who was asked and has answered."""
    SurveyInvitation.objects.create(case=who.case, wave="closure", due_on=timezone.localdate())
    return surveys.answer_survey(actor=who, wave="closure", answers={"could_tell": str(rating)})


@pytest.fixture
def many():
    """The numbers of answers, as they came."""
    who = make.person()
    return [_another(who) for _ in range(MANY)]


def _another(who):
    SurveyInvitation.objects.all().delete()
    return answered(who).pk


def laid_down():
    """The numbers as the database lays its rows down."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM remedy_surveyanswer ORDER BY {place}")  # noqa: S608
        return [number for (number,) in cursor.fetchall()]


def test_numbers_do_not_tell_which_answer_came_first(many):
    assert sorted(many) != many
    assert len(set(many)) == MANY


def test_no_column_of_an_answer_or_an_invitation_tells_the_day():
    with time_machine.travel("2026-11-20T10:00:00Z"):
        answered(make.person())
    assert SurveyInvitation.objects.get().answered_on == date(2026, 10, 1)
    assert SurveyAnswer.objects.get().quarter == "2026-Q4"


def test_after_a_night_the_place_of_a_row_tells_nothing_either(many):
    told = {one.pk: one.answers for one in SurveyAnswer.objects.all()}
    assert surveys.mix_answers() == MANY
    assert len(told) == SurveyAnswer.objects.count()
    assert not set(laid_down()) & set(many), "each has another number"
    assert laid_down() != sorted(many)


def test_answers_that_can_be_told_apart_lie_in_another_order_after_a_night():
    who, came = make.person(), []
    for rating in (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5):
        SurveyInvitation.objects.all().delete()
        answered(who, rating)
        came.append(rating)
    surveys.mix_answers()
    told = dict(SurveyAnswer.objects.values_list("pk", "answers"))
    lies = [told[number]["could_tell"] for number in laid_down()]
    assert sorted(lies) == sorted(came)
    assert lies != came


def test_the_transaction_that_stored_a_row_tells_nothing_after_a_night(many):
    if connection.vendor != "postgresql":
        assert laid_down() == sorted(many), "SQLite lays rows down by their random number, and notes no transaction"
        return
    surveys.mix_answers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM remedy_surveyanswer")
        assert cursor.fetchone() == (1,)


def test_answers_of_years_ago_stay_where_they_lie(many):
    SurveyAnswer.objects.update(quarter="2020-Q1")
    assert surveys.mix_answers() == 0
    assert set(laid_down()) == set(many)


def test_answers_of_the_last_day_of_a_quarter_are_mixed_in_the_next(many):
    first, _last = days_of(quarter_of(timezone.localdate()))
    SurveyAnswer.objects.update(quarter=quarter_of(first - timedelta(days=1)))
    assert surveys.mix_answers() == MANY


def test_the_worker_does_it_each_night(many, monkeypatch, settings, tmp_path):
    monkeypatch.setenv("KNOWSHOW_HOME", str(tmp_path))
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    assert housekeeping.keep_house().failed == ()
    assert not set(laid_down()) & set(many)
