"""Each stage is held to the day that was told for it; what comes later hides no breach, and invents none."""

from datetime import date, timedelta

import pytest
import time_machine

from knowshow.remedy.filing.clocks import clock_of
from knowshow.remedy.models import Mechanism
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.figures import case_facts, usual_period
from knowshow.remedy.services import offers, remedies, stages
from knowshow.remedy.services.offers import Proposed
from tests.remedy import make

pytestmark = pytest.mark.django_db

#: A Monday.
START = date(2026, 3, 2)


def on(days):
    """So many days after the start."""
    return time_machine.travel(f"{(START + timedelta(days=days)).isoformat()}T12:00:00+00:00", tick=False)


def day(days):
    return START + timedelta(days=days)


def agree(who, *due):
    """Agree on restitution, and on compensation where two days are given; the case stands where it can be offered."""
    parts = [Proposed(kind, "as agreed", one) for kind, one in zip(("restitution", "compensation"), due, strict=False)]
    offers.make_offer(actor=make.handler(who), text="This is what we offer.", remedies=parts)
    offers.accept_offer(actor=make.again(who), offer=who.case.offers.get(state="open"))


def prove(who, kind="restitution"):
    remedies.prove_remedy(actor=make.handler(who), remedy=owed(who, kind), text="It is done.")


def owed(who, kind="restitution"):
    return who.case.remedies.get(kind=kind, state__in=("agreed", "disputed", "proven"))


def agreed(who):
    """The clocks of what was agreed, one an agreement or a dispute."""
    return [one for one in clock_of(make.fresh(who.case)) if one.stage == Stage.AGREED]


def told(who):
    return [(one.due_on, one.days_late > 0) for one in agreed(who)]


def in_figures(who):
    (facts,) = case_facts(make.fresh(who.case).mechanism, usual_period())
    return [one.is_breach for one in facts.clocks if one.stage == Stage.AGREED]


def once_more(who):
    """Take a withdrawn case up again, as far as an offer can be made."""
    stages.withdraw(actor=make.again(who))
    stages.reopen(actor=make.handler(who), reason=make.WORDS)
    stages.assess(actor=make.handler(who), reason=make.WORDS)


@pytest.fixture
def who():
    with on(0):
        return make.at(Stage.ASSESSED)


def test_a_later_agreement_hides_no_breach_of_an_earlier_one(who):
    with on(0):
        agree(who, day(14))
    with on(30):
        prove(who)
        assert told(who) == [(day(14), True)]
        remedies.verify_remedy(actor=make.again(who), remedy=owed(who))
        once_more(who)
        agree(who, day(300))
        assert told(who) == [(day(14), True), (day(300), False)]
        assert in_figures(who) == [True, False]


def test_a_later_agreement_is_not_held_to_the_day_of_an_earlier_one(who):
    with on(0):
        agree(who, day(300))
        prove(who)
        remedies.verify_remedy(actor=make.again(who), remedy=owed(who))
        once_more(who)
        agree(who, day(14))
    with on(20):
        assert told(who) == [(day(300), False), (day(14), True)]


def test_of_several_parts_the_first_that_is_missed_is_the_breach(who):
    with on(0):
        agree(who, day(14), day(90))
        assert told(who) == [(day(14), False)]
    with on(20):
        prove(who)
        assert told(who) == [(day(14), True)]
    with on(80):
        prove(who, "compensation")
        assert told(who) == [(day(14), True)]


def test_a_part_that_came_in_time_leaves_the_day_of_the_next(who):
    with on(0):
        agree(who, day(14), day(90))
    with on(10):
        prove(who)
        assert told(who) == [(day(90), False)]
    with on(85):
        prove(who, "compensation")
        assert told(who) == [(day(90), False)]


def test_what_is_disputed_in_time_is_due_on_its_own_day_and_not_on_the_last(who):
    with on(0):
        agree(who, day(14), day(90))
        prove(who)
        prove(who, "compensation")
    with on(7):
        remedies.dispute_remedy(actor=make.again(who), remedy=owed(who), text="Nothing has come.")
        assert told(who)[-1] == (day(14), False)
    with on(20):
        assert told(who)[-1] == (day(14), True)


def test_what_is_disputed_after_its_day_is_late_since_then(who):
    with on(0):
        agree(who, day(14))
    with on(10):
        prove(who)
    with on(28):
        remedies.dispute_remedy(actor=make.again(who), remedy=owed(who), text="Nothing has come.")
        assert told(who) == [(day(14), False), (day(14), True)]
        assert agreed(who)[-1].days_late == 10


def test_a_part_disputed_while_another_is_still_to_come_is_owed_again(who):
    with on(0):
        agree(who, day(14), day(90))
        prove(who)
    with on(20):
        remedies.dispute_remedy(actor=make.again(who), remedy=owed(who), text="Nothing has come.")
        assert told(who) == [(day(14), True)]


def test_what_she_disputed_and_now_finds_came_on_the_day_on_which_she_says_so(who):
    with on(0):
        agree(who, day(14))
        prove(who)
        remedies.dispute_remedy(actor=make.again(who), remedy=owed(who), text="Nothing has come.")
    with on(40):
        remedies.verify_remedy(actor=make.again(who), remedy=owed(who), text="It came today.")
        remedy = who.case.remedies.get()
        assert (remedy.proven_on, remedy.was_late) == (day(40), True)


def test_proof_that_is_disputed_counts_as_none(who):
    with on(0):
        agree(who, day(14))
        prove(who)
        remedies.dispute_remedy(actor=make.again(who), remedy=owed(who), text="Nothing has come.")
    with on(20):
        (facts,) = case_facts(who.case.mechanism, usual_period())
        assert facts.remedies[0].implemented_on is None


def test_clocks_that_are_published_later_move_no_day_that_was_told():
    with on(0):
        late = make.person()
    with on(14):
        before = clock_of(make.fresh(late.case))
        Mechanism.objects.update(clocks={"acknowledged": 10}, closed_days=[day(n).isoformat() for n in range(1, 14)])
        after = clock_of(make.fresh(late.case))
        assert before[0].is_breach
        assert (after[0].due_on, after[0].is_breach) == (before[0].due_on, True)


def test_a_pause_that_begins_after_the_day_heals_no_breach():
    with on(0):
        late = make.person()
    with on(10):
        stages.pause_clock(actor=make.handler(late), why="other_body", reason="We wait for the inspectorate.")
        assert late.case.stages.get().due_on == day(7)
        assert clock_of(make.fresh(late.case))[0].is_breach
    with on(60):
        stages.resume_clock(actor=make.handler(late))
        assert late.case.stages.get().due_on == day(7)


def test_a_pause_from_the_last_day_on_leaves_the_step_in_time():
    with on(0):
        who = make.person()
    with on(7):
        stages.pause_clock(actor=make.handler(who), why="other_body", reason="We wait for the inspectorate.")
    with on(30):
        stages.acknowledge(actor=make.handler(who), text="Your report has arrived.")
        first = who.case.stages.first()
        assert (first.due_on, first.left_on) == (day(30), day(30))
        assert not clock_of(make.fresh(who.case))[0].is_breach


def test_clocks_published_during_a_pause_move_no_day_that_was_told(who):
    with on(0):
        before = who.case.stages.get(left_on=None).due_on
    with on(7):
        stages.pause_clock(actor=make.handler(who), why="other_body", reason="We wait for the inspectorate.")
        Mechanism.objects.update(clocks={"remedy_offered": 1})
        assert not clock_of(make.fresh(who.case))[-1].is_breach
    with on(14):
        stages.resume_clock(actor=make.handler(who))
        assert who.case.stages.get(left_on=None).due_on == before + timedelta(days=7)


def test_a_second_pause_is_added_to_what_the_first_left(who):
    with on(0):
        before = who.case.stages.get(left_on=None).due_on
    for start in (1, 8):
        with on(start):
            stages.pause_clock(actor=make.handler(who), why="other_body", reason="We wait.")
        with on(start + 2):
            stages.resume_clock(actor=make.handler(who))
    days = [one for one in (before + timedelta(days=n) for n in range(1, 20)) if one.weekday() < 5]
    assert who.case.stages.get(left_on=None).due_on == days[3]


def test_the_persons_time_runs_on_while_our_clock_stands_still(who):
    with on(0):
        make.offer(who)
        before = who.case.stages.get(left_on=None).due_on
        stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked.")
        assert who.case.stages.get(left_on=None).due_on == before
