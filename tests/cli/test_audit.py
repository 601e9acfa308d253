"""``knowshow audit verify``: what was changed, dropped, swapped or slipped in behind our back is found."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from knowshow.foundation.models import HistoryEntry, Role
from knowshow.remedy.models import Case, Entry, Mechanism, MemberKey
from knowshow.remedy.services import messages, person, recovery
from knowshow.remedy.services.recovery import Named
from tests import make as accounts
from tests.remedy import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual_umask():
    """Commands make files that only their owner reads; the tests after these keep their own habit."""
    import os

    former = os.umask(0o022)
    yield
    os.umask(former)


@pytest.fixture
def case(db):
    """A case in which both sides wrote."""
    who = make.person()
    person.write_message(actor=who, text="One more thing that I remember.")
    messages.answer(actor=make.handler(who), text="We have read it.")
    return who.case


def verify(command):
    code, out, _err = command("audit", "verify", "--json")
    return code, json.loads(out)


def test_an_untouched_database_holds_together(case, command):
    code, found = verify(command)
    assert (code, found["history"]["broken"], found["cases"]["broken"]) == (0, [], [])
    assert found["cases"]["checked"] == 1
    assert found["history"]["digest"] == bytes(HistoryEntry.objects.first().chain).hex()


def test_it_says_so_in_words_and_gives_the_digests_to_keep(case, command):
    code, _out, err = command("audit", "verify")
    assert code == 0
    assert "Everything holds together" in err
    assert bytes(HistoryEntry.objects.first().chain).hex() in err


@pytest.mark.parametrize(
    "change",
    [
        {"action": "remedy.case.closed"},
        {"actor_id": None, "organisation_id": None, "subject_id": "99"},
        {"detail": {"n": 2}},
        {"at": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_changed_entry_of_the_history_is_found(case, command, change):
    entry = HistoryEntry.objects.order_by("pk")[1]
    HistoryEntry.objects.filter(pk=entry.pk).update(**change)
    code, found = verify(command)
    assert (code, found["history"]["broken"]) == (1, [entry.pk])


def test_a_dropped_entry_of_the_history_is_found(case, command):
    first, second = HistoryEntry.objects.order_by("pk")[:2]
    HistoryEntry.objects.filter(pk=first.pk)._raw_delete("default")
    code, found = verify(command)
    assert (code, found["history"]["broken"]) == (1, [second.pk])


def test_an_entry_that_was_slipped_in_is_found(case, command):
    HistoryEntry.objects.create(action="remedy.case.closed", subject_type="remedy.case", subject_id="1", subject="x")
    assert verify(command)[0] == 1


def test_what_a_record_was_called_may_be_erased(case, command):
    HistoryEntry.objects.update(subject="Former member 7")
    assert verify(command)[0] == 0


def test_a_changed_entry_of_a_case_is_found_and_named(case, command):
    entry = case.entries.get(number=2)
    changed = bytearray(entry.sealed)
    changed[60] ^= 1
    Entry.objects.filter(pk=entry.pk).update(sealed=bytes(changed))
    code, found = verify(command)
    assert code == 1
    assert found["cases"]["broken"] == [
        {"reference": case.reference, "entries": [2], "not_as_given": [], "not_as_noted": []}
    ]


def test_a_dropped_entry_of_a_case_is_found(case, command):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM remedy_entry WHERE case_id = %s AND number = 2", [case.pk])
    code, found = verify(command)
    assert code == 1
    assert 2 in found["cases"]["broken"][0]["entries"]


def test_a_case_that_was_put_back_to_a_former_state_is_found_and_named(case, command):
    first = case.entries.get(number=1)
    case.entries.filter(number__gt=1).delete()
    Case.objects.update(entry_count=1, chain_head=first.chain)
    code, found = verify(command)
    said = {"reference": case.reference, "entries": [], "not_as_given": [], "not_as_noted": [2, 3]}
    assert (code, found["cases"]["broken"]) == (1, [said])
    code, _out, err = command("audit", "verify")
    assert "was put back or written anew: the history knows entry 2, 3 otherwise." in err


def test_a_case_that_is_a_draft_again_is_found_and_named(case, command):
    Case.objects.update(is_draft=True)
    code, found = verify(command)
    assert (code, found["cases"]["gone"]) == (1, [case.reference])
    code, _out, err = command("audit", "verify")
    assert f"Case {case.reference} is gone, or a draft again" in err


def test_two_entries_of_a_case_that_were_exchanged_are_found(case, command):
    one, two = case.entries.order_by("number")[:2]
    Entry.objects.filter(pk=one.pk).update(sealed=two.sealed)
    Entry.objects.filter(pk=two.pk).update(sealed=one.sealed)
    code, _out, err = command("audit", "verify")
    assert code == 1
    assert case.reference in err


def test_a_case_key_that_was_slipped_in_is_found_and_its_account_named(case, command):
    """Whoever writes into the database could have new cases sealed to a key of their own."""
    hanna = case.keys.first().user
    MemberKey.objects.filter(user=hanna).update(public=b"p" * 32)
    code, found = verify(command)
    assert (code, found["keys"]["not_made_here"]) == (1, [hanna.email])
    _code, _out, err = command("audit", "verify")
    assert f"{hanna.email} has a case key that was not made here" in err
    assert "Everything holds together" not in err


@pytest.mark.parametrize("what", ["recovery", "matching"])
def test_a_key_of_the_trustees_that_was_exchanged_is_found(what, case, command):
    of = case.mechanism
    drawn = recovery.draw(trustees=[Named("Union"), Named("Notary", is_outside=True)], needed=2)
    lead = accounts.member(of.organisation, Role.LEAD)
    for act in (recovery.put_in_force, recovery.put_matching_in_force):
        act(actor=lead, mechanism=of, drawn=drawn)
    assert verify(command)[0] == 0
    Mechanism.objects.update(**{f"{what}_public": b"p" * 32})
    code, found = verify(command)
    assert (code, found["keys"]["of_trustees_not_made_here"]) == (1, [{"mechanism": of.name, "key": what}])
    _code, _out, err = command("audit", "verify")
    assert f"The {what} key of {of.name} is not the one that was made here." in err


def test_keys_from_before_the_history_knew_them_are_taken_as_many_as_it_notes(case, command):
    HistoryEntry.objects.filter(action="remedy.key.made").update(detail={})
    assert verify(command)[1]["keys"]["not_made_here"] == []
    MemberKey.objects.create(
        user=case.keys.first().user, code="x" * 32, public=b"p" * 32, verify=b"v" * 32, salt=b"s" * 16, locked=b"l",
        retired_on=timezone.localdate(),
    )  # fmt: skip
    assert len(verify(command)[1]["keys"]["not_made_here"]) == 1


def test_a_database_put_back_to_an_earlier_state_shows_by_the_digest_alone(case, command):
    _code, before = verify(command)
    person.write_message(actor=make.person(), text="Another case.")
    _code, after = verify(command)
    assert before["history"]["digest"] != after["history"]["digest"]
    assert before["cases"]["digest"] != after["cases"]["digest"]
