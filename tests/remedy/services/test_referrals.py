"""A case goes to another body with her consent, and with no more than she ticked."""

import json

import msgspec
import pytest
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, SealError
from knowshow.foundation import vault
from knowshow.foundation.vault import KeyPair
from knowshow.project import housekeeping
from knowshow.remedy import envelopes
from knowshow.remedy.models import Referral
from knowshow.remedy.services import referrals
from knowshow.remedy.services.referrals import SCHEMA
from tests.remedy import make

pytestmark = pytest.mark.django_db
BODY = KeyPair.new()
FIELDS = ("summary", "language", "stages")


def _proposed(who, fields=FIELDS, **said):
    facts = {"body": "Labour inspectorate", "purpose": "It can order back pay.", "text": "We propose this."} | said
    return referrals.propose_referral(actor=make.handler(who), fields=fields, **facts)


def _sent(who, agreed=FIELDS, **said):
    referral = _proposed(who, **said)
    referrals.answer_referral(actor=make.again(who), referral=referral, fields=agreed)
    facts = {"summary": "An account was closed.", "wishes": "She wants it back."}
    return referrals.send_referral(actor=make.handler(who), referral=referral, facts=facts)


def test_the_packet_holds_what_she_ticked_and_names_what_was_left_out():
    who = make.person()
    packet = json.loads(_sent(who, agreed=("summary", "stages")))
    assert packet["facts"] == {"summary": "An account was closed."}
    assert packet["schema"] == SCHEMA
    assert packet["clocks"][0]["stage"] == "received"
    assert {"language", "wishes", "identity", "contact"} <= set(packet["left_out"])
    assert packet["reply_token"] == Referral.objects.get().code
    assert who.case.reference not in json.dumps(packet)


def test_she_reads_the_very_packet_that_goes():
    who = make.person()
    sent = json.loads(_sent(who))
    packet, key = referrals.packet_of(who, Referral.objects.get())
    assert (packet, key) == (sent, "")


def test_nothing_goes_without_her_consent():
    who = make.person()
    with pytest.raises(ConflictError):
        referrals.send_referral(actor=make.handler(who), referral=_proposed(who), facts={})


def test_she_agrees_to_no_more_than_was_proposed():
    who = make.person()
    packet = json.loads(_sent(who, agreed=("summary", "right")))
    assert packet["consent"]["fields"] == ["summary"]


def test_she_declines_by_ticking_nothing():
    who = make.person()
    referral = referrals.answer_referral(actor=who, referral=_proposed(who), fields=())
    assert referral.state == "declined"


def test_consent_runs_out():
    who = make.person()
    referral = _proposed(who)
    referrals.answer_referral(actor=make.again(who), referral=referral, fields=FIELDS, until=timezone.localdate())
    Referral.objects.update(consent_until=make.later(-1))
    with pytest.raises(ConflictError, match="run out"):
        referrals.send_referral(actor=make.handler(who), referral=referral, facts={})


def test_consent_is_taken_back_before_anything_goes():
    who = make.person()
    referral = _proposed(who)
    referrals.answer_referral(actor=make.again(who), referral=referral, fields=FIELDS)
    referrals.withdraw_consent(actor=make.again(who), referral=referral)
    with pytest.raises(ConflictError):
        referrals.send_referral(actor=make.handler(who), referral=referral, facts={})


def test_a_packet_is_sealed_to_the_key_of_the_body():
    who = make.person()
    sent = _sent(who, public_key=BODY.public.hex())
    assert b"account" not in sent
    assert json.loads(vault.unseal(BODY, sent, SCHEMA.encode()))["to"] == "Labour inspectorate"
    with pytest.raises(SealError):
        vault.unseal(KeyPair.new(), sent, SCHEMA.encode())


def test_a_name_goes_sealed_by_the_person_and_the_team_never_sees_it():
    who = make.person(identity={"name": "Nadia"}, standing="confidential")
    fields = ("summary", "identity")
    packet = json.loads(
        vault.unseal(BODY, _sent(who, fields, fields=fields, public_key=BODY.public.hex()), SCHEMA.encode())
    )
    assert "Nadia" not in json.dumps(packet)
    bound = f"{SCHEMA} {packet['reply_token']} identity".encode()
    told = vault.unseal(BODY, bytes.fromhex(packet["sealed"]["identity"]), bound)
    assert msgspec.json.decode(told) == {"name": "Nadia"}
    handler = make.handler(who)
    assert "Nadia" not in str([envelopes.read_entry(one, handler.secrets) for one in who.case.entries.all()])


def test_a_name_is_not_proposed_without_a_key_to_seal_it_to():
    with pytest.raises(BadInputError) as refused:
        _proposed(make.person(), fields=("identity",))
    assert refused.value.place.field == "public_key"


@pytest.mark.parametrize("key", ["zz", "ab" * 31, "x" * 64, "00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f"])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(BadInputError):
        _proposed(make.person(), public_key=key)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (("received", "accepted", "closed"), "closed"),
        (("refused",), "refused"),
        (("received", "rereferred"), "rereferred"),
    ],
)
def test_what_the_body_answers_is_written_down(answers, state):
    who = make.person()
    _sent(who)
    for answer in answers:
        referrals.record_receipt(
            actor=make.handler(who), referral=Referral.objects.get(), state=answer, reason="not_competent"
        )
    assert Referral.objects.get().state == state


def test_an_answer_that_does_not_follow_is_refused_and_a_refusal_has_a_reason():
    who = make.person()
    _sent(who)
    with pytest.raises(ConflictError):
        referrals.record_receipt(actor=make.handler(who), referral=Referral.objects.get(), state="closed")
    with pytest.raises(BadInputError):
        referrals.record_receipt(actor=make.handler(who), referral=Referral.objects.get(), state="refused")


def test_without_a_receipt_in_fourteen_days_the_worker_gives_the_step_back_to_her(settings, tmp_path):
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    who = make.person()
    _sent(who)
    housekeeping.keep_house()
    assert referrals.give_back_unanswered() == 0
    Referral.objects.update(receipt_due_on=make.later(-1))
    housekeeping.keep_house()
    assert referrals.give_back_unanswered() == 0
    last = who.case.entries.last()
    assert envelopes.read_entry(last, who.secrets) == {"event": "referral_unanswered"}
