"""An appeal goes to somebody who decided nothing in the case, and has a clock of its own."""

import pytest
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Appeal, SeatRole
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.services import appeals, offers, stages
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def _assigned(who):
    """The reviewer at work on the appeal."""
    user = seats.seated(who.case.mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    appeals.assign_reviewer(actor=make.handler(who), appeal=who.case.appeals.get(), user=user)
    return make.handler(who, user)


def _decide(who, **said):
    facts = {"stands": True, "text": "The first decision was right, since nothing new came.",
             "other_routes": make.ROUTES} | said  # fmt: skip
    return appeals.decide_appeal(actor=_assigned(who), appeal=who.case.appeals.get(), **facts)


def _closed():
    who = make.at(Stage.ASSESSED)
    stages.close(
        actor=make.handler(who), outcome=Outcome.NOT_UPHELD, reason=make.WORDS, other_routes=make.ROUTES,
        appeal=make.APPEAL,
    )  # fmt: skip
    who = make.again(who)
    appeals.lodge_appeal(actor=who, text="You did not ask the others.")
    return make.again(who)


def test_an_appeal_has_a_clock_of_its_own():
    who = make.at(Stage.APPEALED)
    appeal = who.case.appeals.get()
    assert appeal.due_on == who.case.stages.get(left_on=None).due_on > timezone.localdate()
    assert envelopes.read_entry(appeal.entry, who.secrets)["against"] == Stage.ASSESSED


def test_before_anything_was_decided_there_is_nothing_to_appeal():
    with pytest.raises(ConflictError):
        appeals.lodge_appeal(actor=make.at(Stage.ADMISSIBLE), text="I disagree.")


def test_a_closed_case_runs_again_and_is_not_let_go_meanwhile():
    who = _closed()
    assert (who.case.stage, who.case.closed_on, who.case.keep_until) == (Stage.APPEALED, None, None)


def test_who_decided_in_the_case_is_no_reviewer_of_it():
    who = make.at(Stage.APPEALED)
    decided = make.handler(who).user
    seats.seat(who.case.mechanism, decided, SeatRole.REVIEWER)
    with pytest.raises(NotAllowedError):
        appeals.assign_reviewer(actor=make.handler(who), appeal=who.case.appeals.get(), user=decided)
    assert decided not in appeals.possible_reviewers(make.handler(who))


def test_a_reviewer_gets_the_keys_of_the_case():
    who = make.at(Stage.APPEALED)
    reviewer = _assigned(who)
    assert envelopes.read_entry(who.case.entries.first(), reviewer.secrets)["text"] == make.STORY
    assert reviewer.user in appeals.possible_reviewers(reviewer)


def test_whom_the_report_concerns_is_no_reviewer_to_choose():
    of = make.mechanism()
    rita, karl = (seats.seated(of, SeatRole.REVIEWER, name=name) for name in ("Rita Reviewer", "Karl Concerned"))
    who = make.at(Stage.APPEALED, of, concerns=[karl.seats.get().pk])
    assert list(appeals.possible_reviewers(make.handler(who))) == [rita]


def test_who_has_left_or_has_no_key_is_no_reviewer_to_choose():
    of = make.mechanism()
    seats.seated(of, SeatRole.REVIEWER, name="Rita Keyless", has_key=False)
    seats.seated(of, SeatRole.REVIEWER, name="Rolf Left").memberships.all().delete()
    assert not appeals.possible_reviewers(make.handler(make.at(Stage.APPEALED, of)))


def test_only_the_reviewer_of_this_appeal_decides_it():
    who = make.at(Stage.APPEALED)
    _assigned(who)
    for actor in (make.handler(who), make.given(who, SeatRole.REVIEWER, name="Rolf Reviewer")):
        with pytest.raises(NotAllowedError):
            appeals.decide_appeal(actor=actor, appeal=Appeal.objects.get(), stands=True, text="It stands.")


def test_a_decision_that_stands_puts_the_case_back():
    who = make.at(Stage.APPEALED)
    assert _decide(who).state == "upheld"
    assert make.fresh(who.case).stage == Stage.ASSESSED


def test_an_ending_that_stands_closes_the_case_with_the_same_outcome():
    who = _closed()
    _decide(who)
    case = make.fresh(who.case)
    assert (case.stage, case.outcome, case.closed_on) == (Stage.CLOSED, "not_upheld", timezone.localdate())


def test_an_ending_that_stands_tells_where_else_to_turn():
    who = _closed()
    with pytest.raises(ConflictError, match="courts included"):
        _decide(who, other_routes="")


def test_a_decision_that_was_changed_takes_the_case_further():
    who = _closed()
    assert _decide(who, stands=False, to=Stage.DIALOGUE, text="The others were not asked.").state == "changed"
    case = make.fresh(who.case)
    assert (case.stage, case.outcome) == (Stage.DIALOGUE, "")


def test_a_changed_decision_takes_back_our_offer_with_its_parts_and_nothing_that_she_proposed():
    offered, proposed = make.at(Stage.REMEDY_OFFERED), make.at(Stage.ASSESSED)
    offers.counter_offer(actor=make.again(proposed), text="My account back.", remedies=make.parts("restitution"))
    for who in (offered, proposed):
        appeals.lodge_appeal(actor=make.again(who), text="This is not what happened.")
        _decide(who, stands=False, to=Stage.DIALOGUE, text="The others were not asked.")
    assert offered.case.offers.get().state == "withdrawn"
    assert set(offered.case.remedies.values_list("state", flat=True)) == {"replaced"}
    assert proposed.case.offers.get().state == "open"


def test_a_changed_decision_says_where_the_case_goes_on():
    who = make.at(Stage.APPEALED)
    with pytest.raises(BadInputError) as refused:
        _decide(who, stands=False, to=Stage.VERIFIED)
    assert refused.value.place.field == "to"


def test_she_takes_her_appeal_back_and_the_offer_is_still_there():
    who = make.at(Stage.REMEDY_OFFERED)
    appeals.lodge_appeal(actor=who, text="It leaves the evenings out.")
    appeals.withdraw_appeal(actor=make.again(who), appeal=who.case.appeals.get())
    assert make.fresh(who.case).stage == Stage.REMEDY_OFFERED
    assert who.case.offers.get().state == "open"


def test_an_appeal_is_decided_once():
    who = make.at(Stage.APPEALED)
    _decide(who)
    with pytest.raises(ConflictError):
        appeals.withdraw_appeal(actor=make.again(who), appeal=who.case.appeals.get())


def test_while_an_appeal_is_open_the_team_moves_nothing():
    who = make.at(Stage.APPEALED)
    with pytest.raises(ConflictError, match="reviewer decides"):
        stages.open_dialogue(actor=make.handler(who), reason=make.WORDS)


def test_she_may_appeal_again_and_another_reviewer_looks_at_it():
    who = make.at(Stage.APPEALED)
    _decide(who)
    appeals.lodge_appeal(actor=make.again(who), text="Nobody called the witnesses.")
    first = make.handler(who, who.case.appeals.last().reviewer)
    with pytest.raises(NotAllowedError):
        appeals.assign_reviewer(actor=first, appeal=who.case.appeals.get(state="open"), user=first.user)


def test_that_the_dialogue_was_opened_takes_no_appeal_from_her():
    who = make.at(Stage.DIALOGUE)
    appeals.lodge_appeal(actor=who, text="This is not what happened.")
    appeals.withdraw_appeal(actor=make.again(who), appeal=who.case.appeals.get())
    assert make.fresh(who.case).stage == Stage.DIALOGUE
    appeals.lodge_appeal(actor=make.again(who), text="It is not, after all.")
    appeals.decide_appeal(
        actor=_again_assigned(who), appeal=who.case.appeals.get(state="open"), stands=True, text="It is as was found."
    )
    assert make.fresh(who.case).stage == Stage.DIALOGUE


def _again_assigned(who):
    user = seats.seated(who.case.mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    appeals.assign_reviewer(actor=make.handler(who), appeal=who.case.appeals.get(state="open"), user=user)
    return make.handler(who, user)
