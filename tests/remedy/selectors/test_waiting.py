"""The start page says how many cases wait for somebody, and nothing of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.remedy.models import SeatRole, StageEntry
from knowshow.remedy.selectors.waiting import cases_waiting_for
from knowshow.remedy.services import messages, safety
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def _told(who, user=None):
    user = user or who.case.keys.first().user
    return [one.words for one in cases_waiting_for(user, who.case.mechanism.organisation)]


def test_what_is_unread_late_or_grave_is_counted_gravest_first():
    who = make.person()
    make.person(who.case.mechanism)
    StageEntry.objects.filter(case=who.case).update(due_on=timezone.localdate() - timedelta(days=1))
    safety.report_retaliation(actor=who, text="They cut my shifts.")
    assert _told(who) == ["1 person reports retaliation", "1 case is late", "2 cases have something unread"]


def test_nothing_waits_where_all_is_read():
    who = make.person()
    messages.mark_read(actor=make.handler(who))
    assert _told(who) == []


def test_who_holds_no_key_has_nothing_waiting():
    who = make.person()
    other = seats.seated(who.case.mechanism, SeatRole.HANDLER, name="Nora Newcomer")
    assert _told(who, other) == []


def test_it_takes_one_query(django_assert_num_queries):
    who = make.person()
    user = who.case.keys.first().user
    organisation = who.case.mechanism.organisation
    with django_assert_num_queries(1):
        cases_waiting_for(user, organisation)
