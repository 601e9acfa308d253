"""Two people act at the same moment, each in a connection of her own: both are done, and nothing is sealed in vain."""

import threading
from functools import partial

import pytest
from django.db import connection, connections, transaction

from knowshow.foundation.models import Role
from knowshow.remedy.models import Case, CaseKey, Lane, MemberKey, Reveal, RevealState, Seat, SeatRole
from knowshow.remedy.services import _acts, intake, keys, lanes, recovery, reveals, stages
from knowshow.remedy.services import person as messages
from knowshow.remedy.services import seats as seat_services
from knowshow.remedy.standing import open_case
from tests import make as accounts
from tests.remedy import make, seats
from tests.remedy.services.test_recovery import PEOPLE as TRUSTEES

pytestmark = pytest.mark.django_db(transaction=True)
#: Seconds after which two that wait for each other are given up.
LONGEST = 20


class Meeting:
    """People who act at the same moment. Where the database lets one write at a time, they act one after another."""

    def __init__(self):
        self.holds, self.errors = threading.Event(), []
        self.together = connection.vendor == "postgresql"

    def run(self, first, then):
        """Run the second act once the first holds what it holds, and say what went wrong in either."""
        acts = [threading.Thread(target=self._try, args=(first,)), threading.Thread(target=self._second, args=(then,))]
        for one in acts:
            if not self.together:
                one.run()
                continue
            one.start()
        for one in acts:
            if self.together:
                one.join(LONGEST)
        return self.errors

    def wait_for_the_other(self):
        """Say that the first holds what it holds; go on once the second waits for it, or has nothing to wait for."""
        self.holds.set()
        for _ in range(100 if self.together else 0):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
                cursor.execute("SELECT pg_sleep(0.02)")

    def _second(self, act):
        self.holds.wait(LONGEST)
        self._try(act)

    def _try(self, act):
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            self.errors.append(repr(error)[:300])
        finally:
            if self.together:
                connections.close_all()


@pytest.fixture
def meeting():
    return Meeting()


def writes(meeting, who):
    """The person writes: she holds her case, somebody else comes, and only then it is noted."""

    @transaction.atomic
    def act():
        _acts.hold(make.fresh(who.case))
        meeting.wait_for_the_other()
        messages.write_message(actor=make.again(who), text="I add this.")

    return act


@pytest.mark.parametrize("is_draft", [False, True])
def test_a_report_that_comes_while_a_key_is_made_anew_opens_with_it(is_draft, meeting):
    of = make.mechanism(question_set="general")
    hanna = Seat.objects.filter(mechanism=of).first().user
    former, receipt = make.member_keys(hanna), make.receipt()
    if is_draft:
        intake.receive(mechanism=of, receipt=receipt, report=make.report(), is_draft=True)

    @transaction.atomic
    def comes():
        intake.receive(mechanism=of, receipt=receipt, report=make.report())
        meeting.wait_for_the_other()

    renew = partial(keys.make_keys, actor=hanna, passphrase="quite another passphrase", former=former)
    assert meeting.run(comes, renew) == []
    fresh = keys.open_keys(actor=hanna, passphrase="quite another passphrase")
    assert open_case(hanna, fresh, Case.objects.get()).secrets.internal


def test_a_report_waits_for_a_key_that_is_being_made(meeting):
    of = make.mechanism(question_set="general")
    hanna = Seat.objects.filter(mechanism=of).first().user

    @transaction.atomic
    def renews():
        keys.make_keys(actor=hanna, passphrase="quite another passphrase", former=make.member_keys(hanna))
        meeting.wait_for_the_other()

    assert meeting.run(renews, partial(make.person, of)) == []
    fresh = keys.open_keys(actor=hanna, passphrase="quite another passphrase")
    assert open_case(hanna, fresh, Case.objects.get()).secrets.internal


def two_people(of, **facts):
    """Two with a report each."""
    return make.person(of, **facts), make.person(of, **facts)


def test_a_seat_ends_while_a_person_writes(meeting):
    of = make.mechanism()
    lead = accounts.member(of.organisation, Role.LEAD, name="Lena Lead")
    ida = seats.seated(of, SeatRole.INTAKE, name="Ida Intake")
    _first, second = two_people(of)
    end = partial(seat_services.end_seat, actor=lead, seat=ida.seats.get())
    assert meeting.run(writes(meeting, second), end) == []
    assert not CaseKey.objects.filter(user=ida).exists()
    assert make.fresh(second.case).entries.count() == 3


@pytest.mark.parametrize("which", [0, 1])
def test_a_day_leaves_the_slow_lane_while_a_person_writes(which, meeting):
    of = make.mechanism()
    ida = seats.seated(of, SeatRole.INTAKE, name="Ida Intake")
    who = two_people(of, lane=Lane.SLOW)[which]
    day = {"lane": Lane.SLOW, "day": who.case.received_on}
    move = partial(lanes.move_all_to_ordinary, actor=ida, mechanism=of, **day)
    assert meeting.run(writes(meeting, who), move) == []
    assert set(Case.objects.values_list("lane", flat=True)) == {Lane.ORDINARY}


def test_the_trustees_open_cases_while_a_person_writes(meeting):
    of = make.mechanism()
    lead = accounts.member(of.organisation, Role.LEAD, name="Lena Lead")
    drawn = recovery.draw(trustees=TRUSTEES, needed=2)
    recovery.put_in_force(actor=lead, mechanism=of, drawn=drawn)
    first, second = two_people(of)
    rita = seats.seated(of, SeatRole.REVIEWER, name="Rita Reviewer")
    CaseKey.objects.update(until=make.later(0))  # nobody of the team opens them any more
    use = partial(
        recovery.use_recovery, actor=lead, mechanism=of, shares=drawn.shares[:2], reason="She left.", user=rita,
        role=SeatRole.REVIEWER, references=[second.case.reference, first.case.reference],
    )  # fmt: skip
    assert meeting.run(writes(meeting, second), use) == []
    assert CaseKey.objects.filter(user=rita).count() == 2


NAME = {"name": "Nadia"}
ANEW = "quite another passphrase"


@pytest.fixture
def asked(db):
    """Somebody whose name a handler asked to see, with a custodian, Carla, who holds a share of its key."""
    of = make.mechanism()
    seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    who = make.person(of, identity=NAME, standing="named", consent="handlers")
    reveals.ask_reveal(actor=make.handler(who), part=name_of(who), days=10, reason="To pay.")
    return who


def name_of(who):
    return who.case.parts.select_related("case__mechanism").get()


def request_for(who):
    return Reveal.objects.select_related("part__case__mechanism").get(part__case=who.case)


def renewal(who, user=None):
    """A member makes her key anew, while her former one is open."""
    hanna = user or make.handler(who).user
    return partial(keys.make_keys, actor=hanna, passphrase=ANEW, former=make.member_keys(hanna))


def sees(who):
    """What the handler sees with the key that she has by now."""
    hanna = request_for(who).user
    actor = open_case(hanna, keys.open_keys(actor=hanna, passphrase=ANEW), make.fresh(who.case))
    return reveals.look(actor=actor, reveal=request_for(who))


def then_waits(meeting, act):
    """An act that is done, and not committed before somebody else comes."""

    @transaction.atomic
    def both():
        act()
        meeting.wait_for_the_other()

    return both


def test_a_name_that_is_shown_while_a_key_is_made_anew_opens_with_it(meeting, asked):
    says_yes = partial(reveals.answer_reveal, actor=make.again(asked), reveal=request_for(asked), agrees=True)
    assert meeting.run(then_waits(meeting, says_yes), renewal(asked)) == []
    assert sees(asked) == NAME


def test_a_share_that_is_given_while_a_key_is_made_anew_opens_with_it(meeting, asked):
    carla = Seat.objects.get(role=SeatRole.CUSTODIAN).user
    gives = partial(reveals.give_share, actor=carla, keys=make.member_keys(carla), reveal=request_for(asked))
    assert meeting.run(then_waits(meeting, gives), renewal(asked)) == []
    assert sees(asked) == NAME


def test_a_name_is_shown_to_the_key_that_is_being_made(meeting, asked):
    says_yes = partial(reveals.answer_reveal, actor=make.again(asked), reveal=request_for(asked), agrees=True)
    assert meeting.run(then_waits(meeting, renewal(asked)), says_yes) == []
    assert sees(asked) == NAME


def test_a_custodian_reads_why_it_is_asked_with_the_key_that_she_is_making(meeting):
    of = make.mechanism()
    carla = seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    who = make.person(of, identity=NAME, standing="named", consent="ask")
    asks = partial(reveals.ask_reveal, actor=make.handler(who), part=name_of(who), days=10, reason="To pay.")
    assert meeting.run(then_waits(meeting, renewal(who, carla)), asks) == []
    assert reveals.reason_of(keys.open_keys(actor=carla, passphrase=ANEW), request_for(who)) == "To pay."


def test_a_person_withdraws_while_a_key_is_made_anew(meeting, asked):
    """Whoever makes a key holds what was asked in her name, and comes to the history last; so does the person."""
    renew = renewal(asked)

    @transaction.atomic
    def renews():
        MemberKey.objects.select_for_update().get(user=renew.keywords["actor"])
        Reveal.objects.select_for_update().get()
        meeting.wait_for_the_other()
        renew()

    withdraw = partial(stages.withdraw, actor=make.again(asked), text="No more.")
    assert meeting.run(renews, withdraw) == []
    assert request_for(asked).state == RevealState.ENDED
