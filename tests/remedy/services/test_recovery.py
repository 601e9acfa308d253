"""The trustees' key: two of three open what nobody can open any more, and everybody concerned is told."""

from dataclasses import replace

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.filing import noted
from knowshow.remedy.models import CaseKey, EntryKind, Mechanism, MemberKey, RecoveryUse, SeatRole
from knowshow.remedy.services import intake, keys, recovery
from knowshow.remedy.services import seats as seat_services
from knowshow.remedy.services.recovery import Named
from knowshow.remedy.standing import open_case
from tests.remedy import seats

pytestmark = pytest.mark.django_db
PEOPLE = (Named("Head of audit"), Named("Works council"), Named("Ombudsperson", is_outside=True))


@pytest.fixture
def mechanism(organisation):
    return seats.mechanism(organisation)


@pytest.fixture
def handler(mechanism):
    return seats.seated(mechanism, SeatRole.INTAKE, SeatRole.HANDLER)


@pytest.fixture
def drawn(mechanism, lead):
    """A recovery key in force; the shares as the trustees hold them."""
    found = recovery.draw(trustees=PEOPLE, needed=2)
    recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=found)
    return found


def use(mechanism, lead, user, shares, **more):
    facts = {"reason": "Both handlers have left.", "role": SeatRole.HANDLER, **more}
    return recovery.use_recovery(actor=lead, mechanism=mechanism, shares=shares, user=user, **facts)


def lose(user):
    """Somebody forgets her passphrase and makes a new key."""
    return keys.make_keys(actor=user, passphrase="quite another passphrase")


def test_two_of_three_shares_open_a_case_whose_key_was_lost(mechanism, handler, drawn, lead):
    received = seats.report(mechanism, "They took my documents.")
    lost = lose(handler)
    used = use(mechanism, lead, handler, [drawn.shares[0], drawn.shares[2]])
    assert used.cases == 1
    opened = open_case(handler, lost, received.case)
    entry = received.case.entries.get(kind=EntryKind.REPORT)
    assert envelopes.read_entry(entry, opened.secrets)["text"] == "They took my documents."
    assert opened.secrets.internal


def test_the_person_reads_on_which_day_why_and_for_which_seat(mechanism, handler, drawn, lead):
    received = seats.report(mechanism)
    lose(handler)
    used = use(mechanism, lead, handler, drawn.shares[:2])
    received.case.refresh_from_db()
    entry = received.case.entries.get(kind=EntryKind.SYSTEM)
    assert envelopes.read_entry(entry, received.keys.secrets) == {
        "event": "recovery_used",
        "on": used.on.isoformat(),
        "reason": "Both handlers have left.",
        "role": "handler",
    }
    assert not envelopes.broken_links(received.case, received.case.entries.all(), {})


def test_no_secret_of_the_key_is_stored(mechanism, drawn):
    mechanism.refresh_from_db()
    assert bytes(mechanism.recovery_public) == drawn.public
    stored = [str(vars(one)) for one in (mechanism, *mechanism.trustees.all())]
    assert not any(" ".join(share.split()[4:7]) in text for share in drawn.shares for text in stored)
    assert [(one.position, one.name, one.is_outside) for one in mechanism.trustees.all()] == [
        (1, "Head of audit", False), (2, "Works council", False), (3, "Ombudsperson", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda shares: shares[:1], "2 shares are needed"),
        (lambda shares: [shares[0], shares[0]], "do not fit"),
        (lambda shares: [shares[0], shares[1].replace(shares[1].split()[9], "academic", 1)], "do not fit"),
        (lambda _shares: recovery.draw(trustees=PEOPLE, needed=2).shares[:2], "another key"),
    ],
)
def test_too_few_mistyped_or_foreign_shares_open_nothing(change, said, mechanism, handler, drawn, lead):
    received = seats.report(mechanism)
    lose(handler)
    with pytest.raises(BadInputError, match=said):
        use(mechanism, lead, handler, list(change(list(drawn.shares))))
    assert not RecoveryUse.objects.exists()
    assert not CaseKey.objects.filter(case=received.case, until__isnull=True).exists()


def test_a_case_that_opens_for_somebody_is_left_alone(mechanism, handler, drawn, lead):
    seats.report(mechanism)
    with pytest.raises(ConflictError):
        use(mechanism, lead, handler, drawn.shares[:2])


def test_a_case_that_opens_for_somebody_is_left_alone_even_if_it_is_named(mechanism, handler, drawn, lead):
    received = seats.report(mechanism)
    other = seats.seated(mechanism, SeatRole.REVIEWER, name="Rita Reviewer")
    with pytest.raises(BadInputError, match="somebody can open"):
        use(mechanism, lead, other, drawn.shares[1:], role=SeatRole.REVIEWER, references=[received.reference])
    assert not CaseKey.objects.filter(case=received.case, user=other).exists()
    assert not RecoveryUse.objects.exists()


def test_of_the_cases_that_open_for_nobody_those_named_are_opened(mechanism, handler, drawn, lead):
    named, other = seats.report(mechanism), seats.report(mechanism)
    lose(handler)
    rita = seats.seated(mechanism, SeatRole.REVIEWER, name="Rita Reviewer")
    use(mechanism, lead, rita, drawn.shares[1:], role=SeatRole.REVIEWER, references=[named.reference])
    opened = set(CaseKey.objects.filter(user=rita).values_list("case__reference", flat=True))
    assert (named.reference in opened, other.reference in opened) == (True, False)


def test_an_unknown_reference_opens_nothing(mechanism, handler, drawn, lead):
    seats.report(mechanism)
    with pytest.raises(BadInputError):
        use(mechanism, lead, handler, drawn.shares[:2], references=["0000-0000"])


def test_a_draft_is_sealed_to_nobody_and_stays_so(mechanism, handler, drawn, lead):
    seats.report(mechanism, is_draft=True)
    with pytest.raises(ConflictError):
        use(mechanism, lead, handler, drawn.shares[:2])


def test_only_those_who_handle_cases_are_given_them(mechanism, handler, drawn, lead):
    seats.report(mechanism)
    observer = seats.seated(mechanism, SeatRole.ANALYST, name="Anna Analyst")
    with pytest.raises(BadInputError):
        use(mechanism, lead, observer, drawn.shares[:2], role=SeatRole.ANALYST)
    with pytest.raises(NotAllowedError):
        use(mechanism, lead, observer, drawn.shares[:2])


def test_nobody_uses_the_trustees_key_for_herself(mechanism, handler, drawn, lead):
    received = seats.report(mechanism)
    seats.seat(mechanism, lead, SeatRole.REVIEWER)
    with pytest.raises(BadInputError, match="for herself"):
        use(mechanism, lead, lead, drawn.shares[:2], role=SeatRole.REVIEWER, references=[received.reference])
    assert not RecoveryUse.objects.exists()


def kept_by(*users):
    """The trustees, with who sees the share of each."""
    return [replace(one, keeper=user.pk) for one, user in zip(PEOPLE, users, strict=True)]


def test_people_who_work_on_cases_do_not_see_enough_shares_to_open_them(mechanism, lead, assessor):
    hanna = seats.seated(mechanism, SeatRole.HANDLER)
    inge = seats.seated(mechanism, SeatRole.INTERPRETER, name="Inge Interpreter")
    able = {"actor": lead, "mechanism": mechanism, "needed": 2, "for_recovery": True}
    with pytest.raises(BadInputError, match="work on cases"):
        recovery.draw_to_hand_out(trustees=kept_by(hanna, assessor, inge), **able)
    assert recovery.draw_to_hand_out(trustees=kept_by(hanna, assessor, lead), **able).needed == 2


def test_each_share_is_for_another_member_of_the_organisation(mechanism, lead, assessor, reviewer, outsider, stranger):
    able = {"actor": lead, "mechanism": mechanism, "needed": 2, "for_recovery": True}
    found = recovery.draw_to_hand_out(trustees=kept_by(lead, assessor, reviewer), **able)
    assert [one.keeper for one in found.trustees] == [lead.pk, assessor.pk, reviewer.pk]
    for third in (lead, assessor, outsider, stranger):
        with pytest.raises(BadInputError, match="sign-in of another member"):
            recovery.draw_to_hand_out(trustees=kept_by(lead, assessor, third), **able)
    with pytest.raises(BadInputError, match="sign-in of another member"):
        recovery.draw_to_hand_out(trustees=PEOPLE, **able)
    with pytest.raises(NotAllowedError):
        recovery.draw_to_hand_out(trustees=kept_by(lead, assessor, reviewer), **{**able, "actor": assessor})


@pytest.mark.parametrize("who", ["assessor", "outsider", "stranger"])
def test_others_make_and_use_no_recovery_key(who, mechanism, handler, drawn, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowedError):
        use(mechanism, actor, handler, drawn.shares[:2])
    with pytest.raises(NotAllowedError):
        recovery.put_in_force(actor=actor, mechanism=mechanism, drawn=drawn)


@pytest.mark.parametrize(
    ("people", "needed", "said"),
    [
        (PEOPLE[:2], 2, "outside"),
        (PEOPLE, 1, "At least 2"),
        (PEOPLE, 4, "At least 2"),
        ((*PEOPLE, PEOPLE[0]), 2, "a name or an office of her own"),
    ],
)
def test_a_key_needs_two_shares_and_somebody_from_outside(people, needed, said):
    with pytest.raises(BadInputError, match=said):
        recovery.draw(trustees=people, needed=needed)


def test_after_a_new_key_cases_are_sealed_to_it_by_those_who_open_them(mechanism, handler, drawn, lead):
    received = seats.report(mechanism)
    again = recovery.draw(trustees=PEOPLE, needed=2)
    recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=again)
    held = keys.open_keys(actor=handler, passphrase=seats.PASSPHRASE)
    received.case.mechanism.refresh_from_db()
    actor = open_case(handler, held, received.case)
    assert recovery.seal_anew(actor=actor)
    assert not recovery.seal_anew(actor=actor)
    lose(handler)
    assert use(mechanism, lead, handler, again.shares[:2]).cases == 1


@pytest.mark.parametrize("is_of_before", [False, True])
def test_no_case_is_sealed_to_a_key_that_the_trustees_did_not_make(is_of_before, mechanism, handler, drawn, lead):
    """Whoever writes into the database could put a key of her own there, and wait for the team to seal to it."""
    if is_of_before:  # a key that was made before the history held digests, and another since
        HistoryEntry.objects.filter(action="remedy.mechanism.recovery_key_made").update(detail={})
        recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=recovery.draw(trustees=PEOPLE, needed=2))
    received = seats.report(mechanism)
    thief = KeyPair.new()
    Mechanism.objects.update(recovery_public=thief.public)
    received.case.mechanism.refresh_from_db()
    actor = open_case(handler, keys.open_keys(actor=handler, passphrase=seats.PASSPHRASE), received.case)
    with pytest.raises(ConflictError, match="not the one that was made here"):
        recovery.seal_anew(actor=actor)
    received.case.refresh_from_db()
    assert not envelopes.is_for_recovery(received.case, thief.public)
    assert seats.report(mechanism).case.stage == "received"


def test_the_history_knows_the_key_that_was_made_last(mechanism, drawn, lead):
    assert noted.exchanged(mechanism) == []
    again = recovery.draw(trustees=PEOPLE, needed=2)
    recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=again)
    recovery.put_matching_in_force(actor=lead, mechanism=mechanism, drawn=drawn)
    assert noted.exchanged(mechanism) == []
    mechanism.recovery_public, mechanism.matching_public = drawn.public, b""
    assert noted.exchanged(mechanism) == ["recovery", "matching"]


def test_a_key_from_before_the_history_held_digests_is_taken_as_it_stands(mechanism, drawn):
    HistoryEntry.objects.update(detail={})
    assert noted.exchanged(mechanism) == []
    mechanism.recovery_public = b""
    assert noted.exchanged(mechanism) == ["recovery"]


def test_a_key_that_nobody_made_is_not_known(mechanism):
    assert noted.exchanged(mechanism) == []
    mechanism.recovery_public = KeyPair.new().public
    assert noted.exchanged(mechanism) == ["recovery"]


def test_the_matching_key_keeps_its_public_half_only(mechanism, lead):
    found = recovery.draw(trustees=PEOPLE, needed=3)
    recovery.put_matching_in_force(actor=lead, mechanism=mechanism, drawn=found)
    from knowshow.foundation import vault

    mechanism.refresh_from_db()
    assert KeyPair.of(vault.combine(found.shares)).public == bytes(mechanism.matching_public)


def test_a_new_key_made_while_the_cases_are_open_takes_them_along(mechanism, handler):
    received = seats.report(mechanism)
    former = keys.open_keys(actor=handler, passphrase=seats.PASSPHRASE)
    fresh = keys.make_keys(actor=handler, passphrase="quite another passphrase", former=former)
    assert open_case(handler, fresh, received.case).secrets.internal
    assert MemberKey.objects.filter(user=handler, retired_on__isnull=True).count() == 1


def test_a_colleague_gives_a_case_anew(mechanism, handler):
    other = seats.seated(mechanism, SeatRole.INTAKE, name="Ida Intake")
    received = seats.report(mechanism)
    fresh = lose(handler)
    with pytest.raises(NotAllowedError):
        open_case(handler, fresh, received.case)
    held = keys.open_keys(actor=other, passphrase=seats.PASSPHRASE)
    keys.rewrap_for(actor=open_case(other, held, received.case), user=handler)
    assert open_case(handler, fresh, received.case).secrets.internal
    with pytest.raises(ConflictError):
        keys.rewrap_for(actor=open_case(other, held, received.case), user=handler)


def test_nobody_ends_the_seat_in_which_alone_a_case_opens(mechanism, handler, lead):
    received = seats.report(mechanism)
    seat = mechanism.seats.get(user=handler, role=SeatRole.INTAKE)
    with pytest.raises(ConflictError, match="open for this person alone"):
        seat_services.end_seat(actor=lead, seat=seat)
    other = seats.seated(mechanism, SeatRole.HANDLER, name="Olga Other")
    held = keys.open_keys(actor=handler, passphrase=seats.PASSPHRASE)
    keys.give_case(actor=open_case(handler, held, received.case), user=other, role=SeatRole.HANDLER)
    seat_services.end_seat(actor=lead, seat=seat)
    assert [one.user for one in CaseKey.objects.filter(case=received.case)] == [other]
    told = [envelopes.read_entry(one, received.keys.secrets) for one in received.case.entries.filter(kind="system")]
    assert {"event": "left", "role": "intake"} in told


def test_a_report_is_received_once_however_often_it_is_sent(mechanism, handler):
    receipt = seats.receipt()
    first = intake.receive(mechanism=mechanism, receipt=receipt, report=seats.words("Once."))
    again = intake.receive(mechanism=mechanism, receipt=receipt, report=seats.words("Once."))
    assert (again.is_again, again.case) == (True, first.case)


def test_other_trustees_take_over_only_once_no_case_hangs_on_the_present_ones(mechanism, handler, drawn, lead):
    seats.report(mechanism)
    other = recovery.draw(trustees=PEOPLE, needed=2)
    lost = lose(handler)
    assert lost
    with pytest.raises(ConflictError, match="for the present trustees alone: 1"):
        recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=other)
    use(mechanism, lead, handler, drawn.shares[:2])
    recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=other)
    mechanism.refresh_from_db()
    assert bytes(mechanism.recovery_public) == other.public
