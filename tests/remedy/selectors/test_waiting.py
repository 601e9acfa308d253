"""The start page says how many cases wait for somebody, and nothing of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.foundation.models import Role
from knowshow.remedy.models import SeatRole, StageEntry
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.waiting import appeals_waiting_for, cases_waiting_for, requests_waiting_for
from knowshow.remedy.services import appeals, messages, offers, once, reveals, safety
from tests import make as members
from tests.page import PageClient
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


def _appeals(user, who):
    return [one.words for one in appeals_waiting_for(user, who.case.mechanism.organisation)]


def test_that_an_appeal_waits_is_told_to_reviewers_and_to_who_can_seat_one_without_a_key():
    who = make.at(Stage.APPEALED)
    of = who.case.mechanism
    told = [
        seats.seated(of, SeatRole.REVIEWER, name="Rina Reviewer", has_key=False),
        seats.seated(of, SeatRole.ADMINISTRATOR, name="Alma Administrator", has_key=False),
        members.member(of.organisation, Role.LEAD, name="Lena Lead"),
    ]
    assert [_appeals(user, who) for user in told] == [["1 appeal waits for a reviewer"]] * 3
    others = [seats.seated(of, SeatRole.ANALYST, name="Ada Analyst"), make.handler(who).user]
    assert [_appeals(user, who) for user in others] == [[], []]


def test_an_appeal_of_another_mechanism_is_not_told():
    who = make.at(Stage.APPEALED)
    other = seats.mechanism(who.case.mechanism.organisation)
    assert _appeals(seats.seated(other, SeatRole.REVIEWER, name="Rolf Reviewer"), who) == []


def test_an_appeal_that_a_reviewer_has_waits_for_nobody():
    who = make.at(Stage.APPEALED)
    rina = seats.seated(who.case.mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    appeals.assign_reviewer(actor=make.handler(who), appeal=who.case.appeals.get(), user=rina)
    assert _appeals(rina, who) == []


def test_the_page_that_an_appeal_leads_to_opens_for_its_reader():
    who = make.at(Stage.APPEALED)
    rina = seats.seated(who.case.mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    (told,) = appeals_waiting_for(rina, who.case.mechanism.organisation)
    assert "If nobody is left, seat one." in told.note
    assert PageClient(rina).get(told.url).status == 200
    assert "1 appeal waits for a reviewer." in PageClient(rina).get("/remedy/mechanisms/").main


def test_a_request_for_more_time_waits_until_time_is_given_even_when_it_was_read():
    who = make.at(Stage.REMEDY_OFFERED)
    handler, offer = make.handler(who), who.case.offers.get()
    once.ask_for_time(actor=make.again(who), offer=offer, until=None)
    messages.mark_read(actor=handler)
    assert _told(who) == ["1 person asks for more time"]
    (told,) = cases_waiting_for(handler.user, who.case.mechanism.organisation)
    assert who.case.reference in seats.opened(handler.user).get(told.url).main
    offers.extend_offer(actor=make.handler(who), offer=offer, open_until=make.later(60))
    assert _told(who) == []


def test_a_request_to_see_a_name_waits_for_each_custodian_until_she_gave_or_one_refused():
    of = make.mechanism()
    first, second = (seats.seated(of, SeatRole.CUSTODIAN, name=f"Custodian {name}") for name in ("One", "Two"))
    who = make.person(of, identity={"name": "Nadia"}, standing="confidential", consent="handlers")
    reveal = reveals.ask_reveal(actor=make.handler(who), part=who.case.parts.get(), days=7, reason="To pay.")

    def told():
        return [[one.words for one in requests_waiting_for(user, of.organisation)] for user in (first, second)]

    waits = ["1 request to see a name or a contact waits for custodians"]
    assert told() == [waits, waits]
    assert requests_waiting_for(make.handler(who).user, of.organisation) == []
    reveals.give_share(actor=first, keys=make.member_keys(first), reveal=reveal)
    assert told() == [[], waits]
    reveals.refuse_share(actor=second, reveal=reveal, reason="A letter is enough.")
    assert told() == [[], []]
