"""Each stage is held to the day that was told for it; what comes later hides no breach, and invents none."""

from datetime import date, timedelta

import pytest
import time_machine

from knowshow.remedy.filing.clocks import clock_of
from knowshow.remedy.models import Mechanism
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.rules.working_days import Calendar
from knowshow.remedy.selectors.figures import case_facts, scorecard_of, usual_period
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


def prove_last(who):
    """Show that what was agreed last is done."""
    remedies.prove_remedy(actor=make.handler(who), remedy=who.case.remedies.last(), text="It is done.")


def after(days, working):
    """The day that comes so many working days after a day."""
    return Calendar().add(day(days), working)


def owed(who, kind="restitution"):
    return who.case.remedies.get(kind=kind, state__in=("agreed", "disputed", "proven"))


def agreed(who):
    """The clocks of what was agreed, one an agreement or a dispute."""
    return [one for one in clock_of(make.fresh(who.case)) if one.stage == Stage.AGREED]


def told(who):
    return [(one.due_on, one.is_breach) for one in agreed(who)]


def in_figures(who):
    (facts,) = case_facts(make.fresh(who.case).mechanism, usual_period())
    return [one.is_breach for one in facts.clocks if one.stage == Stage.AGREED]


def in_public(who):
    """What share of the remedies that were due the public reads as carried out in time, and of how many."""
    card = scorecard_of(make.fresh(who.case).mechanism, usual_period(), suppress=False)
    (found,) = [one for row in card.criteria for one in row.results if one.indicator == "implemented_on_time"]
    return found.value, found.n


def pause(who, start, days):
    """Let our clock stand still for so many days, and run on."""
    with on(start):
        stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked for it.")
    with on(start + days):
        stages.resume_clock(actor=make.handler(who))


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


def test_a_new_agreement_is_not_late_for_what_she_let_go_when_she_withdrew(who):
    with on(0):
        agree(who, day(14))
    with on(7):
        stages.withdraw(actor=make.again(who))
    with on(60):
        stages.reopen(actor=make.handler(who), reason=make.WORDS)
        stages.assess(actor=make.handler(who), reason=make.WORDS)
        agree(who, day(90))
    with on(61):
        assert told(who) == [(day(14), False), (day(90), False)]
        assert [one.state for one in who.case.remedies.order_by("pk")] == ["replaced", "agreed"]
        assert in_public(who) == (None, 0)
    with on(80):
        prove(who)
        assert make.fresh(who.case).stage == Stage.IMPLEMENTED
        assert in_public(who) == (1.0, 1)


def test_what_was_missed_before_she_withdrew_stays_missed_for_ever_and_makes_no_later_agreement_late(who):
    with on(0):
        agree(who, day(14), day(90))
    with on(30):
        once_more(who)
        assert [one.state for one in who.case.remedies.order_by("pk")] == ["agreed", "replaced"]
        agree(who, day(60))
    with on(31):
        assert told(who) == [(day(14), True), (day(60), False)]
        assert in_public(who) == (0.0, 1)
    with on(40):
        prove_last(who)
        assert make.fresh(who.case).stage == Stage.IMPLEMENTED
        assert told(who) == [(day(14), True), (day(60), False)]
        assert in_public(who) == (0.5, 2)


def test_what_was_missed_before_can_still_be_carried_out_and_then_came_late(who):
    with on(0):
        agree(who, day(14))
    with on(30):
        once_more(who)
        agree(who, day(60))
        first = who.case.remedies.order_by("pk").first()
        remedies.prove_remedy(actor=make.handler(who), remedy=first, text="It is done.")
        assert first.was_late
        assert make.fresh(who.case).stage == Stage.AGREED
        assert told(who)[-1] == (day(60), False)


def test_she_withdraws_while_our_clock_stands_still_and_nothing_was_missed(who):
    with on(0):
        agree(who, day(14))
    with on(7):
        stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked for it.")
    with on(40):
        once_more(who)
        agree(who, day(60))
    with on(41):
        assert [late for _due, late in told(who)] == [False, False]
        assert in_public(who) == (None, 0)


def test_the_teams_closing_frees_nobody_of_what_is_still_to_come(who):
    with on(0):
        agree(who, day(30))
        prove(who)
        remedies.verify_remedy(actor=make.again(who), remedy=owed(who))
        remedies.dispute_remedy(
            actor=make.again(who), remedy=who.case.remedies.get(state="verified"), text="It was taken back."
        )
        stages.close(
            actor=make.handler(who), outcome=Outcome.PARTLY_REMEDIED, reason=make.WORDS, other_routes=make.ROUTES,
            appeal=make.APPEAL,
        )  # fmt: skip
    with on(7):
        stages.reopen(actor=make.handler(who), reason=make.WORDS)
        stages.assess(actor=make.handler(who), reason=make.WORDS)
        agree(who, day(90))
        assert told(who)[-1] == (day(30), False)


# ---- pauses of what was agreed ---------------------------------------------------------------------------------


def test_two_pauses_move_the_day_of_every_part_alike(who):
    with on(0):
        agree(who, day(60), day(88))
    pause(who, 7, 14)
    pause(who, 28, 7)
    with on(50):
        assert told(who) == [(after(60, 15), False)]
        prove(who)
        assert told(who) == [(after(88, 15), False)]
        assert [one.due_on for one in who.case.remedies.order_by("pk")] == [after(60, 15), after(88, 15)]


def test_a_part_proven_while_our_clock_stands_leaves_the_day_of_the_next_to_the_end_of_the_pause(who):
    with on(0):
        agree(who, day(60), day(88))
    pause(who, 7, 14)
    with on(28):
        stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked for it.")
    with on(30):
        prove(who)
    with on(35):
        stages.resume_clock(actor=make.handler(who))
        assert told(who) == [(after(88, 15), False)]


def test_what_is_disputed_keeps_the_days_on_which_our_clock_stood(who):
    with on(0):
        agree(who, day(14))
    pause(who, 7, 14)
    with on(22):
        prove(who)
        remedies.dispute_remedy(actor=make.again(who), remedy=owed(who), text="Nothing has come.")
        assert told(who)[-1] == (day(28), False)
    with on(29):
        assert told(who)[-1] == (day(28), True)


def test_what_is_proven_after_a_pause_is_in_time_on_the_page_and_in_public(who):
    with on(0):
        agree(who, day(14))
    pause(who, 7, 21)
    with on(28):
        prove(who)
        assert told(who) == [(day(35), False)]
        assert who.case.remedies.get().was_late is False
    with on(60):
        assert in_public(who) == (1.0, 1)


@pytest.mark.parametrize("parts", [(14,), (14, 60)])
def test_what_is_proven_while_our_clock_stands_is_in_time_on_the_page_and_in_public(who, parts):
    with on(0):
        agree(who, *map(day, parts))
    with on(7):
        stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked for it.")
    with on(28):
        assert in_public(who) == (None, 0)
        prove(who)
        assert in_public(who) == (1.0, 1)
        assert not any(late for _due, late in told(who))
        assert who.case.remedies.get(kind="restitution").was_late is False
    with on(80):
        assert in_public(who)[0] == 1.0


def test_a_pause_saves_no_part_whose_day_had_passed(who):
    with on(0):
        agree(who, day(7), day(14))
    pause(who, 10, 14)
    assert [one.due_on for one in who.case.remedies.order_by("pk")] == [day(7), day(28)]
    with on(25):
        prove(who)
        assert told(who) == [(day(7), True)]
        assert in_public(who) == (0.0, 1)


def test_two_pauses_begun_on_one_day_count_as_one(who):
    with on(0):
        agree(who, day(14))
    pause(who, 7, 0)
    pause(who, 7, 14)
    with on(25):
        assert told(who) == [(day(28), False)]
        assert who.case.remedies.get().due_on == day(28)
