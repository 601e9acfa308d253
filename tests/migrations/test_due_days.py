"""Steps that stood still, parts that a pause moved and offers that were withdrawn get the days that were told."""

import itertools
from datetime import date, timedelta

import pytest
from django.db.models import F, Q

pytestmark = pytest.mark.django_db(transaction=True)

#: A Monday.
START = date(2026, 1, 5)
BEFORE, AFTER = "0005_unordered_answers", "0006_due_days"
_numbers = itertools.count(1)


def day(days):
    return START + timedelta(days=days)


@pytest.fixture
def old(moved_to):
    """Rows as they were made before."""
    return Rows(moved_to("remedy", BEFORE))


class Rows:
    """Builders of old rows; each row is found again by its key."""

    def __init__(self, apps):
        self.apps = apps

    def add(self, name, **facts):
        return self.apps.get_model("remedy", name).objects.create(**facts)

    def case(self, **published):
        organisation = self.apps.get_model("foundation", "Organisation").objects.create(name=f"Q{next(_numbers)}")
        mechanism = self.add("Mechanism", organisation=organisation, **published)
        return self.add(
            "Case", mechanism=mechanism, reference=f"KS-{mechanism.pk}", language="en", public_key=b"",
            person_verify=b"", receipt_salt=b"", receipt_locked=b"", confirm_digest=b"",
        )  # fmt: skip

    def offer(self, case, **facts):
        entry = self.add(
            "Entry", case=case, number=next(_numbers), kind="offer", audience="both", author="member", sealed=b"",
            chain=b"",
        )  # fmt: skip
        return self.add("Offer", case=case, entry=entry, **facts)

    def part(self, case, due, **facts):
        offer = self.offer(case, state="accepted")
        facts = {"state": "agreed", "agreed_on": START, "kind": "apology"} | facts
        return self.add("Remedy", case=case, offer=offer, due_on=due, **facts)

    def stage(self, case, stage="received", entered=START, **facts):
        return self.add("StageEntry", case=case, stage=stage, entered_on=entered, **facts)

    def pause(self, case, since, until=None):
        self.add("Pause", case=case, reason="other_body", since=since, until=until)


@pytest.fixture
def after(moved_to):
    """A row as it is once the migration has run."""

    def run(row):
        model = moved_to("remedy", AFTER).get_model("remedy", type(row).__name__)
        return model.objects.get(pk=row.pk)

    return run


def days(entry):
    return entry.due_on, entry.promised_on


def test_a_step_that_was_late_before_its_pause_is_late_in_public_again(old, after):
    case = old.case()
    entry = old.stage(case)
    old.pause(case, day(30))
    found = after(entry)
    assert days(found) == (day(7), None)
    is_late = Q(left_on__gt=F("due_on")) | Q(left_on__isnull=True, due_on__lt=day(87))
    assert type(found).objects.filter(is_late).get() == found


def test_a_step_that_was_in_time_keeps_the_day_to_which_its_pause_is_added(old, after):
    case = old.case()
    entry = old.stage(case)
    old.pause(case, day(7))
    assert days(after(entry)) == (None, day(7))


def test_the_clocks_calendar_and_pauses_of_the_mechanism_count(old, after):
    case = old.case(clocks={"acknowledged": 3}, closed_days=[day(1).isoformat()])
    entry = old.stage(case)
    old.pause(case, day(2), day(4))
    old.pause(case, day(30))
    assert days(after(entry)) == (day(8), None), "Tuesday closed, Thursday and Friday at rest"


def test_what_was_agreed_keeps_the_day_that_was_promised(old, after):
    case = old.case()
    old.part(case, day(14))
    entry = old.stage(case, "agreed", promised_on=day(14))
    old.pause(case, day(2), day(9))
    old.pause(case, day(30))
    assert days(after(entry)) == (day(21), day(14))


def test_her_time_did_not_stand_still(old, after):
    case = old.case()
    entry = old.stage(case, "implemented")
    old.pause(case, day(3))
    assert days(after(entry)) == (day(42), None)


def test_a_day_that_is_kept_already_stands(old, after):
    case = old.case()
    paused = old.stage(case, promised_on=day(9))
    old.pause(case, day(1), day(3))
    old.pause(case, day(8))
    assert days(after(paused)) == (None, day(9))


def test_a_step_that_runs_or_is_over_and_a_closed_case_stay_as_they_are(old, after):
    case = old.case()
    over = old.stage(case, left_on=day(2), due_on=day(7))
    runs = old.stage(case, "acknowledged", day(2), due_on=day(99))
    closed = old.case()
    end = old.stage(closed, "closed")
    assert [days(after(one)) for one in (over, runs, end)] == [(day(7), None), (day(99), None), (None, None)]


# ---- parts of what was agreed ----------------------------------------------------------------------------------


@pytest.fixture
def agreed(old):
    """A case in which a pause of a week and another that stands lay where what was agreed was carried out."""
    case = old.case()
    old.stage(case, "agreed", due_on=day(21))
    old.pause(case, day(4), day(11))
    old.pause(case, day(30))
    return case


@pytest.mark.parametrize(("due", "moved"), [(2, 2), (4, 11), (14, 21), (5, 11)])
def test_a_part_gets_the_days_of_the_pauses_that_are_over_but_where_its_own_had_passed(old, agreed, after, due, moved):
    assert after(old.part(agreed, day(due))).due_on == day(moved)


@pytest.mark.parametrize(("proven", "late"), [(21, False), (22, True)])
def test_a_part_that_came_by_that_day_was_not_late(old, agreed, after, proven, late):
    part = old.part(agreed, day(14), state="proven", proven_on=day(proven), was_late=True)
    assert after(part).was_late is late


@pytest.mark.parametrize("facts", [{"state": "replaced"}, {"agreed_on": day(1)}])
def test_a_part_that_was_not_agreed_in_that_time_stays(old, agreed, after, facts):
    assert after(old.part(agreed, day(14), **facts)).due_on == day(14)


def test_a_pause_in_her_time_moves_no_part(old, after):
    case = old.case()
    old.stage(case, "agreed", left_on=day(3), due_on=day(14))
    old.stage(case, "implemented", day(3), due_on=day(99))
    old.pause(case, day(4), day(11))
    assert after(old.part(case, day(14))).due_on == day(14)


def test_there_and_back_again_adds_no_pause_twice(old, agreed, after, moved_to):
    part = old.part(agreed, day(14))
    assert after(part).due_on == day(21)
    back = moved_to("remedy", BEFORE).get_model("remedy", "Remedy").objects.get(pk=part.pk)
    assert back.due_on == day(14)
    assert after(part).due_on == day(21)


# ---- offers that were withdrawn --------------------------------------------------------------------------------


def withdrawn(old, case, **facts):
    return old.offer(case, state="withdrawn", made_on=day(3), **facts)


def test_an_offer_was_withdrawn_on_the_day_on_which_its_case_ended(old, after):
    case = old.case()
    old.stage(case, "remedy_offered", day(3), left_on=day(9), due_on=day(31))
    old.stage(case, "closed", day(9))
    assert after(withdrawn(old, case)).decided_on == day(9)


def test_or_on_the_day_on_which_an_appeal_changed_what_was_decided(old, after):
    case = old.case()
    entry = withdrawn(old, case).entry
    old.stage(case, "appealed", day(5), left_on=day(12))
    old.stage(case, "dialogue", day(12))
    old.add(
        "Appeal", case=case, entry=entry, against="remedy_offered", came_from="remedy_offered", due_on=day(33),
        state="changed", decided_on=day(12),
    )  # fmt: skip
    assert after(case.offers.get()).decided_on == day(12)


def test_where_it_can_have_been_on_two_days_none_is_invented(old, after):
    case = old.case()
    for one in (1, 9, 20):
        old.stage(case, "closed", day(one), left_on=day(one))
    assert after(withdrawn(old, case)).decided_on is None


def test_a_day_that_is_there_stands(old, after):
    case = old.case()
    old.stage(case, "closed", day(9))
    assert after(withdrawn(old, case, decided_on=day(4))).decided_on == day(4)
