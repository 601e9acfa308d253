"""A name, a contact and what the team may know count as the person signed them, and in no other way."""

import copy

import pytest
from django.db import connection

from knowshow.errors import ConflictError, NotAllowedError, SealError
from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.filing import given
from knowshow.remedy.models import Case, Entry, KeyScope, PartShare, Reveal, SealedPart, SeatRole
from knowshow.remedy.selectors import person_page
from knowshow.remedy.selectors.chains import case_chains
from knowshow.remedy.services import files, intake, notices_key, person, reveals
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db
NAME = {"name": "Nadia"}
CONTACT = {"email": "nadia@example.org"}


def _who(**facts):
    return make.person(make.mechanism(), **{"identity": NAME, "contact": CONTACT, "standing": "named", **facts})


def _part(who, what=KeyScope.IDENTITY):
    return SealedPart.objects.select_related("case__mechanism").get(case=who.case, what=what)


def _not_as_given():
    (found,) = case_chains()
    assert not found.broken
    return list(found.not_as_given)


def _put_another_name(who, what=KeyScope.IDENTITY):
    """Seal other words to the part's public key, which stands in clear: whoever has the database can."""
    part = _part(who, what)
    part.sealed = envelopes.seal_part(part, {"name": "Somebody else", "email": "trap@example.org"})
    part.save()
    return part


def test_what_she_gave_with_her_report_is_as_given():
    who = _who(consent="handlers")
    assert _not_as_given() == []
    assert given.is_as_given(_part(who))
    assert given.lets_team_know(_part(who))


def test_what_she_gave_with_a_draft_counts_once_it_is_sent():
    of = make.mechanism()
    receipt, report = make.receipt(), make.report(identity=NAME, standing="named", consent="handlers")
    intake.receive(mechanism=of, receipt=receipt, report=report, is_draft=True)
    intake.receive(mechanism=of, receipt=receipt, report=report)
    assert _not_as_given() == []
    assert given.lets_team_know(SealedPart.objects.get())


def test_what_she_gives_later_takes_the_place_of_the_first():
    who = _who(consent="handlers")
    keys = person.put_part(actor=who, what=KeyScope.IDENTITY, content={"name": "Nadia B."}, consent="ask")
    assert _not_as_given() == []
    assert given.is_as_given(_part(who))
    assert not given.lets_team_know(_part(who))
    assert envelopes.open_part(_part(who), keys.parts[KeyScope.IDENTITY]) == {"name": "Nadia B."}


def test_the_same_form_with_another_name_is_told_in_her_case_and_signed():
    of, receipt = make.mechanism(), make.receipt()
    for name in ("Nadia", "Nadia B."):
        intake.receive(mechanism=of, receipt=receipt, report=make.report(identity={"name": name}, standing="named"))
    assert _not_as_given() == []
    assert Entry.objects.get(kind="system").pins.keys() == {KeyScope.IDENTITY}


def test_a_file_that_stands_apart_brings_a_key_that_she_signed():
    who = make.person(make.mechanism())
    picture = b"%PDF-1.4 nothing that can be looked into"
    files.add_file(actor=who, content=picture, name="letter.pdf", audience="both")
    assert _not_as_given() == []


@pytest.mark.parametrize("what", [KeyScope.IDENTITY, KeyScope.CONTACT])
def test_another_name_in_the_database_is_found_without_a_key(what):
    who = _who()
    _put_another_name(who, what)
    assert _not_as_given() == [what]


def test_nobody_but_she_says_that_the_team_may_know():
    who = _who(consent="ask")
    SealedPart.objects.update(consent="handlers")
    assert _not_as_given() == ["contact", "identity"]
    assert not given.lets_team_know(_part(who))


def test_what_she_took_back_cannot_be_put_back():
    who = _who(consent="handlers")
    before = SealedPart.objects.get(what=KeyScope.IDENTITY)
    person.put_part(actor=who, what=KeyScope.IDENTITY, content=NAME, consent="ask")
    before.save()
    assert _not_as_given() == ["identity"]
    assert not given.lets_team_know(_part(who))


def test_a_name_that_was_slipped_into_a_case_without_one_is_found():
    who = make.person(make.mechanism())
    pair = vault.KeyPair.new()
    part = SealedPart(case=who.case, what=KeyScope.IDENTITY, public_key=pair.public, consent="handlers")
    part.sealed = envelopes.seal_part(part, {"name": "Somebody else"})
    part.save()
    assert _not_as_given() == ["identity"]
    assert not given.is_as_given(part)


def test_a_name_that_was_dropped_is_missed():
    _who()
    SealedPart.objects.filter(what=KeyScope.IDENTITY).delete()
    assert _not_as_given() == ["identity"]


def test_a_pin_that_was_written_into_another_entry_breaks_the_chain():
    who = _who(consent="ask")
    SealedPart.objects.filter(what=KeyScope.IDENTITY).update(consent="handlers")
    entry = who.case.entries.get(number=1)
    entry.pins["identity"] = envelopes.pin_of(_part(who))
    entry.save()
    (found,) = case_chains()
    assert found.broken == (1,)
    with pytest.raises(SealError):
        envelopes.read_entry(entry, who.secrets)


def test_the_member_who_asked_is_not_shown_what_somebody_else_put_there():
    who = _who()
    reveal = reveals.ask_reveal(actor=make.handler(who), part=_part(who), days=10, reason="To pay what was agreed.")
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)
    _put_another_name(who)
    with pytest.raises(ConflictError, match="not what the person gave"):
        reveals.look(actor=make.handler(who), reveal=Reveal.objects.get())


def test_custodians_do_not_open_on_a_consent_that_she_did_not_sign():
    of = make.mechanism()
    custodian = seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    who = make.person(of, identity=NAME, standing="confidential", consent="ask")
    SealedPart.objects.update(consent="handlers")
    reveal = reveals.ask_reveal(actor=make.handler(who), part=_part(who), days=10, reason="To pay what was agreed.")
    with pytest.raises(NotAllowedError, match="asked first"):
        reveals.give_share(actor=custodian, keys=make.member_keys(custodian), reveal=reveal)


def test_a_share_does_not_open_for_a_case_that_somebody_else_signs():
    """Whoever puts another signing key in the person's place cannot use custodians to open her name."""
    of = make.mechanism()
    custodian = seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    who = make.person(of, identity=NAME, standing="confidential", consent="handlers")
    Case.objects.update(person_verify=envelopes.person_verify(b"thief" * 8))
    share = PartShare.objects.select_related("part__case__mechanism").get()
    with pytest.raises(SealError):
        envelopes.open_share(make.member_keys(custodian), share.part, bytes(share.sealed))
    assert who.case.pk == share.part.case_id


def test_a_share_from_before_still_opens():
    of = make.mechanism()
    custodian = seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    make.person(of, identity=NAME, standing="confidential")
    share = PartShare.objects.select_related("part__case__mechanism").get()
    keys, case = make.member_keys(custodian), share.part.case
    opened = envelopes.open_share(keys, share.part, bytes(share.sealed))
    stored = custodian.case_keys.get(retired_on=None)
    older = envelopes.seal_to_member(stored, opened, case, "share identity")
    assert envelopes.open_share(keys, share.part, older) == opened


def test_her_no_is_signed_with_what_it_changes():
    who = _who(consent="handlers")
    reveal = reveals.ask_reveal(actor=make.handler(who), part=_part(who), days=10, reason="To pay what was agreed.")
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=False)
    assert _not_as_given() == []
    assert _part(who).consent == "ask"


def test_her_no_does_not_sign_what_somebody_else_put_there():
    who = _who(consent="handlers")
    reveal = reveals.ask_reveal(actor=make.handler(who), part=_part(who), days=10, reason="To pay what was agreed.")
    _put_another_name(who)
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=False)
    assert _not_as_given() == ["identity"]


def test_it_is_not_safe_ends_messages_and_nobody_begins_them_again():
    of = make.mechanism()
    notices_key.stored_pair()
    who = make.person(of, contact=CONTACT, wants_notices=True)
    part = _part(who, KeyScope.CONTACT)
    if not part.for_notices:
        part.for_notices = b"sealed to the worker"
    wanted = copy.copy(part)
    person.say_whether_safe(actor=make.again(who), answer="no")
    assert not _part(who, KeyScope.CONTACT).for_notices
    wanted.save()
    assert _not_as_given() == ["contact"]


def test_she_sees_no_name_that_she_did_not_give():
    who = _who()
    assert person_page.name_of(who) == "Nadia"
    _put_another_name(who)
    assert not person_page.name_of(make.again(who))


def test_of_a_case_from_before_nobody_can_say(monkeypatch):
    """A case that was begun before parts were signed: it is whole, and what was said in it beforehand is asked anew."""
    who = make.person(make.mechanism())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM remedy_entry WHERE case_id = %s", [who.case.pk])
    case = who.case
    case.entry_count, case.chain_head = 0, b""
    with monkeypatch.context() as before:
        before.setattr(envelopes, "ENTRY_VERSION", 1)
        entry = envelopes.make_entry(
            case, {"text": "Before."}, kind="report", signer=who.signer, secrets=who.secrets, on=case.received_on
        )
    entry.save()
    case.entry_count, case.chain_head = 1, entry.chain
    case.save()
    pair = vault.KeyPair.new()
    part = SealedPart(case=case, what=KeyScope.IDENTITY, public_key=pair.public, consent="handlers")
    part.sealed = envelopes.seal_part(part, NAME)
    part.save()
    assert _not_as_given() == []
    assert given.is_as_given(part)
    assert not given.lets_team_know(part)
