"""A list of cases shows what somebody can open, in the order in which it waits, and not a word of any story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.remedy.models import CaseKey, Seat, SeatRole, StageEntry
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.cases import Wanted, cases_visible_to, counts_of, languages_of, queue_of
from knowshow.remedy.services import coding, messages, person, safety, stages
from knowshow.remedy.services.coding import Severity
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def _reader(who):
    return who.case.keys.first().user


def _queue(who, **wanted):
    return queue_of(_reader(who), who.case.mechanism.organisation, Wanted(**wanted))


def _references(lines):
    return [one.case.reference for one in lines]


def test_who_holds_a_key_and_the_seat_sees_the_case():
    who = make.person()
    assert list(cases_visible_to(_reader(who))) == [who.case]


def test_without_a_key_nobody_sees_it_whatever_her_seat():
    who = make.person()
    for role in (SeatRole.HANDLER, SeatRole.ADMINISTRATOR, SeatRole.ANALYST):
        other = seats.seated(who.case.mechanism, role, name=f"Somebody {role}")
        assert not cases_visible_to(other).exists()


def test_a_seat_that_has_ended_shows_nothing():
    who = make.person()
    user = _reader(who)
    Seat.objects.filter(user=user).update(until=timezone.localdate())
    assert not cases_visible_to(user).exists()


def test_the_seat_for_which_the_key_was_given_counts():
    who = make.person()
    user = _reader(who)
    Seat.objects.filter(user=user, role=SeatRole.INTAKE).update(until=timezone.localdate())
    assert not cases_visible_to(user).exists()


def test_a_key_that_has_run_out_or_opens_nothing_shows_nothing():
    who = make.person()
    CaseKey.objects.update(until=timezone.localdate())
    assert not cases_visible_to(_reader(who)).exists()
    CaseKey.objects.update(until=None, sealed=b"")
    assert not cases_visible_to(_reader(who)).exists()


def test_a_closed_account_sees_nothing():
    who = make.person()
    user = _reader(who)
    user.is_active = False
    user.save()
    assert not cases_visible_to(user).exists()


def test_another_organisation_is_left_out():
    who, other = make.person(), make.person()
    assert not cases_visible_to(_reader(who), other.case.mechanism.organisation).exists()


def test_urgency_and_retaliation_come_before_severity():
    of = make.mechanism()
    severe, urgent, mild = (make.person(of) for _ in range(3))
    for who, level, urgency in ((severe, 4, "normal"), (urgent, 1, "now"), (mild, 1, "normal")):
        coding.rate(
            actor=make.handler(who), severity=Severity(level, 1, 1), urgency=urgency, retaliation_risk="low",
            reasons="As told.",
        )  # fmt: skip
    assert _references(_queue(mild)) == [urgent.case.reference, severe.case.reference, mild.case.reference]


def test_the_gravest_case_stands_before_new_ones_whose_day_is_nearer():
    of = make.mechanism()
    new, grave = make.person(of), make.person(of)
    coding.rate(
        actor=make.handler(grave), severity=Severity(4, 1, 1), urgency="now", retaliation_risk="high",
        reasons="As told.",
    )  # fmt: skip
    StageEntry.objects.filter(case=grave.case).update(due_on=timezone.localdate() + timedelta(days=60))
    assert _references(_queue(new)) == [grave.case.reference, new.case.reference]


def test_a_line_tells_when_somebody_asks_about_retaliation_next_and_the_language_by_name():
    who = make.person(language="ar")
    day = timezone.localdate() + timedelta(days=14)
    who.case.check_ins.create(due_on=day, done_on=day)
    who.case.check_ins.create(due_on=day + timedelta(days=7))
    (line,) = _queue(who)
    assert (line.check_in_on, line.language) == (day + timedelta(days=7), "Arabic")


def test_retaliation_that_nobody_answered_comes_first():
    of = make.mechanism()
    first, second = make.person(of), make.person(of)
    safety.report_retaliation(actor=second, text="They cut my shifts.")
    lines = _queue(first)
    assert _references(lines)[0] == second.case.reference
    assert [one.has_retaliation for one in lines] == [True, False]


def test_a_report_is_unread_until_the_team_has_read_it():
    who = make.person()
    assert _queue(who)[0].is_unread
    messages.mark_read(actor=make.handler(who))
    assert not _queue(who)[0].is_unread
    person.write_message(actor=make.again(who), text="Is there news?")
    assert counts_of(_queue(who)).unread == 1


def test_a_clock_that_has_run_out_is_late_and_the_persons_own_time_is_not():
    who = make.person()
    yesterday = timezone.localdate() - timedelta(days=1)
    StageEntry.objects.update(due_on=yesterday)
    assert [_queue(who)[0].is_late, len(_queue(who, waiting="late"))] == [True, 1]
    StageEntry.objects.update(stage=Stage.REMEDY_OFFERED)
    who.case.stage = Stage.REMEDY_OFFERED
    who.case.save()
    assert [_queue(who)[0].is_late, len(_queue(who, waiting="late"))] == [False, 0]


def test_a_paused_clock_says_so():
    who = make.at(Stage.ADMISSIBLE)
    stages.pause_clock(actor=make.handler(who), why="safety", reason="She asked us to wait.")
    line = _queue(who)[0]
    assert (line.is_paused, line.due_on) == (True, None)
    stages.resume_clock(actor=make.handler(who))
    assert not _queue(who)[0].is_paused


def test_a_list_is_narrowed():
    of = make.mechanism()
    here = make.person(of, language="ar", lane="slow")
    there = make.at(Stage.CLOSED, of)
    assert _references(_queue(here)) == [here.case.reference]
    assert _references(_queue(here, state="closed")) == [there.case.reference]
    assert len(_queue(here, state="all")) == 2
    assert _references(_queue(here, state="all", language="ar")) == [here.case.reference]
    assert _references(_queue(here, state="all", lane="slow")) == [here.case.reference]
    assert _references(_queue(here, state="all", stage="closed")) == [there.case.reference]
    assert _references(_queue(here, state="all", mechanism=of.pk + 1)) == []
    assert languages_of(_reader(here), of.organisation) == ["ar", "en"]


@pytest.mark.parametrize("typed", ["{ref}", "{digits}", " {digits} ", "{half}"])
def test_a_reference_is_found_however_it_was_typed(typed):
    who = make.person()
    ref = who.case.reference
    said = typed.format(ref=ref, digits=ref.replace("-", ""), half=ref[:4])
    assert _references(_queue(who, reference=said)) == [ref]


def test_open_appeals_are_found():
    of = make.mechanism()
    who, _other = make.at(Stage.APPEALED, of), make.person(of)
    assert _references(_queue(who, waiting="appeal")) == [who.case.reference]


def test_the_list_asks_as_often_for_many_as_for_one(django_assert_max_num_queries):
    of = make.mechanism()
    for _ in range(6):
        who = make.person(of)
    user = _reader(who)
    with django_assert_max_num_queries(3):
        assert len(queue_of(user, of.organisation, Wanted())) == 6


def test_nothing_sealed_is_read_for_the_list(django_assert_max_num_queries):
    who = make.person()
    line = _queue(who)[0]
    assert {"public_key", "receipt_locked", "recovery_sealed"} <= line.case.get_deferred_fields()
