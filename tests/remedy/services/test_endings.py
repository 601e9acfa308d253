"""A case ends with a word that is true, and never over the person's head."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError
from knowshow.remedy.models import Referral
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.selectors import case_page
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import messages, offers, person, referrals, stages, tasks
from tests.remedy import make

pytestmark = pytest.mark.django_db

LONG = timedelta(days=90)


def _close(who, outcome):
    return stages.close(
        actor=make.handler(who), outcome=outcome, reason=make.WORDS, other_routes=make.ROUTES, appeal=make.APPEAL
    )


def _later(days=LONG):
    return time_machine.travel(timezone.now() + days, tick=False)


def _sent(who, **answer):
    """A referral that she agreed to and that went; ``answer`` is what the body said."""
    found = referrals.propose_referral(
        actor=make.handler(who), body="A body", purpose="To decide", fields=["summary"], text="We think so."
    )
    referrals.answer_referral(actor=make.again(who), referral=found, fields=["summary"])
    referrals.send_referral(actor=make.handler(who), referral=found, facts={"summary": "What happened."})
    if answer:
        referrals.record_receipt(actor=make.handler(who), referral=found, **answer)


@pytest.mark.parametrize("stage", [Stage.REMEDY_OFFERED, Stage.IMPLEMENTED])
def test_while_it_is_her_time_nobody_closes_over_her_head(stage):
    who = make.at(stage)
    with pytest.raises(ConflictError, match="It is the person's time until"):
        _close(who, Outcome.NO_CONTACT)
    assert make.fresh(who.case).stage == stage


def test_an_offer_that_was_extended_gives_her_the_longer_time():
    who = make.at(Stage.REMEDY_OFFERED)
    offers.extend_offer(actor=make.handler(who), offer=who.case.offers.get(), open_until=make.later(120))
    with _later(), pytest.raises(ConflictError, match="the person's time"):
        _close(who, Outcome.NO_CONTACT)


@pytest.mark.parametrize("stage", [Stage.REMEDY_OFFERED, Stage.IMPLEMENTED])
def test_when_her_days_passed_without_a_word_she_could_not_be_reached(stage):
    who = make.at(stage)
    with _later():
        _close(who, Outcome.NO_CONTACT)
    assert make.fresh(who.case).outcome == Outcome.NO_CONTACT


def test_a_word_of_hers_within_her_days_is_not_called_out_of_reach():
    who = make.at(Stage.REMEDY_OFFERED)
    person.write_message(actor=make.again(who), text="I ask somebody for advice.")
    with _later(), pytest.raises(BadInputError, match="nobody wrote to the person") as refused:
        _close(who, Outcome.NO_CONTACT)
    assert refused.value.place.field == "outcome"


def test_she_has_the_published_days_to_answer_from_the_first_word_that_waits_for_her():
    who = make.at(Stage.ACKNOWLEDGED)
    with pytest.raises(BadInputError, match="nobody wrote"):
        _close(who, Outcome.NO_CONTACT)
    messages.answer(actor=make.handler(who), text="What was the number of the letter?")
    with pytest.raises(BadInputError, match="has until"):
        _close(who, Outcome.NO_CONTACT)
    with _later(timedelta(days=40)):
        messages.answer(actor=make.handler(who), text="We ask once more.")
        _close(who, Outcome.NO_CONTACT)


def test_both_sides_see_that_an_offer_ended_with_the_case():
    who = make.at(Stage.REMEDY_OFFERED)
    with _later():
        _close(who, Outcome.NO_CONTACT)
        hers, ours = person_page(make.again(who)), case_page.offers_of(make.handler(who))
    assert [(one.state, one.can_decide) for one in hers.offers] == [("withdrawn", False)]
    assert [one.offer.state for one in ours] == ["withdrawn"]
    assert {part.remedy.state for one in ours for part in one.parts} == {"replaced"}


def test_what_she_proposed_is_answered_before_the_case_ends():
    who = make.at(Stage.DIALOGUE)
    counter = offers.counter_offer(actor=make.again(who), text="My account back.")
    with pytest.raises(ConflictError, match="Answer it first"):
        _close(who, Outcome.NOT_UPHELD)
    offers.answer_counter(actor=make.handler(who), counter=counter, accepts=False, text="We cannot, since.")
    _close(who, Outcome.NOT_UPHELD)


def test_a_case_went_to_another_body_only_where_it_was_sent_with_her_consent():
    who = make.at(Stage.ADMISSIBLE)
    with pytest.raises(BadInputError, match="Nothing of this case has gone") as refused:
        _close(who, Outcome.REFERRED)
    assert refused.value.place.field == "outcome"
    referrals.propose_referral(
        actor=make.handler(who), body="A body", purpose="To decide", fields=["summary"], text="We think so."
    )
    with pytest.raises(BadInputError, match="Nothing of this case has gone"):
        _close(who, Outcome.REFERRED)
    _sent(who)
    _close(who, Outcome.REFERRED)
    assert make.fresh(who.case).outcome == Outcome.REFERRED


def test_a_case_that_the_body_refused_or_never_received_did_not_go_there():
    who = make.at(Stage.ADMISSIBLE)
    _sent(who, state="refused", reason="not_competent")
    with pytest.raises(BadInputError, match="Nothing of this case has gone"):
        _close(who, Outcome.REFERRED)
    _sent(who)
    with _later():
        assert referrals.give_back_unanswered() == 1
        with pytest.raises(BadInputError, match="Nothing of this case has gone"):
            _close(who, Outcome.REFERRED)
    assert Referral.objects.count() == 2


def test_with_a_task_still_open_a_step_is_left_to_us():
    who = make.at(Stage.ASSESSED)
    task = tasks.add_task(actor=make.handler(who), text="Ask the office.", due_on=make.later(2))
    with pytest.raises(ConflictError, match="Tasks are open"):
        _close(who, Outcome.NOT_UPHELD)
    tasks.drop_task(actor=make.handler(who), task=task)
    _close(who, Outcome.NOT_UPHELD)
