"""We prove, the person verifies: only then has a remedy come true."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Remedy
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import remedies
from tests.remedy import make

pytestmark = pytest.mark.django_db


def _one(who, kind="restitution"):
    return who.case.remedies.get(kind=kind)


def _prove(who, kind="restitution"):
    return remedies.prove_remedy(actor=make.handler(who), remedy=_one(who, kind), text="The account works.")


def test_the_case_is_implemented_with_the_last_proof_only():
    who = make.at(Stage.AGREED)
    _prove(who)
    assert make.fresh(who.case).stage == Stage.AGREED
    _prove(who, "compensation")
    assert make.fresh(who.case).stage == Stage.IMPLEMENTED


def test_the_person_reads_the_proof():
    who = make.at(Stage.AGREED)
    remedy = _prove(who)
    assert envelopes.read_entry(remedy.proof, who.secrets)["text"] == "The account works."


def test_a_proof_after_the_day_that_was_promised_stays_late():
    who = make.at(Stage.AGREED)
    Remedy.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert _prove(who).was_late is True


def test_proof_without_words_is_none():
    who = make.at(Stage.AGREED)
    with pytest.raises(BadInputError):
        remedies.prove_remedy(actor=make.handler(who), remedy=_one(who), text="")


def test_the_case_is_verified_with_the_last_yes_of_the_person():
    who = make.at(Stage.IMPLEMENTED)
    remedies.verify_remedy(actor=who, remedy=_one(who))
    assert make.fresh(who.case).stage == Stage.IMPLEMENTED
    remedies.verify_remedy(actor=make.again(who), remedy=_one(who, "compensation"))
    assert make.fresh(who.case).stage == Stage.VERIFIED


def test_nobody_verifies_for_the_person():
    who = make.at(Stage.IMPLEMENTED)
    with pytest.raises(ConflictError):
        remedies.verify_remedy(actor=make.handler(who), remedy=_one(who))
    assert _one(who).state == "proven"


def test_a_proof_that_she_disputes_puts_the_case_back_and_our_clock_runs_on():
    who = make.at(Stage.IMPLEMENTED)
    remedies.dispute_remedy(actor=who, remedy=_one(who), text="Nothing has come.")
    case = make.fresh(who.case)
    assert (case.stage, _one(who).state) == (Stage.AGREED, "disputed")
    assert case.stages.get(left_on=None).due_on == make.later(30)


def test_what_was_disputed_is_proven_anew():
    who = make.at(Stage.IMPLEMENTED)
    remedies.dispute_remedy(actor=who, remedy=_one(who), text="Nothing has come.")
    _prove(who)
    assert make.fresh(who.case).stage == Stage.IMPLEMENTED


def test_she_may_say_after_all_that_a_disputed_remedy_came():
    who = make.at(Stage.IMPLEMENTED)
    remedies.verify_remedy(actor=who, remedy=_one(who, "compensation"))
    remedies.dispute_remedy(actor=make.again(who), remedy=_one(who), text="Nothing has come.")
    remedies.verify_remedy(actor=make.again(who), remedy=_one(who), text="It came today.")
    assert make.fresh(who.case).stage == Stage.VERIFIED


def test_she_may_say_that_what_was_agreed_does_not_come():
    who = make.at(Stage.AGREED)
    remedies.dispute_remedy(actor=who, remedy=_one(who), text="Nobody does anything.")
    assert make.fresh(who.case).stage == Stage.AGREED
    assert _one(who).state == "disputed"


def test_what_was_only_offered_is_not_proven():
    who = make.at(Stage.REMEDY_OFFERED)
    with pytest.raises(ConflictError):
        _prove(who)


def test_a_remedy_of_another_case_is_not_touched():
    who, other = make.at(Stage.IMPLEMENTED), make.at(Stage.IMPLEMENTED)
    with pytest.raises(NotAllowedError):
        remedies.verify_remedy(actor=who, remedy=_one(other))


def test_in_a_closed_case_she_appeals_instead():
    who = make.at(Stage.CLOSED)
    with pytest.raises(ConflictError, match="appeal"):
        remedies.dispute_remedy(actor=who, remedy=_one(who), text="It broke again.")
