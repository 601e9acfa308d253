"""A case's envelopes: who opens what, and that nothing is forged, changed, moved, dropped or replayed unnoticed."""

import copy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowshow.errors import SealError
from knowshow.foundation import vault
from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.envelopes import Signer
from knowshow.remedy.models import CaseFile, CaseKey, KeyScope, MemberKey, SealedPart
from tests.remedy import sealed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=20), JSON, max_size=5))
def test_whatever_is_written_is_read_as_it_was(content):
    case, person = sealed.case()
    entry = sealed.write(case, content, signer=Signer.person(person), secrets=person.secrets)
    assert envelopes.read_entry(entry, person.secrets) == content


def test_the_person_reads_what_is_for_both_and_no_internal_note():
    _case, (report, note, answer, system), person, secrets, _known = sealed.conversation()
    assert envelopes.read_entry(report, person.secrets)["text"] == "They closed my account."
    assert envelopes.read_entry(answer, person.secrets)["text"] == "We look into it."
    assert envelopes.read_entry(system, person.secrets) == {"event": "late"}
    assert envelopes.read_entry(note, secrets)["text"] == "The third case of this kind."
    with pytest.raises(SealError):
        envelopes.read_entry(note, person.secrets)


def test_the_shared_key_sealed_as_if_it_were_the_internal_one_opens_no_note():
    _case, (_report, note, *_), person, _secrets, _known = sealed.conversation()
    with pytest.raises(SealError):
        envelopes.read_entry(note, replace(person.secrets, internal=person.secrets.shared))


def test_only_the_receipt_opens_what_it_locks():
    case, person = sealed.case()
    assert envelopes.open_receipt(case, sealed.RECEIPT) == person
    with pytest.raises(SealError):
        envelopes.open_receipt(case, b"x" * 32)


def test_what_the_receipt_opens_is_of_this_case_only():
    case, _person = sealed.case()
    for other in (sealed.case(code="d" * 32)[0], sealed.case(tenant="u" * 32)[0]):
        other.receipt_locked = case.receipt_locked
        with pytest.raises(SealError):
            envelopes.open_receipt(other, sealed.RECEIPT)


FIELDS = {
    "number": 9, "kind": "report", "audience": "internal", "author": "person", "user_id": 8, "role": "reviewer",
    "version": 3, "signer": b"s" * 32, "is_to_public_key": True,
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_an_entry_whose_facts_were_changed_does_not_open(field):
    _case, (_report, _note, answer, _system), _person, secrets, _known = sealed.conversation()
    setattr(answer, field, FIELDS[field])
    with pytest.raises(SealError):
        envelopes.read_entry(answer, secrets)


def test_an_entry_moved_to_another_case_does_not_open():
    _case, (report, *_), person, _secrets, _known = sealed.conversation()
    report.case = sealed.case(code="d" * 32)[0]
    with pytest.raises(SealError):
        envelopes.read_entry(report, person.secrets)


def test_two_entries_whose_words_were_exchanged_do_not_open():
    _case, (report, _note, answer, _system), _person, secrets, _known = sealed.conversation()
    report.sealed, answer.sealed = answer.sealed, report.sealed
    for entry in (report, answer):
        with pytest.raises(SealError):
            envelopes.read_entry(entry, secrets)


# ---- the chain, which needs no key -------------------------------------------------------------------------


def test_an_untouched_case_holds_together():
    case, entries, _person, _secrets, known = sealed.conversation()
    assert envelopes.broken_links(case, entries, known) == []


@pytest.mark.parametrize("gone", range(4))
def test_an_entry_that_was_dropped_is_missed(gone):
    case, entries, _person, _secrets, known = sealed.conversation()
    assert gone + 1 in envelopes.broken_links(case, entries[:gone] + entries[gone + 1 :], known)


def test_entries_in_another_order_are_noticed():
    case, (one, two, three, four), _person, _secrets, known = sealed.conversation()
    two.number, three.number = three.number, two.number
    assert envelopes.broken_links(case, [one, three, two, four], known)


@pytest.mark.parametrize("field", [*FIELDS, "added_on"])
def test_a_changed_fact_is_noticed(field):
    case, entries, _person, _secrets, known = sealed.conversation()
    setattr(entries[2], field, FIELDS.get(field, date(2026, 10, 1)))
    assert envelopes.broken_links(case, entries, known)


@settings(max_examples=60)
@given(st.integers(0, 3), st.integers(min_value=0), st.integers(0, 7))
def test_one_changed_bit_of_any_entry_is_noticed(which, where, bit):
    case, entries, _person, _secrets, known = sealed.conversation()
    changed = bytearray(entries[which].sealed)
    changed[where % len(changed)] ^= 1 << bit
    entries[which].sealed = bytes(changed)
    assert which + 1 in envelopes.broken_links(case, entries, known)


def test_an_entry_played_again_is_noticed():
    case, entries, _person, _secrets, known = sealed.conversation()
    again = copy.copy(entries[0])
    again.number = case.entry_count = 5
    case.chain_head = again.chain
    assert envelopes.broken_links(case, [*entries, again], known) == [5]


def test_nobody_but_the_person_signs_as_the_person():
    """A handler holds the shared key, but not the receipt: an acceptance in her name is found out."""
    case, entries, _person, secrets, known = sealed.conversation()
    forger, stored = sealed.member(8)
    as_her = Signer("person", forger.signing_seed)
    entries.append(sealed.write(case, {"accepts": True}, signer=as_her, secrets=secrets, kind="decision"))
    assert envelopes.broken_links(case, entries, known) == [5]
    assert envelopes.broken_links(case, entries, {**known, 8: frozenset({bytes(stored.verify)})}) == [5]


def test_whoever_holds_no_key_can_neither_write_nor_recompute_the_chain():
    case, entries, _person, _secrets, known = sealed.conversation()
    thief = envelopes.new_person(b"t" * 32)
    forged = sealed.write(case, {"text": "I withdraw."}, signer=Signer.person(thief), secrets=thief.secrets)
    assert envelopes.broken_links(case, [*entries, forged], known) == [5]


def test_a_case_cut_at_its_end_is_noticed_while_its_count_stands():
    case, entries, _person, _secrets, known = sealed.conversation()
    assert envelopes.broken_links(case, entries[:3], known) == [4]


def test_what_the_person_signed_goes_up_to_her_last_entry():
    case, entries, _person, _secrets, _known = sealed.conversation()
    assert envelopes.signed(case, entries) == entries[:1]
    assert envelopes.signed(case, []) == []


@pytest.mark.parametrize("field", [*FIELDS, "added_on", "pins"])
def test_nothing_of_what_she_signed_is_believed_once_a_fact_of_it_was_changed(field):
    case, entries, _person, _secrets, _known = sealed.conversation()
    others = {**FIELDS, "kind": "facts", "author": "member", "pins": {"identity": "00"}, "added_on": date(2026, 10, 1)}
    setattr(entries[0], field, others[field])
    assert envelopes.signed(case, entries) == []


def test_nothing_is_believed_where_an_entry_before_hers_was_changed():
    case, entries, person, _secrets, _known = sealed.conversation()
    entries.append(sealed.write(case, {"text": "One more."}, signer=Signer.person(person), secrets=person.secrets))
    assert envelopes.signed(case, entries) == entries
    entries[1].kind = "message"
    assert envelopes.signed(case, entries) == []


# ---- members -----------------------------------------------------------------------------------------------


def given_key(case, secrets, stored, scope=KeyScope.CASE):
    bytes_ = envelopes.seal_case_key(case, secrets, stored, scope)
    return CaseKey(case=case, user_id=stored.user_id, scope=scope, sealed=bytes_)


def test_a_member_opens_the_case_that_was_given_to_her():
    case, _entries, _person, secrets, _known = sealed.conversation()
    keys, stored = sealed.member()
    assert envelopes.open_case_key(given_key(case, secrets, stored), keys) == secrets


def test_an_interpreter_gets_no_key_of_internal_notes():
    case, (_report, note, *_), person, secrets, _known = sealed.conversation()
    keys, stored = sealed.member()
    held = envelopes.open_case_key(given_key(case, secrets, stored, KeyScope.SHARED), keys)
    assert held == person.secrets
    with pytest.raises(SealError):
        envelopes.read_entry(note, held)


def test_a_case_key_does_not_open_for_another_member_case_or_scope():
    case, _entries, _person, secrets, _known = sealed.conversation()
    keys, stored = sealed.member()
    for field, value in {"user_id": 8, "case": sealed.case(code="d" * 32)[0], "scope": KeyScope.SHARED}.items():
        moved = given_key(case, secrets, stored)
        setattr(moved, field, value)
        with pytest.raises(SealError):
            envelopes.open_case_key(moved, keys)
    with pytest.raises(SealError):
        envelopes.open_case_key(given_key(case, secrets, stored), sealed.member()[0])


def test_a_member_key_opens_with_its_passphrase_only():
    keys, stored = sealed.member()
    stored.locked = envelopes.lock_member(b"k" * 32, keys)
    assert envelopes.open_member(stored, b"k" * 32) == keys
    with pytest.raises(SealError):
        envelopes.open_member(stored, b"l" * 32)


def test_a_public_key_that_was_exchanged_is_noticed_when_the_member_opens_hers():
    keys, stored = sealed.member()
    stored.locked = envelopes.lock_member(b"k" * 32, keys)
    stored.public = KeyPair.new().public
    with pytest.raises(SealError):
        envelopes.open_member(stored, b"k" * 32)


def test_the_trustees_key_opens_a_case():
    case, person = sealed.case()
    trustees = KeyPair.new()
    case.mechanism.recovery_public = trustees.public
    secrets = sealed.full(person)
    case.recovery_sealed = envelopes.seal_for_recovery(case, secrets)
    assert envelopes.open_recovery(case, trustees) == secrets
    with pytest.raises(SealError):
        envelopes.open_recovery(case, KeyPair.new())


# ---- parts and files ---------------------------------------------------------------------------------------


def part_of(case, what=KeyScope.IDENTITY):
    pair = KeyPair.new()
    part = SealedPart(case=case, what=what, public_key=pair.public)
    part.sealed = envelopes.seal_part(part, {"name": "Maria Rossi"})
    return part, pair


def test_an_identity_opens_with_its_own_key_and_not_with_the_cases():
    case, person = sealed.case()
    part, pair = part_of(case)
    assert envelopes.open_part(part, pair.secret) == {"name": "Maria Rossi"}
    for wrong in (person.secrets.shared, vault.new_key()):
        with pytest.raises(SealError):
            envelopes.open_part(part, wrong)


@pytest.mark.parametrize(("field", "value"), [("version", 2), ("what", KeyScope.CONTACT)])
def test_an_identity_of_an_earlier_version_or_another_kind_does_not_open(field, value):
    part, pair = part_of(sealed.case()[0])
    setattr(part, field, value)
    with pytest.raises(SealError):
        envelopes.open_part(part, pair.secret)


def test_the_worker_that_sends_notices_opens_the_contact_and_nothing_else():
    case, _person = sealed.case()
    contact, pair = part_of(case, KeyScope.CONTACT)
    worker = KeyPair.new()
    contact.for_notices = envelopes.seal_for_notices(contact, worker.public, pair.secret)
    assert envelopes.open_for_notices(contact, worker) == {"name": "Maria Rossi"}
    identity, _pair = part_of(case)
    identity.for_notices = contact.for_notices
    with pytest.raises(SealError):
        envelopes.open_for_notices(identity, worker)


def test_a_name_for_matching_opens_for_the_trustees_and_its_case_only():
    case, _person = sealed.case()
    trustees = KeyPair.new()
    name = envelopes.seal_name(case, trustees.public, "Regional manager X")
    assert envelopes.open_name(case, trustees, name) == "Regional manager X"
    with pytest.raises(SealError):
        envelopes.open_name(sealed.case(code="d" * 32)[0], trustees, name)


def file_of(case, **facts):
    return CaseFile(case=case, code="f" * 32, author="person", **facts)


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "g" * 32), ("is_cleaned", True), ("is_kept_apart", True), ("audience", "internal"), ("author", "member")],
)
def test_the_bytes_and_facts_of_a_file_belong_to_it(field, value):
    case, person = sealed.case()
    file, key = file_of(case), vault.new_key()
    stored = list(envelopes.lock_file(file, key, [b"a photograph"], 12))
    file.sealed = envelopes.seal_file_facts(file, {"name": "photo.jpg"}, person.secrets)
    assert b"".join(envelopes.unlock_file(file, key, stored)) == b"a photograph"
    assert envelopes.read_file_facts(file, person.secrets) == {"name": "photo.jpg"}
    setattr(file, field, value)
    with pytest.raises(SealError):
        list(envelopes.unlock_file(file, key, stored))
    with pytest.raises(SealError):
        envelopes.read_file_facts(file, sealed.full(person))


def test_the_facts_of_a_file_kept_apart_open_with_the_identity_only():
    case, person = sealed.case()
    _part, pair = part_of(case)
    file = file_of(case, is_kept_apart=True)
    file.sealed = envelopes.seal_file_facts_apart(file, {"name": "photo.jpg"}, pair.secret)
    assert envelopes.read_file_facts_apart(file, pair.secret) == {"name": "photo.jpg"}
    with pytest.raises(SealError):
        envelopes.read_file_facts_apart(file, person.secrets.shared)


def test_no_record_of_keys_shows_a_secret():
    _case, person = sealed.case()
    keys, stored = sealed.member()
    said = repr((person, keys, sealed.full(person), Signer.person(person), MemberKey(code=stored.code)))
    for secret in (person.secrets.shared, sealed.RECEIPT, keys.signing_seed, keys.pair.secret):
        assert repr(secret)[2:-1] not in said
        assert secret.hex() not in said
