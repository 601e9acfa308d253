"""Whom a report concerns gets no key: not at first, not later, not by recovery, and no share of the name's key."""

import pytest

from knowshow.errors import ConflictError
from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseKey, PartShare, Seat, SeatRole
from knowshow.remedy.services import intake, keys
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A mechanism with Hanna, who reads reports, and Karl, whom one concerns; his seat of handler."""
    of = make.mechanism()
    karl = seats.seated(of, SeatRole.HANDLER, SeatRole.REVIEWER, name="Karl Concerned")
    return of, karl, Seat.objects.get(user=karl, role=SeatRole.HANDLER)


def test_who_is_concerned_is_given_no_key_later_in_whatever_seat(place):
    of, karl, seat = place
    who = make.person(of, concerns=[seat.pk])
    for role in (SeatRole.HANDLER, SeatRole.REVIEWER):
        with pytest.raises(ConflictError):
            keys.give_case(actor=make.handler(who), user=karl, role=role)
    assert not CaseKey.objects.filter(user=karl).exists()


def test_a_draft_that_is_sent_keeps_whom_it_concerns(place):
    of, karl, seat = place
    receipt = make.receipt()
    report = make.report(concerns=[seat.pk])
    intake.receive(mechanism=of, receipt=receipt, report=report, is_draft=True)
    got = intake.receive(mechanism=of, receipt=receipt, report=report)
    with pytest.raises(ConflictError):
        keys.give_case(actor=make.handler(intake.Person(got.case, got.keys)), user=karl, role=SeatRole.HANDLER)


def test_the_person_and_the_team_read_which_seat_it_is(place):
    of, karl, seat = place
    who = make.person(of, concerns=[seat.pk])
    entry = who.case.entries.get(kind="system", author="person")
    assert envelopes.read_entry(entry, who.secrets) == {"event": "concerns", "users": [karl.pk], "text": seat.label}


def test_a_custodian_whom_it_concerns_gets_no_share_of_the_key_of_the_name(place):
    of, _karl, _seat = place
    custodians = [seats.seated(of, SeatRole.CUSTODIAN, name=f"Custodian {n}") for n in range(3)]
    seat = Seat.objects.get(user=custodians[0], role=SeatRole.CUSTODIAN)
    make.person(of, concerns=[seat.pk], identity={"name": "Mina"}, standing="confidential")
    assert set(PartShare.objects.values_list("user", flat=True)) == {one.pk for one in custodians[1:]}


def test_a_seat_that_has_ended_meanwhile_still_keeps_its_holder_out(place):
    of, karl, seat = place
    seat.until = make.later(-1)
    seat.save()
    hanna = Seat.objects.get(mechanism=of, role=SeatRole.INTAKE).user
    Seat.objects.create(mechanism=of, user=karl, role=SeatRole.INTAKE, label="Intake 9")
    assert [key.user for key, _role in intake.first_readers(of, [seat.pk])] == [hanna]


def test_nobody_gives_away_the_only_key_that_opens_the_case(place):
    who = make.person(place[0])
    handler = make.handler(who)
    with pytest.raises(ConflictError):
        keys.give_case(actor=handler, user=handler.user, role=SeatRole.INTAKE)
    other = make.given(who, SeatRole.HANDLER, name="Hugo Handler")
    CaseKey.objects.filter(user=other.user).update(sealed=b"")
    with pytest.raises(ConflictError):
        keys.take_case_back(actor=handler, given=CaseKey.objects.get(user=handler.user))


def test_a_custodian_who_is_marked_when_the_form_is_sent_again_loses_her_share(place):
    of, _karl, _seat = place
    custodians = [seats.seated(of, SeatRole.CUSTODIAN, name=f"Custodian {n}") for n in range(3)]
    receipt, named = make.receipt(), {"identity": {"name": "Mina"}, "standing": "confidential"}
    intake.receive(mechanism=of, receipt=receipt, report=make.report(**named))
    assert PartShare.objects.count() == 3
    seat = Seat.objects.get(user=custodians[0])
    intake.receive(mechanism=of, receipt=receipt, report=make.report(**named, concerns=[seat.pk]))
    assert set(PartShare.objects.values_list("user", flat=True)) == {one.pk for one in custodians[1:]}
