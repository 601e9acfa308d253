"""A case goes through its stages, with reasons that both sides read, by clocks that both sides see."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from knowshow.remedy import envelopes
from knowshow.remedy.models import SeatRole
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.services import _clocks, appeals, offers, reveals, safety, stages, tasks
from tests.remedy import make

pytestmark = pytest.mark.django_db


def _last(who, kind="stage"):
    entry = who.case.entries.filter(kind=kind).last()
    return envelopes.read_entry(entry, who.secrets)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_reached_by_the_acts_of_both_sides(stage):
    who = make.at(stage)
    assert who.case.stage == stage
    assert who.case.stages.filter(left_on__isnull=True).get().stage == stage


def test_the_person_reads_why_a_step_was_taken():
    who = make.at(Stage.ADMISSIBLE)
    assert _last(who)["reason"] == make.WORDS
    assert _last(who)["from"] == "acknowledged"


def test_a_step_without_a_reason_is_refused():
    who = make.person()
    with pytest.raises(BadInputError, match="no words"):
        stages.acknowledge(actor=make.handler(who), text="  ")
    assert make.fresh(who.case).stage == Stage.RECEIVED


def test_a_step_that_is_not_open_is_refused_and_changes_nothing():
    who = make.person()
    with pytest.raises(ConflictError, match="does not go"):
        stages.assess(actor=make.handler(who), reason=make.WORDS)
    assert make.fresh(who.case).stage == Stage.RECEIVED


def test_an_interpreter_moves_no_case():
    who = make.person()
    with pytest.raises(NotAllowedError):
        stages.acknowledge(actor=make.given(who, SeatRole.INTERPRETER), text="It has arrived.")


def test_the_first_clock_runs_from_the_report():
    who = make.person()
    entry = who.case.stages.get()
    assert entry.due_on == _clocks.calendar_of(who.case.mechanism).add(timezone.localdate(), 5)


def test_a_mechanism_counts_by_its_own_clocks():
    who = make.person(make.mechanism(clocks={"acknowledged": 2}))
    assert _clocks.running_of(who.case).allowed_days == 2


@pytest.mark.parametrize("missing", ["reason", "other_routes", "appeal"])
def test_not_admissible_needs_the_reason_other_routes_and_the_right_to_appeal(missing):
    who = make.at(Stage.ACKNOWLEDGED)
    letter = {"reason": make.WORDS, "other_routes": make.ROUTES, "appeal": make.APPEAL, missing: ""}
    with pytest.raises(BadInputError) as refused:
        stages.decide_admissible(actor=make.handler(who), is_admissible=False, **letter)
    assert refused.value.place.field == missing
    assert make.fresh(who.case).stage == Stage.ACKNOWLEDGED


def test_not_admissible_closes_the_case_and_tells_all_of_it():
    who = make.at(Stage.ACKNOWLEDGED)
    stages.decide_admissible(
        actor=make.handler(who), is_admissible=False, reason=make.WORDS, other_routes=make.ROUTES, appeal=make.APPEAL
    )
    case = make.fresh(who.case)
    assert (case.stage, case.outcome, case.closed_on) == (Stage.CLOSED, "not_admissible", timezone.localdate())
    assert _last(who)["other_routes"] == make.ROUTES
    assert case.marks["court_route_stated"] is True


def test_a_report_is_never_closed_before_it_is_acknowledged():
    who = make.person()
    with pytest.raises(ConflictError):
        stages.close(actor=make.handler(who), outcome=Outcome.NOT_ADMISSIBLE, reason=make.WORDS,
                     other_routes=make.ROUTES, appeal=make.APPEAL)  # fmt: skip


def test_a_closed_case_is_kept_for_as_long_as_was_published_and_the_person_is_asked_twice():
    who = make.at(Stage.CLOSED)
    assert who.case.keep_until == timezone.localdate() + timedelta(days=who.case.mechanism.keep_days)
    assert set(who.case.survey_invitations.values_list("wave", flat=True)) == {"closure", "half_year"}


def test_the_person_withdraws_at_any_time_without_a_reason():
    who = make.at(Stage.REMEDY_OFFERED)
    stages.withdraw(actor=who)
    case = make.fresh(who.case)
    assert (case.stage, case.outcome) == (Stage.CLOSED, "withdrawn")
    assert not case.offers.filter(state="open").exists()


def test_what_was_open_when_she_withdrew_is_closed_on_that_day():
    who = make.at(Stage.REMEDY_OFFERED)
    appeals.lodge_appeal(actor=who, text="It leaves the evenings out.")
    stages.withdraw(actor=make.again(who))
    offer, appeal = who.case.offers.get(), who.case.appeals.get()
    assert (offer.state, offer.decided_on) == ("withdrawn", timezone.localdate())
    assert (appeal.state, appeal.decided_on) == ("withdrawn", timezone.localdate())
    assert set(who.case.remedies.values_list("state", flat=True)) == {"replaced"}


def test_her_own_proposal_is_closed_too_when_she_withdraws():
    who = make.at(Stage.DIALOGUE)
    offers.counter_offer(actor=who, text="I would like my rating back.")
    stages.withdraw(actor=make.again(who))
    assert list(who.case.offers.values_list("state", "decided_on")) == [("withdrawn", timezone.localdate())]


def test_nobody_is_shown_a_name_that_was_asked_for_in_a_case_that_she_ended():
    who = make.person(identity={"name": "Nadia"}, standing="confidential")
    reveal = reveals.ask_reveal(actor=make.handler(who), part=who.case.parts.get(), days=10, reason="To write to her.")
    stages.withdraw(actor=make.again(who))
    reveal.refresh_from_db()
    assert (reveal.state, reveal.answered_on) == ("ended", timezone.localdate())
    with pytest.raises(ConflictError):
        reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)


def test_what_keeps_her_safe_goes_on_when_she_withdraws():
    who = make.at(Stage.ADMISSIBLE)
    safety.make_plan(actor=make.handler(who), text="We ask after two weeks.", weeks=[2])
    tasks.add_task(actor=make.handler(who), text="Warn the unit.", due_on=make.later(3))
    stages.withdraw(actor=make.again(who))
    assert who.case.check_ins.get().done_on is None
    assert who.case.tasks.get().state == "open"


def test_what_was_promised_stays_on_record_when_she_withdraws_and_is_owed_no_more():
    who = make.at(Stage.AGREED)
    stages.withdraw(actor=who)
    assert who.case.offers.get().state == "accepted"
    kept = set(who.case.remedies.values_list("state", "agreed_on", "due_on"))
    assert kept == {("replaced", timezone.localdate(), make.later(30))}


def test_a_case_is_taken_up_again_with_a_reason():
    who = make.at(Stage.CLOSED)
    stages.reopen(actor=make.handler(who), reason=make.WORDS)
    case = make.fresh(who.case)
    assert (case.stage, case.outcome, case.closed_on, case.keep_until) == (Stage.ADMISSIBLE, "", None, None)


def test_what_the_person_did_not_verify_is_not_closed_as_remedied():
    who = make.at(Stage.VERIFIED)
    who.case.remedies.filter(kind="compensation").update(state="disputed")
    with pytest.raises(ConflictError, match="not verified"):
        stages.close(actor=make.handler(who), outcome=Outcome.REMEDIED, reason=make.WORDS,
                     other_routes=make.ROUTES, appeal=make.APPEAL)  # fmt: skip


# ---- pauses --------------------------------------------------------------------------------------------------


def test_a_paused_clock_owes_no_day_and_both_sides_read_why():
    who = make.at(Stage.ADMISSIBLE)
    stages.pause_clock(actor=make.handler(who), why="waits_for_person", reason="We wait for your answer.")
    assert who.case.stages.get(left_on__isnull=True).due_on is None
    assert _last(who, "system")["text"] == "We wait for your answer."


def test_the_days_of_a_pause_are_added_when_the_clock_runs_on():
    who = make.at(Stage.ADMISSIBLE)
    before = who.case.stages.get(left_on__isnull=True).due_on
    stages.pause_clock(actor=make.handler(who), why="other_body", reason="We wait for the inspectorate.")
    _shift(who.case, 14)
    stages.resume_clock(actor=make.handler(who))
    after = who.case.stages.get(left_on__isnull=True).due_on
    calendar = _clocks.calendar_of(who.case.mechanism)
    since = timezone.localdate() - timedelta(days=14)
    assert after == calendar.add(before - timedelta(days=14), calendar.between(since, timezone.localdate()))


def test_an_appeal_whose_clock_stood_still_is_due_on_the_same_day_everywhere():
    who = make.at(Stage.APPEALED)
    before = who.case.appeals.get().due_on
    stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked us to wait.")
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        stages.resume_clock(actor=make.handler(who))
    appeal = who.case.appeals.get()
    assert before < appeal.due_on == who.case.stages.get(left_on__isnull=True).due_on


def test_a_clock_is_paused_once_and_runs_on_once():
    who = make.at(Stage.ADMISSIBLE)
    stages.pause_clock(actor=make.handler(who), why="safety", reason="The person asked us to wait.")
    with pytest.raises(ConflictError):
        stages.pause_clock(actor=make.handler(who), why="safety", reason="Once more.")
    stages.resume_clock(actor=make.handler(who))
    with pytest.raises(ConflictError):
        stages.resume_clock(actor=make.handler(who))


def test_a_step_ends_a_pause():
    who = make.at(Stage.ADMISSIBLE)
    stages.pause_clock(actor=make.handler(who), why="safety", reason="The person asked us to wait.")
    stages.assess(actor=make.handler(who), reason=make.WORDS)
    assert not who.case.pauses.filter(until__isnull=True).exists()


def test_a_closed_case_has_no_clock_to_pause():
    who = make.at(Stage.CLOSED)
    with pytest.raises(ConflictError):
        stages.pause_clock(actor=make.handler(who), why="safety", reason="Too late.")


def test_a_clock_that_jumped_back_leaves_no_stage_before_it_was_entered():
    who = make.person()
    who.case.stages.update(entered_on=date(2099, 1, 1))
    _clocks.enter(who.case, Stage.ACKNOWLEDGED)
    entered = list(who.case.stages.values_list("entered_on", "left_on"))
    assert entered == [(date(2099, 1, 1), date(2099, 1, 1)), (date(2099, 1, 1), None)]


def test_the_history_tells_the_day_and_no_words():
    who = make.at(Stage.ADMISSIBLE)
    entry = HistoryEntry.objects.get(action="remedy.case.admissible")
    assert timezone.localtime(entry.at).hour == 0
    assert make.WORDS not in str(entry.detail) + entry.subject
    assert entry.subject == who.case.reference


def test_a_decision_of_somebody_outside_the_unit_is_counted():
    who = make.at(Stage.ADMISSIBLE)
    stages.assess(actor=make.handler(who), reason=make.WORDS, decided_outside=True)
    assert make.fresh(who.case).decided_outside is True


def _shift(case, days):
    """Let days go by: everything in the case happened so much earlier."""
    back = timedelta(days=days)
    for one in (*case.stages.all(), *case.pauses.all()):
        for name in ("entered_on", "left_on", "due_on", "promised_on", "since", "until"):
            if getattr(one, name, None):
                setattr(one, name, getattr(one, name) - back)
        one.save()
