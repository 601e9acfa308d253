"""Remedies are offered, countered and agreed; only the person says yes, and an offer takes nothing from her."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.filing.clocks import calendar_of, clock_of, running_of
from knowshow.remedy.models import Offer, SeatRole
from knowshow.remedy.rules.clocks import Side
from knowshow.remedy.rules.remedies import Terms
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import appeals, offers, stages
from knowshow.remedy.services.offers import Proposed
from tests.remedy import make

pytestmark = pytest.mark.django_db


def _states(case):
    return sorted(case.remedies.values_list("kind", "state"))


def test_an_offer_says_each_remedy_its_kind_and_its_day():
    who = make.at(Stage.ASSESSED)
    offer = make.offer(who)
    said = envelopes.read_entry(offer.entry, who.secrets)
    assert [one["kind"] for one in said["remedies"]] == ["restitution", "compensation"]
    assert said["keeps_rights"] is True
    assert make.fresh(who.case).stage == Stage.REMEDY_OFFERED
    assert _states(who.case) == [("compensation", "offered"), ("restitution", "offered")]


@pytest.mark.parametrize("waiver", ["gives_up_court", "gives_up_other_bodies", "silence"])
def test_an_offer_that_asks_for_a_waiver_or_for_silence_is_not_made(waiver):
    who = make.at(Stage.ASSESSED)
    with pytest.raises(BadInputError, match="must not ask her"):
        offers.make_offer(
            actor=make.handler(who), text="Sign here.", remedies=make.parts(), terms=Terms(**{waiver: True})
        )
    assert not Offer.objects.exists()


def test_nobody_is_hurried():
    who = make.at(Stage.ASSESSED)
    with pytest.raises(BadInputError, match="at least 10 working days"):
        offers.make_offer(actor=make.handler(who), text="Decide soon.", remedies=make.parts(), open_until=make.later(5))


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Proposed("restitution", "Account restored")],
        [Proposed("gift", "A mug", timezone.localdate() + timedelta(days=9))],
        [Proposed("apology", " ", timezone.localdate() + timedelta(days=9))],
        [Proposed("apology", "Yesterday", timezone.localdate() - timedelta(days=1))],
    ],
)
def test_an_offer_without_a_kind_words_or_a_day_ahead_is_refused(parts):
    who = make.at(Stage.ASSESSED)
    with pytest.raises(BadInputError) as refused:
        offers.make_offer(actor=make.handler(who), text="This.", remedies=parts)
    assert refused.value.place.field == "remedies"


def test_nothing_is_offered_before_the_case_was_assessed():
    who = make.at(Stage.ACKNOWLEDGED)
    with pytest.raises(ConflictError):
        make.offer(who)


def test_a_new_offer_replaces_the_one_that_was_open():
    who = make.at(Stage.REMEDY_OFFERED)
    make.offer(who, "apology")
    assert list(who.case.offers.values_list("state", flat=True)) == ["replaced", "open"]
    assert _states(who.case) == [("apology", "offered"), ("compensation", "replaced"), ("restitution", "replaced")]


def test_acceptance_is_signed_by_the_person_and_by_nobody_else():
    who = make.at(Stage.AGREED)
    decision = who.case.offers.get().decision
    assert decision.author == "person"
    assert vault.is_signed(bytes(who.case.person_verify), bytes(decision.chain), bytes(decision.signature))


def test_what_was_agreed_is_due_on_the_day_that_was_promised():
    who = make.at(Stage.AGREED)
    assert who.case.stages.get(left_on=None).due_on == make.later(30)
    assert set(who.case.remedies.values_list("state", flat=True)) == {"agreed"}


def test_an_offer_that_was_refused_leads_back_to_the_dialogue_without_a_reason():
    who = make.at(Stage.REMEDY_OFFERED)
    offers.refuse_offer(actor=who, offer=who.case.offers.get())
    assert make.fresh(who.case).stage == Stage.DIALOGUE
    assert set(who.case.remedies.values_list("state", flat=True)) == {"refused"}


def test_an_offer_is_decided_on_once():
    who = make.at(Stage.REMEDY_OFFERED)
    offer = who.case.offers.get()
    offers.accept_offer(actor=who, offer=offer)
    with pytest.raises(ConflictError, match="decided on already"):
        offers.refuse_offer(actor=make.again(who), offer=Offer.objects.get())


def test_an_offer_of_another_case_is_not_accepted():
    who, other = make.at(Stage.REMEDY_OFFERED), make.at(Stage.REMEDY_OFFERED)
    with pytest.raises(NotAllowedError):
        offers.accept_offer(actor=who, offer=other.case.offers.get())


def test_while_an_appeal_is_open_no_offer_is_accepted():
    who = make.at(Stage.REMEDY_OFFERED)
    appeals.lodge_appeal(actor=who, text="It leaves the evenings out.")
    with pytest.raises(ConflictError):
        offers.accept_offer(actor=make.again(who), offer=who.case.offers.get())


def test_an_offer_is_left_open_for_longer_and_never_cut_short():
    who = make.at(Stage.REMEDY_OFFERED)
    offer = who.case.offers.get()
    offers.extend_offer(actor=make.handler(who), offer=offer, open_until=make.later(90))
    assert who.case.offers.get().open_until == make.later(90)
    with pytest.raises(BadInputError):
        offers.extend_offer(actor=make.handler(who), offer=offer, open_until=make.later(20))


def test_an_offer_is_taken_back_with_a_reason_that_she_reads():
    who = make.at(Stage.REMEDY_OFFERED)
    offers.withdraw_offer(actor=make.handler(who), offer=who.case.offers.get(), reason="The sum was wrong.")
    said = envelopes.read_entry(who.case.entries.filter(kind="system").last(), who.secrets)
    assert said == {"event": "offer_withdrawn", "text": "The sum was wrong."}
    with pytest.raises(ConflictError):
        offers.accept_offer(actor=make.again(who), offer=who.case.offers.get())


def test_where_an_offer_is_taken_back_our_clock_runs_and_not_hers():
    who = make.at(Stage.REMEDY_OFFERED)
    offers.withdraw_offer(actor=make.handler(who), offer=who.case.offers.get(), reason="The sum was wrong.")
    running = running_of(make.fresh(who.case))
    assert (running.stage, running.side) == (Stage.DIALOGUE, Side.OURS)


# ---- her time ------------------------------------------------------------------------------------------------


def _her_day(who):
    """Until when she may decide: what her page, the case page and the stored stage say."""
    offer = who.case.offers.get(state="open", is_from_person=False)
    page = person_page(make.again(who))
    stored = who.case.stages.get(left_on=None).due_on
    (day,) = {page.running.clock.due_on, page.open_offer.open_until, clock_of(who.case)[-1].due_on, stored}
    assert day == offer.open_until
    return day


def test_her_clock_runs_until_the_day_that_the_offer_names():
    who = make.at(Stage.ASSESSED)
    offers.make_offer(actor=make.handler(who), text="This.", remedies=make.parts(), open_until=make.later(70))
    assert _her_day(who) == make.later(70)


def test_her_clock_follows_an_offer_that_is_left_open_for_longer():
    who = make.at(Stage.REMEDY_OFFERED)
    offers.extend_offer(actor=make.handler(who), offer=who.case.offers.get(), open_until=make.later(90))
    assert _her_day(who) == make.later(90)


def test_her_clock_follows_the_offer_that_replaces_another():
    who = make.at(Stage.REMEDY_OFFERED)
    with time_machine.travel(timezone.now() + timedelta(days=21), tick=False):
        before = _her_day(who)
        make.offer(who, "apology")
        assert _her_day(who) > before


def test_an_offer_that_replaces_another_gives_her_no_less_time():
    who = make.at(Stage.REMEDY_OFFERED)
    offers.extend_offer(actor=make.handler(who), offer=who.case.offers.get(), open_until=make.later(90))
    offers.make_offer(actor=make.handler(who), text="This.", remedies=make.parts(), open_until=make.later(30))
    assert _her_day(who) == make.later(90)
    said = envelopes.read_entry(who.case.offers.last().entry, who.secrets)
    assert said["open_until"] == make.later(90).isoformat()


def test_after_an_appeal_she_has_the_whole_time_for_the_offer_again():
    who = make.at(Stage.REMEDY_OFFERED)
    appeals.lodge_appeal(actor=who, text="It leaves the evenings out.")
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        appeals.withdraw_appeal(actor=make.again(who), appeal=who.case.appeals.get())
        calendar = calendar_of(who.case.mechanism)
        assert _her_day(who) == calendar.add(timezone.localdate(), 20)


def test_time_given_during_an_appeal_leaves_the_reviewers_clock_alone():
    who = make.at(Stage.REMEDY_OFFERED)
    appeals.lodge_appeal(actor=who, text="It leaves the evenings out.")
    appeal = who.case.appeals.get()
    offers.extend_offer(actor=make.handler(who), offer=who.case.offers.get(), open_until=make.later(90))
    assert who.case.stages.get(left_on=None).due_on == appeal.due_on
    appeals.withdraw_appeal(actor=make.again(who), appeal=appeal)
    assert _her_day(who) == make.later(90)


def test_no_time_is_given_that_has_passed_or_for_what_she_proposed():
    who = make.at(Stage.REMEDY_OFFERED)
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False), pytest.raises(BadInputError):
        offers.extend_offer(actor=make.handler(who), offer=who.case.offers.get(), open_until=make.later(-1))
    who, made = _countered()
    with pytest.raises(ConflictError):
        offers.extend_offer(actor=make.handler(who), offer=made, open_until=make.later(90))


def test_no_dialogue_is_opened_over_an_offer_that_she_decides_on():
    who = make.at(Stage.REMEDY_OFFERED)
    with pytest.raises(ConflictError, match="decides"):
        stages.open_dialogue(actor=make.handler(who), reason=make.WORDS)


def test_the_interpreter_makes_no_offer():
    who = make.at(Stage.ASSESSED)
    with pytest.raises(NotAllowedError):
        offers.make_offer(actor=make.given(who, SeatRole.INTERPRETER), text="This.", remedies=make.parts())


def test_an_offer_is_held_against_the_right_that_was_harmed():
    who = make.at(Stage.ASSESSED)
    who.case.right = "privacy"
    who.case.save()
    make.offer(who, "compensation")
    assert make.fresh(who.case).marks["offer_matched_to_right"] is False
    make.offer(who, "restitution")
    assert make.fresh(who.case).marks["offer_matched_to_right"] is True


# ---- counter-proposals ---------------------------------------------------------------------------------------

WISH = [Proposed("compensation", "The evenings too"), Proposed("apology", "From who decided")]


def _countered():
    who = make.at(Stage.REMEDY_OFFERED)
    made = offers.counter_offer(actor=who, text="Count the evenings.", remedies=WISH, offer=who.case.offers.get())
    return make.again(who), made


def test_a_counter_proposal_leads_back_to_the_dialogue():
    who, made = _countered()
    assert who.case.stage == Stage.DIALOGUE
    assert list(who.case.offers.values_list("state", "is_from_person")) == [("countered", False), ("open", True)]
    assert made.entry.author == "person"


def test_a_yes_to_what_she_proposed_is_an_agreement_that_she_signed():
    who, made = _countered()
    offers.answer_counter(actor=make.handler(who), counter=made, accepts=True, text="Yes.", due_on=make.later(20))
    case = make.fresh(who.case)
    assert case.stage == Stage.AGREED
    assert case.stages.get(left_on=None).due_on == make.later(20)
    assert set(made.remedies.values_list("state", "due_on")) == {("agreed", make.later(20))}
    assert [one.stage for one in case.stages.all()][-2:] == ["dialogue", "agreed"]


def test_what_was_said_of_an_offer_stands_in_one_entry_only():
    who, made = _countered()
    offers.answer_counter(
        actor=make.handler(who), counter=made, accepts=True, text="Yes, gladly.", due_on=make.later(9)
    )
    said = [envelopes.read_entry(one, who.secrets) for one in who.case.entries.order_by("number")]
    for words in ("Count the evenings.", "Yes, gladly."):
        assert sum(words in (one.get("text"), one.get("reason")) for one in said) == 1


def test_a_yes_needs_a_day_by_which_it_is_done():
    who, made = _countered()
    with pytest.raises(BadInputError) as refused:
        offers.answer_counter(actor=make.handler(who), counter=made, accepts=True, text="Yes.")
    assert refused.value.place.field == "due_on"
    assert make.fresh(who.case).stage == Stage.DIALOGUE


def test_a_no_to_what_she_proposed_leaves_the_dialogue_open():
    who, made = _countered()
    offers.answer_counter(actor=make.handler(who), counter=made, accepts=False, text="Not all of it.")
    assert make.fresh(who.case).stage == Stage.DIALOGUE
    assert Offer.objects.get(pk=made.pk).state == "refused"


def test_she_proposes_something_herself_while_both_sides_talk():
    who = make.at(Stage.DIALOGUE)
    made = offers.counter_offer(actor=who, text="I would like my rating back.", remedies=WISH)
    assert made.is_from_person
    assert make.fresh(who.case).stage == Stage.DIALOGUE


def test_nothing_is_proposed_before_the_case_was_looked_at():
    with pytest.raises(ConflictError):
        offers.counter_offer(actor=make.person(), text="Pay me.", remedies=WISH)


def test_the_team_does_not_take_back_what_she_proposed():
    who, made = _countered()
    with pytest.raises(NotAllowedError):
        offers.withdraw_offer(actor=make.handler(who), offer=made, reason="No.")


def test_she_does_not_accept_her_own_proposal_in_our_name():
    who, made = _countered()
    with pytest.raises(NotAllowedError):
        offers.accept_offer(actor=who, offer=made)


def test_the_parts_of_an_offer_are_read_back_with_their_days():
    who, made = _countered()
    parts = offers.parts_of(who, made)
    assert [(one.kind, one.what, one.due_on) for one in parts] == [(one.kind, one.what, None) for one in WISH]
