"""A name, a contact and what the team may know count as the person signed them, and in no other way."""

import copy
from dataclasses import replace

import pytest
from django.db import connection

from knowshow.errors import ConflictError, NotAllowedError, SealError
from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.filing import given
from knowshow.remedy.models import Case, CaseFile, Entry, KeyScope, PartShare, Reveal, SealedPart, SeatRole
from knowshow.remedy.selectors import person_page
from knowshow.remedy.selectors.chains import case_chains
from knowshow.remedy.services import files, intake, notices_key, person, reveals
from knowshow.remedy.standing import Person
from knowshow.remedy.views.portal import telling
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


def _forge(who, consent="handlers", content=None):
    """Change a part and the digest of it in her entry, as somebody could who has the database and no key."""
    part = _part(who)
    part.consent = consent
    if content:
        part.sealed = envelopes.seal_part(part, content)
    part.save()
    entry = who.case.entries.get(number=1)
    entry.pins["identity"] = envelopes.pin_of(_part(who))
    entry.save()


def test_a_digest_that_was_changed_with_the_part_is_not_believed():
    who = _who(consent="ask")
    _forge(who)
    assert not given.lets_team_know(_part(who))
    _forge(who, consent="ask", content={"name": "Somebody else"})
    assert not given.is_as_given(_part(who))
    assert person_page.name_of(make.again(who)) == ""


def test_what_she_took_back_is_not_brought_back_by_emptying_the_digest_of_her_newest_entry():
    who = _who(consent="handlers")
    before = SealedPart.objects.get(what=KeyScope.IDENTITY)
    person.put_part(actor=who, what=KeyScope.IDENTITY, content=NAME, consent="ask")
    before.save()
    Entry.objects.filter(case=who.case, number=2).update(pins={})
    assert not given.lets_team_know(_part(who))


def test_a_case_is_not_made_one_from_before():
    who = _who()
    _put_another_name(who)
    Entry.objects.filter(case=who.case).update(version=1, pins={})
    assert not given.is_as_given(_part(who))


def test_what_she_gives_is_sealed_to_the_key_of_her_receipt_whatever_the_database_says():
    who = _who()
    thief = vault.KeyPair.new()
    SealedPart.objects.update(public_key=thief.public)
    person.put_part(actor=make.again(who), what=KeyScope.IDENTITY, content={"name": "Nadia B."}, consent="ask")
    with pytest.raises(SealError):
        envelopes.open_part(_part(who), thief.secret)
    assert person_page.name_of(make.again(who)) == "Nadia B."
    files.add_file(actor=make.again(who), content=b"%PDF-1.4 nothing", name="nadia.pdf", audience="both")
    file = CaseFile.objects.get()
    file.case = who.case
    with pytest.raises(SealError):
        envelopes.read_file_facts_apart(file, thief.secret)


def test_a_consent_that_is_not_hers_is_not_offered_to_her_as_chosen():
    who = _who(consent="ask")
    SealedPart.objects.update(consent="handlers")
    me = make.again(who)
    chosen = telling._details_form(me, me.case, None).initial["consent"]
    assert chosen == "ask"
    form = telling._details_form(me, me.case, {"name": "Nadia", "consent": chosen, "contact": "", "email": ""})
    assert form.is_valid()
    telling._keep_details(me, me.case, form)
    assert not given.lets_team_know(_part(who))


def _back(receipt):
    return intake.open_with_receipt(reference=receipt.reference, secrets=[receipt.secret])


def test_two_open_pages_of_hers_keep_all_her_keys():
    of, receipt = make.mechanism(), make.receipt()
    seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    intake.receive(mechanism=of, receipt=receipt, report=make.report())
    one, two = _back(receipt), _back(receipt)
    files.add_file(actor=one, content=b"%PDF-1.4 nothing", name="letter.pdf", audience="both")
    person.put_part(actor=two, what=KeyScope.CONTACT, content=CONTACT, consent="ask")
    assert set(_back(receipt).keys.parts) == {KeyScope.IDENTITY, KeyScope.CONTACT}
    person.put_part(actor=one, what=KeyScope.IDENTITY, content=NAME, consent="ask")
    assert person_page.name_of(_back(receipt)) == "Nadia"
    assert person_page.contact_of(_back(receipt)) == CONTACT
    assert _not_as_given() == []


def test_a_first_name_that_is_given_twice_at_once_is_given():
    of, receipt = make.mechanism(), make.receipt()
    intake.receive(mechanism=of, receipt=receipt, report=make.report())
    for who in (_back(receipt), _back(receipt)):
        person.put_part(actor=who, what=KeyScope.IDENTITY, content=NAME, consent="ask")
    assert person_page.name_of(_back(receipt)) == "Nadia"


def test_a_name_whose_key_was_lost_can_be_given_anew():
    of, receipt = make.mechanism(), make.receipt()
    custodian = seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    intake.receive(mechanism=of, receipt=receipt, report=make.report(identity=NAME, standing="named"))
    case = Case.objects.select_related("mechanism").get()
    case.receipt_locked = envelopes.lock_receipt(case, replace(_back(receipt).keys, parts={}))
    case.save()
    keys = person.put_part(actor=_back(receipt), what=KeyScope.IDENTITY, content=NAME, consent="ask")
    share = PartShare.objects.select_related("part__case__mechanism").get()
    held = envelopes.open_share(make.member_keys(custodian), share.part, bytes(share.sealed)).decode()
    assert vault.combine([held]) == keys.parts[KeyScope.IDENTITY]


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


def _from_before(monkeypatch):
    """Somebody whose case was begun before parts were signed, with a name and a contact."""
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
    parts = {}
    for what, content in ((KeyScope.IDENTITY, NAME), (KeyScope.CONTACT, CONTACT)):
        pair = vault.KeyPair.new()
        parts[what] = pair.secret
        part = SealedPart(case=case, what=what, public_key=pair.public, consent="handlers", for_notices=b"sealed")
        part.sealed = envelopes.seal_part(part, content)
        part.save()
    keys = replace(who.keys, parts=parts)
    case.receipt_locked = envelopes.lock_receipt(case, keys)
    case.save()
    return Person(case, keys)


def test_of_a_case_from_before_nobody_can_say(monkeypatch):
    """It is whole, and what was said in it beforehand is asked anew."""
    who = _from_before(monkeypatch)
    assert _not_as_given() == []
    assert given.is_as_given(_part(who))
    assert not given.lets_team_know(_part(who))


def test_in_a_case_from_before_what_she_does_now_raises_no_alarm_about_the_rest(monkeypatch):
    who = _from_before(monkeypatch)
    person.say_whether_safe(actor=make.again(who), answer="no")
    assert _not_as_given() == []
    person.put_part(actor=make.again(who), what=KeyScope.CONTACT, content={"email": "new@example.org"}, consent="ask")
    assert _not_as_given() == []
    SealedPart.objects.filter(what=KeyScope.CONTACT).update(consent="handlers")
    assert _not_as_given() == ["contact"]


def test_in_a_case_from_before_her_yes_counts_once_she_signs_it(monkeypatch):
    me = make.again(_from_before(monkeypatch))
    initial = telling._details_form(me, me.case, None).initial
    assert initial["consent"] == "ask"
    form = telling._details_form(me, me.case, {**initial, "consent": "handlers"})
    assert form.is_valid(), form.errors
    telling._keep_details(me, me.case, form)
    assert given.lets_team_know(_part(me))
